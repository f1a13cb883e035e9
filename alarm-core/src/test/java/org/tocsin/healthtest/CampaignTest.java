package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.readiness.ReadinessWorker;

/** What becomes of each unit that a campaign asks. */
class CampaignTest extends CampaignTurns {
    @Test
    void a_run_passes_only_by_a_signal_received_after_it_was_asked_for() {
        UUID early = unit("MQTT", null);
        UUID wordy = unit("MQTT", null);
        UUID good = unit("MQTT", null);
        UUID forged = unit("MQTT", null);
        signal(early, "TEST", town.clock.instant().minusSeconds(1));
        town.sql(
                "insert into unit_state (unit_id, service_id, state, since, bearer, rssi, battery)"
                        + " values ('%s', '%s', 'READY', '2026-01-01Z', 'lte', -87, 96)",
                good, service);
        UUID id = begin(order(null, 0, 1));
        town.pass(Duration.ofSeconds(3));
        UUID heard = signal(good, "TEST", town.clock.instant());
        signal(forged, "TEST", town.clock.instant(), "FAILED_PASSWORD");
        signal(wordy, "HEARTBEAT", town.clock.instant());
        answer(wordy, "DONE", true, null);
        turn();
        assertThat(standing(id)).isEqualTo("PASSED 1, SENT 3");
        TestRun passed = list(id, TestRun.State.PASSED).get(0);
        TestRun.Heard how = passed.course().heard();
        assertThat(how).isNotNull();
        assertThat(how.signalId()).isEqualTo(heard);
        assertThat(how.delay()).isEqualTo(Duration.ofSeconds(3));
        assertThat(how.path()).isEqualTo("MQTT, lte");
        assertThat(how.battery()).isEqualTo(96);
        assertThat(how.rssi()).isEqualTo(-87);
        town.pass(Duration.ofMinutes(6));
        turns();
        assertThat(standing(id)).isEqualTo("NO_ANSWER 3, PASSED 1");
        assertThat(causes(id)).contains("ONLY_WORDS", "NOT_CONNECTED");
        assertThat(found(id).standing().state()).isEqualTo(State.DONE);
        assertThat(row("select signal_id from proof where kind = 'REMOTE_TEST' and peripheral_id is null"
                        + " and asked_by = 'campaign:" + id + "'"))
                .as("the book of proofs has it, of unit and path only")
                .isEqualTo(heard);
    }

    @Test
    void what_cannot_be_asked_is_awaited_and_then_listed_never_passed() {
        UUID daily = model("'PERIODIC', 86400, false");
        UUID pressed = model("'BY_APPOINTMENT', null, false");
        unit("SCAIP", null);
        UUID beats = unit("SCAIP", daily);
        unit("SCAIP", daily);
        UUID visited = unit("SCAIP", pressed);
        unit("SCAIP", model("'COMMAND', null, false"));
        UUID knowsNot = unit("MQTT", null);
        UUID id = begin(order(null, 0, 1));
        assertThat(standing(id)).isEqualTo("AWAITED 3, NOT_SUPPORTED 2, SENT 1");
        answer(knowsNot, "NOT_SUPPORTED", false, "501");
        turn();
        assertThat(standing(id)).isEqualTo("AWAITED 3, NOT_SUPPORTED 3");
        town.pass(Duration.ofHours(5));
        signal(beats, "TEST", town.clock.instant());
        signal(visited, "ALARM", town.clock.instant());
        signal(knowsNot, "TEST", town.clock.instant());
        turn();
        assertThat(standing(id))
                .as("nobody has asked for the press; its daily test is no answer to what it cannot do")
                .isEqualTo("AWAITED 2, NOT_SUPPORTED 3, PASSED 1");
        town.pass(Duration.ofHours(23));
        turn();
        assertThat(standing(id)).isEqualTo("AWAITED 1, NOT_SUPPORTED 3, NO_ANSWER 1, PASSED 1");
        assertThat(causes(id)).contains("NO_WAY_TO_ASK", "UNKNOWN_TO_UNIT", "NOT_HEARD");
    }

