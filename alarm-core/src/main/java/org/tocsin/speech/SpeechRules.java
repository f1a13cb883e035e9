package org.tocsin.speech;

import java.util.List;
import java.util.Locale;
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

    private SpeechRules() {}

    /** The instruction where nothing but the signal and the service's settings is known. */
    public static SpeechInstruction usual(SignalBody body, TelecareService.Speech speech) {
        String scheme = wantedScheme(body);
        if (scheme == null) {
            return new SpeechInstruction.NoCall();
        }
        if (wantsCallBack(body)) {
            return new SpeechInstruction.CallBack(CALL_BACK_MINUTES);
        }
        String number = speech.number();
        if (speech.reply() != THE_NUMBER || number == null) {
            return new SpeechInstruction.CallOwnReceiver();
        }
        String callable = callable(number, scheme);
        return callable == null
                ? new SpeechInstruction.NotCallable(scheme)
                : new SpeechInstruction.CallNumbers(List.of(callable));
    }

    /** The kind of call the unit can make, by its first address; null where no call is wanted. */
    static @Nullable String wantedScheme(SignalBody body) {
        boolean noMedia = "4".equals(body.get("mreq"));
        if (SILENT.contains(body.messageType()) || noMedia || body.statusCode().equals(CANCEL)) {
            return null;
        }
        for (String address : body.callBackAddresses()) {
            String scheme = scheme(address);
            if (!scheme.equals("no-voice")) {
                return scheme;
            }
        }
        return null;
    }

    /** Call handling 1: the unit places no call and waits to be called. Without an address it cannot be, and must call. */
    private static boolean wantsCallBack(SignalBody body) {
        return "1".equals(body.get("cha")) && body.callBackAddresses().stream().anyMatch(SpeechRules::namesSomebody);
    }

    /** More than a bare scheme, which says what kind of call it would be and not to whom. */
    static boolean namesSomebody(String address) {
        int colon = address.indexOf(':');
        String rest = address.substring(colon + 1);
        return !scheme(address).equals("no-voice") && !rest.isEmpty() && !rest.equals("+");
    }

    /**
     * The number in the scheme the unit speaks; null where it has none. Cellular and fixed line call the same telephone
     * number and differ in the way out only.
     */
    static @Nullable String callable(String number, String wanted) {
        String own = scheme(number);
        if (own.equals(wanted)) {
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
