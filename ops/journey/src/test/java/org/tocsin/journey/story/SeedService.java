package org.tocsin.journey.story;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.home.HomeStore;
import org.tocsin.journey.AlarmCentre;
import org.tocsin.journey.Unpacked;
import org.tocsin.ops.DataDirectory;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.signal.Protocol;
import org.tocsin.simulator.HostPort;
import org.tocsin.simulator.Progress;
import org.tocsin.simulator.Simulator;
import org.tocsin.simulator.SimulatorConfig;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.SimulatedHome;
import org.tocsin.simulator.estate.Truth;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Timing;
import org.tocsin.unit.Credential;
import org.tocsin.unit.Enrolment;
import org.tocsin.unit.NewUnit;
import org.tocsin.unit.UnitFacts;
import org.tocsin.unit.UnitStore;

/** The seed service: a whole alarm receiving centre by a clock of the story's, and the homes it looks after. */
final class SeedService implements AutoCloseable {
    static final ZoneId ZONE = ZoneId.of("Europe/London");
    private static final String KEY = "5e".repeat(32);
    /** Of those asked for a test by command: not heard, refused, only said to be done, heard at the second asking. */
    private static final Faults.Tests MOODS = new Faults.Tests(0.05, 0, 0.05, 0.05, 0.1);

    private static final int PROOF_DAYS = 20;
    private static final int RETEST_DAYS = 10;
    private static final Pattern MODEL =
            Pattern.compile("/health-tests/models/([0-9a-f-]{36})\" aria-label=\"([^\"]+)\"");

    final StoryClock clock = new StoryClock(inTheMorning(22));
    final int size;
    /** So many of the homes are proven by installers. */
    final int proven;

    final AlarmCentre centre;
    final Simulator homes;
    final Database database;
    /** What is on file of every unit that ever stood in a home. */
    final Map<String, Rate.Unit> units = new HashMap<>();

    final Map<String, StoryHome> estate = new LinkedHashMap<>();
    final List<Reckoning.HealthRound> rounds = new ArrayList<>();
    final Map<LocalDate, Weeks.Day> kept = new HashMap<>();
    final Desk mary;
    int strangers;
    final TelecareService service;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final DataDirectory own;
    private final EmbeddedPostgresServer store;
    private int nextUnit;

    SeedService(Path directory, int size) throws Exception {
        this.size = size;
        this.proven = Math.max(20, size * 200 / 7_000);
        this.own = DataDirectory.open(Unpacked.into(directory.resolve("store")));
        this.store = EmbeddedPostgresServer.start(own);
        this.centre = AlarmCentre.open(
                directory.resolve("centre"),
                clock,
                Map.of(
                        "TOCSIN_DATABASE_URL", store.runtimeUrl().uri(),
                        "TOCSIN_MIGRATE_DATABASE_URL", store.ownerUrl().uri(),
                        "TOCSIN_SECRET_KEY", KEY));
        this.database = Database.open(vertx, store.runtimeUrl(), 2);
        this.service =
                wait(new ServiceStore(database, clock).findByCode("demo")).orElseThrow();
        this.mary = new Desk(centre.address(""), "manager", "Mary", centre.password());
        this.homes = wait(Simulator.open(vertx, config(), Progress.NONE));
    }

    private SimulatorConfig config() {
        SimulatorConfig.Targets targets = new SimulatorConfig.Targets(
                List.of(new HostPort("127.0.0.1", centre.sipPort())),
                List.of(new HostPort("127.0.0.1", centre.mqttPort())),
                URI.create(centre.address("")),
                centre.token());
        return SimulatorConfig.of(size, targets)
                .withTraffic(new SimulatorConfig.Traffic(
                        0, 0, true, heartbeat(), Duration.ofMillis(500 + size), 1, ownTest()))
                .withFaults(new Faults.Shares(0, 0, 0, MOODS))
                .withTiming(Timing.IMPATIENT);
    }

    /** Between two signs of life of a home: the more homes, the longer, as one machine carries all of it. */
    Duration heartbeat() {
        return Duration.ofSeconds(Math.max(4, size / 120));
    }

    /** Between two tests that a unit sends by itself. */
    Duration ownTest() {
        return Duration.ofSeconds(Math.max(8, size / 60));
    }

    /** Installers with a phone each. */
    List<Desk> installers(int count) throws Exception {
        List<Desk> phones = new ArrayList<>();
        try (Passwords passwords = new Passwords(vertx)) {
            for (int i = 1; i <= count; i++) {
                wait(new OperatorStore(database, passwords, clock)
                        .ensure(service.id(), "ian" + i, "Ian Staller " + i, Role.INSTALLER, centre.password()));
                phones.add(new Desk(centre.address(""), "ian" + i, "Ian Staller " + i, centre.password()));
            }
        }
        return phones;
    }

    /** The ids the platform has given to the homes, by the service's own. */
    Map<String, String> homeIds() {
        Map<String, String> ids = new HashMap<>();
        String cursor = "";
        while (true) {
            JsonNode page = centre.get("/api/v1/homes?limit=200" + cursor);
            page.get("items")
                    .forEach(home -> ids.put(
                            home.get("externalId").asText(), home.get("id").asText()));
            if (page.get("next").isNull()) {
                return ids;
            }
            cursor = "&cursor=" + URLEncoder.encode(page.get("next").asText(), StandardCharsets.UTF_8);
        }
    }

