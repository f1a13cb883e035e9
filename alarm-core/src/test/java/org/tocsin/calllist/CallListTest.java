package org.tocsin.calllist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.Priority;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Page;

/** A home that is rung every day: listed when due, tried again, on the board when nobody rang or nobody answers. */
class CallListTest {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    private static Town town;
    private static CallListStore store;
    private static CallListDesk desk;
    private static CallListWorker worker;

    private Scope olga;
    private UUID home;
    private UUID plan;

    @BeforeAll
    static void open() {
        town = new Town();
        store = new CallListStore(town.database, town.clock);
        desk = new CallListDesk(town.database, town.clock, town.wakeup);
        worker = new CallListWorker(town.vertx, town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void a_home_that_is_rung_in_a_minute() {
        UUID service = town.service("s" + Ids.next().toString().substring(0, 13));
        olga = town.person(service, "olga." + service, "Olga", "OPERATOR");
        home = town.home(service, "1 Elm Road");
        town.resident(service, home, "Mrs Byron", "ACTIVE", Town.MORNING.minusSeconds(60));
        LocalTime soon =
                town.clock.instant().atZone(LONDON).toLocalTime().plusMinutes(1).withNano(0);
        plan = await(store.add(
                        olga,
                        new CallListStore.NewPlan(home, CallKind.WELL_BEING, "How did she sleep?", 1, soon),
                        LONDON))
                .orElseThrow();
    }

    @Test
    void calls_are_read_a_page_at_a_time_while_one_of_them_is_tried() {
        List<UUID> listed = new ArrayList<>(List.of(due().id()));
        for (int i = 0; i < 2; i++) {
            LocalTime soon = town.clock
                    .instant()
                    .atZone(LONDON)
                    .toLocalTime()
                    .plusMinutes(1)
                    .withNano(0);
            await(store.add(olga, new CallListStore.NewPlan(home, CallKind.REMINDER, "Tablets?", 1, soon), LONDON));
            town.pass(Duration.ofMinutes(1));
            await(worker.round());
            listed.add(await(store.page(olga, false, 10, listed.get(i)))
                    .items()
                    .get(0)
                    .id());
        }
        Page<ListedCall> first = await(store.page(olga, false, 2, null));
        assertThat(first.items()).extracting(ListedCall::id).containsExactlyElementsOf(listed.subList(0, 2));
        await(desk.noAnswer(olga, listed.get(1), null));
        Page<ListedCall> last = await(store.page(olga, false, 2, UUID.fromString(String.valueOf(first.next()))));
        assertThat(last.items()).extracting(ListedCall::id).containsExactly(listed.get(2));
        assertThat(last.next()).isNull();
        for (UUID call : List.of(listed.get(2), listed.get(0))) {
            town.pass(Duration.ofSeconds(1));
            await(desk.spoken(olga, call, "Mrs Byron", null));
        }
        first = await(store.page(olga, true, 1, null));
        assertThat(first.items()).extracting(ListedCall::id).containsExactly(listed.get(0));
        last = await(store.page(olga, true, 1, UUID.fromString(String.valueOf(first.next()))));
        assertThat(last.items()).extracting(ListedCall::id).containsExactly(listed.get(2));
    }

    @Test
    void a_call_is_listed_once_when_it_is_due_and_ends_with_a_name() {
        await(worker.round());
        assertThat(await(store.open(olga, 10))).isEmpty();
        ListedCall call = due();
        await(worker.round());
        assertThat(await(store.open(olga, 10))).hasSize(1);
        assertThat(call.whom().people()).isEqualTo("Mrs Byron");
        assertThat(call.whom().telephone()).isEqualTo("0113 496 0000");
        assertThat(await(desk.spoken(olga, call.id(), " ", null))).isInstanceOf(CallListDesk.Result.NotAllowed.class);
        assertThat(await(desk.spoken(olga, call.id(), "Mrs Byron", "slept well")))
                .isEqualTo(new CallListDesk.Result.Done(null));
        assertThat(await(desk.spoken(olga, call.id(), "Mrs Byron", null)))
                .isEqualTo(new CallListDesk.Result.NotAllowed("This call is settled already."));
        assertThat(await(store.open(olga, 10))).isEmpty();
        assertThat(await(store.plans(olga, home)).get(0).nextDueAt())
                .isAfter(town.clock.instant().plus(Duration.ofHours(23)));
    }

    @Test
    void nobody_answers_twice_and_it_sounds_on_the_board() {
        ListedCall call = due();
        assertThat(await(desk.noAnswer(olga, call.id(), null))).isEqualTo(new CallListDesk.Result.Done(null));
        ListedCall again = await(store.find(olga, call.id())).orElseThrow();
        assertThat(again.tryAt()).isEqualTo(town.clock.instant().plus(Duration.ofMinutes(15)));
        assertThat(await(desk.noAnswer(olga, call.id(), null)))
                .isInstanceOfSatisfying(
                        CallListDesk.Result.Done.class,
                        done -> assertThat(done.alarmId()).isNotNull());
        AlarmRow row = onBoard();
        assertThat(row.alarm().trigger().words()).isEqualTo("Well-being call: nobody answers, tried 2 times");
        assertThat(row.alarm().progress().priority()).isEqualTo(Priority.URGENT);
        assertThat(row.alarm().progress().sounding()).isTrue();
    }

    @Test
    void a_call_nobody_makes_in_the_time_the_service_set_sounds_on_the_board() {
        await(store.setRule(olga, CallKind.WELL_BEING, new CallRule(Duration.ofMinutes(10), 3, Duration.ofMinutes(5))));
        ListedCall call = due();
        town.pass(Duration.ofMinutes(8));
        await(worker.round());
        assertThat(await(store.open(olga, 10))).hasSize(1);
        town.pass(Duration.ofMinutes(2));
        await(worker.round());
        await(worker.round());
        assertThat(onBoard().alarm().trigger().words()).isEqualTo("Well-being call was not made in time");
        assertThat(await(store.find(olga, call.id())).orElseThrow().result())
                .isNotNull()
                .extracting(ListedCall.Result::outcome)
                .isEqualTo(ListedCall.Outcome.MISSED);
    }

    @Test
    void help_that_is_asked_for_sounds_as_loud_as_a_press() {
        ListedCall call = due();
        await(desk.needsHelp(olga, call.id(), "fell in the night"));
        assertThat(onBoard().alarm().progress().priority()).isEqualTo(Priority.LIFE);
    }

    @Test
    void nothing_of_it_is_seen_or_done_by_another_service() {
        ListedCall call = due();
        Scope stranger = new Scope(town.service("o" + Ids.next().toString().substring(0, 13)), null, "api:x");
        assertThat(await(store.open(stranger, 10))).isEmpty();
        assertThat(await(store.find(stranger, call.id()))).isEmpty();
        assertThat(await(store.plans(stranger, home))).isEmpty();
        assertThat(await(store.end(stranger, plan))).isFalse();
        assertThat(await(desk.noAnswer(stranger, call.id(), null))).isInstanceOf(CallListDesk.Result.NotFound.class);
        CallListStore.NewPlan theirs = new CallListStore.NewPlan(home, CallKind.REMINDER, "x", 1, LocalTime.NOON);
        assertThat(await(store.add(stranger, theirs, LONDON))).isEmpty();
        assertThat(await(store.end(olga, plan))).isTrue();
        assertThat(await(store.open(olga, 10))).isEmpty();
    }

    @Test
    void the_time_of_day_stays_when_the_clocks_change_and_what_was_missed_comes_once() {
        Instant saturday = Instant.parse("2026-10-24T08:00:00Z");
        assertThat(CallPlan.next(saturday, saturday, 1, LocalTime.of(9, 0), LONDON))
                .isEqualTo(Instant.parse("2026-10-25T09:00:00Z"));
        assertThat(CallPlan.next(saturday, saturday.plus(Duration.ofDays(3)), 1, LocalTime.of(9, 0), LONDON))
                .isEqualTo(Instant.parse("2026-10-27T09:00:00Z"));
    }

    private ListedCall due() {
        town.pass(Duration.ofMinutes(2));
        await(worker.round());
        List<ListedCall> open = await(store.open(olga, 10));
        assertThat(open).hasSize(1);
        return open.get(0);
    }

    private AlarmRow onBoard() {
        List<AlarmRow> rows = await(town.alarms.lastOfHome(olga, home, 10));
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }
}
