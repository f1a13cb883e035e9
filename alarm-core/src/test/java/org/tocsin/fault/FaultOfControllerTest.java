package org.tocsin.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.after;
import static org.tocsin.signal.Estate.await;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.fault.FaultCase.CallOutcome;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Estate;

/** A scheme's controller stands in no home and speaks for many: the net under each of them, on a real PostgreSQL. */
class FaultOfControllerTest {
    private static final long HOUR = 3_600;

    Estate estate;
    volatile Instant now = after(0);
    FaultCaseWorker worker;
    FaultCaseDesk desk;
    FaultCaseStore store;
    Scope olive;
    UUID scheme;
    String controller;
    UUID one;
    UUID two;
    UUID three;
    int refs;

    @BeforeEach
    void open() {
        estate = new Estate();
        worker = new FaultCaseWorker(estate.vertx, estate.database, () -> now, estate.wakeup);
        desk = new FaultCaseDesk(estate.database, () -> now, estate.wakeup);
        store = new FaultCaseStore(estate.database);
        UUID id = Ids.next();
        estate.sql(
                "insert into operator values ('%s', '%s', 'olive', 'Olive', 'OPERATOR', 'x', true, '2026-01-01Z')",
                id, estate.service);
        estate.sql("insert into outcome_code values ('%s', 'reassured', 'Reassured', false, 1)", estate.service);
        olive = new Scope(estate.service, id, "operator:olive");
        scheme = estate.scheme("Elm Court");
        controller = estate.controller(scheme);
        one = estate.flat(scheme, "1", "Flat 1");
        two = estate.flat(scheme, "2", "Flat 2");
        three = estate.flat(scheme, "3", "Flat 3");
        estate.point(scheme, "90", "COMMUNAL", "Lounge");
    }

    @AfterEach
    void close() {
        estate.close();
    }

    @Test
    void a_controller_that_is_not_heard_is_an_open_fault_of_every_dwelling_and_their_calls_are_one_alarm() {
        estate.sql("update home set risk_tier = 'CRITICAL' where id = '%s'", two);
        silent();
        look(5 * 60);
        assertThat(await(store.open(olive))).as("it may come back by itself").isEmpty();
        look(11 * 60);
        for (UUID flat : List.of(one, two, three)) {
            assertThat(only(flat).what()).isEqualTo("Controller, not heard");
            assertThat(only(flat).clock().nextCallAt()).isEqualTo(now.plusSeconds(4 * HOUR));
        }
        look(11 * 60 + 1);
        assertThat(await(store.ofUnit(olive, controller)))
                .extracting(FaultCase::homeId)
                .containsExactly(two, one, three);

        look(11 * 60 + 4 * HOUR);
        Row due = only("welfare:");
        assertThat(due.getBoolean("sounding")).isTrue();
        assertThat(due.getInteger("priority")).isEqualTo(2);
        assertThat(due.getUUID("scheme_id")).isEqualTo(scheme);
        assertThat(due.getString("trigger_words")).isEqualTo("Welfare calls due: Controller, not heard");
        UUID alarm = due.getUUID("id");
        assertThat(dueAlarms()).containsExactly(alarm, alarm, alarm);
        look(11 * 60 + 4 * HOUR + 1);
        assertThat(estate.log(alarm)).hasSize(1);

        await(desk.called(olive, only(one).id(), CallOutcome.WELL, null));
        await(desk.called(olive, only(two).id(), CallOutcome.NEEDS_HELP, "has fallen"));
        assertThat(only("welfare:").getBoolean("sounding")).isTrue();
        assertThat(estate.row("select home_id from alarm where join_key like 'welfare-help:%'")
                        .getUUID(0))
                .isEqualTo(two);
        await(desk.called(olive, only(three).id(), CallOutcome.NO_ANSWER, null));
        assertThat(estate.row("select state from alarm where id = '" + alarm + "'")
                        .getString(0))
                .as("the last call closes it")
                .isEqualTo("CLOSED");
        assertThat(estate.log(alarm))
                .contains("NOTE Olive rang Flat 1: Spoken to, well", "CLOSED Olive rang Flat 3: No answer");

        look(11 * 60 + 4 * HOUR + 15 * 60 + 1);
        assertThat(await(store.calls(olive, only(three).id()))).hasSize(2);
        assertThat(await(store.calls(olive, only(one).id()))).hasSize(1);
    }

