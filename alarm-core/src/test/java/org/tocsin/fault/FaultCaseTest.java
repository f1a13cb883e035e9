package org.tocsin.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tocsin.signal.Estate.after;
import static org.tocsin.signal.Estate.await;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Estate;

/** The net under a home, from a pendant's low battery to the press that was received, on a real PostgreSQL. */
class FaultCaseTest {
    private static final long HOUR = 3_600;

    static Estate estate;
    static volatile Instant now = after(0);
    static FaultCaseWorker worker;
    static FaultCaseDesk desk;
    static FaultCaseStore store;
    static Scope olive;
    static Scope ian;
    static int refs;

    @BeforeAll
    static void open() {
        estate = new Estate();
        worker = new FaultCaseWorker(estate.vertx, estate.database, () -> now, estate.wakeup);
        desk = new FaultCaseDesk(estate.database, () -> now, estate.wakeup);
        store = new FaultCaseStore(estate.database);
        olive = person("olive", "OPERATOR");
        ian = person("ian", "INSTALLER");
        estate.sql("insert into outcome_code values ('%s', 'reassured', 'Reassured', false, 1)", estate.service);
    }

    @AfterAll
    static void close() {
        estate.close();
    }

    @Test
    void a_pendants_low_battery_is_watched_until_it_was_seen_to_and_pressed() {
        UUID home = estate.home("1 Summers Row");
        String cid = estate.unit(home);
        say(cid, 10, "0003", "0016");
        look(20);
        FaultCase open = only(home);
        assertThat(open.what()).isEqualTo("Pendant, battery low");
        assertThat(open.clock().nextCallAt()).isEqualTo(after(20 + 4 * HOUR));
        say(cid, 60, "0003", "0010");
        look(61);
        assertThat(only(home).id()).isEqualTo(open.id());

        assertThat(await(desk.repaired(ian, open.id(), "New battery"))).isInstanceOf(FaultCaseDesk.Result.Done.class);
        look(62);
        assertThat(only(home).clock().repaired()).isNotNull();
        say(cid, 120, "0003", "0010");
        look(121);
        assertThat(await(store.ofHome(olive, home))).isEmpty();
        FaultCase.Closed closed =
                await(store.find(olive, open.id())).orElseThrow().closed();
        assertThat(closed).isNotNull();
        assertThat(closed.words()).isEqualTo("Pendant, battery low: pressed, and received");
    }

    @Test
    void a_battery_that_is_low_again_is_watched_again_though_the_unit_never_said_that_it_was_well() {
        UUID home = estate.home("9 Summers Row");
        String cid = estate.unit(home);
        say(cid, 10, "0003", "0016");
        look(20);
        FaultCase first = only(home);
        await(desk.repaired(ian, first.id(), "New battery"));
        say(cid, 120, "0003", "0010");
        look(121);
        assertThat(await(store.ofHome(olive, home))).isEmpty();
        say(cid, 300 * 24 * HOUR, "0003", "0016");
        look(300 * 24 * HOUR + 10);
        FaultCase again = only(home);
        assertThat(again.id()).isNotEqualTo(first.id());
        assertThat(again.clock().nextCallAt()).isEqualTo(after(300 * 24 * HOUR + 10 + 4 * HOUR));
    }

    @Test
    void a_press_that_names_no_device_ends_nothing_of_a_pendant_that_has_a_fellow() {
        UUID home = estate.home("7 Summers Row");
        String cid = estate.unit(home);
        pendant(home, "00A1");
        pendant(home, "00B2");
        say(cid, 10, "0003", "0123", "00A1");
        look(20);
        UUID id = only(home).id();
        say(cid, 60, "0003", "0010");
        look(61);
        assertThat(only(home).id()).isEqualTo(id);
        say(cid, 70, "0003", "0010", "00b2");
        look(71);
        assertThat(only(home).id()).isEqualTo(id);
        say(cid, 80, "0003", "0010", "00a1");
        look(81);
        assertThat(await(store.ofHome(olive, home))).isEmpty();
    }

