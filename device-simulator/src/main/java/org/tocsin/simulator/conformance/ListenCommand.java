package org.tocsin.simulator.conformance;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.listen.MqttReceiver;
import org.tocsin.simulator.conformance.listen.MtBench;
import org.tocsin.simulator.conformance.listen.MtCases;
import org.tocsin.simulator.conformance.listen.Pace;
import org.tocsin.simulator.conformance.listen.SipReceiver;
import org.tocsin.simulator.conformance.listen.TxBench;
import org.tocsin.simulator.conformance.listen.TxCases;
import org.tocsin.simulator.unit.TlsFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The suite that plays the receiver towards a real unit. */
@Command(
        name = "listen",
        abbreviateSynopsis = true,
        exitCodeOnExecutionException = 2,
        sortOptions = false,
        description = {
            "Plays the alarm receiver towards one home unit, says when to press, and judges what the unit does.",
            Findings.CLAIM,
            "Set the unit to this machine first. Exit code as of conformance."
        },
        footer = {
            "",
            "conformance listen --sip-port 5060 --fallback-port 5070 --secret S",
            "conformance listen --mqtt-port 1883 --html unit.html"
        })
public final class ListenCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Print this and do nothing.")
    private boolean help;

    @Option(names = "--bind", paramLabel = "<address>", defaultValue = "0.0.0.0", description = "Where to listen.")
    private InetAddress bind = InetAddress.getLoopbackAddress();

    @Option(names = "--sip-port", paramLabel = "<port>", description = "SCAIP over UDP and TCP.")
    private @Nullable Integer sipPort;

    @Option(names = "--tls-port", paramLabel = "<port>", description = "SCAIP or MQTT over TLS, with --certificate.")
    private @Nullable Integer tlsPort;

    @Option(names = "--mqtt-port", paramLabel = "<port>", description = "MQTT 3.1.1 and 5 instead of SCAIP.")
    private @Nullable Integer mqttPort;

    @Option(names = "--fallback-port", paramLabel = "<port>", description = "A second receiver, for fail-over.")
    private @Nullable Integer fallbackPort;

    @Option(
            names = "--secret",
            paramLabel = "<secret>",
            defaultValue = "${env:TOCSIN_UNIT_SECRET}",
            description = "The unit's password, for TX-05 (default: environment TOCSIN_UNIT_SECRET).")
    private @Nullable String secret;

    @Option(
            names = "--burst",
            paramLabel = "<n>",
            defaultValue = "3",
            description = "Presses in a row (default ${DEFAULT-VALUE}).")
    private int burst;

    @Option(names = "--reply-in-answer", description = "The unit is set to take the mrs from the body of the 200.")
    private boolean replyInAnswer;

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Override
    public Integer call() throws Exception {
        if (report.lists()) {
            return report.print(TxCases.suite()) + report.print(MtCases.suite());
        }
        if ((sipPort == null) == (mqttPort == null)) {
            throw wrong("either --sip-port or --mqtt-port is needed");
        }
        try {
            return mqttPort == null ? overSip(sipPort) : overMqtt(mqttPort);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private int overSip(@Nullable Integer port) throws Exception {
        try (SipReceiver receiver = new SipReceiver(bind, ports(port))) {
            if (tlsPort != null) {
                receiver.listenSecurely(bind, tlsPort, certificate());
            }
            TxBench.Setup setup = new TxBench.Setup(ListenCommand::ask, Pace.REAL, secret(), burst, replyInAnswer);
            return report.report(TxCases.suite()
                    .run(report.run(1), "the unit at " + receiver.addresses(), asked -> new TxBench(receiver, setup)));
        }
    }

    private int overMqtt(@Nullable Integer port) throws Exception {
        try (MqttReceiver receiver = new MqttReceiver(bind, ports(port))) {
            if (tlsPort != null) {
                receiver.listenSecurely(bind, tlsPort, certificate());
            }
            MtBench.Setup setup = new MtBench.Setup(ListenCommand::ask, Pace.REAL, burst);
            return report.report(MtCases.suite()
                    .run(report.run(1), "the unit at " + receiver.addresses(), asked -> new MtBench(receiver, setup)));
        }
    }

    private List<Integer> ports(@Nullable Integer first) {
        List<Integer> ports = new ArrayList<>();
        if (first != null) {
            ports.add(first);
        }
        if (fallbackPort != null) {
            ports.add(fallbackPort);
        }
        return ports;
    }

    private TlsFiles certificate() {
        TlsFiles files = tls.files();
        if (files.certificate() == null) {
            throw wrong("--tls-port needs --certificate and --key");
        }
        return files;
    }

    private static void ask(String what) {
        System.err.println(">> " + what);
    }

    private @Nullable String secret() {
        return secret == null || secret.isBlank() ? null : secret;
    }

    private ParameterException wrong(String what) {
        if (spec == null) {
            throw new IllegalStateException(what);
        }
        return new ParameterException(spec.commandLine(), what);
    }
}
