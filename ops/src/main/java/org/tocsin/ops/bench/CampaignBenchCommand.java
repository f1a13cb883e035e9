package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.gateway.Gateway;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Campaign;
import org.tocsin.healthtest.CampaignDesk;
import org.tocsin.healthtest.Selection;
import org.tocsin.platform.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long it takes to test an estate whose units answer at once, whether a set pace is kept by two processes that share
 * it, and what a life alarm pays meanwhile. Limits are ratios or the times the product promises; each is printed with
 * its verdict.
 */
@Command(
        name = "bench-campaign",
        mixinStandardHelpOptions = true,
        description = "Health tests over units that answer at once: full pace, a set pace, and a life alarm meanwhile.")
public final class CampaignBenchCommand implements Callable<Integer> {
    private static final long ASKED = 60_000_000L;
    private static final long FLEET = 70_000_000L;
    private static final long PRESSING = 80_000_000L;
    private static final int CONNECTS_PER_SECOND = 900;
    private static final int SECONDS_FOR_7000 = 2;
    private static final int SECONDS_FOR_100000 = 20;
    private static final long GIVES_UP_AFTER_S = 120;
    private static final int MOST_READY = 5;
    /** Rounds in which half of the processors is the compiler's, as never again in a gateway's life. */
    private static final int COMPILING = 3;

    private static final int FLEET_ROUNDS = 3;

    @Option(names = "--units", defaultValue = "7000", description = "MQTT units (default: ${DEFAULT-VALUE}).")
    private int units;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Campaigns at full pace that count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--pace", defaultValue = "6000", description = "Homes a minute (default: ${DEFAULT-VALUE}).")
    private int pace;

    @Option(names = "--seconds", defaultValue = "15", description = "Of each timed part (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--presses", defaultValue = "50", description = "Life alarms a second (default: ${DEFAULT-VALUE}).")
    private int presses;

    @Option(
            names = "--fleet",
            defaultValue = "0",
            description = "Units behind Mosquitto and the bridge as well, 100000 for the promise (default: none).")
    private int fleet;

