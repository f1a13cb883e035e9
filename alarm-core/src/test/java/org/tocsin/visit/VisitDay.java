package org.tocsin.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.await;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tocsin.access.Scope;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Estate;
import org.tocsin.signal.Signals;
import org.tocsin.visit.VisitAct.Kind;

/** A home that is visited, its installer, and the worker that compares; the clock is the test's. */
abstract class VisitDay {
    static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    static Estate estate;
    static VisitDesk desk;
    static VisitFiles files;
    static VisitWorker worker;
    static Scope ian;
    static volatile Instant now = Signals.NOON;
    static int refs;

    UUID home;
    String cid;
    UUID visit;

    @BeforeAll
    static void open() {
        now = Signals.NOON;
        estate = new Estate();
        UUID operator = Ids.next();
        estate.sql(
                "insert into operator (id, service_id, username, display_name, role, password_hash, created_at)"
                        + " values ('%s', '%s', 'ian', 'Ian Fitter', 'INSTALLER', 'x', '2026-01-01Z')",
                operator, estate.service);
        ian = new Scope(estate.service, operator, "operator:ian");
        desk = new VisitDesk(estate.database, () -> now, estate.wakeup);
        files = new VisitFiles(estate.database, () -> now);
        worker = new VisitWorker(estate.vertx, estate.database, () -> now);
    }

    @AfterAll
    static void close() {
        estate.close();
    }

    @BeforeEach
    void visit() {
        home = estate.home("1 Visit Street");
        cid = estate.unit(home);
        visit = plan(home, Visit.Kind.INSTALL);
    }

    UUID plan(UUID at, Visit.Kind kind) {
        UUID id = Ids.next();
        assertThat(await(desk.plan(ian, id, at, kind, TODAY))).isInstanceOf(VisitDesk.Done.class);
        return id;
    }

    /** Begun and in test mode; its pendant. */
    UUID inTestMode() {
        act(Kind.BEGIN);
        UUID pendant = trigger("0003", "Pendant");
        act(Kind.TEST_MODE_ON);
        return pendant;
    }

    /** Asked for, and pressed. */
    UUID path(UUID trigger) {
        UUID asked = act(Kind.ASK, "step", "PATH_LOSS", "trigger", trigger);
        send(5, "dty", "0003");
        return asked;
    }

    /** Asked for and pressed, by a unit that can be spoken with. */
    UUID lastPress() {
        if (file().visit().state() == Visit.State.PLANNED) {
            act(Kind.BEGIN);
        }
        UUID asked = act(Kind.ASK, "step", "LAST_PRESS");
        send(5, "dty", "0003", "crd", "sip:home@example.com");
        return asked;
    }

    void take(String columns) {
        estate.sql(
                "update alarm set state = 'TAKEN', taken_by = '%s', " + columns
                        + " where cid = '%s' and state <> 'CLOSED'",
                Ids.next(),
                now,
                cid);
    }

    void seen(String unit) {
        estate.sql(
                "insert into sign_of_life (unit_id, service_id, last_seen_at) select id, service_id, '%s' from home_unit"
                        + " where cid = '%s' on conflict (unit_id) do update set last_seen_at = excluded.last_seen_at",
                now, unit);
    }

    /** After so many seconds. */
    void beat(String unit, int seconds) {
        now = now.plusSeconds(seconds);
        seen(unit);
        look(0);
    }

    void unknown(UUID asked) {
        assertThat(test(asked).outcome(now)).isEqualTo(VisitTest.Outcome.LISTENING);
        look(95);
        assertThat(test(asked).outcome(now)).isEqualTo(VisitTest.Outcome.ALARM_BY_UNKNOWN_PATH);
    }

    UUID trigger(String dty, String name) {
        return act(Kind.TRIGGER, "dty", dty, "name", name);
    }

    UUID act(Kind kind, Object... data) {
        VisitAct act = act(Ids.next(), kind, map(data));
        assertThat(await(desk.act(ian, visit, act))).isEqualTo(new VisitDesk.Done());
        return act.id();
    }

    void refused(String why, Kind kind, Object... data) {
        VisitDesk.Result result = await(desk.act(ian, visit, act(Ids.next(), kind, map(data))));
        assertThat(result)
                .isInstanceOfSatisfying(
                        VisitDesk.Refused.class, no -> assertThat(no.why()).contains(why));
    }

    static VisitAct act(UUID id, Kind kind, Map<String, Object> data) {
        return new VisitAct(id, kind, now, data);
    }

    static Map<String, Object> map(Object... data) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < data.length; i += 2) {
            map.put(data[i].toString(), data[i + 1].toString());
        }
        return map;
    }

    /** From the unit, so many seconds later; then the worker looks. */
    void send(long seconds, String... elements) {
        now = now.plusSeconds(seconds);
        estate.send(cid, "R" + ++refs, now, elements);
        look(1);
    }

    static void look(long seconds) {
        now = now.plusSeconds(seconds);
        while (await(worker.round())) {
            // until nothing is due
        }
    }

    VisitTest test(UUID id) {
        return file().tests().stream()
                .filter(test -> test.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    List<String> missing() {
        return VisitRules.missing(file(), now);
    }

    VisitFile file() {
        return await(files.find(ian, visit)).orElseThrow();
    }
}
