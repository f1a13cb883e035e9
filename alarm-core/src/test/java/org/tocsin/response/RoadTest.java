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
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.response.ResponderAct.Kind;
import org.tocsin.signal.SignalIntake;

/** A responder on the road: chosen, late, proven by a press, and a phone that repeats itself. */
class RoadTest {
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
    Scope sam;
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
        sam = town.person(service, "sam" + count, "Sam South", "RESPONDER");
        home = town.home(service, "7 Mill Lane");
        town.sql("update home set area = 'North' where id = '%s'", home);
        town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING);
        town.contact(sam, null, 1, "Sam South");
        town.contact(rita, null, 2, "Rita Road");
        alarm = town.alarm(service, home);
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void with_a_rota_whoever_is_on_duty_in_the_area_is_asked_and_the_log_says_why() {
        shift(sam, "South");
        shift(rita, "North");
        callOut();
        assertThat(town.log(olga, alarm)).endsWith("CALLED_OUT Called out Rita Road: on duty in North");
        assertThat(road().because()).isEqualTo("on duty in North");

        // At another job nobody is asked for this one too; then whoever is next.
        UUID other = town.alarm(service, town.home(service, "8 Mill Lane"));
        await(desk.take(olga, other));
        await(desk.callOut(olga, other, null));
        assertThat(town.log(olga, other)).endsWith("CALLED_OUT Called out Sam South: on duty");
        assertThat(await(desk.callOut(olga, other, null)))
                .isEqualTo(new ActResult.NotAllowed("Nobody is left who is on duty and free."));
    }

    @Test
    void whoever_is_sick_is_not_asked_and_a_phone_that_is_near_is_asked_first() {
        shift(sam, "North");
        shift(rita, "North");
        town.sql(
                "insert into visit (id, service_id, home_id, kind, state, planned_on, created_at, created_by, latitude,"
                        + " longitude) values ('%s', '%s', '%s', 'INSTALL', 'COMPLETED', '2026-11-01', '%s', 'x', 53.8, -1.5)",
                Ids.next(), service, home, town.clock.instant());
        await(phone.spot(sam, 53.9, -1.5));
        await(phone.spot(rita, 53.81, -1.5));
        callOut();
        assertThat(town.log(olga, alarm)).endsWith("CALLED_OUT Called out Rita Road: on duty in North, 1.1 km away");
        town.sql(
                "insert into rota_absence values ('%s', '%s', '%s', 'SICK', '%s', null, '%s', 'x')",
                Ids.next(), service, id(sam), town.clock.instant(), town.clock.instant());
        assertThat(act(rita, Kind.DECLINE, Map.of("reason", "Puncture"))).isEmpty();
        assertThat(town.log(olga, alarm)).endsWith("RETURNED Nobody is left to call out: back to the board, sounding");
    }

    @Test
    void the_press_of_the_home_stands_beside_the_word_with_both_times() {
        callOut(rita);
        assertThat(act(rita, Kind.RESPOND, Map.of())).isEmpty();
        town.pass(Duration.ofMinutes(20));
        UUID pressed = press();
        await(worker.round());
        assertThat(road().proof().arrivalPress()).isNull();
        Instant at = town.clock.instant();
        town.pass(Duration.ofSeconds(40));
        assertThat(act(rita, Kind.ARRIVED, Map.of())).isEmpty();
        await(worker.round());
        await(worker.round());

        assertThat(road().proof().arrivalPress()).isEqualTo(at);
        assertThat(road().times().arrived()).isEqualTo(town.clock.instant());
        assertThat(town.log(olga, alarm))
                .filteredOn(line -> line.startsWith("PROVEN"))
                .singleElement()
                .asString()
                .matches("PROVEN_BY_PRESS Arrival press: pressed in the home at \\d\\d:\\d\\d:\\d\\d; Rita Road said at"
                        + " \\d\\d:\\d\\d:\\d\\d that they had arrived");
        // It sounds like any press: finding out whose it was takes nothing from it.
        assertThat(town.progress(olga, alarm).sounding()).isTrue();

        town.pass(Duration.ofMinutes(20));
        press();
        assertThat(act(rita, Kind.LEFT, Map.of("done", "Made tea"))).isEmpty();
        await(worker.round());
        assertThat(road().proof().leavingPress()).isEqualTo(town.clock.instant());
        assertThat(pressed).isNotNull();
    }

    @Test
    void without_a_signal_the_time_is_the_phones_and_the_log_says_so() {
        callOut(rita);
        Instant offered = town.clock.instant();
        town.pass(Duration.ofMinutes(1));
        assertThat(act(rita, Kind.ACCEPT, Map.of())).isEmpty();
        town.pass(Duration.ofMinutes(29));
        ResponderAct late = said(rita, Kind.ARRIVED, offered.plus(Duration.ofMinutes(18)), Map.of());
        assertThat(await(phone.act(rita, late, null))).isEmpty();
        assertThat(await(phone.act(rita, late, null))).isEmpty();
        assertThat(road().times().arrived()).isEqualTo(offered.plus(Duration.ofMinutes(18)));
        assertThat(town.log(olga, alarm)).endsWith("ARRIVED Rita Road arrived, 12 minutes before this reached us");
        ResponseClock clock = await(roads.clock(olga, alarm)).orElseThrow();
        assertThat(clock.fromDecision(town.clock.instant())).isEqualTo(Duration.ofMinutes(18));

        // A clock that is ahead says nothing of the future.
        assertThat(await(phone.act(
                        rita,
                        said(rita, Kind.LEFT, town.clock.instant().plus(Duration.ofDays(1)), Map.of("done", "Well")),
                        null)))
                .isEmpty();
        assertThat(road().times().left()).isEqualTo(town.clock.instant());
    }

    @Test
    void what_no_hand_has_set_off_proves_no_arrival() {
        callOut(rita);
        assertThat(act(rita, Kind.RESPOND, Map.of())).isEmpty();
        town.pass(Duration.ofMinutes(20));
        press("{\"dty\":\"0023\"}");
        press("{\"dty\":\"0019\",\"stc\":\"0010\"}");
        press("{\"dty\":\"0012\",\"stc\":\"0010\"}");
        press("{\"dty\":\"0003\",\"stc\":\"0069\"}");
        assertThat(act(rita, Kind.ARRIVED, Map.of())).isEmpty();
        await(worker.round());
        assertThat(road().proof().arrivalPress()).isNull();
        town.pass(Duration.ofSeconds(20));
        press("{\"dty\":\"0002\",\"stc\":\"0010\"}");
        await(worker.round());
        assertThat(road().proof().arrivalPress()).isEqualTo(town.clock.instant());
    }

    @Test
    void who_could_not_get_in_brings_the_alarm_back_to_whoever_has_it_sounding() {
        callOut(rita);
        assertThat(act(rita, Kind.RESPOND, Map.of())).isEmpty();
        assertThat(act(rita, Kind.ARRIVED, Map.of())).isEmpty();
        assertThat(act(rita, Kind.LEFT, Map.of("done", "Rang the bell"))).isEmpty();
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.HANDLED);
        assertThat(town.progress(olga, alarm).sounding()).isFalse();
        assertThat(act(rita, Kind.REPORT, Map.of("outcome", "NO_ENTRY"))).isEmpty();
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.TAKEN);
        assertThat(town.progress(olga, alarm).sounding()).isTrue();
    }

    @Test
    void who_leaves_without_having_got_in_has_handled_nothing() {
        callOut(rita);
        assertThat(act(rita, Kind.RESPOND, Map.of())).isEmpty();
        assertThat(act(rita, Kind.ARRIVED, Map.of())).isEmpty();
        assertThat(act(rita, Kind.REPORT, Map.of("outcome", "NO_ENTRY"))).isEmpty();
        assertThat(act(rita, Kind.LEFT, Map.of("done", "Rang the bell"))).isEmpty();
        assertThat(road().times().left()).isEqualTo(town.clock.instant());
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.RESPONDING);
        assertThat(town.progress(olga, alarm).sounding()).isTrue();
    }

    @Test
    void who_was_there_before_the_centre_closed_it_is_believed_when_the_phone_has_a_signal_again() {
        callOut(rita);
        assertThat(act(rita, Kind.RESPOND, Map.of())).isEmpty();
        town.pass(Duration.ofMinutes(20));
        Instant there = town.clock.instant();
        town.pass(Duration.ofMinutes(5));
        assertThat(await(desk.close(olga, alarm, new CloseRequest("accidental", "Ada Byron", null))))
                .isInstanceOf(ActResult.Done.class);
        town.pass(Duration.ofMinutes(5));
        assertThat(await(phone.act(rita, said(rita, Kind.ARRIVED, town.clock.instant(), Map.of()), null)))
                .as("later than that nobody is needed")
                .isPresent();
        assertThat(await(phone.act(rita, said(rita, Kind.ARRIVED, there, Map.of()), null)))
                .isEmpty();
        assertThat(road().times().arrived()).isEqualTo(there);
        assertThat(act(rita, Kind.REPORT, Map.of("outcome", "SETTLED"))).isEmpty();
        town.pass(Duration.ofMinutes(31));
        assertThat(await(town.database
                                .pool()
                                .query("select count(*) from callout where check_in_due_at < '" + town.clock.instant()
                                        + "'")
                                .execute())
                        .iterator()
                        .next()
                        .getLong(0))
                .as("who is alone in a home is looked after")
                .isEqualTo(1);
        assertThat(act(rita, Kind.LEFT, Map.of("done", "Made tea"))).isEmpty();
        assertThat(road().times().left()).isEqualTo(town.clock.instant());
    }

    @Test
    void the_operator_who_hears_them_at_the_unit_may_say_that_they_are_there() {
        callOut(rita);
        UUID callout = road().calloutId();
        assertThat(await(callouts.accept(olga, callout))).isInstanceOf(CalloutResult.NotAllowed.class);
        assertThat(act(rita, Kind.ACCEPT, Map.of())).isEmpty();
        assertThat(await(callouts.arrived(olga, callout))).isInstanceOf(CalloutResult.Done.class);
        assertThat(town.log(olga, alarm)).endsWith("ARRIVED Rita Road arrived (told to Olga Operator)");
    }

    @Test
    void nobody_acts_for_another_or_sees_anything_of_another_service() {
        callOut(rita);
        UUID callout = road().calloutId();
        Scope stranger = town.person(town.service("other-" + count), "mallory" + count, "Mallory", "RESPONDER");
        for (Scope who : List.of(sam, stranger)) {
            ResponderAct act = new ResponderAct(Ids.next(), callout, Kind.ACCEPT, town.clock.instant(), Map.of());
            assertThat(await(phone.act(who, act, null))).contains("This call-out is not yours.");
        }
        assertThat(await(roads.ofAlarm(stranger, alarm))).isEmpty();
        assertThat(await(roads.clock(stranger, alarm))).isEmpty();
        assertThat(await(roads.facts(stranger, alarm))).isEmpty();
        assertThat(await(roads.setNeeds(stranger, home, java.util.Set.of()))).isFalse();
        assertThat(await(phone.spokenTo(stranger, callout))).isFalse();
    }

    private void callOut() {
        assertThat(await(desk.callOut(olga, alarm, null))).isInstanceOf(ActResult.Done.class);
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

    private void shift(Scope who, String area) {
        town.sql(
                "insert into rota_shift (id, service_id, operator_id, area, starts_at, ends_at, created_at, created_by)"
                        + " values ('%s', '%s', '%s', '%s', '%s', '%s', '%s', 'x')",
                Ids.next(),
                service,
                id(who),
                area,
                town.clock.instant().minusSeconds(3600),
                town.clock.instant().plusSeconds(7200),
                town.clock.instant());
    }

    /** What intake writes when the home is pressed once more. */
    private UUID press() {
        return press("{}");
    }

    private UUID press(String body) {
        town.press(alarm);
        UUID id = Ids.next();
        town.sql(
                "insert into signal (id, service_id, home_id, alarm_id, cid, ref, protocol, kind, body_hash, received_at,"
                        + " recorded_at, remote_address, gateway_id, doubts, body, raw) values ('%s', '%s', '%s', '%s',"
                        + " '1', 'r', 'SCAIP', 'ALARM', '', '%s', '%s', 'x', 'x', '{}', '%s', '')",
                id, service, home, alarm, town.clock.instant(), town.clock.instant(), body);
        town.sql(
                "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words, signal_id)"
                        + " values ('%s', '%s', '%s', 'SIGNAL', 'home', 'Pendant', '%s')",
                alarm, service, town.clock.instant(), id);
        return id;
    }

    private static UUID id(Scope who) {
        return Objects.requireNonNull(who.operatorId());
    }
}
