package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.access.Scope;
import org.tocsin.platform.Wakeup;
import org.tocsin.speech.CallDesk;
import org.tocsin.speech.CallReport;

/** What a stored request is told: whom to call, how often to be heard, and what belongs together. */
class RxSpeechTest {
    private static final String NO_CALL = "<snu>0</snu><mre>0</mre><cre>0</cre>";
    private static final String OWN = "<snu>0</snu><mre>1</mre><cre>61</cre>";

    static Centre centre;

    @BeforeAll
    static void open() throws Exception {
        centre = Centre.quick();
    }

    @AfterEach
    void theServiceNamesNobody() {
        centre.speech(null);
    }

    @AfterAll
    static void close() throws Exception {
        centre.close();
    }

    @ParameterizedTest
    @CsvSource({
        "<stc>0019</stc><crd>sip:1@u</crd>",
        "<stc>19</stc>",
        "<mty>RE</mty><crd>sip:1@u</crd>",
        "<mty>IN</mty><crd>gsm:</crd>",
        "<mty>PI</mty><crd>gsm:</crd>",
        "<crd>no-voice:</crd>",
        "<crd>sip:1@u</crd><mreq>4</mreq>",
    })
    @DisplayName("RX-10 a cancel, RX-38 a reset, information, a heartbeat, a unit without voice: nobody is called")
    void nobody_is_called(String elements) throws Exception {
        centre.speech("tel:+441632960001");

        assertThat(said(centre.unit(), elements)).isEqualTo("<mrs><ref>A1</ref>" + NO_CALL + "</mrs>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|" + OWN,
                "<crd>sip:1@u</crd>|" + OWN,
                "<crd>gsm:</crd>|" + OWN,
                "<crd>gsm:+</crd>|" + OWN,
                "<crd>tel:</crd>|" + OWN,
                "<crd>no-voice:</crd><crd>tel:+1</crd>|" + OWN,
            })
    @DisplayName("RX-38 a service without a number: every unit with voice calls its own receiver")
    void its_own_receiver(String elements, String reply) throws Exception {
        assertThat(said(centre.unit(), elements)).isEqualTo("<mrs><ref>A1</ref>" + reply + "</mrs>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<crd>gsm:</crd>|tel:+441632960001|gsm:+441632960001",
                "<crd>gsm:+</crd>|tel:+441632960001|gsm:+441632960001",
                "<crd>tel:+1</crd>|tel:+441632960001|tel:+441632960001",
                "<crd>sip:1@u</crd><crd>gsm:</crd>|tel:+441632960001|gsm:+441632960001",
                "''|sip:desk@arc.example.net|sip:desk@arc.example.net",
                "<crd>sip-pp:1@u</crd>|sip:desk@arc.example.net|sip:desk@arc.example.net",
            })
    @DisplayName("RX-38 a service with a number: it is given in the scheme the unit speaks")
    void the_services_number(String elements, String number, String called) throws Exception {
        centre.speech(number);

        assertThat(said(centre.unit(), elements))
                .isEqualTo("<mrs><ref>A1</ref><snu>0</snu><mre>1</mre><cre>62</cre><tnu>" + called + "</tnu></mrs>");
    }

    @Test
    @DisplayName("RX-38 no number in the unit's scheme: snu 5, and the alarm is on file")
    void no_number_it_could_call() throws Exception {
        centre.speech("sip:desk@arc.example.net");
        String cid = centre.unit();

        assertThat(said(cid, "<crd>gsm:</crd>"))
                .isEqualTo("<mrs><ref>A1</ref><snu>5</snu><ste>no number for gsm</ste><mre>0</mre><cre>0</cre></mrs>");
        assertThat(centre.rows("select 1 from alarm where cid = $1", cid)).hasSize(1);
    }

    @Test
    @DisplayName("several numbers only to a model that takes them")
    void several_numbers() throws Exception {
        centre.speech("tel:+441632960001");
        String addresses = "<crd>gsm:+447700900123</crd><crd>tel:</crd>";

        assertThat(said(centre.unit(), addresses))
                .contains("<tnu>gsm:+441632960001</tnu><tnu>tel:+441632960001</tnu></mrs>");
        assertThat(said(centre.unitWith("several_numbers", false), addresses))
                .endsWith("<cre>62</cre><tnu>gsm:+441632960001</tnu></mrs>");
    }

