package org.tocsin.gateway.scaip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.sqlclient.Row;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be read, and what is no SCAIP: how it is answered, and that a person sees it where a home may have called. */
class RxRefusalTest {
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
    @ValueSource(
            strings = {
                "<!DOCTYPE mrq [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>%s",
                "<!DOCTYPE mrq SYSTEM \"http://127.0.0.1:PORT/x.dtd\">%s",
                "<!DOCTYPE mrq [<!ENTITY f SYSTEM \"http://127.0.0.1:PORT/f\">]>%s"
            })
    @DisplayName("RX-14 a document type is refused with snu 2, and nothing is fetched")
    void document_types(String prologue) throws Exception {
        String cid = centre.unit();
        try (ServerSocket bait = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            bait.setSoTimeout(300);
            String body = HandUnit.press(cid, "T1").replace("</mrq>", "<dte>&f;</dte></mrq>");
            String whole = prologue.replace("PORT", Integer.toString(bait.getLocalPort()))
                    .formatted(body);
            assertThat(said(cid, whole))
                    .isEqualTo("<mrs><ref>T1</ref><snu>2</snu><ste>document type not allowed</ste></mrs>");
            org.assertj.core.api.Assertions.assertThatThrownBy(bait::accept).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(only(cid).getString("kind")).isEqualTo("UNREADABLE");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RX-15 not well-formed: snu 2 where a reference can be found, otherwise 400 with the reason")
    void not_well_formed(Wire wire) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = wire.to(centre)) {
            assertThat(wire.said(unit, cid, "<mrq><ref>J2</ref><dte>Mum & Dad"))
                    .isEqualTo("<mrs><ref>J2</ref><snu>2</snu><ste>not well-formed</ste></mrs>");

            unit.send(wire.message(cid, "<mrq>help"));
            assertThat(unit.receive())
                    .startsWith("SIP/2.0 400 ")
                    .contains("Warning: 399 arc.example.net \"not well-formed\"");
        }
        assertThat(centre.signals(cid))
                .extracting(row -> row.getString("kind") + row.getString("ref"))
                .containsExactlyInAnyOrder("UNREADABLEJ2", "UNREADABLE");
        assertThat(centre.rows("select flags from alarm where cid = $1", cid)
                        .get(0)
                        .getArrayOfStrings(0))
                .containsExactly("UNREADABLE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<alarm><ref>R1</ref></alarm>|not an mrq",
                "<message-request xmlns='http://www.hi.se/2012/XScapXML'><ref>R1</ref></message-request>"
                        + "|the draft of 2012 (message-request, XScapXML) is not spoken here: send an mrq",
            })
    @DisplayName("RX-16 another root, among them the draft of 2012")
    void another_root(String body, String reason) throws Exception {
        assertThat(said(centre.unit(), body))
                .isEqualTo("<mrs><ref>R1</ref><snu>2</snu><ste>" + reason + "</ste></mrs>");
    }

