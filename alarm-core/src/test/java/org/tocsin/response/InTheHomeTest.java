package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Priority;
import org.tocsin.alarm.Town;
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.platform.Ids;
import org.tocsin.response.ResponderAct.Kind;
import org.tocsin.signal.SignalIntake;

/** A responder in the home: alone and looked after, also when the centre has closed, and what is written down there. */
class InTheHomeTest {
    static Town town;
    static SignalIntake intake;
    static int count;
    AlarmDesk desk;
    CalloutDesk callouts;
    ResponderDesk phone;
    RoadStore roads;
    RoadWorker worker;
    UUID service;
    UUID home;
    Scope olga;
    Scope rita;
    UUID alarm;

    @BeforeAll
    static void open() {
        town = new Town();
        intake = await(SignalIntake.forThePlatform(town.vertx, town.database, town.clock, town.wakeup));
    }

    @AfterAll
    static void close() {
        await(intake.close());
        town.close();
    }

    @BeforeEach
    void people() {
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        callouts = new CalloutDesk(town.database, town.clock, town.wakeup);
        phone = new ResponderDesk(town.database, town.clock, town.wakeup);
        roads = new RoadStore(town.database, town.clock);
        worker = new RoadWorker(town.vertx, town.database, town.clock, town.wakeup, intake, "test");
        count++;
        service = town.service("road-" + count);
        olga = town.person(service, "olga" + count, "Olga Operator", "OPERATOR");
        rita = town.person(service, "rita" + count, "Rita Road", "RESPONDER");
        home = town.home(service, "7 Mill Lane");
        town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING);
        town.contact(rita, null, 1, "Rita Road");
        alarm = town.alarm(service, home);
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void alone_and_silent_is_a_life_alarm_of_its_own_again_and_again_until_a_word_comes() {
        callOut(rita);
        act(rita, Kind.RESPOND, Map.of());
        act(rita, Kind.ARRIVED, Map.of());
        town.pass(Duration.ofMinutes(29));
        await(worker.round());
        assertThat(overdue()).isEmpty();
        town.pass(Duration.ofMinutes(1));
        await(worker.round());
        await(worker.round());
        AlarmRow first = overdue().orElseThrow();
        assertThat(first.alarm().progress().priority()).isEqualTo(Priority.LIFE);
        assertThat(first.alarm().progress().sounding()).isTrue();
        assertThat(first.alarm().trigger().flags()).isEmpty();
        assertThat(first.alarm().trigger().words())
                .isEqualTo("Responder (Rita Road), no word for too long, alone in a home, 7 Mill Lane, LS1 4AP,"
                        + " 07700 900001");
        assertThat(first.alarm().progress().signalCount()).isEqualTo(1);

        assertThat(await(desk.take(olga, first.alarm().id()))).isInstanceOf(ActResult.Done.class);
        town.pass(Duration.ofMinutes(5));
        await(worker.round());
        assertThat(overdue().orElseThrow().alarm().progress().sounding()).isTrue();
        assertThat(overdue().orElseThrow().alarm().progress().signalCount()).isEqualTo(2);

        act(rita, Kind.SAFE, Map.of());
        await(worker.round());
        await(worker.round());
        assertThat(town.log(olga, first.alarm().id()))
                .filteredOn(line -> line.contains("heard from again"))
                .hasSize(1);
        assertThat(overdue().orElseThrow().alarm().progress().state()).isEqualTo(AlarmState.TAKEN);
        town.pass(Duration.ofMinutes(29));
        await(worker.round());
        assertThat(overdue().orElseThrow().alarm().progress().signalCount()).isEqualTo(2);
    }

