package org.tocsin.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.speech.CallReport.Event;
import org.tocsin.speech.SpeechInstruction.CallNumbers;
import org.tocsin.speech.SpeechInstruction.CallOwnReceiver;
import org.tocsin.speech.SpeechInstruction.Hold;
import org.tocsin.speech.SpeechInstruction.InCall;
import org.tocsin.speech.SpeechInstruction.NoCall;

/** Who is called for speech, with real signals in a real store. */
class SpeechDeskTest {
    static final String TEMPLATE = "speech_reply = 62, speech_number = 'sip:speech-TOKEN@arc'";
    static final String STAFFED =
            "speech_reply = 62, speech_number = 'sip:desk@arc', overflow_number = 'sip:staffed@arc'";
    static Exchange exchange;

    @BeforeAll
    static void open() {
        exchange = new Exchange();
    }

    @AfterAll
    static void close() {
        exchange.close();
    }

    @Test
    @DisplayName("the usual: its own receiver at once, without a row kept")
    void usual() {
        UUID service = exchange.service("");
        String cid = exchange.unit(service, false);
        assertThat(exchange.press(cid, "A1")).isEqualTo(new CallOwnReceiver());
        assertThat(exchange.press(cid, "A1")).isEqualTo(new CallOwnReceiver());
    }

    @Test
    @DisplayName("RX-23: a token of each signal's own; a repeat gets the same, on another gateway too")
    void token() {
        UUID service = exchange.service(TEMPLATE);
        String cid = exchange.unit(service, false);
        SpeechInstruction told = exchange.press(cid, "A1");
        assertThat(told).isInstanceOf(CallNumbers.class);
        assertThat(((CallNumbers) told).numbers().get(0)).matches("sip:speech-[0-9a-z]{16}@arc");
        Map<String, String> press = Map.of("dty", "0003", "stc", "0010");
        assertThat(exchange.say(exchange.elsewhere, cid, "A1", press)).isEqualTo(told);
        assertThat(exchange.press(cid, "A2")).isNotEqualTo(told);
    }

    @Test
    @DisplayName("held: hold, hold, and once taken the taker's own extension, also when the alarm changes hands later")
    void held_until_taken() {
        UUID service = exchange.service(STAFFED);
        Scope olga = exchange.operator(service, "sip:olga@arc");
        String cid = exchange.unit(service, true);
        assertThat(exchange.press(cid, "A1")).isEqualTo(new Hold());
        exchange.town.pass(Duration.ofSeconds(10));
        assertThat(exchange.press(cid, "A1")).isEqualTo(new Hold());

        UUID alarm = exchange.alarm(olga, cid);
        await(exchange.desk.take(olga, alarm));
        SpeechInstruction hers = new CallNumbers(List.of("sip:olga@arc"));
        assertThat(exchange.press(cid, "A1")).isEqualTo(hers);

        await(exchange.desk.handBack(olga, alarm, null));
        assertThat(exchange.press(cid, "A1")).isEqualTo(hers);
        assertThat(exchange.town.log(olga, alarm)).hasSize(3);
    }

    @Test
    @DisplayName("held: after a minute without a taker the staffed number")
    void held_without_a_taker() {
        UUID service = exchange.service(STAFFED);
        String cid = exchange.unit(service, true);
        assertThat(exchange.press(cid, "A1")).isEqualTo(new Hold());
        exchange.town.pass(Duration.ofSeconds(59));
        assertThat(exchange.press(cid, "A1")).isEqualTo(new Hold());
        exchange.town.pass(Duration.ofSeconds(1));
        assertThat(exchange.press(cid, "A1")).isEqualTo(new CallNumbers(List.of("sip:staffed@arc")));
    }

    @Test
    @DisplayName(
            "held for longer than its model counts repeats: the staffed number all the same, once its time is over")
    void held_longer_than_repeats_count() {
        UUID service = exchange.service(STAFFED + ", hold_s = 120");
        String cid = exchange.unit(service, true);
        exchange.town.sql("update unit_model set repeat_window_s = 60 where name = '%s'", cid);
        for (int asked = 0; asked < 8; asked++) {
            assertThat(exchange.press(cid, "A1")).isEqualTo(new Hold());
            exchange.town.pass(Duration.ofSeconds(15));
        }
        assertThat(exchange.press(cid, "A1")).isEqualTo(new CallNumbers(List.of("sip:staffed@arc")));
    }

