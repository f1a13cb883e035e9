package org.tocsin.speech;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses that can be called: {@code sip:user@host}, {@code tel:+44…}, {@code gsm:+44…}. */
public final class CallAddress {
    /** Stands in a service's number for a word of each signal's own. */
    static final String TOKEN = "TOKEN";

    private static final int MOST = 4;
    private static final Pattern ADDRESS = Pattern.compile(
            "sips?:[A-Za-z0-9_.!~*'()&=+$,;?/%-]{1,96}@[A-Za-z0-9.:\\[\\]-]{1,120}(;[A-Za-z0-9=.-]{1,30})?"
                    + "|(tel|gsm):\\+?[0-9]{2,20}");
    /** Cellular and fixed line call the same telephone number and differ in the way out only. */
    private static final Set<String> TELEPHONE = Set.of("gsm", "tel");
    /** Through a server, encrypted, and straight from unit to unit: one address serves all. */
    private static final Set<String> SIP = Set.of("sip", "sips", "sip-pp");

    private CallAddress() {}

    /**
     * What is wrong with these addresses, a sentence for whoever typed them; null when nothing is.
     *
     * @param addresses at most four, a space between
     * @param template whether {@code TOKEN} may stand in one
     */
    public static @Nullable String fault(String addresses, boolean template) {
        List<String> all = all(addresses);
        if (all.isEmpty() || all.size() > MOST) {
            return "Give one to four addresses, a space between.";
        }
        for (String address : all) {
            if (!ADDRESS.matcher(address).matches()) {
                return "An address is sip:user@host, tel:+441632960001 or gsm:+441632960001.";
            }
            boolean token = address.contains(TOKEN);
            if (token && (!template || !address.startsWith("sip") || address.indexOf(TOKEN) > address.indexOf('@'))) {
                return "TOKEN may stand only in the user of the speech number's sip address.";
            }
        }
        return null;
    }

    /** Each of them. */
    static List<String> all(String addresses) {
        return Arrays.stream(addresses.strip().split("\\s+"))
                .filter(address -> !address.isEmpty())
                .toList();
    }

    /** The same address in the scheme a unit speaks; null where there is no such. The kinds of SIP call the same address. */
    static @Nullable String in(String scheme, String address) {
        String own = scheme(address);
        if (own.equals(scheme) || (SIP.contains(own) && SIP.contains(scheme))) {
            return address;
        }
        boolean telephone = TELEPHONE.contains(own) && TELEPHONE.contains(scheme);
        return telephone ? scheme + address.substring(own.length()) : null;
    }

    /** {@code sip} where none is written. */
    static String scheme(String address) {
        int colon = address.indexOf(':');
        return (colon < 0 ? "sip" : address.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    /** More than a bare scheme, which says what kind of call it would be and not to whom. */
    static boolean namesSomebody(String address) {
        String rest = address.substring(address.indexOf(':') + 1);
        return !scheme(address).equals("no-voice") && !rest.isEmpty() && !rest.equals("+");
    }
}
