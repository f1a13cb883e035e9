package org.tocsin.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.alarm.AlarmState;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.service.TelecareService.SpeechWaits;
import org.tocsin.signal.SignalBody;
import org.tocsin.speech.SpeechInstruction.CallBack;
import org.tocsin.speech.SpeechInstruction.CallNumbers;
import org.tocsin.speech.SpeechInstruction.CallOwnReceiver;
import org.tocsin.speech.SpeechInstruction.NotCallable;

class SpeechRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:10:07Z");

    @ParameterizedTest(name = "held {0}, {1}, extension {3}, in call {4}, held for {5} s: {6}")
    @DisplayName("RX-38, RX-40: whom a life alarm is told to call, by all that is known of it")
    @CsvSource(
            nullValues = "-",
            value = {
                // held, state, taken, extension, in call, seconds since it first asked, told
                "false, WAITING,    false, -,            false, -,  sip:desk@arc",
                "false, TAKEN,      true,  sip:olga@arc, false, -,  sip:desk@arc",
                "false, WAITING,    false, -,            true,  -,  in call",
                "true,  WAITING,    false, -,            false, -,  hold",
                "true,  WAITING,    false, -,            false, 59, hold",
                "true,  WAITING,    false, -,            false, 60, sip:staffed@arc",
                "true,  TAKEN,      true,  sip:olga@arc, false, -,  sip:olga@arc",
                "true,  TAKEN,      true,  sip:olga@arc, false, 90, sip:olga@arc",
                "true,  RESPONDING, true,  sip:olga@arc, false, 5,  sip:olga@arc",
                "true,  TAKEN,      true,  -,            false, 5,  sip:desk@arc",
                "true,  TAKEN,      true,  tel:+4416,    false, 5,  sip:desk@arc",
                "true,  CLOSED,     false, -,            false, 5,  sip:staffed@arc",
                "true,  WAITING,    false, -,            true,  -,  in call",
            })
    void decides(
            boolean held,
            AlarmState state,
            boolean taken,
            @Nullable String extension,
            boolean inCall,
            @Nullable Integer since,
            String told) {
        Speech speech = new Speech(62, "sip:desk@arc", "sip:staffed@arc", null, false, SpeechWaits.USUAL);
        SpeechRules.Known known =
                new SpeechRules.Known(state, taken, extension, inCall, since == null ? null : NOW.minusSeconds(since));

        SpeechInstruction decided = SpeechRules.decide(
                body("sip:1@u", Map.of()), new SpeechRules.Terms(speech, true, held, ""), known, NOW);

        assertThat(words(decided)).isEqualTo(told);
    }

    @Test
    @DisplayName("without an overflow number the usual one is given; its own receiver where there is none at all")
    void falls_back() {
        SpeechRules.Known late = new SpeechRules.Known(AlarmState.WAITING, false, null, false, NOW.minusSeconds(61));
        assertThat(SpeechRules.decide(
                        body("sip:", Map.of()),
                        new SpeechRules.Terms(new Speech(62, "sip:desk@arc"), true, true, ""),
                        late,
                        NOW))
                .isEqualTo(new CallNumbers(List.of("sip:desk@arc")));
        assertThat(SpeechRules.decide(
                        body("sip:", Map.of()), new SpeechRules.Terms(new Speech(61, null), true, true, ""), late, NOW))
                .isEqualTo(new CallOwnReceiver());
    }

    @Test
    @DisplayName("a number may have a token; several go to a unit that takes several, in its own order of schemes")
    void numbers() {
        Speech speech = new Speech(62, "sip:speech-TOKEN@arc tel:+441632960001");
        assertThat(SpeechRules.usual(
                        body("gsm: sip:1@u", Map.of()), new SpeechRules.Terms(speech, true, false, "7f3a")))
                .isEqualTo(new CallNumbers(List.of("gsm:+441632960001", "sip:speech-7f3a@arc")));
        assertThat(SpeechRules.usual(
                        body("gsm: sip:1@u", Map.of()), new SpeechRules.Terms(speech, false, false, "7f3a")))
                .isEqualTo(new CallNumbers(List.of("gsm:+441632960001")));
        assertThat(SpeechRules.usual(body("h323:1", Map.of()), speech, true)).isEqualTo(new NotCallable("h323"));
    }

    @Test
    @DisplayName("call handling 1: a unit that can be called is told that it will be; one without an address must call")
    void call_back() {
        Speech speech = new Speech(62, "sip:desk@arc");
        assertThat(SpeechRules.usual(body("sip:1@u", Map.of("cha", "1")), speech, true))
                .isEqualTo(new CallBack(30));
        assertThat(SpeechRules.usual(body("sip:", Map.of("cha", "1")), speech, true))
                .isEqualTo(new CallNumbers(List.of("sip:desk@arc")));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "sip:desk@arc.example.net, true",
                "sip:speech-TOKEN@arc.example.net tel:+441632960001, true",
                "sips:desk7@192.0.2.1:5061;transport=tls, true",
                "tel:204, true",
                "'', false",
                "204, false",
                "tel:TOKEN, false",
                "sip:desk@TOKEN.net, false",
                "sip:a@b tel:1x, false",
                "javascript:alert(1), false",
                "sip:a@b tel:11 tel:22 tel:33 tel:44, false",
            })
    void addresses_are_checked(String addresses, boolean fit) {
        assertThat(CallAddress.fault(addresses, true) == null).isEqualTo(fit);
        assertThat(CallAddress.fault("sip:speech-TOKEN@arc", false)).isNotNull();
    }

    private static SignalBody body(String addresses, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("crd", addresses);
        return new SignalBody(values, null);
    }

    private static String words(SpeechInstruction instruction) {
        if (instruction instanceof CallNumbers call) {
            return String.join(" ", call.numbers());
        }
        return instruction instanceof SpeechInstruction.Hold
                ? "hold"
                : instruction instanceof SpeechInstruction.InCall ? "in call" : instruction.toString();
    }
}
