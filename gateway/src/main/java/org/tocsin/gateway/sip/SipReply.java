package org.tocsin.gateway.sip;

import java.util.List;

/**
 * A final answer, without what is copied from the request: so one object serves every request it answers, and a
 * retransmission is answered from it again.
 *
 * @param fields further header lines, each ending in CR LF
 * @param body empty but in a dialect that wants its answer here
 */
public record SipReply(int status, String reason, String fields, byte[] body) {
    private static final byte[] NOTHING = {};
    private static final String ALLOW = "Allow: MESSAGE, OPTIONS, REGISTER, INVITE, ACK, CANCEL, BYE\r\n";
    private static final String ACCEPT = "Accept: application/scaip+xml\r\n";

    public static final SipReply OK = new SipReply(200, "OK", "");
    public static final SipReply CAPABILITIES = new SipReply(200, "OK", ALLOW + ACCEPT);
    public static final SipReply BAD_REQUEST = new SipReply(400, "Bad Request", "");
    public static final SipReply OTHER_VERSION = new SipReply(505, "Version Not Supported", "");
    public static final SipReply FORBIDDEN = new SipReply(403, "Forbidden", "");
    /** Over TLS with the unit's own certificate it would have been taken. */
    public static final SipReply CERTIFICATE_WANTED =
            new SipReply(403, "Forbidden", "Warning: 399 gateway \"the unit's client certificate is wanted\"\r\n");

    public static final SipReply METHOD_NOT_ALLOWED = new SipReply(405, "Method Not Allowed", ALLOW);
    public static final SipReply TOO_LARGE = new SipReply(413, "Request Entity Too Large", "");
    public static final SipReply UNSUPPORTED_MEDIA_TYPE = new SipReply(415, "Unsupported Media Type", ACCEPT);
    /** A reply to something we never asked. */
    public static final SipReply NOTHING_ASKED = new SipReply(481, "Call/Transaction Does Not Exist", "");

    public static final SipReply SERVER_ERROR = new SipReply(500, "Server Internal Error", "");
    /** Negative and quick: the unit repeats, or takes its second path. */
    public static final SipReply UNAVAILABLE = new SipReply(503, "Service Unavailable", "Retry-After: 5\r\n");

    public SipReply(int status, String reason, String fields) {
        this(status, reason, fields, NOTHING);
    }

    /** The same with a body. */
    public SipReply with(String contentType, byte[] content) {
        return new SipReply(status, reason, fields + "Content-Type: " + contentType + "\r\n", content);
    }

    /**
     * 400 that says why.
     *
     * @param agent who says it: a host name
     * @param text in words, without quotes (RFC 3261 §20.43, code 399)
     */
    public static SipReply warning(String agent, String text) {
        return new SipReply(400, "Bad Request", "Warning: 399 " + agent + " \"" + text + "\"\r\n");
    }

    /**
     * 200 to a REGISTER (RFC 3261 §10.3).
     *
     * @param uri what is registered; empty for nothing
     * @param seconds how long it still holds
     */
    public static SipReply registered(String uri, long seconds) {
        String contact = uri.isEmpty() || seconds <= 0 ? "" : "Contact: <" + uri + ">;expires=" + seconds + "\r\n";
        return new SipReply(200, "OK", contact + "Expires: " + Math.max(0, seconds) + "\r\n");
    }

    /** 401 with these challenges, the preferred one first. */
    static SipReply challenge(List<String> challenges) {
        StringBuilder fields = new StringBuilder();
        for (String challenge : challenges) {
            fields.append("WWW-Authenticate: ").append(challenge).append("\r\n");
        }
        return new SipReply(401, "Unauthorized", fields.toString());
    }

    /** Elsewhere: where the caller should try (RFC 3261 §21.3.3). */
    public static SipReply movedTo(String uri) {
        return new SipReply(302, "Moved Temporarily", "Contact: <" + uri + ">\r\n");
    }

    /**
     * A refusal with the reason in words.
     *
     * @param text without quotes
     */
    public static SipReply because(int status, String reason, String text) {
        return new SipReply(status, reason, "Warning: 399 gateway \"" + text + "\"\r\n");
    }
}