    void moveIn(Collection<Credentials> tenants) {
        homes.moveIn(tenants);
    }

    /** New units on the shelf, switched on; gives their numbers. */
    List<String> shelve(int count) throws Exception {
        Keyring keyring = Keyring.fromHex(KEY);
        AuditTrail audit = new AuditTrail(database, clock);
        Enrolment enrolment = new Enrolment(
                database,
                keyring,
                new UnitStore(database, clock),
                new HomeStore(database, keyring, audit, clock),
                audit);
        List<Credentials> tenants = new ArrayList<>();
        List<String> cids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SimulatedHome home = SimulatedHome.of(size * 2 + nextUnit++, 1, SimulatedHome.Shares.USUAL);
            String cid = home.cid(0);
            boolean mqtt = home.speaks() == SimulatedHome.Speaks.MQTT;
            NewUnit.Item item = new NewUnit.Item(
                    new NewUnit.Equipment(
                            cid, mqtt ? Protocol.MQTT : Protocol.SCAIP, new NewUnit.ModelName("Simworks", "Gamma")),
                    NewUnit.Proof.by(Credential.Authentication.valueOf(
                            home.authentication().name())),
                    new UnitFacts(null, "N" + cid, null, null, "Violet", Set.of()));
            Enrolment.Enrolled enrolled =
                    (Enrolment.Enrolled) wait(enrolment.enrol(Scope.platform(service.id()), item, null));
            tenants.add(new Credentials(
                    home.number(), cid, enrolled.secret(), null, mqtt ? cid : null, mqtt ? "tc/1/demo/" + cid : null));
            cids.add(cid);
            units.put(cid, new Rate.Unit("Simworks Gamma", "Violet"));
        }
        int before = homes.snapshot().connected();
        homes.moveIn(tenants);
        await("new units are connected")
                .atMost(Duration.ofSeconds(60))
                .until(() -> homes.snapshot().connected() >= before + count);
        return cids;
    }

    static boolean speaksMqtt(String cid) {
        return !cid.equals(Truth.NONE)
                && SimulatedHome.of(SimulatedHome.number(cid), 1, SimulatedHome.Shares.USUAL)
                                .speaks()
                        == SimulatedHome.Speaks.MQTT;
    }

    /** Units that are heard, and whose protocol lets them send a test unasked. */
    Stream<String> sendsByItself() {
        return estate.values().stream()
                .filter(home -> home.truth.live())
                .map(home -> home.cid)
                .filter(cid -> !speaksMqtt(cid));
    }

    /** From now to nine o'clock in the morning so many days ago: whatever is put on by hours stays within the day. */
    static Duration inTheMorning(int daysAgo) {
        ZonedDateTime now = ZonedDateTime.now(ZONE);
        return Duration.between(
                now, now.toLocalDate().minusDays(daysAgo).atTime(9, 0).atZone(ZONE));
    }

    /** True once the platform has kept this day, as it was at its first look. */
    boolean keptToday() throws Exception {
        return wait(database.pool()
                                .preparedQuery("select 1 from readiness_day where day = $1 and dimension = 'ALL'")
                                .execute(io.vertx.sqlclient.Tuple.of(
                                        clock.instant().atZone(ZONE).toLocalDate())))
                        .size()
                > 0;
    }

    /** How old a proof may become, and how often a converter is tested. */
    Map<String, Integer> limits() {
        return Map.of("proofLimitDays", PROOF_DAYS, "converterRetestDays", RETEST_DAYS);
    }

    /** The models on file, by make and name. */
    Map<String, String> models() {
        return MODEL.matcher(mary.get("/health-tests/models"))
                .results()
                .collect(Collectors.toMap(model -> model.group(2), model -> model.group(1)));
    }

    /** Its unit is of the model that is asked once more, and can be asked. */
    boolean alpha(StoryHome home) {
        Rate.Unit unit = units.get(home.cid);
        return unit != null && unit.model().equals("Simworks Alpha") && speaksMqtt(home.cid);
    }

    /** Until the platform has worked in every change. */
    void settled() {
        await("every change is worked in")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        centre.get("/api/v1/readiness/figures").get("waiting").asInt() == 0);
    }

    /** By what the homes wrote down so far. */
    Reckoning reckoning() {
        return new Reckoning(homes, rounds, clock, new Reckoning.Limits(PROOF_DAYS, RETEST_DAYS, ZONE));
    }

    /** What the pack must print now. */
    Expected expected() {
        int ghosts = (int) estate.values().stream()
                .filter(home ->
                        home.truth.ghost() && home.cid.equals(home.truth.wire().cid()))
                .count();
        return new Expected(
                estate.values(), reckoning(), kept, new Expected.Found(ghosts, strangers, units), clock.instant());
    }

    static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        wait(homes.stop());
        wait(database.close());
        wait(vertx.close());
        centre.close();
        store.stop();
        own.close();
    }
}