    @Test
    void an_alarm_that_is_closed_before_its_calls_were_made_comes_back_with_those_that_are_left() {
        silent();
        look(11 * 60);
        look(11 * 60 + 4 * HOUR);
        UUID first = only("welfare:").getUUID("id");
        await(desk.called(olive, only(one).id(), CallOutcome.WELL, null));
        AlarmDesk alarms = new AlarmDesk(estate.database, () -> now, estate.wakeup);
        await(alarms.take(olive, first));
        await(alarms.close(olive, first, new CloseRequest("reassured", "the warden", null)));
        look(11 * 60 + 4 * HOUR + 60);
        Row again = only("welfare:");
        assertThat(again.getUUID("id")).isNotEqualTo(first);
        assertThat(again.getBoolean("sounding")).isTrue();
        assertThat(dueAlarms()).containsExactly(again.getUUID("id"), again.getUUID("id"));
    }

    @Test
    void their_manager_hears_of_all_of_them_once() {
        silent();
        look(11 * 60);
        look(24 * HOUR);
        look(24 * HOUR + 1);
        Row told = only("fault-case:");
        assertThat(told.getString("trigger_words"))
                .isEqualTo("For the manager: Controller, not heard, open for 24 hours and not heard again");
        assertThat(estate.log(told.getUUID("id"))).hasSize(1);
        assertThat(only(three).clock().escalatedAt()).isEqualTo(after(24 * HOUR));
    }

    @Test
    void a_press_that_the_controller_hands_on_closes_them_all_and_the_call_that_is_due_falls_quiet() {
        silent();
        look(11 * 60);
        look(11 * 60 + 4 * HOUR);
        UUID alarm = only("welfare:").getUUID("id");
        say(5 * HOUR, "0004", "0010", "0002");
        look(5 * HOUR + 1);
        assertThat(await(store.open(olive))).isEmpty();
        assertThat(estate.row("select sounding from alarm where id = '" + alarm + "'")
                        .getBoolean(0))
                .isFalse();
        assertThat(dueAlarms()).isEmpty();
    }

    @Test
    void what_names_a_dwelling_is_that_dwellings_and_a_neighbours_press_ends_nothing() {
        say(10, "0003", "0123", "0002");
        look(20);
        assertThat(await(store.open(olive))).extracting(FaultCase::homeId).containsExactly(two);
        assertThat(only(two).what()).isEqualTo("Pendant, its radio test stays away");
        say(60, "0003", "0010", "0003");
        estate.send(controller, "c" + ++refs, after(61), "dty", "0003", "stc", "0010");
        look(70);
        assertThat(only(two).closed()).isNull();
        look(20 + 4 * HOUR);
        assertThat(only("welfare:").getUUID("home_id")).isEqualTo(two);
        say(5 * HOUR, "0003", "0010", "0002");
        look(5 * HOUR + 1);
        assertThat(await(store.open(olive))).isEmpty();
    }

    @Test
    void a_low_battery_of_the_controller_is_one_where_the_risk_is_high_and_one_in_the_lounge_is_nobodys() {
        estate.sql("update home set risk_tier = 'HIGH' where id = '%s'", three);
        estate.send(controller, "c" + ++refs, after(10), "dty", "0045", "stc", "0016");
        say(11, "0004", "0123", "0090");
        look(20);
        assertThat(await(store.open(olive))).extracting(FaultCase::homeId).containsExactly(three);
        assertThat(only(three).why()).isEqualTo("it is its scheme's controller, and the home is of a high risk");
    }

    /** As supervision says it. */
    private void silent() {
        UUID fault = Ids.next();
        estate.sql(
                "insert into fault (id, service_id, cid, did, dty, kind, lost_at) values"
                        + " ('%s', '%s', '%s', '', '0002', 'SILENT', '%s')",
                fault, estate.service, controller, after(0));
    }

    private void say(long second, String device, String status, String did) {
        estate.send(controller, "c" + ++refs, after(second), "dty", device, "stc", status, "did", did);
    }

    private void look(long second) {
        now = after(second);
        estate.sql("update fault_case set look_until = null");
        await(worker.round());
    }

    private FaultCase only(UUID home) {
        List<FaultCase> cases = await(store.ofHome(olive, home));
        assertThat(cases).hasSize(1);
        return cases.get(0);
    }

    private Row only(String key) {
        List<Row> open = estate.rows("select * from alarm where state <> 'CLOSED' and join_key like '" + key + "%'");
        assertThat(open).hasSize(1);
        return open.get(0);
    }

    private List<UUID> dueAlarms() {
        return estate.rows("select alarm_id from welfare_call where done_at is null").stream()
                .map(row -> row.getUUID(0))
                .toList();
    }
}
