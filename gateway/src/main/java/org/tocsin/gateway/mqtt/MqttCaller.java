package org.tocsin.gateway.mqtt;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.tocsin.signal.Doubt;
import org.tocsin.unit.Credential;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * Who is at the other end of a connection, or behind a broker.
 *
 * @param cid the unit's id, proved by its password unless it is a stranger or needs none
 * @param unit empty for a stranger: heard, not on file
 * @param address IP address, without port
 * @param doubt what is to be doubted about everything it says
 */
public record MqttCaller(String cid, Optional<OnFile> unit, String address, Set<Doubt> doubt) {
    public MqttCaller {
        doubt = Set.copyOf(doubt);
    }

    MqttCaller(String cid, Optional<OnFile> unit, String address) {
        this(cid, unit, address, Set.of());
    }

    /** The code of the unit's service; empty for a stranger. */
    String service() {
        return unit.map(onFile -> onFile.service().code()).orElse("");
    }

    /** False when what is on file now is not what it signed in with. */
    boolean signedInAs(Optional<OnFile> now) {
        if (unit.isEmpty() || now.isEmpty()) {
            return unit.isEmpty() && now.isEmpty();
        }
        OnFile before = unit.get();
        return before.unit().id().equals(now.get().unit().id())
                && before.service().id().equals(now.get().service().id())
                && same(before.credential(), now.get().credential())
                && Objects.equals(
                        before.model().habits().topicProfile(),
                        now.get().model().habits().topicProfile());
    }

    private static boolean same(Credential one, Credential other) {
        return one.authentication() == other.authentication()
                && Arrays.equals(one.secretHmac(), other.secretHmac())
                && Arrays.equals(one.secretSealed(), other.secretSealed())
                && Objects.equals(one.keyId(), other.keyId())
                && one.addresses().equals(other.addresses())
                && Objects.equals(one.certificateName(), other.certificateName());
    }

    /** The same, by what is on file now. */
    MqttCaller as(Optional<OnFile> now) {
        return new MqttCaller(cid, now, address, doubt);
    }

    /** @param serviceCode the service its topic names, which may be another than the unit's own */
    Set<Doubt> doubts(String serviceCode) {
        Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        doubts.addAll(doubt);
        if (unit.isPresent() && !unit.get().service().code().equals(serviceCode)) {
            doubts.add(Doubt.SENDER_MISMATCH);
        }
        return doubts;
    }
}
