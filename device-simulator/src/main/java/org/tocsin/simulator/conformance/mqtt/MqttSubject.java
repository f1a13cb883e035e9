package org.tocsin.simulator.conformance.mqtt;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.unit.TlsFiles;

/** The receiver under test, and who we are towards it. */
public record MqttSubject(MqttTarget target, Version version, Unit unit, TlsFiles tls, Duration patience) {

    public enum Version {
        V3_1_1(4),
        V5(5);

        private final int level;

        Version(int level) {
            this.level = level;
        }

        /** Reads {@code 3.1.1} or {@code 5}. */
        public static Version of(String text) {
            return switch (text.strip()) {
                case "3.1.1", "3", "4" -> V3_1_1;
                case "5", "5.0" -> V5;
                default -> throw new IllegalArgumentException("an MQTT version is 3.1.1 or 5, not " + text);
            };
        }

        int level() {
            return level;
        }
    }

    /**
     * Who we are.
     *
     * @param service whose unit it is, as it stands in the topics
     * @param secret its password; null where it proves nothing or shows a certificate
     * @param otherCid of another unit on file; null where there is none
     */
    public record Unit(
            String service,
            String cid,
            @Nullable String secret,
            @Nullable String otherCid) {
        String prefix() {
            return "tc/1/" + service + '/' + cid;
        }

        @Override
        public String toString() {
            return "Unit[" + service + '/' + cid + "]";
        }
    }
}
