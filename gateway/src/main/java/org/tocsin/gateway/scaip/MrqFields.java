package org.tocsin.gateway.scaip;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The elements of a request: which there are, how long they may be, and how their values are made comparable. */
final class MrqFields {
    /** Longer than the patterns that are known, so that an odd value is seen as it was sent. */
    private static final int CODE = 16;

    /** Element → longest value kept. An over-long optional text is cut: an alarm is not refused for its words. */
    private static final Map<String, Integer> LONGEST = Map.ofEntries(
            Map.entry("ref", 64),
            Map.entry("ver", CODE),
            Map.entry("sco", CODE),
            Map.entry("cha", CODE),
            Map.entry("mty", CODE),
            Map.entry("hbo", CODE),
            Map.entry("cid", 64),
            Map.entry("dty", CODE),
            Map.entry("did", 16),
            Map.entry("dco", CODE),
            Map.entry("dte", 32),
            Map.entry("crd", 256),
            Map.entry("stc", CODE),
            Map.entry("stt", 32),
            Map.entry("pri", CODE),
            Map.entry("lco", CODE),
            Map.entry("lva", 2),
            Map.entry("lte", 32),
            Map.entry("ico", CODE),
            Map.entry("ite", 128),
            Map.entry("ame", CODE),
            Map.entry("mreq", CODE),
            Map.entry("geo", 64),
            Map.entry("tim", 64),
            Map.entry("gga", 82));

    /** Digits of the codes that are compared by value: units send {@code 3}, {@code 03} and {@code 0003}. */
    private static final Map<String, Integer> WIDTH = Map.of("dty", 4, "stc", 4, "dco", 3, "lco", 3, "ico", 3);

    /** An address of each kind of call. */
    private static final int MOST_ADDRESSES = 1024;

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private final Map<String, String> values = new HashMap<>(32);
    private final Set<String> cut = new TreeSet<>();
    private boolean overlongMandatory;

    /** Takes an element, unless it is not known here; one that comes twice keeps its first value, except {@code crd}, which may be repeated. */
    void add(String element, String text) {
        // Several addresses are kept side by side, parted by a space: none may have one of its own.
        String value = element.equals("crd") ? WHITE_SPACE.matcher(text).replaceAll("") : text.strip();
        Integer longest = LONGEST.get(element);
        if (value.isEmpty() || longest == null) {
            return;
        }
        if (value.length() > longest) {
            overlongMandatory |= element.equals("ref") || element.equals("cid");
            cut.add(element);
            value = cut(value, longest);
        }
        Integer width = WIDTH.get(element);
        String normal = width == null ? value : padded(value, width);
        if (element.equals("crd")) {
            values.merge(element, normal, (before, more) -> cut(before + " " + more, MOST_ADDRESSES));
        } else {
            values.putIfAbsent(element, normal);
        }
    }

    String text(String element) {
        return values.getOrDefault(element, "");
    }

    /** True when the reference or the unit's id is longer than could be real. */
    boolean overlongMandatory() {
        return overlongMandatory;
    }

    /** The elements whose text was too long and has been cut. */
    Set<String> cut() {
        return Set.copyOf(cut);
    }

    /** Every element by its short name. */
    Map<String, String> body() {
        Map<String, String> body = new HashMap<>(values);
        body.computeIfPresent("mty", (element, type) -> type.toUpperCase(Locale.ROOT));
        return body;
    }

    /** The unit's own time, {@code 2026-03-15T09:41+00:00}; null where there is none or it is no time. */
    @Nullable
    Instant unitTime() {
        String time = text("tim");
        try {
            return time.isEmpty() || time.length() > 25
                    ? null
                    : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String padded(String code, int width) {
        int first = 0;
        for (int i = 0; i < code.length(); i++) {
            if (code.charAt(i) < '0' || code.charAt(i) > '9') {
                return code;
            }
        }
        while (first < code.length() - 1 && code.length() - first > width && code.charAt(first) == '0') {
            first++;
        }
        return "0".repeat(Math.max(0, width - code.length())) + code.substring(first);
    }

    /** Never between the two halves of one character. */
    private static String cut(String value, int longest) {
        if (value.length() <= longest) {
            return value;
        }
        return value.substring(0, Character.isHighSurrogate(value.charAt(longest - 1)) ? longest - 1 : longest);
    }
}
