package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.after;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults and their restorals on their way into a real PostgreSQL. */
class FaultIntakeTest {
    static Estate estate;

    @BeforeAll
    static void open() {
        estate = new Estate();
    }

    @AfterAll
    static void close() {
        estate.close();
    }

    @ParameterizedTest(name = "{0} is restored by {1}")
    @CsvSource({
        "0014, 0015",
        "0016, 0015",
        "0085, 0086",
        "0023, 0112",
        "0024, 0113",
        "0025, 0114",
        "0026, 0115",
        "0027, 0116",
        "0073, 0075",
        "0123, 0124",
        "0042, 0091",
        "0042, 0094",
        "0063, 0091",
        "0063, 0094",
    })
    @DisplayName("restorals mark their fault restored: it stands, flagged and quiet")
    void a_restoral_ends_the_sound_and_not_the_alarm(String lost, String restored) {
        String cid = estate.unit(estate.home("1 Bell Lane"));

        estate.send(cid, "A1", after(0), "dty", "0003", "did", "A1", "stc", lost);
        assertThat(alarm(cid).getBoolean("sounding")).isTrue();
        estate.send(cid, "A2", after(60), "dty", "0003", "did", "A1", "stc", restored);

        Row alarm = alarm(cid);
        assertThat(alarm.getString("state")).isEqualTo("WAITING");
        assertThat(alarm.getBoolean("sounding")).isFalse();
        assertThat(alarm.getArrayOfStrings("flags")).containsExactly("RESTORED");
        assertThat(estate.log(alarm.getUUID("id"))).last().asString().startsWith("FROM_HOME Restored: ");
    }

    @Test
    void it_sounds_until_everything_is_restored_and_what_nothing_restores_keeps_it_sounding() {
        String cid = estate.unit(estate.home("2 Bell Lane"));
        estate.send(cid, "B1", after(0), "dty", "0003", "did", "A1", "stc", "0016");
        estate.send(cid, "B2", after(1), "dty", "0041", "stc", "0085");
        estate.send(cid, "B3", after(2), "dty", "0003", "did", "A2", "stc", "0067");

        estate.send(cid, "B4", after(3), "dty", "0003", "did", "A1", "stc", "0015");
        estate.send(cid, "B5", after(4), "dty", "0041", "stc", "0086");

        assertThat(alarm(cid).getBoolean("sounding")).isTrue();
        assertThat(alarm(cid).getArrayOfStrings("flags")).isEmpty();
    }

    @Test
    void a_new_loss_takes_the_flag_off_and_sounds_again() {
        String cid = estate.unit(estate.home("3 Bell Lane"));
        estate.send(cid, "C1", after(0), "dty", "0041", "stc", "0085");
        estate.send(cid, "C2", after(60), "dty", "0041", "stc", "0086");

        estate.send(cid, "C3", after(120), "dty", "0041", "stc", "0085");

        assertThat(alarm(cid).getBoolean("sounding")).isTrue();
        assertThat(alarm(cid).getArrayOfStrings("flags")).isEmpty();
        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(2);
    }

    @Test
    void three_losses_in_a_day_are_recurring_and_stay_so_when_restored() {
        String cid = estate.unit(estate.home("4 Bell Lane"));
        for (int i = 0; i < 3; i++) {
            estate.send(cid, "D" + i, after(i * 3600L), "dty", "0041", "stc", "0085");
            estate.send(cid, "E" + i, after(i * 3600L + 60), "dty", "0041", "stc", "0086");
        }
        assertThat(alarm(cid).getArrayOfStrings("flags")).containsExactlyInAnyOrder("RECURRING", "RESTORED");

        String seldom = estate.unit(estate.home("5 Bell Lane"));
        for (int i = 0; i < 3; i++) {
            estate.send(seldom, "D" + i, after(i * 13 * 3600L), "dty", "0041", "stc", "0085");
            estate.send(seldom, "E" + i, after(i * 13 * 3600L + 60), "dty", "0041", "stc", "0086");
        }
        assertThat(alarm(seldom).getArrayOfStrings("flags")).containsExactly("RESTORED");
    }