    @Test
    void it_is_asked_again_as_often_as_the_rules_say_and_a_late_signal_counts() {
        UUID mute = unit("MQTT", null);
        UUID id = begin(order(null, 0, 2));
        town.pass(Duration.ofMinutes(6));
        turn();
        assertThat(standing(id)).isEqualTo("PLANNED 1");
        town.pass(Duration.ofMinutes(61));
        turn();
        assertThat(standing(id)).isEqualTo("SENT 1");
        assertThat(list(id, TestRun.State.SENT).get(0).course().asked().attempts())
                .isEqualTo(2);
        unit("MQTT", null);
        Instant late = town.clock.instant().plusSeconds(30);
        town.pass(Duration.ofMinutes(5));
        signal(mute, "TEST", late);
        turn();
        assertThat(standing(id)).as("stored late, received in time").isEqualTo("PASSED 1");
    }

    @Test
    void a_home_with_an_open_alarm_is_not_asked_until_it_is_closed() {
        UUID unit = unit("MQTT", null);
        UUID alarm = town.alarm(service, home(unit));
        town.sql("update alarm set priority = 2 where id = '%s'", alarm);
        UUID id = begin(order(null, 0, 1));
        assertThat(standing(id)).isEqualTo("HELD 1");
        town.sql("update alarm set state = 'CLOSED' where id = '%s'", alarm);
        town.pass(Duration.ofSeconds(11));
        turn();
        turn();
        assertThat(standing(id)).isEqualTo("SENT 1");
    }

    @Test
    void the_controller_of_a_scheme_is_not_asked_while_an_alarm_of_one_of_its_flats_is_open() {
        UUID controller = unit("MQTT", null);
        UUID flat = town.home(service, "Flat 2");
        UUID alarm = town.alarm(service, flat);
        town.sql("update home_unit set home_id = null, scheme_id = '%s' where id = '%s'", scheme(), controller);
        town.sql(
                "update alarm set priority = 2, cid = (select cid from home_unit where id = '%s') where id = '%s'",
                controller, alarm);
        UUID id = begin(order(null, 0, 1));
        assertThat(standing(id)).isEqualTo("HELD 1");
        town.pass(Duration.ofSeconds(11));
        turn();
        assertThat(standing(id)).as("it is still open").isEqualTo("HELD 1");
        town.sql("update alarm set state = 'CLOSED' where id = '%s'", alarm);
        town.pass(Duration.ofSeconds(11));
        turn();
        turn();
        assertThat(standing(id)).isEqualTo("SENT 1");
    }

    @Test
    void what_reaches_a_controller_reaches_its_dwellings_after_new_firmware() {
        UUID controller = unit("MQTT", null);
        UUID flat = town.home(service, "Flat 12");
        UUID scheme = scheme();
        town.sql("update home_unit set home_id = null, scheme_id = '%s' where id = '%s'", scheme, controller);
        town.sql(
                "insert into scheme_point (id, service_id, scheme_id, did, kind, name, home_id)"
                        + " values (gen_random_uuid(), '%s', '%s', 'F12', 'DWELLING', 'Flat', '%s')",
                service, scheme, flat);
        town.sql(
                "insert into peripheral (id, service_id, home_id, dty, name, since) values"
                        + " (gen_random_uuid(), '%s', '%s', '0003', 'Pendant', '%s')",
                service, flat, Town.MORNING);
        town.sql(
                "insert into proof (id, service_id, home_id, unit_id, peripheral_id, signal_id, kind, asked_by, asked_at,"
                        + " received_at, recorded_at) select gen_random_uuid(), service_id, home_id, '%s', id,"
                        + " gen_random_uuid(), 'VISIT', 'ian', '%s', '%s', '%s' from peripheral where home_id = '%s'",
                controller, town.clock.instant(), town.clock.instant(), town.clock.instant(), flat);
        town.pass(Duration.ofMinutes(1));
        town.sql(
                "insert into unit_change (id, service_id, unit_id, at, kind, noticed_by)"
                        + " values (gen_random_uuid(), '%s', '%s', '%s', 'FIRMWARE', 'unit')",
                service, controller, town.clock.instant());
        ReadinessWorker readiness = new ReadinessWorker(town.vertx, town.database, town.clock);
        readiness.start();
        try {
            await().until(() -> proof(flat), "RECHECK_REMOTELY"::equals);
            UUID id = begin(order(null, 0, 1));
            town.pass(Duration.ofSeconds(3));
            signal(controller, "TEST", town.clock.instant());
            turns();
            assertThat(standing(id)).isEqualTo("PASSED 1");
            await().until(() -> proof(flat), "CURRENT"::equals);
        } finally {
            get(readiness.stop());
        }
    }

