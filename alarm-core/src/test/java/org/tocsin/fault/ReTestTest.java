package org.tocsin.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.signal.SignalKind;

class ReTestTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String PENDANT = "0003";
    private static final String UNIT = "0002";

    @Test
    void a_pendant_that_stays_away_is_well_when_it_was_heard() {
        ReTest.Open open = open(PENDANT, "7", "RADIO_TEST", null, null);
        assertThat(ReTest.closes(open, heard(SignalKind.ALARM, "1", PENDANT, "7", 60)))
                .hasValue("pressed, and received");
        assertThat(ReTest.closes(open, heard(SignalKind.TEST, "1", PENDANT, "7", 60)))
                .isPresent();
        assertThat(ReTest.closes(open, heard(SignalKind.ALARM, "1", PENDANT, "8", 60)))
                .isEmpty();
        assertThat(ReTest.closes(open, heard(SignalKind.ALARM, "1", UNIT, "", 60)))
                .isEmpty();
        assertThat(ReTest.closes(open, heard(SignalKind.ALARM, "1", PENDANT, "7", -60)))
                .isEmpty();
        // Taught to the unit that has taken the place of the old one.
        assertThat(ReTest.closes(open, heard(SignalKind.ALARM, "2", PENDANT, "7", 60)))
                .isPresent();
    }

    @Test
    void a_press_with_a_low_battery_ends_nothing_until_the_battery_was_seen_to() {
        SignalKind press = SignalKind.ALARM;
        assertThat(ReTest.closes(open(PENDANT, "", "BATTERY", null, null), heard(press, "1", PENDANT, "", 60)))
                .isEmpty();
        assertThat(ReTest.closes(open(PENDANT, "", "BATTERY", null, 30), heard(press, "1", PENDANT, "", 60)))
                .isPresent();
        assertThat(ReTest.closes(open(PENDANT, "", "BATTERY", null, 90), heard(press, "1", PENDANT, "", 60)))
                .isEmpty();
        assertThat(ReTest.closes(open(PENDANT, "", "BATTERY", 30, null), heard(press, "1", PENDANT, "", 60)))
                .isPresent();
    }

    @Test
    void a_press_that_names_no_device_is_its_own_only_where_there_is_one_of_its_kind() {
        ReTest.Heard nameless = heard(SignalKind.ALARM, "1", PENDANT, "", 60);
        ReTest.Heard named = heard(SignalKind.TEST, "1", PENDANT, "00A1", 60);
        assertThat(ReTest.closes(away("00A1", 1), nameless)).isPresent();
        assertThat(ReTest.closes(away("", 1), named)).isPresent();
        assertThat(ReTest.closes(away("", 1), nameless)).isPresent();
        for (int others : new int[] {2, 3}) {
            assertThat(ReTest.closes(away("00A1", others), nameless)).isEmpty();
            assertThat(ReTest.closes(away("", others), named)).isEmpty();
            assertThat(ReTest.closes(away("", others), nameless)).isEmpty();
            assertThat(ReTest.closes(away("00A1", others), named)).isPresent();
        }
        // Nothing on file: what names none is all that is known of it, and no name was ever given to another.
        assertThat(ReTest.closes(away("", 0), nameless)).isPresent();
        assertThat(ReTest.closes(away("00A1", 0), nameless)).isEmpty();
        assertThat(ReTest.closes(away("", 0), named)).isEmpty();
    }

    @Test
    void a_device_id_is_the_same_in_capitals() {
        assertThat(ReTest.closes(away("00a1", 2), heard(SignalKind.ALARM, "1", PENDANT, "00A1", 60)))
                .isPresent();
        assertThat(ReTest.closes(away("00A1", 2), heard(SignalKind.ALARM, "1", PENDANT, "00b1", 60)))
                .isEmpty();
    }

    @Test
    void the_unit_s_own_word_about_the_device_that_it_named_before_counts_beside_others() {
        ReTest.Open open = new ReTest.Open("1", PENDANT, "", 2, "BATTERY", NOON, at(60), null);
        assertThat(ReTest.closes(open, heard(SignalKind.RESTORAL, "1", PENDANT, "", 60)))
                .isPresent();
        assertThat(ReTest.closes(open, heard(SignalKind.RESTORAL, "1", PENDANT, "00A1", 60)))
                .isEmpty();
    }

    @Test
    void a_restoral_of_that_very_device_was_heard_from_it() {
        ReTest.Open open = open(PENDANT, "7", "BATTERY", 60, null);
        assertThat(ReTest.closes(open, heard(SignalKind.RESTORAL, "1", PENDANT, "7", 60)))
                .isPresent();
        assertThat(ReTest.closes(open, heard(SignalKind.RESTORAL, "1", UNIT, "", 60)))
                .isEmpty();
        assertThat(ReTest.closes(
                        open(PENDANT, "7", "BATTERY", null, null), heard(SignalKind.RESTORAL, "1", PENDANT, "7", 60)))
                .isEmpty();
    }

    @Test
    void a_unit_that_was_silent_is_well_when_anything_of_it_is_pressed_and_its_successor_only_after_a_repair() {
        ReTest.Open open = open(UNIT, "", "SILENT", null, null);
        assertThat(ReTest.closes(open, heard(SignalKind.ALARM, "1", PENDANT, "7", 60)))
                .isPresent();
        assertThat(ReTest.closes(open, heard(SignalKind.ALARM, "2", PENDANT, "7", 60)))
                .isEmpty();
        assertThat(ReTest.closes(open(UNIT, "", "SILENT", null, 30), heard(SignalKind.ALARM, "2", PENDANT, "7", 60)))
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = SignalKind.class,
            names = {"ALARM", "TEST", "RESTORAL", "RESET"},
            mode = EnumSource.Mode.EXCLUDE)
    void nothing_else_ends_it(SignalKind kind) {
        assertThat(ReTest.closes(open(PENDANT, "", "SILENT", 60, 30), heard(kind, "1", PENDANT, "", 60)))
                .isEmpty();
    }

    @Test
    void which_faults_need_a_net() {
        assertThat(why("BATTERY", PENDANT, 2, "STANDARD", 0)).isTrue();
        assertThat(why("BATTERY", UNIT, 2, "STANDARD", 0)).isFalse();
        assertThat(why("BATTERY", UNIT, 2, "HIGH", 0)).isTrue();
        assertThat(why("MAINS", UNIT, 0, "CRITICAL", 600)).isFalse();
        assertThat(why("IP", UNIT, 2, "CRITICAL", 600)).isFalse();
        assertThat(why("IP", UNIT, 1, "CRITICAL", 600)).isTrue();
        assertThat(why("IP", UNIT, 1, "CRITICAL", 9)).isFalse();
        assertThat(why("IP", UNIT, 1, "STANDARD", 600)).isFalse();
        assertThat(why("SILENT", UNIT, 2, "STANDARD", 10)).isTrue();
        assertThat(why("SILENT", UNIT, 2, "STANDARD", 9)).isFalse();
        assertThat(why("0067", "0023", 2, "STANDARD", 0)).isTrue();
        assertThat(LifeCritical.words("BATTERY", PENDANT)).isEqualTo("Pendant, battery low");
        assertThat(LifeCritical.words("0067", "0023")).isEqualTo("Smoke detector, malfunction");
    }

    private static boolean why(String kind, String dty, int paths, String tier, long minutes) {
        return LifeCritical.why(new LifeCritical.Facts(kind, dty, paths, tier, Duration.ofMinutes(minutes)))
                .isPresent();
    }

    private static ReTest.Open open(
            String dty, String did, String kind, @Nullable Integer restored, @Nullable Integer repaired) {
        return new ReTest.Open("1", dty, did, 1, kind, NOON, at(restored), at(repaired));
    }

    /** A pendant that stays away, where so many are on file. */
    private static ReTest.Open away(String did, int onFile) {
        return new ReTest.Open("1", PENDANT, did, onFile, "SILENT", NOON, null, null);
    }

    private static ReTest.Heard heard(SignalKind kind, String cid, String dty, String did, int seconds) {
        return new ReTest.Heard(kind, cid, dty, did, NOON.plusSeconds(seconds));
    }

    private static @Nullable Instant at(@Nullable Integer seconds) {
        return seconds == null ? null : NOON.plusSeconds(seconds);
    }
}
