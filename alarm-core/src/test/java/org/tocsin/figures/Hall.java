package org.tocsin.figures;

import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Town;
import org.tocsin.platform.LastCommit;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.Signals;
import org.tocsin.speech.CallDesk;
import org.tocsin.speech.CallReport;
import org.tocsin.speech.CallReport.Event;

/** A town whose alarms come through the real intake, are worked on at the real desk, and are counted. */
final class Hall implements AutoCloseable {
    final Town town = new Town();
    final SignalIntake intake =
            await(SignalIntake.open(town.vertx, town.database, town.clock, new LastCommit(), town.wakeup));
    final AlarmDesk desk = new AlarmDesk(town.database, town.clock, town.wakeup);
    final CallDesk calls = new CallDesk(town.database, town.clock, town.wakeup);
    final FigureWorker worker = new FigureWorker(town.vertx, town.database, town.clock);
    final FigureStore store = new FigureStore(town.database, town.clock);
    final CallRows rows = new CallRows(town.database, town.clock);
    final SentRows sent = new SentRows(town.database, town.clock);
    final AuditActs acts = new AuditActs(town.database, town.clock);
    final ProfileStore profiles = new ProfileStore(town.database, town.clock);
    private int count;

    UUID service(boolean callsReported) {
        UUID service = town.service("figures-" + ++count);
        town.sql("update service set calls_reported = %s where id = '%s'", callsReported, service);
        town.sql("insert into outcome_code values ('%s', 'test-call', 'Test call', true, 3)", service);
        return service;
    }

    Scope operator(UUID service, String role) {
        return town.person(service, "person" + ++count, "Person " + count, role);
    }

    String unit(UUID service) {
        return town.unit(service, town.home(service, ++count + " Mill Lane"));
    }

    Instant now() {
        return town.clock.instant();
    }

    void pass(long seconds) {
        town.pass(Duration.ofSeconds(seconds));
    }

    /** A pendant; without speech where it has none. The signal's id. */
    UUID press(String cid, boolean speaks) {
        return say(
                cid,
                speaks
                        ? Map.of("dty", "0003", "stc", "0010")
                        : Map.of("dty", "0003", "stc", "0010", "crd", "no-voice:"));
    }

    UUID say(String cid, Map<String, String> elements) {
        Signal signal = Signals.of(cid, "R" + ++count, elements, now());
        await(intake.submit(signal, cid, SignalIntake.Lane.LIFE));
        return signal.id();
    }

    UUID alarm(Scope scope, String cid) {
        return await(town.alarms.list(scope, new AlarmStore.Query(cid, AlarmStore.Which.ALL, 1, null)))
                .items()
                .get(0)
                .alarm()
                .id();
    }

    void take(Scope scope, UUID alarm) {
        done(await(desk.take(scope, alarm)));
    }

    void close(Scope scope, UUID alarm, String outcome) {
        done(await(desk.close(scope, alarm, new CloseRequest(outcome, null, null))));
    }

    private static void done(ActResult result) {
        if (!(result instanceof ActResult.Done)) {
            throw new IllegalStateException(result.toString());
        }
    }

    void report(UUID service, String call, Event event, Instant at, String cid) {
        await(calls.report(
                new Scope(service, null, "api:pbx"), new CallReport(call, event, at, null, null, cid, null)));
    }

    /** Works everything in that has changed. */
    void count() {
        // Somebody else's transaction on the same server may hold them back for a moment.
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        boolean more = true;
        while (more || behind() > 0) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the figures never come to an end");
            }
            more = await(worker.round());
        }
    }

    private int behind() {
        return await(town.database
                .pool()
                .query("select count(*)::int from figure_progress p join alarm a on a.change_xid >= p.change_xid"
                        + " and (a.change_xid > p.change_xid or a.id > p.alarm_id)")
                .execute()
                .map(found -> found.iterator().next().getInteger(0)));
    }

    AnswerMonth answers(Scope scope, Instant at) {
        return await(store.read(scope)).answers().stream()
                .filter(month -> month.month().equals(month(at)))
                .findFirst()
                .orElseThrow();
    }

    ArrivalMonth arrivals(Scope scope, Instant at) {
        return await(store.read(scope)).arrivals().stream()
                .filter(month -> month.month().equals(month(at)))
                .findFirst()
                .orElseThrow();
    }

    List<CallRow> rows(Scope scope, Instant at, CallRows.Which which) {
        List<CallRow> all = new ArrayList<>();
        UUID cursor = null;
        do {
            var page = await(rows.list(scope, new CallRows.Query(month(at), which, null, cursor), 40));
            all.addAll(page.items());
            cursor = page.next() == null ? null : UUID.fromString(Objects.requireNonNull(page.next()));
        } while (cursor != null);
        return all;
    }

    static LocalDate month(Instant at) {
        return FigureStore.month(at, ZoneId.of("Europe/London"));
    }

    @Override
    public void close() {
        await(intake.close());
        town.close();
    }
}
