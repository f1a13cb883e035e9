package org.tocsin.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.ConformanceCommand;
import org.tocsin.simulator.estate.SimulatedHome;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Timing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The estate as a program of its own. */
@Command(
        name = "simulator",
        abbreviateSynopsis = true,
        exitCodeOnExecutionException = 2,
        sortOptions = false,
        subcommands = {ConformanceCommand.class, TableCommand.class},
        description = {
            "An estate of artificial homes that speak SCAIP and MQTT to an alarm platform.",
            "It puts the homes on file, connects them, lets them raise alarms, and in the end asks the platform for"
                    + " every signal it acknowledged. Exit code 0: each is on file exactly once (PASS); 1: not (FAIL);"
                    + " 2: no verdict."
        },
        footer = {
            "",
            "A quiet day of 7,000 homes:   simulator --token T",
            "A storm, judged afterwards:   simulator --token T --homes 2000 --rate 500/s --duration 60 --ledger l.txt --report",
            "The judgement alone:          simulator --token T --verify-only --ledger l.txt"
        })
public final class SimulatorCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Print this and do nothing.")
    private boolean help;

    @Option(
            names = "--homes",
            paramLabel = "<n>",
            defaultValue = "7000",
            description = "How many homes (default ${DEFAULT-VALUE}).")
    private int homes;

    @Option(
            names = "--seed",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "The same seed gives the same homes (default 1).")
    private long seed;

    @Mixin
    private TargetOptions targets = new TargetOptions();

    @Option(
            names = "--scaip-share",
            paramLabel = "<share>",
            defaultValue = "0.7",
            description = "Share of SCAIP homes, the rest MQTT (default ${DEFAULT-VALUE}).")
    private double scaipShare;

    @Option(
            names = "--tcp-share",
            paramLabel = "<share>",
            defaultValue = "0.1",
            description = "Share of the SCAIP homes that use TCP (default ${DEFAULT-VALUE}).")
    private double tcpShare;

    @Option(
            names = "--digest-share",
            paramLabel = "<share>",
            defaultValue = "0.6",
            description = "Share of the SCAIP homes with a secret (default ${DEFAULT-VALUE}).")
    private double digestShare;

    @Option(
            names = "--rate",
            paramLabel = "<rate>",
            defaultValue = "0",
            description = "Alarms over the whole estate: 30 or 30/m a minute, 500/s a second."
                    + " 0 (default): a realistic day, three calls a month and home.")
    private String rate = "0";

    @Option(
            names = "--in-flight",
            paramLabel = "<n>",
            defaultValue = "0",
            description = "Instead of a rate: keep so many alarms unanswered, as fast as the platform answers.")
    private int inFlight;

    @Option(names = "--quiet-estate", description = "Connect and stay in touch, raise nothing.")
    private boolean quiet;

    @Option(
            names = "--heartbeat",
            paramLabel = "<seconds>",
            defaultValue = "900",
            description = "Seconds between two signs of life of a home (default ${DEFAULT-VALUE}).")
    private double heartbeatSeconds;

    @Option(
            names = "--test-every",
            paramLabel = "<seconds>",
            defaultValue = "86400",
            description = "Seconds between two test transmissions of a SCAIP home (default ${DEFAULT-VALUE}).")
    private double testSeconds;

    @Option(
            names = "--test-faults",
            paramLabel = "<share>",
            split = ",",
            description = "Shares of MQTT homes that, asked for a test, say nothing, are late, do not know the command,"
                    + " or only say that it is done: 0.02,0.01,0.01,0.01.")
    private List<Double> testFaults = List.of();

    @Option(
            names = "--connect-within",
            paramLabel = "<seconds>",
            defaultValue = "10",
            description = "Seconds over which the homes are switched on (default ${DEFAULT-VALUE}).")
    private double connectSeconds;

    @Option(
            names = "--time-factor",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "A realistic day, so many times as fast (default ${DEFAULT-VALUE}).")
    private double timeFactor;

    @Option(
            names = "--duplicates",
            paramLabel = "<share>",
            defaultValue = "0",
            description = "Share of messages sent twice (default ${DEFAULT-VALUE}).")
    private double duplicates;

    @Option(
            names = "--lost-answers",
            paramLabel = "<share>",
            defaultValue = "0",
            description = "Share of the platform's answers that are lost (default ${DEFAULT-VALUE}).")
    private double lostAnswers;

    @Option(
            names = "--reconnects",
            paramLabel = "<share>",
            defaultValue = "0",
            description = "Share of MQTT signals after which the connection breaks (default ${DEFAULT-VALUE}).")
    private double reconnects;

    @Option(
            names = "--duration",
            paramLabel = "<seconds>",
            defaultValue = "0",
            description = "Seconds of raising, counted from when all are connected; 0 (default): until Ctrl-C.")
    private double durationSeconds;

    @Option(
            names = "--drain",
            paramLabel = "<seconds>",
            defaultValue = "60",
            description = "Seconds to wait at the end for what is unanswered (default ${DEFAULT-VALUE}).")
    private double drainSeconds;

    @Option(names = "--impatient", description = "Shorter pauses between attempts than a real unit makes; for tests.")
    private boolean impatient;

    @Option(
            names = "--credentials",
            paramLabel = "<file>",
            description = "File that remembers the homes' secrets from run to run.")
    private @Nullable Path credentials;

    @Option(names = "--ledger", paramLabel = "<file>", description = "File for the ledger; continued where it exists.")
    private @Nullable Path ledger;

    @Option(names = "--report", description = "Print latencies at the end.")
    private boolean report;

    @Option(names = "--verify-only", description = "Raise nothing: judge the ledger given with --ledger.")
    private boolean verifyOnly;

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);

    @Override
    public Integer call() throws Exception {
        SimulatorConfig config = config();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        try {
            if (verifyOnly) {
                return print(Simulator.judge(vertx, config.targets(), required(ledger, "--ledger"))
                        .await());
            }
            Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "interrupt"));
            return run(vertx, config);
        } finally {
            vertx.close().await();
            finished.countDown();
        }
    }

    private int run(Vertx vertx, SimulatorConfig config) throws InterruptedException {
        Simulator simulator = Simulator.start(vertx, config, snapshot -> System.err.println(snapshot))
                .await();
        simulator.whenConnected().onSuccess(v -> System.err.println("connected: " + simulator.snapshot()));
        if (durationSeconds > 0) {
            while (!simulator.whenConnected().isComplete()) {
                if (interrupted.await(50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            boolean early = interrupted.await(millis(durationSeconds), TimeUnit.MILLISECONDS);
            System.err.println(early ? "interrupted" : "time is over");
        } else {
            interrupted.await();
        }
        simulator.quiesce(Duration.ofMillis(millis(drainSeconds))).await();
        if (report) {
            System.out.println(Report.of(simulator.tally()));
        }
        int code = print(simulator.verdict().await());
        simulator.stop().await();
        return code;
    }

    private static int print(Verdict verdict) {
        System.out.println(verdict.toText());
        return verdict.passed() ? 0 : 1;
    }

    /** Ctrl-C ends the raising; the verdict is still given. */
    private void interrupt() {
        interrupted.countDown();
        try {
            if (!finished.await(millis(drainSeconds) + 60_000, TimeUnit.MILLISECONDS)) {
                System.err.println("no verdict in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SimulatorConfig config() {
        try {
            SimulatedHome.Shares shares =
                    new SimulatedHome.Shares(scaipShare, targets.secure() ? 1 : tcpShare, digestShare);
            return new SimulatorConfig(
                    new SimulatorConfig.Estate(homes, shares, seed),
                    targets.targets(),
                    new SimulatorConfig.Traffic(
                            perMinute(rate),
                            inFlight,
                            quiet,
                            Duration.ofMillis(millis(heartbeatSeconds)),
                            Duration.ofMillis(millis(connectSeconds)),
                            timeFactor,
                            Duration.ofMillis(millis(testSeconds))),
                    new Faults.Shares(duplicates, lostAnswers, reconnects, tests()),
                    impatient ? Timing.IMPATIENT : Timing.REAL,
                    new SimulatorConfig.Files(credentials, ledger));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Faults.Tests tests() {
        double[] shares = new double[4];
        for (int i = 0; i < Math.min(4, testFaults.size()); i++) {
            shares[i] = testFaults.get(i);
        }
        return new Faults.Tests(shares[0], shares[1], shares[2], shares[3]);
    }

    static double perMinute(String rate) {
        boolean perSecond = rate.endsWith("/s");
        String number = perSecond || rate.endsWith("/m") ? rate.substring(0, rate.length() - 2) : rate;
        try {
            return Double.parseDouble(number) * (perSecond ? 60 : 1);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a rate is a number, 30/m or 500/s, not " + rate, e);
        }
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1_000);
    }

    private <T> T required(@Nullable T value, String option) {
        if (value == null || value.toString().isBlank()) {
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