    @Test
    @DisplayName("RX-40: while a call with the home is up, a second alarm gets no further leg; after it, it does")
    void in_call() {
        UUID service = exchange.service("calls_reported = true");
        Scope pbx = Scope.platform(service);
        UUID home = exchange.town.home(service, "9 Mill Lane");
        String cid = exchange.unit(service, home, false);
        String other = exchange.unit(service, home, false);
        assertThat(exchange.press(cid, "A1")).isEqualTo(new CallOwnReceiver());
        await(exchange.calls.report(
                pbx, new CallReport("c-1", Event.CONNECTED, exchange.now(), null, null, cid, null)));

        assertThat(exchange.press(cid, "A2")).isEqualTo(new InCall());
        assertThat(exchange.press(other, "B1")).isEqualTo(new InCall());
        assertThat(exchange.press(cid, "A1")).isEqualTo(new CallOwnReceiver());

        exchange.report(pbx, "c-1", Event.CLEARED, null, null);
        assertThat(exchange.press(cid, "A3")).isEqualTo(new CallOwnReceiver());
        assertThat(exchange.press(cid, "A2")).isEqualTo(new InCall());
    }

    @Test
    @DisplayName("RX-40: a call whose end was never reported does not keep a home from speech for ever")
    void a_forgotten_call() {
        UUID service = exchange.service("calls_reported = true");
        String cid = exchange.unit(service, false);
        exchange.press(cid, "A1");
        await(exchange.calls.report(
                Scope.platform(service),
                new CallReport("c-forgotten", Event.CONNECTED, exchange.now(), null, null, cid, null)));
        exchange.town.pass(Duration.ofMinutes(61));
        assertThat(exchange.press(cid, "A2")).isEqualTo(new CallOwnReceiver());
    }

    @Test
    @DisplayName("a unit that gives up (RE with the reference of its alarm): it sounds again, marked, and stays open")
    void gives_up() {
        UUID service = exchange.service("");
        Scope olga = exchange.operator(service, null);
        String cid = exchange.unit(service, false);
        exchange.press(cid, "A1");
        UUID alarm = exchange.alarm(olga, cid);
        await(exchange.desk.take(olga, alarm));
        assertThat(exchange.town.progress(olga, alarm).sounding()).isFalse();

        Map<String, String> reset = Map.of("dty", "0003", "mty", "RE");
        assertThat(exchange.say(exchange.speech, cid, "A1", reset)).isEqualTo(new NoCall());

        assertThat(exchange.town.progress(olga, alarm).sounding()).isTrue();
        assertThat(exchange.town.progress(olga, alarm).state()).isEqualTo(AlarmState.TAKEN);
        assertThat(exchange.isMarked(olga, alarm)).isTrue();
        assertThat(exchange.town.log(olga, alarm)).endsWith("NO_SPEECH No speech: the unit has given up. Call back");

        // Its repeat is no news.
        await(exchange.desk.take(olga, alarm));
        exchange.say(exchange.speech, cid, "A1", reset);
        assertThat(exchange.town.progress(olga, alarm).sounding()).isFalse();
    }

    @Test
    @DisplayName("RX-44: a reset after speech, or of another reference, is a reset: no sound, no mark")
    void an_ordinary_reset() {
        UUID service = exchange.service("calls_reported = true");
        Scope olga = exchange.operator(service, null);
        String cid = exchange.unit(service, false);
        exchange.press(cid, "A1");
        UUID alarm = exchange.alarm(olga, cid);
        await(exchange.desk.take(olga, alarm));
        exchange.say(exchange.speech, cid, "A9", Map.of("dty", "0003", "mty", "RE"));
        assertThat(exchange.town.progress(olga, alarm).sounding()).isFalse();

        await(exchange.calls.report(
                olga, new CallReport("c-reset", Event.CONNECTED, exchange.now(), null, null, cid, null)));
        exchange.say(exchange.speech, cid, "A1", Map.of("dty", "0003", "mty", "RE", "stc", "0093"));
        assertThat(exchange.town.progress(olga, alarm).sounding()).isFalse();
        assertThat(exchange.isMarked(olga, alarm)).isFalse();
    }

    @Test
    @DisplayName("an alarm that was closed while its unit was held: the unit is still given somebody to call")
    void closed_while_held() {
        UUID service = exchange.service(STAFFED);
        Scope olga = exchange.operator(service, "sip:olga@arc");
        String cid = exchange.unit(service, true);
        exchange.press(cid, "A1");
        UUID alarm = exchange.alarm(olga, cid);
        await(exchange.desk.take(olga, alarm));
        await(exchange.desk.close(olga, alarm, new CloseRequest("accidental", "Mrs Hill", null)));
        // It comes again after its alarm was closed: a new alarm, held anew.
        assertThat(exchange.press(cid, "A1")).isEqualTo(new Hold());
        assertThat(exchange.alarm(olga, cid)).isNotEqualTo(alarm);
    }
}
