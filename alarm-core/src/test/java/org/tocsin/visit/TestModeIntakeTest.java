package org.tocsin.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Estate;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.SignalKind;
import org.tocsin.signal.Signals;

/**
 * What is a test and what is live, on the real way of an alarm. A pendant (0003, device AB12) of a home in test mode is
 * asked for at 12:00; the phone is heard at 12:00 and lost after a minute; test mode ends at 12:05.
 */
class TestModeIntakeTest {
    private static Estate estate;

    @BeforeAll
    static void open() {
        estate = new Estate();
    }

    @AfterAll
    static void close() {
        estate.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        asked for, in time                        |   5 | dty=0003 did=AB12          | test
        the device id in small letters            |   5 | dty=0003 did=ab12          | test
        no device id on the wire                  |   5 | dty=0003                   | test
        an automatic alarm of it                  |   5 | dty=0003 did=AB12 stc=0009 | test
        at the very end of the minute             |  59 | dty=0003 did=AB12          | test
        the moment it was asked for               |   0 | dty=0003 did=AB12          | live
        before it was asked for                   |  -1 | dty=0003 did=AB12          | live
        the phone is lost                         |  60 | dty=0003 did=AB12          | live
        too late                                  |  90 | dty=0003 did=AB12          | live
        test mode is over                         | 300 | dty=0003 did=AB12          | live
        another pendant                           |   5 | dty=0003 did=CD34          | live
        another kind of trigger                   |   5 | dty=0004 did=AB12          | live
        smoke                                     |   5 | dty=0023                   | live
        a fall                                    |   5 | dty=0005 did=AB12          | live
        a fault of the same pendant               |   5 | dty=0003 did=AB12 stc=0016 | live
        mains lost                                |   5 | stc=0085                   | live
        """)
    void only_what_was_asked_for_is_a_test(String what, long seconds, String elements, String expected) {
        UUID home = estate.home("1 " + what);
        String cid = estate.unit(home);
        UUID test = asked(home, cid, 0, 0);

        Receipt receipt = send(cid, "A1", seconds, elements);

        assertThat(receipt).isInstanceOf(Receipt.Recorded.class);
        assertThat(estate.rows("select 1 from signal where cid = $1", cid)).hasSize(1);
        assertThat(alarms(cid)).hasSize(expected.equals("live") ? 1 : 0);
        assertThat(heard(test)).hasSize(expected.equals("live") ? 0 : 1);
    }

    @ParameterizedTest(name = "another pendant with {0}, {1}")
    @CsvSource(delimiter = '|', textBlock = """
        no id on file | dty=0003 did=AB12 | live
        no id on file | dty=0003          | live
        ab12          | dty=0003 did=AB12 | live
        CD34          | dty=0003          | live
        CD34          | dty=0003 did=CD34 | live
        CD34          | dty=0003 did=AB12 | test
        """)
    void one_of_two_that_cannot_be_told_apart_is_live(String other, String elements, String expected) {
        UUID home = estate.home("1 Twin Street");
        String cid = estate.unit(home);
        String did = other.startsWith("no") ? "null" : "'" + other + "'";
        estate.sql(
                "insert into peripheral (id, service_id, home_id, dty, did, name, since, until) values"
                        + " ('%s', '%s', '%s', '0003', %s, 'Pendant', '2026-01-01Z', null),"
                        + " ('%s', '%s', '%s', '0003', null, 'Lost pendant', '2026-01-01Z', '2026-01-02Z')",
                Ids.next(), estate.service, home, did, Ids.next(), estate.service, home);
        asked(home, cid, 0, 0);
        send(cid, "A1", 5, elements);
        assertThat(alarms(cid)).hasSize(expected.equals("live") ? 1 : 0);
    }

    @Test
    void the_phone_is_heard_again_and_the_window_of_90_seconds_still_ends() {
        UUID home = estate.home("2 Phone Street");
        String cid = estate.unit(home);
        UUID test = asked(home, cid, 0, 80);
        send(cid, "A1", 89, "dty=0003 did=AB12");
        assertThat(heard(test)).hasSize(1);
        send(cid, "A2", 90, "dty=0003 did=AB12");
        assertThat(alarms(cid)).hasSize(1);
    }

    @Test
    void once_it_was_heard_a_later_press_of_the_same_trigger_is_somebody_who_needs_help() {
        UUID home = estate.home("10 Quay");
        String cid = estate.unit(home);
        UUID test = asked(home, cid, 0, 0);
        send(cid, "A1", 5, "dty=0003 did=AB12");
        send(cid, "A2", 24, "dty=0003 did=AB12");
        assertThat(heard(test)).hasSize(2);
        assertThat(alarms(cid)).isEmpty();
        send(cid, "A3", 25, "dty=0003 did=AB12");
        assertThat(heard(test)).hasSize(2);
        assertThat(alarms(cid)).hasSize(1);
    }

    @Test
    void another_home_and_another_unit_of_the_same_home_are_live() {
        UUID home = estate.home("3 Quay");
        String cid = estate.unit(home);
        String old = estate.unit(home);
        String next = estate.unit(estate.home("4 Quay"));
        asked(home, cid, 0, 0);
        send(old, "A1", 5, "dty=0003 did=AB12");
        send(next, "A1", 5, "dty=0003 did=AB12");
        assertThat(alarms(old)).hasSize(1);
        assertThat(alarms(next)).hasSize(1);
        // Somebody has called from this home: until that is closed, everything is live.
        send(cid, "A1", 6, "dty=0003 did=AB12");
        assertThat(estate.openAlarm(old).getInteger("signal_count")).isEqualTo(2);
    }

    @Test
    void whoever_calls_for_help_meanwhile_makes_everything_live() {
        UUID home = estate.home("5 Quay");
        String cid = estate.unit(home);
        UUID test = asked(home, cid, 0, 0);
        send(cid, "A1", 5, "dty=0003 did=AB12");
        send(cid, "A2", 10, "dty=0005");
        send(cid, "A3", 15, "dty=0003 did=AB12");
        assertThat(heard(test)).hasSize(1);
        assertThat(estate.openAlarm(cid).getInteger("signal_count")).isEqualTo(2);
        assertThat(estate.openAlarm(cid).getBoolean("sounding")).isTrue();
    }

    @Test
    void any_doubt_is_live_and_a_unit_that_began_its_numbers_anew_is_no_doubt() {
        UUID home = estate.home("6 Quay");
        String cid = estate.unit(home);
        UUID test = asked(home, cid, 0, 0);
        send(cid, "1", -600, "mty=IN dty=0003");
        send(cid, "1", 5, "dty=0003 did=AB12");
        assertThat(heard(test)).hasSize(1);

        estate.sendUnproven(cid, "A2", Estate.after(6), Map.of("dty", "0003", "did", "AB12"));
        assertThat(alarms(cid)).hasSize(1);

        UUID elsewhere = estate.home("7 Quay");
        String suspended = estate.unit(elsewhere);
        estate.sql("update home_unit set status = 'SUSPENDED' where cid = '%s'", suspended);
        asked(elsewhere, suspended, 0, 0);
        send(suspended, "A1", 5, "dty=0003 did=AB12");
        assertThat(alarms(suspended)).hasSize(1);
    }

    @Test
    void what_the_unit_says_is_older_than_the_question_is_live() {
        UUID home = estate.home("8 Quay");
        String cid = estate.unit(home);
        UUID test = asked(home, cid, 0, 0);
        timed(cid, "A1", 5, Estate.after(-91));
        assertThat(alarms(cid)).hasSize(1);
        estate.sql("update alarm set state = 'CLOSED' where cid = '%s'", cid);
        timed(cid, "A2", 6, Estate.after(3));
        assertThat(heard(test)).hasSize(1);
    }

    @Test
    @DisplayName("a unit with one constant number: its test is no excuse to take a real press for a repeat")
    void a_test_never_swallows_a_later_press() {
        UUID home = estate.home("9 Quay");
        String cid = estate.unit(home);
        UUID first = asked(home, cid, 0, 0);
        assertThat(send(cid, "X", 5, "dty=0003 did=AB12")).isInstanceOf(Receipt.Recorded.class);
        assertThat(send(cid, "X", 7, "dty=0003 did=AB12")).isInstanceOf(Receipt.Duplicate.class);
        assertThat(heard(first)).hasSize(1);
        assertThat(alarms(cid)).isEmpty();

        // Asked again soon: most likely the unit repeating itself. Later: another press.
        UUID second = asked(home, cid, 30, 30);
        assertThat(send(cid, "X", 35, "dty=0003 did=AB12")).isInstanceOf(Receipt.Duplicate.class);
        assertThat(heard(second)).isEmpty();
        UUID third = asked(home, cid, 180, 180);
        assertThat(send(cid, "X", 190, "dty=0003 did=AB12")).isInstanceOf(Receipt.Recorded.class);
        assertThat(heard(third)).hasSize(1);

        // Nobody asks any more: the very same message is somebody who needs help.
        assertThat(send(cid, "X", 290, "dty=0003 did=AB12")).isInstanceOf(Receipt.Recorded.class);
        assertThat(alarms(cid)).hasSize(1);
        assertThat(send(cid, "X", 295, "dty=0003 did=AB12")).isInstanceOf(Receipt.Duplicate.class);
        assertThat(alarms(cid)).hasSize(1);
    }

    @Test
    void a_scheme_s_controller_speaks_for_many_homes_and_is_always_live() {
        UUID scheme = estate.scheme("Rose Court");
        String controller = estate.controller(scheme);
        UUID flat = estate.flat(scheme, "7", "Flat 7");
        estate.sql("update home_unit set home_id = '%s' where cid = '%s'", flat, controller);
        asked(flat, controller, 0, 0);
        send(controller, "A1", 5, "dty=0003 did=7");
        assertThat(alarms(controller)).hasSize(1);
    }

    @Test
    void many_presses_of_many_homes_at_once_each_find_their_own_meaning() {
        for (int i = 0; i < 20; i++) {
            UUID home = estate.home(i + " Crowd Street");
            String cid = estate.unit(home);
            if (i % 2 == 0) {
                asked(home, cid, 0, 0);
            }
            var first = estate.offer(estate.first, cid, "P", Estate.after(5), "dty", "0003", "did", "AB12");
            var again = estate.offer(estate.second, cid, "P", Estate.after(5), "dty", "0003", "did", "AB12");
            assertThat(List.of(Estate.await(first), Estate.await(again)))
                    .extracting(receipt -> receipt.getClass().getSimpleName())
                    .containsExactlyInAnyOrder("Recorded", "Duplicate");
            assertThat(alarms(cid)).hasSize(i % 2);
        }
    }

    private static UUID asked(UUID home, String cid, long askedAfter, long phoneSeenAfter) {
        UUID test = Ids.next();
        estate.sql(
                """
                insert into test_mode (home_id, service_id, visit_id, installer_id, started_at, until, latest,
                  phone_seen_at, phone_lost_s, test_id, asked_unit_id, asked_dty, asked_did, asked_at)
                select '%s', '%s', '%s', '%s', '%s', '%s', '%s', '%s', 60, '%s', id, '0003', 'AB12', '%s'
                from home_unit where cid = '%s'
                on conflict (home_id) do update set test_id = excluded.test_id, asked_at = excluded.asked_at,
                  phone_seen_at = excluded.phone_seen_at""",
                home,
                estate.service,
                Ids.next(),
                Ids.next(),
                Signals.NOON,
                Estate.after(300),
                Estate.after(300),
                Estate.after(phoneSeenAfter),
                test,
                Estate.after(askedAfter),
                cid);
        return test;
    }

    private static Receipt send(String cid, String ref, long seconds, String elements) {
        String[] values = elements.split("[ =]");
        return estate.send(cid, ref, Estate.after(seconds), values);
    }

    private static void timed(String cid, String ref, long seconds, Instant unitTime) {
        SignalBody body =
                new SignalBody(Map.of("cid", cid, "ref", ref, "dty", "0003", "did", "AB12", "stc", "0010"), unitTime);
        Signal signal = Signals.of(cid, ref, SignalKind.ALARM, body, Estate.after(seconds));
        Estate.await(estate.first.submit(signal, cid, SignalIntake.Lane.LIFE));
    }

    private static List<io.vertx.sqlclient.Row> alarms(String cid) {
        return estate.rows("select id from alarm where cid = $1 and state <> 'CLOSED'", cid);
    }

    private static Set<UUID> heard(UUID test) {
        return estate.rows("select signal_id from visit_heard where test_id = $1", test).stream()
                .map(row -> row.getUUID(0))
                .collect(java.util.stream.Collectors.toSet());
    }
}
