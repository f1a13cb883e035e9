package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;
import org.tocsin.signal.SignalIntake;

/**
 * Finds the press of the home that proves an arrival or a leaving, and looks after responders who are alone in a home. Runs
 * in every process. The way of the press itself knows nothing of it: it has sounded long before.
 */
public final class RoadWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RoadWorker.class);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.UK);

    // Said on a phone without a signal, it may reach us hours later; the presses of that time are on file. Pressed by a
    // hand: a smoke detector, a bed or a door says nothing of who stands there, nor does a pendant's low battery.
    private static final String UNPROVEN = """
            select c.id, c.service_id, c.alarm_id, c.accepted_at, c.arrived_at, c.left_at, c.arrival_press_id,
              k.name, s.time_zone, coalesce(t.arrival_press_s, 300) as window_s,
              (select coalesce(json_agg(json_build_array(p.signal_id, p.received_at)), '[]') from (
                select e.signal_id, g.received_at
                from (select id from alarm where home_id = a.home_id and service_id = a.service_id
                      order by id desc limit 10) of_home
                join alarm_entry e on e.alarm_id = of_home.id and e.kind = 'SIGNAL'
                join signal g on g.id = e.signal_id and g.kind = 'ALARM' and g.protocol <> 'PLATFORM'
                  and not 'FAILED_PASSWORD' = any (g.doubts)
                  and coalesce(g.body ->> 'dty', '0000') in ('0000', '0001', '0002', '0003', '0004', '0006', '0007', '0027',
                    '0046', '0048')
                  and coalesce(g.body ->> 'stc', '0010') in ('0009', '0010', '0011', '0110')
                where g.received_at between c.accepted_at and
                  coalesce(c.left_at, c.arrived_at) + make_interval(secs => coalesce(t.arrival_press_s, 300))
                order by g.received_at desc limit 50) p) as presses
            from callout c
            join contact k on k.id = c.contact_id
            join alarm a on a.id = c.alarm_id and a.service_id = c.service_id and a.home_id is not null
            join service s on s.id = c.service_id
            left join response_setting t on t.service_id = c.service_id
            where c.arrived_at > $1::timestamptz - interval '1 day' and c.accepted_at is not null
              and (c.arrival_press_at is null or c.leaving_press_at is null)
              and ((c.arrived_at > $1 and c.arrival_press_at is null) or (c.left_at > $1 and c.leaving_press_at is null))
            order by c.id limit 200
            """;
    private static final String ARRIVAL = "update callout set arrival_press_at = $2, arrival_press_id = $3,"
            + " change_xid = pg_current_xact_id() where id = $1 and arrival_press_at is null";
    private static final String LEAVING = "update callout set leaving_press_at = $2, leaving_press_id = $3,"
            + " change_xid = pg_current_xact_id() where id = $1 and leaving_press_at is null";
    private static final String CHANGED =
            "update alarm set change_xid = pg_current_xact_id() where id = $1 and service_id = $2";
    private static final Duration LOOKS_BACK = Duration.ofHours(12);

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final LoneWorkers alone;
    private final Worker worker;

    /** @param processId under which it notices */
    public RoadWorker(
            Vertx vertx, Database database, InstantSource clock, Wakeup wakeup, SignalIntake intake, String processId) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.alone = new LoneWorkers(database, clock, intake, processId);
        this.worker = new Worker(vertx, "road", this::round);
    }

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** One look; true when more is waiting. */
    Future<Boolean> round() {
        return alone.look().compose(more -> prove().map(more));
    }

    private Future<Void> prove() {
        return pool.preparedQuery(UNPROVEN)
                .execute(Tuple.of(Times.toRow(clock.instant().minus(LOOKS_BACK))))
                .compose(rows -> {
                    Future<Boolean> any = Future.succeededFuture(false);
                    for (Row row : rows) {
                        Finding finding = finding(row);
                        if (finding.any()) {
                            any = any.compose(some -> write(row, finding)
                                    .map(true)
                                    .recover(e -> {
                                        LOG.atError()
                                                .addKeyValue("worker", "road")
                                                .addKeyValue("alarmId", row.getUUID("alarm_id"))
                                                .addKeyValue("error", LoggedError.of(e))
                                                .log("a press could not be kept as a proof, it is tried again");
                                        return Future.succeededFuture(some);
                                    }));
                        }
                    }
                    // Once for all of them: every board looks when it rings.
                    return any.onSuccess(some -> {
                                if (some) {
                                    wakeup.ring();
                                }
                            })
                            .mapEmpty();
                });
    }

    private record Finding(Optional<PressProof.Press> arrival, Optional<PressProof.Press> leaving) {
        boolean any() {
            return arrival.isPresent() || leaving.isPresent();
        }
    }

    private static Finding finding(Row row) {
        PressProof.Said said = new PressProof.Said(
                Times.fromRow(row.getOffsetDateTime("accepted_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("arrived_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("left_at")));
        Duration window = Duration.ofSeconds(row.getInteger("window_s"));
        List<PressProof.Press> presses = presses((JsonArray) row.getValue("presses"));
        UUID known = row.getUUID("arrival_press_id");
        Optional<PressProof.Press> arrival =
                known == null ? PressProof.arrival(said, presses, window) : Optional.empty();
        UUID arrivalPress =
                known != null ? known : arrival.map(PressProof.Press::signalId).orElse(null);
        return new Finding(arrival, PressProof.leaving(said, arrivalPress, presses, window));
    }

    private static List<PressProof.Press> presses(JsonArray found) {
        List<PressProof.Press> presses = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            JsonArray one = found.getJsonArray(i);
            presses.add(new PressProof.Press(
                    UUID.fromString(one.getString(0)),
                    OffsetDateTime.parse(one.getString(1)).toInstant()));
        }
        return presses;
    }

    /** The case first, then the callout, as everywhere. */
    private Future<Void> write(Row row, Finding finding) {
        Scope scope = Scope.platform(row.getUUID("service_id"));
        return pool.withTransaction(connection -> CaseFile.open(
                        connection, scope, row.getUUID("alarm_id"), clock.instant())
                .compose(opened -> {
                    Future<Void> all = Future.succeededFuture();
                    CaseFile file = opened.orElse(null);
                    if (file != null && finding.arrival.isPresent()) {
                        all = all.compose(v -> write(file, row, ARRIVAL, finding.arrival.get(), "arrived"));
                    }
                    if (file != null && finding.leaving.isPresent()) {
                        all = all.compose(v -> write(file, row, LEAVING, finding.leaving.get(), "left"));
                    }
                    return all;
                }));
    }

    private static Future<Void> write(CaseFile file, Row row, String sql, PressProof.Press press, String verb) {
        return file.connection()
                .preparedQuery(sql)
                .execute(Tuple.of(row.getUUID("id"), Times.toRow(press.at()), press.signalId()))
                .compose(done -> {
                    boolean open = file.verdict(Act.NOTE) instanceof Verdict.To;
                    if (done.rowCount() == 0) {
                        return Future.succeededFuture();
                    }
                    if (!open) {
                        // A sealed record gets no line, and whoever counts arrivals still learns of it.
                        return file.connection()
                                .preparedQuery(CHANGED)
                                .execute(Tuple.of(file.id(), file.scope().serviceId()))
                                .mapEmpty();
                    }
                    return file.change(Act.NOTE)
                            .compose(v -> file.log(EntryKind.PROVEN_BY_PRESS, words(row, press, verb)));
                });
    }

    /** "Arrival press: pressed in the home at 03:31:02; Rita Responder said at 03:31:40 that they had arrived". */
    private static String words(Row row, PressProof.Press press, String verb) {
        ZoneId zone = ZoneId.of(row.getString("time_zone"));
        boolean arrival = verb.equals("arrived");
        Instant said = Times.fromRow(row.getOffsetDateTime(arrival ? "arrived_at" : "left_at"));
        return (arrival ? "Arrival press" : "Leaving press") + ": pressed in the home at "
                + CLOCK.format(press.at().atZone(zone)) + "; " + row.getString("name") + " said at "
                + CLOCK.format(said.atZone(zone)) + " that they had " + verb;
    }
}
