package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.simulator.conformance.Finding;
import org.tocsin.simulator.conformance.Finding.Outcome;
import org.tocsin.simulator.conformance.Findings;
import org.tocsin.simulator.conformance.Suite;
import org.tocsin.simulator.conformance.mqtt.MqCases;
import org.tocsin.simulator.conformance.mqtt.MqttBench;
import org.tocsin.simulator.conformance.mqtt.MqttSubject;
import org.tocsin.simulator.conformance.mqtt.MqttTarget;
import org.tocsin.simulator.conformance.sip.RxCases;
import org.tocsin.simulator.conformance.sip.SipBench;
import org.tocsin.simulator.conformance.sip.SipSubject;
import org.tocsin.simulator.conformance.sip.SipTarget;
import org.tocsin.simulator.unit.TlsFiles;

/** The suite any maker can run, run against ourselves; all transports at the same time, because one case takes 32 s. */
@DisplayName("The conformance suite against our own gateway")
class ConformanceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Their answers need a view into the receiver; other tests have one. */
    private static final List<String> UNSEEN = List.of("RX-35", "RX-36", "RX-37", "MQ-27");

    @TempDir
    private static @Nullable Path directory;

    private static @Nullable AlarmCentre centre;
    private static @Nullable CompletableFuture<Findings> udp;
    private static @Nullable CompletableFuture<Findings> tcp;
    private static @Nullable CompletableFuture<Findings> tls;
    private static @Nullable CompletableFuture<Findings> mqtt5;
    private static @Nullable CompletableFuture<Findings> mqtt3;
    private static @Nullable CompletableFuture<Findings> mqtts;

    @BeforeAll
    static void askEverythingAtOnce() throws Exception {
        if (directory == null) {
            throw new IllegalStateException("JUnit made no directory");
        }
        X509Bundle authority = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=Conformance authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle server = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
        int sipTls = freePort();
        int mqttTls = freePort();
        AlarmCentre open = AlarmCentre.open(
                directory.resolve("data"),
                InstantSource.system(),
                Map.of(
                        "TOCSIN_TLS_CERTIFICATE", pem("server.crt", server.getCertificatePathPEM()),
                        "TOCSIN_TLS_KEY", pem("server.key", server.getPrivateKeyPEM()),
                        "TOCSIN_SIP_TLS_PORT", Integer.toString(sipTls),
                        "TOCSIN_MQTT_TLS_PORT", Integer.toString(mqttTls)));
        centre = open;
        // Speech over SIP, so that the suite's INVITE comes to this gateway, which sends it on (302).
        open.put(
                "/api/v1/speech-settings",
                Map.of("number", "sip:speech-TOKEN@arc.example.net", "overflowNumber", "sip:queue@arc.example.net"));
        TlsFiles trust = new TlsFiles(Path.of(pem("authority.crt", authority.getCertificatePEM())), null, null);
        SipSubject.Other other = new SipSubject.Other("72000099", enrol(open, "72000099", "scaip", "none"));

        String sip = "sip:127.0.0.1:" + open.sipPort();
        udp = overSip(sip, "72000001", enrol(open, "72000001", "scaip", "digest"), other, trust);
        tcp = overSip(sip + ";transport=tcp", "72000002", enrol(open, "72000002", "scaip", "digest"), other, trust);
        tls = overSip("sips:127.0.0.1:" + sipTls, "72000003", enrol(open, "72000003", "scaip", "none"), other, trust);
        mqtt5 = overMqtt("mqtt://127.0.0.1:" + open.mqttPort(), MqttSubject.Version.V5, unit(open, "72000004"), trust);
        mqtt3 = overMqtt(
                "mqtt://127.0.0.1:" + open.mqttPort(), MqttSubject.Version.V3_1_1, unit(open, "72000005"), trust);
        mqtts = overMqtt("mqtts://127.0.0.1:" + mqttTls, MqttSubject.Version.V5, unit(open, "72000006"), trust);
    }

    @AfterAll
    static void close() {
        if (centre != null) {
            centre.close();
        }
    }

    @Test
    @DisplayName("RX-01 … RX-44 over UDP, with digest")
    void udp() throws Exception {
        assertPassed(udp, "RX-29", "RX-30");
    }

    @Test
    @DisplayName("RX-01 … RX-44 over TCP, with digest")
    void tcp() throws Exception {
        assertPassed(tcp, "RX-22", "RX-30");
    }

    @Test
    @DisplayName("RX-01 … RX-44 over TLS, without a proof")
    void tls() throws Exception {
        assertPassed(tls, "RX-22", "RX-31");
    }

    @Test
    @DisplayName("MQ-01 … MQ-27 over MQTT 5")
    void mqtt5() throws Exception {
        assertPassed(mqtt5, "MQ-25");
    }

    @Test
    @DisplayName("MQ-01 … MQ-27 over MQTT 3.1.1")
    void mqtt3() throws Exception {
        assertPassed(mqtt3, "MQ-06", "MQ-25");
    }

    @Test
    @DisplayName("MQ-01 … MQ-27 over MQTT 5 and TLS")
    void mqtts() throws Exception {
        assertPassed(mqtts);
    }

    private static void assertPassed(@Nullable CompletableFuture<Findings> asking, String... skipped) throws Exception {
        if (asking == null) {
            throw new IllegalStateException("never asked");
        }
        Findings findings = asking.get(240, TimeUnit.SECONDS);
        assertThat(findings.all())
                .filteredOn(finding -> finding.outcome() == Outcome.FAIL)
                .isEmpty();
        assertThat(findings.all())
                .filteredOn(finding -> finding.outcome() == Outcome.SKIPPED)
                .extracting(Finding::id)
                .filteredOn(id -> !UNSEEN.contains(id))
                .containsExactly(skipped);
    }

    private static CompletableFuture<Findings> overSip(
            String target, String cid, @Nullable String secret, SipSubject.Other other, TlsFiles tls) throws Exception {
        SipSubject subject = new SipSubject(SipTarget.of(target), cid, secret, other, tls, PATIENCE);
        return asked(() -> RxCases.suite().run(run(4), target, one -> new SipBench(subject)));
    }

    private static CompletableFuture<Findings> overMqtt(
            String target, MqttSubject.Version version, MqttSubject.Unit unit, TlsFiles tls) throws Exception {
        MqttSubject subject = new MqttSubject(MqttTarget.of(target), version, unit, tls, PATIENCE);
        return asked(() -> MqCases.suite().run(run(1), target, one -> new MqttBench(subject)));
    }

    private interface Asking {
        Findings ask() throws Exception;
    }

    private static CompletableFuture<Findings> asked(Asking asking) {
        CompletableFuture<Findings> findings = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        findings.complete(asking.ask());
                    } catch (Exception e) {
                        findings.completeExceptionally(e);
                    }
                },
                "conformance suite");
        thread.setDaemon(true);
        thread.start();
        return findings;
    }

    private static Suite.Run run(int atATime) {
        return new Suite.Run(List.of(), false, atATime, finding -> {});
    }

    private static MqttSubject.Unit unit(AlarmCentre open, String cid) {
        return new MqttSubject.Unit("demo", cid, enrol(open, cid, "mqtt", "password"), null);
    }

    /** Gives the secret, null where there is none. */
    private static @Nullable String enrol(AlarmCentre open, String cid, String protocol, String authentication) {
        JsonNode enrolled = open.enrol(Map.of(
                "cid", cid,
                "protocol", protocol,
                "authentication", authentication,
                "serviceUser", Map.of("name", "Conformance " + cid),
                "home", Map.of("line1", cid + " Test Street", "postcode", "ZZ1 1ZZ")));
        return enrolled.path("secret").isTextual() ? enrolled.path("secret").asText() : null;
    }

    private static String pem(String name, String text) throws Exception {
        if (directory == null) {
            throw new IllegalStateException("JUnit made no directory");
        }
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