    @Test
    void a_restoral_that_overtook_its_fault_ends_in_the_same_state() {
        String cid = estate.unit(estate.home("6 Bell Lane"));
        // By when they were received; the gateway that had the fault was slower to store it.
        estate.send(estate.second, cid, "F2", after(30), "dty", "0041", "stc", "0086");
        assertThat(estate.rows("select 1 from alarm where cid = $1", cid)).isEmpty();
        estate.send(cid, "F1", after(20), "dty", "0041", "stc", "0085");

        assertThat(alarm(cid).getBoolean("sounding")).isFalse();
        assertThat(alarm(cid).getArrayOfStrings("flags")).containsExactly("RESTORED");
    }

    @Test
    void the_units_own_count_decides_which_came_last() {
        String cid = estate.unit(estate.home("7 Bell Lane"));
        estate.send(cid, "G2", after(0), "dty", "0041", "stc", "0086", "boot", "4", "seq", "11");
        estate.send(cid, "G1", after(5), "dty", "0041", "stc", "0085", "boot", "4", "seq", "10");
        assertThat(alarm(cid).getBoolean("sounding")).isFalse();

        estate.send(cid, "G3", after(9), "dty", "0041", "stc", "0085", "boot", "4", "seq", "12");
        assertThat(alarm(cid).getBoolean("sounding")).isTrue();
        // An older restoral arrives last: the mains are still away.
        estate.send(cid, "G4", after(12), "dty", "0041", "stc", "0086", "boot", "4", "seq", "9");
        assertThat(alarm(cid).getBoolean("sounding")).isTrue();
        assertThat(alarm(cid).getArrayOfStrings("flags")).isEmpty();
    }

    @Test
    void a_loss_long_after_a_restoral_is_never_taken_for_an_overtaken_one() {
        String cid = estate.unit(estate.home("8 Bell Lane"));
        estate.send(cid, "H1", after(0), "dty", "0041", "stc", "0086", "boot", "4", "seq", "11");

        estate.send(cid, "H2", after(3600), "dty", "0041", "stc", "0085", "boot", "4", "seq", "10");

        assertThat(alarm(cid).getBoolean("sounding")).isTrue();
    }

    @Test
    void the_same_kind_of_another_device_or_unit_restores_nothing() {
        UUID home = estate.home("9 Bell Lane");
        String cid = estate.unit(home);
        String other = estate.unit(home);
        estate.send(cid, "I1", after(0), "dty", "0003", "did", "A1", "stc", "0016");

        estate.send(cid, "I2", after(1), "dty", "0003", "did", "A2", "stc", "0015");
        estate.send(other, "I3", after(2), "dty", "0003", "did", "A1", "stc", "0015");

        assertThat(alarm(cid).getBoolean("sounding")).isTrue();
        assertThat(alarm(cid).getArrayOfStrings("flags")).isEmpty();
    }

    @Test
    void after_its_alarm_was_closed_a_fault_that_lasts_opens_a_new_one() {
        String cid = estate.unit(estate.home("10 Bell Lane"));
        estate.send(cid, "J1", after(0), "dty", "0041", "stc", "0085");
        estate.sql("update alarm set state = 'CLOSED' where cid = '%s'", cid);

        estate.send(cid, "J2", after(60), "dty", "0041", "stc", "0085");
        assertThat(alarm(cid).getBoolean("sounding")).isTrue();
        estate.send(cid, "J3", after(90), "dty", "0041", "stc", "0086");
        assertThat(alarm(cid).getBoolean("sounding")).isFalse();
    }

    @Test
    void two_gateways_with_losses_and_restorals_of_many_units_at_once_end_right() {
        List<String> cids = new ArrayList<>();
        List<Future<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String cid = estate.unit(estate.home(i + " Clock Street"));
            cids.add(cid);
            receipts.add(estate.offer(
                    estate.first, cid, "L", after(10), "dty", "0041", "stc", "0085", "boot", "1", "seq", "1"));
            receipts.add(estate.offer(
                    estate.second, cid, "R", after(20), "dty", "0041", "stc", "0086", "boot", "1", "seq", "2"));
        }
        receipts.forEach(receipt -> assertThat(Estate.await(receipt).positive()).isTrue());

        assertThat(cids).allSatisfy(cid -> {
            assertThat(alarm(cid).getBoolean("sounding")).isFalse();
            assertThat(alarm(cid).getArrayOfStrings("flags")).containsExactly("RESTORED");
        });
    }

    private static Row alarm(String cid) {
        return estate.openAlarm(cid);
    }
}
