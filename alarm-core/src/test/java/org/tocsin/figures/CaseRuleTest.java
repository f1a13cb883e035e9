package org.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.figures.CaseFacts.Answer;
import org.tocsin.figures.CaseRecord.Call;
import org.tocsin.figures.CaseRecord.Ending;
import org.tocsin.figures.CaseRecord.Head;
import org.tocsin.figures.CaseRecord.Opening;
import org.tocsin.figures.CaseRecord.Press;
import org.tocsin.figures.CaseRecord.Sending;
import org.tocsin.figures.CountingRule.AnsweredBy;
import org.tocsin.figures.CountingRule.ArrivalClock;

/** What the record of an alarm comes to; seconds are counted from its first press. */
class CaseRuleTest {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    static final UUID ANNA = new UUID(1, 1);
    static final UUID BERT = new UUID(1, 2);

    final List<Press> presses = new ArrayList<>();
    final List<Opening> openings = new ArrayList<>();
    final List<Instant> pauses = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    final List<Sending> sendings = new ArrayList<>();

    @Nullable
    Ending ending;

    @Test
    @DisplayName("answered is speech connected, not taken; time on hold before is in it")
    void speech() {
        press(0, true, true);
        openings.add(new Opening(at(4), ANNA));
        calls.add(new Call(at(20), at(31), at(200)));

        Answer answer = answers().get(0);

        assertThat(answer.way()).isEqualTo(Way.SPEECH);
        assertThat(answer.answered()).isEqualTo(at(31));
        assertThat(answer.opened()).isEqualTo(at(4));
    }

    @Test
    @DisplayName("without the telephone hook it is the time to take; what cannot speak is answered by opening it")
    void taking() {
        press(0, true, false);
        press(5, false, true);
        openings.add(new Opening(at(9), ANNA));

        assertThat(answers()).extracting(Answer::way).containsExactly(Way.TAKEN, Way.OPENED);
        assertThat(answers()).extracting(Answer::answered).containsExactly(at(9), at(9));
    }

    @Test
    @DisplayName(
            "every press has its own clock: one while speech is up is heard at once, one after it waits for the next")
    void own_clocks() {
        press(0, true, true);
        press(60, true, true);
        press(300, true, true);
        calls.add(new Call(at(10), at(20), at(120)));
        calls.add(new Call(at(310), at(340), null));
        press(400, true, true);

        assertThat(answers()).extracting(Answer::answered).containsExactly(at(20), at(60), at(340), at(400));
    }

    @Test
    @DisplayName("a call whose end nobody reported does not answer what is pressed hours later")
    void no_end() {
        press(0, true, true);
        calls.add(new Call(null, at(20), null));
        press(2 * 3600, true, true);

        assertThat(answers()).extracting(Answer::answered).containsExactly(at(20), null);
    }

    @Test
    @DisplayName("a call whose end nobody reported was over when the next one rang")
    void no_end_and_the_next() {
        press(0, true, true);
        calls.add(new Call(null, at(20), null));
        press(1_800, true, true);
        calls.add(new Call(at(2_030), at(2_040), null));
        press(1_900, true, true);
        press(2_035, true, true);

        assertThat(answers()).extracting(Answer::answered).containsExactly(at(20), at(1_800), at(1_900), at(2_040));
    }

    @Test
    @DisplayName("rung off before the answer is written down and is no answer; after it, it is nothing")
    void rang_off() {
        press(0, true, true);
        calls.add(new Call(at(5), null, at(40)));
        assertThat(answers().get(0).answered()).isNull();
        assertThat(answers().get(0).givenUp()).isEqualTo(at(40));

        calls.add(new Call(at(80), at(90), at(100)));
        assertThat(answers().get(0).answered()).isEqualTo(at(90));
        assertThat(answers().get(0).givenUp()).isEqualTo(at(40));

        calls.set(0, new Call(at(5), null, at(95)));
        assertThat(answers().get(0).givenUp()).isNull();
    }

    @Test
    @DisplayName("tests are told by their outcome, doors and faults by what they are")
    void kinds() {
        press(0, true, true);
        assertThat(facts(JoiningClass.LIFE).kind()).isEqualTo(CallKind.EMERGENCY);
        assertThat(facts(JoiningClass.DOOR).kind()).isEqualTo(CallKind.DOOR);
        assertThat(facts(JoiningClass.TECHNICAL).kind()).isEqualTo(CallKind.TECHNICAL);
        ending = new Ending(at(90), "monthly", "USER_TEST", ANNA);
        assertThat(facts(JoiningClass.LIFE).kind()).isEqualTo(CallKind.TEST);
        assertThat(facts(JoiningClass.DOOR).kind()).isEqualTo(CallKind.DOOR);
        ending = new Ending(at(90), "test-call", null, ANNA);
        assertThat(facts(JoiningClass.LIFE).kind()).isEqualTo(CallKind.TEST);
    }

