package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.Gateway;
import org.tocsin.gateway.GatewayConfig;
import org.tocsin.platform.Database;
import org.tocsin.unit.Credential;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a transport or a proof costs: the same durable alarms over UDP, TCP and TLS, and with a digest, beside each other
 * in one run. Only ratios within a run mean anything.
 */
@Command(
        name = "bench-edge",
        mixinStandardHelpOptions = true,
        description = "The same durable SCAIP alarms over UDP, TCP, TLS and with a digest, side by side.")
public final class EdgeBenchCommand implements Callable<Integer> {
    private static final long OPEN = 60_000_000L;
    private static final long SECRET = 70_000_000L;
    private static final int WINDOW = 256;
    private static final int KINDS_WITHOUT = 3;
    private static final int KINDS_WITH = 2;

    @Option(
            names = "--alarms",
            defaultValue = "10000",
            description = "Alarms in each part (default: ${DEFAULT-VALUE}).")
    private int alarms;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds, taking turns (default: ${DEFAULT-VALUE}).")
    private int rounds;

    private long open = OPEN;
    private long secret = SECRET;

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(stage -> {
            run(stage, BenchCertificate.make(stage.path()));
            return 0;
        });
    }

    private void run(BenchGround.Stage stage, BenchCertificate certificate) throws Exception {
        GatewayConfig config = BenchGround.config(stage.postgres(), certificate.settings());
        String password = Credential.newSecret();
        Database owner = Database.open(stage.vertx(), stage.postgres().ownerUrl(), 2);
        // One round more: the first is the compiler's, not the product's.
        BenchGround.enrol(owner, OPEN, alarms * (rounds + 1) * KINDS_WITHOUT, "SCAIP");
        BenchGround.enrol(owner, SECRET, alarms * (rounds + 1) * KINDS_WITH, "SCAIP");
        Credential credential = Credential.of(Credential.Authentication.DIGEST, password, config.keyring());
        BenchGround.await(owner.pool()
                .preparedQuery("update home_unit set authentication = 'DIGEST', secret_enc = $1, secret_key_id = $2"
                        + " where cid::bigint >= " + SECRET)
                .execute(Tuple.of(Buffer.buffer(credential.secretSealed()), credential.keyId())));
        BenchGround.await(owner.pool().query("vacuum analyze").execute());
        Gateway gateway = BenchGround.await(Gateway.start(stage.vertx(), config, new SimpleMeterRegistry()));
        try {
            for (int round = 0; round <= rounds; round++) {
                say(round == 0 ? "Warming up" : "%nRound %d", round);
                double udp = udp(gateway, null);
                compare("UDP, digest MD5", udp(gateway, new DigestAnswer("MD5", password)), udp);
                compare("UDP, digest SHA-256", udp(gateway, new DigestAnswer("SHA-256", password)), udp);
                compare("TCP", stream(stage, gateway.sipPort(), false), udp);
                compare("TLS", stream(stage, gateway.sipTlsPort(), true), udp);
            }
        } finally {
            BenchGround.await(gateway.stop());
        }
    }

    private double udp(Gateway gateway, @Nullable DigestAnswer digest) throws Exception {
        long first = digest == null ? open : secret;
        try (SipLoad load = new SipLoad(new InetSocketAddress("127.0.0.1", gateway.sipPort()), digest)) {
            SipLoad.Result result = load.run("e" + first + "x", first, alarms, WINDOW, 0, true);
            say("  %-20s %,7.0f/s  to the 200: %s", digest == null ? "UDP" : "", result.perSecond(), result.to200());
            open += digest == null ? alarms : 0;
            secret += digest == null ? 0 : alarms;
            return result.perSecond();
        }
    }

    private double stream(BenchGround.Stage stage, int port, boolean tls) throws Exception {
        SipStreamLoad.Result result = SipStreamLoad.run(stage.vertx(), port, tls, WINDOW, open, alarms);
        open += alarms;
        say("  %-20s %,7.0f/s  to the 200: %s", "", result.perSecond(), result.to200());
        return result.perSecond();
    }

    private static void compare(String name, double perSecond, double udp) {
        say("  %-20s %.2f x UDP", name, perSecond / udp);
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
