package org.tocsin.gateway.scaip;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * From the bytes of a body to its text. UTF-8 unless the media type or the XML declaration says otherwise; ISO-8859-1
 * where that does not fit the bytes, since old units send it without saying so.
 */
final class MrqText {
    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private MrqText() {}

    /** The body without what stands around it: SIP stacks add line breaks, C programs a NUL. */
    static byte[] trim(byte[] body) {
        int from = 0;
        int to = body.length;
        while (from < to && body[from] >= 0 && body[from] <= ' ') {
            from++;
        }
        while (to > from && body[to - 1] >= 0 && body[to - 1] <= ' ') {
            to--;
        }
        return from == 0 && to == body.length ? body : Arrays.copyOfRange(body, from, to);
    }

    /**
     * @param stated the charset parameter of the media type
     */
    static String decode(byte[] body, @Nullable String stated) {
        if (ascii(body) && !wide(stated)) {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
        if (startsWith(body, (byte) 0xFE, (byte) 0xFF) || startsWith(body, (byte) 0xFF, (byte) 0xFE)) {
            return new String(body, StandardCharsets.UTF_16);
        }
        int from = Arrays.equals(Arrays.copyOf(body, 3), UTF_8_MARK) ? 3 : 0;
        Charset charset = charset(stated == null ? declared(body) : stated);
        String text = charset == null ? null : strictly(body, from, charset);
        if (text == null) {
            text = strictly(body, from, StandardCharsets.UTF_8);
        }
        return text == null ? new String(body, StandardCharsets.ISO_8859_1) : text;
    }

    private static boolean ascii(byte[] body) {
        for (byte b : body) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean wide(@Nullable String charset) {
        return charset != null && charset.regionMatches(true, 0, "UTF-16", 0, 6);
    }

    private static boolean startsWith(byte[] body, byte first, byte second) {
        return body.length >= 2 && body[0] == first && body[1] == second;
    }

    /** The encoding of an XML declaration, which is ASCII in every encoding a unit would use. */
    private static @Nullable String declared(byte[] body) {
        String head = new String(body, 0, Math.min(body.length, 120), StandardCharsets.ISO_8859_1);
        int end = head.indexOf("?>");
        int at = head.indexOf("encoding=");
        if (at < 0 || end < at) {
            return null;
        }
        int from = at + "encoding=".length() + 1;
        int to = head.indexOf(head.charAt(from - 1), from);
        return to < 0 ? null : head.substring(from, to);
    }

    private static @Nullable Charset charset(@Nullable String name) {
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    private static @Nullable String strictly(byte[] body, int from, Charset charset) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(body, from, body.length - from);
            return charset.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