    @Test
    @DisplayName("busy is from opening to putting aside or closing, and while speech is up; what overlaps counts once")
    void busy() {
        press(0, true, true);
        openings.add(new Opening(at(10), ANNA));
        pauses.add(at(70));
        calls.add(new Call(at(12), at(60), at(100)));
        openings.add(new Opening(at(500), BERT));
        ending = new Ending(at(530), "ambulance", null, BERT);
        openings.add(new Opening(at(530), BERT));

        CaseFacts.Handling handling = facts(JoiningClass.LIFE).handling();

        assertThat(handling.seconds()).isEqualTo(60 + 30 + 30);
        assertThat(handling.handler()).isEqualTo(BERT);
        assertThat(handling.endToEnd()).isFalse();
    }

    @Test
    @DisplayName("the first asked and the first there make the response, whoever they are")
    void response() {
        press(0, true, true);
        sendings.add(new Sending(at(100), null, null));
        sendings.add(new Sending(at(60), at(2000), at(1990)));
        sendings.add(new Sending(at(300), at(1800), null));

        CaseFacts.Response response = facts(JoiningClass.LIFE).response();

        assertThat(response.decided()).isEqualTo(at(60));
        assertThat(response.arrived()).isEqualTo(at(1800));
        assertThat(response.proven()).isEqualTo(at(1990));
        assertThat(response.closed()).isNull();
    }

    @Test
    @DisplayName("a month is counted by the profile that holds on its first day; the later written of two wins")
    void profiles() {
        Profile old = profile("2026-04-01", "old");
        Profile wrong = profile("2026-09-01", "wrong");
        Profile right = profile("2026-09-01", "right");
        List<Profile> written = List.of(wrong, old, right);

        assertThat(Profile.of(LocalDate.parse("2026-03-01"), written, ProfileStore.SHIPPED))
                .isEqualTo(ProfileStore.SHIPPED);
        assertThat(Profile.of(LocalDate.parse("2026-08-01"), written, ProfileStore.SHIPPED))
                .isEqualTo(old);
        assertThat(Profile.of(LocalDate.parse("2026-11-01"), written, ProfileStore.SHIPPED))
                .isEqualTo(right);
    }

    @Test
    @DisplayName("nearly met is not met: shares are rounded down")
    void shares() {
        assertThat(new Share(9749, 10_000).words()).isEqualTo("97.49 %");
        assertThat(new Share(974_999, 1_000_000).words()).isEqualTo("97.49 %");
        assertThat(new Share(974_999, 1_000_000).meets(9750)).isFalse();
        assertThat(new Share(39, 40).meets(9750)).isTrue();
        assertThat(new Share(39, 40).words()).isEqualTo("97.5 %");
        assertThat(new Share(0, 0).meets(9750)).isTrue();
        assertThat(new Share(0, 0).words()).isEqualTo("–");
        assertThat(new Share(5, 5).words()).isEqualTo("100 %");
    }

    @Test
    @DisplayName("whether calls were reported is judged by what held at the time")
    void reported() {
        assertThat(new ReportedCalls(true, List.of()).at(NOON)).isTrue();
        ReportedCalls hook = new ReportedCalls(
                false, List.of(new ReportedCalls.Change(at(200), false), new ReportedCalls.Change(at(100), true)));
        assertThat(hook.at(at(99))).isFalse();
        assertThat(hook.at(at(100))).isTrue();
        assertThat(hook.at(at(200))).isFalse();
    }

    private void press(int seconds, boolean speaks, boolean reported) {
        presses.add(new Press(new UUID(0, seconds), at(seconds), speaks, reported));
    }

    private List<Answer> answers() {
        return facts(JoiningClass.LIFE).answers();
    }

    private CaseFacts facts(JoiningClass joined) {
        Head head = new Head(new UUID(0, 1), new UUID(0, 2), null, "ABC-234", joined, NOON, false);
        return CaseRule.facts(new CaseRecord(head, ending, presses, openings, pauses, calls, sendings));
    }

    private static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }

    private static Profile profile(String from, String name) {
        Target target = new Target(Duration.ofSeconds(60), 9750);
        return new Profile(
                LocalDate.parse(from),
                name,
                null,
                new CountingRule(Set.of(CallKind.EMERGENCY), AnsweredBy.SPEECH, ArrivalClock.DECISION),
                new Profile.Targets(target, target, target, target, target));
    }
}
