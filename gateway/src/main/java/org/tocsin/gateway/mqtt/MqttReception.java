package org.tocsin.gateway.mqtt;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttEndpoint;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.CertificateNames;
import org.tocsin.gateway.DeviceCommands;
import org.tocsin.gateway.DeviceTls;
import org.tocsin.gateway.mqtt.MqttSignIn.Welcome;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Metrics;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.HomeUnit;
import org.tocsin.unit.UnitConnections;
import org.tocsin.unit.UnitDirectory.OnFile;

/** From CONNECT to a session, or to a refusal that says what the unit should do next. */
final class MqttReception {
    private final MqttSignIn signIn;
    private final MqttPublishing publishing;
    private final MqttSessions sessions;
    private final Household household;
    private final Optional<DeviceTls> tls;
    private final MeterRegistry metrics;
    private volatile boolean ending;

    /** What follows a unit's coming and going. */
    record Household(MqttFarewell farewell, DeviceCommands commands) {}

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

    MqttReception(
            MqttSignIn signIn,
            MqttPublishing publishing,
            MqttSessions sessions,
            Household household,
            Optional<DeviceTls> tls,
            MeterRegistry metrics) {
        this.signIn = signIn;
        this.publishing = publishing;
        this.sessions = sessions;
        this.household = household;
        this.tls = tls;
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
        String address = endpoint.remoteAddress().hostAddress();
        MqttLine line = new MqttLine(endpoint, Vertx.currentContext(), gate, address);
        Arrival arrival = new Arrival(line);
        endpoint.closeHandler(closed -> arrival.gone());
        endpoint.exceptionHandler(broken -> endpoint.close());
        signIn.check(new MqttSignIn.Shown(endpoint.auth(), endpoint.clientIdentifier(), names(gate), address))
                .onComplete(answered -> line.run(() -> arrival.answer(answered.result())));
    }

    private CertificateNames names(MqttGate gate) {
        SSLSession session = gate.tls();
        return session == null || tls.isEmpty()
                ? CertificateNames.NONE
                : tls.get().names(session);
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
        endpoint.reject(MqttLine.isVersion5(endpoint) ? refusal.inVersion5 : refusal.inVersion3);
    }

    private void count(String outcome) {
        metrics.counter(Metrics.CONNECTS, "protocol", "mqtt", "outcome", outcome.toLowerCase(Locale.ROOT))
                .increment();
    }

    /** A connection from its CONNECT to its end; confined to its event loop. */
    private final class Arrival {
        private final MqttLine line;
        private final MqttEndpoint endpoint;

        @Nullable
        private MqttDeviceSession session;

        private UnitConnections.@Nullable Held held;

        private boolean gone;

        Arrival(MqttLine line) {
            this.line = line;
            this.endpoint = line.endpoint();
        }

        void answer(MqttSignIn.Answer answer) {
            line.gate().settle();
            if (gone) {
                return;
            }
            if (ending) {
                refuse(endpoint, Refusal.ENDING);
            } else if (answer instanceof Welcome welcome) {
                welcome(welcome.caller());
            } else {
                refuse(
                        endpoint,
                        answer == MqttSignIn.Refused.BAD_CREDENTIALS
                                ? Refusal.BAD_CREDENTIALS
                                : Refusal.STORE_UNAVAILABLE);
            }
        }

        private void welcome(MqttCaller caller) {
            String assigned = assignClientId(caller);
            MqttDeviceSession opened = new MqttDeviceSession(line, caller, publishing, sessions);
            session = opened;
            caller.unit().map(OnFile::unit).ifPresent(unit -> connected(unit, opened));
            opened.open(() -> caller.unit()
                    .ifPresent(
                            onFile -> household.commands().listens(onFile.unit().id())));
            count(caller.unit().isPresent() ? "accepted" : "stranger");
            endpoint.accept(false, line.isVersion5() ? terms(assigned) : MqttProperties.NO_PROPERTIES);
            line.gate().open();
        }

        private void connected(HomeUnit unit, MqttDeviceSession opened) {
            household.farewell().welcome(unit);
            held = household
                    .commands()
                    .connected(unit, opened.clientId(), Protocol.MQTT, line.address(), opened::takenOver);
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
            if (gone) {
                return;
            }
            gone = true;
            if (held != null) {
                held.release();
            }
            MqttDeviceSession over = session;
            if (over != null) {
                over.closed();
                over.caller().unit().map(OnFile::unit).ifPresent(unit -> farewell(unit, over.howItEnded()));
            }
        }

        private void farewell(HomeUnit unit, MqttDeviceSession.End end) {
            switch (end) {
                case GOODBYE -> household.farewell().goodbye(unit);
                case LOST ->
                    household.farewell().lost(unit, household.farewell().delayMs(endpoint));
                case OURS -> {}
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
}