    @Test
    void whoever_is_in_the_home_when_the_centre_closes_is_still_looked_after() {
        callOut(rita);
        act(rita, Kind.RESPOND, Map.of());
        act(rita, Kind.ARRIVED, Map.of());
        assertThat(await(desk.close(olga, alarm, new CloseRequest("ambulance", null, null))))
                .isInstanceOf(ActResult.Done.class);
        assertThat(await(callouts.mine(rita))).hasSize(1);
        town.pass(Duration.ofMinutes(31));
        await(worker.round());
        assertThat(overdue()).isPresent();
        assertThat(act(rita, Kind.LEFT, Map.of("done", "Waited for the crew"))).isEmpty();
        assertThat(road().times().left()).isEqualTo(town.clock.instant());
        assertThat(await(callouts.mine(rita))).isEmpty();
        town.pass(Duration.ofHours(2));
        await(worker.round());
        assertThat(overdue().orElseThrow().alarm().progress().signalCount()).isEqualTo(1);
    }

    @Test
    void what_was_found_is_kept_and_nobody_is_lifted_against_an_answer() {
        callOut(rita);
        act(rita, Kind.RESPOND, Map.of());
        act(rita, Kind.ARRIVED, Map.of());
        Map<String, String> screen = new java.util.HashMap<>(Map.of("onTheFloor", "yes", "lift", "CUSHION"));
        screen.putAll(Map.of("injury", "NONE", "outcome", "SETTLED", "hospitalAvoided", "yes"));
        assertThat(act(rita, Kind.REPORT, screen)).contains("Answer every question of the injury screen.");
        for (InjuryScreen.Question question : InjuryScreen.Question.values()) {
            screen.put("q." + question.name(), question.dangerous() ? "no" : "yes");
        }
        screen.put("q.PAIN", "yes");
        assertThat(act(rita, Kind.REPORT, screen).orElseThrow()).startsWith("An answer speaks against lifting");
        screen.put("q.PAIN", "no");
        screen.put("followUp", "A grab rail by the bath");
        ResponderAct report = said(rita, Kind.REPORT, town.clock.instant(), screen);
        assertThat(await(phone.act(rita, report, null))).isEmpty();
        assertThat(await(phone.act(rita, report, null))).isEmpty();
        assertThat(act(rita, Kind.RANG_999, Map.of("reference", "LAS-4711"))).isEmpty();
        assertThat(town.log(olga, alarm))
                .containsSequence(
                        "SCENE Rita Road reports: On the floor; no injury; with a lifting cushion; settled at home;"
                                + " hospital avoided; to follow up: A grab rail by the bath",
                        "SCENE Rita Road rang 999 from the home: reference LAS-4711");
        assertThat(road().report()).contains("hospital avoided");
        assertThat(await(new FollowUpDesk(town.database, town.clock, town.wakeup).open(olga, 10)))
                .singleElement()
                .satisfies(task -> assertThat(task.what()).isEqualTo("A grab rail by the bath"));
    }

    private void callOut(Scope who) {
        UUID contact = await(new ResponseStore(town.database).contacts(olga, home)).stream()
                .filter(one -> id(who).equals(one.reach().operatorId()))
                .findFirst()
                .orElseThrow()
                .id();
        assertThat(await(desk.callOut(olga, alarm, contact))).isInstanceOf(ActResult.Done.class);
    }

    private Road road() {
        List<Road> all = await(roads.ofAlarm(olga, alarm));
        return all.get(all.size() - 1);
    }

    private Optional<String> act(Scope who, Kind kind, Map<String, String> data) {
        return await(phone.act(who, said(who, kind, town.clock.instant(), data), null));
    }

    private ResponderAct said(Scope who, Kind kind, Instant at, Map<String, String> data) {
        assertThat(who).isEqualTo(rita);
        return new ResponderAct(Ids.next(), road().calloutId(), kind, at, data);
    }

    private Optional<AlarmRow> overdue() {
        return await(town.alarms.list(olga, new AlarmStore.Query(null, AlarmStore.Which.OPEN, 50, null)))
                .items()
                .stream()
                .filter(row -> row.alarm().trigger().cid().startsWith("responder-"))
                .findFirst();
    }

    private static UUID id(Scope who) {
        return Objects.requireNonNull(who.operatorId());
    }
}
