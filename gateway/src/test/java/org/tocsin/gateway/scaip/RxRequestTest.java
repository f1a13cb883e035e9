package org.tocsin.gateway.scaip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.signal.Position;
import org.tocsin.signal.SignalBody;

/** What a request may say, and what of it is on file. */
class RxRequestTest {
    private static final String STORED = "<snu>0</snu><mre>1</mre><cre>61</cre></mrs>";

    /** Every optional element and a value it may have. */
    private static final Map<String, String> OPTIONAL = Map.ofEntries(
            Map.entry("ver", "01.00"),
            Map.entry("sco", "1"),
            Map.entry("cha", "0"),
            Map.entry("mty", "ME"),
            Map.entry("hbo", "1"),
            Map.entry("did", "00A1"),
            Map.entry("dco", "002"),
            Map.entry("dte", "Pendant hall"),
            Map.entry("crd", "sip:12345678@units.example.net"),
            Map.entry("stc", "0010"),
            Map.entry("stt", "pressed twice"),
            Map.entry("pri", "9"),
            Map.entry("lco", "042"),
            Map.entry("lva", "3"),
            Map.entry("lte", "Hallway"),
            Map.entry("ico", "090"),
            Map.entry("ite", "first floor"),
            Map.entry("ame", "0"));

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
    @EnumSource
    @DisplayName("RX-01 the shortest request: committed, then 200 without a body, then an mrs with its reference")
    void the_shortest_request(Wire wire) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = wire.to(centre)) {
            unit.send(wire.message(cid, HandUnit.press(cid, "A000000000000001")));

            String ok = unit.receive();
            assertThat(ok).startsWith("SIP/2.0 200 OK\r\n").endsWith("Content-Length: 0\r\n\r\n");
            assertThat(HandUnit.line(ok, "Via"))
                    .startsWith("Via: SIP/2.0/" + wire + " ")
                    .contains(";rport=" + unit.localPort(), ";received=127.0.0.1");
            Row signal = only(cid);
            assertThat(signal.getString("kind")).isEqualTo("ALARM");
            assertThat(signal.getString("protocol")).isEqualTo("SCAIP");
            assertThat(signal.getString("remote_address")).isEqualTo("127.0.0.1");
            assertThat(signal.getUUID("alarm_id")).isNotNull();
            String mrs = unit.receiveAndAnswer();
            assertThat(mrs)
                    .startsWith("MESSAGE sip:" + cid + "@127.0.0.1:" + unit.localPort())
                    .endsWith("\r\n\r\n<mrs><ref>A000000000000001</ref>" + STORED);
            assertThat(HandUnit.line(mrs, "Call-ID")).isNotEqualTo(HandUnit.line(ok, "Call-ID"));
            assertThat(unit.receive(300)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RX-02 every element, RX-03 in reverse order: all of it is on file")
    void every_element_in_any_order(Wire wire) throws Exception {
        String cid = centre.unit();
        List<String> elements = new ArrayList<>(OPTIONAL.entrySet().stream()
                .map(each -> "<" + each.getKey() + ">" + each.getValue() + "</" + each.getKey() + ">")
                .toList());
        elements.add("<cid>" + cid + "</cid>");
        elements.add("<dty>0003</dty>");
        elements.add("<lge><geo>52.486200,-1.890400</geo><tim>2026-03-15T09:41+00:00</tim></lge>");
        Collections.sort(elements);
        for (String ref : List.of("20260315093000a1", "20260315093000a2")) {
            try (HandUnit unit = wire.to(centre)) {
                elements.add("<ref>" + ref + "</ref>");
                Collections.reverse(elements);
                assertThat(wire.said(unit, cid, "<mrq>" + String.join("", elements) + "</mrq>"))
                        .startsWith("<mrs><ref>" + ref + "</ref><snu>0</snu>");
                elements.remove("<ref>" + ref + "</ref>");
            }
        }
        for (Row row : centre.signals(cid)) {
            Map<String, String> body = body(row);
            assertThat(body)
                    .containsAllEntriesOf(OPTIONAL)
                    .containsEntry("ref", row.getString("ref"))
                    .containsEntry("cid", cid)
                    .containsEntry("dty", "0003")
                    .containsEntry("geo", "52.486200,-1.890400")
                    .containsEntry("tim", "2026-03-15T09:41+00:00")
                    .hasSize(23);
            assertThat(row.getOffsetDateTime("unit_time").toInstant()).hasToString("2026-03-15T09:41:00Z");
        }
        assertThat(centre.signals(cid)).hasSize(2);
    }

    @Test
    @DisplayName("RX-04 each optional element alone, RX-07 without a status: what is absent has its default")
    void one_element_alone() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            int n = 0;
            for (Map.Entry<String, String> each : OPTIONAL.entrySet()) {
                String element = "<" + each.getKey() + ">" + each.getValue() + "</" + each.getKey() + ">";
                String body = HandUnit.press(cid, "one" + n++).replace("</mrq>", element + "</mrq>");
                assertThat(Wire.UDP.said(unit, cid, body)).contains("<snu>0</snu>");
            }
        }
        assertThat(centre.signals(cid)).hasSize(OPTIONAL.size()).allSatisfy(row -> {
            SignalBody body = new SignalBody(body(row), null);
            assertThat(body.messageType()).isEqualTo("ME");
            assertThat(body.statusCode()).isEqualTo("0010");
            assertThat(body.deviceType()).isEqualTo("0003");
            assertThat(body.callBackAddresses()).hasSize(1);
            assertThat(row.getString("kind")).isEqualTo("ALARM");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "03", "003", "0003"})
    @DisplayName("RX-05 a code is the same however many zeros lead it")
    void codes_by_value(String dty) throws Exception {
        String cid = centre.unit();
        said(cid, "<mrq><ref>D1</ref><cid>" + cid + "</cid><dty>" + dty + "</dty><stc>9</stc><lco>2</lco></mrq>");

        assertThat(body(only(cid)))
                .containsEntry("dty", "0003")
                .containsEntry("stc", "0009")
                .containsEntry("lco", "002");
    }

    @Test
    @DisplayName("RX-06 white space around the unit's id")
    void spaces_around_the_id() throws Exception {
        String cid = centre.unit();
        assertThat(said(cid, "<mrq><ref>S1</ref><cid> " + cid + "\t</cid><dty> 3 </dty></mrq>\r\n"))
                .contains("<snu>0</snu>");

        assertThat(only(cid).getArrayOfStrings("doubts")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "<mty>ME</mty>, ALARM",
        "<mty>me</mty>, ALARM",
        "<mty>RE</mty>, RESET",
        "<mty>IN</mty>, INFORMATION",
        "'', ALARM",
        "<mty>XX</mty>, ALARM",
        "<stc>0019</stc>, CANCEL",
        "<stc>102</stc>, TEST",
        "<stc>16</stc>, TECHNICAL",
        "<stc>15</stc>, RESTORAL",
    })
    @DisplayName("RX-08 the kinds of message; RX-44 a reset nobody waits for is on file")
    void kinds(String element, String kind) throws Exception {
        String cid = centre.unit();
        assertThat(said(cid, HandUnit.press(cid, "K1").replace("</mrq>", element + "</mrq>")))
                .contains("<snu>0</snu>");

        assertThat(only(cid).getString("kind")).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RX-08 RX-09 a heartbeat with an alarm's status is a sign of life and no alarm")
    void a_heartbeat(Wire wire) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = wire.to(centre)) {
            String body = "<mrq><ref>H1</ref><mty>PI</mty><cid>" + cid + "</cid><dty>2</dty><stc>9</stc></mrq>";
            assertThat(wire.said(unit, cid, body))
                    .isEqualTo("<mrs><ref>H1</ref><snu>0</snu><mre>0</mre><cre>0</cre></mrs>");
        }
        assertThat(centre.signals(cid)).isEmpty();
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(centre.rows(
                                "select 1 from sign_of_life l join home_unit u on u.id = l.unit_id where u.cid = $1",
                                cid))
                        .hasSize(1));
    }

    @Test
    @DisplayName("RX-11 codes nobody knows are shown as their numbers")
    void unknown_codes() throws Exception {
        String cid = centre.unit();
        assertThat(said(
                        cid,
                        "<mrq><ref>U1</ref><cid>" + cid + "</cid><dty>9999</dty><stc>9998</stc><lco>999</lco></mrq>"))
                .contains("<snu>0</snu>");

        assertThat(centre.rows("select trigger_words from alarm where cid = $1", cid)
                        .get(0)
                        .getString(0))
                .contains("9999", "9998", "999");
    }

    @Test
    @DisplayName("RX-12 unknown elements, a declaration, comments, CDATA, character references, attributes, a prefix")
    void xml_as_it_may_be() throws Exception {
        String cid = centre.unit();
        assertThat(said(
                        cid,
                        "<?xml version=\"1.0\"?><!-- a --><mrq x='1'><ref>X1</ref><cid>" + cid
                                + "</cid><dty>&#x33;</dty><new><dty>9</dty></new><dte>a<![CDATA[<b>]]></dte></mrq>"))
                .contains("<snu>0</snu>");

        assertThat(body(only(cid)))
                .containsEntry("dty", "0003")
                .containsEntry("dte", "a<b>")
                .doesNotContainKey("new");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,", "ISO-8859-1,", "ISO-8859-1, iso-8859-1"})
    @DisplayName("RX-13 UTF-8, and ISO-8859-1 with or without saying so")
    void encodings(String sent, @org.jspecify.annotations.Nullable String stated) throws Exception {
        String cid = centre.unit();
        String text = sent.equals("UTF-8") ? "Sovrum på övre é €" : "Sovrum på övre é";
        String body = HandUnit.press(cid, "E1").replace("</mrq>", "<lte>" + text + "</lte></mrq>");
        byte[] bytes = body.getBytes(sent.equals("UTF-8") ? UTF_8 : ISO_8859_1);
        String head = HandUnit.message(cid, "").replace("Length: 0", "Length: " + bytes.length);
        if (stated != null) {
            head = head.replace("scaip+xml", "scaip+xml; charset=" + stated);
        }
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.sendBytes((head + new String(bytes, ISO_8859_1)).getBytes(ISO_8859_1));
            assertThat(Wire.reply(unit)).contains("<snu>0</snu>");
        }
        assertThat(body(only(cid))).containsEntry("lte", text);
    }

    @ParameterizedTest
    @CsvSource({"dte,32", "crd,256", "ite,128", "stt,32", "lte,32"})
    @DisplayName("RX-20 a text that is too long is cut, and the alarm accepted")
    void texts_that_are_too_long(String element, int longest) throws Exception {
        String cid = centre.unit();
        for (int length : new int[] {longest, longest + 1}) {
            String text = (element.equals("crd") ? "sip:" : "") + "x".repeat(length);
            String value = text.substring(0, length);
            assertThat(said(
                            cid,
                            HandUnit.press(cid, "L" + length)
                                    .replace("</mrq>", "<" + element + ">" + value + "</" + element + "></mrq>")))
                    .contains("<snu>0</snu>");
        }
        assertThat(centre.signals(cid))
                .hasSize(2)
                .allSatisfy(row -> assertThat(body(row).get(element)).hasSize(longest));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<geo>52.4862,-1.8904</geo>|52.48620, -1.89040",
                "<gga>$GPGGA,094100,5229.172,N,00153.424,W,1,08,0.9,140.0,M,,,,*47</gga>|52.48620, -1.89040",
                "<geo>52.486200,0.120000</geo><tim>15 March</tim>|52.48620, 0.12000",
            })
    @DisplayName("RX-41 a position west of Greenwich; a time that is none is kept as text")
    void positions(String elements, String words) throws Exception {
        String cid = centre.unit();
        assertThat(said(cid, HandUnit.press(cid, "G1").replace("</mrq>", "<lge>" + elements + "</lge></mrq>")))
                .contains("<snu>0</snu>");

        Row row = only(cid);
        Position position = Position.of(new SignalBody(body(row), null));
        assertThat(position).isNotNull().extracting(Position::words).isEqualTo(words);
        assertThat(row.getOffsetDateTime("unit_time")).isNull();
        assertThat(elements.contains("<tim>"))
                .isEqualTo("15 March".equals(body(row).get("tim")));
        assertThat(centre.rows("select trigger_words from alarm where cid = $1", cid)
                        .get(0)
                        .getString(0))
                .contains(words);
    }

    @ParameterizedTest
    @CsvSource({"<pri>0</pri>, 1", "<pri>9</pri>, 1", "<stc>0017</stc><pri>9</pri>, 1", "<stc>0017</stc><pri>0</pri>, 2"
    })
    @DisplayName("a priority of its own raises an alarm and never lowers it")
    void own_priority(String elements, int priority) throws Exception {
        String cid = centre.unit();
        said(cid, HandUnit.press(cid, "P1").replace("</mrq>", elements + "</mrq>"));

        assertThat(centre.rows("select priority from alarm where cid = $1", cid)
                        .get(0)
                        .getInteger(0))
                .isEqualTo(priority);
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

    private static Map<String, String> body(Row row) {
        JsonObject json = (JsonObject) row.getJson("body");
        return json.stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().toString()));
    }
}