    @Test
    void a_press_that_names_no_device_ends_it_where_the_fellow_was_taken_away() {
        UUID home = estate.home("8 Summers Row");
        String cid = estate.unit(home);
        pendant(home, "00A1");
        pendant(home, "00B2");
        estate.sql("update peripheral set until = '%s' where did = '00B2' and home_id = '%s'", after(5), home);
        say(cid, 10, "0003", "0123", "00A1");
        look(20);
        assertThat(only(home).closed()).isNull();
        say(cid, 60, "0003", "0010");
        look(61);
        assertThat(await(store.ofHome(olive, home))).isEmpty();
    }

    @Test
    void the_database_itself_refuses_a_case_closed_without_a_signal() {
        UUID home = estate.home("2 Summers Row");
        say(estate.unit(home), 10, "0003", "0016");
        look(20);
        UUID id = only(home).id();
        assertThatThrownBy(() -> await(estate.database
                        .pool()
                        .preparedQuery("update fault_case set closed_at = lost_at where id = $1")
                        .execute(Tuple.of(id))))
                .hasMessageContaining("fault_case");
    }

    @Test
    void calls_fall_due_sound_and_are_recorded_and_the_manager_hears_of_it() {
        UUID home = estate.home("3 Summers Row");
        say(estate.unit(home), 10, "0005", "0123");
        look(20);
        FaultCase open = only(home);
        look(20 + 4 * HOUR - 1);
        assertThat(await(store.calls(olive, open.id()))).isEmpty();
        look(20 + 4 * HOUR);
        look(20 + 4 * HOUR + 5);
        FaultCase.WelfareCall due = await(store.calls(olive, open.id())).get(0);
        assertThat(due.outcome()).isNull();
        Row alarm = alarm(due.alarmId());
        assertThat(alarm.getBoolean("sounding")).isTrue();
        assertThat(alarm.getString("trigger_words")).startsWith("Welfare call due: Fall detector");
        assertThat(alarm.getUUID("home_id")).isEqualTo(home);

        await(desk.called(olive, open.id(), FaultCase.CallOutcome.NO_ANSWER, null));
        assertThat(alarm(due.alarmId()).getString("state")).isEqualTo("CLOSED");
        assertThat(only(home).clock().nextCallAt()).isEqualTo(now.plus(FaultCaseDesk.AGAIN));
        look(20 + 5 * HOUR);
        FaultCase.WelfareCall again = await(store.calls(olive, open.id())).get(0);
        AlarmDesk alarms = new AlarmDesk(estate.database, () -> now, estate.wakeup);
        await(alarms.take(olive, again.alarmId()));
        await(alarms.close(olive, again.alarmId(), new CloseRequest("reassured", "Mrs Summers", null)));
        look(20 + 5 * HOUR + 10);
        FaultCase.WelfareCall made = await(store.calls(olive, open.id())).get(0);
        assertThat(made.outcome()).isEqualTo(FaultCase.CallOutcome.CLOSED_ON_BOARD);
        assertThat(made.note()).isEqualTo("reassured, spoken to Mrs Summers");
        assertThat(made.doneBy()).isEqualTo("operator:olive");

        look(10 + 24 * HOUR);
        List<Row> told = estate.rows("select * from alarm where join_key = 'fault-case:" + open.id() + "'");
        assertThat(told).singleElement().satisfies(row -> {
            assertThat(row.getBoolean("sounding")).isTrue();
            assertThat(row.getInteger("priority")).isEqualTo(2);
            assertThat(row.getString("trigger_words"))
                    .isEqualTo("For the manager: Fall detector, its radio test stays away, open for 24 hours and not"
                            + " heard again");
        });
    }

    @Test
    void when_it_is_heard_again_the_call_that_is_due_falls_quiet() {
        UUID home = estate.home("4 Summers Row");
        String cid = estate.unit(home);
        say(cid, 10, "0003", "0123");
        look(20);
        FaultCase open = only(home);
        look(20 + 4 * HOUR);
        UUID alarm = await(store.calls(olive, open.id())).get(0).alarmId();
        say(cid, 20 + 4 * HOUR + 60, "0003", "0102");
        look(20 + 4 * HOUR + 61);
        assertThat(await(store.ofHome(olive, home))).isEmpty();
        assertThat(alarm(alarm).getBoolean("sounding")).isFalse();
        assertThat(List.of(alarm(alarm).getArrayOfStrings("flags"))).contains("RESTORED");
        assertThat(await(store.calls(olive, open.id())).get(0).outcome()).isEqualTo(FaultCase.CallOutcome.NOT_NEEDED);
    }

