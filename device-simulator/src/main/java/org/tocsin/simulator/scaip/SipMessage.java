package org.tocsin.simulator.scaip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A SIP message as a unit reads it: start line, headers by their long lower-case name, body. */
public record SipMessage(String startLine, Map<String, List<String>> headers, String body) {
    private static final Map<String, String> LONG_NAMES =
            Map.of("v", "via", "f", "from", "t", "to", "i", "call-id", "l", "content-length", "c", "content-type");

    /** Reads one whole message; empty where it is none. */
    public static Optional<SipMessage> read(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return Optional.empty();
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        if (!lines[0].startsWith("SIP/2.0 ") && !lines[0].endsWith(" SIP/2.0")) {
            return Optional.empty();
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                return Optional.empty();
            }
            String name = lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT);
            headers.computeIfAbsent(LONG_NAMES.getOrDefault(name, name), n -> new ArrayList<>(2))
                    .add(lines[i].substring(colon + 1).strip());
        }
        return Optional.of(new SipMessage(lines[0], headers, text.substring(end + 4)));
    }

    public boolean isResponse() {
        return startLine.startsWith("SIP/2.0 ");
    }

    /** The status of a response; 0 where it cannot be read. */
    public int status() {
        try {
            return Integer.parseInt(startLine.substring(8, Math.min(11, startLine.length())));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The method of a request. */
    public String method() {
        int space = startLine.indexOf(' ');
        return space < 0 ? startLine : startLine.substring(0, space);
    }

    /** The first header of that name, or an empty text. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? "" : values.get(0);
    }

    public List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The branch of the topmost Via: which of our transactions a response answers. */
    public String branch() {
        String via = header("via");
        int at = via.indexOf(";branch=");
        if (at < 0) {
            return "";
        }
        int from = at + ";branch=".length();
        int to = from;
        while (to < via.length() && ";, \t".indexOf(via.charAt(to)) < 0) {
            to++;
        }
        return via.substring(from, to);
    }

    /** Seconds the platform asks to wait, or 0. */
    public long retryAfterSeconds() {
        String digits = header("retry-after").replaceFirst("[^0-9].*$", "");
        return digits.isEmpty() || digits.length() > 6 ? 0 : Long.parseLong(digits);
    }
}
