package org.tocsin.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Queue;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;

/** The manager's time, the forgotten switch, and the two endings with a rule, on a real PostgreSQL. */
class DutyWorkerTest {
    static Town town;
    static UUID service;
    static Scope olive;
    static AlarmDesk desk;
    static int names;

    @BeforeAll
    static void open() {
        town = new Town();
        service = town.service("demo");
        olive = town.person(service, "olive", "Olive Green", "OPERATOR");
        town.sql("insert into outcome_code values ('%s', 'over', 'Restored', false, 8, 'RESTORED')", service);
        town.sql("insert into outcome_code values ('%s', 'released', 'Door released', false, 9, 'RELEASED')", service);
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void it_sounds_at_the_centre_when_the_managers_time_is_over_and_once() {
        UUID alarm = withManager(scheme("ON", town.clock.instant()), Duration.ofSeconds(120));
        DutyWorker worker = worker();
        town.pass(Duration.ofSeconds(119));
        Town.await(worker.release());
        assertThat(town.progress(olive, alarm).sounding()).isFalse();

        town.pass(Duration.ofSeconds(1));
        Future<Integer> one = worker.release();
        Future<Integer> other = worker().release();
        Town.await(one);
        Town.await(other);

        assertThat(town.progress(olive, alarm).sounding()).isTrue();
        assertThat(town.log(olive, alarm))
                .containsExactly("MANAGER_OVER The scheme's manager has not ended it: sounds at the centre");
    }

    @Test
    void it_sounds_at_once_when_the_manager_goes() {
        UUID scheme = scheme("ON", town.clock.instant());
        UUID alarm = withManager(scheme, Duration.ofSeconds(120));
        town.sql("update scheme_duty set duty = 'OFF' where scheme_id = '%s'", scheme);

        Town.await(worker().release());

        assertThat(town.progress(olive, alarm).sounding()).isTrue();
    }

    @Test
    void what_an_operator_has_taken_stays_with_them_and_quiet() {
        UUID alarm = withManager(scheme("ON", town.clock.instant()), Duration.ofSeconds(120));
        Town.await(desk.take(olive, alarm));
        town.pass(Duration.ofSeconds(130));

        Town.await(worker().release());

        assertThat(town.progress(olive, alarm).sounding()).isFalse();
        AlarmRow row = Town.await(town.alarms.find(olive, alarm)).orElseThrow();
        assertThat(Objects.requireNonNull(row.site()).managerUntil()).isNull();
    }

    @Test
    void a_running_worker_does_it_by_itself() {
        UUID alarm = withManager(scheme("ON", town.clock.instant()), Duration.ofSeconds(-1));
        DutyWorker worker = worker();
        worker.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> town.progress(olive, alarm).sounding());
        Town.await(worker.stop());
    }

    @Test
    void a_forgotten_duty_switch_is_said_once_each_time_it_is_switched_on() {
        UUID scheme = scheme("ON", town.clock.instant());
        DutyWorker worker = worker();
        Town.await(worker.warn());
        assertThat(rows("select 1 from alarm where scheme_id = $1", scheme)).isEmpty();
        town.pass(Duration.ofHours(15));
        Future<Integer> one = worker.warn();
        Future<Integer> other = worker().warn();
        Town.await(one);
        Town.await(other);
        town.pass(Duration.ofHours(1));
        Town.await(worker.warn());

        List<Row> alarms = rows("select * from alarm where scheme_id = $1", scheme);
        assertThat(alarms).hasSize(1);
        UUID id = alarms.get(0).getUUID("id");
        assertThat(alarms.get(0).getInteger("priority")).isEqualTo(4);
        assertThat(alarms.get(0).getArrayOfStrings("flags")).containsExactly("DUTY_FORGOTTEN");
        assertThat(alarms.get(0).getString("trigger_words"))
                .startsWith("Manager on duty since ")
                .contains("longer than 14 hours");
        assertThat(town.log(olive, id)).hasSize(1);
        AlarmRow row = Town.await(town.alarms.find(olive, id)).orElseThrow();
        assertThat(row.person()).startsWith("Rose Court");

        town.sql("update alarm set state = 'CLOSED' where id = '%s'", id);
        town.sql(
                "update scheme_duty set since = '%s', warned_at = null where scheme_id = '%s'",
                town.clock.instant(), scheme);
        town.pass(Duration.ofHours(15));
        Town.await(worker.warn());
        assertThat(rows("select 1 from alarm where scheme_id = $1", scheme)).hasSize(2);
    }

