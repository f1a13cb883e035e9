package org.tocsin.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.OfferRequest;
import org.tocsin.alarm.ParkRequest;
import org.tocsin.alarm.Town;

/** What is parked comes back, what is handed over is asked for first. */
class HoldTest {
    static Town town;
    static AlarmDesk desk;
    static HoldWorker worker;
    static HoldWorker elsewhere;
    static UUID service;
    static Scope olga;
    static Scope oskar;
    static Scope mary;
    static Scope stranger;
    UUID alarm;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        worker = new HoldWorker(town.vertx, town.database, town.clock, town.wakeup);
        elsewhere = new HoldWorker(town.vertx, town.database, town.clock, town.wakeup);
        service = town.service("demo");
        olga = town.person(service, "olga", "Olga Operator", "OPERATOR");
        oskar = town.person(service, "oskar", "Oskar Operator", "OPERATOR");
        mary = town.person(service, "mary", "Mary Manager", "MANAGER");
        stranger = town.person(town.service("other"), "stranger", "A Stranger", "OPERATOR");
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void taken() {
        alarm = town.alarm(service, town.home(service, "7 Mill Lane"));
        done(desk.take(olga, alarm));
    }

    @Test
    void a_parked_alarm_is_quiet_and_comes_back_by_itself_once_sounding() {
        done(desk.park(olga, alarm, park("the daughter rings back", 120)));
        AlarmRow.Parked parked = row().hold().parked();
        assertThat(parked).isNotNull();
        assertThat(parked.reason()).isEqualTo("the daughter rings back");
        assertThat(parked.until()).isEqualTo(town.clock.instant().plusSeconds(120));

        town.pass(Duration.ofSeconds(119));
        assertThat(rounds()).isZero();
        town.pass(Duration.ofSeconds(1));
        assertThat(rounds()).isEqualTo(1);

        assertThat(row().alarm().progress().sounding()).isTrue();
        assertThat(row().alarm().progress().takenBy()).isEqualTo(olga.operatorId());
        assertThat(row().hold().parked()).isNull();
        assertThat(town.log(olga, alarm))
                .contains(
                        "PARKED Parked by Olga Operator for 2 minutes: the daughter rings back",
                        "PARK_ENDED The time it was parked for is over: the daughter rings back");
        done(desk.take(olga, alarm));
        assertThat(row().alarm().progress().sounding()).isFalse();
        town.pass(Duration.ofMinutes(2));
        rounds();
        assertThat(row().alarm().progress().state()).isEqualTo(AlarmState.TAKEN);
    }

    @Test
    void many_that_come_back_at_once_ring_the_boards_once() {
        int many = 12;
        for (int i = 0; i < many; i++) {
            UUID one = town.alarm(service, town.home(service, i + " Many Lane"));
            done(desk.take(olga, one));
            done(desk.park(olga, one, park("the daughter rings back", 120)));
        }
        town.pass(Duration.ofSeconds(120));
        AtomicInteger rings = new AtomicInteger();
        PgConnection listener = await(town.database.dedicated(5_000, 5_000));
        Promise<Void> end = Promise.promise();
        listener.notificationHandler(heard -> {
            if (heard.getPayload().equals("end")) {
                end.complete();
            } else {
                rings.incrementAndGet();
            }
        });
        await(listener.query("listen tocsin").execute());
        assertThat(await(worker.round())).isEqualTo(many);
        await(town.database.pool().query("notify tocsin, 'end'").execute());
        await(end.future());
        await(listener.close());
        assertThat(rings.get()).isLessThanOrEqualTo(1);
    }

    @Test
    void what_comes_back_and_is_not_noticed_stands_on_every_board() {
        done(desk.park(olga, alarm, park("tea", 60)));
        town.pass(Duration.ofSeconds(60));
        rounds();
        town.pass(HoldWorker.NOTICED_WITHIN);
        rounds();
        Alarm.Progress back = row().alarm().progress();
        assertThat(back.state()).isEqualTo(AlarmState.WAITING);
        assertThat(back.sounding()).isTrue();
        assertThat(back.takenBy()).isNull();
        assertThat(town.log(olga, alarm))
                .last()
                .asString()
                .startsWith("RELEASED Released: Olga Operator has not noticed");
    }

    @Test
    void a_press_ends_the_parking_and_its_end_makes_no_second_noise() {
        done(desk.park(olga, alarm, park("waiting", 60)));
        town.press(alarm);
        assertThat(row().hold().parked()).isNull();
        done(desk.take(olga, alarm));
        town.pass(Duration.ofSeconds(61));
        rounds();
        assertThat(row().alarm().progress().sounding()).isFalse();
        assertThat(town.log(olga, alarm)).noneMatch(line -> line.startsWith("PARK_ENDED"));
    }

    @Test
    void one_more_fault_that_makes_no_sound_keeps_nothing_parked_for_ever() {
        done(desk.park(olga, alarm, park("the engineer comes", 120)));
        oneMoreFault();
        assertThat(row().hold().parked()).isNotNull();
        town.pass(Duration.ofSeconds(120));
        rounds();
        assertThat(row().alarm().progress().sounding()).isTrue();

        oneMoreFault();
        town.pass(HoldWorker.NOTICED_WITHIN);
        rounds();
        assertThat(row().alarm().progress().state()).isEqualTo(AlarmState.WAITING);
        assertThat(row().alarm().progress().sounding()).isTrue();
    }

