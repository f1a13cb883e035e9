package org.tocsin.gateway.sip;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** What is done with the messages of units. Called on the endpoint's thread. */
public interface SipApplication {
    /**
     * A MESSAGE. The reply is given once, from any thread; until then retransmissions are dropped, afterwards they are
     * answered with the same reply.
     */
    void message(SipRequest request, SipFlow flow, Consumer<SipReply> reply);

    /** A REGISTER; answered like a message. */
    default void register(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
        reply.accept(SipReply.METHOD_NOT_ALLOWED);
    }

    /** A call. Answered as a message is; retransmissions and the ACK are the endpoint's. */
    default void invite(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
        reply.accept(SipReply.METHOD_NOT_ALLOWED);
    }

    /** Bytes that are no SIP message; a home may have sent them all the same. Answered by the endpoint, if at all. */
    void unreadable(byte[] frame, SipFlow flow);

    /** No message follows. Completes when everything taken is committed or refused. */
    Future<Void> drain();
}
