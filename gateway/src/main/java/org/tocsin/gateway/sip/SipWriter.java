package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Writes messages. Text copied from a request goes out as the bytes it came in. */
final class SipWriter {
    /** Makes To tags differ between processes, so that a restarted gateway is a new party (RFC 3261 §19.3). */
    private static final long SEED = ThreadLocalRandom.current().nextLong();

    private SipWriter() {}

    /**
     * The answer to a request (RFC 3261 §8.2.6). The same request and reply give the same bytes, which is what a
     * retransmission must be answered with.
     */
    static byte[] reply(SipHeaders request, SipReply reply, SipFlow flow) {
        StringBuilder text = new StringBuilder(512);
        text.append("SIP/2.0 ").append(reply.status()).append(' ').append(reply.reason());
        List<String> vias = request.all(HeaderName.VIA);
        for (int i = 0; i < vias.size(); i++) {
            text.append("\r\nVia: ").append(i == 0 ? reflected(vias.get(0), flow) : vias.get(i));
        }
        copy(text, HeaderName.FROM, request);
        copy(text, HeaderName.TO, request);
        String to = request.first(HeaderName.TO);
        if (to != null && reply.status() > 100 && !SipAddress.hasTag(to)) {
            text.append(";tag=").append(toTag(request));
        }
        copy(text, HeaderName.CALL_ID, request);
        copy(text, HeaderName.CSEQ, request);
        text.append("\r\n").append(reply.fields()).append("Content-Length: ").append(reply.body().length);
        return joined(text.append("\r\n\r\n"), reply.body());
    }

    /** What a broken request does not have is not made up. */
    private static void copy(StringBuilder text, HeaderName name, SipHeaders request) {
        String value = request.first(name);
        if (value != null) {
            text.append("\r\n").append(name.wire()).append(": ").append(value);
        }
    }

    /** A MESSAGE of our own (RFC 3428); everything but the body is text of one byte a character. */
    static byte[] message(SipMessageOut message, SipFlow flow, String branch) {
        StringBuilder text = new StringBuilder(640);
        text.append("MESSAGE ").append(message.uri()).append(" SIP/2.0\r\nVia: SIP/2.0/");
        text.append(flow.transport()).append(' ').append(flow.local());
        text.append(";branch=").append(branch).append(";rport\r\nMax-Forwards: 70\r\nFrom: ");
        text.append(message.from()).append(";tag=").append(branch, SipClient.BRANCH.length(), branch.length());
        text.append("\r\nTo: ").append(message.to());
        text.append("\r\nCall-ID: ").append(branch, SipClient.BRANCH.length(), branch.length());
        text.append('@').append(hostOf(flow.local())).append("\r\nCSeq: 1 MESSAGE\r\nContent-Type: ");
        text.append(message.contentType()).append("\r\nContent-Length: ").append(message.body().length);
        return joined(text.append("\r\n\r\n"), message.body());
    }

    private static byte[] joined(StringBuilder headers, byte[] body) {
        byte[] head = headers.toString().getBytes(ISO_8859_1);
        byte[] frame = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, frame, head.length, body.length);
        return frame;
    }

    private static String reflected(String field, SipFlow flow) {
        Via top = Via.top(field);
        String rest = field.substring(top.value().length());
        return top.reflected(flow.remoteAddress(), flow.remotePort()) + rest;
    }

    private static String toTag(SipHeaders request) {
        long tag = SEED;
        tag = tag * 1_000_003 + request.text(HeaderName.CALL_ID).hashCode();
        tag = tag * 1_000_003 + request.text(HeaderName.CSEQ).hashCode();
        tag = tag * 1_000_003 + request.text(HeaderName.FROM).hashCode();
        return Long.toHexString(tag);
    }

    private static String hostOf(String local) {
        int colon = local.lastIndexOf(':');
        return colon < 0 ? local : local.substring(0, colon);
    }
}
