package org.tocsin.readiness;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One way, and only one, to write a value as JSON (RFC 8785, without fractions): members sorted by their names' UTF-16
 * units, nothing between the tokens, the shortest escapes. What is signed must be the same bytes everywhere.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    /**
     * Objects as maps with texts as keys, lists, texts, whole numbers, truth values and null.
     *
     * @throws IllegalArgumentException for anything else
     */
    static String write(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value);
        return text.toString();
    }

    private static void write(StringBuilder text, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            object(text, map);
        } else if (value instanceof List<?> list) {
            array(text, list);
        } else if (value instanceof String string) {
            string(text, string);
        } else if (value == null || value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            text.append(value);
        } else {
            throw new IllegalArgumentException(
                    "not written canonically: " + value.getClass().getName());
        }
    }

    private static void object(StringBuilder text, Map<?, ?> map) {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((name, value) -> sorted.put((String) name, value));
        text.append('{');
        String comma = "";
        for (Map.Entry<String, @Nullable Object> member : sorted.entrySet()) {
            text.append(comma);
            string(text, member.getKey());
            text.append(':');
            write(text, member.getValue());
            comma = ",";
        }
        text.append('}');
    }

    private static void array(StringBuilder text, List<?> list) {
        text.append('[');
        for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
            write(text, each.next());
            if (each.hasNext()) {
                text.append(',');
            }
        }
        text.append(']');
    }

    private static void string(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (c < 0x20) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
