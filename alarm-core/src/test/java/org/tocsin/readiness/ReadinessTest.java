package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.home.Equipment;
import org.tocsin.readiness.Readiness.HomeState;
import org.tocsin.readiness.ReadinessFacts.Change;
import org.tocsin.readiness.ReadinessFacts.Heard;
import org.tocsin.readiness.ReadinessFacts.Limits;
import org.tocsin.readiness.ReadinessFacts.Line;
import org.tocsin.readiness.ReadinessFacts.Trigger;
import org.tocsin.readiness.ReadinessFacts.Visits;
import org.tocsin.readiness.TriggerProof.Reason;
import org.tocsin.readiness.TriggerProof.State;
import org.tocsin.unit.UnitChange;

/** What a proof is still worth, and how far a home is. */
class ReadinessTest {
    private static final Instant HEARD = Instant.parse("2026-10-01T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Limits LIMITS =
            new Limits(Duration.ofDays(365), Duration.ofDays(90), ZoneId.of("Europe/London"));
    private static final UUID UNIT = new UUID(0, 1);
    private static final UUID OTHER_UNIT = new UUID(0, 2);
    private static final Trigger PENDANT = new Trigger(new UUID(1, 1), UNIT);
    private static final Trigger CORD = new Trigger(new UUID(1, 2), null);

    /** After the pendant was heard: the change, then perhaps a remote test, then perhaps another press. */
    @ParameterizedTest
    @CsvSource({
        "FIRMWARE,        RECHECK_REMOTELY, CURRENT, CURRENT",
        "CONFIGURATION,   RECHECK_REMOTELY, CURRENT, CURRENT",
        "UNIT_SWAP,       REVISIT,          REVISIT, CURRENT",
        "SIM_SWAP,        REVISIT,          REVISIT, CURRENT",
        "LINE,            REVISIT,          REVISIT, CURRENT",
        "MOVED_HOME,      REVISIT,          REVISIT, CURRENT",
        "ROAMING,         CURRENT,          CURRENT, CURRENT",
        "TRIGGER_ADDED,   CURRENT,          CURRENT, CURRENT",
        "TRIGGER_REMOVED, CURRENT,          CURRENT, CURRENT",
    })
    void each_change_asks_for_what_it_must(UnitChange.Kind kind, State then, State afterRemote, State afterPress) {
        Change change = new Change(kind, UNIT, HEARD.plusSeconds(10));
        assertThat(pendant(List.of(press(HEARD)), change).state()).isEqualTo(then);
        TriggerProof.Reason reason = pendant(List.of(press(HEARD)), change).reason();
        assertThat(reason == null ? "" : reason.name()).isEqualTo(then == State.CURRENT ? "" : kind.name());
        assertThat(pendant(List.of(press(HEARD), remote(UNIT, HEARD.plusSeconds(20))), change)
                        .state())
                .isEqualTo(afterRemote);
        assertThat(pendant(List.of(press(HEARD), press(HEARD.plusSeconds(20))), change)
                        .state())
                .isEqualTo(afterPress);
        Change before = new Change(kind, UNIT, HEARD.minusSeconds(1));
        assertThat(pendant(List.of(press(HEARD)), before).state()).isEqualTo(State.CURRENT);
    }

    @Test
    void a_trigger_is_never_proved_by_a_remote_test_alone() {
        assertThat(pendant(List.of()).state()).isEqualTo(State.NEVER);
        assertThat(pendant(List.of(remote(UNIT, NOW))).state()).isEqualTo(State.NEVER);
        assertThat(pendant(List.of(remote(UNIT, NOW))).reason()).isEqualTo(Reason.NEVER_HEARD);
    }

    @Test
    void what_happens_at_the_same_moment_counts_as_after() {
        Change firmware = new Change(UnitChange.Kind.FIRMWARE, UNIT, HEARD);
        assertThat(pendant(List.of(press(HEARD)), firmware).state()).isEqualTo(State.RECHECK_REMOTELY);
        assertThat(pendant(List.of(press(HEARD), remote(UNIT, HEARD)), firmware).state())
                .isEqualTo(State.RECHECK_REMOTELY);
    }

    @Test
    void a_remote_test_of_another_unit_says_nothing_and_a_change_of_another_unit_neither() {
        Change firmware = new Change(UnitChange.Kind.FIRMWARE, UNIT, HEARD.plusSeconds(1));
        assertThat(pendant(List.of(press(HEARD), remote(OTHER_UNIT, NOW)), firmware)
                        .state())
                .isEqualTo(State.RECHECK_REMOTELY);
        for (UnitChange.Kind kind : List.of(UnitChange.Kind.FIRMWARE, UnitChange.Kind.SIM_SWAP)) {
            assertThat(pendant(List.of(press(HEARD)), new Change(kind, OTHER_UNIT, NOW))
                            .state())
                    .isEqualTo(State.CURRENT);
            assertThat(pendant(List.of(press(HEARD)), new Change(kind, null, NOW))
                            .state())
                    .isNotEqualTo(State.CURRENT);
        }
        assertThat(pendant(List.of(press(HEARD)), new Change(UnitChange.Kind.LINE, OTHER_UNIT, NOW))
                        .state())
                .isEqualTo(State.REVISIT);
    }

    @Test
    void a_revisit_outranks_a_recheck_and_no_remote_test_lowers_it() {
        Change swap = new Change(UnitChange.Kind.SIM_SWAP, UNIT, HEARD.plusSeconds(1));
        Change firmware = new Change(UnitChange.Kind.FIRMWARE, UNIT, HEARD.plusSeconds(2));
        assertThat(pendant(List.of(press(HEARD)), swap, firmware).state()).isEqualTo(State.REVISIT);
        assertThat(pendant(List.of(press(HEARD), remote(UNIT, NOW)), swap, firmware)
                        .reason())
                .isEqualTo(Reason.SIM_SWAP);
    }

    @Test
    void what_was_heard_through_another_unit_must_be_heard_again_even_if_nobody_noted_the_swap() {
        TriggerProof proof = pendant(List.of(new Heard(PENDANT.id(), OTHER_UNIT, HEARD)));
        assertThat(proof.state()).isEqualTo(State.REVISIT);
        assertThat(proof.reason()).isEqualTo(Reason.OTHER_UNIT);
        Readiness gone =
                Readiness.of(facts(List.of(CORD), List.of(new Heard(CORD.id(), OTHER_UNIT, HEARD))), LIMITS, NOW);
        assertThat(gone.proof()).isEqualTo(State.REVISIT);
        Readiness there = Readiness.of(facts(List.of(CORD), List.of(new Heard(CORD.id(), UNIT, HEARD))), LIMITS, NOW);
        assertThat(there.proof()).isEqualTo(State.CURRENT);
    }

    @Test
    void age_past_the_limit_makes_it_stale_and_only_a_press_makes_it_current() {
        Instant edge = HEARD.plus(LIMITS.age());
        assertThat(at(edge, press(HEARD)).state()).isEqualTo(State.CURRENT);
        assertThat(at(edge, press(HEARD)).until()).isEqualTo(edge);
        TriggerProof old = at(edge.plusNanos(1000), press(HEARD), remote(UNIT, edge));
        assertThat(old.state()).isEqualTo(State.REVISIT);
        assertThat(old.reason()).isEqualTo(Reason.AGE);
        assertThat(at(edge.plusSeconds(10), press(HEARD), press(edge)).state()).isEqualTo(State.CURRENT);
    }

    @Test
    void a_home_is_as_good_as_the_worst_of_its_triggers() {
        List<Trigger> two = List.of(PENDANT, CORD);
        assertThat(Readiness.of(facts(two, List.of(press(HEARD))), LIMITS, NOW).proof())
                .isEqualTo(State.NEVER);
        Readiness both = Readiness.of(facts(two, List.of(press(HEARD), new Heard(CORD.id(), UNIT, NOW))), LIMITS, NOW);
        assertThat(both.proof()).isEqualTo(State.CURRENT);
        assertThat(both.nextAt()).isEqualTo(HEARD.plus(LIMITS.age()));
        assertThat(both.count(State.CURRENT)).isEqualTo(2);
        Readiness none = Readiness.of(facts(List.of(), List.of()), LIMITS, NOW);
        assertThat(none.proof()).isEqualTo(State.NEVER);
        assertThat(none.reason()).isEqualTo(Reason.NO_TRIGGER);
    }

    @Test
    void who_waits_for_a_remote_test_grows_old_all_the_same() {
        Change firmware = new Change(UnitChange.Kind.FIRMWARE, UNIT, HEARD.plusSeconds(10));
        Instant old = HEARD.plus(LIMITS.age());
        TriggerProof waiting = pendant(List.of(press(HEARD)), firmware);
        assertThat(waiting.state()).isEqualTo(State.RECHECK_REMOTELY);
        assertThat(waiting.until()).isEqualTo(old);
        ReadinessFacts facts = new ReadinessFacts(
                Equipment.DIGITAL,
                new Line(null, null),
                Set.of(UNIT),
                List.of(PENDANT),
                List.of(press(HEARD)),
                List.of(firmware),
                Visits.NONE);
        assertThat(Readiness.of(facts, LIMITS, old).nextAt()).isEqualTo(old);
        Readiness after = Readiness.of(facts, LIMITS, old.plusSeconds(1));
        assertThat(after.proof()).isEqualTo(State.REVISIT);
        assertThat(after.reason()).isEqualTo(Reason.AGE);
        assertThat(after.nextAt()).isNull();
    }

    @Test
    void the_state_of_a_home_follows_from_what_is_known_of_it() {
        Line unknown = new Line(null, null);
        Line planned = new Line(LocalDate.of(2026, 12, 1), null);
        Line confirmed = new Line(null, NOW);
        assertThat(state(unknown, Visits.NONE)).isEqualTo(HomeState.UNKNOWN);
        assertThat(state(planned, Visits.NONE)).isEqualTo(HomeState.PLANNED);
        assertThat(state(unknown, new Visits(true, false))).isEqualTo(HomeState.PLANNED);
        assertThat(state(planned, new Visits(true, true))).isEqualTo(HomeState.VISITED);
        assertThat(state(unknown, Visits.NONE, remote(UNIT, HEARD))).isEqualTo(HomeState.TESTED);
        assertThat(state(unknown, Visits.NONE, press(HEARD))).isEqualTo(HomeState.PROVEN);
        assertThat(state(confirmed, Visits.NONE, press(HEARD))).isEqualTo(HomeState.CONFIRMED);
        assertThat(state(confirmed, Visits.NONE, press(HEARD.minus(Duration.ofDays(400)))))
                .isEqualTo(HomeState.TESTED);
        assertThat(state(confirmed, Visits.NONE)).isEqualTo(HomeState.UNKNOWN);
    }

    @Test
    void what_the_provider_was_told_before_the_line_became_another_is_told_of_that_line_no_more() {
        Instant told = HEARD.minusSeconds(60);
        assertThat(state(told, UnitChange.Kind.LINE, told.minusSeconds(1))).isEqualTo(HomeState.CONFIRMED);
        assertThat(state(told, UnitChange.Kind.LINE, told)).isEqualTo(HomeState.PROVEN);
        assertThat(state(told, UnitChange.Kind.LINE, told.plusSeconds(1))).isEqualTo(HomeState.PROVEN);
        assertThat(state(told, UnitChange.Kind.SIM_SWAP, told.plusSeconds(1))).isEqualTo(HomeState.CONFIRMED);
        assertThat(state(HEARD.plusSeconds(60), UnitChange.Kind.LINE, told.plusSeconds(1)))
                .isEqualTo(HomeState.CONFIRMED);
    }

    /** Of a home that is proven since. */
    private static HomeState state(Instant told, UnitChange.Kind kind, Instant changed) {
        ReadinessFacts facts = new ReadinessFacts(
                Equipment.DIGITAL,
                new Line(null, told),
                Set.of(UNIT),
                List.of(PENDANT),
                List.of(press(HEARD)),
                List.of(new Change(kind, null, changed)),
                Visits.NONE);
        return Readiness.of(facts, LIMITS, NOW).state();
    }

    @Test
    void a_home_on_a_converter_is_tested_again_and_again() {
        assertThat(converter().converterDueOn()).isEqualTo(LocalDate.of(2026, 11, 20));
        assertThat(converter(press(HEARD)).converterDueOn()).isEqualTo(LocalDate.of(2026, 12, 30));
        assertThat(Readiness.of(facts(List.of(PENDANT), List.of(press(HEARD))), LIMITS, NOW)
                        .converterDueOn())
                .isNull();
    }

    private static Readiness converter(Heard... heard) {
        ReadinessFacts facts = facts(List.of(PENDANT), List.of(heard));
        return Readiness.of(
                new ReadinessFacts(
                        Equipment.CONVERTER,
                        facts.line(),
                        facts.units(),
                        facts.triggers(),
                        facts.heard(),
                        List.of(),
                        Visits.NONE),
                LIMITS,
                NOW);
    }

    private static HomeState state(Line line, Visits visits, Heard... heard) {
        ReadinessFacts facts = new ReadinessFacts(
                Equipment.DIGITAL, line, Set.of(UNIT), List.of(PENDANT), List.of(heard), List.of(), visits);
        return Readiness.of(facts, LIMITS, NOW).state();
    }

    private static TriggerProof pendant(List<Heard> heard, Change... changes) {
        ReadinessFacts facts = new ReadinessFacts(
                Equipment.DIGITAL,
                new Line(null, null),
                Set.of(UNIT),
                List.of(PENDANT),
                new ArrayList<>(heard),
                List.of(changes),
                Visits.NONE);
        return Readiness.of(facts, LIMITS, NOW).triggers().get(0);
    }

    private static TriggerProof at(Instant now, Heard... heard) {
        return Readiness.of(facts(List.of(PENDANT), List.of(heard)), LIMITS, now)
                .triggers()
                .get(0);
    }

    private static ReadinessFacts facts(List<Trigger> triggers, List<Heard> heard) {
        return new ReadinessFacts(
                Equipment.DIGITAL, new Line(null, null), Set.of(UNIT), triggers, heard, List.of(), Visits.NONE);
    }

    private static Heard press(Instant at) {
        return new Heard(PENDANT.id(), UNIT, at);
    }

    private static Heard remote(@Nullable UUID unit, Instant at) {
        return new Heard(null, unit == null ? UNIT : unit, at);
    }
}
