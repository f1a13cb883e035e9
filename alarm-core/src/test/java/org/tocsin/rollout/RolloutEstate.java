package org.tocsin.rollout;

import static org.tocsin.alarm.Town.await;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Selection;
import org.tocsin.platform.Ids;
import org.tocsin.rollout.Rollout.UnitState;
import org.tocsin.unit.CommandOp;

/** A service with units of one model that are changed in waves, and what those units say; no other rollout goes on beside. */
final class RolloutEstate {
    static final Duration WATCH = Duration.ofMinutes(30);

    final RolloutDesk desk;
    final RolloutStore store;
    final Scope scope;
    final int number;
    final UUID service;
    private final Town town;
    private final RolloutWorker worker;
    private final UUID model = Ids.next();

    RolloutEstate(Town town, int number) {
        this.town = town;
        this.number = number;
        this.desk = new RolloutDesk(town.database, town.clock);
        this.store = new RolloutStore(town.database);
        this.worker = new RolloutWorker(town.vertx, town.database, town.clock, town.wakeup);
        town.sql("update rollout set state = 'STOPPED'");
        this.service = town.service("r" + number);
        this.scope = town.person(service, "mary" + number, "Mary", "MANAGER");
        town.sql(
                "insert into unit_model (id, service_id, make, name, created_at)"
                        + " values ('%s', '%s', 'Maker', 'One', '2026-01-01Z')",
                model, service);
    }

    Rollout.Order firmware() {
        return new Rollout.Order(
                "Two",
                new Rollout.Change(CommandOp.FIRMWARE_UPDATE, Map.of("version", "2.0")),
                new Selection(null, model, null, null, null, null),
                waves(2));
    }

    static Rollout.Order settings() {
        return new Rollout.Order(
                "Louder",
                new Rollout.Change(CommandOp.CONFIG_SET, Map.of("values", Map.of("volume", 7))),
                Selection.ALL,
                waves(3));
    }

    static Rollout.Waves waves(int trial) {
        return new Rollout.Waves(trial, 2, null, AskingHours.ALWAYS, Duration.ofHours(1), WATCH, 10);
    }

    UUID make(Rollout.Order order, int trial) {
        Rollout.Order made = new Rollout.Order(order.name(), order.change(), order.selection(), waves(trial));
        return ((RolloutDesk.Done) await(desk.create(scope, made, null, null))).rolloutId();
    }

    UUID begin(Rollout.Order order, int trial) {
        UUID id = make(order, trial);
        turn();
        turn();
        return id;
    }

    void turn() {
        town.pass(Duration.ofSeconds(1));
        await(worker.round());
    }

    /** Everybody who is asked says yes, bears it, and sends the test that is asked for. */
    void back(UUID id, @Nullable String firmware) {
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

    List<UUID> units(int many) {
        return IntStream.range(0, many).mapToObj(i -> unit("MQTT", "1.0")).toList();
    }

    UUID unit(String protocol, String firmware) {
        UUID home = town.home(service, "1 Wave Street");
        String cid = town.unit(service, home);
        town.sql(
                "update home_unit set protocol = '%s', model_id = '%s', firmware = '%s' where cid = '%s'",
                protocol, model, firmware, cid);
        return row("select id from home_unit where cid = '" + cid + "'");
    }

    List<RolloutStore.Unit> units(UUID id) {
        return await(store.units(scope, id, null, 50, null)).items();
    }

    UUID ofState(UUID id, UnitState state) {
        return units(id).stream()
                .filter(unit -> unit.state() == state)
                .findFirst()
                .orElseThrow()
                .unitId();
    }

    String states(UUID id) {
        return units(id).stream()
                .collect(Collectors.groupingBy(unit -> unit.state().name(), Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    Rollout.Standing standing(UUID id) {
        return await(store.find(scope, id)).orElseThrow().standing();
    }

    long asked(String op) {
        return count("select count(*) from unit_command where service_id = '" + service + "' and op = '" + op + "'");
    }

    long proofs(UUID id) {
        return count("select count(*) from proof where kind = 'REMOTE_TEST' and asked_by = 'rollout:" + id + "'");
    }

    void answered(UUID unit, String state) {
        await(town.database
                .pool()
                .preparedQuery("update unit_command set state = $2, ok = $2 = 'DONE', attempts = 1, answered_at ="
                        + " requested_at where unit_id = $1 and state = 'PENDING'")
                .execute(Tuple.of(unit, state)));
    }

    void bears(UUID unit, String firmware) {
        town.sql(
                "insert into unit_state (unit_id, service_id, state, since, firmware) select id, service_id, 'READY',"
                        + " '2026-01-01Z', '%s' from home_unit where id = '%s'"
                        + " on conflict (unit_id) do update set firmware = excluded.firmware",
                firmware, unit);
    }

    void signal(UUID unit) {
        UUID id = Ids.next();
        town.sql(
                "insert into signal (id, service_id, unit_id, home_id, cid, ref, protocol, kind, body_hash, received_at,"
                        + " recorded_at, remote_address, gateway_id, doubts, body, raw) select '%s', service_id, id, home_id, cid,"
                        + " '%s', protocol, 'TEST', '', '%s', '%s', '', '', '{}', '{}', '' from home_unit where id = '%s'",
                id, id, town.clock.instant(), town.clock.instant(), unit);
    }

    /** One of the home's that waits; of priority 1 for a life alarm. */
    void alarm(UUID home, int priority) {
        town.sql("update alarm set priority = %d where id = '%s'", priority, town.alarm(service, home));
    }

    /** An area of this service is without mains. */
    UUID incident(UUID service) {
        UUID id = Ids.next();
        town.sql(
                "insert into incident (id, service_id, cause, shared, area, card_id, opened_at, joined_at)"
                        + " values ('%s', '%s', 'MAINS', 'AREA', 'North', gen_random_uuid(), '%s', '%s')",
                id, service, town.clock.instant(), town.clock.instant());
        return id;
    }

    Calm calm(UUID id) {
        Rollout now = await(store.find(scope, id)).orElseThrow();
        return await(store.calm(now, town.clock.instant()));
    }

    UUID row(String sql) {
        return await(town.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getUUID(0);
    }

    long count(String sql) {
        return await(town.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
