package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.home.Equipment;
import org.tocsin.home.Home;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.home.HomeStore;
import org.tocsin.home.Peripheral;
import org.tocsin.home.PeripheralStore;
import org.tocsin.home.RiskTier;
import org.tocsin.home.Vulnerability;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.UnitChange.Kind;
import org.tocsin.unit.UnitState.Report;
import org.tocsin.unit.UnitState.Word;

/** What is known of a unit, where it has stood, and what was changed at it, each with its time. */
class UnitHistoryTest {
    private static final AtomicInteger CID = new AtomicInteger(660_000);

    static Town town;
    static Scope scope;
    static Scope elsewhere;
    static Enrolment enrolment;
    static Placements placements;
    static PeripheralStore triggers;
    static UnitChanges changes;
    static UnitSwap swap;

    @BeforeAll
    static void open() {
        town = new Town();
        scope = town.person(town.service("demo"), "ian", "Ian", "INSTALLER");
        elsewhere = town.person(town.service("other"), "eve", "Eve", "MANAGER");
        Keyring keyring = Keyring.fromHex("0f".repeat(32));
        AuditTrail audit = new AuditTrail(town.database, town.clock);
        enrolment = new Enrolment(
                town.database,
                keyring,
                new UnitStore(town.database, town.clock),
                new HomeStore(town.database, keyring, audit, town.clock),
                audit);
        placements = new Placements(town.database);
        triggers = new PeripheralStore(town.database);
        changes = new UnitChanges(town.database);
        swap = new UnitSwap(placements, triggers, audit);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void what_is_known_of_a_home_and_its_unit_is_on_file_from_the_first_day() {
        HomeFacts facts = new HomeFacts(
                "H-" + CID.get(),
                "100023336956",
                "Harehills",
                RiskTier.CRITICAL,
                Set.of(Vulnerability.OXYGEN, Vulnerability.LIVES_ALONE),
                Equipment.CONVERTER,
                LocalDate.of(2026, 3, 1),
                HomeFacts.Line.of("BT", LocalDate.of(2026, 12, 1)),
                "Fern Valley Control");
        UnitFacts thing = new UnitFacts(
                "U-" + CID.get(), "SN1", "1.0", "8944100000000000001", "EE", Set.of(TransmissionPath.MOBILE));
        HomeUnit unit = enrol(new NewUnit.Facts(
                thing, facts, "P-" + CID.get(), List.of(new NewUnit.NewTrigger("0001", null, "Pendant", "worn"))));
        UUID home = Objects.requireNonNull(unit.homeId());
        HomeFactsStore store = new HomeFactsStore(town.database);
        assertThat(await(store.find(scope, home))).contains(facts);
        assertThat(await(store.find(elsewhere, home))).isEmpty();
        assertThat(await(triggers.list(scope, home)))
                .extracting(Peripheral::words)
                .containsExactly("Pendant, worn");
        assertThat(await(triggers.list(elsewhere, home))).isEmpty();
        assertThat(await(placements.ofUnit(scope, unit.id())))
                .singleElement()
                .satisfies(placement -> assertThat(placement.until()).isNull());
        assertThat(await(placements.ofHome(elsewhere, home))).isEmpty();
        assertThat(one("select serial || ' ' || firmware || ' ' || iccid || ' ' || sim_network || ' ' || paths[1]"
                        + " from home_unit where id = '" + unit.id() + "'"))
                .isEqualTo("SN1 1.0 8944100000000000001 EE MOBILE");
        NewUnit again = wanted(new NewUnit.Facts(UnitFacts.UNKNOWN, facts, null, List.of()));
        assertThat(await(enrolment.enrol(scope, again))).isEqualTo(new Enrolment.ExternalIdTaken("home"));
        NewUnit sameUnit = wanted(new NewUnit.Facts(thing, HomeFacts.UNKNOWN, null, List.of()));
        assertThat(await(enrolment.enrol(scope, sameUnit))).isEqualTo(new Enrolment.ExternalIdTaken("unit"));
        assertThat(await(enrolment.enrol(elsewhere, sameUnit))).isInstanceOf(Enrolment.Enrolled.class);
    }

    @Test
    void another_firmware_and_another_bearer_are_each_noted_once() {
        HomeUnit unit = enrol(facts("1.0"));
        UnitStates one = new UnitStates(town.database);
        UnitStates other = new UnitStates(town.database);
        await(one.reported(unit, Word.READY, report("1.0", "lte")));
        assertThat(changesOf(unit)).as("as it was put on file").isEmpty();
        for (int i = 0; i < 3; i++) {
            var first = one.reported(unit, Word.READY, report("2.0", "lte"));
            await(other.reported(unit, Word.READY, report("2.0", "lte")));
            await(first);
        }
        assertThat(changesOf(unit)).containsExactly("FIRMWARE 1.0 2.0 unit");
        await(one.reported(unit, Word.READY, report(null, null)));
        await(other.reported(unit, Word.READY, report("2.0", "2g")));
        assertThat(changesOf(unit)).containsExactlyInAnyOrder("ROAMING lte 2g unit", "FIRMWARE 1.0 2.0 unit");
        for (int i = 0; i < 10; i++) {
            await(one.reported(unit, Word.READY, report(null, i % 2 == 0 ? "lte" : "2g")));
        }
        assertThat(changesOf(unit)).as("to and fro").hasSize(2);
        assertThat(one("select network_changes::text from unit_trend where unit_id = '" + unit.id() + "'"))
                .isEqualTo("11");
        HomeUnit unknown = enrol(facts(null));
        await(one.reported(unknown, Word.READY, report("7", "lte")));
        assertThat(changesOf(unknown)).as("the first it ever said").isEmpty();
    }

    @Test
    void a_unit_that_was_set_up_anew_is_noted_by_the_names_of_its_settings() {
        HomeUnit unit = enrol(facts("1.0"));
        UnitCommandDesk desk = new UnitCommandDesk(town.database, town.clock, town.wakeup);
        UnitCommandDesk.Asked asked = (UnitCommandDesk.Asked) await(desk.ask(
                scope,
                new UnitCommandDesk.Request(
                        unit.cid(),
                        Ids.next().toString(),
                        CommandOp.CONFIG_SET,
                        Map.of("values", Map.of("pin", "4711")),
                        CommandRules.USUAL_EXPIRY,
                        null)));
        town.sql(
                "update unit_command set attempts = 1, state = 'SENT' where id = '%s'",
                asked.command().id());
        UnitCommandQueue queue = new UnitCommandQueue(town.database, town.clock, "g");
        UnitCommandQueue.Said done = new UnitCommandQueue.Said(true, 0, null);
        assertThat(await(queue.answered(unit.id(), asked.command().id(), done))).isTrue();
        assertThat(await(queue.answered(unit.id(), asked.command().id(), done))).isFalse();
        assertThat(changesOf(unit)).containsExactly("CONFIGURATION null pin operator:ian");
        UnitStates states = new UnitStates(town.database);
        await(states.reported(unit, Word.READY, settings("before")));
        assertThat(changesOf(unit)).as("the first mark it ever said").hasSize(1);
    }

    @Test
    void a_unit_that_says_another_mark_of_its_settings_is_noted_unless_it_has_just_been_given_them() {
        HomeUnit unit = enrol(facts("1.0"));
        UnitStates one = new UnitStates(town.database);
        UnitStates other = new UnitStates(town.database);
        await(one.reported(unit, Word.READY, settings("a1")));
        await(one.reported(unit, Word.READY, report(null, null)));
        assertThat(changesOf(unit)).as("nothing to compare it with").isEmpty();
        var first = one.reported(unit, Word.READY, settings("b2"));
        await(other.reported(unit, Word.READY, settings("b2")));
        await(first);
        assertThat(changesOf(unit)).containsExactly("CONFIGURATION a1 b2 unit");
        town.pass(Duration.ofMinutes(1));
        town.sql(
                "insert into unit_change (id, service_id, home_id, unit_id, at, kind, is_now, noticed_by)"
                        + " select gen_random_uuid(), service_id, home_id, id, '%s', 'CONFIGURATION', 'pin', 'operator:ian'"
                        + " from home_unit where id = '%s'",
                town.clock.instant(), unit.id());
        town.pass(Duration.ofSeconds(90));
        await(other.reported(unit, Word.READY, settings("c3")));
        assertThat(changesOf(unit)).as("what it was given").hasSize(2);
        town.pass(Duration.ofSeconds(10));
        await(one.reported(unit, Word.READY, settings("a1")));
        assertThat(changesOf(unit)).as("and fell back").hasSize(3).contains("CONFIGURATION c3 a1 unit");
    }

    @Test
    void a_unit_makes_way_for_another_and_its_triggers_speak_through_the_new_one() {
        HomeUnit old = enrol(new NewUnit.Facts(
                UnitFacts.UNKNOWN,
                HomeFacts.UNKNOWN,
                null,
                List.of(new NewUnit.NewTrigger("0001", "00A1", "Pendant", null))));
        UUID home = Objects.requireNonNull(old.homeId());
        HomeUnit fresh = shelved();
        assertThat(stock(fresh)).isEqualTo("IN_STOCK");
        Instant at = town.clock.instant();
        assertThat(await(swapped(scope, old.id(), fresh.id(), at))).isEqualTo(new UnitSwap.Swapped(home, 1));
        assertThat(await(triggers.list(scope, home)))
                .singleElement()
                .satisfies(trigger -> assertThat(trigger.unitId()).isEqualTo(fresh.id()));
        assertThat(await(changes.ofHome(scope, home, 10))).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Kind.UNIT_SWAP);
            assertThat(change.was() + ">" + change.isNow()).isEqualTo(old.cid() + ">" + fresh.cid());
        });
        assertThat(await(changes.ofHome(elsewhere, home, 10))).isEmpty();
        assertThat(stock(old)).isEqualTo("RETURNED");
        assertThat(stock(fresh)).isEqualTo("ON_LOAN");
        assertThat(one("select home_id::text from home_unit where id = '" + old.id() + "'"))
                .isNull();
        assertThat(await(placements.ofHome(scope, home)))
                .extracting(placement -> placement.cid() + " " + (placement.until() == null))
                .containsExactlyInAnyOrder(fresh.cid() + " true", old.cid() + " false");
        assertThat(await(swapped(elsewhere, fresh.id(), old.id(), at))).isInstanceOf(UnitSwap.NotPossible.class);
        HomeUnit third = enrol(facts(null));
        assertThat(await(swapped(scope, fresh.id(), third.id(), at)))
                .isEqualTo(new UnitSwap.NotPossible("The new unit is on file in another home."));
    }

    @Test
    void whoever_issues_a_unit_from_the_shelf_waits_for_the_unit_before_its_line_like_whoever_places_it() {
        UUID home = Objects.requireNonNull(enrol(facts(null)).homeId());
        HomeUnit unit = shelved();
        UUID item = UUID.fromString(
                Objects.requireNonNull(one("select id::text from stock_item where unit_id = '" + unit.id() + "'")));
        SqlConnection other = await(town.database.pool().getConnection());
        Transaction placing = await(other.begin());
        await(other.query("select from home_unit where id = '" + unit.id() + "' for no key update")
                .execute());
        Future<Stock.Result> issued = new Stock(town.database, town.clock)
                .act(scope, item, new Stock.Doing(StockState.Act.ISSUE, home, null));
        Awaitility.await()
                .until(() -> "1"
                        .equals(one("select count(*)::text from pg_stat_activity where datname = current_database()"
                                + " and wait_event_type = 'Lock'")));
        assertThat(one("select state from stock_item where id = '" + item + "' for update nowait"))
                .isEqualTo("IN_STOCK");
        await(placing.commit());
        await(other.close());
        assertThat(await(issued)).isInstanceOf(Stock.Done.class);
        assertThat(stock(unit)).isEqualTo("ON_LOAN");
    }

    @Test
    void another_sim_is_noted_once() {
        HomeUnit unit = enrol(facts(null));
        UnitSwap.Sim sim = new UnitSwap.Sim("8944200000000000002", "Vodafone");
        assertThat(await(simSwapped(unit, sim))).isInstanceOf(UnitSwap.Swapped.class);
        assertThat(await(simSwapped(unit, sim))).isInstanceOf(UnitSwap.NotPossible.class);
        assertThat(changesOf(unit)).containsExactly("SIM_SWAP null 8944200000000000002 operator:ian");
    }

    @Test
    void a_unit_that_moves_from_home_to_home_says_so() {
        HomeUnit unit = enrol(facts(null));
        UUID to = town.home(scope.serviceId(), "9 New Street");
        assertThat(placed(unit, to)).isEqualTo(new Placements.Placed(unit.homeId()));
        assertThat(changesOf(unit)).containsExactly("MOVED_HOME " + unit.homeId() + " " + to + " operator:ian");
        UUID theirs = town.home(elsewhere.serviceId(), "1 Far Street");
        assertThat(placed(unit, theirs)).isEqualTo(new Placements.NotOnFile());
    }

    @Test
    void a_unit_that_comes_back_from_the_shelf_says_where_it_last_was() {
        HomeUnit fresh = shelved();
        UUID first = town.home(scope.serviceId(), "10 New Street");
        assertThat(placed(fresh, first)).isEqualTo(new Placements.Placed(null));
        assertThat(changesOf(fresh)).as("it was nowhere before").isEmpty();
        taken(fresh);
        town.pass(Duration.ofDays(1));
        assertThat(placed(fresh, first)).isEqualTo(new Placements.Placed(null));
        assertThat(changesOf(fresh)).containsExactly("MOVED_HOME " + first + " " + first + " operator:ian");
        taken(fresh);
        town.pass(Duration.ofDays(1));
        UUID second = town.home(scope.serviceId(), "11 New Street");
        placed(fresh, second);
        assertThat(changesOf(fresh)).hasSize(2).contains("MOVED_HOME " + first + " " + second + " operator:ian");
    }

    private static void taken(HomeUnit unit) {
        Optional<UUID> from = await(town.database
                .pool()
                .withTransaction(client -> placements.takeAway(client, scope, unit.id(), town.clock.instant())));
        assertThat(from).isPresent();
    }

    private static Placements.Result placed(HomeUnit unit, UUID home) {
        return await(town.database
                .pool()
                .withTransaction(client -> placements.place(client, scope, unit.id(), home, town.clock.instant())));
    }

    private static Future<UnitSwap.Result> swapped(Scope by, UUID old, UUID fresh, Instant at) {
        return town.database.pool().withTransaction(client -> swap.swapUnit(client, by, old, fresh, at));
    }

    private static Future<UnitSwap.Result> simSwapped(HomeUnit unit, UnitSwap.Sim sim) {
        return town.database
                .pool()
                .withTransaction(client -> swap.swapSim(client, scope, unit.id(), sim, town.clock.instant()));
    }

    private static Report report(@Nullable String firmware, @Nullable String bearer) {
        return new Report(null, firmware, null, bearer, null, null, null, town.clock.instant());
    }

    private static Report settings(String mark) {
        return new Report(null, null, mark, null, null, null, null, town.clock.instant());
    }

    private static NewUnit.Facts facts(@Nullable String firmware) {
        UnitFacts unit = new UnitFacts(null, null, firmware, null, null, Set.of());
        return new NewUnit.Facts(unit, HomeFacts.UNKNOWN, null, List.of());
    }

    private static HomeUnit enrol(NewUnit.Facts facts) {
        return ((Enrolment.Enrolled) await(enrolment.enrol(scope, wanted(facts)))).unit();
    }

    private static HomeUnit shelved() {
        NewUnit.Item item = new NewUnit.Item(equipment(), NewUnit.Proof.by(Authentication.NONE), UnitFacts.UNKNOWN);
        return ((Enrolment.Enrolled) await(enrolment.enrol(scope, item, null))).unit();
    }

    private static NewUnit wanted(NewUnit.Facts facts) {
        return new NewUnit(
                equipment(),
                NewUnit.Proof.by(Authentication.NONE),
                new NewUnit.NewHome(
                        new Home.Address("12 Rose Court", null, "Leeds", "LS1 4AB"),
                        null,
                        new HomeStore.Secrets(null, null)),
                new NewUnit.NewPerson("Edith Shah", null, null),
                List.of(),
                facts);
    }

    private static NewUnit.Equipment equipment() {
        return new NewUnit.Equipment(Integer.toString(CID.incrementAndGet()), Protocol.MQTT, null);
    }

    /** "KIND was now by". */
    private static List<String> changesOf(HomeUnit unit) {
        return await(town.database
                .pool()
                .query(
                        "select kind || ' ' || coalesce(was, 'null') || ' ' || is_now || ' ' || noticed_by from unit_change"
                                + " where unit_id = '" + unit.id() + "'")
                .execute()
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList()));
    }

    private static @Nullable String stock(HomeUnit unit) {
        return one("select state from stock_item where unit_id = '" + unit.id() + "'");
    }

    private static @Nullable String one(String sql) {
        return await(town.database
                .pool()
                .query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getString(0)));
    }
}
