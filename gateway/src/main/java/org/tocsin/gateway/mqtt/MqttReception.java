package org.tocsin.gateway.mqtt;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttEndpoint;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.mqtt.MqttSignIn.Welcome;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Metrics;

/** From CONNECT to a session, or to a refusal that says what the unit should do next. */
final class MqttReception {
    private final MqttSignIn signIn;
    private final MqttPublishing publishing;
    private final MqttSessions sessions;
    private final MeterRegistry metrics;
    private volatile boolean ending;

    /** Why a CONNECT is refused, in the codes of both versions. */
    private enum Refusal {
        BAD_CREDENTIALS(
                MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
                MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD),
        STORE_UNAVAILABLE(
                MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
                MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5),
        TOO_MANY(
                MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
                MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED),
        TOO_FAST(
                MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
                MqttConnectReturnCode.CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED),
        ENDING(
                MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
                MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5);

        private final MqttConnectReturnCode inVersion3;
        private final MqttConnectReturnCode inVersion5;

        Refusal(MqttConnectReturnCode inVersion3, MqttConnectReturnCode inVersion5) {
            this.inVersion3 = inVersion3;
            this.inVersion5 = inVersion5;
        }
    }

    MqttReception(MqttSignIn signIn, MqttPublishing publishing, MqttSessions sessions, MeterRegistry metrics) {
        this.signIn = signIn;
        this.publishing = publishing;
        this.sessions = sessions;
        this.metrics = metrics;
    }

    /** Lets nobody in from now on. */
    void end() {
        ending = true;
    }

    /**
     * A unit has said CONNECT. Runs on the connection's event loop. What it says right behind the CONNECT (MQTT 5
     * §3.1.4 allows it) waits until it is let in.
     */
    void connect(MqttEndpoint endpoint, MqttGate gate) {
        gate.shut();
        Refusal refusal = ending ? Refusal.ENDING : turnedAway(gate);
        if (refusal != null) {
            refuse(endpoint, refusal);
            return;
        }
        Context context = Vertx.currentContext();
        Arrival arrival = new Arrival(endpoint, context, gate);
        endpoint.closeHandler(closed -> arrival.gone());
        endpoint.exceptionHandler(broken -> endpoint.close());
        String address = endpoint.remoteAddress().hostAddress();
        signIn.check(endpoint.auth(), endpoint.clientIdentifier(), address)
                .onComplete(answered -> onLoop(context, () -> arrival.answer(answered.result())));
    }

    private static void onLoop(Context context, Runnable act) {
        if (Vertx.currentContext() == context) {
            act.run();
        } else {
            context.runOnContext(run -> act.run());
        }
    }

    private static @Nullable Refusal turnedAway(MqttGate gate) {
        MqttAdmission.Reason reason = gate.turnedAway();
        if (reason == null) {
            return null;
        }
        return switch (reason) {
            case TOO_MANY -> Refusal.TOO_MANY;
            case TOO_FAST -> Refusal.TOO_FAST;
        };
    }

    private void refuse(MqttEndpoint endpoint, Refusal refusal) {
        count(refusal.name());
        endpoint.reject(isVersion5(endpoint) ? refusal.inVersion5 : refusal.inVersion3);
    }

    private void count(String outcome) {
        metrics.counter(Metrics.CONNECTS, "protocol", "mqtt", "outcome", outcome.toLowerCase(Locale.ROOT))
                .increment();
    }

    /** A connection from its CONNECT to its end; confined to its event loop. */
    private final class Arrival {
        private final MqttEndpoint endpoint;
        private final Context context;
        private final MqttGate gate;

        @Nullable
        private MqttDeviceSession session;

        private boolean gone;

        Arrival(MqttEndpoint endpoint, Context context, MqttGate gate) {
            this.endpoint = endpoint;
            this.context = context;
            this.gate = gate;
        }

        void answer(MqttSignIn.Answer answer) {
            gate.settle();
            if (gone) {
                return;
            }
            if (ending) {
                refuse(endpoint, Refusal.ENDING);
            } else if (answer instanceof Welcome welcome) {
                String assigned = assignClientId(welcome.caller());
                session = new MqttDeviceSession(
                        new MqttDeviceSession.Line(endpoint, context, gate), welcome.caller(), publishing, sessions);
                session.open();
                count(welcome.caller().unit().isPresent() ? "accepted" : "stranger");
                endpoint.accept(false, isVersion5(endpoint) ? terms(assigned) : MqttProperties.NO_PROPERTIES);
                gate.open();
            } else {
                refuse(
                        endpoint,
                        answer == MqttSignIn.Refused.BAD_CREDENTIALS
                                ? Refusal.BAD_CREDENTIALS
                                : Refusal.STORE_UNAVAILABLE);
            }
        }

        /** A unit may leave its client id empty; null where it did not. */
        private @Nullable String assignClientId(MqttCaller caller) {
            if (endpoint.clientIdentifier() != null) {
                return null;
            }
            String assigned = caller.cid() + "-" + HexFormat.of().formatHex(Ids.randomBytes(8));
            endpoint.setClientIdentifier(assigned);
            return assigned;
        }

        void gone() {
            if (!gone) {
                gone = true;
                if (session != null) {
                    session.closed();
                }
            }
        }

        /** What an MQTT 5 unit must know of us: no stored session, and our limits. */
        private MqttProperties terms(@Nullable String assignedClientId) {
            MqttProperties terms = new MqttProperties();
            if (assignedClientId != null) {
                terms.add(
                        new MqttProperties.StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, assignedClientId));
            }
            terms.add(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 0));
            terms.add(number(MqttProperties.RECEIVE_MAXIMUM, MqttDeviceSession.IN_FLIGHT));
            terms.add(number(MqttProperties.MAXIMUM_PACKET_SIZE, MqttDeviceServer.MAX_PACKET_BYTES));
            terms.add(number(MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0));
            terms.add(number(MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0));
            return terms;
        }

        private static MqttProperties.IntegerProperty number(int property, int value) {
            return new MqttProperties.IntegerProperty(property, value);
        }
    }

    private static boolean isVersion5(MqttEndpoint endpoint) {
        return endpoint.protocolVersion() >= MqttVersion.MQTT_5.protocolLevel();
    }
}
