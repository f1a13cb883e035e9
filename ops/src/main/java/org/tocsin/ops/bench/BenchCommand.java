package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tocsin.gateway.Gateway;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.platform.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many alarms a second are durable, and how soon they are answered: the gateway beside foreign peers, on one
 * PostgreSQL, in one run. Only ratios within a run mean anything; the machine does other things as well.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Durable alarms a second and their answer times, beside foreign peers in the same run.")
public final class BenchCommand implements Callable<Integer> {
    private static final long SIP_CID = 20_000_000L;
    private static final long WARM_UP_CID = 25_000_000L;
    private static final long MQTT_CID = 30_000_000L;
    private static final int WINDOW = 256;
    /** The compiler is through when it takes less than this share of a round, and nobody waits for it longer. */
    private static final double COMPILED = 0.1;

    private static final int MOST_WARM_UP = 240_000;
    private static final int STORM_PER_SECOND = 5_000;

    @Option(
            names = "--alarms",
            defaultValue = "30000",
            description = "Alarms in each SIP round; each from another home.")
    private int alarms;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds, peers taking turns.")
    private int rounds;

    @Option(names = "--mqtt-units", defaultValue = "4000", description = "MQTT connections, one alarm each a round.")
    private int mqttUnits;

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(stage -> {
            run(stage.vertx(), stage.postgres(), stage.path());
            return 0;
        });
    }

    private void run(Vertx vertx, EmbeddedPostgresServer postgres, Path path) throws Exception {
        Database owner = Database.open(vertx, postgres.ownerUrl(), 2);
        int stormAlarms = STORM_PER_SECOND * 4;
        int measured = alarms * (rounds + 1) + stormAlarms * 2;
        int warming = alarms * warmUpRounds();
        say("Enrolling %,d homes ...", measured + warming + mqttUnits);
        BenchGround.enrol(owner, SIP_CID, measured, "SCAIP");
        BenchGround.enrol(owner, WARM_UP_CID, warming, "SCAIP");
        BenchGround.enrol(owner, MQTT_CID, mqttUnits, "MQTT");
        BenchGround.await(owner.pool()
                .query("create table kamailio_signal (id bigint generated always as identity primary key,"
                        + " call_id text not null, from_uri text not null, body text not null,"
                        + " at timestamptz not null default now())")
                .execute());
        BenchGround.await(owner.pool().query("analyze").execute());
        Gateway gateway =
                BenchGround.await(Gateway.start(vertx, BenchGround.config(postgres), new SimpleMeterRegistry()));
        try {
            sip(gateway, postgres, path);
            storm(gateway, stormAlarms);
            mqtt(gateway, owner);
        } finally {
            BenchGround.await(gateway.stop());
        }
        pgbench(postgres, path);
    }

    private void sip(Gateway gateway, EmbeddedPostgresServer postgres, Path path) throws Exception {
        say("%nSIP over UDP, %d unanswered at most, one alarm a home", WINDOW);
        Optional<KamailioPeer> kamailio = KamailioPeer.start(postgres.ownerUrl(), path);
        try (SipLoad ours = new SipLoad(new InetSocketAddress("127.0.0.1", gateway.sipPort()))) {
            warmUp(ours);
            if (kamailio.isPresent() && kamailio.get().running()) {
                try (SipLoad theirs = new SipLoad(kamailio.get().address())) {
                    theirs.run("w", SIP_CID, alarms / 3, WINDOW, 0, false);
                    takeTurns(ours, theirs);
                }
            } else {
                say("  Kamailio with kamailio-postgres-modules is not installed: no peer in this run");
                for (int round = 1; round <= rounds; round++) {
                    tocsin(ours, round);
                }
            }
        } finally {
            kamailio.ifPresent(KamailioPeer::close);
        }
    }

    /**
     * The first rounds are the compiler's, not the product's: it takes one of two cores for as long as it has not seen
     * enough. So it goes on until the compiler is through, each round from other homes, as those measured are.
     */
    private void warmUp(SipLoad ours) throws IOException {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        for (int round = 0; round < warmUpRounds(); round++) {
            long before = compiler.getTotalCompilationTime();
            long first = WARM_UP_CID + (long) alarms * round;
            SipLoad.Result result = ours.run("w" + round + "x", first, alarms, WINDOW, 0, true);
            double share = (compiler.getTotalCompilationTime() - before) / 1_000.0 / result.seconds();
            say(
                    "  warming up             %,7.0f/s  the compiler took %.0f %% of a core",
                    result.perSecond(), share * 100);
            if (share < COMPILED) {
                return;
            }
        }
    }

    private int warmUpRounds() {
        return MOST_WARM_UP / alarms + 1;
    }

    private void takeTurns(SipLoad ours, SipLoad theirs) throws IOException {
        double sum = 0;
        for (int round = 1; round <= rounds; round++) {
            CpuUse before = CpuUse.now();
            SipLoad.Result kamailio = theirs.run("k" + round + "x", SIP_CID, alarms, WINDOW, 0, false);
            say(
                    "  kamailio + postgresql  %,7.0f/s  to the 200: %s; %s",
                    kamailio.perSecond(), kamailio.to200(), CpuUse.now().since(before, alarms));
            double tocsin = tocsin(ours, round);
            say("  ratio                  %.2f", tocsin / kamailio.perSecond());
            sum += tocsin / kamailio.perSecond();
        }
        say("  mean ratio             %.2f x Kamailio + PostgreSQL", sum / rounds);
    }

    private double tocsin(SipLoad ours, int round) throws IOException {
        CpuUse before = CpuUse.now();
        SipLoad.Result result = ours.run("t" + round + "x", SIP_CID + (long) alarms * round, alarms, WINDOW, 0, true);
        say(
                "  tocsin                 %,7.0f/s  to the 200: %s; to the mrs: %s; %d repeated; %s",
                result.perSecond(),
                result.to200(),
                result.toReply(),
                result.retransmissions(),
                CpuUse.now().since(before, alarms));
        return result.perSecond();
    }

    private void storm(Gateway gateway, int stormAlarms) throws IOException {
        say("%nA storm: %d alarms/s for 4 s", STORM_PER_SECOND);
        try (SipLoad load = new SipLoad(new InetSocketAddress("127.0.0.1", gateway.sipPort()))) {
            long first = SIP_CID + (long) alarms * (rounds + 1);
            // The first is the compiler's: what comes at a pace goes in other groups than what comes as it can.
            load.run("v", first, stormAlarms, stormAlarms, STORM_PER_SECOND, true);
            SipLoad.Result result =
                    load.run("s", first + stormAlarms, stormAlarms, stormAlarms, STORM_PER_SECOND, true);
            say(
                    "  tocsin                 %,7.0f/s  to the 200: %s; to the mrs: %s; %d repeated",
                    result.perSecond(), result.to200(), result.toReply(), result.retransmissions());
        }
    }

    private void mqtt(Gateway gateway, Database owner) throws Exception {
        say("%nMQTT 3.1.1 QoS 1, %d connections, %d unacknowledged at most", mqttUnits, WINDOW);
        try (MqttLoad load = new MqttLoad(new InetSocketAddress("127.0.0.1", gateway.mqttPort()))) {
            load.connect(MQTT_CID, mqttUnits, 900);
            load.wave("w", WINDOW);
            for (int round = 1; round <= rounds; round++) {
                BenchGround.await(owner.pool()
                        .query("update alarm set state = 'CLOSED' where state <> 'CLOSED' and cid like '3%'")
                        .execute());
                MqttLoad.Result result = load.wave("m" + round + "x", WINDOW);
                say(
                        "  tocsin                 %,7.0f/s  to the PUBACK: %s",
                        result.acknowledged() / result.seconds(), result.toAck());
            }
        }
    }

    private void pgbench(EmbeddedPostgresServer postgres, Path path) throws IOException, InterruptedException {
        Path program = Path.of("/usr/bin/pgbench");
        if (!Files.isExecutable(program)) {
            say("%npgbench is not installed");
            return;
        }
        say("%npgbench, one-row INSERT, 64 clients, no protocol at all");
        Path script = path.resolve("insert.sql");
        Files.writeString(script, "insert into kamailio_signal (call_id, from_uri, body) values ('a', 'b', 'c');\n");
        PgConnectOptions database = PgConnectOptions.fromUri(postgres.ownerUrl().uri());
        ProcessBuilder command = new ProcessBuilder(List.of(
                program.toString(),
                "-n",
                "-M",
                "prepared",
                "-c",
                "64",
                "-j",
                "2",
                "-T",
                "8",
                "-f",
                script.toString(),
                "-h",
                database.getHost(),
                "-p",
                Integer.toString(database.getPort()),
                "-U",
                database.getUser(),
                database.getDatabase()));
        command.environment().put("PGPASSWORD", database.getPassword());
        command.environment().remove("LD_PRELOAD");
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        output.lines()
                .filter(line -> line.startsWith("tps") || line.startsWith("latency average"))
                .forEach(line -> say("  %s", line));
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