    private long nextPress = PRESSING;
    private final Verdicts verdicts = new Verdicts();

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(stage -> {
            run(stage);
            return verdicts.exitCode();
        });
    }

    private void run(BenchGround.Stage stage) throws Exception {
        Database owner = Database.open(stage.vertx(), stage.postgres().ownerUrl(), 2);
        BenchGround.enrol(owner, ASKED, units, "MQTT");
        BenchGround.enrol(owner, PRESSING, presses * seconds * 4, "SCAIP");
        BenchGround.await(owner.pool().query("analyze").execute());
        Vertx second = Vertx.vertx();
        Gateway first = BenchGround.await(
                Gateway.start(stage.vertx(), BenchGround.config(stage.postgres()), new SimpleMeterRegistry()));
        Gateway other = BenchGround.await(Gateway.start(
                second,
                BenchGround.config(stage.postgres(), Map.of("TOCSIN_GATEWAY_ID", "bench-2")),
                new SimpleMeterRegistry()));
        // Nobody takes the presses, and one that waits for half a minute would hold every campaign.
        long taking = stage.vertx()
                .setPeriodic(
                        2_000,
                        tick -> owner.pool()
                                .query("update alarm set state = 'TAKEN', sounding = false where state = 'WAITING'")
                                .execute());
        try (AskedUnits homes = new AskedUnits(new InetSocketAddress("127.0.0.1", first.mqttPort()));
                SipLoad pressing = new SipLoad(new InetSocketAddress("127.0.0.1", first.sipPort()))) {
            homes.connect(ASKED, units, CONNECTS_PER_SECOND);
            homes.listen();
            fullPace(owner);
            say("  tests sent once more, because the gateway had too much at once: %,d", homes.repeated());
            setPace(owner);
            alarmsMeanwhile(owner, pressing);
        } finally {
            BenchGround.await(other.stop());
            BenchGround.await(first.stop());
            BenchGround.await(second.close());
        }
        if (fleet > 0) {
            behindBroker(stage, owner);
        }
        stage.vertx().cancelTimer(taking);
    }

    private void fullPace(Database owner) throws Exception {
        say(
                "%n%,d units that answer at once, as fast as they take it; two gateways, the units at one of them;"
                        + " the first %d rounds are the compiler's and do not count",
                units, COMPILING);
        List<Double> took = new ArrayList<>();
        for (int round = 0; round < COMPILING + rounds; round++) {
            double all = whole(owner, units);
            if (round >= COMPILING) {
                took.add(all);
            }
        }
        double limit = (double) SECONDS_FOR_7000 * Math.max(1_000, units) / 7_000;
        verdicts.atMost("median of " + took.size(), median(took), limit, "s from the first asking");
    }

    private static double median(List<Double> took) {
        return took.stream().sorted().toList().get(took.size() / 2);
    }

    /** A campaign from its first asking to its last signal, in seconds. */
    private double whole(Database owner, int expected) throws Exception {
        long begun = System.nanoTime();
        CpuUse before = CpuUse.now();
        UUID id = plan(owner, null);
        Row row = watch(owner, id, expected);
        double asking = row.getDouble("seconds");
        say(
                "  %,7d of %,d passed in %5.2f s from the first asking, %5.2f s from the order; cpu a unit: %s",
                row.getLong("passed"),
                expected,
                asking,
                (System.nanoTime() - begun) / 1e9,
                CpuUse.now().forEach(before, expected));
        return row.getLong("passed") < expected ? Double.MAX_VALUE : asking;
    }

    private static UUID plan(Database owner, @Nullable Integer perMinute) throws Exception {
        UUID service = BenchGround.await(
                        owner.pool().query("select id from service limit 1").execute())
                .iterator()
                .next()
                .getUUID(0);
        BenchGround.await(owner.pool()
                .query("update campaign set state = 'STOPPED' where state <> 'STOPPED'")
                .execute());
        Campaign.Order order = new Campaign.Order(
                "bench",
                Selection.ALL,
                new Campaign.Pacing(perMinute, AskingHours.ALWAYS),
                new Campaign.Retries(1, Duration.ofHours(1), Duration.ofSeconds(60), Duration.ofDays(1)),
                0,
                null);
        CampaignDesk desk = new CampaignDesk(owner, InstantSource.system());
        CampaignDesk.Result result = BenchGround.await(desk.create(Scope.platform(service), order, null, null));
        return ((CampaignDesk.Done) result).campaignId();
    }

    private static Row watch(Database owner, UUID id, int expected) throws Exception {
        long begun = System.nanoTime();
        // What is counted goes through all of them: only when there is nothing left that could pass.
        while ((waits(owner, id) || standing(owner, id).getLong("passed") < expected)
                && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(GIVES_UP_AFTER_S)) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return standing(owner, id);
    }

    /** Whether anything of the campaign is still to be planned, asked or answered. */
    private static boolean waits(Database owner, UUID id) throws Exception {
        return BenchGround.await(owner.pool()
                        .preparedQuery("select (c.state = 'PLANNED' or exists (select from test_run r"
                                + " where r.campaign_id = c.id and r.state = 'PLANNED')"
                                + " or exists (select from test_run r where r.campaign_id = c.id and r.state = 'SENT'))"
                                + " from campaign c where c.id = $1")
                        .execute(Tuple.of(id)))
                .iterator()
                .next()
                .getBoolean(0);
    }

    private static Row standing(Database owner, UUID id) throws Exception {
        return BenchGround.await(owner.pool()
                        .preparedQuery("select count(*) filter (where state = 'PASSED') as passed,"
                                + " count(*) filter (where first_asked_at is not null) as asked,"
                                + " coalesce(extract(epoch from max(ended_at) filter (where state = 'PASSED')"
                                + " - min(first_asked_at)), 0)::float8 as seconds from test_run where campaign_id = $1"
                                + " and method = 'COMMAND'")
                        .execute(Tuple.of(id)))
                .iterator()
                .next();
    }

    private void setPace(Database owner) throws Exception {
        say("%nA set pace of %,d a minute, shared by two processes", pace);
        UUID id = plan(owner, pace);
        int enough = Math.min(units, pace * seconds / 60);
        long begun = System.nanoTime();
        while (standing(owner, id).getLong("asked") < enough
                && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(seconds * 3L + 10)) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        // Both ends at the moment of an asking: what was asked in the first of them is not counted.
        Row row = BenchGround.await(owner.pool()
                        .preparedQuery("with asked as (select first_asked_at as at, count(*) as n from test_run"
                                + " where campaign_id = $1 and first_asked_at is not null group by 1)"
                                + " select (sum(n) - (select n from asked order by at limit 1))::float8 as units,"
                                + " extract(epoch from max(at) - min(at))::float8 as seconds from asked")
                        .execute(Tuple.of(id)))
                .iterator()
                .next();
        double kept = row.getDouble("units") / row.getDouble("seconds") * 60;
        say("  asked %,.0f in %.1f s: %,.0f a minute", row.getDouble("units"), row.getDouble("seconds"), kept);
        verdicts.atMost("off the pace by", Math.abs(kept / pace - 1) * 100, 2, "%");
    }

    private void alarmsMeanwhile(Database owner, SipLoad pressing) throws Exception {
        say("%nA life alarm, %d a second", presses);
        press(pressing, "w");
        double idle = press(pressing, "i").to200().millis(0.99);
        CompletableFuture<SipLoad.Result> pressed = CompletableFuture.supplyAsync(() -> {
            try {
                return press(pressing, "m");
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        long tested = 0;
        while (!pressed.isDone()) {
            UUID id = plan(owner, null);
            watchUntil(owner, id, pressed);
            tested += standing(owner, id).getLong("passed");
        }
        double busy = pressed.get().to200().millis(0.99);
        double after = press(pressing, "j").to200().millis(0.99);
        say(
                "  p99 to the 200: in peace %.1f and %.1f ms, with a campaign without a set pace meanwhile %.1f ms;"
                        + " it makes way and still tested %,d units, %,.0f a second",
                idle, after, busy, tested, (double) tested / seconds);
        verdicts.atMost("ratio", busy / Math.max(idle, after), 1.5, "x its idle p99");
    }

    private void watchUntil(Database owner, UUID id, CompletableFuture<?> done) throws Exception {
        while (!done.isDone() && standing(owner, id).getLong("passed") < units) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private SipLoad.Result press(SipLoad load, String name) throws java.io.IOException {
        int count = presses * seconds;
        SipLoad.Result result = load.run(name, nextPress, count, count, presses, true);
        nextPress += count;
        return result;
    }

    private void behindBroker(BenchGround.Stage stage, Database owner) throws Exception {
        Optional<MosquittoPeer> broker = MosquittoPeer.start(stage.path());
        if (broker.isEmpty()) {
            say("%nMosquitto is not installed: no fleet behind a broker in this run");
            return;
        }
        say("%n%,d units behind Mosquitto and the bridge", fleet);
        BenchGround.await(
                owner.pool().query("update home_unit set status = 'SUSPENDED'").execute());
        BenchGround.enrol(owner, FLEET, fleet, "MQTT");
        BenchGround.await(owner.pool().query("vacuum analyze").execute());
        try (MosquittoPeer peer = broker.get()) {
            Map<String, String> bridge =
                    Map.of("TOCSIN_BRIDGE_URL", "mqtt://127.0.0.1:" + peer.port(), "TOCSIN_BRIDGE_ACL", "trusted");
            Gateway gateway = BenchGround.await(Gateway.start(
                    stage.vertx(), BenchGround.config(stage.postgres(), bridge), new SimpleMeterRegistry()));
            try (AskedFleet homes = AskedFleet.connect(stage.vertx(), peer.port())) {
                reached(owner, homes);
                List<Double> took = new ArrayList<>();
                for (int round = 0; round <= FLEET_ROUNDS; round++) {
                    double all = whole(owner, fleet);
                    // The first round is the compiler's here too.
                    if (round > 0) {
                        took.add(all);
                    }
                }
                say("  tests sent once more, because the gateway had too much at once: %,d", homes.repeated());
                double limit = (double) SECONDS_FOR_100000 * fleet / 100_000;
                verdicts.atMost("median of " + FLEET_ROUNDS, median(took), limit, "s from the first asking");
            } finally {
                BenchGround.await(gateway.stop());
            }
        }
    }

    /** What the gateway passed over because it had too much at once is said again, as a unit's next heartbeat would. */
    private void reached(Database owner, AskedFleet homes) throws Exception {
        long begun = System.nanoTime();
        long known = 0;
        for (int said = 0; said < MOST_READY && known < fleet; said++) {
            homes.sayReady(FLEET, fleet);
            known = settled(owner);
        }
        say("  %,d of them can be reached, %.0f s after the first word", known, (System.nanoTime() - begun) / 1e9);
    }

    /** How many units are known to be reached, once there are enough or no more come. */
    private long settled(Database owner) throws Exception {
        long known = -1;
        long before;
        do {
            before = known;
            TimeUnit.SECONDS.sleep(3);
            known = BenchGround.await(owner.pool()
                            .query("select count(*) from unit_connection where released_at is null")
                            .execute())
                    .iterator()
                    .next()
                    .getLong(0);
        } while (known < fleet && known > before);
        return known;
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
