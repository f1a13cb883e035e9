package org.tocsin.gateway.sip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a REGISTER asks for (RFC 3261 §10.2): the first contact of several, since one unit has one place.
 *
 * @param uri empty where the unit only asks what is registered
 * @param host the host of the URI where it is an IPv4 address; null where it is a name
 * @param port the port of the URI; 5060, or 5061 for TLS, where it names none
 * @param seconds how long it shall hold, at most {@link #LONGEST_SECONDS}; 0 takes it back
 */
public record SipContact(String uri, @Nullable String host, int port, SipFlow.Transport transport, int seconds) {
    /** An hour: whoever moves house is found again soon. */
    public static final int LONGEST_SECONDS = 3600;

    private static final int LONGEST_URI = 256;

    /** True where nothing is to be changed. */
    public boolean asksOnly() {
        return uri.isEmpty() && seconds != 0;
    }

    /** True where it could stand in the first line of a request, and is short enough to be kept. */
    public boolean usable() {
        return uri.length() <= LONGEST_URI
                && uri.regionMatches(true, 0, "sip", 0, 3)
                && uri.chars().allMatch(c -> c > ' ' && c <= '~' && c != '<' && c != '>' && c != '"');
    }

    /** Reads the Contact and Expires fields of a REGISTER. */
    public static SipContact of(SipRequest request) {
        String field = request.headers().text(HeaderName.CONTACT);
        if (field.isEmpty()) {
            return new SipContact("", null, 0, SipFlow.Transport.UDP, LONGEST_SECONDS);
        }
        if (field.strip().equals("*")) {
            return new SipContact("", null, 0, SipFlow.Transport.UDP, 0);
        }
        String uri = SipAddress.uri(field);
        SipFlow.Transport transport = transport(uri);
        String host = SipAddress.host(uri);
        return new SipContact(
                uri, isAddress(host) ? host : null, port(uri, transport), transport, seconds(request, field));
    }

    private static SipFlow.Transport transport(String uri) {
        String lower = uri.toLowerCase(Locale.ROOT);
        if (lower.startsWith("sips:") || lower.contains(";transport=tls")) {
            return SipFlow.Transport.TLS;
        }
        return lower.contains(";transport=tcp") ? SipFlow.Transport.TCP : SipFlow.Transport.UDP;
    }

    private static boolean isAddress(String host) {
        String[] parts = host.split("\\.", -1);
        for (String part : parts) {
            int value = part.isEmpty() || part.length() > 3 ? -1 : SipCodec.number(part, 0, part.length());
            if (value < 0 || value > 255) {
                return false;
            }
        }
        return parts.length == 4;
    }

    private static int port(String uri, SipFlow.Transport transport) {
        int usual = transport == SipFlow.Transport.TLS ? 5061 : 5060;
        int at = uri.indexOf(SipAddress.host(uri), Math.max(uri.indexOf('@'), uri.indexOf(':')) + 1);
        int colon = at + SipAddress.host(uri).length();
        if (at < 0 || colon >= uri.length() || uri.charAt(colon) != ':') {
            return usual;
        }
        int end = colon + 1;
        while (end < uri.length() && Character.isDigit(uri.charAt(end))) {
            end++;
        }
        int port = SipCodec.number(uri, colon + 1, end);
        return port > 0 && port <= 65_535 ? port : usual;
    }

    private static int seconds(SipRequest request, String field) {
        int wanted = parameter(field);
        if (wanted < 0) {
            String expires = request.headers().text(HeaderName.EXPIRES);
            wanted = SipCodec.number(expires, 0, expires.length());
        }
        return wanted < 0 ? LONGEST_SECONDS : Math.min(wanted, LONGEST_SECONDS);
    }

    private static int parameter(String field) {
        int at = field.toLowerCase(Locale.ROOT).indexOf(";expires=");
        if (at < 0) {
            return -1;
        }
        int from = at + ";expires=".length();
        int to = from;
        while (to < field.length() && Character.isDigit(field.charAt(to))) {
            to++;
        }
        return SipCodec.number(field, from, to);
    }
}
