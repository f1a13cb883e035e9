package org.tocsin.gateway.scaip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.speech.SpeechInstruction;
import org.tocsin.speech.SpeechRules;

class MrsDecisionTest {
    private static final String NO_CALL = "<snu>0</snu><mre>0</mre><cre>0</cre>";
    private static final String OWN = "<snu>0</snu><mre>1</mre><cre>61</cre>";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<mty>PI</mty>|" + NO_CALL,
                "<mty>PI</mty><stc>0009</stc><crd>gsm:</crd>|" + NO_CALL,
                "<mty>RE</mty><crd>sip:</crd>|" + NO_CALL,
                "<mty>IN</mty>|" + NO_CALL,
                "<stc>19</stc><crd>sip:1@u</crd>|" + NO_CALL,
                "<crd>no-voice:</crd>|" + NO_CALL,
                "<crd>sip:</crd><mreq>4</mreq>|" + NO_CALL,
                "<crd>sip:</crd><mreq>04</mreq>|" + NO_CALL,
                "<crd>no-voice:</crd><cha>1</cha>|" + NO_CALL,
                "<crd>sip:1@u</crd><cha>1</cha>|<snu>0</snu><mre>1</mre><cre>30</cre>",
                "<crd>gsm:+</crd><cha>1</cha>|" + OWN,
                "''|" + OWN,
                "<mty>XX</mty>|" + OWN,
                "<crd>sip:12345678@u</crd>|" + OWN,
                "<crd>gsm:+</crd>|" + OWN,
                "<crd>no-voice:</crd><crd>tel:1</crd>|" + OWN,
            })
    void aServiceWithoutANumberSendsVoiceToTheUnitsOwnReceiver(String elements, String reply) {
        assertThat(decide(elements, new Speech(61, null))).isEqualTo("<mrs><ref>A1</ref>" + reply + "</mrs>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<crd>sip:1@u</crd>|sip:desk@arc.example.net|sip:desk@arc.example.net",
                "''|sip:desk@arc.example.net|sip:desk@arc.example.net",
                "<crd>tel:</crd>|tel:+441632960001|tel:+441632960001",
                "<crd>sip-pp:1@192.0.2.1</crd>|sip:desk@arc.example.net|sip:desk@arc.example.net",
                "<crd>sip:1@u</crd><crd>gsm:</crd>|tel:+441632960001|gsm:+441632960001",
                "<crd>gsm:+37255501234</crd>|tel:+441632960001|gsm:+441632960001",
            })
    void aServiceWithANumberGivesItInTheSchemeOfTheUnit(String elements, String number, String called) {
        assertThat(decide(elements, new Speech(62, number)))
                .isEqualTo("<mrs><ref>A1</ref><snu>0</snu><mre>1</mre><cre>62</cre><tnu>" + called + "</tnu></mrs>");
    }

    @Test
    void severalNumbersGoToAUnitThatTakesThem() {
        Speech speech = new Speech(62, "tel:+441632960001");
        String addresses = "<crd>gsm:+447700900123</crd><crd>no-voice:</crd><crd>tel:</crd>";

        assertThat(decide(addresses, speech, true))
                .endsWith("<cre>62</cre><tnu>gsm:+441632960001</tnu><tnu>tel:+441632960001</tnu></mrs>");
        assertThat(decide(addresses, speech, false)).endsWith("<cre>62</cre><tnu>gsm:+441632960001</tnu></mrs>");
    }

    @Test
    void aUnitThatCannotCallTheNumberIsToldSo() {
        assertThat(decide("<crd>gsm:</crd>", new Speech(62, "sip:desk@arc.example.net")))
                .isEqualTo("<mrs><ref>A1</ref><snu>5</snu><ste>no number for gsm</ste><mre>0</mre><cre>0</cre></mrs>");
    }

    @Test
    void holdAndCallBackAndSeveralNumbersAreSaidInTheirNumbers() {
        assertThat(xml(MrsDecision.accept("A1", new SpeechInstruction.Hold())))
                .isEqualTo("<mrs><ref>A1</ref><snu>4</snu><mre>0</mre><cre>0</cre></mrs>");
        assertThat(xml(MrsDecision.accept("A1", new SpeechInstruction.CallBack(5))))
                .isEqualTo("<mrs><ref>A1</ref><snu>0</snu><mre>1</mre><cre>05</cre></mrs>");
        assertThat(xml(MrsDecision.accept("A1", new SpeechInstruction.CallNumbers(List.of("sip:a@h", "tel:1")))))
                .isEqualTo("<mrs><ref>A1</ref><snu>0</snu><mre>1</mre><cre>62</cre><tnu>sip:a@h</tnu>"
                        + "<tnu>tel:1</tnu></mrs>");
        assertThat(xml(MrsDecision.accept("A1", new SpeechInstruction.InCall())))
                .isEqualTo("<mrs><ref>A1</ref>" + NO_CALL + "</mrs>");
    }

    @Test
    void whatIsWrongWithARequestIsSaid() {
        assertThat(xml(MrsDecision.decide(
                        new Mrq.Broken("A1", "", 7, "missing: cid"), new SpeechInstruction.CallOwnReceiver())))
                .isEqualTo("<mrs><ref>A1</ref><snu>7</snu><ste>missing: cid</ste></mrs>");
        Mrq odd = ScaipXml.read("<mrq><ref>a&amp;1</ref><cid>1</cid><dty>3</dty></mrq>".getBytes(UTF_8), null);
        assertThat(xml(MrsDecision.decide(odd, new SpeechInstruction.CallOwnReceiver())))
                .startsWith("<mrs><ref>a&amp;1</ref><snu>3</snu><ste>");
    }

    private static String decide(String elements, Speech speech) {
        return decide(elements, speech, true);
    }

    private static String decide(String elements, Speech speech, boolean several) {
        String body = "<mrq><ref>A1</ref><cid>12345678</cid><dty>0003</dty>" + elements + "</mrq>";
        Mrq read = ScaipXml.read(body.getBytes(UTF_8), null);
        return xml(MrsDecision.decide(read, SpeechRules.usual(((Mrq.Read) read).body(), speech, several)));
    }

    private static String xml(Mrs mrs) {
        return new String(mrs.xml(), UTF_8);
    }
}
