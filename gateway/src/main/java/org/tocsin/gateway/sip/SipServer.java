package org.tocsin.gateway.sip;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.sip.SipFrame.Malformed;
import org.tocsin.gateway.sip.SipTransactions.Key;
import org.tocsin.platform.Metrics;

/** Decides what becomes of each message that comes in, over whichever transport. All on the endpoint's thread. */
final class SipServer {
    private static final Logger LOG = LoggerFactory.getLogger(SipServer.class);
    /** One line a frame without personal data; switched on only to look at one unit for an hour. */
    static final Logger WIRE = LoggerFactory.getLogger("wire");

    private static final byte[] REQUEST_BODY = {'<', 'm', 'r', 'q'};

    private final EventLoop loop;
    private final SipApplication application;
    private final SipClient client;
    private final SipTransactions transactions;
    private final InviteTransactions invites;
    private final Map<SipFlow.Transport, Counter> received = new EnumMap<>(SipFlow.Transport.class);
    private final Counter malformed;
    private final Counter repeated;
    private final Counter shed;
    private final Counter dropped;
    private boolean closing;

    SipServer(EventLoop loop, SipApplication application, SipClient client, SipConfig config, MeterRegistry registry) {
        this.loop = loop;
        this.application = application;
        this.client = client;
        this.transactions =
                new SipTransactions(config.tuning().timers(), config.tuning().limits());
        this.invites = new InviteTransactions(loop, config.tuning().timers());
        for (SipFlow.Transport transport : SipFlow.Transport.values()) {
            received.put(transport, registry.counter(Metrics.SIP_RECEIVED, "transport", transport.label()));
        }
        this.malformed = registry.counter(Metrics.REFUSALS, "protocol", "scaip", "reason", "malformed");
        this.shed = registry.counter(Metrics.REFUSALS, "protocol", "scaip", "reason", "shed");
        this.dropped = registry.counter(Metrics.REFUSALS, "protocol", "scaip", "reason", "dropped");
        this.repeated = registry.counter(Metrics.SIP_RETRANSMISSIONS);
        registry.gauge(Metrics.SIP_TRANSACTIONS, Tags.of("side", "invite"), invites, InviteTransactions::size);
        registry.gauge(Metrics.SIP_TRANSACTIONS, Tags.of("side", "server"), transactions, SipTransactions::size);
    }

    /** From now on every request is refused; what was taken is still answered. */
    void refuseNew() {
        closing = true;
    }

    /** Never throws: whatever a sender wrote, the next message is read. */
    void received(byte[] bytes, int from, int to, SipFlow flow) {
        count(flow);
        try {
            SipFrame frame = SipCodec.parse(bytes, from, to);
            if (frame instanceof SipRequest request) {
                request(request, flow);
            } else if (frame instanceof SipResponse response) {
                client.received(response);
            } else if (frame instanceof Malformed broken) {
                malformed(broken, bytes, from, to, flow);
            }
        } catch (RuntimeException e) {
            // Nothing positive was said. The unit repeats, or takes its second path.
            LOG.atError()
                    .addKeyValue("remoteAddress", flow.remoteAddress())
                    .setCause(e)
                    .log("message failed");
        }
    }

    /** A heartbeat for which there is no time now: refused, so that its unit waits instead of repeating. */
    void shed(byte[] bytes, int from, int to, SipFlow flow) {
        SipFrame frame = SipCodec.parse(bytes, from, to);
        boolean isNew = frame instanceof SipRequest request
                && request.method().equals("MESSAGE")
                && !transactions.knows(transactions.key(request, flow));
        if (!isNew) {
            received(bytes, from, to, flow);
            return;
        }
        count(flow);
        shed.increment();
        answer(((SipRequest) frame).headers(), SipReply.UNAVAILABLE, flow);
    }

    /** What there is not even time to refuse: whoever sent it repeats it. */
    void dropped() {
        dropped.increment();
    }

    /** A message that is too long to be read; its head is, and says to a person who may have called. */
    void tooLong(byte[] bytes, int from, int to, SipFlow flow) {
        count(flow);
        malformed.increment();
        SipFrame frame = SipCodec.parse(bytes, from, to);
        if (frame instanceof SipRequest request) {
            if (request.method().equals("MESSAGE")) {
                application.unreadable(Arrays.copyOfRange(bytes, from, to), flow);
            }
            answer(request.headers(), SipReply.TOO_LARGE, flow);
        }
    }

    /** A stream that cannot be cut into messages any more: its head is answered 400 where it can be read. */
    void broken(byte[] bytes, int from, int to, SipFlow flow) {
        count(flow);
        SipFrame frame = SipCodec.parse(bytes, from, to);
        if (frame instanceof SipRequest request) {
            malformed(
                    new Malformed(
                            "no usable Content-Length", request.method(), request.headers(), SipReply.BAD_REQUEST),
                    bytes,
                    from,
                    to,
                    flow);
        } else if (frame instanceof Malformed broken) {
            malformed(broken, bytes, from, to, flow);
        }
    }

