package org.tocsin.simulator;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.TlsOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom the homes speak to, and how that is kept private. */
final class TargetOptions {
    @Option(
            names = "--sip",
            paramLabel = "<host:port>",
            defaultValue = "127.0.0.1:5060",
            split = ",",
            description = "SIP receivers, host:port, the preferred one first (default ${DEFAULT-VALUE}).")
    private List<String> sip = List.of();

    @Option(
            names = "--mqtt",
            paramLabel = "<host:port>",
            defaultValue = "127.0.0.1:1883",
            split = ",",
            description = "MQTT receivers, host:port, the preferred one first (default ${DEFAULT-VALUE}).")
    private List<String> mqtt = List.of();

    @Option(
            names = "--api",
            paramLabel = "<url>",
            defaultValue = "http://127.0.0.1:8080",
            description = "Root of the platform's console (default ${DEFAULT-VALUE}).")
    private URI api = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--token",
            paramLabel = "<token>",
            defaultValue = "${env:TOCSIN_API_TOKEN}",
            description = "Bearer token of the service (default: environment TOCSIN_API_TOKEN).")
    private @Nullable String token;

    @Option(
            names = "--secure",
            description = "Every home over TLS: --sip and --mqtt name the TLS ports, no home uses UDP.")
    private boolean secure;

    @Mixin
    private TlsOptions tls = new TlsOptions();

    boolean secure() {
        return secure;
    }

    /**
     * What was given, read.
     *
     * @throws IllegalArgumentException where something of it cannot be read or is missing
     */
    SimulatorConfig.Targets targets() {
        String given = token;
        if (given == null || given.isBlank()) {
            throw new IllegalArgumentException("--token is needed");
        }
        return new SimulatorConfig.Targets(
                sip.stream().map(HostPort::of).toList(),
                mqtt.stream().map(HostPort::of).toList(),
                api,
                given,
                secure ? tls.files() : null);
    }
}
