package org.tocsin.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.home.RiskTier;
import org.tocsin.script.Progress.State;
import org.tocsin.script.ScriptChoice.Candidate;

/** The rules of scripts: how they are written, which one counts, and how far one has come. */
class ScriptTest {
    private static final Instant MORNING = Instant.parse("2026-11-21T03:10:07Z");
    private static final CaseFacts QUIET = facts(false, false, false, LocalTime.of(3, 10));

    @ParameterizedTest
    @EnumSource(Occasion.class)
    void every_occasion_has_a_shipped_script_that_can_be_read_and_ends_with_closing(Occasion occasion) {
        Script.Reading reading = Script.read(ShippedScripts.words(occasion));
        assertThat(reading.problems()).isEmpty();
        List<Step> steps = reading.script().steps();
        assertThat(steps).hasSizeBetween(3, 12);
        assertThat(steps.get(steps.size() - 1).act()).isEqualTo(StepAct.CLOSE);
    }

    @Test
    void smoke_rings_the_fire_service_first_and_a_second_activation_stands_nobody_down() {
        Script smoke = Script.read(ShippedScripts.words(Occasion.SMOKE)).script();
        assertThat(smoke.steps().get(0).words()).startsWith("Ring the fire service now");
        Step standDown = smoke.steps().stream()
                .filter(step -> step.words().startsWith("Stand the fire service down"))
                .findFirst()
                .orElseThrow();
        CaseFacts spoken = facts(true, true, false, LocalTime.NOON);
        assertThat(standDown.otherwise(QUIET)).contains("nobody at the home has been spoken to yet");
        assertThat(standDown.otherwise(spoken)).isEmpty();
        assertThat(standDown.otherwise(spoken.of(2))).contains("it has sounded more than once");
    }

    @Test
    void a_line_is_a_step_and_what_stands_at_its_end_is_read() {
        Script.Reading reading = Script.read("""
                Ring back. {spoken to} [no speech] [between 22:00 and 07:00]
                  Speak slowly.
                  Let it ring long.

                Send somebody. {call out}
                """);
        assertThat(reading.problems()).isEmpty();
        Step first = reading.script().steps().get(0);
        assertThat(first.words()).isEqualTo("Ring back.");
        assertThat(first.detail()).isEqualTo("Speak slowly. Let it ring long.");
        assertThat(first.act()).isEqualTo(StepAct.SPOKEN);
        assertThat(first.conditions())
                .extracting(Condition::words)
                .containsExactly("no speech", "between 22:00 and 07:00");
    }

    @Test
    void what_nobody_knows_is_said_with_its_line() {
        Script.Reading reading = Script.read("  lost\nDo. [if the moon is full]\nGo. {fly}\n[lives alone]");
        assertThat(reading.problems())
                .containsExactly(
                        "Line 1: an indented line belongs to a step, and there is none above it.",
                        "Line 2: [if the moon is full] is no condition that can be looked at.",
                        "Line 3: nobody knows what {fly} does.",
                        "Line 4: say what is to be done.");
        assertThat(Script.read("").problems()).containsExactly("A script has at least one step.");
        assertThat(Script.read("x\n".repeat(31)).problems()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "speech heard, false, true",
        "no speech, false, false",
        "resident answered, false, true",
        "resident not answered, true, false",
        "lives alone, true, true",
        "does not live alone, false, false",
        "risk high, true, true",
        "risk critical, false, false",
        "contacts on file, true, true",
        "no key safe on file, true, true",
        "first activation, true, true",
        "second activation, false, false",
        "between 22:00 and 07:00, true, false",
        "between 09:00 and 17:00, false, true",
        "status in hospital, true, true",
        "status away, false, false",
    })
    void a_condition_looks_at_the_case(String words, boolean atNight, boolean spokenByDay) {
        Condition condition = Condition.read(words).orElseThrow();
        assertThat(condition.holds(QUIET)).isEqualTo(atNight);
        assertThat(condition.holds(facts(true, true, false, LocalTime.NOON))).isEqualTo(spokenByDay);
        assertThat(condition.otherwise()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "LIFE, ALARM, 0003, 0010, PENDANT",
        "LIFE, ALARM, 0023, 0009, SMOKE",
        "DOOR, ALARM, 0025, 0009, SMOKE",
        "DOOR, ALARM, 0048, 0010, DOOR_PANEL",
        "LIFE, ALARM, 0026, 0009, CARBON_MONOXIDE",
        "LIFE, ALARM, 0005, 0009, FALL",
        "LIFE, ALARM, 0011, 0081, MEDICATION",
        "LIFE, ALARM, 0012, 0009, BED_OR_CHAIR",
        "LIFE, ALARM, 0014, 0076, EXIT",
        "LIFE, ALARM, 0010, 0049, INACTIVITY",
        "LIFE, ALARM, 0033, 0009, FLOOD",
        "LIFE, ALARM, 9999, 0009, OTHER",
        "LIFE, UNREADABLE, , , OTHER",
        "TECHNICAL, TECHNICAL, 0023, 0016, LOW_BATTERY",
        "TECHNICAL, TECHNICAL, 0002, 0085, MAINS",
        "TECHNICAL, TECHNICAL, 0002, 0026, PATH_LOSS",
        "TECHNICAL, TECHNICAL, 0002, P001, SILENT_HOME",
        "TECHNICAL, TECHNICAL, 0003, P003, FAULT",
    })
    void the_occasion_follows_from_what_the_unit_sent(
            JoiningClass joined, String kind, @Nullable String device, @Nullable String status, Occasion occasion) {
        assertThat(Occasion.of(joined, kind, device, status)).isEqualTo(occasion);
    }