    /** What intake does with a further fault in an alarm that somebody has: it counts and makes no sound. */
    private void oneMoreFault() {
        town.sql("update alarm set signal_count = signal_count + 1 where id = '%s'", alarm);
    }

    @Test
    void its_taker_can_go_on_before_the_time() {
        done(desk.park(olga, alarm, park("waiting", 60)));
        done(desk.take(olga, alarm));
        assertThat(row().hold().parked()).isNull();
        assertThat(town.log(olga, alarm)).contains("PARK_ENDED Olga Operator goes on with it");
        town.pass(Duration.ofSeconds(61));
        assertThat(rounds()).isZero();
    }

    @Test
    void nothing_is_parked_for_ever_and_a_life_alarm_the_shortest() {
        assertThat(await(desk.park(olga, alarm, park("long", 301))))
                .isEqualTo(new ActResult.Invalid(
                        "seconds", "An alarm of this priority can be parked for at most 5 minutes."));
        assertThat(await(desk.park(olga, alarm, park(" ", 60)))).isInstanceOf(ActResult.Invalid.class);
        assertThat(await(desk.park(oskar, alarm, park("mine", 60)))).isInstanceOf(ActResult.NotAllowed.class);
        assertThat(await(desk.park(stranger, alarm, park("mine", 60)))).isInstanceOf(ActResult.NotFound.class);
        town.sql("update alarm set priority = 3 where id = '%s'", alarm);
        done(desk.park(olga, alarm, park("parts are ordered", 4 * 3600)));
    }

    @Test
    void handing_over_asks_first_and_the_other_takes_it_with_the_notes() {
        done(desk.offer(olga, alarm, new OfferRequest("oskar", "ambulance is on its way, ref 4711")));
        AlarmRow.Offer offer = row().hold().offer();
        assertThat(offer).isNotNull();
        assertThat(offer.to()).isEqualTo("oskar");
        assertThat(row().alarm().progress().takenBy()).isEqualTo(olga.operatorId());
        assertThat(await(desk.take(mary, alarm))).isInstanceOf(ActResult.LostRace.class);

        assertThat(done(desk.take(oskar, alarm)).progress().takenBy()).isEqualTo(oskar.operatorId());
        assertThat(row().hold().offer()).isNull();
        assertThat(town.log(olga, alarm))
                .contains(
                        "HANDED_OVER Handed over by Olga Operator to Oskar Operator: ambulance is on its way, ref 4711");
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.LostRace.class);
    }

    @Test
    void the_next_shift_is_whoever_takes_it() {
        done(desk.offer(olga, alarm, new OfferRequest(null, "ring Mrs Shah at seven")));
        town.pass(Duration.ofHours(3));
        rounds();
        assertThat(done(desk.take(mary, alarm)).progress().takenBy()).isEqualTo(mary.operatorId());
    }

    @Test
    void who_says_no_or_nothing_leaves_it_where_it_is() {
        done(desk.offer(olga, alarm, new OfferRequest("oskar", "please")));
        assertThat(await(desk.endOffer(mary, alarm))).isInstanceOf(ActResult.NotAllowed.class);
        done(desk.endOffer(oskar, alarm));
        assertThat(town.log(olga, alarm)).contains("OFFER_ENDED Oskar Operator cannot take over");
        assertThat(await(desk.take(oskar, alarm))).isInstanceOf(ActResult.LostRace.class);

        done(desk.offer(olga, alarm, new OfferRequest("oskar", "please")));
        town.pass(Duration.ofMinutes(3));
        rounds();
        assertThat(town.log(olga, alarm))
                .contains("OFFER_ENDED Oskar Operator did not answer: Olga Operator has it still");
        assertThat(await(desk.take(oskar, alarm))).isInstanceOf(ActResult.LostRace.class);
    }

    @Test
    void a_hold_of_an_earlier_time_counts_no_more() {
        done(desk.offer(olga, alarm, new OfferRequest("oskar", "please")));
        done(desk.handBack(olga, alarm, null));
        town.pass(Duration.ofSeconds(1));
        done(desk.take(olga, alarm));
        assertThat(row().hold().offer()).isNull();
        assertThat(await(desk.take(oskar, alarm))).isInstanceOf(ActResult.LostRace.class);
        assertThat(await(desk.offer(olga, alarm, new OfferRequest("nobody", "please"))))
                .isInstanceOf(ActResult.Invalid.class);
        assertThat(await(desk.offer(olga, alarm, new OfferRequest("stranger", "please"))))
                .isInstanceOf(ActResult.Invalid.class);
    }

    /** Both processes look; each row is settled by one. */
    private static int rounds() {
        Future<Integer> here = worker.round();
        Future<Integer> there = elsewhere.round();
        return await(here) + await(there);
    }

    private AlarmRow row() {
        return await(town.alarms.find(olga, alarm)).orElseThrow();
    }

    private static ParkRequest park(String reason, int seconds) {
        return new ParkRequest(reason, Duration.ofSeconds(seconds));
    }

    private static Alarm done(Future<ActResult> act) {
        ActResult result = await(act);
        assertThat(result).isInstanceOf(ActResult.Done.class);
        return ((ActResult.Done) result).alarm();
    }
}
