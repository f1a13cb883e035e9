package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.after;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.signal.PlatformSignal.Subject;
import org.tocsin.signal.PlatformSignal.Trigger;
import org.tocsin.signal.PlatformSignal.Word;

/** What the platform notices by itself is one alarm, once for ever, and is restored like any other fault. */
class PlatformSignalTest {
    static final long TWO_MONTHS = 60L * 24 * 3600;
    static Estate estate;

    @BeforeAll
    static void open() {
        estate = new Estate();
    }

    @AfterAll
    static void close() {
        estate.close();
    }

    @Test
    void said_by_several_processes_at_once_it_is_one_technical_alarm() {
        String cid = estate.unit(estate.home("1 Quiet Lane"));
        Future<Receipt> one = say(estate.first, Word.SILENT, cid, "silence-1", 1, after(0));
        Future<Receipt> other = say(estate.second, Word.SILENT, cid, "silence-1", 1, after(1));

        assertThat(List.of(Estate.await(one).positive(), Estate.await(other).positive()))
                .containsOnly(true);
        Row alarm = estate.openAlarm(cid);
        assertThat(alarm.getString("joining_class")).isEqualTo("TECHNICAL");
        assertThat(alarm.getInteger("priority")).isEqualTo(3);
        assertThat(alarm.getString("trigger_words")).isEqualTo("Home unit, silent, not heard in time");
        assertThat(signals(cid)).isEqualTo(1);
    }

    @Test
    void an_alarm_that_was_closed_is_not_opened_again_by_the_same_silence_however_late() {
        String cid = estate.unit(estate.home("2 Quiet Lane"));
        say(Word.SILENT, cid, "silence-2", 1, after(0));
        estate.sql("update alarm set state = 'CLOSED', sounding = false where cid = '%s'", cid);

        assertThat(say(Word.SILENT, cid, "silence-2", 1, after(TWO_MONTHS))).isInstanceOf(Receipt.Duplicate.class);
        assertThat(open(cid)).isZero();

        say(Word.HEARD_AGAIN, cid, "heard-2", 2, after(TWO_MONTHS + 60));
        assertThat(open(cid)).isZero();
        say(Word.SILENT, cid, "silence-3", 3, after(TWO_MONTHS + 7200));
        assertThat(open(cid)).isEqualTo(1);
    }

    @Test
    void heard_again_is_restored_and_stands_and_a_second_silence_sounds() {
        String cid = estate.unit(estate.home("3 Quiet Lane"));
        say(Word.SILENT, cid, "silence-4", 1, after(0));
        say(Word.HEARD_AGAIN, cid, "heard-4", 2, after(60));

        Row alarm = estate.openAlarm(cid);
        assertThat(alarm.getString("state")).isEqualTo("WAITING");
        assertThat(alarm.getBoolean("sounding")).isFalse();
        assertThat(estate.flags(alarm.getUUID("id"))).containsExactly("RESTORED");
        assertThat(estate.log(alarm.getUUID("id"))).last().isEqualTo("FROM_HOME Restored: Home unit, heard again");

        say(Word.SILENT, cid, "silence-5", 3, after(7200));
        assertThat(estate.openAlarm(cid).getBoolean("sounding")).isTrue();
        assertThat(estate.flags(alarm.getUUID("id"))).isEmpty();
    }

    @Test
    void the_count_and_no_clock_says_what_came_first() {
        String cid = estate.unit(estate.home("4 Quiet Lane"));
        say(Word.SILENT, cid, "silence-6", 1, after(3600));
        say(Word.HEARD_AGAIN, cid, "heard-6", 2, after(0));
        UUID alarm = estate.openAlarm(cid).getUUID("id");
        assertThat(estate.flags(alarm)).containsExactly("RESTORED");

        say(Word.SILENT, cid, "silence-7", 3, after(-3600));
        assertThat(estate.flags(alarm)).isEmpty();
        assertThat(estate.openAlarm(cid).getBoolean("sounding")).isTrue();
    }

    @Test
    void no_unit_can_say_of_itself_that_it_was_heard_again() {
        String cid = estate.unit(estate.home("5 Quiet Lane"));
        say(Word.SILENT, cid, "silence-8", 1, after(0));

        estate.send(cid, "R1", after(60), "mty", "RE", "dty", "0002", "stc", "P002", "boot", "platform", "seq", "9");

        assertThat(estate.openAlarm(cid).getBoolean("sounding")).isTrue();
        assertThat(estate.flags(estate.openAlarm(cid).getUUID("id"))).isEmpty();
    }

    @Test
    void each_trigger_of_a_home_is_lost_and_found_by_itself() {
        String cid = estate.unit(estate.home("6 Quiet Lane"));
        Trigger pendant = new Trigger("0003", "00A1", "Pendant Mum", null);
        Trigger smoke = new Trigger("0023", "00B7", "Smoke", "Kitchen");
        say(Word.TRIGGER_SILENT, cid, pendant, "silence-9", 1, after(0));
        say(Word.TRIGGER_SILENT, cid, smoke, "silence-10", 1, after(1));
        UUID alarm = estate.openAlarm(cid).getUUID("id");
        assertThat(estate.openAlarm(cid).getString("trigger_words"))
                .isEqualTo("Pendant (Pendant Mum), not heard by its home unit for too long;"
                        + " Smoke detector (Smoke), not heard by its home unit for too long, Kitchen");

        say(Word.TRIGGER_HEARD_AGAIN, cid, pendant, "heard-9", 2, after(60));
        assertThat(estate.flags(alarm)).isEmpty();
        say(Word.TRIGGER_HEARD_AGAIN, cid, smoke, "heard-10", 2, after(61));
        assertThat(estate.flags(alarm)).containsExactly("RESTORED");
    }

    private static Receipt say(Word word, String cid, String ref, long count, Instant at) {
        return Estate.await(say(estate.first, word, cid, ref, count, at));
    }

    private static Receipt say(Word word, String cid, Trigger trigger, String ref, long count, Instant at) {
        return Estate.await(say(estate.first, word, new Subject(cid, trigger), ref, count, at));
    }

    private static Future<Receipt> say(SignalIntake intake, Word word, String cid, String ref, long count, Instant at) {
        return say(intake, word, new Subject(cid, noTrigger()), ref, count, at);
    }

    private static @Nullable Trigger noTrigger() {
        return null;
    }

    private static Future<Receipt> say(
            SignalIntake intake, Word word, Subject subject, String ref, long count, Instant at) {
        Signal signal = PlatformSignal.of(word, subject, ref, count, "gateway-test", at);
        return intake.submit(signal, subject.cid(), SignalIntake.Lane.ROUTINE);
    }

    private static long signals(String cid) {
        return estate.row("select count(*) from signal where cid = $1", cid).getLong(0);
    }

    private static long open(String cid) {
        return estate.row("select count(*) from alarm where cid = $1 and state <> 'CLOSED'", cid)
                .getLong(0);
    }
}