    @Test
    void the_most_specific_script_wins_and_fire_has_none_but_its_own() {
        UUID mrsShah = UUID.randomUUID();
        Candidate any = candidate(null, null, 1, false, 0);
        Candidate fall = candidate(null, Occasion.FALL, 1, false, 0);
        Candidate hers = candidate(mrsShah, null, 1, false, 0);
        Candidate herFall = candidate(mrsShah, Occasion.FALL, 1, false, 0);
        assertThat(chosen(Occasion.FALL, any)).contains(any);
        assertThat(chosen(Occasion.FALL, any, fall)).contains(fall);
        assertThat(chosen(Occasion.FALL, any, fall, hers)).contains(hers);
        assertThat(chosen(Occasion.FALL, any, fall, hers, herFall)).contains(herFall);
        assertThat(chosen(Occasion.PENDANT, any, fall)).contains(any);
        assertThat(chosen(Occasion.SMOKE, any, fall, hers)).isEmpty();
        assertThat(chosen(Occasion.FALL)).isEmpty();
    }

    @Test
    void what_was_published_later_is_for_later_alarms_and_what_was_withdrawn_for_none() {
        Candidate first = candidate(null, Occasion.FALL, 1, false, -60);
        Candidate second = new Candidate(
                UUID.randomUUID(), first.scriptId(), null, Occasion.FALL, 2, false, MORNING.plusSeconds(60));
        assertThat(chosen(Occasion.FALL, first, second)).contains(first);
        Candidate withdrawn = new Candidate(
                UUID.randomUUID(), first.scriptId(), null, Occasion.FALL, 2, true, MORNING.minusSeconds(30));
        assertThat(chosen(Occasion.FALL, first, withdrawn)).isEmpty();
    }

    @Test
    void one_step_is_next_and_those_that_do_not_apply_say_why() {
        Script script = Script.read(
                        "Ask. {spoken to}\nCome. [resident answered]\nRing 999. [no speech]\nSend. {call out}\nEnd. {close}")
                .script();
        assertThat(states(script, List.of(), QUIET))
                .containsExactly(State.NOW, State.NOT_NOW, State.NOT_NOW, State.LATER, State.LATER);
        // Nobody answers: the tick of the first step, and the third applies now.
        Tick tried = new Tick(0, true, null, MORNING, "Olive");
        CaseFacts unheard = facts(false, false, true, LocalTime.NOON);
        assertThat(states(script, List.of(tried), unheard))
                .containsExactly(State.DONE, State.NOT_NOW, State.NOW, State.LATER, State.LATER);
        Tick not = new Tick(2, false, "no line", MORNING, "Olive");
        List<Progress.Line> lines = Progress.of(script, List.of(tried, not), unheard);
        assertThat(lines.get(2).state()).isEqualTo(State.NOT_POSSIBLE);
        assertThat(Progress.next(List.of(lines)).orElseThrow().number()).isEqualTo(3);
        CaseFacts out = new CaseFacts(
                unheard.speech(),
                new CaseFacts.Help(true, false, true),
                unheard.people(),
                unheard.place(),
                unheard.time());
        assertThat(states(script, List.of(tried, not), out))
                .containsExactly(State.DONE, State.NOT_NOW, State.NOT_POSSIBLE, State.DONE, State.DONE);
        assertThat(Progress.next(List.of(Progress.of(script, List.of(), out)))).isEmpty();
    }

    private static List<State> states(Script script, List<Tick> ticks, CaseFacts facts) {
        return Progress.of(script, ticks, facts).stream()
                .map(Progress.Line::state)
                .toList();
    }

    private static Optional<Candidate> chosen(Occasion occasion, Candidate... published) {
        return ScriptChoice.of(occasion, List.of(published), MORNING);
    }

    private static Candidate candidate(
            @Nullable UUID person, @Nullable Occasion occasion, int number, boolean withdrawn, long seconds) {
        return new Candidate(
                UUID.randomUUID(),
                UUID.randomUUID(),
                person,
                occasion,
                number,
                withdrawn,
                MORNING.plusSeconds(seconds));
    }

    private static CaseFacts facts(boolean heard, boolean answered, boolean nobody, LocalTime time) {
        return new CaseFacts(
                new CaseFacts.Speech(heard, answered, nobody),
                new CaseFacts.Help(false, false, false),
                new CaseFacts.People(true, Set.of("IN_HOSPITAL")),
                new CaseFacts.Place(RiskTier.HIGH, true, false, 1),
                time);
    }
}
