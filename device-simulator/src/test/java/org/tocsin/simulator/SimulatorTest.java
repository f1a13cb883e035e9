package org.tocsin.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.simulator.SimulatorConfig.Traffic;
import org.tocsin.simulator.StandInPlatform.Keeping;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.SimulatedHome;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Line;
import org.tocsin.simulator.unit.Condition;
import org.tocsin.simulator.unit.Faults;
import picocli.CommandLine;

/** A small estate, whole: enrolment, both protocols, the ledger, the verdict. */
class SimulatorTest {
    private static final int HOMES = 40;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<Progress.Snapshot> told = new CopyOnWriteArrayList<>();
    private StandInPlatform platform;

    @BeforeEach
    void open() throws Exception {
        platform = new StandInPlatform(vertx);
    }

    @AfterEach
    void close() throws Exception {
        platform.close();
        wait(vertx.close());
    }

    @Test
    void everyAlarmOfAnHonestPlatformIsOnFileOnce() throws Exception {
        Simulator simulator = start(config().withFaults(new Faults.Shares(0.2, 0, 0)));
        run(simulator, 60);

        Verdict verdict = wait(simulator.verdict());
        assertThat(verdict.toText()).endsWith("VERDICT PASS");
        assertThat(verdict.passed()).isTrue();
        assertThat(verdict.acknowledged()).isEqualTo(verdict.raised()).isGreaterThanOrEqualTo(60);
        assertThat(simulator.lines()).extracting("protocol").contains("SCAIP", "MQTT");
        assertThat(simulator.snapshot().connected()).isEqualTo(HOMES);
        assertThat(told).isNotEmpty();
        assertThat(Report.of(simulator.tally())).contains("SIP 200").contains("MQTT PUBACK");
        wait(simulator.stop());
    }