    @Test
    void a_door_closes_as_released_only_with_who_stood_there() {
        UUID alarm = alarm(scheme("OFF", town.clock.instant()), "DOOR", "Front door", "{}");
        AlarmRow row = Town.await(town.alarms.find(olive, alarm)).orElseThrow();
        assertThat(row.alarm().trigger().queue()).isEqualTo(Queue.DOOR);
        Town.await(desk.take(olive, alarm));

        assertThat(Town.await(desk.close(olive, alarm, new CloseRequest("released", " ", "let in"))))
                .isInstanceOfSatisfying(ActResult.Invalid.class, invalid -> {
                    assertThat(invalid.field()).isEqualTo("spokenTo");
                    assertThat(invalid.why()).startsWith("Identity before release");
                });
        CloseRequest known = new CloseRequest("released", "Paul, district nurse, badge shown", null);
        assertThat(Town.await(desk.close(olive, alarm, known))).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void only_a_door_is_released() {
        UUID alarm = town.alarm(service, null);
        Town.await(desk.take(olive, alarm));
        assertThat(Town.await(desk.close(olive, alarm, new CloseRequest("released", "Paul", null))))
                .isInstanceOfSatisfying(
                        ActResult.Invalid.class,
                        invalid -> assertThat(invalid.field()).isEqualTo("outcome"));
    }

    @Test
    void what_keeps_coming_back_is_never_closed_as_restored() {
        UUID alarm = alarm(null, "TECHNICAL", null, "{RECURRING,RESTORED}");
        Town.await(desk.take(olive, alarm));

        assertThat(Town.await(desk.close(olive, alarm, new CloseRequest("over", "Mrs Shah", null))))
                .isInstanceOfSatisfying(
                        ActResult.Invalid.class,
                        invalid -> assertThat(invalid.why()).contains("three times within 24 hours"));
        assertThat(Town.await(desk.close(olive, alarm, new CloseRequest("ambulance", null, null))))
                .isInstanceOf(ActResult.Done.class);

        UUID once = alarm(null, "TECHNICAL", null, "{RESTORED}");
        Town.await(desk.take(olive, once));
        assertThat(Town.await(desk.close(olive, once, new CloseRequest("over", "Mrs Shah", null))))
                .isInstanceOf(ActResult.Done.class);
    }

    private static DutyWorker worker() {
        return new DutyWorker(town.vertx, town.database, town.clock, town.wakeup);
    }

    private static UUID scheme(String duty, Instant since) {
        UUID scheme = Ids.next();
        town.sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', 'Rose Court %d', '%s')",
                scheme, service, ++names, since);
        town.sql("insert into scheme_duty values ('%s', '%s', '%s', '%s')", scheme, service, duty, since);
        return scheme;
    }

    private static UUID withManager(UUID scheme, Duration time) {
        UUID alarm = alarm(scheme, "LIFE", "Flat 1", "{}");
        town.sql(
                "update alarm set sounding = false, manager_until = '%s' where id = '%s'",
                town.clock.instant().plus(time), alarm);
        return alarm;
    }

    private static UUID alarm(@Nullable UUID scheme, String joiningClass, @Nullable String point, String flags) {
        UUID alarm = town.alarm(service, null);
        town.sql(
                "update alarm set joining_class = '%s', scheme_id = %s, point_name = %s, flags = '%s' where id = '%s'",
                joiningClass,
                scheme == null ? "null" : "'" + scheme + "'",
                point == null ? "null" : "'" + point + "'",
                flags,
                alarm);
        return alarm;
    }

    private static List<Row> rows(String sql, UUID parameter) {
        return Town.await(town.database.pool().preparedQuery(sql).execute(Tuple.of(parameter))).stream()
                .toList();
    }
}