    @Test
    void a_home_that_is_not_the_service_s_any_more_is_not_rung() {
        UUID home = estate.home("10 Summers Row");
        say(estate.unit(home), 10, "0003", "0123");
        look(20);
        FaultCase open = only(home);
        look(20 + 4 * HOUR);
        FaultCase.WelfareCall due = await(store.calls(olive, open.id())).get(0);
        estate.sql("update home set ended_at = '%s' where id = '%s'", after(5 * HOUR), home);
        look(5 * HOUR + 1);
        assertThat(alarm(due.alarmId()).getBoolean("sounding")).isFalse();
        look(30 * HOUR);
        assertThat(await(store.calls(olive, open.id())))
                .extracting(FaultCase.WelfareCall::outcome)
                .containsExactly(FaultCase.CallOutcome.NOT_NEEDED);
        assertThat(estate.rows("select id from alarm where join_key = 'fault-case:" + open.id() + "'"))
                .isEmpty();
        assertThat(await(store.ofHome(olive, home))).isEmpty();
    }

    @Test
    void help_asked_for_at_a_call_sounds_by_itself() {
        UUID home = estate.home("5 Summers Row");
        say(estate.unit(home), 10, "0003", "0016");
        look(20);
        UUID id = only(home).id();
        await(desk.called(olive, id, FaultCase.CallOutcome.NEEDS_HELP, "has fallen"));
        Row help = estate.row("select * from alarm where join_key = 'welfare-help:" + id + "'");
        assertThat(help.getBoolean("sounding")).isTrue();
        assertThat(help.getInteger("priority")).isEqualTo(2);
    }

    @Test
    void another_service_sees_none_and_an_installer_rings_nobody() {
        UUID home = estate.home("6 Summers Row");
        say(estate.unit(home), 10, "0003", "0016");
        look(20);
        UUID id = only(home).id();
        Scope stranger = new Scope(Ids.next(), null, "api:other");
        assertThat(await(store.open(stranger))).isEmpty();
        assertThat(await(store.find(stranger, id))).isEmpty();
        assertThat(await(desk.repaired(stranger, id, "x"))).isInstanceOf(FaultCaseDesk.Result.NotFound.class);
        assertThat(await(desk.called(ian, id, FaultCase.CallOutcome.WELL, null)))
                .isInstanceOf(FaultCaseDesk.Result.NotAllowed.class);
    }

    private static Scope person(String name, String role) {
        UUID id = Ids.next();
        estate.sql(
                "insert into operator values ('%s', '%s', '%s', 'The %s', '%s', 'x', true, '2026-01-01Z')",
                id, estate.service, name, name, role);
        return new Scope(estate.service, id, "operator:" + name);
    }

    private static void say(String cid, long second, String device, String status) {
        estate.send(cid, "f" + ++refs, after(second), "dty", device, "stc", status);
    }

    private static void say(String cid, long second, String device, String status, String did) {
        estate.send(cid, "f" + ++refs, after(second), "dty", device, "stc", status, "did", did);
    }

    private static void pendant(UUID home, String did) {
        estate.sql(
                "insert into peripheral (id, service_id, home_id, dty, did, name, since)"
                        + " values ('%s', '%s', '%s', '0003', '%s', 'Pendant', '2026-01-01Z')",
                Ids.next(), estate.service, home, did);
    }

    private static void look(long second) {
        now = after(second);
        estate.sql("update fault_case set look_until = null");
        await(worker.round());
    }

    private static FaultCase only(UUID home) {
        List<FaultCase> cases = await(store.ofHome(olive, home));
        assertThat(cases).hasSize(1);
        return cases.get(0);
    }

    private static Row alarm(UUID id) {
        return estate.row("select * from alarm where id = $1", id);
    }
}
