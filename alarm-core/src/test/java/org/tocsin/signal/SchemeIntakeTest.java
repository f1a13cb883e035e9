package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.after;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Grouped housing on its way into a real PostgreSQL. */
class SchemeIntakeTest {
    static Estate estate;
    static int names;

    @BeforeAll
    static void open() {
        estate = new Estate();
    }

    @AfterAll
    static void close() {
        estate.close();
    }

    @Test
    @DisplayName("one controller, many flats: each flat has its own alarm, and its own pendant joins it")
    void each_flat_has_its_own_alarm() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);
        UUID twelve = estate.flat(scheme, "12", "Flat 12");
        UUID fourteen = estate.flat(scheme, "E", "Flat 14");
        String own = estate.unit(twelve);

        estate.send(controller, "A1", after(0), "dty", "0004", "did", "0012");
        estate.send(controller, "A2", after(1), "dty", "0004", "did", "0e");
        estate.send(own, "A3", after(2), "dty", "0003");

        Row first = ofHome(twelve);
        assertThat(first.getInteger("signal_count")).isEqualTo(2);
        assertThat(first.getString("point_name")).isEqualTo("Flat 12");
        assertThat(first.getUUID("scheme_id")).isEqualTo(scheme);
        assertThat(ofHome(fourteen).getInteger("signal_count")).isEqualTo(1);
        assertThat(ofHome(fourteen).getArrayOfStrings("flags")).isEmpty();
        assertThat(estate.row("select home_id from signal where cid = $1 and ref = 'A1'", controller)
                        .getUUID(0))
                .isEqualTo(twelve);
    }

    @Test
    void an_alarm_of_the_flats_own_unit_learns_its_flat_from_the_controller() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);
        UUID flat = estate.flat(scheme, "3", "Flat 3");
        String own = estate.unit(flat);
        estate.send(own, "B1", after(0), "dty", "0003");
        assertThat(ofHome(flat).getString("point_name")).isNull();

        estate.send(controller, "B2", after(1), "dty", "0004", "did", "3");

        assertThat(ofHome(flat).getString("point_name")).isEqualTo("Flat 3");
    }

    @Test
    void a_point_that_is_not_on_file_is_an_alarm_of_the_scheme_marked_and_each_for_itself() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);
        String other = estate.controller(scheme);

        estate.send(controller, "C1", after(0), "dty", "0004", "did", "77");
        estate.send(other, "C2", after(1), "dty", "0004", "did", "77");
        estate.send(controller, "C3", after(2), "dty", "0004", "did", "78");
        estate.send(controller, "C4", after(3), "dty", "0004");

        List<Row> alarms = estate.rows(
                "select point_name, signal_count, flags, sounding from alarm where scheme_id = $1 order by id", scheme);
        assertThat(alarms).extracting(row -> row.getString(0)).containsExactly("Point 77", "Point 78", null);
        assertThat(alarms).extracting(row -> row.getInteger(1)).containsExactly(2, 1, 1);
        assertThat(alarms).allSatisfy(row -> {
            assertThat(row.getArrayOfStrings(2)).containsExactly("UNKNOWN_POINT");
            assertThat(row.getBoolean(3)).isTrue();
        });
    }

    @Test
    void what_a_controller_says_of_itself_is_the_schemes_and_not_in_doubt() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);

        estate.send(controller, "D1", after(0), "dty", "0041", "stc", "0085");

        Row alarm = estate.openAlarm(controller);
        assertThat(alarm.getString("joining_class")).isEqualTo("TECHNICAL");
        assertThat(alarm.getUUID("scheme_id")).isEqualTo(scheme);
        assertThat(alarm.getArrayOfStrings("flags")).isEmpty();
    }

    @Test
    void a_door_and_a_communal_call_have_their_own_queues_below_life_and_a_pull_cord_is_an_emergency() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);
        estate.point(scheme, "90", "DOOR", "Front door");
        estate.point(scheme, "91", "COMMUNAL", "Lounge");

        estate.send(controller, "E1", after(0), "dty", "0043", "did", "90", "stc", "0010", "pri", "9");
        estate.send(controller, "E2", after(1), "dty", "0048", "did", "91", "stc", "0010");
        estate.send(controller, "E3", after(2), "dty", "0004", "did", "91", "stc", "0010");
        estate.send(controller, "E4", after(3), "dty", "0043", "did", "90", "stc", "0010");

        assertThat(estate.rows(
                        "select joining_class, priority, signal_count, point_name from alarm where cid = $1"
                                + " order by id",
                        controller))
                .extracting(row ->
                        row.getString(0) + " " + row.getInteger(1) + " " + row.getInteger(2) + " " + row.getString(3))
                .containsExactly("DOOR 2 2 Front door", "COMMUNAL 2 1 Lounge", "LIFE 1 1 Lounge");
    }

    @Test
    void while_the_manager_is_on_duty_a_call_is_quiet_until_their_time_is_over() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);
        UUID flat = estate.flat(scheme, "1", "Flat 1");

        estate.send(controller, "F1", after(0), "dty", "0004", "did", "1", "sco", "2");

        Row alarm = ofHome(flat);
        assertThat(alarm.getBoolean("sounding")).isFalse();
        assertThat(alarm.getString("state")).isEqualTo("WAITING");
        assertThat(until(alarm))
                .isEqualTo(after(120).atOffset(java.time.ZoneOffset.UTC).toInstant());
        assertThat(duty(scheme)).isEqualTo("ON");

        estate.send(controller, "F2", after(20), "dty", "0004", "did", "1", "sco", "2");
        assertThat(ofHome(flat).getBoolean("sounding")).isTrue();
        assertThat(ofHome(flat).getOffsetDateTime("manager_until")).isNull();
    }

    @Test
    void fire_an_unknown_point_and_a_raised_rank_sound_at_once_whoever_is_on_duty() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);
        UUID smoke = estate.flat(scheme, "1", "Flat 1");
        UUID raised = estate.flat(scheme, "2", "Flat 2");
        UUID strange = estate.flat(scheme, "3", "Flat 3");

        estate.send(controller, "G1", after(0), "dty", "0023", "did", "1", "sco", "3", "stc", "0009");
        estate.send(controller, "G2", after(1), "dty", "0004", "did", "2", "sco", "3", "pri", "9");
        estate.send(controller, "G3", after(2), "dty", "0099", "did", "3", "sco", "3");
        estate.send(controller, "G4", after(3), "dty", "0004", "did", "55", "sco", "3");

        assertThat(List.of(smoke, raised, strange))
                .allSatisfy(
                        home -> assertThat(ofHome(home).getBoolean("sounding")).isTrue());
        assertThat(estate.rows("select 1 from alarm where scheme_id = $1 and sounding", scheme))
                .hasSize(4);
    }

    @Test
    void the_switch_itself_needs_nobody_and_holds_for_messages_that_say_nothing() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);
        UUID flat = estate.flat(scheme, "1", "Flat 1");

        estate.send(controller, "H1", after(0), "dty", "0009", "stc", "0074");
        assertThat(duty(scheme)).isEqualTo("ON");
        assertThat(estate.rows("select 1 from alarm where cid = $1", controller))
                .isEmpty();
        estate.send(controller, "H2", after(5), "dty", "0004", "did", "1");
        assertThat(ofHome(flat).getBoolean("sounding")).isFalse();

        estate.send(controller, "H3", after(9), "dty", "0009", "stc", "0072");
        assertThat(duty(scheme)).isEqualTo("OFF");
        // An older word of another gateway changes nothing any more.
        estate.send(estate.second, controller, "H4", after(7), "dty", "0002", "stc", "0102", "sco", "2");
        assertThat(duty(scheme)).isEqualTo("OFF");
    }

    @Test
    void whoever_failed_the_password_switches_nobody_on_duty_and_restores_nothing() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);
        UUID flat = estate.flat(scheme, "1", "Flat 1");
        estate.send(controller, "L1", after(0), "dty", "0041", "stc", "0085");

        estate.sendUnproven(controller, "L2", after(1), Map.of("dty", "0041", "stc", "0086"));
        estate.sendUnproven(controller, "L3", after(2), Map.of("dty", "0004", "did", "1", "sco", "2"));

        assertThat(estate.row("select * from alarm where cid = $1 and joining_class = 'TECHNICAL'", controller)
                        .getBoolean("sounding"))
                .isTrue();
        assertThat(ofHome(flat).getBoolean("sounding")).isTrue();
        assertThat(estate.rows("select 1 from scheme_duty where scheme_id = $1", scheme))
                .isEmpty();
    }

    @Test
    void nobody_who_has_been_on_duty_for_too_long_holds_an_alarm_back() {
        UUID scheme = scheme();
        String controller = estate.controller(scheme);
        UUID flat = estate.flat(scheme, "1", "Flat 1");
        estate.send(controller, "I1", after(0).minus(Duration.ofHours(15)), "dty", "0009", "stc", "0074");

        estate.send(controller, "I2", after(0), "dty", "0004", "did", "1", "sco", "2");

        assertThat(ofHome(flat).getBoolean("sounding")).isTrue();
    }

    @Test
    void two_gateways_and_a_whole_scheme_at_once_give_one_alarm_a_flat() {
        UUID scheme = scheme();
        String one = estate.controller(scheme);
        String two = estate.controller(scheme);
        List<UUID> flats = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            flats.add(estate.flat(scheme, "4" + i, "Flat " + i));
        }
        List<Future<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String did = "4" + i;
            for (String duty : List.of("1", "2")) {
                receipts.add(estate.offer(
                        estate.first, one, "J" + i + duty, after(i), "dty", "0004", "did", did, "sco", duty));
                receipts.add(estate.offer(
                        estate.second, two, "J" + i + duty, after(i), "dty", "0004", "did", did, "sco", duty));
            }
        }
        receipts.forEach(receipt -> assertThat(Estate.await(receipt).positive()).isTrue());

        assertThat(flats).allSatisfy(flat -> {
            assertThat(ofHome(flat).getInteger("signal_count")).isEqualTo(4);
            assertThat(ofHome(flat).getBoolean("sounding")).isTrue();
        });
    }

    private static UUID scheme() {
        return estate.scheme("Rose Court " + ++names);
    }

    private static Row ofHome(UUID home) {
        return estate.row("select * from alarm where home_id = $1 and state <> 'CLOSED'", home);
    }

    private static java.time.Instant until(Row alarm) {
        OffsetDateTime until = alarm.getOffsetDateTime("manager_until");
        return until.toInstant();
    }

    private static String duty(UUID scheme) {
        return estate.row("select duty from scheme_duty where scheme_id = $1", scheme)
                .getString(0);
    }
}
