package org.tocsin.readiness;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.TreeMap;

/** A line of an export: a JSON object written canonically, to the byte. */
final class SealedLine {
    private static final HexFormat HEX = HexFormat.of();

    private final JsonObject json;

    private SealedLine(JsonObject json) {
        this.json = json;
    }

    JsonObject json() {
        return json;
    }

    /**
     * @throws Altered when these bytes are not what {@link CanonicalJson} writes
     */
    static SealedLine of(byte[] bytes) throws Altered {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonObject json = new JsonObject(text);
            if (!CanonicalJson.write(json.getMap()).equals(text)) {
                throw new Altered("is not written canonically");
            }
            return new SealedLine(json);
        } catch (CharacterCodingException | DecodeException | IllegalArgumentException e) {
            throw new Altered("cannot be read");
        }
    }

    String text(String name) throws Altered {
        if (json.getValue(name) instanceof String text) {
            return text;
        }
        throw new Altered("has no " + name);
    }

    long number(String name) throws Altered {
        Object value = json.getValue(name);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw new Altered("has no " + name);
    }

    SealedLine object(String name) throws Altered {
        if (json.getValue(name) instanceof JsonObject object) {
            return new SealedLine(object);
        }
        throw new Altered("has no " + name);
    }

    boolean has(String name) {
        return json.getValue(name) != null;
    }

    byte[] bytes(String name) throws Altered {
        try {
            byte[] bytes = HEX.parseHex(text(name));
            if (HEX.formatHex(bytes).equals(text(name))) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // no digits at all: the same answer
        }
        throw new Altered("has no " + name);
    }

    /** As it is hashed and signed. */
    byte[] canonical() {
        return CanonicalJson.write(json.getMap()).getBytes(StandardCharsets.UTF_8);
    }

    /** The same without this member. */
    SealedLine without(String name) {
        JsonObject copy = new JsonObject(new TreeMap<>(json.getMap()));
        copy.remove(name);
        return new SealedLine(copy);
    }

    /** What is wrong with it, to follow "line 3". */
    static final class Altered extends Exception {
        private final String what;

        Altered(String what) {
            super(what, null, false, false);
            this.what = what;
        }

        String what() {
            return what;
        }
    }
}