    private static String proof(UUID home) {
        return get(town.database
                        .pool()
                        .query("select coalesce(max(proof), '') from home_readiness where home_id = '" + home + "'")
                        .execute())
                .iterator()
                .next()
                .getString(0);
    }

    @Test
    void an_audible_test_waits_until_the_home_has_been_told() {
        UUID loud = unit("MQTT", model("null, null, true"));
        town.resident(service, home(loud), "Edith Marlow", "ACTIVE", Town.MORNING);
        town.resident(service, home(loud), "Old Marlow", "DECEASED", Town.MORNING);
        UUID id = begin(order(null, 0, 1));
        assertThat(standing(id)).isEqualTo("HELD 1");
        Beforehand beforehand = new Beforehand(town.database, town.clock);
        List<Beforehand.Home> homes = get(beforehand.list(scope, found(id), null));
        assertThat(homes).hasSize(1);
        assertThat(homes.get(0).names()).isEqualTo("Edith Marlow");
        assertThat(get(beforehand.told(scope, found(id), Beforehand.How.LETTER, null, null)))
                .isEqualTo(1);
        assertThat(get(beforehand.told(scope, found(id), Beforehand.How.SMS, null, null)))
                .isZero();
        town.pass(Duration.ofSeconds(11));
        turn();
        turn();
        assertThat(standing(id)).isEqualTo("SENT 1");
    }

    @Test
    void a_controller_is_chosen_for_the_homes_behind_it_which_are_told_before_they_hear_its_test() {
        UUID controller = unit("MQTT", model("null, null, true"));
        UUID scheme = scheme();
        town.sql("update home_unit set home_id = null, scheme_id = '%s' where id = '%s'", scheme, controller);
        UUID one = flat(scheme, "1", "CRITICAL", "North " + count);
        UUID two = flat(scheme, "2", "STANDARD", "South " + count);
        for (String area : List.of("North ", "South ")) {
            assertThat(chosen(new Selection(area + count, null, null, null, null, null)))
                    .containsExactly(controller + " CRITICAL");
        }
        assertThat(chosen(new Selection("East " + count, null, null, null, null, null)))
                .isEmpty();
        assertThat(chosen(new Selection("North " + count, null, null, "STANDARD", null, null)))
                .as("one home has both")
                .isEmpty();
        UUID id = begin(new Campaign.Order(
                "North",
                new Selection("North " + count, null, null, null, null, null),
                pacing(null),
                retries(1),
                0,
                null));
        assertThat(standing(id)).isEqualTo("HELD 1");
        Beforehand beforehand = new Beforehand(town.database, town.clock);
        assertThat(get(beforehand.list(scope, found(id), null)))
                .extracting(Beforehand.Home::id)
                .containsExactlyInAnyOrder(one, two);
        assertThat(get(beforehand.told(scope, found(id), Beforehand.How.LETTER, one, null)))
                .isEqualTo(1);
        town.pass(Duration.ofSeconds(11));
        turn();
        turn();
        assertThat(standing(id)).as("one of them hears it unawares").isEqualTo("HELD 1");
        assertThat(get(beforehand.told(scope, found(id), Beforehand.How.LETTER, null, null)))
                .isEqualTo(1);
        town.pass(Duration.ofSeconds(11));
        turn();
        turn();
        assertThat(standing(id)).isEqualTo("SENT 1");
    }

    private List<String> chosen(Selection selection) {
        return get(town.database
                        .pool()
                        .preparedQuery(SelectionSql.CHOSEN)
                        .execute(SelectionSql.parameters(service, selection)))
                .stream()
                .map(row -> row.getUUID("unit_id") + " " + row.getString("risk_tier"))
                .toList();
    }
}
