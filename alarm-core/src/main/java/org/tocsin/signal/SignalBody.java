package org.tocsin.signal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the message said, in SCAIP's vocabulary (SCAIP as spoken by open implementations), whichever protocol carried it.
 * Codes are normalised: trimmed and zero-padded ({@code dty}, {@code stc} four digits; {@code dco}, {@code lco},
 * {@code ico} three); an unknown code is kept as it is. Absent means the protocol's default.
 *
 * @param values every element by its short name, normalised text; repeated elements joined by a space
 * @param unitTime the unit's own time, when it sent one
 */
public record SignalBody(
        Map<String, String> values, @Nullable Instant unitTime) {
    /** Nothing could be read. */
    public static final SignalBody EMPTY = new SignalBody(Map.of(), null);

    public SignalBody {
        values = Map.copyOf(values);
    }

    /** The element's text, or null when the message did not carry it. */
    public @Nullable String get(String element) {
        return values.get(element);
    }

    /** Message type: ME, RE, IN or PI; ME when absent. */
    public String messageType() {
        return values.getOrDefault("mty", "ME");
    }

    /** Device type, four digits; empty when absent. */
    public String deviceType() {
        return values.getOrDefault("dty", "");
    }

    /** Status code, four digits; 0010 (manual alarm) when absent. */
    public String statusCode() {
        return values.getOrDefault("stc", "0010");
    }

    /** Call-back addresses, best first; {@code sip:} when absent. */
    public List<String> callBackAddresses() {
        return List.of(values.getOrDefault("crd", "sip:").split(" "));
    }
}
