package org.tocsin.simulator.conformance.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tocsin.simulator.scaip.SipMessage;

/** Everything that came over the socket or connection of a case, and what of it is a reply to which reference. */
final class Incoming {
    private final List<Came> came = new ArrayList<>();

    /** A message of the receiver, and when it came. */
    record Came(SipMessage message, long nanos) {}

    void add(SipMessage message) {
        came.add(new Came(message, System.nanoTime()));
    }

    List<Came> all() {
        return List.copyOf(came);
    }

    static boolean repliesTo(SipMessage message, String ref) {
        return !message.isResponse()
                && Mrs.read(message).map(mrs -> mrs.ref().equals(ref)).orElse(false);
    }

    /** Every reply to that reference so far, retransmissions left out, oldest first. */
    List<Mrs> replies(String ref) {
        List<String> known = new ArrayList<>();
        List<Mrs> replies = new ArrayList<>();
        for (Came one : came) {
            SipMessage message = one.message();
            String transaction = message.branch() + message.header("call-id") + message.header("cseq");
            if (repliesTo(message, ref) && !known.contains(transaction)) {
                known.add(transaction);
                Mrs.read(message).ifPresent(replies::add);
            }
        }
        return replies;
    }

    /** The 200 to a request of the receiver. */
    static String okTo(SipMessage request) {
        StringBuilder text = new StringBuilder("SIP/2.0 200 OK\r\n");
        request.all("via").forEach(via -> text.append("Via: ").append(via).append("\r\n"));
        text.append("From: ").append(request.header("from")).append("\r\n");
        text.append("To: ").append(request.header("to"));
        if (!request.header("to").toLowerCase(Locale.ROOT).contains(";tag=")) {
            text.append(";tag=c0nf");
        }
        text.append("\r\nCall-ID: ").append(request.header("call-id"));
        text.append("\r\nCSeq: ").append(request.header("cseq"));
        return text.append("\r\nContent-Length: 0\r\n\r\n").toString();
    }
}
