package org.tocsin.gateway.sip;

import java.util.Locale;

/** Reads the parts of {@code "Name" <sip:user@host:port;transport=tcp>;tag=x} and of bare URIs, without a regex. */
final class SipAddress {
    private SipAddress() {}

    /** The URI inside an address field: what stands between the angle brackets, or before the first parameter. */
    static String uri(String field) {
        int from = afterDisplayName(field);
        int open = field.indexOf('<', from);
        if (open >= 0) {
            int close = field.indexOf('>', open);
            return close < 0 ? "" : field.substring(open + 1, close).strip();
        }
        int semicolon = field.indexOf(';', from);
        return (semicolon < 0 ? field.substring(from) : field.substring(from, semicolon)).strip();
    }

    /** The user part of an address field's URI; empty where it has none. A {@code tel:} URI is all user. */
    static String user(String field) {
        String uri = uri(field);
        int colon = uri.indexOf(':');
        if (colon < 0) {
            return "";
        }
        int at = uri.indexOf('@', colon);
        if (at >= 0) {
            String user = uri.substring(colon + 1, at);
            int password = user.indexOf(':');
            return password < 0 ? user : user.substring(0, password);
        }
        return uri.regionMatches(true, 0, "tel", 0, colon) ? uri.substring(colon + 1) : "";
    }

    /** The host part of a URI in lower case, without user, port and parameters. */
    static String host(String uri) {
        int colon = uri.indexOf(':');
        int start = Math.max(uri.indexOf('@'), colon) + 1;
        int end = start;
        boolean bracket = start < uri.length() && uri.charAt(start) == '[';
        while (end < uri.length() && !endsHost(uri.charAt(end), bracket)) {
            bracket &= uri.charAt(end) != ']';
            end++;
        }
        return uri.substring(start, end).toLowerCase(Locale.ROOT);
    }

    /** True when an address field carries a tag parameter of its own (not one inside the URI). */
    static boolean hasTag(String field) {
        int close = field.indexOf('>', afterDisplayName(field));
        int from = close < 0 ? field.indexOf(';') : close;
        for (int at = from; at >= 0; at = field.indexOf(';', at + 1)) {
            if (field.regionMatches(true, at, ";tag=", 0, 5)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsHost(char c, boolean bracket) {
        return c == ';' || c == '?' || c == '>' || c == '/' || (c == ':' && !bracket);
    }

    private static int afterDisplayName(String field) {
        if (field.isEmpty() || field.charAt(0) != '"') {
            return 0;
        }
        for (int i = 1; i < field.length(); i++) {
            if (field.charAt(i) == '\\') {
                i++;
            } else if (field.charAt(i) == '"') {
                return i + 1;
            }
        }
        return 0;
    }
}
