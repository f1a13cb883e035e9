package org.tocsin.gateway.scaip;

import io.vertx.core.Future;
import java.util.function.Consumer;
import org.tocsin.gateway.sip.SipApplication;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.gateway.sip.SipReply;
import org.tocsin.gateway.sip.SipRequest;

/** Who does what: messages are {@link ScaipHandler}'s, registrations {@link Registrar}'s, calls {@link CallRedirection}'s. */
record ScaipApplication(ScaipHandler messages, Registrar registrations, CallRedirection calls)
        implements SipApplication {
    @Override
    public void message(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
        messages.message(request, flow, reply);
    }

    @Override
    public void register(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
        registrations.register(request, flow, reply);
    }

    @Override
    public void invite(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
        calls.invite(request, flow, reply);
    }

    @Override
    public void unreadable(byte[] frame, SipFlow flow) {
        messages.unreadable(frame, flow);
    }

    @Override
    public Future<Void> drain() {
        return messages.drain();
    }
}
