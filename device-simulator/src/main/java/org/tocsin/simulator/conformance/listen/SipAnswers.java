package org.tocsin.simulator.conformance.listen;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.scaip.SipMessage;

/** What the receiver says: answers of SIP, and replies of SCAIP in requests of their own. */
final class SipAnswers {
    private static final AtomicLong NUMBER = new AtomicLong(System.nanoTime());

    private SipAnswers() {}

    /** A request of ours, and the branch its answer will carry. */
    record Request(String text, String branch) {}

    static String answer(Attempt attempt, int status, String reason, String... moreHeaders) {
        return answerWithBody(attempt, status, reason, "", moreHeaders);
    }

    static String answerWithBody(Attempt attempt, int status, String reason, String body, String... moreHeaders) {
        SipMessage request = attempt.message();
        StringBuilder text = new StringBuilder("SIP/2.0 " + status + ' ' + reason + "\r\n");
        request.all("via").forEach(via -> text.append("Via: ").append(via).append("\r\n"));
        text.append("From: ").append(request.header("from")).append("\r\n");
        String to = request.header("to");
        text.append("To: ").append(to);
        if (!to.toLowerCase(Locale.ROOT).contains(";tag=")) {
            text.append(";tag=l")
                    .append(Integer.toHexString(request.header("call-id").hashCode()));
        }
        text.append("\r\nCall-ID: ").append(request.header("call-id"));
        text.append("\r\nCSeq: ").append(request.header("cseq")).append("\r\n");
        for (String header : moreHeaders) {
            text.append(header).append("\r\n");
        }
        return text.append("Content-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }

    /** @param more further elements, for instance {@code <mre>1</mre>} */
    static String body(String ref, int snu, String more) {
        return "<mrs><ref>" + ref + "</ref><snu>" + snu + "</snu>" + more + "</mrs>";
    }

    /** @param callId null for one of its own, as RFC 3428 implies */
    static Request mrs(Attempt attempt, String body, @Nullable String callId) {
        String id = Long.toString(NUMBER.incrementAndGet(), 36);
        String branch = "z9hG4bKl" + id;
        String host = attempt.back().sentBy();
        String cid = attempt.element("cid");
        String text = "MESSAGE sip:" + cid + "@" + host + " SIP/2.0\r\nVia: SIP/2.0/"
                + attempt.back().transport() + ' ' + host + ";branch=" + branch + ";rport\r\nMax-Forwards: 70\r\n"
                + "From: <sip:alarm@" + host + ">;tag=l" + id + "\r\nTo: <sip:" + cid + "@" + host + ">\r\nCall-ID: "
                + (callId == null ? "mrs-" + id + "@conformance" : callId) + "\r\nCSeq: 2023 MESSAGE\r\n"
                + "Content-Type: application/scaip+xml\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
        return new Request(text, branch);
    }
}
