package org.tocsin.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Selection;
import org.tocsin.platform.Ids;
import org.tocsin.rollout.Rollout.State;
import org.tocsin.rollout.Rollout.UnitState;
import org.tocsin.unit.CommandOp;

/** New firmware and settings go out in waves over a small estate in a real database. */
class RolloutTest {
    private static final Duration WATCH = Duration.ofMinutes(30);
    private static Town town;
    private static RolloutDesk desk;
    private static RolloutStore store;
    private static RolloutWorker worker;
    private static int services;

    private UUID service;
    private Scope scope;
    private UUID model;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new RolloutDesk(town.database, town.clock);
        store = new RolloutStore(town.database);
        worker = new RolloutWorker(town.vertx, town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void aService() {
        town.sql("update rollout set state = 'STOPPED'");
        service = town.service("r" + ++services);
        scope = town.person(service, "mary" + services, "Mary", "MANAGER");
        model = Ids.next();
        town.sql(
                "insert into unit_model (id, service_id, make, name, created_at)"
                        + " values ('%s', '%s', 'Maker', 'One', '2026-01-01Z')",
                model, service);
    }

    @Test
    void firmware_goes_to_a_trial_then_in_waves_and_each_unit_is_heard_again_before_it_counts() {
        List<UUID> units = units(5);
        UUID scaip = unit("SCAIP", "1.0");
        UUID has = unit("MQTT", "2.0");
        UUID id = begin(firmware(), 2);
        assertThat(states(id)).isEqualTo("ASKED 2, NOT_SUPPORTED 1, PLANNED 3, SKIPPED 1");
        assertThat(asked("firmware.update")).isEqualTo(2).isNotEqualTo(units.size());

        UUID one = ofState(id, UnitState.ASKED);
        answered(one, "DONE");
        turn();
        assertThat(states(id)).as("only words so far").startsWith("ASKED 2");
        bears(one, "2.0");
        turn();
        assertThat(ofState(id, UnitState.CHANGED)).isEqualTo(one);
        assertThat(asked("test")).isEqualTo(1);
        back(id, "2.0");
        assertThat(standing(id).state()).isEqualTo(State.WATCHING);
        assertThat(proofs(id)).isEqualTo(2);

        town.pass(WATCH);
        turn();
        assertThat(standing(id).state()).isEqualTo(State.TO_ACCEPT);
        turn();
        assertThat(states(id)).isEqualTo("HEARD 2, NOT_SUPPORTED 1, PLANNED 3, SKIPPED 1");
        await(desk.accept(scope, id, null));
        turn();
        assertThat(standing(id).wave()).isEqualTo(1);
        assertThat(states(id)).isEqualTo("ASKED 2, HEARD 2, NOT_SUPPORTED 1, PLANNED 1, SKIPPED 1");
        back(id, "2.0");
        town.pass(WATCH);
        turn();
        turn();
        assertThat(standing(id).wave()).isEqualTo(2);
        back(id, "2.0");
        town.pass(WATCH);
        turn();
        assertThat(standing(id).state()).isEqualTo(State.DONE);
        assertThat(states(id)).isEqualTo("HEARD 5, NOT_SUPPORTED 1, SKIPPED 1");
        assertThat(proofs(id)).isEqualTo(5);
        assertThat(List.of(scaip, has)).doesNotContain(one);
    }

    @Test
    void a_unit_that_does_not_come_back_halts_it_and_what_was_not_sent_is_taken_back() {
        units(4);
        UUID id = begin(firmware(), 2);
        answered(ofState(id, UnitState.ASKED), "FAILED");
        turn();
        assertThat(standing(id).state()).isEqualTo(State.HALTED);
        assertThat(standing(id).hold()).isNotNull();
        assertThat(states(id)).isEqualTo("PLANNED 3, REFUSED 1");
        assertThat(await(desk.resume(scope, id, "", null))).isInstanceOf(RolloutDesk.Invalid.class);
        await(desk.resume(scope, id, "That one is in a cupboard", null));
        turn();
        assertThat(states(id)).isEqualTo("ASKED 1, PLANNED 2, REFUSED 1");
        town.pass(Duration.ofHours(2));
        turn();
        assertThat(standing(id).state()).as("another one").isEqualTo(State.HALTED);
        assertThat(states(id)).isEqualTo("NO_ANSWER 1, PLANNED 2, REFUSED 1");
        await(desk.stop(scope, id, "Not this firmware", null));
        assertThat(standing(id).state()).isEqualTo(State.STOPPED);
        assertThat(await(store.events(scope, id)).get(0).words()).isEqualTo("Not this firmware");
    }

    @Test
    void units_that_come_back_and_then_miss_their_heartbeats_halt_the_next_wave() {
        units(4);
        UUID id = begin(settings(), 2);
        back(id, null);
        town.sql("update unit_watch set state = 'LATE' where unit_id = '%s'", ofState(id, UnitState.HEARD));
        turn();
        assertThat(standing(id).state()).isEqualTo(State.HALTED);
        assertThat(await(store.events(scope, id)).get(0).words()).contains("1 are late with their heartbeats");
    }

    @Test
    void a_home_with_an_open_alarm_is_passed_over_and_nobody_is_asked_while_a_life_alarm_waits() {
        List<UUID> units = units(3);
        UUID busy = row("select home_id from home_unit where id = '" + units.get(0) + "'");
        UUID id = make(settings(), 3);
        alarm(busy, 3);
        turn();
        turn();
        assertThat(states(id)).isEqualTo("ASKED 2, PLANNED 1");
        back(id, null);
        assertThat(states(id)).isEqualTo("HEARD 2, SKIPPED 1");

        UUID other = make(settings(), 3);
        alarm(busy, 1);
        town.pass(Duration.ofSeconds(31));
        turn();
        turn();
        assertThat(states(other)).isEqualTo("PLANNED 3");
        assertThat(await(store.find(town.person(town.service("x" + services), "xe" + services, "Xe", "MANAGER"), id)))
                .isEmpty();
    }

    @Test
    void what_was_not_sent_because_its_home_had_an_alarm_is_no_trouble_and_goes_with_the_next_wave() {
        units(4);
        UUID id = begin(settings(), 2);
        UUID held = ofState(id, UnitState.ASKED);
        alarm(row("select home_id from home_unit where id = '" + held + "'"), 3);
        Rollout now = await(store.find(scope, id)).orElseThrow();
        assertThat(await(store.calm(now, town.clock.instant())).held()).isEqualTo(1);
        answered(
                units(id).stream()
                        .filter(unit -> unit.state() == UnitState.ASKED
                                && !unit.unitId().equals(held))
                        .findFirst()
                        .orElseThrow()
                        .unitId(),
                "DONE");
        turn();
        signal(ofState(id, UnitState.CHANGED));
        town.pass(Duration.ofHours(1));
        turn();
        assertThat(standing(id).state()).isNotEqualTo(State.HALTED);
        assertThat(states(id)).isEqualTo("HEARD 1, PLANNED 3");
        assertThat(count("select wave::bigint from rollout_unit where unit_id = '" + held + "'"))
                .isEqualTo(1);
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        assertThat(invalid(new Rollout.Order("x", firmware().change(), Selection.ALL, waves(1))))
                .isEqualTo("model");
        Rollout.Change door = new Rollout.Change(CommandOp.OUTPUT, Map.of("n", 1, "on", true));
        assertThat(invalid(new Rollout.Order("x", door, Selection.ALL, waves(1))))
                .isEqualTo("op");
        Rollout.Change none = new Rollout.Change(CommandOp.CONFIG_SET, Map.of());
        assertThat(invalid(new Rollout.Order("x", none, Selection.ALL, waves(1))))
                .isEqualTo("args.values");
        assertThat(invalid(new Rollout.Order("x", settings().change(), Selection.ALL, waves(0))))
                .isEqualTo("trialPerModel");
    }

    private String invalid(Rollout.Order order) {
        return ((RolloutDesk.Invalid) await(desk.create(scope, order, null, null))).field();
    }

    private Rollout.Order firmware() {
        return new Rollout.Order(
                "Two",
                new Rollout.Change(CommandOp.FIRMWARE_UPDATE, Map.of("version", "2.0")),
                new Selection(null, model, null, null, null, null),
                waves(2));
    }

    private static Rollout.Order settings() {
        return new Rollout.Order(
                "Louder",
                new Rollout.Change(CommandOp.CONFIG_SET, Map.of("values", Map.of("volume", 7))),
                Selection.ALL,
                waves(3));
    }

    private static Rollout.Waves waves(int trial) {
        return new Rollout.Waves(trial, 2, null, AskingHours.ALWAYS, Duration.ofHours(1), WATCH, 10);
    }

    private UUID make(Rollout.Order order, int trial) {
        Rollout.Order made = new Rollout.Order(order.name(), order.change(), order.selection(), waves(trial));
        return ((RolloutDesk.Done) await(desk.create(scope, made, null, null))).rolloutId();
    }

    private UUID begin(Rollout.Order order, int trial) {
        UUID id = make(order, trial);
        turn();
        turn();
        return id;
    }

    private static void turn() {
        town.pass(Duration.ofSeconds(1));
        await(worker.round());
    }

    /** Everybody who is asked says yes, bears it, and sends the test that is asked for. */
    private void back(UUID id, @Nullable String firmware) {
        for (RolloutStore.Unit unit : units(id)) {
            if (unit.state() == UnitState.ASKED) {
                answered(unit.unitId(), "DONE");
                if (firmware != null) {
                    bears(unit.unitId(), firmware);
                }
            }
        }
        turn();
        for (RolloutStore.Unit unit : units(id)) {
            if (unit.state() == UnitState.CHANGED) {
                signal(unit.unitId());
            }
        }
        turn();
    }

    private List<UUID> units(int many) {
        return IntStream.range(0, many).mapToObj(i -> unit("MQTT", "1.0")).toList();
    }

    private UUID unit(String protocol, String firmware) {
        UUID home = town.home(service, "1 Wave Street");
        String cid = town.unit(service, home);
        town.sql(
                "update home_unit set protocol = '%s', model_id = '%s', firmware = '%s' where cid = '%s'",
                protocol, model, firmware, cid);
        return row("select id from home_unit where cid = '" + cid + "'");
    }

    private List<RolloutStore.Unit> units(UUID id) {
        return await(store.units(scope, id, null, 50, null)).items();
    }

    private UUID ofState(UUID id, UnitState state) {
        return units(id).stream()
                .filter(unit -> unit.state() == state)
                .findFirst()
                .orElseThrow()
                .unitId();
    }

    private String states(UUID id) {
        return units(id).stream()
                .collect(Collectors.groupingBy(unit -> unit.state().name(), Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private Rollout.Standing standing(UUID id) {
        return await(store.find(scope, id)).orElseThrow().standing();
    }

    private long asked(String op) {
        return count("select count(*) from unit_command where service_id = '" + service + "' and op = '" + op + "'");
    }

    private static long proofs(UUID id) {
        return count("select count(*) from proof where kind = 'REMOTE_TEST' and asked_by = 'rollout:" + id + "'");
    }

    private static void answered(UUID unit, String state) {
        await(town.database
                .pool()
                .preparedQuery("update unit_command set state = $2, ok = $2 = 'DONE', attempts = 1, answered_at ="
                        + " requested_at where unit_id = $1 and state = 'PENDING'")
                .execute(Tuple.of(unit, state)));
    }

    private static void bears(UUID unit, String firmware) {
        town.sql(
                "insert into unit_state (unit_id, service_id, state, since, firmware) select id, service_id, 'READY',"
                        + " '2026-01-01Z', '%s' from home_unit where id = '%s'"
                        + " on conflict (unit_id) do update set firmware = excluded.firmware",
                firmware, unit);
    }

    private static void signal(UUID unit) {
        UUID id = Ids.next();
        town.sql(
                "insert into signal (id, service_id, unit_id, home_id, cid, ref, protocol, kind, body_hash, received_at,"
                        + " recorded_at, remote_address, gateway_id, doubts, body, raw) select '%s', service_id, id, home_id, cid,"
                        + " '%s', protocol, 'TEST', '', '%s', '%s', '', '', '{}', '{}', '' from home_unit where id = '%s'",
                id, id, town.clock.instant(), town.clock.instant(), unit);
    }

    /** One of the home's that waits; of priority 1 for a life alarm. */
    private void alarm(UUID home, int priority) {
        town.sql("update alarm set priority = %d where id = '%s'", priority, town.alarm(service, home));
    }

    private static UUID row(String sql) {
        return await(town.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getUUID(0);
    }

    private static long count(String sql) {
        return await(town.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
