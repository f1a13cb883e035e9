package org.tocsin.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.SimulatedHome;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Timing;
import org.tocsin.simulator.unit.TlsFiles;

/** Everything an estate needs to know. Start from {@link #of} and change what differs. */
public record SimulatorConfig(
        Estate estate, Targets targets, Traffic traffic, Faults.Shares faults, Timing timing, Files files) {

    /** The same number and seed give the same homes. */
    public record Estate(int homes, SimulatedHome.Shares shares, long seed) {
        public Estate {
            if (homes < 0 || homes > 1_000_000) {
                throw new IllegalArgumentException("homes: 0 to 1,000,000");
            }
        }
    }

    /**
     * Where the platform is. Of several receivers the first is preferred, the others are tried when it fails.
     *
     * @param api root of the console, for instance {@code http://localhost:8080}
     * @param token bearer token of the service the homes belong to
     * @param tls for every connection of a home; null for plain ones
     */
    public record Targets(
            List<HostPort> sip,
            List<HostPort> mqtt,
            URI api,
            String token,
            @Nullable TlsFiles tls) {
        /** Plain connections. */
        public Targets(List<HostPort> sip, List<HostPort> mqtt, URI api, String token) {
            this(sip, mqtt, api, token, null);
        }

        public Targets {
            sip = List.copyOf(sip);
            mqtt = List.copyOf(mqtt);
            if (sip.isEmpty() || mqtt.isEmpty()) {
                throw new IllegalArgumentException("at least one SIP and one MQTT receiver");
            }
        }

        @Override
        public String toString() {
            return "Targets[sip=" + sip + ", mqtt=" + mqtt + ", api=" + api + "]";
        }
    }

    /**
     * What the homes do by themselves.
     *
     * @param alarmsPerMinute over the whole estate, evenly; 0 is a realistic day: three calls a month and home, most of
     *     them in the morning
     * @param inFlight instead of a rate: so many alarms unanswered at any time, the next one as soon as one is
     *     acknowledged; 0 for none. For measuring throughput
     * @param quiet nothing is raised; the homes connect and send signs of life
     * @param heartbeatEvery between two signs of life of one home
     * @param connectWithin over which time the homes are switched on
     * @param testEvery between two test transmissions (stc 0102) that a SCAIP home sends by itself
     * @param timeFactor how much faster a realistic day passes, its signs of life included; no wait of a protocol changes
     */
    public record Traffic(
            double alarmsPerMinute,
            int inFlight,
            boolean quiet,
            Duration heartbeatEvery,
            Duration connectWithin,
            double timeFactor,
            Duration testEvery) {
        /** With a test transmission a day, as most units send that send any by themselves. */
        public Traffic(
                double alarmsPerMinute,
                int inFlight,
                boolean quiet,
                Duration heartbeatEvery,
                Duration connectWithin,
                double timeFactor) {
            this(alarmsPerMinute, inFlight, quiet, heartbeatEvery, connectWithin, timeFactor, Duration.ofDays(1));
        }

        public static final Traffic REALISTIC =
                new Traffic(0, 0, false, Duration.ofMinutes(15), Duration.ofSeconds(10), 1);

        /** Connects, stays in touch, and raises only what it is told to. */
        public static final Traffic QUIET = new Traffic(0, 0, true, Duration.ofMinutes(15), Duration.ofSeconds(10), 1);

        public Traffic {
            if (alarmsPerMinute < 0 || inFlight < 0 || !(timeFactor > 0)) {
                throw new IllegalArgumentException("a rate is not negative, a time factor is positive");
            }
            if (heartbeatEvery.toMillis() < 1 || testEvery.toMillis() < 1 || connectWithin.isNegative()) {
                throw new IllegalArgumentException("a heartbeat interval is longer than nothing");
            }
        }

        /** The same at an even rate. */
        public Traffic atRate(double perMinute) {
            return new Traffic(perMinute, 0, false, heartbeatEvery, connectWithin, timeFactor, testEvery);
        }

        /** The same with the homes switched on over another time. */
        public Traffic connectingWithin(Duration time) {
            return new Traffic(alarmsPerMinute, inFlight, quiet, heartbeatEvery, time, timeFactor, testEvery);
        }

        Duration testPace() {
            return Duration.ofMillis(Math.max(1, Math.round(testEvery.toMillis() / timeFactor)));
        }

        Duration heartbeatPace() {
            return Duration.ofMillis(Math.max(1, Math.round(heartbeatEvery.toMillis() / timeFactor)));
        }
    }

    /**
     * @param credentials remembers the secrets of the homes from run to run; null forgets them
     * @param ledger continued where it exists; null keeps the ledger in memory only
     */
    public record Files(
            @Nullable Path credentials, @Nullable Path ledger) {}

    /** A realistic estate without faults that remembers nothing. */
    public static SimulatorConfig of(int homes, Targets targets) {
        return new SimulatorConfig(
                new Estate(homes, SimulatedHome.Shares.USUAL, 1),
                targets,
                Traffic.REALISTIC,
                Faults.Shares.NONE,
                Timing.REAL,
                new Files(null, null));
    }

    public SimulatorConfig withTraffic(Traffic other) {
        return new SimulatorConfig(estate, targets, other, faults, timing, files);
    }

    public SimulatorConfig withFaults(Faults.Shares other) {
        return new SimulatorConfig(estate, targets, traffic, other, timing, files);
    }

    public SimulatorConfig withTiming(Timing other) {
        return new SimulatorConfig(estate, targets, traffic, faults, other, files);
    }

    public SimulatorConfig withFiles(Files other) {
        return new SimulatorConfig(estate, targets, traffic, faults, timing, other);
    }
}
