package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.LastCommit;
import org.tocsin.response.Callout;
import org.tocsin.response.CalloutDesk;
import org.tocsin.response.CalloutResult;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.Signals;

/** Homes press while people act, both on their real ways into the database. */
class PressAndActTest {
    static Town town;
    static SignalIntake intake;
    static AlarmDesk desk;
    static CalloutDesk callouts;
    static UUID service;
    static Scope olga;
    static Scope rita;
    static int reference;
    UUID home;
    String cid;

    @BeforeAll
    static void open() {
        town = new Town();
        intake = await(SignalIntake.open(town.vertx, town.database, town.clock, new LastCommit(), town.wakeup));
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        callouts = new CalloutDesk(town.database, town.clock, town.wakeup);
        service = town.service("demo");
        olga = town.person(service, "olga", "Olga Operator", "OPERATOR");
        rita = town.person(service, "rita", "Rita Responder", "RESPONDER");
        town.contact(rita, null, 1, "Rita Responder");
    }

    @AfterAll
    static void close() {
        await(intake.close());
        town.close();
    }

    @BeforeEach
    void someoneElsesHome() {
        home = town.home(service, "7 Mill Lane");
        cid = town.unit(service, home);
    }

    @Test
    void a_press_waits_is_taken_and_every_further_press_sounds_again_at_its_taker() {
        UUID alarm = pressed();
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.WAITING);
        done(desk.take(olga, alarm));
        assertThat(pressed()).isEqualTo(alarm);
        Alarm.Progress again = town.progress(olga, alarm);
        assertThat(again.state()).isEqualTo(AlarmState.TAKEN);
        assertThat(again.sounding()).isTrue();
        assertThat(again.takenBy()).isEqualTo(olga.operatorId());
        assertThat(done(desk.take(olga, alarm)).progress().sounding()).isFalse();
    }

    @Test
    void a_press_after_the_visit_brings_a_handled_alarm_back_to_its_taker() {
        UUID alarm = pressed();
        done(desk.take(olga, alarm));
        visited(alarm);
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.HANDLED);
        assertThat(pressed()).isEqualTo(alarm);
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.TAKEN);
        assertThat(town.progress(olga, alarm).sounding()).isTrue();
    }

    @Test
    void after_closing_a_press_opens_a_new_alarm() {
        UUID alarm = pressed();
        done(desk.take(olga, alarm));
        done(desk.close(olga, alarm, new CloseRequest("accidental", "Mrs Byron", null)));
        UUID next = pressed();
        assertThat(next).isNotEqualTo(alarm);
        assertThat(await(town.alarms.lastOfHome(olga, home, 10)))
                .extracting(row -> row.alarm().progress().state())
                .containsExactly(AlarmState.WAITING, AlarmState.CLOSED);
    }

    @Test
    void in_a_storm_of_presses_of_one_home_every_press_is_kept_and_every_act_is_done() {
        UUID alarm = pressed();
        List<Future<Receipt>> presses = new ArrayList<>();
        done(desk.take(olga, alarm));
        for (int i = 0; i < 40; i++) {
            for (int n = 0; n < 5; n++) {
                presses.add(press());
            }
            Future<ActResult> noted = desk.note(olga, alarm, "note " + i);
            Future<ActResult> taken = desk.take(olga, alarm);
            done(noted);
            done(taken);
        }
        visited(alarm);
        for (Future<Receipt> press : presses) {
            assertThat(await(press)).isInstanceOf(Receipt.Recorded.class);
        }
        assertThat(town.progress(olga, alarm).signalCount()).isEqualTo(201);
        assertThat(town.log(olga, alarm))
                .filteredOn(line -> line.startsWith("NOTE"))
                .hasSize(40);
        assertThat(town.log(olga, alarm))
                .filteredOn(line -> line.startsWith("SIGNAL"))
                .hasSize(201);
    }

    @Test
    void closing_while_the_home_presses_loses_no_press() {
        for (int i = 0; i < 40; i++) {
            UUID alarm = pressed();
            done(desk.take(olga, alarm));
            Future<ActResult> close = desk.close(olga, alarm, new CloseRequest("ambulance", null, null));
            Future<Receipt> press = press();
            assertThat(await(press)).isInstanceOf(Receipt.Recorded.class);
            done(close);

            // Either the press was in it before it closed, or a new alarm stands on the board.
            AlarmRow closed = await(town.alarms.find(olga, alarm)).orElseThrow();
            AlarmRow newest = await(town.alarms.lastOfHome(olga, home, 1)).get(0);
            boolean reopened = newest.alarm().progress().state() == AlarmState.WAITING;
            assertThat(closed.alarm().progress().state()).isEqualTo(AlarmState.CLOSED);
            assertThat(closed.alarm().progress().signalCount()).isEqualTo(reopened ? 1 : 2);
            if (reopened) {
                done(desk.take(olga, newest.alarm().id()));
                done(desk.close(olga, newest.alarm().id(), new CloseRequest("ambulance", null, null)));
            }
        }
    }

    private static Alarm done(Future<ActResult> act) {
        ActResult result = await(act);
        assertThat(result).isInstanceOf(ActResult.Done.class);
        return ((ActResult.Done) result).alarm();
    }

    private void visited(UUID alarm) {
        done(desk.callOut(olga, alarm, null));
        UUID callout = await(callouts.ofAlarm(olga, alarm)).stream()
                .map(Callout::id)
                .findFirst()
                .orElseThrow();
        assertThat(await(callouts.arrived(rita, callout))).isInstanceOf(CalloutResult.Done.class);
        assertThat(await(callouts.left(rita, callout, "All well"))).isInstanceOf(CalloutResult.Done.class);
    }

    private Future<Receipt> press() {
        return intake.submit(Signals.press(cid, "R" + ++reference), home.toString(), SignalIntake.Lane.LIFE);
    }

    /** The home's open alarm after one more press. */
    private UUID pressed() {
        assertThat(await(press())).isInstanceOf(Receipt.Recorded.class);
        return await(town.alarms.lastOfHome(olga, home, 1)).get(0).alarm().id();
    }
}
