package org.tocsin.gateway.scaip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.sip.Frames;

class ScaipXmlTest {
    private static final String MINIMAL = "<ref>A1</ref><cid>12345678</cid><dty>0003</dty>";

    @Test
    void readsEveryElement() {
        Mrq.Read mrq = read("<mrq><ref>20260315093000a1</ref><ver>01.00</ver><sco>1</sco><cha>0</cha><mty>ME</mty>"
                + "<hbo>1</hbo><cid>12345678</cid><dty>0003</dty><did>00A1</did><dco>002</dco><dte>Pendant hall</dte>"
                + "<crd>sip:12345678@units.example.net</crd><stc>0010</stc><stt>pressed</stt><pri>0</pri><lco>042</lco>"
                + "<lva>3</lva><lge><geo>52.486200,-1.890400</geo><tim>2026-03-15T09:41+01:00</tim><gga>$GPGGA</gga>"
                + "</lge><lte>Hallway</lte><ico>090</ico><ite>first floor</ite><ame>0</ame></mrq>");

        assertThat(mrq.ref()).isEqualTo("20260315093000a1");
        assertThat(mrq.cid()).isEqualTo("12345678");
        assertThat(mrq.regular()).isTrue();
        assertThat(mrq.body().unitTime()).isEqualTo(Instant.parse("2026-03-15T08:41:00Z"));
        assertThat(mrq.body().values())
                .containsAllEntriesOf(Map.of(
                        "ver", "01.00", "sco", "1", "hbo", "1", "did", "00A1", "dco", "002", "dte", "Pendant hall"))
                .containsAllEntriesOf(Map.of("stt", "pressed", "lco", "042", "lva", "3", "geo", "52.486200,-1.890400"))
                .containsAllEntriesOf(Map.of("gga", "$GPGGA", "lte", "Hallway", "ico", "090", "ite", "first floor"))
                .containsAllEntriesOf(Map.of("cha", "0", "mty", "ME", "pri", "0", "ame", "0", "dty", "0003"))
                .containsEntry("crd", "sip:12345678@units.example.net")
                .containsEntry("tim", "2026-03-15T09:41+01:00");
    }

    @Test
    void theOrderOfElementsIsFreeAndAbsentOnesMeanTheirDefault() {
        Mrq.Read mrq = read("<mrq><dty>3</dty><cid>12345678</cid><ref>A1</ref></mrq>");

        assertThat(mrq.body().messageType()).isEqualTo("ME");
        assertThat(mrq.body().statusCode()).isEqualTo("0010");
        assertThat(mrq.body().callBackAddresses()).containsExactly("sip:");
    }