    @Test
    @DisplayName("RX-16 somebody's reply is refused without one, so that two gateways never talk for ever")
    void a_reply_is_never_answered() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.send(HandUnit.message(cid, "<mrs><ref>R2</ref><snu>0</snu></mrs>"));
            assertThat(unit.receive()).startsWith("SIP/2.0 481 ");
            assertThat(unit.receive(300)).isEmpty();
        }
        assertThat(centre.signals(cid)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "<dty>3</dty>, missing: cid",
        "<cid>CID</cid>, missing: dty",
        "<lte>x</lte>, missing: cid dty",
        "<cid/><dty>3</dty>, missing: cid",
    })
    @DisplayName("RX-17 without cid or dty: snu 7 names what is missing, and a person sees it")
    void what_is_missing(String elements, String reason) throws Exception {
        String cid = centre.unit();
        assertThat(said(cid, "<mrq><ref>M1</ref>" + elements.replace("CID", cid) + "</mrq>"))
                .isEqualTo("<mrs><ref>M1</ref><snu>7</snu><ste>" + reason + "</ste></mrs>");

        assertThat(only(cid).getString("kind")).isEqualTo("UNREADABLE");
    }

    @Test
    @DisplayName("RX-18 without a reference: 400 with the reason and no mrs; every press is heard")
    void no_reference() throws Exception {
        String cid = centre.unit();
        String body = "<mrq><cid>" + cid + "</cid><dty>3</dty></mrq>";
        try (HandUnit unit = Wire.UDP.to(centre)) {
            for (int i = 0; i < 2; i++) {
                unit.send(HandUnit.message(cid, body));
                assertThat(unit.receive()).startsWith("SIP/2.0 400 ").contains("\"missing: ref\"");
            }
            assertThat(unit.receive(300)).isEmpty();
            assertThat(centre.signals(cid)).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"a,0", "1234567890abcdef,0", "1234567890abcdefg,0", "a-1,3"})
    @DisplayName("RX-19 references of 1, 16 and 17 characters, and one outside letters and digits")
    void references(String ref, int status) throws Exception {
        String cid = centre.unit();
        assertThat(said(cid, HandUnit.press(cid, ref)))
                .startsWith("<mrs><ref>" + ref + "</ref><snu>" + status + "</snu>");

        assertThat(only(cid).getString("kind")).isEqualTo("ALARM");
        assertThat(only(cid).getString("ref")).isEqualTo(ref);
    }

    @Test
    @DisplayName("RX-21 1,300 bytes and 62 KiB over UDP, 1 MiB over TCP and TLS")
    void long_bodies() throws Exception {
        String cid = centre.unit();
        for (int length : new int[] {1_300, 62_000}) {
            String body = HandUnit.press(cid, "L" + length);
            String fill = "<x>" + "y".repeat(length - body.length() - 7) + "</x>";
            assertThat(said(cid, body.replace("</mrq>", fill + "</mrq>"))).contains("<snu>0</snu>");
        }
        for (Wire wire : List.of(Wire.TCP, Wire.TLS)) {
            String stranger = Centre.freshCid();
            try (HandUnit unit = wire.to(centre)) {
                unit.send(wire.message(stranger, "x".repeat(1024 * 1024)));
                assertThat(unit.receive()).startsWith("SIP/2.0 413 ");
                awaitUnreadable(stranger);
                assertThat(wire.said(unit, cid, HandUnit.press(cid, "O" + wire)))
                        .contains("<snu>0</snu>");

                unit.send(wire.message(cid, "").replace("Content-Length: 0", "Content-Length: x"));
                assertThat(unit.receive()).startsWith("SIP/2.0 400 ");
                assertThat(unit.isEnded()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RX-32 OPTIONS, REGISTER, SUBSCRIBE")
    void other_methods(Wire wire) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = wire.to(centre)) {
            unit.send(wire.message(cid, "").replace("MESSAGE", "OPTIONS"));
            assertThat(unit.receive())
                    .startsWith("SIP/2.0 200 ")
                    .contains("Allow: MESSAGE", "Accept: application/scaip+xml");

            unit.send(wire.message(cid, "").replace("MESSAGE", "REGISTER"));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");

            unit.send(wire.message(cid, HandUnit.press(cid, "K1")).replace("MESSAGE", "SUBSCRIBE"));
            assertThat(unit.receive()).startsWith("SIP/2.0 405 ").contains("Allow: MESSAGE");
        }
        assertThat(centre.signals(cid)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|415",
                "Content-Type: text/plain|415",
                "Content-Type: application/scaip+xml; charset=utf-8|200",
                "CONTENT-TYPE: APPLICATION/SCAIP+XML|200",
            })
    @DisplayName("RX-33 another media type is refused; a request in it is seen by a person all the same")
    void media_types(String header, int status) throws Exception {
        String cid = Centre.freshCid();
        String field = header.isEmpty() ? "" : header + "\r\n";
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "V1"))
                    .replace("Content-Type: application/scaip+xml\r\n", field));
            assertThat(unit.receive())
                    .startsWith("SIP/2.0 " + status + " ")
                    .matches(answer -> status == 200 || answer.contains("Accept: application/scaip+xml"));
            if (status == 415) {
                awaitUnreadable(cid);
                assertThat(unit.receive(300)).isEmpty();
            } else {
                assertThat(unit.receiveAndAnswer()).contains("<snu>0</snu>");
            }
        }
    }

    @Test
    @DisplayName("a request in a broken message is kept, and rubbish disturbs nobody")
    void rubbish() throws Exception {
        String cid = Centre.freshCid();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            byte[] noise = new byte[60_000];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (byte) (i * 31);
            }
            unit.sendBytes(noise);
            unit.send("MESSAGE\r\n\r\n");
            unit.sendBytes(HandUnit.message(cid, HandUnit.press(cid, "N1"))
                    .replace("CSeq:", "Sequence:")
                    .getBytes(UTF_8));
            assertThat(unit.receive()).startsWith("SIP/2.0 400 ");
            awaitUnreadable(cid);
            assertThat(Wire.UDP.said(unit, cid, HandUnit.press(cid, "N2"))).contains("<snu>0</snu>");
        }
    }

    /** One signal that nobody could read, with this unit's number somewhere in its bytes. */
    private static void awaitUnreadable(String cid) {
        await().untilAsserted(() -> assertThat(centre.rows(
                        "select 1 from signal where kind = 'UNREADABLE' and position($1::text in"
                                + " convert_from(raw, 'LATIN1')) > 0",
                        cid))
                .hasSize(1));
    }

    private static String said(String cid, String body) throws Exception {
        try (HandUnit unit = Wire.UDP.to(centre)) {
            return Wire.UDP.said(unit, cid, body);
        }
    }

    private static Row only(String cid) throws Exception {
        List<Row> rows = centre.signals(cid);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }
}
