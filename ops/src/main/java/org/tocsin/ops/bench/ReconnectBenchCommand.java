package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.tocsin.gateway.Gateway;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.platform.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether an estate that returns at once after an outage gets in, and whether those who are connected are served
 * meanwhile. Needs two file descriptors a unit, for both ends are in this process.
 */
@Command(
        name = "bench-reconnect",
        mixinStandardHelpOptions = true,
        description = "How long until units that return at once over MQTT and TLS are all connected.")
public final class ReconnectBenchCommand implements Callable<Integer> {
    private static final long RETURNING = 60_000_000L;
    private static final long PRESSING = 70_000_000L;
    private static final long LONGEST_NANOS = 180_000_000_000L;

    @Option(names = "--units", defaultValue = "5000", description = "Units that return (default: ${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--storms", defaultValue = "2", description = "How often they do (default: ${DEFAULT-VALUE}).")
    private int storms;

    @Option(
            names = "--connects-per-second",
            defaultValue = "1000",
            description = "What the gateway admits (default: ${DEFAULT-VALUE}).")
    private int connectsPerSecond;

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(
                stage -> run(stage.vertx(), stage.postgres(), BenchCertificate.make(stage.path())) ? 0 : 1);
    }

    private boolean run(Vertx vertx, EmbeddedPostgresServer postgres, BenchCertificate certificate) throws Exception {
        Database owner = Database.open(vertx, postgres.ownerUrl(), 2);
        BenchGround.enrol(owner, RETURNING, units, "MQTT");
        BenchGround.enrol(owner, PRESSING, 50, "MQTT");
        Map<String, String> settings = new HashMap<>(certificate.settings());
        settings.put("TOCSIN_MQTT_CONNECTS_PER_SECOND", Integer.toString(connectsPerSecond));
        Gateway gateway = BenchGround.await(
                Gateway.start(vertx, BenchGround.config(postgres, settings), new SimpleMeterRegistry()));
        boolean all = true;
        try (MqttLoad pressing = new MqttLoad(new InetSocketAddress("127.0.0.1", gateway.mqttPort()))) {
            pressing.connect(PRESSING, 50, 500);
            pressing.wave("w", 10);
            say("  in peace:   press to PUBACK %s", pressing.wave("p", 1).toAck());
            for (int storm = 1; storm <= storms; storm++) {
                all &= storm(gateway.mqttTlsPort(), pressing, storm);
            }
        } finally {
            BenchGround.await(gateway.stop());
        }
        return all;
    }

    private boolean storm(int port, MqttLoad pressing, int number) throws Exception {
        ReconnectStorm storm = new ReconnectStorm(port, units);
        long begun = System.nanoTime();
        storm.breakLoose(RETURNING, units);
        say("  in a storm: press to PUBACK %s", pressing.wave("s" + number, 1).toAck());
        while (storm.inside() < units && System.nanoTime() - begun < LONGEST_NANOS) {
            LockSupport.parkNanos(50_000_000);
        }
        say(
                "  storm %d:    %,d of %,d units are back after %.1f s, in %,d attempts; from the outbreak to CONNACK %s",
                number, storm.inside(), units, (System.nanoTime() - begun) / 1e9, storm.attempts(), storm.toConnack());
        boolean all = storm.inside() == units;
        BenchGround.await(storm.leave());
        return all;
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
