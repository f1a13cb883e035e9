package org.tocsin.simulator.conformance.sip;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.simulator.scaip.SipMessage;

/**
 * A SCAIP reply as it came.
 *
 * @param ref the reference, byte for byte
 * @param body the whole text
 * @param message what it came in
 */
record Mrs(String ref, int snu, String body, SipMessage message) {
    private static final Pattern REF = Pattern.compile("<ref>([^<]*)</ref>");
    private static final Pattern SNU = Pattern.compile("<snu>\\s*([0-9]{1,5})\\s*</snu>");

    static Optional<Mrs> read(SipMessage message) {
        String body = new String(message.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        Matcher ref = REF.matcher(body);
        Matcher snu = SNU.matcher(body);
        if (!body.contains("<mrs>") || !ref.find() || !snu.find()) {
            return Optional.empty();
        }
        return Optional.of(new Mrs(ref.group(1), Integer.parseInt(snu.group(1)), body, message));
    }

    /** An element's text, or an empty one. */
    String text(String element) {
        Matcher matcher =
                Pattern.compile("<" + element + ">([^<]*)</" + element + ">").matcher(body);
        return matcher.find() ? matcher.group(1).strip() : "";
    }

    /** The kind of speech asked for; 0 for none. */
    int mre() {
        String text = text("mre");
        return text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : 0;
    }

    /** Who shall be called, {@code 61} where it is not said. */
    String cre() {
        String text = text("cre");
        return text.isEmpty() ? "61" : text;
    }

    String tnu() {
        return text("tnu");
    }

    String inShort() {
        return "snu " + snu + ", mre " + mre() + (tnu().isEmpty() ? "" : ", tnu " + tnu())
                + (text("ste").isEmpty() ? "" : ", \"" + text("ste") + "\"");
    }
}
