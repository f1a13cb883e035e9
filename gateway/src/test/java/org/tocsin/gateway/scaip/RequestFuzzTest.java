package org.tocsin.gateway.scaip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bodies nobody would write, from a seed: whatever comes, it is answered, kept, and the next good one is served. */
class RequestFuzzTest {
    private static final int SEED = 9_1100;
    private static final String GOOD = "<mrq><ref>F1</ref><ver>01.00</ver><mty>ME</mty><cid>12345678</cid>"
            + "<dty>0003</dty><did>00A1</did><dte>Pendant hall</dte><crd>sip:12345678@units.example.net</crd>"
            + "<stc>0010</stc><lge><geo>52.4862,-1.8904</geo><tim>2026-03-15T09:41+00:00</tim></lge>"
            + "<lte>Hallway &amp; stairs</lte></mrq>";
    private static final String[] PIECES = {
        "<",
        ">",
        "</",
        "/>",
        "&",
        ";",
        "&#x0;",
        "&#1114112;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "--",
        "-->",
        "<?",
        "?>",
        "<!DOCTYPE mrq [",
        "<mrq>",
        "</mrq>",
        "<ref>",
        "</ref>",
        "<cid>",
        "\0",
        "\uFFFF",
        "\uD800",
        "é",
        "%s",
        "'",
        "\"",
        "<?xml version=\"1.1\" encoding=\"UTF-32\"?>",
        "<?xml version='1.0' encoding='x",
        "xmlns:a='b'",
        "<a:b:c>",
    };

    @Test
    @DisplayName("a reader that never throws, whatever it is given")
    void the_reader_never_throws() {
        Random random = new Random(SEED);
        int read = 0;
        for (int round = 0; round < 30_000; round++) {
            Mrq mrq = ScaipXml.read(mutated(random), charset(random), random.nextBoolean());
            assertThat(mrq.ref().length()).as("seed %d, round %d", SEED, round).isLessThanOrEqualTo(64);
            read += mrq instanceof Mrq.Read ? 1 : 0;
        }
        // Otherwise nothing but the first check would have been tried.
        assertThat(read).isGreaterThan(1_000);
    }

    @Test
    @DisplayName("deep, wide and long: refused or read in a blink")
    void deep_wide_and_long() {
        String open = GOOD.replace("</mrq>", "");
        for (String odd : new String[] {
            open + "<a>".repeat(20_000),
            open + "<a>".repeat(10_000) + "</a>".repeat(10_000) + "</mrq>",
            open + "<a " + attributes(5_000) + "/></mrq>",
            open + "<a b='" + "x".repeat(60_000) + "'/></mrq>",
            "<mrq " + attributes(2_000) + ">" + GOOD.substring(5),
            open + "<" + "n".repeat(60_000) + "/></mrq>",
            open + "<crd>sip:a@b</crd>".repeat(3_000) + "</mrq>",
            open + "&amp;".repeat(12_000) + "</mrq>",
            open + "& ".repeat(30_000) + "</mrq>",
            open + "<?x " + "y".repeat(60_000) + "?></mrq>",
        }) {
            long since = System.nanoTime();
            Mrq mrq = ScaipXml.read(odd.getBytes(UTF_8), null);
            assertThat(mrq.ref()).isEqualTo("F1");
            assertThat(mrq.cid()).isEqualTo("12345678");
            assertThat((System.nanoTime() - since) / 1_000_000_000L).isLessThan(5);
        }
    }

    @Test
    @DisplayName("over UDP and TCP: each is answered, and the good one after it is served")
    void over_the_wire() throws Exception {
        Random random = new Random(SEED + 1);
        try (Centre centre = Centre.quick()) {
            String cid = centre.unit();
            for (Wire wire : new Wire[] {Wire.UDP, Wire.TCP}) {
                for (int round = 0; round < 60; round++) {
                    try (HandUnit unit = wire.to(centre)) {
                        byte[] body = mutated(random);
                        String head = wire.message(cid, "").replace("Length: 0", "Length: " + body.length);
                        unit.sendBytes((head + new String(body, ISO_8859_1)).getBytes(ISO_8859_1));
                        Matcher status = Pattern.compile("SIP/2.0 (\\d{3}) ").matcher(unit.receive());
                        assertThat(status.find())
                                .as("seed %d, %s, round %d", SEED + 1, wire, round)
                                .isTrue();
                        assertThat(status.group(1)).isIn("200", "400", "481");
                    }
                }
                try (HandUnit unit = wire.to(centre)) {
                    assertThat(wire.said(unit, cid, HandUnit.press(cid, "good" + wire)))
                            .contains("<snu>0</snu>");
                }
            }
        }
    }

    private static byte[] mutated(Random random) {
        byte[] bytes = GOOD.getBytes(random.nextInt(8) == 0 ? ISO_8859_1 : UTF_8);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 2 -> bytes = spliced(bytes, at, PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8), at);
                case 3 -> bytes = spliced(bytes, at, new byte[0], Math.min(bytes.length, at + random.nextInt(20)));
                default -> bytes = spliced(bytes, at, bytes.clone(), at);
            }
            if (bytes.length == 0 || bytes.length > 8_000) {
                return bytes.length == 0 ? new byte[] {'<'} : Arrays.copyOf(bytes, 8_000);
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] whole, int from, byte[] piece, int to) {
        byte[] made = new byte[from + piece.length + whole.length - to];
        System.arraycopy(whole, 0, made, 0, from);
        System.arraycopy(piece, 0, made, from, piece.length);
        System.arraycopy(whole, to, made, from + piece.length, whole.length - to);
        return made;
    }

    private static @org.jspecify.annotations.Nullable String charset(Random random) {
        String[] some = {null, "utf-8", "iso-8859-1", "utf-16", "x-none", "", "../../etc"};
        return some[random.nextInt(some.length)];
    }

    private static String attributes(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(" a").append(i).append("='1'");
        }
        return text.toString();
    }
}
