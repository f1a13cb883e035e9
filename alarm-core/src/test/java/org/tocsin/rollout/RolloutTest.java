package org.tocsin.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.healthtest.Selection;
import org.tocsin.rollout.Rollout.State;
import org.tocsin.rollout.Rollout.UnitState;
import org.tocsin.unit.CommandOp;

/** New firmware and settings go out in waves over a small estate in a real database. */
class RolloutTest {
    private static Town town;
    private static int services;

    private RolloutEstate estate;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void aService() {
        estate = new RolloutEstate(town, ++services);
    }

    @Test
    void firmware_goes_to_a_trial_then_in_waves_and_each_unit_is_heard_again_before_it_counts() {
        List<UUID> units = estate.units(5);
        UUID scaip = estate.unit("SCAIP", "1.0");
        UUID has = estate.unit("MQTT", "2.0");
        UUID id = estate.begin(estate.firmware(), 2);
        assertThat(estate.states(id)).isEqualTo("ASKED 2, NOT_SUPPORTED 1, PLANNED 3, SKIPPED 1");
        assertThat(estate.asked("firmware.update")).isEqualTo(2).isNotEqualTo(units.size());

        UUID one = estate.ofState(id, UnitState.ASKED);
        estate.answered(one, "DONE");
        estate.turn();
        assertThat(estate.states(id)).as("only words so far").startsWith("ASKED 2");
        estate.bears(one, "2.0");
        estate.turn();
        assertThat(estate.ofState(id, UnitState.CHANGED)).isEqualTo(one);
        assertThat(estate.asked("test")).isEqualTo(1);
        estate.back(id, "2.0");
        assertThat(estate.standing(id).state()).isEqualTo(State.WATCHING);
        assertThat(estate.proofs(id)).isEqualTo(2);

        town.pass(RolloutEstate.WATCH);
        estate.turn();
        assertThat(estate.standing(id).state()).isEqualTo(State.TO_ACCEPT);
        estate.turn();
        assertThat(estate.states(id)).isEqualTo("HEARD 2, NOT_SUPPORTED 1, PLANNED 3, SKIPPED 1");
        await(estate.desk.accept(estate.scope, id, null));
        estate.turn();
        assertThat(estate.standing(id).wave()).isEqualTo(1);
        assertThat(estate.states(id)).isEqualTo("ASKED 2, HEARD 2, NOT_SUPPORTED 1, PLANNED 1, SKIPPED 1");
        estate.back(id, "2.0");
        town.pass(RolloutEstate.WATCH);
        estate.turn();
        estate.turn();
        assertThat(estate.standing(id).wave()).isEqualTo(2);
        estate.back(id, "2.0");
        town.pass(RolloutEstate.WATCH);
        estate.turn();
        assertThat(estate.standing(id).state()).isEqualTo(State.DONE);
        assertThat(estate.states(id)).isEqualTo("HEARD 5, NOT_SUPPORTED 1, SKIPPED 1");
        assertThat(estate.proofs(id)).isEqualTo(5);
        assertThat(List.of(scaip, has)).doesNotContain(one);
    }

    @Test
    void a_unit_that_does_not_come_back_halts_it_and_what_was_not_sent_is_taken_back() {
        estate.units(4);
        UUID id = estate.begin(estate.firmware(), 2);
        estate.answered(estate.ofState(id, UnitState.ASKED), "FAILED");
        estate.turn();
        assertThat(estate.standing(id).state()).isEqualTo(State.HALTED);
        assertThat(estate.standing(id).hold()).isNotNull();
        assertThat(estate.states(id)).isEqualTo("PLANNED 3, REFUSED 1");
        assertThat(await(estate.desk.resume(estate.scope, id, "", null))).isInstanceOf(RolloutDesk.Invalid.class);
        await(estate.desk.resume(estate.scope, id, "That one is in a cupboard", null));
        estate.turn();
        assertThat(estate.states(id)).isEqualTo("ASKED 1, PLANNED 2, REFUSED 1");
        town.pass(Duration.ofHours(2));
        estate.turn();
        assertThat(estate.standing(id).state()).as("another one").isEqualTo(State.HALTED);
        assertThat(estate.states(id)).isEqualTo("NO_ANSWER 1, PLANNED 2, REFUSED 1");
        await(estate.desk.stop(estate.scope, id, "Not this firmware", null));
        assertThat(estate.standing(id).state()).isEqualTo(State.STOPPED);
        assertThat(await(estate.store.events(estate.scope, id)).get(0).words()).isEqualTo("Not this firmware");
    }

    @Test
    void units_that_come_back_and_then_miss_their_heartbeats_halt_the_next_wave() {
        estate.units(4);
        UUID id = estate.begin(RolloutEstate.settings(), 2);
        estate.back(id, null);
        town.sql("update unit_watch set state = 'LATE' where unit_id = '%s'", estate.ofState(id, UnitState.HEARD));
        estate.turn();
        assertThat(estate.standing(id).state()).isEqualTo(State.HALTED);
        assertThat(await(estate.store.events(estate.scope, id)).get(0).words())
                .contains("1 are late with their heartbeats");
    }

