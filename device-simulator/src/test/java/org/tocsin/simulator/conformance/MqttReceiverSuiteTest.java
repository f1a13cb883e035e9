package org.tocsin.simulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.simulator.conformance.Finding.Outcome;
import org.tocsin.simulator.conformance.mqtt.MqCases;
import org.tocsin.simulator.conformance.mqtt.MqttBench;
import org.tocsin.simulator.conformance.mqtt.MqttSubject;
import org.tocsin.simulator.conformance.mqtt.MqttSubject.Version;
import org.tocsin.simulator.conformance.mqtt.MqttTarget;
import org.tocsin.simulator.unit.TlsFiles;

@DisplayName("The suite for MQTT receivers tells right from wrong")
class MqttReceiverSuiteTest {
    /** TLS is a matter of the socket; a storage that is down nobody sees from outside. */
    private static final List<String> ELSEWHERE = List.of("MQ-25", "MQ-27");

    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration BRIEF = Duration.ofMillis(900);
    private static final Map<MqttFlaw, Future<Findings>> FLAWED = new EnumMap<>(MqttFlaw.class);

    private static @Nullable ExecutorService asking;

    /** All at the same time: most of it is waiting for what never comes. */
    @BeforeAll
    static void ask() {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        asking = threads;
        for (MqttFlaw flaw : MqttFlaw.values()) {
            FLAWED.put(flaw, threads.submit(() -> ask(flaw, flaw.version(), List.of(flaw.noticedBy()), BRIEF)));
        }
    }

    @AfterAll
    static void close() {
        if (asking != null) {
            asking.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    @DisplayName("a decent receiver passes every case")
    void aDecentReceiverPasses(Version version) throws Exception {
        Findings findings = ask(null, version, List.of(), PATIENT);

        assertThat(findings.all())
                .filteredOn(finding -> finding.outcome() == Outcome.FAIL)
                .isEmpty();
        assertThat(findings.all())
                .filteredOn(finding -> finding.outcome() == Outcome.SKIPPED)
                .extracting(Finding::id)
                .allMatch(id -> ELSEWHERE.contains(id) || id.equals("MQ-06") && version == Version.V3_1_1);
    }

    @Test
    @DisplayName("there is a flaw for every case")
    void everyCaseHasAFlaw() {
        List<String> noticed =
                Arrays.stream(MqttFlaw.values()).map(MqttFlaw::noticedBy).toList();

        assertThat(MqCases.suite().cases())
                .extracting(Case::id)
                .filteredOn(id -> !ELSEWHERE.contains(id))
                .allMatch(noticed::contains);
    }

    @ParameterizedTest
    @EnumSource(MqttFlaw.class)
    @DisplayName("each flaw is noticed, and named")
    void aFlawIsNoticed(MqttFlaw flaw) throws Exception {
        Future<Findings> asked = FLAWED.get(flaw);
        if (asked == null) {
            throw new IllegalStateException("never asked");
        }
        Findings findings = asked.get(120, TimeUnit.SECONDS);

        assertThat(findings.all()).singleElement().satisfies(finding -> {
            assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(finding.seen()).contains(flaw.seen()).doesNotContain("broke off");
        });
        assertThat(findings.exitCode()).isEqualTo(1);
    }

    private static Findings ask(@Nullable MqttFlaw flaw, Version version, List<String> only, Duration patience)
            throws Exception {
        try (FlawedMqttReceiver receiver = new FlawedMqttReceiver(flaw)) {
            MqttSubject subject = new MqttSubject(
                    MqttTarget.of("mqtt://127.0.0.1:" + receiver.port()),
                    version,
                    new MqttSubject.Unit(
                            FlawedMqttReceiver.SERVICE, FlawedMqttReceiver.CID, FlawedMqttReceiver.SECRET, null),
                    TlsFiles.NONE,
                    patience);
            Suite.Run run = new Suite.Run(only, false, 1, finding -> {});
            Findings findings = MqCases.suite().run(run, "a flawed receiver", asked -> new MqttBench(subject));
            assertThat(receiver.broken()).isNull();
            return findings;
        }
    }
}
