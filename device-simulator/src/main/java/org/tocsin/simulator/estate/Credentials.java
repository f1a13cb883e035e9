package org.tocsin.simulator.estate;

import org.jspecify.annotations.Nullable;

/**
 * What the platform handed out when a home was put on file. Secrets are in it: never logged.
 *
 * @param home number of the home in its estate
 * @param secret null where the unit does not prove who it is
 * @param sipUri where a SCAIP unit sends to, for instance {@code sip:alarm@arc.example.net}
 * @param topicPrefix of an MQTT unit, without a slash at its end, for instance {@code tc/1/demo/10000001}
 */
public record Credentials(
        int home,
        String cid,
        @Nullable String secret,
        @Nullable String sipUri,
        @Nullable String username,
        @Nullable String topicPrefix) {

    @Override
    public String toString() {
        return "Credentials[home=" + home + ", cid=" + cid + "]";
    }
}
