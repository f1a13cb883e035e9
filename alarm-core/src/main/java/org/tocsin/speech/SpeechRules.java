package org.tocsin.speech;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.service.TelecareService;
import org.tocsin.signal.SignalBody;

/**
 * Whom a unit is told to call, by what it sent and what its service has set. Heartbeats, resets, cancels and units
 * without speech are told not to call; an alarm that can speak is told whom to call, so that a person in distress is
 * heard. Pure.
 */
public final class SpeechRules {
    /** Whoever is not on file belongs to no service: it calls the receiver it was set up with. */
    public static final TelecareService.Speech STRANGER = new TelecareService.Speech(61, null);

    /** How long a unit that asked to be called shall answer by itself. */
    static final int CALL_BACK_MINUTES = 30;

    private static final int THE_NUMBER = 62;
    private static final String CANCEL = "0019";
    /** Reset, information, heartbeat. A type nobody knows is an alarm, and whoever raised it must be heard. */
    private static final Set<String> SILENT = Set.of("RE", "IN", "PI");

    private static final Set<String> TELEPHONE = Set.of("gsm", "tel");
    /** Through a server, encrypted, and straight from unit to unit: one address serves all. */
    private static final Set<String> SIP = Set.of("sip", "sips", "sip-pp");

    private SpeechRules() {}

    /**
     * The instruction where nothing but the signal and the service's settings is known.
     *
     * @param severalNumbers whether the unit understands a reply with more than one number
     */
    public static SpeechInstruction usual(SignalBody body, TelecareService.Speech speech, boolean severalNumbers) {
        List<String> schemes = wantedSchemes(body);
        if (schemes.isEmpty()) {
            return new SpeechInstruction.NoCall();
        }
        if (wantsCallBack(body)) {
            return new SpeechInstruction.CallBack(CALL_BACK_MINUTES);
        }
        String number = speech.number();
        if (speech.reply() != THE_NUMBER || number == null) {
            return new SpeechInstruction.CallOwnReceiver();
        }
        List<String> callable = schemes.stream()
                .map(scheme -> callable(number, scheme))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (callable.isEmpty()) {
            return new SpeechInstruction.NotCallable(String.join(", ", schemes));
        }
        return new SpeechInstruction.CallNumbers(severalNumbers ? callable : callable.subList(0, 1));
    }

    /** The kinds of call the unit can make, by its addresses, best first; empty where no call is wanted. */
    static List<String> wantedSchemes(SignalBody body) {
        if (SILENT.contains(body.messageType())
                || says(body, "mreq", 4)
                || body.statusCode().equals(CANCEL)) {
            return List.of();
        }
        return body.callBackAddresses().stream()
                .map(SpeechRules::scheme)
                .filter(scheme -> !scheme.equals("no-voice"))
                .distinct()
                .toList();
    }

    /** Call handling 1: the unit places no call and waits to be called. Without an address it cannot be, and must call. */
    private static boolean wantsCallBack(SignalBody body) {
        return says(body, "cha", 1) && body.callBackAddresses().stream().anyMatch(SpeechRules::namesSomebody);
    }

    /** Compared by value: units write {@code 4}, {@code 04} and {@code 004}. */
    private static boolean says(SignalBody body, String element, int value) {
        String text = body.get(element);
        return text != null && text.matches("0*" + value);
    }

    /** More than a bare scheme, which says what kind of call it would be and not to whom. */
    static boolean namesSomebody(String address) {
        int colon = address.indexOf(':');
        String rest = address.substring(colon + 1);
        return !scheme(address).equals("no-voice") && !rest.isEmpty() && !rest.equals("+");
    }

    /**
     * The number in the scheme the unit speaks; null where it has none. Cellular and fixed line call the same telephone
     * number and differ in the way out only; the kinds of SIP call the same address.
     */
    static @Nullable String callable(String number, String wanted) {
        String own = scheme(number);
        if (own.equals(wanted) || (SIP.contains(own) && SIP.contains(wanted))) {
            return number;
        }
        boolean telephone = TELEPHONE.contains(own) && TELEPHONE.contains(wanted);
        return telephone ? wanted + number.substring(own.length()) : null;
    }

    static String scheme(String address) {
        int colon = address.indexOf(':');
        return (colon < 0 ? "sip" : address.substring(0, colon)).toLowerCase(Locale.ROOT);
    }
}
