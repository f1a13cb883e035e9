package org.tocsin.signal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Pattern;

/** A message's codes in an operator's words. A code without words is shown as its number, never hidden. */
public final class CodeWords {
    private static final Properties WORDS = load();
    private static final int LONGEST_TEXT = 64;
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}+");

    private CodeWords() {}

    /** What sounded and where: "Pendant, kitchen", "Smoke detector, battery low, hall", "Pendant (Mum's), kitchen". */
    public static String trigger(SignalKind kind, SignalBody body) {
        if (kind == SignalKind.UNREADABLE) {
            // Where the gateway knows more than that, it says so in the information text.
            String known = body.get("ite");
            return known == null ? "Message that could not be read" : shown(known);
        }
        StringBuilder words = new StringBuilder(device(body.deviceType()));
        String own = body.get("dte");
        if (own != null && !own.isBlank() && !shown(own).equalsIgnoreCase(words.toString())) {
            words.append(" (").append(shown(own)).append(')');
        }
        if (!body.statusCode().equals("0010") && !body.statusCode().equals("0009")) {
            words.append(", ").append(status(body.statusCode()));
        }
        String place = place(body);
        if (!place.isEmpty()) {
            words.append(", ").append(place);
        }
        words.setCharAt(0, Character.toUpperCase(words.charAt(0)));
        return words.toString();
    }

    /** The device type in words. */
    public static String device(String deviceType) {
        return WORDS.getProperty("dty." + deviceType, "device type " + deviceType);
    }

    /** The status code in words. */
    public static String status(String statusCode) {
        return WORDS.getProperty("stc." + statusCode, "status " + statusCode);
    }

    /**
     * Where in the home; the unit's own text comes before the coded room. A position it has measured stands behind
     * either. Empty when it said nothing of all this.
     */
    public static String place(SignalBody body) {
        String room = room(body);
        Position position = Position.of(body);
        if (position == null) {
            return room;
        }
        return room.isEmpty() ? "at " + position.words() : room + " at " + position.words();
    }

    private static String room(SignalBody body) {
        String text = body.get("lte");
        if (text != null && !text.isBlank()) {
            return shown(text);
        }
        String code = body.get("lco");
        if (code == null || code.equals("000") || code.equals("001")) {
            return "";
        }
        String room = WORDS.getProperty("lco." + code, "place " + code);
        String value = body.get("lva");
        return value == null ? room : room + " " + value;
    }

    private static String shown(String text) {
        String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        return UNPRINTABLE.matcher(cut).replaceAll(" ").strip();
    }

    private static Properties load() {
        try (InputStream file = CodeWords.class.getResourceAsStream("codes.properties")) {
            Properties words = new Properties();
            if (file != null) {
                words.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