    @Test
    @DisplayName("call-back: the unit places no call and keeps answering; whom to call is on file")
    void call_back() throws Exception {
        centre.speech("sip:desk@arc.example.net");
        String cid = centre.unit();

        assertThat(said(cid, "<cha>1</cha><crd>tel:+447700900123</crd>"))
                .isEqualTo("<mrs><ref>A1</ref><snu>0</snu><mre>1</mre><cre>30</cre></mrs>");
        assertThat(centre.signals(cid).get(0).getJson("body").toString())
                .contains("\"crd\":\"tel:+447700900123\"", "\"cha\":\"1\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "900|<hbo>001</hbo>|<hbi>15</hbi>",
                "900|<hbo>1</hbo><mty>PI</mty>|<hbi>15</hbi>",
                "60|<hbo>1</hbo>|<hbi>1</hbi>",
                "86400|<hbo>1</hbo>|<hbi>1440</hbi>",
                "900|<hbo>0</hbo>|''",
                "900|''|''",
            })
    @DisplayName("a heartbeat is asked for in minutes, of a unit that says it may be asked")
    void heartbeats(int seconds, String elements, String asked) throws Exception {
        String mrs = said(centre.unitWith("heartbeat_s", seconds), elements);

        assertThat(mrs.replaceAll(".*</cre>|</mrs>", "")).isEqualTo(asked);
    }

    @Test
    @DisplayName("a unit's own heartbeat comes before its model's")
    void its_own_heartbeat() throws Exception {
        String cid = centre.unitWith("heartbeat_s", 900);
        String plain = centre.unit();
        centre.execute("update home_unit set heartbeat_s = 300 where cid in ('%s', '%s')".formatted(cid, plain));

        assertThat(said(cid, "<hbo>1</hbo>")).contains("<hbi>5</hbi>");
        assertThat(said(plain, "<hbo>1</hbo>")).contains("<hbi>5</hbi>");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RX-40 a second alarm during a call: on file, no further leg; a repeat of the first is told the same")
    void during_a_call(Wire wire) throws Exception {
        String cid = centre.unit();
        centre.execute("update service set calls_reported = true");
        Vertx vertx = Vertx.vertx();
        try (HandUnit unit = wire.to(centre)) {
            String first = wire.said(unit, cid, HandUnit.press(cid, "leg1"));
            assertThat(first).contains(OWN);
            CallDesk calls =
                    new CallDesk(centre.database(), InstantSource.system(), new Wakeup(vertx, centre.database()));
            CallReport connected =
                    new CallReport("c-" + cid, CallReport.Event.CONNECTED, Instant.now(), null, null, cid, null);
            Centre.await(calls.report(Scope.platform(centre.service()), connected));

            assertThat(wire.said(unit, cid, HandUnit.press(cid, "leg2"))).contains(NO_CALL);
            assertThat(wire.said(unit, cid, HandUnit.press(cid, "leg1"))).isEqualTo(first);
            assertThat(wire.said(unit, cid, HandUnit.press(cid, "leg2"))).contains(NO_CALL);
        } finally {
            centre.execute("update service set calls_reported = false");
            Centre.await(vertx.close());
        }
        assertThat(centre.signals(cid)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RX-42 a message in two parts is one alarm")
    void two_parts(Wire wire) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = wire.to(centre)) {
            for (String part : new String[] {"1", "0"}) {
                String body = HandUnit.press(cid, "part" + part).replace("</mrq>", "<ame>" + part + "</ame></mrq>");
                assertThat(wire.said(unit, cid, body)).contains("<snu>0</snu>");
            }
        }
        assertThat(centre.signals(cid)).hasSize(2);
        assertThat(centre.rows("select 1 from alarm where cid = $1", cid)).hasSize(1);
    }

    @Test
    @DisplayName("the dialect: the answer stands in the 200, and nothing follows")
    void the_answer_in_the_200() throws Exception {
        try (Centre dialect = Centre.dialect();
                HandUnit unit = Wire.TCP.to(dialect)) {
            String cid = dialect.unit();
            String body = HandUnit.press(cid, "Y1").replace("mrq>", "scaip>");
            unit.send(Wire.TCP.message(cid, body).replace("application/scaip+xml", "application/xml"));
            assertThat(unit.receive())
                    .startsWith("SIP/2.0 200 OK\r\n")
                    .contains("Content-Type: application/xml\r\n")
                    .endsWith("\r\n\r\n<scaip><ref>Y1</ref><snu>0</snu><mre>1</mre><cre>61</cre></scaip>");

            unit.send(Wire.TCP.message(cid, "<mrq><cid>" + cid + "</cid><dty>3</dty></mrq>"));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ").contains("<snu>10</snu><ste>missing: ref</ste>");
            assertThat(unit.receive(300)).isEmpty();
        }
        try (HandUnit unit = Wire.UDP.to(centre)) {
            String cid = centre.unit();
            unit.send(HandUnit.message(cid, "<scaip><ref>Y2</ref><cid>" + cid + "</cid><dty>3</dty></scaip>"));
            assertThat(Wire.reply(unit)).contains("<snu>2</snu><ste>not an mrq</ste>");
        }
    }

    private static String said(String cid, String elements) throws Exception {
        try (HandUnit unit = Wire.UDP.to(centre)) {
            return Wire.UDP.said(unit, cid, HandUnit.press(cid, "A1").replace("</mrq>", elements + "</mrq>"));
        }
    }
}
