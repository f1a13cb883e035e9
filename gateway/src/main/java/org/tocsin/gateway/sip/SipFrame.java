package org.tocsin.gateway.sip;

/** What the codec made of a datagram or of one message of a stream. */
sealed interface SipFrame permits SipRequest, SipResponse, SipFrame.Malformed {
    /**
     * Not a SIP message as far as this endpoint can tell.
     *
     * @param reason for people, without anything the sender wrote
     * @param method the request's method where the first line could be read; otherwise empty
     * @param headers what could be read
     * @param reply what its sender is told, where it can be told at all
     */
    record Malformed(String reason, String method, SipHeaders headers, SipReply reply) implements SipFrame {
        /** True when the sender can be told. Responses and ACK are never answered, and noise is none. */
        boolean answerable() {
            return !method.isEmpty() && !method.equals("ACK");
        }
    }
}