    void close() {
        invites.close();
    }

    void housekeeping(long now) {
        transactions.forgetOld(now);
    }

    private void count(SipFlow flow) {
        Counter counter = received.get(flow.transport());
        if (counter != null) {
            counter.increment();
        }
    }

    private void malformed(Malformed broken, byte[] bytes, int from, int to, SipFlow flow) {
        malformed.increment();
        WIRE.atInfo()
                .addKeyValue("remoteAddress", flow.remoteAddress())
                .addKeyValue("error", broken.reason())
                .log("malformed, {} bytes", to - from);
        if (holdsSignal(bytes, from, to)) {
            application.unreadable(Arrays.copyOfRange(bytes, from, to), flow);
        }
        if (broken.answerable()) {
            answer(broken.headers(), broken.reply(), flow);
        }
    }

    private void request(SipRequest request, SipFlow flow) {
        switch (request.method()) {
            case "ACK" -> invites.acknowledged(request, flow);
            case "INVITE" -> invite(request, flow);
            default -> transact(request, flow);
        }
    }

    private void invite(SipRequest request, SipFlow flow) {
        if (invites.repeated(request, flow)) {
            repeated.increment();
            return;
        }
        Consumer<SipReply> answer = closing ? null : invites.begin(request, flow);
        if (answer == null) {
            answer(request.headers(), SipReply.UNAVAILABLE, flow);
            return;
        }
        guarded(flow, answer, () -> application.invite(request, flow, answer));
    }

    private void transact(SipRequest request, SipFlow flow) {
        Key key = null;
        if (flow.transport() == SipFlow.Transport.UDP) {
            key = transactions.key(request, flow);
            if (transactions.knows(key)) {
                repeated(request, key, flow);
                return;
            }
            transactions.open(key, System.nanoTime());
        }
        serve(request, flow, key);
    }

    private void repeated(SipRequest request, Key known, SipFlow flow) {
        repeated.increment();
        SipReply reply = transactions.reply(known);
        if (reply != null) {
            answer(request.headers(), reply, flow);
        }
    }

    private void serve(SipRequest request, SipFlow flow, @Nullable Key transaction) {
        Answer answer = new Answer(request.headers(), flow, transaction);
        switch (request.method()) {
            case "MESSAGE" -> {
                if (closing) {
                    answer.accept(SipReply.UNAVAILABLE);
                } else {
                    message(request, flow, answer);
                }
            }
            case "OPTIONS" -> answer.accept(SipReply.CAPABILITIES);
            case "REGISTER" -> {
                if (closing) {
                    answer.accept(SipReply.UNAVAILABLE);
                } else {
                    guarded(flow, answer, () -> application.register(request, flow, answer));
                }
            }
            case "CANCEL" -> answer.accept(invites.cancel(request, flow) ? SipReply.OK : SipReply.NOTHING_ASKED);
            // No call is ever up here.
            case "BYE" -> answer.accept(SipReply.NOTHING_ASKED);
            default -> answer.accept(SipReply.METHOD_NOT_ALLOWED);
        }
    }

    private void message(SipRequest request, SipFlow flow, Answer answer) {
        guarded(flow, answer, () -> application.message(request, flow, answer));
    }

    private static void guarded(SipFlow flow, Consumer<SipReply> answer, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("remoteAddress", flow.remoteAddress())
                    .setCause(e)
                    .log("message failed");
            answer.accept(SipReply.SERVER_ERROR);
        }
    }

    private static void answer(SipHeaders request, SipReply reply, SipFlow flow) {
        flow.write(SipWriter.reply(request, reply, flow));
    }

    private static boolean holdsSignal(byte[] bytes, int from, int to) {
        for (int i = from; i <= to - REQUEST_BODY.length; i++) {
            if (bytes[i] == '<'
                    && Arrays.equals(bytes, i, i + REQUEST_BODY.length, REQUEST_BODY, 0, REQUEST_BODY.length)) {
                return true;
            }
        }
        return false;
    }

    /** The one answer to one request; a second one is a mistake of ours and is not sent. */
    private final class Answer implements Consumer<SipReply> {
        private final SipHeaders request;
        private final SipFlow flow;
        private final @Nullable Key transaction;
        private boolean given;

        Answer(SipHeaders request, SipFlow flow, @Nullable Key transaction) {
            this.request = request;
            this.flow = flow;
            this.transaction = transaction;
        }

        @Override
        public void accept(SipReply reply) {
            if (loop.inEventLoop()) {
                give(reply);
            } else {
                loop.execute(() -> give(reply));
            }
        }

        private void give(SipReply reply) {
            if (given) {
                return;
            }
            given = true;
            if (transaction != null && reply.status() < 500) {
                transactions.answered(transaction, reply);
            } else if (transaction != null) {
                // Some units repeat the very same bytes: what could not be stored now may be stored then.
                transactions.forget(transaction);
            }
            answer(request, reply, flow);
        }
    }
}
