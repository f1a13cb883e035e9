package org.tocsin.gateway.mqtt;

import io.vertx.core.Future;
import io.vertx.mqtt.MqttAuth;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.platform.Keyring;
import org.tocsin.signal.Origin;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * Who connects. User name = the unit's id, password = its secret. A unit that is not on file is let in as a stranger,
 * because what it says must still reach a person; one that fails its password is refused, and a person told.
 */
final class MqttSignIn {
    private static final Logger LOG = LoggerFactory.getLogger(MqttSignIn.class);
    private static final long LOOK_UP_MS = 1_500;

    private final DeviceIntake intake;
    private final Keyring keyring;
    private final InstantSource clock;
    private final String gatewayId;

    MqttSignIn(DeviceIntake intake, Keyring keyring, InstantSource clock, MqttConfig config) {
        this.intake = intake;
        this.keyring = keyring;
        this.clock = clock;
        this.gatewayId = config.gatewayId();
    }

    /** What became of a CONNECT. */
    sealed interface Answer {}

    record Welcome(MqttCaller caller) implements Answer {}

    enum Refused implements Answer {
        /** No unit's id, or the wrong password. */
        BAD_CREDENTIALS,
        /** We cannot look it up; never "bad credentials", which would make the unit give up. */
        STORE_UNAVAILABLE
    }

    /**
     * Never fails.
     *
     * @param auth null where the unit sent no password; then its client id names it
     */
    Future<Answer> check(@Nullable MqttAuth auth, @Nullable String clientId, String address) {
        String cid = auth == null ? clientId : auth.getUsername();
        if (cid == null || !MqttTopic.isCid(cid)) {
            return Future.succeededFuture(Refused.BAD_CREDENTIALS);
        }
        return intake.unit(cid)
                .timeout(LOOK_UP_MS, TimeUnit.MILLISECONDS)
                .compose(found -> judge(new MqttCaller(cid, found, address), auth))
                .otherwise(Refused.STORE_UNAVAILABLE);
    }

    private Future<Answer> judge(MqttCaller caller, @Nullable MqttAuth auth) {
        Optional<OnFile> unit = caller.unit();
        if (unit.isEmpty() || proves(unit.get().credential(), auth)) {
            return Future.succeededFuture(new Welcome(caller));
        }
        Origin origin = new Origin(Protocol.MQTT, caller.address(), gatewayId, clock.instant());
        String service = unit.get().service().code();
        return intake.take(MqttSignals.failedPassword(caller.cid(), service, origin), unit)
                .map(receipt -> {
                    LOG.atWarn()
                            .addKeyValue("unitId", unit.get().unit().id())
                            .addKeyValue("remoteAddress", caller.address())
                            .addKeyValue("outcome", receipt.getClass().getSimpleName())
                            .log("a unit failed its password and was refused");
                    return Refused.BAD_CREDENTIALS;
                });
    }

    private boolean proves(Credential credential, @Nullable MqttAuth auth) {
        return switch (credential.authentication()) {
            case NONE -> true;
            case CERTIFICATE -> false;
            case PASSWORD -> auth != null && credential.matchesPassword(auth.getPassword(), keyring);
            case DIGEST -> auth != null && matches(credential.digestSecret(keyring), auth.getPassword());
        };
    }

    private static boolean matches(@Nullable String secret, String password) {
        return secret != null
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
    }
}
