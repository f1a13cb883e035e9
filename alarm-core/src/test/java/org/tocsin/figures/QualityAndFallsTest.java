package org.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.figures.AuditActs.Result;
import org.tocsin.figures.QualityStore.Draw;
import org.tocsin.figures.QualityStore.Sample;
import org.tocsin.platform.Ids;

/** Calls drawn when a month is over and judged by people; falls as responders reported them; people needed. */
class QualityAndFallsTest {
    static final LocalDate NOVEMBER = LocalDate.parse("2026-11-01");
    static Hall hall;
    static UUID service;
    static Scope olga;
    static Scope otto;
    static Scope mona;
    static Scope stranger;

    @BeforeAll
    static void november() {
        hall = new Hall();
        service = hall.service(false);
        olga = hall.operator(service, "OPERATOR");
        otto = hall.operator(service, "OPERATOR");
        mona = hall.operator(service, "MANAGER");
        stranger = hall.operator(hall.service(false), "MANAGER");
        for (int i = 0; i < 8; i++) {
            handled(olga, i >= 5 ? "ambulance" : "test-call");
            hall.pass(3_600);
        }
        handled(otto, "test-call");
        fell("MINOR", "CUSHION", "SETTLED", true);
        fell("SERIOUS", "NOT_LIFTED", "TO_HOSPITAL", false);
        hall.count();
    }

    @AfterAll
    static void close() {
        hall.close();
    }

    private static int rung;

    private static UUID handled(Scope operator, String outcome) {
        String cid = hall.unit(service);
        hall.press(cid, true);
        UUID alarm = hall.alarm(operator, cid);
        hall.pass(5);
        hall.take(operator, alarm);
        hall.pass(90);
        // What an alarm was closed as is no call: only one of those that say so has one behind it.
        if (outcome.equals("ambulance") && rung++ == 0) {
            hall.town.sql(
                    "insert into call_line (id, service_id, alarm_id, direction, whom, home, at, by)"
                            + " values ('%s', '%s', '%s', 'OUT', '999', false, '%s', 'operator:x')",
                    Ids.next(), service, alarm, hall.now());
        }
        hall.close(operator, alarm, outcome);
        return alarm;
    }

    private static void fell(String injury, String lift, String left, boolean avoided) {
        UUID alarm = handled(mona, "test-call");
        UUID callout = Ids.next();
        // The first report of this visit was wrong; the newest holds.
        for (String how : List.of("NONE", injury)) {
            hall.pass(60);
            hall.town.sql(
                    "insert into scene_report (id, service_id, callout_id, alarm_id, operator_id, said_at, received_at,"
                            + " on_the_floor, dangers, injury, lift, outcome, hospital_avoided) values ('%s', '%s', '%s',"
                            + " '%s', '%s', '%s', '%s', true, '{}', '%s', '%s', '%s', %s)",
                    Ids.next(),
                    service,
                    callout,
                    alarm,
                    String.valueOf(mona.operatorId()),
                    hall.now(),
                    hall.now(),
                    how,
                    lift,
                    left,
                    avoided);
        }
    }

    @Test
    @DisplayName(
            "two of each handler once a month is over, the 999 call among them, with what is needed to draw them again")
    void drawn_and_judged() {
        hall.town.pass(Duration.ofDays(14));
        hall.count();
        QualityStore store = new QualityStore(hall.town.database);
        QualityDesk desk = new QualityDesk(hall.town.database, hall.town.clock);
        Draw draw = await(store.draws(mona)).get(0);
        assertThat(draw.month()).isEqualTo(NOVEMBER);
        assertThat(draw.candidates()).isEqualTo(11);
        List<Sample> samples = await(store.samples(mona, NOVEMBER));
        assertThat(of(samples, olga)).hasSize(2);
        assertThat(of(samples, olga)).extracting(Sample::rang999).containsExactly(true, false);
        assertThat(of(samples, otto)).hasSize(1);
        assertThat(await(store.samples(stranger, NOVEMBER))).isEmpty();

        Sample first = of(samples, olga).get(0);
        QualityForm form = await(store.form(mona, null));
        List<@Nullable Integer> half =
                new ArrayList<>(Collections.nCopies(form.questions().size(), null));
        half.set(0, form.questions().get(0).most());
        assertThat(await(desk.review(olga, first.id(), form.number(), half, null, null)))
                .as("nobody judges their own call")
                .isInstanceOf(Result.Refused.class);
        assertThat(await(desk.review(stranger, first.id(), form.number(), half, null, null)))
                .isInstanceOf(Result.NotFound.class);
        assertThat(await(desk.review(mona, first.id(), form.number(), half, "Calm", null)))
                .isInstanceOf(Result.Done.class);
        assertThat(await(desk.changeForm(mona, "10 Was kind\n5 Wrote it down", null)))
                .isInstanceOf(Result.Done.class);
        assertThat(await(desk.review(mona, first.id(), form.number(), half, null, null)))
                .as("the form has changed")
                .isInstanceOf(Result.Refused.class);
        hall.pass(60);
        assertThat(await(desk.review(mona, first.id(), 1, List.of(5, 5), "Heard again", null)))
                .isInstanceOf(Result.Done.class);

        QualityStore.Review review =
                await(store.sample(mona, first.id())).orElseThrow().review();
        assertThat(review).isNotNull();
        assertThat(review.score()).isEqualTo(6_666);
        assertThat(review.note()).isEqualTo("Heard again");
        assertThat(review.by()).startsWith("Person");
        hall.count();
        assertThat(await(store.draws(mona)))
                .as("a month is drawn once")
                .filteredOn(one -> one.month().equals(NOVEMBER))
                .containsExactly(draw);
    }