    @Test
    void a_home_with_an_open_alarm_is_passed_over_and_nobody_is_asked_while_a_life_alarm_waits() {
        List<UUID> units = estate.units(3);
        UUID busy = estate.row("select home_id from home_unit where id = '" + units.get(0) + "'");
        UUID id = estate.make(RolloutEstate.settings(), 3);
        estate.alarm(busy, 3);
        estate.turn();
        estate.turn();
        assertThat(estate.states(id)).isEqualTo("ASKED 2, PLANNED 1");
        estate.back(id, null);
        assertThat(estate.states(id)).isEqualTo("HEARD 2, SKIPPED 1");

        UUID other = estate.make(RolloutEstate.settings(), 3);
        estate.alarm(busy, 1);
        town.pass(Duration.ofSeconds(31));
        estate.turn();
        estate.turn();
        assertThat(estate.states(other)).isEqualTo("PLANNED 3");
        assertThat(await(estate.store.find(
                        town.person(town.service("x" + estate.number), "xe" + estate.number, "Xe", "MANAGER"), id)))
                .isEmpty();
    }

    @Test
    void while_an_incident_is_open_nobody_more_is_asked_and_it_goes_on_by_itself_once_that_is_settled() {
        estate.units(4);
        UUID id = estate.begin(RolloutEstate.settings(), 2);
        estate.back(id, null);
        town.pass(RolloutEstate.WATCH);
        estate.turn();
        await(estate.desk.accept(estate.scope, id, null));
        UUID elsewhere = estate.incident(town.service("i" + estate.number));
        UUID incident = estate.incident(estate.service);
        estate.turn();
        estate.turn();
        assertThat(estate.states(id)).isEqualTo("HEARD 2, PLANNED 2");
        assertThat(estate.calm(id).incident()).isTrue();
        assertThat(estate.standing(id).state())
                .as("no manager has to go on with it")
                .isEqualTo(State.ASKING);

        town.sql("update incident set settled_at = '%s' where id = '%s'", town.clock.instant(), incident);
        estate.turn();
        assertThat(estate.calm(id).incident()).isFalse();
        assertThat(estate.states(id)).isEqualTo("ASKED 2, HEARD 2");
        assertThat(estate.count("select count(*) from incident where settled_at is null and id = '" + elsewhere + "'"))
                .as("one of another service holds nothing")
                .isEqualTo(1);
    }

    @Test
    void what_waits_for_a_unit_is_taken_back_when_an_incident_opens_and_asked_again_afterwards() {
        estate.units(4);
        UUID id = estate.begin(RolloutEstate.settings(), 2);
        assertThat(estate.states(id)).isEqualTo("ASKED 2, PLANNED 2");
        UUID incident = estate.incident(estate.service);
        estate.turn();
        assertThat(estate.states(id)).isEqualTo("PLANNED 4");
        assertThat(estate.count("select count(*) from unit_command where state = 'PENDING' and unit_id in"
                        + " (select unit_id from rollout_unit where rollout_id = '" + id + "')"))
                .as("a unit that comes back in the middle of it is sent nothing")
                .isZero();
        town.sql("update incident set settled_at = '%s' where id = '%s'", town.clock.instant(), incident);
        estate.turn();
        assertThat(estate.states(id)).isEqualTo("ASKED 2, PLANNED 2");
    }

    @Test
    void what_was_not_sent_because_its_home_had_an_alarm_is_no_trouble_and_goes_with_the_next_wave() {
        estate.units(4);
        UUID id = estate.begin(RolloutEstate.settings(), 2);
        UUID held = estate.ofState(id, UnitState.ASKED);
        estate.alarm(estate.row("select home_id from home_unit where id = '" + held + "'"), 3);
        Rollout now = await(estate.store.find(estate.scope, id)).orElseThrow();
        assertThat(await(estate.store.calm(now, town.clock.instant())).held()).isEqualTo(1);
        estate.answered(
                estate.units(id).stream()
                        .filter(unit -> unit.state() == UnitState.ASKED
                                && !unit.unitId().equals(held))
                        .findFirst()
                        .orElseThrow()
                        .unitId(),
                "DONE");
        estate.turn();
        estate.signal(estate.ofState(id, UnitState.CHANGED));
        town.pass(Duration.ofHours(1));
        estate.turn();
        assertThat(estate.standing(id).state()).isNotEqualTo(State.HALTED);
        assertThat(estate.states(id)).isEqualTo("HEARD 1, PLANNED 3");
        assertThat(estate.count("select wave::bigint from rollout_unit where unit_id = '" + held + "'"))
                .isEqualTo(1);
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        assertThat(invalid(new Rollout.Order("x", estate.firmware().change(), Selection.ALL, RolloutEstate.waves(1))))
                .isEqualTo("model");
        Rollout.Change door = new Rollout.Change(CommandOp.OUTPUT, Map.of("n", 1, "on", true));
        assertThat(invalid(new Rollout.Order("x", door, Selection.ALL, RolloutEstate.waves(1))))
                .isEqualTo("op");
        Rollout.Change none = new Rollout.Change(CommandOp.CONFIG_SET, Map.of());
        assertThat(invalid(new Rollout.Order("x", none, Selection.ALL, RolloutEstate.waves(1))))
                .isEqualTo("args.values");
        assertThat(invalid(new Rollout.Order(
                        "x", RolloutEstate.settings().change(), Selection.ALL, RolloutEstate.waves(0))))
                .isEqualTo("trialPerModel");
    }

    private String invalid(Rollout.Order order) {
        return ((RolloutDesk.Invalid) await(estate.desk.create(estate.scope, order, null, null))).field();
    }
}
