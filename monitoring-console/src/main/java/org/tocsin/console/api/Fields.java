package org.tocsin.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that somebody sent. Every refusal names the field. Text is trimmed; control characters
 * other than line breaks and tabs are refused, for neither a person nor the store can do anything with them.
 */
final class Fields {
    private final JsonNode node;
    private final String path;

    Fields(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** An object without fields. */
    static Fields none() {
        return new Fields(JsonNodeFactory.instance.objectNode(), "");
    }

    /** A text that must be there, 1 to {@code longest} characters. */
    String text(String name, int longest) {
        String found = optionalText(name, longest);
        if (found == null) {
            throw Problem.field(path + name, "This field is missing.");
        }
        return found;
    }

    /** The text, or null where it is absent, null or blank. */
    @Nullable
    String optionalText(String name, int longest) {
        JsonNode found = node.get(name);
        if (found == null || found.isNull()) {
            return null;
        }
        if (!found.isTextual()) {
            throw Problem.field(path + name, "This field must be a string.");
        }
        return checked(path + name, found.textValue(), longest);
    }

    /** Text in lines as they are, were they indented, without what is blank at its end; null where nothing is left. */
    @Nullable
    String lines(String name, int longest) {
        JsonNode found = node.get(name);
        if (found == null || found.isNull()) {
            return null;
        }
        if (!found.isTextual() || checked(path + name, found.textValue(), longest) == null) {
            throw Problem.field(path + name, "This field must be a text with something in it.");
        }
        return found.textValue().replace("\r\n", "\n").stripTrailing();
    }

    /** One of these words. */
    <T> T oneOf(String name, Map<String, T> words) {
        T found = words.get(text(name, 64));
        if (found == null) {
            throw Problem.field(
                    path + name,
                    "This field must be one of "
                            + words.keySet().stream().sorted().toList() + ".");
        }
        return found;
    }

    @Nullable
    UUID optionalId(String name) {
        String found = optionalText(name, 64);
        try {
            return found == null ? null : UUID.fromString(found);
        } catch (IllegalArgumentException e) {
            throw Problem.field(path + name, "This field must be an id.");
        }
    }

    /** A point in time with its offset (RFC 3339), or null where it is absent. */
    @Nullable
    Instant optionalTime(String name) {
        String found = optionalText(name, 64);
        try {
            return found == null ? null : OffsetDateTime.parse(found).toInstant();
        } catch (DateTimeException e) {
            throw Problem.field(path + name, "A time looks like 2026-03-15T09:30:00Z.");
        }
    }

    /** A day, or null where it is absent. */
    @Nullable
    LocalDate optionalDate(String name) {
        String found = optionalText(name, 64);
        try {
            return found == null ? null : LocalDate.parse(found);
        } catch (DateTimeException e) {
            throw refused(name, "A day looks like 2026-03-15.");
        }
    }

    /** The text; null where it is named and empty; as it was before where it is not named. */
    @Nullable
    String changedText(String name, int longest, @Nullable String before) {
        return names(name) ? optionalText(name, longest) : before;
    }

    /** Why this field is refused. */
    Problem refused(String name, String why) {
        return Problem.field(path + name, why);
    }

    /** True where the field is there, were it null. */
    boolean names(String name) {
        return node.has(name);
    }

    boolean has(String name) {
        JsonNode found = node.get(name);
        return found != null && !found.isNull();
    }

    /** A whole number within these bounds, or null where it is absent. */
    @Nullable
    Integer optionalNumber(String name, int least, int most) {
        JsonNode found = node.get(name);
        if (found == null || found.isNull()) {
            return null;
        }
        if (!found.isInt() || found.intValue() < least || found.intValue() > most) {
            throw Problem.field(path + name, "This field must be a whole number from " + least + " to " + most + ".");
        }
        return found.intValue();
    }

    /** True or false, or this where it is absent. */
    boolean flag(String name, boolean absent) {
        JsonNode found = node.get(name);
        if (found == null || found.isNull()) {
            return absent;
        }
        if (!found.isBoolean()) {
            throw Problem.field(path + name, "This field must be true or false.");
        }
        return found.booleanValue();
    }

    /** The texts, numbers, truth values, lists and objects of an object as they are; empty where it is absent. */
    Map<String, Object> values(String name) {
        JsonNode found = node.get(name);
        return found == null || found.isNull() ? Map.of() : object(name).all();
    }

    private Map<String, Object> all() {
        Map<String, Object> values = new LinkedHashMap<>();
        node.properties().forEach(field -> values.put(field.getKey(), value(path + field.getKey(), field.getValue())));
        return values;
    }

    private static Object value(String at, JsonNode found) {
        if (found.isObject()) {
            return new Fields(found, at + ".").all();
        }
        if (found.isArray()) {
            List<Object> list = new ArrayList<>();
            found.forEach(one -> list.add(value(at + "[" + list.size() + "]", one)));
            return list;
        }
        if (found.isTextual()) {
            return found.textValue();
        }
        if (found.isBoolean()) {
            return found.booleanValue();
        }
        if (found.isIntegralNumber() && found.canConvertToLong()) {
            return found.longValue();
        }
        throw Problem.field(at, "This must be a text, a whole number, true or false.");
    }

    Fields object(String name) {
        Fields found = optionalObject(name);
        if (found == null) {
            throw Problem.field(path + name, "This field is missing.");
        }
        return found;
    }

    /** The object, or null where it is absent. */
    @Nullable
    Fields optionalObject(String name) {
        JsonNode found = node.get(name);
        if (found == null || found.isNull()) {
            return null;
        }
        if (!found.isObject()) {
            throw Problem.field(path + name, "This field must be an object.");
        }
        return new Fields(found, path + name + ".");
    }

    /** The texts of a list, each 1 to {@code longest} characters; empty where it is absent. */
    List<String> texts(String name, int most, int longest) {
        JsonNode found = node.get(name);
        if (found == null || found.isNull()) {
            return List.of();
        }
        if (!found.isArray() || found.size() > most) {
            throw Problem.field(path + name, "This field must be a list of at most " + most + ".");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : found) {
            String at = path + name + "[" + texts.size() + "]";
            String text = one.isTextual() ? checked(at, one.textValue(), longest) : null;
            if (text == null) {
                throw Problem.field(at, "This must be a string.");
            }
            texts.add(text);
        }
        return texts;
    }

    /** The objects of a list; empty where it is absent. */
    List<Fields> objects(String name, int most) {
        JsonNode found = node.get(name);
        if (found == null || found.isNull()) {
            return List.of();
        }
        if (!found.isArray() || found.size() > most) {
            throw Problem.field(path + name, "This field must be a list of at most " + most + ".");
        }
        List<Fields> objects = new ArrayList<>();
        for (JsonNode one : found) {
            String at = path + name + "[" + objects.size() + "]";
            if (!one.isObject()) {
                throw Problem.field(at, "This must be an object.");
            }
            objects.add(new Fields(one, at + "."));
        }
        return objects;
    }

    /** Text as it may be stored, or null where nothing is left of it. */
    static @Nullable String checked(String field, String text, int longest) {
        String trimmed = text.strip();
        if (trimmed.length() > longest) {
            throw Problem.field(field, "At most " + longest + " characters.");
        }
        boolean storable = trimmed.codePoints()
                .allMatch(c -> (c >= 0x20 || c == '\n' || c == '\r' || c == '\t')
                        && c != 0x7f
                        && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
        if (!storable) {
            throw Problem.field(field, "This text has control characters in it.");
        }
        return trimmed.isEmpty() ? null : trimmed;
    }
}
