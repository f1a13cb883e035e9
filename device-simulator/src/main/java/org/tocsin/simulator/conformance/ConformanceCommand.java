package org.tocsin.simulator.conformance;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.mqtt.MqCases;
import org.tocsin.simulator.conformance.mqtt.MqttBench;
import org.tocsin.simulator.conformance.mqtt.MqttSubject;
import org.tocsin.simulator.conformance.mqtt.MqttTarget;
import org.tocsin.simulator.conformance.sip.RxCases;
import org.tocsin.simulator.conformance.sip.SipBench;
import org.tocsin.simulator.conformance.sip.SipSubject;
import org.tocsin.simulator.conformance.sip.SipTarget;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The suite that plays a home unit towards any alarm receiver. */
@Command(
        name = "conformance",
        abbreviateSynopsis = true,
        exitCodeOnExecutionException = 2,
        sortOptions = false,
        subcommands = ListenCommand.class,
        description = {
            "Plays a home unit towards an alarm receiver and judges its answers.",
            Findings.CLAIM,
            "It raises some hundred alarms under the given cid: use a unit that is on file for tests. Exit code 0:"
                    + " nothing failed; 1: something failed; 2: nothing could be judged."
        },
        footer = {
            "",
            "conformance --target sip:arc.example.net --cid 12345678 --secret S",
            "conformance --target 'sip:arc.example.net;transport=tls' --cid 12345678 --authority ca.pem",
            "conformance --target mqtts://arc.example.net --service demo --cid 12345678 --secret S --only 'MQ-1*'"
        })
public final class ConformanceCommand implements Callable<Integer> {
    private static final int AT_A_TIME = 8;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Print this and do nothing.")
    private boolean help;

    @Option(
            names = "--target",
            paramLabel = "<uri>",
            description = "sip:host[:port][;transport=udp|tcp|tls], mqtt://host[:port] or mqtts://host[:port].")
    private @Nullable String target;

    @Option(names = "--cid", paramLabel = "<cid>", description = "A unit that is on file there.")
    private @Nullable String cid;

    @Option(
            names = "--secret",
            paramLabel = "<secret>",
            defaultValue = "${env:TOCSIN_UNIT_SECRET}",
            description = "Its password (default: environment TOCSIN_UNIT_SECRET).")
    private @Nullable String secret;

    @Option(names = "--other-cid", paramLabel = "<cid>", description = "A second unit on file, for RX-24 and MQ-12.")
    private @Nullable String otherCid;

    @Option(names = "--other-secret", paramLabel = "<secret>", description = "Its password.")
    private @Nullable String otherSecret;

    @Option(
            names = "--service",
            paramLabel = "<name>",
            defaultValue = "demo",
            description = "MQTT: the service in the topic tc/1/<name>/<cid>/… (default ${DEFAULT-VALUE}).")
    private String service = "demo";

    @Option(
            names = "--mqtt-version",
            paramLabel = "<version>",
            defaultValue = "5",
            description = "3.1.1 or 5 (default ${DEFAULT-VALUE}).")
    private String mqttVersion = "5";

    @Option(
            names = "--patience",
            paramLabel = "<seconds>",
            defaultValue = "5",
            description = "How long an answer may take (default ${DEFAULT-VALUE}).")
    private double patience;

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Override
    public Integer call() throws Exception {
        if (report.lists() && target == null) {
            return report.print(RxCases.suite()) + report.print(MqCases.suite());
        }
        String where = required(target, "--target");
        try {
            return where.toLowerCase(java.util.Locale.ROOT).startsWith("mqtt")
                    ? overMqtt(MqttTarget.of(where))
                    : overSip(SipTarget.of(where));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            throw wrong("no such host: " + e.getMessage());
        }
    }

    private int overSip(SipTarget where) throws IOException, InterruptedException {
        if (report.lists()) {
            return report.print(RxCases.suite());
        }
        SipSubject.Other other = otherCid == null ? null : new SipSubject.Other(otherCid, otherSecret);
        SipSubject subject = new SipSubject(where, required(cid, "--cid"), secret(), other, tls.files(), waiting());
        String silent = SipBench.whatIsWrong(subject);
        if (silent != null) {
            System.err.println("No verdict: " + silent);
            return 2;
        }
        return report.report(
                RxCases.suite().run(report.run(AT_A_TIME), String.valueOf(target), asked -> new SipBench(subject)));
    }

    private int overMqtt(MqttTarget where) throws IOException, InterruptedException {
        if (report.lists()) {
            return report.print(MqCases.suite());
        }
        MqttSubject subject = new MqttSubject(
                where,
                MqttSubject.Version.of(mqttVersion),
                new MqttSubject.Unit(service, required(cid, "--cid"), secret(), otherCid),
                tls.files(),
                waiting());
        String silent = MqttBench.whatIsWrong(subject);
        if (silent != null) {
            System.err.println("No verdict: " + silent);
            return 2;
        }
        // One after the other: a client id holds one connection.
        return report.report(
                MqCases.suite().run(report.run(1), String.valueOf(target), asked -> new MqttBench(subject)));
    }

    private @Nullable String secret() {
        return secret == null || secret.isBlank() ? null : secret;
    }

    private Duration waiting() {
        return Duration.ofMillis(Math.round(patience * 1_000));
    }

    private String required(@Nullable String value, String option) {
        if (value == null || value.isBlank()) {
            throw wrong(option + " is needed");
        }
        return value;
    }

    private ParameterException wrong(String what) {
        if (spec == null) {
            throw new IllegalStateException(what);
        }
        return new ParameterException(spec.commandLine(), what);
    }
}
