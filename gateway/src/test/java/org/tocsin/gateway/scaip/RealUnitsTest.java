package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.gateway.sip.Frames;

/** Habits of real units, as frames: each is taken for what it means, and its unit is answered. */
class RealUnitsTest {
    static Centre centre;

    @BeforeAll
    static void open() throws Exception {
        centre = Centre.quick();
        for (String cid : List.of("26317", "10149471", "55512345", "8031372", "1002003004005")) {
            centre.unit(cid);
        }
    }

    @AfterAll
    static void close() throws Exception {
        centre.close();
    }

    @ParameterizedTest
    @CsvSource({
        "essence-heartbeat, 26317",
        "possum-heartbeat, 10149471",
        "telealarm-heartbeat, 55512345",
    })
    @DisplayName("heartbeats, with a test's or an alarm's status, with and without the rest")
    void heartbeats(String frame, String cid) throws Exception {
        int before = centre.signals(cid).size();
        assertThat(said(frame)).endsWith("<snu>0</snu><mre>0</mre><cre>0</cre></mrs>");

        assertThat(centre.signals(cid)).hasSize(before);
        await().untilAsserted(() -> assertThat(centre.rows(
                        "select 1 from sign_of_life l join home_unit u on u.id = l.unit_id where u.cid = $1", cid))
                .hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({
        "essence-alarm, 26317, ALARM, 1",
        "possum-alarm, 10149471, ALARM, 1",
        "possum-fixed-trigger, 10149471, ALARM, 1",
        "telealarm-alarm, 55512345, ALARM, 1",
        "telealarm-malfunction, 55512345, TECHNICAL, 1",
        "doro-alarm, 8031372, ALARM, 1",
        "climax-no-from-tag, 1002003004005, TEST, 0",
        "climax-v1-next-alarm, 1002003004005, ALARM, 0",
    })
    @DisplayName("alarms, faults and tests: codes without zeros, spaces in the id, bare call-back schemes, no From tag")
    void alarms(String frame, String cid, String kind, int voice) throws Exception {
        int before = centre.signals(cid).size();
        String text = Frames.text(frame);
        String ref = text.substring(text.indexOf("<ref>"), text.indexOf("</ref>"));
        assertThat(said(frame)).startsWith("<mrs>" + ref + "</ref><snu>0</snu><mre>" + voice + "</mre>");

        assertThat(centre.signals(cid)).hasSize(before + 1).last().satisfies(row -> {
            assertThat(row.getString("kind")).isEqualTo(kind);
            assertThat(row.getArrayOfStrings("doubts")).isEmpty();
        });
    }

    @Test
    @DisplayName("Climax v2: a digest, thirteen digits, the same few branches for every alarm")
    void climax_v2() throws Exception {
        String cid = "1002003004006";
        centre.unitWithSecret(cid);
        try (HandUnit unit = Wire.UDP.to(centre)) {
            for (String ref : List.of("00020490", "00020491")) {
                String body = "<mrq><ref>" + ref + "</ref><mty>ME</mty><cid>" + cid
                        + "</cid><dty>03</dty><did>01</did><crd>no-voice:</crd><stc>10</stc></mrq>";
                String call = "climax-" + ref;
                unit.send(HandUnit.message(cid, body, "z9hG4bK-1001", call, 1, ""));
                String challenge = unit.receive();
                assertThat(challenge).startsWith("SIP/2.0 401 ");
                String authorization = HandUnit.authorization(challenge, cid, Centre.SECRET, "00000001");
                unit.send(HandUnit.message(cid, body, "z9hG4bK-1002", call, 2, authorization));
                assertThat(Wire.reply(unit)).contains("<ref>" + ref + "</ref><snu>0</snu>");
            }
        }
        assertThat(centre.signals(cid)).hasSize(2);
    }

    private static String said(String frame) throws Exception {
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.sendBytes(Frames.bytes(frame));
            return Wire.reply(unit);
        }
    }
}
