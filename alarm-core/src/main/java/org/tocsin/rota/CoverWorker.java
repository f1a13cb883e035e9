package org.tocsin.rota;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.platform.Worker;
import org.tocsin.signal.SignalIntake;

/**
 * Tells the centre that an area will have nobody on duty, while somebody can still be found; and that somebody is on
 * again. Runs in every process: a gap is one row, and each way it is told under a reference that is taken once.
 */
public final class CoverWorker {
    private static final Logger LOG = LoggerFactory.getLogger(CoverWorker.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** How far the rota is read beyond the look ahead: to say when somebody is on again. */
    private static final Duration REACH = Duration.ofDays(2);

    private static final String SERVICES = """
            select s.id, s.code, s.time_zone, coalesce(t.cover_ahead_s, 1800) as cover_ahead_s
            from service s left join response_setting t on t.service_id = s.id
            where exists (select from response_area a where a.service_id = s.id and a.covered)
              or exists (select from cover_gap g where g.service_id = s.id and g.ended_at is null)
            order by s.id limit 200
            """;
    private static final String AREAS = """
            select a.id, a.name, a.covered, g.id as gap_id from response_area a
            left join cover_gap g on g.area_id = a.id and g.ended_at is null
            where a.service_id = $1 and (a.covered or g.id is not null) order by a.id limit 500
            """;
    private static final String OPEN = """
            insert into cover_gap (id, service_id, area_id, number, begins_at, noticed_at)
            select $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5 from cover_gap where area_id = $3
            on conflict do nothing
            """;
    private static final String END = "update cover_gap set ended_at = $2 where id = $1 and ended_at is null";

    private final Pool pool;
    private final InstantSource clock;
    private final RotaStore rotas;
    private final CoverTeller teller;
    private final Worker worker;

    /** @param processId under which it notices */
    public CoverWorker(Vertx vertx, Database database, InstantSource clock, SignalIntake intake, String processId) {
        this.pool = database.pool();
        this.clock = clock;
        this.rotas = new RotaStore(database);
        this.teller = new CoverTeller(database, intake, clock, processId);
        this.worker = new Worker(vertx, "cover", PAUSE, this::round);
    }

    private record Service(UUID id, String code, ZoneId zone, Duration ahead) {}

    private record Watched(
            UUID id, String name, boolean covered, @Nullable UUID gap) {}

    /** Begins to look every two seconds. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** One look; true when more is waiting. */
    Future<Boolean> round() {
        return pool.query(SERVICES).execute().compose(rows -> {
            Future<Void> all = Future.succeededFuture();
            for (Row row : rows) {
                Service service = new Service(
                        row.getUUID("id"),
                        row.getString("code"),
                        ZoneId.of(row.getString("time_zone")),
                        Duration.ofSeconds(row.getInteger("cover_ahead_s")));
                all = all.compose(v -> look(service)).recover(e -> {
                    LOG.atError()
                            .addKeyValue("worker", "cover")
                            .addKeyValue("error", LoggedError.of(e))
                            .log("the cover of a service could not be judged, it is tried again");
                    return Future.succeededFuture();
                });
            }
            return all.compose(v -> teller.tell());
        });
    }

    private Future<Void> look(Service service) {
        Instant now = clock.instant();
        Future<List<Watched>> areas = pool.preparedQuery(AREAS)
                .execute(Tuple.of(service.id()))
                .map(rows -> rows.stream()
                        .map(row -> new Watched(
                                row.getUUID("id"),
                                row.getString("name"),
                                row.getBoolean("covered"),
                                row.getUUID("gap_id")))
                        .toList());
        Future<Rota> rota = rotas.rota(
                Scope.platform(service.id()), now, now.plus(service.ahead()).plus(REACH));
        return Future.all(areas, rota).compose(both -> {
            List<Future<?>> changes = new ArrayList<>();
            for (Watched area : areas.result()) {
                Optional<Instant> gap = area.covered()
                        ? rota.result().firstGap(area.name(), now, now.plus(service.ahead()))
                        : Optional.empty();
                if (gap.isPresent() && area.gap() == null) {
                    changes.add(pool.preparedQuery(OPEN)
                            .execute(Tuple.of(Ids.next(), service.id(), area.id())
                                    .addValue(Times.toRow(gap.get()))
                                    .addValue(Times.toRow(now))));
                } else if (gap.isEmpty() && area.gap() != null) {
                    changes.add(pool.preparedQuery(END).execute(Tuple.of(area.gap(), Times.toRow(now))));
                }
            }
            return changes.isEmpty()
                    ? Future.succeededFuture()
                    : Future.all(changes).mapEmpty();
        });
    }
}
