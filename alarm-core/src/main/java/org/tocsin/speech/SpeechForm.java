package org.tocsin.speech;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.service.TelecareService.SpeechWaits;

/**
 * Who is called for speech, as a manager or a program fills it in. Whatever is null takes its usual value.
 *
 * @param number whom a unit calls; none: its own pre-set receiver
 */
public record SpeechForm(
        @Nullable String number,
        @Nullable String overflowNumber,
        @Nullable String queueNumber,
        boolean callsReported,
        @Nullable Integer holdSeconds,
        @Nullable Integer speechSeconds) {
    public static final int LONGEST = 600;
    public static final int LEAST_HOLD = 10;
    public static final int MOST_HOLD = 1_800;
    public static final int LEAST_SPEECH = 15;
    public static final int MOST_SPEECH = 600;

    private static final int OWN_RECEIVER = 61;
    private static final int THE_NUMBER = 62;

    /** What cannot be, by the name it has for programs, each a sentence; empty where nothing is wrong. */
    public Map<String, String> wrong() {
        Map<String, String> wrong = new LinkedHashMap<>();
        address(wrong, "number", number, true);
        address(wrong, "overflowNumber", overflowNumber, false);
        address(wrong, "defaultQueueNumber", queueNumber, false);
        seconds(wrong, "holdSeconds", holdSeconds, LEAST_HOLD, MOST_HOLD);
        seconds(wrong, "speechWithinSeconds", speechSeconds, LEAST_SPEECH, MOST_SPEECH);
        return wrong;
    }

    /** As it is kept; only where nothing is {@link #wrong}. */
    public Speech speech() {
        SpeechWaits usual = SpeechWaits.USUAL;
        return new Speech(
                number == null ? OWN_RECEIVER : THE_NUMBER,
                number,
                overflowNumber,
                queueNumber,
                callsReported,
                new SpeechWaits(
                        holdSeconds == null ? usual.hold() : Duration.ofSeconds(holdSeconds),
                        speechSeconds == null ? usual.speech() : Duration.ofSeconds(speechSeconds)));
    }

    private static void address(Map<String, String> wrong, String name, @Nullable String value, boolean template) {
        String fault = value == null
                ? null
                : value.length() > LONGEST ? "At most " + LONGEST + " characters." : CallAddress.fault(value, template);
        if (fault != null) {
            wrong.put(name, fault);
        }
    }

    private static void seconds(Map<String, String> wrong, String name, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            wrong.put(name, "From " + least + " to " + most + " seconds.");
        }
    }
}
