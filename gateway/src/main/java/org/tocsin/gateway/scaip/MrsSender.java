package org.tocsin.gateway.scaip;

import io.micrometer.core.instrument.MeterRegistry;
import org.tocsin.gateway.sip.SipClient;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.gateway.sip.SipMessageOut;
import org.tocsin.gateway.sip.SipRequest;
import org.tocsin.platform.Metrics;

/**
 * Sends the application's answer as a MESSAGE of its own, back over the flow the request came in by. Units look at its
 * reference only. One that is not answered is not repeated beyond the transaction: the unit will repeat its request, and
 * gets the same answer again.
 */
final class MrsSender {
    private final SipClient client;
    private final MeterRegistry metrics;

    MrsSender(SipClient client, MeterRegistry metrics) {
        this.client = client;
        this.metrics = metrics;
    }

    /**
     * @param cid whom it is for, where the sender gave no usable name
     */
    void send(Mrs mrs, SipRequest request, String cid, SipFlow flow) {
        String user = usable(request.fromUser()) ? request.fromUser() : usable(cid) ? cid : "unit";
        String target = "sip:" + user + "@" + flow.remoteAddress() + ":" + flow.remotePort()
                + flow.transport().parameter();
        String to = request.fromUri().isEmpty() ? target : request.fromUri();
        String from = request.toUri().isEmpty() ? "sip:" + flow.local() : request.toUri();
        SipMessageOut message = new SipMessageOut(target, "<" + from + ">", "<" + to + ">", Mrs.MEDIA_TYPE, mrs.xml());
        client.send(message, flow, this::ended);
    }

    private void ended(int status) {
        String outcome = status < 300 ? "answered" : status == SipClient.TIMED_OUT ? "timed_out" : "failed";
        metrics.counter(Metrics.MRS, "outcome", outcome).increment();
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
