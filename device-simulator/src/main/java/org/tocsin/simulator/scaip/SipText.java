package org.tocsin.simulator.scaip;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the SIP a unit says: its own MESSAGE, and its answers to what the platform sends. */
final class SipText {
    private SipText() {}

    /** What is the same in every request of one attempt. */
    record Dialogue(String requestUri, String from, String to, String callId) {}

    /** What differs from send to send. */
    record Hop(String transport, String sentBy, String branch, int cseq) {}

    /** An out-of-dialog MESSAGE (RFC 3428): no Contact. */
    static String message(Dialogue dialogue, Hop hop, @Nullable String authorization, String body) {
        StringBuilder text = new StringBuilder(600 + body.length());
        text.append("MESSAGE ").append(dialogue.requestUri()).append(" SIP/2.0\r\n");
        text.append("Via: SIP/2.0/").append(hop.transport()).append(' ').append(hop.sentBy());
        text.append(";branch=").append(hop.branch()).append(";rport\r\n");
        text.append("Max-Forwards: 70\r\n");
        text.append("From: ").append(dialogue.from()).append("\r\n");
        text.append("To: ").append(dialogue.to()).append("\r\n");
        text.append("Call-ID: ").append(dialogue.callId()).append("\r\n");
        text.append("CSeq: ").append(hop.cseq()).append(" MESSAGE\r\n");
        if (authorization != null) {
            text.append(authorization).append("\r\n");
        }
        text.append("Content-Type: application/scaip+xml\r\n");
        text.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length);
        return text.append("\r\n\r\n").append(body).toString();
    }

    /** An answer without a body: Via, From, To, Call-ID and CSeq copied, a tag added to To (RFC 3261 §8.2.6.2). */
    static String answer(SipMessage request, int status, String reason, String tag) {
        StringBuilder text = new StringBuilder(400);
        text.append("SIP/2.0 ").append(status).append(' ').append(reason).append("\r\n");
        for (String via : request.all("via")) {
            text.append("Via: ").append(via).append("\r\n");
        }
        text.append("From: ").append(request.header("from")).append("\r\n");
        String to = request.header("to");
        text.append("To: ").append(to);
        if (!to.contains(";tag=")) {
            text.append(";tag=").append(tag);
        }
        text.append("\r\n");
        text.append("Call-ID: ").append(request.header("call-id")).append("\r\n");
        text.append("CSeq: ").append(request.header("cseq")).append("\r\n");
        return text.append("Content-Length: 0\r\n\r\n").toString();
    }
}
