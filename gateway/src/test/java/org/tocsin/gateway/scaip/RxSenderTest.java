package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Row;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who sends: under which name, from where, on file or not. */
class RxSenderTest {
    static Centre centre;

    @BeforeAll
    static void open() throws Exception {
        centre = Centre.quick();
    }

    @AfterAll
    static void close() throws Exception {
        centre.close();
    }

    @ParameterizedTest
    @CsvSource({"99, SENDER_MISMATCH", "panel, ''"})
    @DisplayName("RX-27 another unit's number as the sender's name is marked; a word that is no number says nothing")
    void another_name_is_marked(String user, String flag) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            assertThat(Wire.UDP.said(unit, user, HandUnit.press(cid, "H1"))).contains("<snu>0</snu>");
        }
        assertThat(String.join(",", flags(cid))).isEqualTo(flag);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RX-27 a model that must be heard under its own name only: snu 99, and a person sees the alarm")
    void another_name_is_refused(Wire wire) throws Exception {
        String cid = centre.unitWith("sender_must_match", true);
        try (HandUnit unit = wire.to(centre)) {
            assertThat(wire.said(unit, "panel", HandUnit.press(cid, "H2")))
                    .isEqualTo(
                            "<mrs><ref>H2</ref><snu>99</snu><ste>the sender's name and cid must be the same</ste></mrs>");
            assertThat(flags(cid)).containsExactly("SENDER_MISMATCH");

            String heartbeat = HandUnit.press(cid, "H3").replace("</mrq>", "<mty>PI</mty></mrq>");
            assertThat(wire.said(unit, "panel", heartbeat)).contains("<snu>99</snu>");
            assertThat(wire.said(unit, cid, HandUnit.press(cid, "H4"))).contains("<snu>0</snu>");
        }
        assertThat(centre.rows(
                        "select 1 from sign_of_life l join home_unit u on u.id = l.unit_id where u.cid = $1", cid))
                .isEmpty();
    }

    @Test
    @DisplayName("RX-28 a private Via: 200 and mrs go to the source address and port")
    void a_private_via() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            String message = HandUnit.message(cid, HandUnit.press(cid, "I1"));
            assertThat(message).contains("Via: SIP/2.0/UDP 192.168.1.10:5060");
            unit.send(message.replace(";rport", ""));

            String ok = unit.receive();
            assertThat(HandUnit.line(ok, "Via")).contains(";received=127.0.0.1");
            assertThat(unit.receiveAndAnswer()).startsWith("MESSAGE sip:" + cid + "@127.0.0.1:" + unit.localPort());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RX-43 a unit nobody has on file is heard, marked, and calls its own receiver")
    void a_stranger(Wire wire) throws Exception {
        String cid = Centre.freshCid();
        try (HandUnit unit = wire.to(centre)) {
            assertThat(wire.said(unit, cid, HandUnit.press(cid, "G1")))
                    .isEqualTo("<mrs><ref>G1</ref><snu>0</snu><mre>1</mre><cre>61</cre></mrs>");
        }
        assertThat(flags(cid)).containsExactly("NOT_ON_FILE");
    }

    /** Two units as they come from the factory, in two homes: the same words, and both mean it. */
    @Test
    @DisplayName("RX-17 two homes whose units name no cid are both heard")
    void two_homes_whose_units_name_none_of_themselves() throws Exception {
        String body = "<mrq><ref>1</ref><dty>0003</dty><dte>factory set</dte></mrq>";
        try (HandUnit one = HandUnit.udpFrom("127.0.0.11", centre.port());
                HandUnit other = HandUnit.udpFrom("127.0.0.12", centre.port())) {
            for (HandUnit unit : List.of(one, other, one)) {
                unit.send(HandUnit.message("panel", body));
                assertThat(Wire.reply(unit)).contains("<snu>7</snu>");
            }
        }
        assertThat(centre.rows("select * from alarm where join_key like $1", "address:127.0.0.1_"))
                .hasSize(2);
        assertThat(centre.rows(
                        "select * from signal where cid = '' and ref = '1' and remote_address like $1", "127.0.0.1_"))
                .hasSize(2);
    }

    private static List<String> flags(String cid) throws Exception {
        List<Row> rows = centre.rows("select flags from alarm where cid = $1", cid);
        assertThat(rows).hasSize(1);
        return List.of(rows.get(0).getArrayOfStrings(0));
    }
}
