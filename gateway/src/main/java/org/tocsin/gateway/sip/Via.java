package org.tocsin.gateway.sip;

/**
 * The topmost Via of a message: who sent it and under which transaction.
 *
 * @param value that one Via as sent, without those behind a comma
 * @param sentBy host and port as the sender wrote them
 * @param branch empty where the sender left it out
 * @param rport true when the sender asks for its port to be reflected (RFC 3581)
 */
record Via(String value, String sentBy, String branch, boolean rport) {
    static Via top(String field) {
        int comma = topEnd(field);
        String value = comma < 0 ? field : field.substring(0, comma).stripTrailing();
        int semicolon = value.indexOf(';');
        String head = (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
        int space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'));
        String branch = "";
        boolean rport = false;
        for (int at = semicolon; at >= 0; at = value.indexOf(';', at + 1)) {
            if (named(value, at, "branch")) {
                branch = parameter(value, at);
            } else if (named(value, at, "rport")) {
                rport = true;
            }
        }
        return new Via(value, head.substring(space + 1), branch, rport);
    }

    /**
     * This Via as a reply must carry it: where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4). Written
     * always, since a unit behind a home router does not know its own address.
     */
    String reflected(String address, int port) {
        StringBuilder text = new StringBuilder(value.length() + 40);
        int from = 0;
        for (int at = value.indexOf(';'); at >= 0; at = value.indexOf(';', at + 1)) {
            if (named(value, at, "rport") || named(value, at, "received")) {
                text.append(value, from, at);
                int next = value.indexOf(';', at + 1);
                from = next < 0 ? value.length() : next;
            }
        }
        text.append(value, from, value.length());
        if (rport) {
            text.append(";rport=").append(port);
        }
        return text.append(";received=").append(address).toString();
    }

    /** True when the parameter that starts at this semicolon has this name. */
    private static boolean named(String value, int semicolon, String name) {
        int from = skipBlanks(value, semicolon + 1);
        if (!value.regionMatches(true, from, name, 0, name.length())) {
            return false;
        }
        int end = skipBlanks(value, from + name.length());
        return end == value.length() || value.charAt(end) == '=' || value.charAt(end) == ';';
    }

    private static String parameter(String value, int semicolon) {
        int end = value.indexOf(';', semicolon + 1);
        end = end < 0 ? value.length() : end;
        int equals = value.indexOf('=', semicolon);
        return equals < 0 || equals > end
                ? ""
                : value.substring(equals + 1, end).strip();
    }

    private static int skipBlanks(String value, int from) {
        int at = from;
        while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** Where the first Via of a comma-separated field ends; -1 where it is the only one. */
    private static int topEnd(String field) {
        boolean quoted = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                return i;
            }
        }
        return -1;
    }
}