    @Test
    void whatThePlatformLostIsFound() throws Exception {
        platform.keeping(Keeping.FORGETS);
        Simulator simulator = start(config());
        run(simulator, 60);

        Verdict verdict = wait(simulator.verdict());
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.missing()).isNotEmpty().allMatch(Line::acknowledged);
        assertThat(verdict.toText()).contains("MISSING: cid ").endsWith("VERDICT FAIL");
        wait(simulator.stop());
    }

    @Test
    void whatThePlatformKeptTwiceIsFound() throws Exception {
        platform.keeping(Keeping.DOUBLES);
        Simulator simulator = start(config());
        run(simulator, 60);

        Verdict verdict = wait(simulator.verdict());
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.doubled()).isNotEmpty();
        wait(simulator.stop());
    }

    @Test
    void anAnswerThatSaysNothingIsNoVerdict() throws Exception {
        Simulator simulator = start(config());
        run(simulator, 20);
        platform.keeping(Keeping.SAYS_NOTHING);

        Future<Verdict> verdict = simulator.verdict();
        await().until(verdict::isComplete);
        assertThat(verdict.cause()).hasMessageContaining("does not show the signals of");
        wait(simulator.stop());
    }

    @Test
    void anEstateThatComesBackKnowsItsSecretsAndALedgerIsJudgedLater() throws Exception {
        Path credentials = directory.resolve("credentials.jsonl");
        Path ledger = directory.resolve("ledger.txt");
        SimulatorConfig config = config().withFiles(new SimulatorConfig.Files(credentials, ledger));
        Simulator first = start(config);
        run(first, 20);
        wait(first.stop());
        int once = Files.readAllLines(credentials).size();

        Simulator second = start(config);
        run(second, 20);
        wait(second.stop());

        assertThat(once).isEqualTo(HOMES);
        assertThat(Files.readAllLines(credentials)).hasSize(HOMES);
        Verdict verdict = wait(Simulator.judge(vertx, platform.targets(), ledger));
        assertThat(verdict.passed()).isTrue();
        assertThat(verdict.acknowledged()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void aHomeWhoseIdentityIsTakenBySomebodyElseTakesAnother() throws Exception {
        wait(start(config()).stop());
        Simulator stranger = start(config());

        assertThat(stranger.snapshot().enrolled()).isEqualTo(HOMES);
        assertThat(platform.enrolments().stream()
                        .map(unit -> unit.getString("cid"))
                        .distinct())
                .hasSize(2 * HOMES);
        wait(stranger.stop());
    }

    @Test
    void aQuietEstateRaisesOnlyWhatItIsTold() throws Exception {
        Simulator simulator = start(config().withTraffic(Traffic.QUIET.connectingWithin(Duration.ofMillis(200))));
        wait(simulator.whenConnected());
        String cid = platform.enrolments().get(0).getString("cid");

        assertThat(wait(simulator.raise(cid, Trigger.SMOKE))).isTrue();
        assertThat(wait(simulator.raise("99999999", Trigger.SMOKE))).isFalse();
        await().untilAsserted(
                        () -> assertThat(simulator.snapshot().acknowledged()).isEqualTo(1));
        assertThat(simulator.snapshot().raised()).isEqualTo(1);
        wait(simulator.stop());
    }

    @Test
    void homesThatAreOnFileAlreadyMoveInAndSayWhatHasChangedAndFallSilent() throws Exception {
        Simulator simulator = wait(Simulator.open(vertx, config(), Progress.NONE));
        List<Credentials> tenants = IntStream.range(0, HOMES)
                .mapToObj(number -> SimulatedHome.of(number, 1, SimulatedHome.Shares.USUAL))
                .filter(home -> home.authentication() != SimulatedHome.Authentication.DIGEST)
                .map(home -> new Credentials(
                        home.number(), home.cid(0), null, null, home.cid(0), "tc/1/demo/" + home.cid(0)))
                .toList();
        simulator.moveIn(tenants);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(simulator.snapshot().connected()).isEqualTo(tenants.size()));
        assertThat(platform.enrolments()).isEmpty();
        String mqtt = tenants.stream()
                .filter(one -> SimulatedHome.of(one.home(), 1, SimulatedHome.Shares.USUAL)
                                .speaks()
                        == SimulatedHome.Speaks.MQTT)
                .findFirst()
                .orElseThrow()
                .cid();

        assertThat(wait(simulator.change(mqtt, Condition.NEW.withFirmware("2.0"))))
                .isTrue();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(simulator.snapshot().connected()).isEqualTo(tenants.size()));
        assertThat(wait(simulator.switchOff(mqtt))).isTrue();
        assertThat(wait(simulator.switchOff("99999999"))).isFalse();
        assertThat(wait(simulator.raise(mqtt, Trigger.PENDANT))).isFalse();
        assertThat(simulator.snapshot().connected()).isEqualTo(tenants.size() - 1);
        wait(simulator.stop());
    }

    @Test
    void whatIsKnownOfAHomeIsPutOnFile() throws Exception {
        Simulator simulator = start(config());
        wait(simulator.stop());

        assertThat(platform.enrolments()).hasSize(HOMES).allSatisfy(unit -> {
            assertThat(unit.getString("protocol")).isIn("scaip", "mqtt");
            assertThat(unit.getString("authentication")).isIn("password", "digest", "none");
            assertThat(unit.getJsonObject("serviceUser").getString("name")).isNotBlank();
            assertThat(unit.getJsonObject("home").getString("line1")).isNotBlank();
            assertThat(unit.getJsonObject("home").getString("postcode")).startsWith("ZZ99");
        });
        assertThat(platform.enrolments())
                .anyMatch(unit -> unit.getJsonObject("home").containsKey("keySafe"));
        assertThat(platform.enrolments())
                .anyMatch(unit -> !unit.getJsonArray("contacts").isEmpty());
        assertThat(platform.enrolments()).allSatisfy(unit -> {
            assertThat(unit.getJsonArray("triggers").getJsonObject(0).getString("did"))
                    .isEqualTo(Trigger.PENDANT.deviceId());
            assertThat(unit.getJsonObject("home").getString("area")).isNotBlank();
            assertThat(unit.getJsonObject("home").getString("equipment")).isIn("digital", "converter");
        });
    }

    @Test
    void aWrongTokenIsSaidSo() {
        SimulatorConfig.Targets right = platform.targets();
        SimulatorConfig wrong =
                SimulatorConfig.of(HOMES, new SimulatorConfig.Targets(right.sip(), right.mqtt(), right.api(), "wrong"));

        Future<Simulator> start = Simulator.start(vertx, wrong, Progress.NONE);
        await().until(start::isComplete);

        assertThat(start.cause()).hasMessageContaining("401");
    }

    @Test
    void theCommandExplainsItselfAndItsRates() {
        String help = new CommandLine(new SimulatorCommand()).getUsageMessage();

        assertThat(help).contains("--homes", "--rate", "--ledger", "--verify-only", "--quiet-estate");
        assertThat(SimulatorCommand.perMinute("30")).isEqualTo(30);
        assertThat(SimulatorCommand.perMinute("30/m")).isEqualTo(30);
        assertThat(SimulatorCommand.perMinute("500/s")).isEqualTo(30_000);
    }

    @Test
    void theCommandEndsWithWhatTheVerdictSays() {
        Path ledger = directory.resolve("ledger.txt");

        assertThat(execute("--homes=20", "--rate=40/s", "--duration=1", "--connect-within=0.2", "--ledger=" + ledger))
                .isZero();
        assertThat(execute("--verify-only", "--ledger=" + ledger)).isZero();
        platform.keeping(Keeping.FORGETS);
        assertThat(execute("--homes=20", "--in-flight=20", "--duration=1", "--connect-within=0.2", "--seed=2"))
                .isEqualTo(1);
        assertThat(execute("--verify-only")).isEqualTo(2);
        assertThat(execute("--verify-only", "--ledger=" + directory.resolve("nowhere")))
                .isEqualTo(2);
    }

    private int execute(String... more) {
        SimulatorConfig.Targets targets = platform.targets();
        List<String> arguments = new ArrayList<>(List.of(
                "--sip=" + targets.sip().get(0),
                "--mqtt=" + targets.mqtt().get(0),
                "--api=" + targets.api(),
                "--token=" + targets.token(),
                "--impatient"));
        arguments.addAll(List.of(more));
        return new CommandLine(new SimulatorCommand()).execute(arguments.toArray(String[]::new));
    }

    private SimulatorConfig config() {
        Traffic traffic = new Traffic(0, 10, false, Duration.ofMinutes(15), Duration.ofMillis(200), 1);
        return SimulatorConfig.of(HOMES, platform.targets()).withTraffic(traffic);
    }

    private Simulator start(SimulatorConfig config) throws Exception {
        return wait(Simulator.start(vertx, config, told::add));
    }

    private static void run(Simulator simulator, int alarms) throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(simulator.snapshot().acknowledged()).isGreaterThanOrEqualTo(alarms));
        wait(simulator.quiesce(Duration.ofSeconds(30)));
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
