package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.sip.SipFrame.Malformed;

/**
 * Reads one SIP message (RFC 3261 §7, §25) and forgives what real units get wrong: compact names, any order, lines
 * ending in LF only, folded lines, no tag, a wrong Content-Length over UDP. Never throws for what a sender wrote.
 */
final class SipCodec {
    /** More than any unit sends and less than a flood needs. */
    static final int MAX_HEADERS = 100;

    static final int MAX_LINE = 8 * 1024;
    static final int MAX_HEAD = 16 * 1024;

    private static final String VERSION = "SIP/2.0";
    private static final int PROTOCOL_LENGTH = "SIP/".length();
    /** RFC 3261 §25.1: what a token may hold besides letters and digits. */
    private static final String TOKEN = "-.!%*_+`'~";

    private final byte[] bytes;
    private final int end;
    private final SipHeaders headers = new SipHeaders();
    private int at;
    private String method = "";

    private SipCodec(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Reads the message between these two positions: a whole datagram, or one message of a stream. */
    static SipFrame parse(byte[] bytes, int from, int to) {
        return new SipCodec(bytes, from, to).frame();
    }

    private SipFrame frame() {
        skipEmptyLines();
        int lineEnd = endOfLine(at);
        if (lineEnd - at > MAX_LINE || lineEnd == at) {
            return malformed("no first line");
        }
        String start = new String(bytes, at, lineEnd - at, ISO_8859_1).strip();
        at = nextLine(lineEnd);
        int firstSpace = start.indexOf(' ');
        int lastSpace = start.lastIndexOf(' ');
        boolean response = start.regionMatches(true, 0, VERSION + " ", 0, VERSION.length() + 1);
        boolean request = !response && firstSpace > 0 && lastSpace > firstSpace && endsWithProtocol(start, lastSpace);
        if (request && token(start.substring(0, firstSpace))) {
            method = start.substring(0, firstSpace);
        }
        String fault = readHeaders();
        if (fault != null) {
            return malformed(fault);
        }
        if (response) {
            int status = number(start, firstSpace + 1, Math.min(start.length(), firstSpace + 4));
            return status < 100 ? malformed("no status") : new SipResponse(status, headers);
        }
        if (method.isEmpty()) {
            return malformed("not a SIP first line");
        }
        if (!start.substring(lastSpace + 1).equalsIgnoreCase(VERSION)) {
            return new Malformed("another version of SIP", method, headers, SipReply.OTHER_VERSION);
        }
        if (!headers.complete()) {
            return malformed("Via, From, To, Call-ID or CSeq missing");
        }
        if (!sequenceFits()) {
            return malformed("CSeq is no number, or names another method");
        }
        return new SipRequest(method, start.substring(firstSpace + 1, lastSpace).strip(), headers, body());
    }

    private @Nullable String readHeaders() {
        int first = at;
        int count = 0;
        while (at < end) {
            int lineEnd = endOfLine(at);
            if (lineEnd == at) {
                at = nextLine(lineEnd);
                return null;
            }
            if (++count > MAX_HEADERS || lineEnd - at > MAX_LINE || lineEnd - first > MAX_HEAD) {
                return "header too long";
            }
            String fault = readHeader(lineEnd);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable String readHeader(int firstEnd) {
        int lineEnd = firstEnd;
        int colon = at;
        while (colon < lineEnd && bytes[colon] != ':') {
            colon++;
        }
        int nameEnd = colon;
        while (nameEnd > at && blank(bytes[nameEnd - 1])) {
            nameEnd--;
        }
        HeaderName name = nameEnd == at ? null : HeaderName.of(bytes, at, nameEnd);
        String value = colon == lineEnd ? "" : text(colon + 1, lineEnd);
        at = nextLine(lineEnd);
        while (at < end && blank(bytes[at])) {
            lineEnd = endOfLine(at);
            if (value.length() + lineEnd - at > MAX_LINE) {
                return "header too long";
            }
            value = (value + " " + text(at, lineEnd)).strip();
            at = nextLine(lineEnd);
        }
        if (colon == firstEnd || name == null) {
            return null; // not a field, or one that is not read here
        }
        if (value.indexOf('\r') >= 0 || value.indexOf('\0') >= 0) {
            return "control character in a header";
        }
        headers.add(name, value);
        return null;
    }

    /** RFC 3261 §18.3: what is behind Content-Length is not of this message; without one, all of the datagram is. */
    private byte[] body() {
        String length = headers.text(HeaderName.CONTENT_LENGTH);
        int stated = number(length, 0, length.length());
        int available = end - at;
        return Arrays.copyOfRange(bytes, at, at + (stated < 0 ? available : Math.min(stated, available)));
    }

    /** RFC 3261 §8.1.1.5: below 2**31, and the same method as the first line where it names one. */
    private boolean sequenceFits() {
        String sequence = headers.text(HeaderName.CSEQ);
        int digits = 0;
        while (digits < sequence.length() && sequence.charAt(digits) >= '0' && sequence.charAt(digits) <= '9') {
            digits++;
        }
        boolean number = digits > 0 && digits <= 10 && Long.parseLong(sequence.substring(0, digits)) < 1L << 31;
        String named = sequence.substring(Math.min(digits, sequence.length())).strip();
        return number && (named.isEmpty() || named.equalsIgnoreCase(method));
    }

    private Malformed malformed(String reason) {
        return new Malformed(reason, method, headers, SipReply.BAD_REQUEST);
    }

    private void skipEmptyLines() {
        while (at < end && (bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
    }

    /** Where the text of the line ends: before its CR LF or LF, or at the end of the message. */
    private int endOfLine(int from) {
        int lf = from;
        while (lf < end && bytes[lf] != '\n') {
            lf++;
        }
        return lf > from && lf < end && bytes[lf - 1] == '\r' ? lf - 1 : lf;
    }

    private int nextLine(int lineEnd) {
        int next = lineEnd;
        if (next < end && bytes[next] == '\r') {
            next++;
        }
        return next < end ? next + 1 : end;
    }

    private String text(int from, int to) {
        int first = from;
        int last = to;
        while (first < last && blank(bytes[first])) {
            first++;
        }
        while (last > first && blank(bytes[last - 1])) {
            last--;
        }
        return new String(bytes, first, last - first, ISO_8859_1);
    }

    private static boolean endsWithProtocol(String start, int lastSpace) {
        return start.regionMatches(true, lastSpace + 1, VERSION, 0, PROTOCOL_LENGTH);
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean token(String method) {
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            boolean letterOrDigit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && TOKEN.indexOf(c) < 0) {
                return false;
            }
        }
        return !method.isEmpty() && method.length() <= 64;
    }

    /** The decimal number between two positions; -1 where it is none, or over 999,999,999. */
    static int number(String text, int from, int to) {
        int number = 0;
        if (to <= from || to - from > 9) {
            return -1;
        }
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
