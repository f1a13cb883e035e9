package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.tocsin.gateway.Gateway;
import org.tocsin.platform.Database;
import org.tocsin.platform.Readiness;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a broker in between costs: durable alarms a second through Mosquitto and the bridge, to the unit's own
 * {@code down/ack}, beside units connected to the gateway itself. Only ratios within a run mean anything.
 */
@Command(
        name = "bench-bridge",
        mixinStandardHelpOptions = true,
        description = "Durable MQTT alarms through Mosquitto and the bridge, beside directly connected units.")
public final class BridgeBenchCommand implements Callable<Integer> {
    private static final long DIRECT = 30_000_000L;
    private static final long FLEET = 40_000_000L;
    private static final int WINDOW = 256;
    private static final int CONNECTS_PER_SECOND = 900;
    private static final int CONNECTED_TRIES = 100;

    @Option(
            names = "--alarms",
            defaultValue = "5000",
            description = "Alarms in each round, each from another home (default: ${DEFAULT-VALUE}).")
    private int alarms;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--units",
            defaultValue = "2000",
            description = "Directly connected units, one alarm each a round (default: ${DEFAULT-VALUE}).")
    private int units;

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(stage -> {
            Optional<MosquittoPeer> broker = MosquittoPeer.start(stage.path());
            if (broker.isEmpty()) {
                System.err.println("Mosquitto is not installed (Debian: mosquitto)");
                return 2;
            }
            try (MosquittoPeer peer = broker.get()) {
                run(stage, peer);
            }
            return 0;
        });
    }

    private void run(BenchGround.Stage stage, MosquittoPeer broker) throws Exception {
        Database owner = Database.open(stage.vertx(), stage.postgres().ownerUrl(), 2);
        BenchGround.enrol(owner, FLEET, alarms * (rounds + 1), "MQTT");
        BenchGround.enrol(owner, DIRECT, units, "MQTT");
        BenchGround.await(owner.pool().query("vacuum analyze").execute());
        Map<String, String> bridge =
                Map.of("TOCSIN_BRIDGE_URL", "mqtt://127.0.0.1:" + broker.port(), "TOCSIN_BRIDGE_ACL", "trusted");
        Gateway gateway = BenchGround.await(
                Gateway.start(stage.vertx(), BenchGround.config(stage.postgres(), bridge), new SimpleMeterRegistry()));
        try (FleetLoad fleet = FleetLoad.connect(stage.vertx(), broker.port());
                MqttLoad direct = new MqttLoad(new InetSocketAddress("127.0.0.1", gateway.mqttPort()))) {
            connected(gateway);
            direct.connect(DIRECT, units, CONNECTS_PER_SECOND);
            say("Through Mosquitto and the bridge, and directly; %d unanswered at most", WINDOW);
            for (int round = 0; round <= rounds; round++) {
                round(round, fleet, direct, owner);
            }
        } finally {
            BenchGround.await(gateway.stop());
        }
    }

    /** The first round is the compiler's, not the product's. */
    private void round(int round, FleetLoad fleet, MqttLoad direct, Database owner) throws Exception {
        BenchGround.await(owner.pool()
                .query("update alarm set state = 'CLOSED' where state <> 'CLOSED'")
                .execute());
        FleetLoad.Result behind = fleet.run("b" + round + "x", FLEET + (long) alarms * round, alarms, WINDOW);
        MqttLoad.Result near = direct.wave("d" + round + "x", WINDOW);
        if (round == 0) {
            return;
        }
        double directly = near.acknowledged() / near.seconds();
        say(
                "  bridge    %,7.0f/s  to down/ack:    %s; %d of %d",
                behind.perSecond(), behind.toAck(), behind.acknowledged(), alarms);
        say("  directly  %,7.0f/s  to the PUBACK:  %s", directly, near.toAck());
        say("  ratio     %.2f", behind.perSecond() / directly);
    }

    private void connected(Gateway gateway) throws Exception {
        Readiness check = gateway.readiness().stream()
                .filter(readiness -> readiness.name().equals("bridge"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < CONNECTED_TRIES; i++) {
            if (BenchGround.await(check.check().get().map(true).recover(fault -> Future.succeededFuture(false)))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("the bridge does not reach its broker");
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