    private static List<Sample> of(List<Sample> samples, Scope handler) {
        return samples.stream()
                .filter(sample -> sample.handler().id().equals(handler.operatorId()))
                .toList();
    }

    @Test
    @DisplayName("falls by the newest report of each visit: helped up, injured, hospital avoided; no other service's")
    void falls() {
        FallStore store = new FallStore(hall.town.database, hall.town.clock);
        assertThat(await(store.months(mona)).stream()
                        .filter(month -> month.month().equals(NOVEMBER)))
                .containsExactly(new FallMonth(NOVEMBER, 2, 2, 1, 1, 1, 1, 0, 1, 0));
        assertThat(await(store.rows(mona, NOVEMBER))).hasSize(2);
        assertThat(await(store.rows(stranger, NOVEMBER))).isEmpty();
        assertThat(await(store.months(stranger))).allMatch(month -> month.falls() == 0);
    }

    @Test
    @DisplayName("how long they lay: until the clock is stopped, somebody was got up, or the alarm was closed")
    void lay() {
        UUID theirs = hall.service(false);
        Scope mia = hall.operator(theirs, "MANAGER");
        assertThat(lay(theirs, mia, null, false)).isEqualTo(75);
        assertThat(lay(theirs, mia, 20, false)).isEqualTo(20);
        assertThat(lay(theirs, mia, null, true)).isEqualTo(40);
        hall.count();
        FallStore store = new FallStore(hall.town.database, hall.town.clock);
        assertThat(await(store.months(mia)).stream()
                        .mapToLong(FallMonth::longLies)
                        .sum())
                .isEqualTo(1);
    }

    /** Somebody on the floor, whose alarm is closed after 75 minutes; by the figures. */
    private static @Nullable Long lay(UUID service, Scope operator, @Nullable Integer stopped, boolean gotUp) {
        String cid = hall.unit(service);
        hall.press(cid, true);
        UUID alarm = hall.alarm(operator, cid);
        hall.take(operator, alarm);
        Instant began = hall.now();
        hall.town.sql(
                "insert into case_clock (id, service_id, alarm_id, kind, started_at, started_by, last_at, ended_at)"
                        + " values ('%s', '%s', '%s', 'FLOOR', '%s', 'x', '%s', %s)",
                Ids.next(),
                service,
                alarm,
                began,
                began,
                stopped == null ? "null" : "'" + began.plusSeconds(stopped * 60L) + "'");
        if (gotUp) {
            hall.town.sql(
                    "insert into scene_report (id, service_id, callout_id, alarm_id, operator_id, said_at, received_at,"
                            + " on_the_floor, dangers, injury, lift, outcome, hospital_avoided) values ('%s', '%s', '%s',"
                            + " '%s', '%s', '%s', '%s', true, '{}', 'NONE', 'CHAIR', 'SETTLED', true)",
                    Ids.next(),
                    service,
                    Ids.next(),
                    alarm,
                    String.valueOf(operator.operatorId()),
                    began.plusSeconds(2_400),
                    began.plusSeconds(2_400));
        }
        hall.pass(75 * 60);
        hall.close(operator, alarm, "test-call");
        hall.count();
        FallStore store = new FallStore(hall.town.database, hall.town.clock);
        LocalDate month = began.atZone(ZoneId.of("Europe/London")).toLocalDate().withDayOfMonth(1);
        return await(store.rows(operator, month)).stream()
                .filter(fall -> fall.alarmId().equals(alarm))
                .findFirst()
                .orElseThrow()
                .minutes();
    }

    @Test
    @DisplayName(
            "people needed come from whole weeks of what somebody worked on, with the alarms behind each half-hour")
    void staffing() {
        StaffingStore store = new StaffingStore(hall.town.database, hall.town.clock);
        hall.town.pass(Duration.ofDays(1));
        Staffing plan = await(store.plan(mona));
        assertThat(plan.slots().stream().mapToLong(Staffing.Slot::alarms).sum()).isEqualTo(11);
        assertThat(plan.handling()).isEqualTo(Duration.ofSeconds(90));
        Staffing.Slot busy = plan.slots().stream()
                .filter(slot -> slot.alarms() > 0)
                .findFirst()
                .orElseThrow();
        assertThat(await(store.rows(mona, busy.day(), busy.number()))).hasSize((int) busy.alarms());
        assertThat(await(store.rows(stranger, DayOfWeek.SATURDAY, busy.number())))
                .isEmpty();
    }
}
