package org.tocsin.rota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.alarm.Priority;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.rota.RotaDesk.Result;
import org.tocsin.signal.SignalIntake;

class CoverWorkerTest {
    static Town town;
    static SignalIntake intake;
    static int count;
    RotaDesk desk;
    RotaStore store;
    CoverWorker worker;
    CoverWorker second;
    Scope mary;
    Scope rita;

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
        desk = new RotaDesk(town.database, town.clock);
        store = new RotaStore(town.database);
        worker = new CoverWorker(town.vertx, town.database, town.clock, intake, "one");
        second = new CoverWorker(town.vertx, town.database, town.clock, intake, "two");
        UUID service = town.service("cover-" + ++count);
        mary = town.person(service, "mary" + count, "Mary Manager", "MANAGER");
        rita = town.person(service, "rita" + count, "Rita Road", "RESPONDER");
    }

    @Test
    void half_an_hour_before_nobody_is_on_the_centre_is_told_once_and_told_when_somebody_is_again() {
        shift(rita, "North", town.clock.instant().minusSeconds(60), Duration.ofHours(2));
        done(desk.area(mary, "North", true));
        look();
        assertThat(told()).isEmpty();
        town.pass(Duration.ofMinutes(90));
        look();
        assertThat(told()).isPresent();
        AlarmRow alarm = told().orElseThrow();
        assertThat(alarm.alarm().trigger().words())
                .isEqualTo("Response cover (North), nobody on duty, from Sat 21 Nov, 05:09");
        assertThat(alarm.alarm().progress().priority()).isEqualTo(Priority.URGENT);
        assertThat(alarm.alarm().progress().sounding()).isTrue();
        assertThat(alarm.alarm().trigger().flags()).isEmpty();
        town.pass(Duration.ofMinutes(60));
        look();
        assertThat(told().orElseThrow().alarm().progress().signalCount()).isEqualTo(1);

        shift(rita, null, town.clock.instant(), Duration.ofHours(8));
        look();
        AlarmRow restored = told().orElseThrow();
        assertThat(restored.alarm().progress().sounding()).isFalse();
        assertThat(restored.alarm().trigger().flags()).containsExactly("RESTORED");
    }

    @Test
    void sickness_is_noticed_at_once_and_being_back_too() {
        shift(rita, "North", town.clock.instant().minusSeconds(60), Duration.ofHours(8));
        done(desk.area(mary, "North", true));
        look();
        assertThat(told()).isEmpty();
        done(desk.absent(mary, id(rita), Absence.Kind.SICK, town.clock.instant(), null));
        look();
        assertThat(told()).isPresent();
        town.pass(Duration.ofMinutes(10));
        done(desk.back(mary, id(rita)));
        look();
        assertThat(told().orElseThrow().alarm().trigger().flags()).containsExactly("RESTORED");
    }

    @Test
    void an_area_that_need_not_be_covered_tells_nobody_anything() {
        done(desk.area(mary, "North", true));
        done(desk.area(mary, "north", false));
        look();
        assertThat(told()).isEmpty();
        assertThat(await(store.areas(mary))).containsExactly(new Area("North", false, 0, true));
    }

    @Test
    void the_same_shift_twice_is_one_and_a_cancelled_one_is_none() {
        Shift shift = new Shift(
                Ids.next(),
                id(rita),
                "Nights",
                "North",
                town.clock.instant(),
                town.clock.instant().plusSeconds(3600));
        assertThat(await(desk.put(mary, List.of(shift), null))).isEqualTo(new Result.Done(1));
        Shift again = new Shift(Ids.next(), shift.operatorId(), null, "NORTH", shift.from(), shift.until());
        assertThat(await(desk.put(mary, List.of(again), null))).isEqualTo(new Result.Done(0));
        assertThat(shifts(mary)).containsExactly(shift);
        assertThat(await(desk.cancel(mary, shift.id(), null))).isEqualTo(new Result.Done(1));
        assertThat(await(desk.cancel(mary, shift.id(), null))).isInstanceOf(Result.Refused.class);
        assertThat(shifts(mary)).isEmpty();
    }

    @Test
    void no_service_sees_or_changes_another_ones_rota() {
        shift(rita, "North", town.clock.instant(), Duration.ofHours(8));
        done(desk.area(mary, "North", true));
        UUID shift = shifts(mary).get(0).id();
        Scope mallory = town.person(town.service("other-" + count), "mallory" + count, "Mallory", "MANAGER");
        assertThat(shifts(mallory)).isEmpty();
        assertThat(await(store.areas(mallory))).isEmpty();
        assertThat(await(store.responders(mallory))).isEmpty();
        assertThat(await(desk.cancel(mallory, shift, null))).isInstanceOf(Result.Refused.class);
        assertThat(await(desk.absent(mallory, id(rita), Absence.Kind.SICK, town.clock.instant(), null)))
                .isInstanceOf(Result.Refused.class);
        assertThat(await(desk.profile(mallory, id(rita), null, Set.of(Skill.WELSH))))
                .isInstanceOf(Result.Refused.class);
        Shift foreign = new Shift(
                Ids.next(),
                id(rita),
                null,
                null,
                town.clock.instant().plusSeconds(1),
                town.clock.instant().plusSeconds(3600));
        assertThat(await(desk.put(mallory, List.of(foreign), null))).isEqualTo(new Result.Done(0));
        assertThat(shifts(mary)).hasSize(1);
    }

    private List<Shift> shifts(Scope scope) {
        Instant now = town.clock.instant();
        return await(store.rota(scope, now.minusSeconds(60), now.plus(Duration.ofDays(7))))
                .shifts();
    }

    private void shift(Scope who, @Nullable String area, Instant from, Duration time) {
        Shift shift = new Shift(Ids.next(), id(who), null, area, from, from.plus(time));
        assertThat(await(desk.put(mary, List.of(shift), null))).isEqualTo(new Result.Done(1));
    }

    private void done(io.vertx.core.Future<Result> result) {
        assertThat(await(result)).isInstanceOf(Result.Done.class);
    }

    /** As two processes do. */
    private void look() {
        await(worker.round());
        await(second.round());
        await(worker.round());
    }

    private Optional<AlarmRow> told() {
        return await(town.alarms.list(mary, new AlarmStore.Query(null, AlarmStore.Which.OPEN, 50, null)))
                .items()
                .stream()
                .findFirst();
    }

    private static UUID id(Scope who) {
        return Objects.requireNonNull(who.operatorId());
    }
}
