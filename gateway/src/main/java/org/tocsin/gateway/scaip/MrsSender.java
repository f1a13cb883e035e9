package org.tocsin.gateway.scaip;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.tocsin.gateway.sip.SipClient;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.gateway.sip.SipMessageOut;
import org.tocsin.gateway.sip.SipRequest;
import org.tocsin.platform.Metrics;
import org.tocsin.unit.UndeliveredReplies;
import org.tocsin.unit.UndeliveredReply;

/**
 * Sends the application's answer as a MESSAGE of its own. Units look at its reference only. One that is not answered is
 * not repeated beyond the transaction, but noted: the unit will repeat its request, and gets the same answer again.
 */
final class MrsSender {
    private final SipClient client;
    private final UndeliveredReplies undelivered;
    private final Counter confirmed;
    private final Counter failed;
    private final Counter timedOut;
    private final Counter notAwaited;

    MrsSender(SipClient client, UndeliveredReplies undelivered, MeterRegistry metrics) {
        this.client = client;
        this.undelivered = undelivered;
        // Each found once: by its name a counter costs more than counting.
        this.confirmed = metrics.counter(Metrics.MRS, "outcome", "answered");
        this.failed = metrics.counter(Metrics.MRS, "outcome", "failed");
        this.timedOut = metrics.counter(Metrics.MRS, "outcome", "timed_out");
        this.notAwaited = metrics.counter(Metrics.MRS, "outcome", "not_awaited");
    }

    /**
     * @param cid whom it is for, where the sender gave no usable name
     * @param light whether it may get lost: its unit asks again
     * @param answered whose signal it answers; empty where nobody on file sent it
     */
    void send(
            Mrs mrs,
            SipRequest request,
            String cid,
            ReplyPath path,
            boolean light,
            Optional<UndeliveredReplies.Reply> answered) {
        SipFlow flow = path.flow();
        String target = path.uri() == null ? source(request, cid, flow) : path.uri();
        String to = request.fromUri().isEmpty() ? target : request.fromUri();
        String from = request.toUri().isEmpty() ? "sip:" + flow.local() : request.toUri();
        SipMessageOut message = new SipMessageOut(target, "<" + from + ">", "<" + to + ">", Mrs.MEDIA_TYPE, mrs.xml());
        if (light) {
            client.sendLightly(message, flow, outcome -> ended(outcome, answered));
        } else {
            client.send(message, flow, outcome -> ended(outcome, answered));
        }
    }

    private static String source(SipRequest request, String cid, SipFlow flow) {
        String user = usable(request.fromUser()) ? request.fromUser() : usable(cid) ? cid : "unit";
        return "sip:" + user + "@" + flow.remoteAddress() + ":" + flow.remotePort()
                + flow.transport().parameter();
    }

    private void ended(SipClient.Outcome outcome, Optional<UndeliveredReplies.Reply> answered) {
        if (outcome instanceof SipClient.Answered said) {
            boolean heard = said.status() < 300;
            (heard ? confirmed : failed).increment();
            answered.ifPresent(reply -> {
                if (heard) {
                    undelivered.confirmed(reply);
                } else {
                    undelivered.failed(reply, UndeliveredReply.Reason.REFUSED, said.status());
                }
            });
            return;
        }
        if (outcome == SipClient.Unanswered.NOT_AWAITED) {
            notAwaited.increment();
            return;
        }
        boolean late = outcome == SipClient.Unanswered.TIMED_OUT;
        (late ? timedOut : failed).increment();
        answered.ifPresent(reply -> undelivered.failed(
                reply, late ? UndeliveredReply.Reason.NO_ANSWER : UndeliveredReply.Reason.NOT_SENT, null));
    }

    private static boolean usable(String user) {
        for (int i = 0; i < user.length(); i++) {
            char c = user.charAt(i);
            if (!(c >= '0' && c <= '9')
                    && !(c >= 'a' && c <= 'z')
                    && !(c >= 'A' && c <= 'Z')
                    && "-_.+".indexOf(c) < 0) {
                return false;
            }
        }
        return !user.isEmpty() && user.length() <= 64;
    }
}
