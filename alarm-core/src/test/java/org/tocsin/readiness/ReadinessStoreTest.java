package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.home.HomeDesk;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Page;
import org.tocsin.readiness.LineConfirmations.Result;
import org.tocsin.readiness.Readiness.HomeState;
import org.tocsin.readiness.ReadinessException.Kind;
import org.tocsin.readiness.ReadinessStore.By;
import org.tocsin.readiness.TriggerProof.State;
import org.tocsin.report.ProviderExchange;
import org.tocsin.unit.Placements;

/** What is kept of each home follows every change, and is counted and listed for its own service alone. */
class ReadinessStoreTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

    static ProofTown town;
    static ReadinessStore store;
    static ReadinessWorker worker;
    static ReadinessExceptions exceptions;
    static LineConfirmations confirmations;
    static int services;

    private UUID service = new UUID(0, 0);
    private Scope scope = Scope.platform(service);

    @BeforeAll
    static void open() {
        town = new ProofTown();
        store = new ReadinessStore(town.town.database, town.town.clock);
        worker = new ReadinessWorker(town.town.vertx, town.town.database, town.town.clock);
        exceptions = new ReadinessExceptions(town.town.database, town.town.clock);
        confirmations = new LineConfirmations(town.town.database, town.town.clock);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void found() {
        service = town.town.service("ready-" + ++services);
        scope = town.town.person(service, "mary" + services, "Mary", "MANAGER");
    }

    @Test
    void what_is_kept_follows_every_change() {
        ProofTown.Dwelling home = town.dwelling(service);
        assertThat(kept(home).proof().worst()).isEqualTo(State.NEVER);
        town.prove(home);
        assertThat(kept(home).proof().worst()).isEqualTo(State.CURRENT);
        assertThat(kept(home).state()).isEqualTo(HomeState.PROVEN);
        town.town.pass(Duration.ofMinutes(1));
        change(home, "FIRMWARE");
        assertThat(kept(home).proof().worst()).isEqualTo(State.RECHECK_REMOTELY);
        assertThat(kept(home).proof().reason()).isEqualTo(TriggerProof.Reason.FIRMWARE);
        town.town.pass(Duration.ofMinutes(1));
        UUID test = town.signal(home.cid(), Map.of("dty", "0003", "stc", "0102"));
        town.record(town.evidence(home, null, test, Evidence.Kind.REMOTE_TEST, town.town.clock.instant()));
        assertThat(kept(home).proof().worst()).isEqualTo(State.CURRENT);
        change(home, "SIM_SWAP");
        assertThat(kept(home).proof().worst()).isEqualTo(State.REVISIT);
        town.town.pass(Duration.ofMinutes(1));
        town.prove(home);
        UUID smoke = town.trigger(service, home.homeId(), home.unitId(), "0007", null);
        assertThat(kept(home).proof().current()).isEqualTo(1);
        town.town.sql("update peripheral set until = '%s' where id = '%s'", town.town.clock.instant(), smoke);
        assertThat(kept(home).proof().worst()).isEqualTo(State.CURRENT);
        town.town.sql(
                "update home set equipment = 'CONVERTER', line_provider = 'Bellcom' where id = '%s'", home.homeId());
        assertThat(kept(home).equipment().converterDueOn()).isEqualTo(today().plusDays(90));
        assertThat(kept(home).line().provider()).isEqualTo("Bellcom");
        town.town.sql("update home set ended_at = now() where id = '%s'", home.homeId());
        work();
        assertThat(list(Map.of())).isEmpty();
    }

    @Test
    void a_dwelling_of_a_scheme_is_proven_through_its_controller() {
        UUID scheme = Ids.next();
        ProofTown.Dwelling controller = town.controller(service, scheme);
        ProofTown.Dwelling flat = town.flat(service, scheme, controller, "F12");
        assertThat(kept(flat).proof().worst()).isEqualTo(State.NEVER);
        UUID press = town.signal(flat.cid(), Map.of("dty", "0003", "stc", "0010", "did", "F12"));
        town.record(town.evidence(flat, flat.pendant(), press, Evidence.Kind.VISIT, town.town.clock.instant()));
        assertThat(kept(flat).proof().worst()).isEqualTo(State.CURRENT);
        town.town.pass(Duration.ofMinutes(1));
        town.town.sql(
                "insert into unit_change (id, service_id, unit_id, at, kind, noticed_by)"
                        + " values ('%s', '%s', '%s', '%s', 'FIRMWARE', 'unit')",
                Ids.next(), service, flat.unitId(), town.town.clock.instant());
        assertThat(kept(flat).proof().worst()).isEqualTo(State.RECHECK_REMOTELY);
        town.town.pass(Duration.ofMinutes(1));
        UUID second = Ids.next();
        ProofTown.Dwelling other = town.controller(service, second);
        town.town.sql("update scheme_point set scheme_id = '%s' where home_id = '%s'", second, flat.homeId());
        assertThat(kept(flat).proof().reason())
                .as("heard through %s, not through %s", flat.cid(), other.cid())
                .isEqualTo(TriggerProof.Reason.OTHER_UNIT);
        town.town.sql("update scheme_point set scheme_id = '%s' where home_id = '%s'", scheme, flat.homeId());
        assertThat(kept(flat).proof().worst()).isEqualTo(State.RECHECK_REMOTELY);
    }

    @Test
    void a_unit_that_was_on_the_shelf_meanwhile_has_to_be_heard_again() {
        ProofTown.Dwelling home = town.dwelling(service);
        town.town.sql(
                "insert into unit_placement (id, service_id, unit_id, home_id, since, placed_by)"
                        + " select gen_random_uuid(), service_id, id, home_id, created_at, 'ian' from home_unit"
                        + " where id = '%s'",
                home.unitId());
        town.prove(home);
        assertThat(kept(home).proof().worst()).isEqualTo(State.CURRENT);
        Placements placements = new Placements(town.town.database);
        town.town.pass(Duration.ofDays(1));
        await(town.town
                .database
                .pool()
                .withTransaction(
                        client -> placements.takeAway(client, scope, home.unitId(), town.town.clock.instant())));
        assertThat(kept(home).proof().worst()).isEqualTo(State.REVISIT);
        town.town.pass(Duration.ofDays(1));
        await(town.town
                .database
                .pool()
                .withTransaction(client ->
                        placements.place(client, scope, home.unitId(), home.homeId(), town.town.clock.instant())));
        assertThat(kept(home).proof().worst()).isEqualTo(State.REVISIT);
        assertThat(kept(home).proof().reason()).isEqualTo(TriggerProof.Reason.MOVED_HOME);
        town.prove(home);
        town.town.pass(Duration.ofMinutes(1));
        town.prove(home);
        assertThat(kept(home).proof().worst()).isEqualTo(State.CURRENT);
    }

    @Test
    void a_visit_that_is_planned_and_one_that_found_nobody_show_without_another_change() {
        ProofTown.Dwelling home = town.dwelling(service);
        assertThat(kept(home).state()).isEqualTo(HomeState.UNKNOWN);
        UUID visit = Ids.next();
        town.town.sql(
                "insert into visit (id, service_id, home_id, kind, state, planned_on, created_at, created_by)"
                        + " values ('%s', '%s', '%s', 'RECHECK', 'PLANNED', '%s', '%s', 'ian')",
                visit, service, home.homeId(), TODAY, town.town.clock.instant());
        assertThat(kept(home).state()).isEqualTo(HomeState.PLANNED);
        town.town.sql("update visit set state = 'NO_ACCESS' where id = '%s'", visit);
        assertThat(kept(home).state()).isEqualTo(HomeState.VISITED);
    }

    @Test
    void age_alone_makes_it_stale_and_so_does_a_shorter_limit() {
        ProofTown.Dwelling home = town.dwelling(service);
        town.prove(home);
        assertThat(kept(home).proof().worst()).isEqualTo(State.CURRENT);
        town.town.pass(Duration.ofDays(20));
        await(store.setLimits(scope, new ReadinessStore.Limits(Duration.ofDays(10), Duration.ofDays(5))));
        assertThat(kept(home).proof().reason()).isEqualTo(TriggerProof.Reason.AGE);
        await(store.setLimits(scope, new ReadinessStore.Limits(Duration.ofDays(30), Duration.ofDays(5))));
        assertThat(kept(home).proof().worst()).isEqualTo(State.CURRENT);
        town.town.pass(Duration.ofDays(11));
        assertThat(kept(home).proof().worst()).isEqualTo(State.REVISIT);
    }

    @Test
    void age_makes_stale_what_waits_for_a_remote_test() {
        ProofTown.Dwelling home = town.dwelling(service);
        await(store.setLimits(scope, new ReadinessStore.Limits(Duration.ofDays(30), Duration.ofDays(5))));
        town.prove(home);
        town.town.pass(Duration.ofMinutes(1));
        change(home, "FIRMWARE");
        assertThat(kept(home).proof().worst()).isEqualTo(State.RECHECK_REMOTELY);
        town.town.pass(Duration.ofDays(30));
        assertThat(kept(home).proof().worst()).isEqualTo(State.REVISIT);
        assertThat(kept(home).proof().reason()).isEqualTo(TriggerProof.Reason.AGE);
        town.town.pass(Duration.ofMinutes(1));
        UUID test = town.signal(home.cid(), Map.of("dty", "0003", "stc", "0102"));
        town.record(town.evidence(home, null, test, Evidence.Kind.REMOTE_TEST, town.town.clock.instant()));
        assertThat(kept(home).proof().worst()).isEqualTo(State.REVISIT);
    }

    @Test
    void what_an_earlier_release_kept_without_its_age_is_worked_out_again() {
        ProofTown.Dwelling home = town.dwelling(service);
        await(store.setLimits(scope, new ReadinessStore.Limits(Duration.ofDays(30), Duration.ofDays(5))));
        town.prove(home);
        town.town.pass(Duration.ofMinutes(1));
        change(home, "FIRMWARE");
        assertThat(kept(home).proof().worst()).isEqualTo(State.RECHECK_REMOTELY);
        town.town.sql("update home_readiness set next_at = null where home_id = '%s'", home.homeId());
        town.town.pass(Duration.ofDays(30));
        worker = new ReadinessWorker(town.town.vertx, town.town.database, town.town.clock);
        assertThat(kept(home).proof().reason()).isEqualTo(TriggerProof.Reason.AGE);
    }

    @Test
    void homes_are_counted_listed_and_turned_over_in_pages() {
        for (int i = 0; i < 7; i++) {
            ProofTown.Dwelling home = town.dwelling(service);
            town.town.sql(
                    "update home set risk_tier = '%s', area = %s, line_provider = 'P%d' where id = '%s'",
                    i < 2 ? "CRITICAL" : "STANDARD", i < 3 ? "'North'" : "null", i % 2, home.homeId());
            if (i < 4) {
                town.prove(home);
            }
        }
        work();
        ReadinessStore.Figures all = await(store.figures(scope, Map.of(), TODAY));
        assertThat(all.homes()).isEqualTo(7);
        assertThat(all.count(By.STATE, "PROVEN")).isEqualTo(4);
        assertThat(all.count(By.RISK, "1")).isEqualTo(2);
        assertThat(all.count(By.AREA, "North")).isEqualTo(3);
        assertThat(all.count(By.AREA, "")).isEqualTo(4);
        assertThat(all.count(By.PROVIDER, "P1")).isEqualTo(3);
        assertThat(all.triggersIn(State.NEVER)).isEqualTo(3);
        for (By by : By.values()) {
            all.by().getOrDefault(by, Map.of()).forEach((value, count) -> {
                if (by != By.EXCEPTION) {
                    assertThat(list(Map.of(by, value))).as(by + " " + value).hasSize(count.intValue());
                    assertThat(await(store.figures(scope, Map.of(by, value), TODAY))
                                    .homes())
                            .isEqualTo(count);
                }
            });
        }
        assertThat(list(Map.of()).get(0).risk().name()).isEqualTo("CRITICAL");
        Page<ReadinessStore.Line> first = await(store.list(scope, Map.of(), 5, null));
        Page<ReadinessStore.Line> second = await(store.list(scope, Map.of(), 5, first.next()));
        assertThat(first.items()).hasSize(5);
        assertThat(second.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
        assertThat(second.next()).isNull();
    }

    @Test
    void another_service_sees_and_does_nothing() {
        ProofTown.Dwelling home = town.dwelling(service);
        town.prove(home);
        work();
        Scope other = Scope.platform(town.town.service("stranger-" + services));
        assertThat(await(store.list(other, Map.of(), 10, null)).items()).isEmpty();
        assertThat(await(store.figures(other, Map.of(), TODAY)).homes()).isZero();
        assertThat(await(store.home(other, home.homeId()))).isEmpty();
        assertThat(await(store.proofs(other, home.homeId(), 10))).isEmpty();
        assertThat(await(confirmations.confirm(other, home.homeId(), null, null)))
                .isInstanceOf(Result.NotFound.class);
        ReadinessExceptions.Wanted refused = new ReadinessExceptions.Wanted(Kind.REFUSED, "Mary", null, null);
        assertThat(await(exceptions.put(other, home.homeId(), refused, null))).isFalse();
        assertThat(await(exceptions.ofHome(other, home.homeId()))).isEmpty();
    }

    @Test
    void the_provider_is_told_only_what_is_proved_or_with_a_written_reason() {
        ProofTown.Dwelling home = town.dwelling(service);
        assertThat(await(confirmations.confirm(scope, home.homeId(), " ", null)))
                .isEqualTo(new Result.NotProven(1, 0));
        assertThat(await(confirmations.confirm(scope, home.homeId(), "Moved to a care home on Monday", "192.0.2.1")))
                .isInstanceOf(Result.Confirmed.class);
        assertThat(kept(home).state()).isEqualTo(HomeState.UNKNOWN);
        assertThat(kept(home).line().confirmedAt()).isNotNull();
        town.prove(home);
        assertThat(await(confirmations.confirm(scope, home.homeId(), "not needed", null)))
                .isInstanceOf(Result.Confirmed.class);
        assertThat(kept(home).state()).isEqualTo(HomeState.CONFIRMED);
        List<LineConfirmations.Confirmation> told = await(confirmations.ofHome(scope, home.homeId()));
        assertThat(told).hasSize(2);
        assertThat(told.get(0).overrideReason()).isNull();
        assertThat(told.get(1).overrideReason()).isEqualTo("Moved to a care home on Monday");
        town.seal();
        assertThat(await(store.unsealed(scope))).isZero();
    }

    @Test
    void a_line_that_became_another_is_not_told_of_before_it_is_told_of_again() {
        HomeDesk desk = new HomeDesk(town.town.database, town.town.clock);
        ProofTown.Dwelling home = town.dwelling(service);
        await(desk.change(scope, home.homeId(), facts -> of(facts, "Bellcom"), null));
        town.prove(home);
        tell(home);
        assertThat(told(home)).isEqualTo("CONFIRMED Bellcom true true true");
        town.town.pass(Duration.ofMinutes(1));
        await(desk.change(scope, home.homeId(), facts -> of(facts, "Fern"), null));
        town.town.pass(Duration.ofMinutes(1));
        town.prove(home);
        assertThat(told(home)).isEqualTo("PROVEN Fern false false false");
        // What else is changed of a home neither brings it back nor wipes out when it was told.
        await(desk.change(scope, home.homeId(), facts -> of(facts, "Fern"), null));
        assertThat(told(home)).isEqualTo("PROVEN Fern false false false");
        assertThat(await(confirmations.ofHome(scope, home.homeId()))).hasSize(1);
        tell(home);
        assertThat(told(home)).isEqualTo("CONFIRMED Fern true true true");
        town.town.pass(Duration.ofMinutes(1));
        await(desk.lineMoved(scope, home.homeId(), "moved to a digital line", null));
        town.town.pass(Duration.ofMinutes(1));
        town.prove(home);
        assertThat(told(home)).isEqualTo("PROVEN Fern false false false");
        tell(home);
        assertThat(told(home)).isEqualTo("CONFIRMED Fern true true true");
    }

    @Test
    void what_an_earlier_release_still_kept_as_told_is_worked_out_again() {
        ProofTown.Dwelling home = town.dwelling(service);
        town.prove(home);
        tell(home);
        town.town.pass(Duration.ofMinutes(1));
        change(home, "LINE");
        town.town.pass(Duration.ofMinutes(1));
        town.prove(home);
        work();
        town.town.sql(
                "update home_readiness r set state = 'CONFIRMED', line_confirmed_at = h.line_confirmed_at from home h"
                        + " where h.id = r.home_id and h.id = '%s'",
                home.homeId());
        worker = new ReadinessWorker(town.town.vertx, town.town.database, town.town.clock);
        assertThat(kept(home).state()).isEqualTo(HomeState.PROVEN);
        assertThat(kept(home).line().confirmedAt()).isNull();
    }

    private void tell(ProofTown.Dwelling home) {
        assertThat(await(confirmations.confirm(scope, home.homeId(), null, null)))
                .isInstanceOf(Result.Confirmed.class);
    }

    /** As each of those says who has to know: the list of readiness, the home's page, and the phone company's table. */
    private String told(ProofTown.Dwelling home) {
        ReadinessStore.Line kept = kept(home);
        String provider = String.valueOf(kept.line().provider());
        ProviderExchange exchange = new ProviderExchange(town.town.database, town.town.clock);
        HomeFacts.Line known = await(new HomeFactsStore(town.town.database).find(scope, home.homeId()))
                .orElseThrow()
                .line();
        assertThat(known.confirmedBy() != null).isEqualTo(known.confirmedAt() != null);
        return "%s %s %s %s %s"
                .formatted(
                        kept.state(),
                        provider,
                        kept.line().confirmedAt() != null,
                        known.confirmedAt() != null,
                        await(exchange.lines(scope, provider, null)).stream()
                                .allMatch(line -> line.migration().proven()
                                        && line.migration().confirmedAt() != null));
    }

    private static HomeFacts of(HomeFacts facts, String provider) {
        HomeFacts.Line line = facts.line();
        return new HomeFacts(
                facts.externalId(),
                facts.uprn(),
                facts.area(),
                facts.riskTier(),
                facts.vulnerabilities(),
                facts.equipment(),
                facts.converterAssessedOn(),
                new HomeFacts.Line(provider, line.plannedOn(), line.confirmedAt(), line.confirmedBy()),
                facts.formerCentre());
    }

    @Test
    void an_exception_has_an_owner_and_makes_room_for_the_next() {
        ProofTown.Dwelling home = town.dwelling(service);
        for (Kind expected : List.of(Kind.NO_ACCESS_1, Kind.NO_ACCESS_2, Kind.NO_ACCESS_3, Kind.NO_ACCESS_3)) {
            await(town.town
                    .database
                    .pool()
                    .withTransaction(connection -> exceptions.noAccess(connection, scope, home.homeId(), "Ian")));
            assertThat(kept(home).exception()).isEqualTo(expected.name());
        }
        letIn(home);
        assertThat(kept(home).exception()).isNull();
        await(exceptions.put(
                scope,
                home.homeId(),
                new ReadinessExceptions.Wanted(Kind.REFUSED, "Mary", TODAY.plusDays(7), "Wants to think"),
                null));
        await(town.town
                .database
                .pool()
                .withTransaction(connection -> exceptions.noAccess(connection, scope, home.homeId(), "Ian")));
        letIn(home);
        assertThat(kept(home).exception()).isEqualTo("REFUSED");
        assertThat(list(Map.of(By.EXCEPTION, ReadinessStore.ANY))).hasSize(1);
        assertThat(await(exceptions.end(scope, home.homeId(), null))).isTrue();
        assertThat(await(exceptions.end(scope, home.homeId(), null))).isFalse();
        assertThat(kept(home).exception()).isNull();
        assertThat(await(exceptions.ofHome(scope, home.homeId()))).hasSize(5).allMatch(one -> one.endedAt() != null);
    }

    private void letIn(ProofTown.Dwelling home) {
        await(town.town
                .database
                .pool()
                .withTransaction(connection -> exceptions.letIn(connection, scope, home.homeId())));
    }

    private void change(ProofTown.Dwelling home, String kind) {
        town.town.sql(
                "insert into unit_change (id, service_id, home_id, unit_id, at, kind, noticed_by)"
                        + " values (gen_random_uuid(), '%s', '%s', '%s', '%s', '%s', 'unit')",
                service, home.homeId(), home.unitId(), town.town.clock.instant(), kind);
    }

    private List<ReadinessStore.Line> list(Map<By, String> having) {
        return await(store.list(scope, having, 200, null)).items();
    }

    private ReadinessStore.Line kept(ProofTown.Dwelling home) {
        work();
        ReadinessStore.Line kept = list(Map.of()).stream()
                .filter(line -> line.homeId().equals(home.homeId()))
                .findFirst()
                .orElseThrow();
        Readiness now = await(store.home(scope, home.homeId())).orElseThrow();
        assertThat(kept.proof().worst()).isEqualTo(now.proof());
        assertThat(kept.state()).isEqualTo(now.state());
        return kept;
    }

    /** Other tests let days pass. */
    private static LocalDate today() {
        return town.town.clock.instant().atZone(ZoneId.of("Europe/London")).toLocalDate();
    }

    private static void work() {
        boolean more = true;
        while (more) {
            more = await(worker.round());
        }
    }
}
