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
import org.tocsin.gateway.CertificateNames;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.mqtt.profile.TopicProfiles;
import org.tocsin.platform.Keyring;
import org.tocsin.signal.Origin;
import org.tocsin.signal.Protocol;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.unit.Credential;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * Who connects. User name = the unit's id, password = its secret; or a client certificate in its name. A unit that is not on file is let in as a stranger,
 * because what it says must still reach a person; one that cannot prove itself is refused, and a person told.
 */
final class MqttSignIn {
    private static final Logger LOG = LoggerFactory.getLogger(MqttSignIn.class);
    private static final long LOOK_UP_MS = 1_500;

    private final DeviceIntake intake;
    private final Keyring keyring;
    private final InstantSource clock;
    private final String gatewayId;
    private final TopicProfiles profiles;

    MqttSignIn(DeviceIntake intake, Keyring keyring, InstantSource clock, MqttConfig config) {
        this.intake = intake;
        this.keyring = keyring;
        this.clock = clock;
        this.gatewayId = config.gatewayId();
        this.profiles = config.profiles();
    }

    /** What became of a CONNECT. */
    sealed interface Answer {}

    record Welcome(MqttCaller caller) implements Answer {}

    enum Refused implements Answer {
        /** No unit's id, or no proof of it. */
        BAD_CREDENTIALS,
        /** We cannot look it up; never "bad credentials", which would make the unit give up. */
        STORE_UNAVAILABLE
    }

    /**
     * What a unit shows of itself.
     *
     * @param auth null where it sent no password
     * @param names those in its client certificate, vouched for by a known authority
     */
    record Shown(@Nullable MqttAuth auth, @Nullable String clientId, CertificateNames names, String address) {}

    /**
     * Never fails. The unit is named by its user name, otherwise by its certificate, otherwise by its client id; a
     * certificate of its own proves it as well as its password does.
     */
    Future<Answer> check(Shown shown) {
        MqttAuth auth = shown.auth();
        String cid = auth != null
                ? profiles.cid(auth.getUsername())
                : shown.names().cid().orElse(shown.clientId());
        if (cid == null || !MqttTopic.isCid(cid)) {
            return Future.succeededFuture(Refused.BAD_CREDENTIALS);
        }
        return intake.unit(cid)
                .timeout(LOOK_UP_MS, TimeUnit.MILLISECONDS)
                .compose(found -> judge(new MqttCaller(cid, found, shown.address()), shown))
                .otherwise(Refused.STORE_UNAVAILABLE);
    }

    private Future<Answer> judge(MqttCaller caller, Shown shown) {
        Optional<OnFile> unit = caller.unit();
        if (unit.isEmpty() || proves(unit.get(), shown)) {
            return Future.succeededFuture(new Welcome(caller));
        }
        Origin origin = new Origin(Protocol.MQTT, caller.address(), gatewayId, clock.instant());
        Signal attempt = MqttSignals.failedProof(
                caller.cid(),
                unit.get().service().code(),
                origin,
                unit.get().credential().authentication());
        return intake.take(attempt, unit).map(receipt -> {
            if (receipt.equals(new Receipt.Refused(Receipt.Reason.STORE_UNAVAILABLE))) {
                // Nobody has been told yet, and "bad credentials" would make the unit give up.
                return Refused.STORE_UNAVAILABLE;
            }
            LOG.atWarn()
                    .addKeyValue("unitId", unit.get().unit().id())
                    .addKeyValue("remoteAddress", caller.address())
                    .addKeyValue("outcome", receipt.getClass().getSimpleName())
                    .log("a unit could not prove itself and was refused");
            return Refused.BAD_CREDENTIALS;
        });
    }

    private boolean proves(OnFile onFile, Shown shown) {
        Credential credential = onFile.credential();
        MqttAuth auth = shown.auth();
        if (shown.names().holds(credential.nameInCertificate(onFile.unit().cid()))) {
            return true;
        }
        return switch (credential.authentication()) {
            case NONE -> credential.addresses().allow(shown.address());
            case CERTIFICATE -> false;
            case PASSWORD -> auth != null && credential.matchesPassword(auth.getPassword(), keyring);
            case DIGEST -> auth != null && matches(secret(onFile), auth.getPassword());
        };
    }

    /** Null where it is sealed under another key: nobody can prove anything then, and a person must be told. */
    private @Nullable String secret(OnFile onFile) {
        try {
            return onFile.credential().digestSecret(keyring);
        } catch (IllegalStateException e) {
            LOG.atError().addKeyValue("unitId", onFile.unit().id()).setCause(e).log("a unit's secret cannot be opened");
            return null;
        }
    }

    private static boolean matches(@Nullable String secret, String password) {
        return secret != null
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
    }
}
