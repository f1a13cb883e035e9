package org.tocsin.gateway.scaip;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.service.TelecareService;
import org.tocsin.signal.SignalBody;

/**
 * Which reply a stored request gets. Heartbeats, resets, cancels and units without speech are told not to call; an
 * alarm that can speak is told whom to call, so that a person in distress is heard.
 */
public final class MrsDecision {
    /** Whoever is not on file belongs to no service: it calls the receiver it was set up with. */
    public static final TelecareService.Speech STRANGER = new TelecareService.Speech(61, null);

    private static final int ITS_OWN_RECEIVER = 61;
    private static final int THE_NUMBER = 62;
    private static final int DUPLEX = 1;
    private static final String CANCEL = "0019";
    /** Reset, information, heartbeat. A type nobody knows is an alarm, and whoever raised it must be heard. */
    private static final Set<String> SILENT = Set.of("RE", "IN", "PI");

    private static final Set<String> TELEPHONE = Set.of("gsm", "tel");

    private MrsDecision() {}

    static Mrs decide(Mrq request, TelecareService.Speech speech) {
        if (request instanceof Mrq.Broken broken) {
            return new Mrs(broken.ref(), broken.status(), broken.reason(), null);
        }
        Mrq.Read read = (Mrq.Read) request;
        if (!read.regular()) {
            return new Mrs(read.ref(), 3, "ref: letters and digits only", null);
        }
        return accept(read.ref(), read.body(), speech);
    }

    /** The reply to a request that was understood and stored, whichever protocol carried it. */
    public static Mrs accept(String ref, SignalBody body, TelecareService.Speech speech) {
        String scheme = wantedScheme(body);
        if (scheme == null) {
            return new Mrs(ref, 0, null, Mrs.Speech.NONE);
        }
        String number = speech.number();
        if (speech.reply() != THE_NUMBER || number == null) {
            return new Mrs(ref, 0, null, new Mrs.Speech(DUPLEX, ITS_OWN_RECEIVER, null));
        }
        String callable = callable(number, scheme);
        return callable == null
                ? new Mrs(ref, 5, "no number for " + scheme, Mrs.Speech.NONE)
                : new Mrs(ref, 0, null, new Mrs.Speech(DUPLEX, THE_NUMBER, callable));
    }

    /** The kind of call the unit can make, by its first address; null where no call is wanted. */
    private static @Nullable String wantedScheme(SignalBody body) {
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

    /**
     * The number in the scheme the unit speaks; null where it has none. Cellular and fixed line call the same telephone
     * number and differ in the way out only.
     */
    private static @Nullable String callable(String number, String wanted) {
        String own = scheme(number);
        if (own.equals(wanted)) {
            return number;
        }
        boolean telephone = TELEPHONE.contains(own) && TELEPHONE.contains(wanted);
        return telephone ? wanted + number.substring(own.length()) : null;
    }

    private static String scheme(String address) {
        int colon = address.indexOf(':');
        return (colon < 0 ? "sip" : address.substring(0, colon)).toLowerCase(Locale.ROOT);
    }
}
