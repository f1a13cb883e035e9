package org.tocsin.gateway.sip;

import org.jspecify.annotations.Nullable;

/**
 * A request as it came.
 *
 * @param method upper case as sent
 * @param uri the Request-URI as sent
 * @param body the bytes after the empty line, cut to Content-Length
 */
public record SipRequest(String method, String uri, SipHeaders headers, byte[] body) implements SipFrame {
    /** The user part of the From address; empty where it has none. */
    public String fromUser() {
        return SipAddress.user(headers.text(HeaderName.FROM));
    }

    /** The media type in lower case without parameters; empty where the field is missing. */
    public String mediaType() {
        return MediaType.type(headers.text(HeaderName.CONTENT_TYPE));
    }

    /** The charset parameter of the media type, or null. */
    public @Nullable String charset() {
        return MediaType.charset(headers.text(HeaderName.CONTENT_TYPE));
    }

    public String callId() {
        return headers.text(HeaderName.CALL_ID);
    }

    /** The From field as sent. */
    public String from() {
        return headers.text(HeaderName.FROM);
    }

    /** The To field as sent. */
    public String to() {
        return headers.text(HeaderName.TO);
    }

    /** The user part of the To address; empty where it has none. */
    public String toUser() {
        return SipAddress.user(to());
    }

    /** The URI of the From field; empty where it has none. */
    public String fromUri() {
        return SipAddress.uri(from());
    }

    /** The URI of the To field; empty where it has none. */
    public String toUri() {
        return SipAddress.uri(to());
    }
}
