package org.tocsin.signal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.TestDatabase;
import org.tocsin.platform.Wakeup;

/** Two gateways' ways into one real PostgreSQL, with homes, units and schemes of one service. */
public final class Estate implements AutoCloseable {
    public final UUID service = Ids.next();
    public final TestDatabase test = TestDatabase.create();
    public final Vertx vertx = Vertx.vertx();
    public final Database database = Database.open(vertx, test.url(), 4);
    public final SignalIntake first;
    public final SignalIntake second;
    public final Wakeup wakeup = new Wakeup(vertx, database);
    private final AtomicInteger last = new AtomicInteger(2_000);

    public Estate() {
        sql("insert into service (id, code, name, created_at) values ('%s', 'demo', 'Demo', '2026-01-01Z')", service);
        first = open();
        second = open();
    }

    private SignalIntake open() {
        return await(SignalIntake.open(vertx, database, InstantSource.system(), new LastCommit(), wakeup));
    }

    public void sql(String sql, Object... values) {
        test.execute(sql.formatted(values));
    }

    public UUID home(String line1) {
        UUID home = Ids.next();
        sql(
                "insert into home (id, service_id, line1, postcode, created_at)"
                        + " values ('%s', '%s', '%s', 'BL1 1AA', '2026-01-01Z')",
                home, service, line1);
        return home;
    }

    /** A unit in a home of its own. */
    public String unit(@Nullable UUID home) {
        String cid = Integer.toString(last.incrementAndGet());
        sql(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', %s, '%s', 'SCAIP', 'NONE', '2026-01-01Z')",
                Ids.next(), service, home == null ? "null" : "'" + home + "'", cid);
        return cid;
    }

    /** A scheme whose manager has two minutes before the centre. */
    public UUID scheme(String name) {
        UUID scheme = Ids.next();
        sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', '%s', '2026-01-01Z')",
                scheme, service, name);
        return scheme;
    }

    public String controller(UUID scheme) {
        String cid = unit(null);
        sql("update home_unit set scheme_id = '%s' where cid = '%s'", scheme, cid);
        return cid;
    }

    /** A flat of the scheme; its home. */
    public UUID flat(UUID scheme, String did, String name) {
        UUID home = home(name);
        sql(
                "insert into scheme_point values ('%s', '%s', '%s', '%s', 'DWELLING', '%s', '%s')",
                Ids.next(), service, scheme, did, name, home);
        return home;
    }

    /** A door panel or a communal point. */
    public void point(UUID scheme, String did, String kind, String name) {
        sql(
                "insert into scheme_point values ('%s', '%s', '%s', '%s', '%s', '%s', null)",
                Ids.next(), service, scheme, did, kind, name);
    }

    /** One message through the first gateway; names and values alternate. */
    public Receipt send(String cid, String ref, Instant at, String... elements) {
        return send(first, cid, ref, at, elements);
    }

    public Receipt send(SignalIntake gateway, String cid, String ref, Instant at, String... elements) {
        return await(offer(gateway, cid, ref, at, elements));
    }

    public Future<Receipt> offer(SignalIntake gateway, String cid, String ref, Instant at, String... elements) {
        Map<String, String> values = new java.util.HashMap<>();
        for (int i = 0; i < elements.length; i += 2) {
            values.put(elements[i], elements[i + 1]);
        }
        Signal signal = Signals.of(cid, ref, values, at);
        SignalIntake.Lane lane = FaultKind.concerns(signal) ? SignalIntake.Lane.ROUTINE : SignalIntake.Lane.LIFE;
        return submit(gateway, signal, lane);
    }

    /** As a unit does: what is refused is sent again, a moment later. */
    Future<Receipt> submit(SignalIntake gateway, Signal signal, SignalIntake.Lane lane) {
        return gateway.submit(signal, signal.cid(), lane)
                .compose(receipt -> receipt instanceof Receipt.Refused
                        ? vertx.timer(50, TimeUnit.MILLISECONDS).compose(later -> submit(gateway, signal, lane))
                        : Future.succeededFuture(receipt));
    }

    /** As {@link #send}, from somebody who failed the password. */
    public Receipt sendUnproven(String cid, String ref, Instant at, Map<String, String> elements) {
        Signal signal = Signals.of(cid, ref, elements, at);
        Signal.Context doubted =
                new Signal.Context(signal.origin(), signal.context().serviceCode(), Set.of(Doubt.FAILED_PASSWORD));
        Signal unproven = new Signal(signal.id(), signal.key(), signal.kind(), signal.body(), signal.raw(), doubted);
        return await(submit(first, unproven, SignalIntake.Lane.DOUBTFUL));
    }

    public List<Row> rows(String sql, Object... parameters) {
        return await(database.pool().preparedQuery(sql).execute(Tuple.from(List.of(parameters)))).stream()
                .toList();
    }

    public Row row(String sql, Object... parameters) {
        List<Row> rows = rows(sql, parameters);
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows");
        }
        return rows.get(0);
    }

    /** The only open alarm with this unit's signals. */
    public Row openAlarm(String cid) {
        return row("select * from alarm a where state <> 'CLOSED' and cid = $1", cid);
    }

    public Set<String> flags(UUID alarm) {
        return new TreeSet<>(
                List.of(row("select flags from alarm where id = $1", alarm).getArrayOfStrings(0)));
    }

    public List<String> log(UUID alarm) {
        return rows("select kind || ' ' || words from alarm_entry where alarm_id = $1 order by id", alarm).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    public static Instant after(long seconds) {
        return Signals.NOON.plus(Duration.ofSeconds(seconds));
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(first.close());
        await(second.close());
        wakeup.close();
        await(database.close());
        await(vertx.close());
    }
}