    @ParameterizedTest
    @CsvSource({"3,0003", "03,0003", "003,0003", "0003,0003", "00003,0003", "9999,9999", "12345,12345", "x1,x1"})
    void codesAreComparedByValueAndUnknownOnesKept(String sent, String stored) {
        assertThat(read("<mrq><ref>A1</ref><cid>1</cid><dty> " + sent + " </dty></mrq>")
                        .body()
                        .deviceType())
                .isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "climax-no-from-tag",
                "essence-heartbeat",
                "essence-alarm",
                "possum-heartbeat",
                "possum-alarm",
                "telealarm-heartbeat",
                "doro-alarm"
            })
    void readsWhatRealUnitsSend(String frame) {
        String message = Frames.text(frame);
        String body = message.substring(message.indexOf("<mrq>"));

        Mrq.Read mrq = read(body);

        assertThat(mrq.cid()).containsOnlyDigits();
        assertThat(mrq.body().deviceType()).hasSize(4);
        assertThat(mrq.body().messageType()).isEqualTo(frame.endsWith("heartbeat") ? "PI" : "ME");
    }

    @Test
    void ignoresWhatItDoesNotKnow() {
        Mrq.Read mrq = read("<?xml version=\"1.0\"?><!-- a --><mrq a='1'>" + MINIMAL
                + "<new><dty>9999</dty></new><dte>a<!-- b --><![CDATA[<b>]]>&#x63;</dte></mrq><!-- end -->");

        assertThat(mrq.body().deviceType()).isEqualTo("0003");
        assertThat(mrq.body().get("dte")).isEqualTo("a<b>c");
        assertThat(mrq.body().get("new")).isNull();
    }

    @Test
    void cutsTextsThatAreTooLongAndJoinsRepeatedAddresses() {
        Mrq.Read mrq = read("<mrq>" + MINIMAL + "<dte>" + "x".repeat(31)
                + "🚨y</dte><crd>sip:a@b</crd><crd>tel:+1</crd>" + "<ite>" + "i".repeat(129) + "</ite></mrq>");

        assertThat(mrq.body().get("dte")).isEqualTo("x".repeat(31));
        assertThat(mrq.body().get("ite")).hasSize(128);
        assertThat(mrq.body().callBackAddresses()).containsExactly("sip:a@b", "tel:+1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no time", "2026-03-15T09:41:00.000000000+00:00", "2026-99-15T09:41+00:00"})
    void aTimeThatIsNoneIsKeptAsText(String time) {
        Mrq.Read mrq = read("<mrq>" + MINIMAL + "<lge><tim>" + time + "</tim></lge></mrq>");

        assertThat(mrq.body().unitTime()).isNull();
        assertThat(mrq.body().get("tim")).isEqualTo(time);
    }

    @Test
    void findsTheEncoding() {
        String body = "<mrq>" + MINIMAL + "<lte>Sovrum på övre €</lte></mrq>";
        String latin = body.replace("€", "e");
        String declared = "<?xml version=\"1.0\" encoding=\"windows-1252\"?>" + body;

        assertThat(place(body.getBytes(UTF_8), null)).isEqualTo("Sovrum på övre €");
        assertThat(place(latin.getBytes(ISO_8859_1), null)).isEqualTo("Sovrum på övre e");
        assertThat(place(latin.getBytes(ISO_8859_1), "utf-8")).isEqualTo("Sovrum på övre e");
        assertThat(place(body.getBytes(Charset.forName("windows-1252")), "windows-1252"))
                .isEqualTo("Sovrum på övre €");
        assertThat(place(declared.getBytes(Charset.forName("windows-1252")), null))
                .isEqualTo("Sovrum på övre €");
        assertThat(place(("\uFEFF" + body).getBytes(UTF_8), null)).isEqualTo("Sovrum på övre €");
        assertThat(place(body.getBytes(UTF_16), "UTF-16")).isEqualTo("Sovrum på övre €");
        assertThat(place(body.getBytes(UTF_8), "no such charset")).isEqualTo("Sovrum på övre €");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<mrq><ref>A1</ref><dty>3</dty></mrq>|A1||7|missing: cid",
                "<mrq><ref>A1</ref><cid>77</cid></mrq>|A1|77|7|missing: dty",
                "<mrq><ref>A1</ref><cid/></mrq>|A1||7|missing: cid dty",
                "<mrq><cid>77</cid><dty>3</dty></mrq>||77|10|missing: ref",
                "<mrq><ref>A1</ref><cid>77</cid><dty>3</mrq>|A1|77|2|not well-formed",
                "<mrq><ref>A1</ref><cid>77</cid><dty>3</dty><dte>&nope;</dte></mrq>|A1|77|2|not well-formed",
                "<mrq><ref>A1|||2|not well-formed",
                "press|||2|not well-formed",
                "<alarm><ref>A1</ref><cid>7</cid></alarm>|A1|7|2|not an mrq",
                "<message-request xmlns='http://www.hi.se/2012/XScapXML'><ref>A1</ref></message-request>|A1||2|"
                        + "the draft of 2012 (message-request, XScapXML) is not spoken here: send an mrq"
            })
    void saysWhatIsWrongAndKeepsWhatCanBeFound(
            String body, @Nullable String ref, @Nullable String cid, int status, String reason) {
        assertThat(ScaipXml.read(body.getBytes(UTF_8), null))
                .isEqualTo(new Mrq.Broken(ref == null ? "" : ref, cid == null ? "" : cid, status, reason));
    }

    @Test
    void aReferenceOutsideItsPatternIsTakenAndSaid() {
        assertThat(read("<mrq><ref>a-1</ref><cid>1</cid><dty>3</dty></mrq>").regular())
                .isFalse();
        assertThat(read("<mrq><ref>12345678901234567</ref><cid>1</cid><dty>3</dty></mrq>")
                        .regular())
                .isTrue();
        assertThat(broken("<mrq><ref>a&#10;b</ref><cid>1</cid><dty>3</dty></mrq>"))
                .isEqualTo(new Mrq.Broken("", "1", 3, "ref or cid not printable"));
        assertThat(broken("<mrq><ref>" + "1".repeat(65) + "</ref><cid>1</cid><dty>3</dty></mrq>")
                        .status())
                .isEqualTo(3);
    }

    @Test
    void aNamespaceNobodyUsesDoesNotSilenceAPress() {
        assertThat(read("<s:mrq xmlns:s='urn:x'><s:ref>A1</s:ref><s:cid>7</s:cid><dty>3</dty></s:mrq>")
                        .cid())
                .isEqualTo("7");
    }

    @Test
    void aReplyIsNoRequest() {
        assertThat(ScaipXml.read("<mrs><ref>A1</ref><snu>0</snu></mrs>".getBytes(UTF_8), null))
                .isEqualTo(new Mrq.Reply("A1"));
    }

    @Test
    void whatWasCutIsNamed() {
        Mrq.Read mrq =
                read("<mrq>" + MINIMAL + "<crd>gsm: +44 7700\n900123</crd><dte>" + "x".repeat(33) + "</dte></mrq>");

        assertThat(mrq.cut()).containsExactly("dte");
        assertThat(mrq.body().callBackAddresses()).containsExactly("gsm:+447700900123");
    }

    @Test
    void aPressStaysReadableWhenItsTextHasABareAmpersand() {
        Mrq.Read mrq = read("<mrq>" + MINIMAL + "<dte>Mum & Dad &amp; me</dte></mrq>");

        assertThat(mrq.body().get("dte")).isEqualTo("Mum & Dad & me");
    }

    @Test
    void anEntityBombAndAForeignFileAreRefusedUnread() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE mrq [<!ENTITY a \"ha\">");
        for (char c = 'b'; c <= 'k'; c++) {
            bomb.append("<!ENTITY ")
                    .append(c)
                    .append(" \"")
                    .append(("&" + (char) (c - 1) + ";").repeat(10))
                    .append("\">");
        }
        bomb.append("]><mrq><ref>B1</ref><cid>5</cid><dty>3</dty><dte>&k;</dte></mrq>");
        String thief = "<!DOCTYPE mrq [<!ENTITY f SYSTEM \"file:///etc/hostname\">]>"
                + "<mrq><ref>B2</ref><cid>5</cid><dty>3</dty><dte>&f;</dte></mrq>";
        String remote = "<!DOCTYPE mrq SYSTEM \"http://127.0.0.1:1/x.dtd\"><mrq>" + MINIMAL + "</mrq>";

        assertThat(broken(bomb.toString())).isEqualTo(new Mrq.Broken("B1", "5", 2, "document type not allowed"));
        assertThat(broken(thief)).isEqualTo(new Mrq.Broken("B2", "5", 2, "document type not allowed"));
        assertThat(broken(remote).ref()).isEqualTo("A1");
    }

    @Test
    void survivesDeepNestingAndNoise() {
        assertThat(broken("<mrq>" + MINIMAL + "<a>".repeat(10_000)).ref()).isEqualTo("A1");
        byte[] whole = ("<mrq>" + MINIMAL + "<lte>Hallway</lte></mrq>").getBytes(UTF_8);
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = whole.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            assertThat(ScaipXml.read(mutated, null)).isNotNull();
        }
    }

    @Test
    void trimsWhatStacksAddToTheBody() {
        assertThat(MrqText.trim("\r\n <mrq/>\0\r\n".getBytes(UTF_8))).isEqualTo("<mrq/>".getBytes(UTF_8));
        assertThat(MrqText.trim(new byte[] {0, 32})).isEmpty();
    }

    private static @Nullable String place(byte[] body, @Nullable String charset) {
        Mrq mrq = ScaipXml.read(body, charset);
        assertThat(mrq).isInstanceOf(Mrq.Read.class);
        return ((Mrq.Read) mrq).body().values().get("lte");
    }

    private static Mrq.Read read(String body) {
        Mrq mrq = ScaipXml.read(body.getBytes(UTF_8), null);
        assertThat(mrq).isInstanceOf(Mrq.Read.class);
        return (Mrq.Read) mrq;
    }

    private static Mrq.Broken broken(String body) {
        Mrq mrq = ScaipXml.read(body.getBytes(UTF_8), null);
        assertThat(mrq).isInstanceOf(Mrq.Broken.class);
        return (Mrq.Broken) mrq;
    }
}
