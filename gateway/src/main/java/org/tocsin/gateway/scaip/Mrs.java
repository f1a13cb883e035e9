package org.tocsin.gateway.scaip;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The application's answer to a request. The same request about the same state of things gives the same bytes, whichever
 * gateway is asked: a unit that repeats itself must not be told two things.
 *
 * @param ref the request's reference, as it came
 * @param status 0 stored; 4 hold, ask again; 2, 3, 7, 10 what is wrong with the request; 5 nobody can be called;
 *     99 refused by rule
 * @param reason status text; null where there is nothing to say
 * @param speech whom to call; null where the request cannot be answered with a call at all
 * @param heartbeat how often to send one; null leaves it to the unit
 */
public record Mrs(
        String ref,
        int status,
        @Nullable String reason,
        @Nullable Speech speech,
        @Nullable Duration heartbeat) {
    static final String MEDIA_TYPE = "application/scaip+xml";

    private static final int LONGEST_HEARTBEAT_MINUTES = 1440;

    /**
     * @param media 0 no voice call, 1 duplex
     * @param handling 0 no call, 1 to 60 call-back within so many minutes, 61 the unit's pre-set receiver, 62 the number
     * @param numbers the addresses to call under 62; more than one only for a unit that takes several
     */
    public record Speech(int media, int handling, List<String> numbers) {
        public static final Speech NONE = new Speech(0, 0, List.of());

        public Speech {
            numbers = List.copyOf(numbers);
        }
    }

    public Mrs(String ref, int status, @Nullable String reason, @Nullable Speech speech) {
        this(ref, status, reason, speech, null);
    }

    /** The same that also asks for a heartbeat. */
    Mrs with(@Nullable Duration wanted) {
        return wanted == null ? this : new Mrs(ref, status, reason, speech, wanted);
    }

    /** {@code hbi}: whole minutes, 1 to 1440, rather too often than too seldom; null leaves it to the unit. */
    public @Nullable Integer heartbeatMinutes() {
        return heartbeat == null
                ? null
                : Math.toIntExact(Math.max(1, Math.min(LONGEST_HEARTBEAT_MINUTES, heartbeat.toMinutes())));
    }

    /** Elements only and no declaration, as real traffic has it. */
    byte[] xml() {
        return xml("mrs");
    }

    /**
     * @param root the name of the outermost element: a dialect has its own
     */
    byte[] xml(String root) {
        StringBuilder xml = new StringBuilder(160);
        xml.append('<').append(root).append('>');
        element(xml, "ref", ref);
        xml.append("<snu>").append(status).append("</snu>");
        if (reason != null) {
            element(xml, "ste", reason);
        }
        if (speech != null) {
            xml.append("<mre>").append(speech.media()).append("</mre>");
            xml.append("<cre>").append(handling(speech.handling())).append("</cre>");
            for (String number : speech.numbers()) {
                element(xml, "tnu", number);
            }
        }
        Integer minutes = heartbeatMinutes();
        if (minutes != null) {
            xml.append("<hbi>").append(minutes.intValue()).append("</hbi>");
        }
        return xml.append("</").append(root).append('>').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Call-back minutes have two digits; "no call" is written as real receivers do, with one. */
    private static String handling(int handling) {
        return handling > 0 && handling < 10 ? "0" + handling : Integer.toString(handling);
    }

    private static void element(StringBuilder xml, String name, String text) {
        xml.append('<').append(name).append('>');
        escape(xml, text);
        xml.append("</").append(name).append('>');
    }

    private static void escape(StringBuilder xml, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                default -> xml.append(c);
            }
        }
    }
}
