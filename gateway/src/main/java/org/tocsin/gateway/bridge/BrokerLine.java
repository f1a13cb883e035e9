package org.tocsin.gateway.bridge;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.bridge.Arrival.Message;
import org.tocsin.gateway.bridge.FleetMessages.NotYet;
import org.tocsin.gateway.bridge.FleetMessages.Outcome;
import org.tocsin.gateway.bridge.FleetMessages.Reply;
import org.tocsin.gateway.bridge.FleetMessages.Silent;
import org.tocsin.gateway.bridge.FleetMessages.Told;
import org.tocsin.gateway.bridge.PahoConnection.Publication;
import org.tocsin.gateway.mqtt.MqttReply;

/**
 * One of the bridge's connections: always there or on its way back. Messages are worked on side by side, each answered
 * as soon as it is committed, and acknowledged to the broker in the order they came. One that cannot be committed keeps
 * its place and is tried again; behind it the broker's window fills and the broker keeps the rest.
 *
 * <p>Everything here runs on the line's own event loop.
 */
final class BrokerLine extends VerticleBase implements PahoConnection.Events {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLine.class);

    private static final long CONNECT_WITHIN_MS = 8_000;
    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 15_000;
    /** A connection that ends sooner than this was none. */
    private static final long STANDS_AFTER_MS = 10_000;

    private static final String TWINS =
            " soon after it began, again and again: is there another gateway with this" + " TOCSIN_GATEWAY_ID?";
    private static final long FIRST_RETRY_MS = 100;
    private static final long LONGEST_RETRY_MS = 2_000;
    private static final long DRAIN_MS = 4_000;
    private static final long LOOK_AGAIN_MS = 20;
    /** Of those sent without any guarantee; the broker's window does not count them. */
    private static final int MOST_UNGUARANTEED = 1_000;

    private final LineKind kind;
    private final BridgeConfig config;
    private final String clientId;
    private final FleetMessages messages;
    private final BrokerBridge.Sight sight;
    private final BridgeMeters meters;
    private final ArrivalOrder<Arrival> order = new ArrivalOrder<>(this::acknowledge);
    private final BrokerWindow<Publication> window = new BrokerWindow<>(this::tellNow);
    private @Nullable PahoConnection connection;
    private int busy;
    private int failures;
    private boolean ending;
    private boolean subscribed;
    private long timer = -1;
    private volatile @Nullable String fault = "not connected yet";
    private volatile @Nullable String muted;

    BrokerLine(LineKind kind, BridgeConfig config, String gatewayId, FleetMessages messages, BrokerBridge.Sight sight) {
        this.kind = kind;
        this.config = config;
        this.clientId = "tocsin-" + gatewayId + "-" + kind.label();
        this.messages = messages;
        this.sight = sight;
        this.meters = new BridgeMeters(kind, sight.metrics(), () -> fault == null ? 1 : 0);
    }

    @Override
    public Future<?> start() {
        connect();
        return Future.succeededFuture();
    }

    /** Null while all is well; otherwise one sentence. From any thread. */
    @Nullable
    String fault() {
        String broken = fault;
        String silent = muted;
        return broken != null ? kind.label() + ": " + broken : silent != null ? kind.label() + ": " + silent : null;
    }

    private void connect() {
        if (ending) {
            return;
        }
        PahoConnection fresh = new PahoConnection(vertx, sight.clock(), config, clientId, this);
        connection = fresh;
        // The library waits for ever for a CONNACK that does not come.
        subscribed = false;
        timer = vertx.setTimer(CONNECT_WITHIN_MS, late -> lost(fresh, "the broker did not answer in time"));
        fresh.open(config, kind.filters(config.group()));
    }

    @Override
    public void accepted(PahoConnection from, int most) {
        if (from == connection) {
            window.size(most);
        }
    }

    @Override
    public void subscribed(PahoConnection from) {
        if (from != connection) {
            return;
        }
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(STANDS_AFTER_MS, stands -> failures = 0);
        subscribed = true;
        fault = null;
        LOG.atInfo().addKeyValue("outcome", kind).log("the bridge is connected to its broker");
    }

    @Override
    public void lost(PahoConnection from, String why) {
        if (from != connection) {
            return;
        }
        vertx.cancelTimer(timer);
        connection = null;
        fault = subscribed && failures > 1 ? why + TWINS : why;
        order.forget();
        window.clear();
        meters.inFlight(0);
        meters.lost();
        LOG.atWarn().addKeyValue("outcome", kind).addKeyValue("error", why).log("the bridge has lost its broker");
        from.drop();
        if (!ending) {
            vertx.setTimer(pause(failures++, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), again -> connect());
        }
    }

    @Override
    public void arrived(PahoConnection from, Message message) {
        if (from != connection || ending) {
            return;
        }
        meters.received();
        if (message.qos() == 0 && order.size() >= config.inFlight() + MOST_UNGUARANTEED) {
            meters.passedOver();
            return;
        }
        Arrival arrival = new Arrival(from, message);
        order.add(arrival);
        meters.inFlight(order.size());
        attempt(arrival, 0);
    }

    private void attempt(Arrival arrival, int triedBefore) {
        busy++;
        onLoop(messages.take(arrival.message())).onSuccess(outcome -> {
            busy--;
            if (arrival.from() == connection) {
                became(arrival, outcome, triedBefore);
            }
        });
    }

    private void became(Arrival arrival, Outcome outcome, int triedBefore) {
        if (outcome instanceof Told told) {
            answer(arrival, told.reply());
        } else if (outcome instanceof NotYet) {
            meters.retried();
            if (!ending) {
                vertx.setTimer(
                        pause(triedBefore, FIRST_RETRY_MS, LONGEST_RETRY_MS), again -> retry(arrival, triedBefore + 1));
            }
        } else {
            if (outcome == Silent.PASSED_OVER) {
                meters.passedOver();
            }
            order.settle(arrival);
        }
    }

    private void retry(Arrival arrival, int triedBefore) {
        if (arrival.from() == connection && !ending) {
            attempt(arrival, triedBefore);
        }
    }

    /**
     * The unit is told first, and the broker may forget its message only when it has the answer: the library sends
     * acknowledgements before messages that wait, and a connection lost between the two would leave the unit without
     * one or the other.
     */
    private void answer(Arrival arrival, Reply reply) {
        window.answer(() -> say(arrival, reply));
    }

    private void say(Arrival arrival, Reply reply) {
        busy++;
        byte[] payload = MqttReply.payload(reply.ack(), sight.clock().instant());
        Future<Boolean> said = arrival.from()
                .publish(new Publication(reply.topic(), payload, reply.ack().ref(), 0));
        onLoop(said.map(taken -> "").otherwise(failure -> String.valueOf(failure.getMessage())))
                .onSuccess(refusal -> {
                    busy--;
                    if (arrival.from() == connection) {
                        said(arrival, refusal);
                    }
                });
    }

    /**
     * An answer the broker refuses is a fault for its operators; the message is committed, so it must not hold up the
     * line. When the connection ends, {@link #lost} follows and this message comes again.
     */
    private void said(Arrival arrival, String refusal) {
        muted = refusal.isEmpty() ? null : refusal;
        if (refusal.isEmpty()) {
            meters.answered();
        } else {
            meters.unanswered();
        }
        order.settle(arrival);
        window.free();
    }

    /** Says something that answers nothing: false when it cannot be said soon, or nobody listens. From any thread. */
    Future<Boolean> tell(Publication publication) {
        Promise<Boolean> told = Promise.promise();
        long since = System.nanoTime();
        context.runOnContext(run -> {
            if (connection == null || !subscribed || ending) {
                told.complete(false);
            } else {
                window.command(new BrokerWindow.Waiting<>(publication, told, since));
            }
        });
        return told.future();
    }

    private void tellNow(BrokerWindow.Waiting<Publication> command) {
        PahoConnection over = Objects.requireNonNull(connection);
        onLoop(over.publish(command.command())).onComplete(taken -> {
            if (over == connection) {
                window.free();
            }
            command.told().handle(taken);
        });
    }

    private void acknowledge(Arrival arrival) {
        if (arrival.message().qos() > 0) {
            arrival.from().acknowledge(arrival.message().packetId());
            meters.acknowledged();
        }
        meters.inFlight(order.size());
    }

    /** Takes nothing new; what is not done in time stays with the broker. */
    @Override
    public Future<?> stop() {
        ending = true;
        fault = "the gateway ends";
        return drained(System.nanoTime() + DRAIN_MS * 1_000_000).compose(drained -> {
            PahoConnection last = connection;
            connection = null;
            window.clear();
            return last == null ? Future.succeededFuture() : last.end();
        });
    }

    private Future<Void> drained(long until) {
        if (busy == 0 || System.nanoTime() - until > 0) {
            return Future.succeededFuture();
        }
        return vertx.timer(LOOK_AGAIN_MS).compose(later -> drained(until));
    }

    private <T> Future<T> onLoop(Future<T> anywhere) {
        Promise<T> here = Promise.promise();
        anywhere.onComplete(result -> context.runOnContext(run -> here.handle(result)));
        return here.future();
    }

    /** Doubles up to the longest; half of it at random, so that gateways do not come back in step. */
    private static long pause(int failuresBefore, long first, long longest) {
        long most = Math.min(longest, first << Math.min(failuresBefore, 10));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }
}
