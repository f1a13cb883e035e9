package org.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.figures.AuditActs.Result;
import org.tocsin.figures.CallRows.Which;
import org.tocsin.figures.CountingRule.ArrivalClock;
import org.tocsin.platform.Page;
import org.tocsin.response.CalloutDesk;
import org.tocsin.response.CalloutResult;
import org.tocsin.response.ResponseStore;
import org.tocsin.service.SpeechSettings;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.service.TelecareService.SpeechWaits;
import org.tocsin.speech.CallReport.Event;

/** What becomes of figures when facts come late, when somebody leaves a call out, and when nobody came. */
class FiguresTest {
    static Hall hall;
    UUID service;
    Scope olga;
    Scope mona;

    @BeforeAll
    static void open() {
        hall = new Hall();
    }

    @AfterAll
    static void close() {
        hall.close();
    }

    @BeforeEach
    void people() {
        hall.pass(86_400);
        service = hall.service(true);
        olga = hall.operator(service, "OPERATOR");
        mona = hall.operator(service, "MANAGER");
    }

    @Test
    @DisplayName("a call that waits is not counted yet; past the last limit it is missed and asks for an investigation")
    void waiting() {
        Instant pressed = hall.now();
        hall.press(hall.unit(service), true);
        hall.pass(100);
        hall.count();
        assertThat(hall.answers(mona, pressed).counted()).isEqualTo(new AnswerMonth.Count(0, 0, 0, 0, 0, 0, 1));
        assertThat(hall.answers(mona, pressed).isMet()).isTrue();
        TodayStore today = new TodayStore(hall.town.database, hall.town.clock);
        TodayStore.Today before = await(today.read(mona));

        hall.pass(81);
        hall.count();
        assertThat(await(today.read(mona))).satisfies(now -> {
            assertThat(now.calls()).isEqualTo(before.calls() + 1);
            assertThat(now.inTime()).isEqualTo(before.inTime());
        });
        AnswerMonth month = hall.answers(mona, pressed);
        assertThat(month.counted()).isEqualTo(new AnswerMonth.Count(1, 0, 0, 1, 0, 0, 0));
        assertThat(month.isMet()).isFalse();
        assertThat(month.investigations()).isEqualTo(new AnswerMonth.Investigated(1, 1));
        assertThat(hall.rows(mona, pressed, Which.NOT_INVESTIGATED)).hasSize(1);
    }

    @Test
    @DisplayName(
            "a profile that begins in a month gone by asks for the investigations of that month, and for none too many")
    void judged_anew() {
        UUID theirs = hall.service(false);
        Scope mia = hall.operator(theirs, "MANAGER");
        Instant pressed = hall.now();
        String cid = hall.unit(theirs);
        hall.press(cid, true);
        UUID alarm = hall.alarm(mia, cid);
        hall.pass(90);
        hall.take(mia, alarm);
        hall.close(mia, alarm, "test-call");
        hall.count();
        assertThat(hall.answers(mia, pressed).investigations()).isEqualTo(new AnswerMonth.Investigated(0, 0));
        assertThat(await(hall.profiles.add(mia, profile(CallKind.EMERGENCY, 60), null)))
                .isEmpty();
        assertThat(hall.answers(mia, pressed).investigations()).isEqualTo(new AnswerMonth.Investigated(0, 0));
        hall.pass(60);
        assertThat(await(hall.profiles.add(mia, profile(CallKind.TEST, 60), null)))
                .isEmpty();
        assertThat(hall.answers(mia, pressed).investigations()).isEqualTo(new AnswerMonth.Investigated(1, 1));
        hall.pass(60);
        assertThat(await(hall.profiles.add(mia, profile(CallKind.TEST, 120), null)))
                .isEmpty();
        assertThat(hall.answers(mia, pressed).investigations()).isEqualTo(new AnswerMonth.Investigated(0, 0));
    }

    private static Profile profile(CallKind counted, int latestSeconds) {
        Profile.Targets usual = ProfileStore.SHIPPED.targets();
        return new Profile(
                LocalDate.parse("2020-01-01"),
                "Contract " + counted + latestSeconds,
                null,
                new CountingRule(Set.of(counted), CountingRule.AnsweredBy.OPENED, CountingRule.ArrivalClock.DECISION),
                new Profile.Targets(
                        new Target(Duration.ofSeconds(30), 9000),
                        new Target(Duration.ofSeconds(latestSeconds), 10_000),
                        usual.arrive(),
                        usual.arriveLatest(),
                        usual.arriveCrisis()));
    }

    @Test
    @DisplayName("an investigation is opened by the platform, written by a person, listed while missing, and kept")
    void investigations() {
        Instant pressed = hall.now();
        String cid = hall.unit(service);
        UUID signal = hall.press(cid, true);
        UUID alarm = hall.alarm(olga, cid);
        hall.take(olga, alarm);
        hall.report(service, "i-" + cid, Event.RINGING, hall.now(), cid);
        hall.pass(200);
        hall.close(olga, alarm, "ambulance");
        hall.count();
        assertThat(hall.answers(mona, pressed).investigations()).isEqualTo(new AnswerMonth.Investigated(1, 1));

        Scope program = new Scope(service, null, "api:report");
        assertThat(await(hall.acts.investigated(program, signal, Cause.OTHER, "Nobody knows", null)))
                .isInstanceOf(Result.Refused.class);
        assertThat(await(hall.acts.investigated(mona, signal, Cause.OTHER, " ", null)))
                .isInstanceOf(Result.Refused.class);
        await(hall.acts.investigated(mona, signal, Cause.OTHER, "Nobody knows yet", null));
        hall.pass(60);
        await(hall.acts.investigated(mona, signal, Cause.TELEPHONE_SYSTEM, "The trunk was down", null));

        assertThat(hall.answers(mona, pressed).investigations()).isEqualTo(new AnswerMonth.Investigated(1, 0));
        CallRow row = hall.rows(mona, pressed, Which.INVESTIGATED).get(0);
        CallRow.Investigation investigation = row.investigation();
        assertThat(investigation).isNotNull();
        assertThat(investigation.finding()).isNotNull();
        assertThat(investigation.finding().cause()).isEqualTo(Cause.TELEPHONE_SYSTEM);
        assertThat(investigation.finding().words()).isEqualTo("The trunk was down");
        assertThat(investigation.finding().by()).startsWith("Person");

        // The telephone system reports late that speech had been up after twenty seconds.
        hall.report(service, "i-" + cid, Event.CONNECTED, pressed.plusSeconds(20), cid);
        hall.count();
        assertThat(hall.answers(mona, pressed).counted().inTime()).isEqualTo(1);
        assertThat(hall.answers(mona, pressed).investigations()).isEqualTo(AnswerMonth.Investigated.NONE);
    }

    @Test
    @DisplayName(
            "left out by a named person with a reason, on the audit trail, shown beside the figure, and taken in again")
    void exclusions() {
        Instant pressed = hall.now();
        String cid = hall.unit(service);
        UUID signal = hall.press(cid, true);
        hall.pass(300);
        hall.count();
        Scope stranger = hall.operator(hall.service(true), "MANAGER");
        assertThat(await(hall.acts.exclude(stranger, signal, "It is not ours", null)))
                .isInstanceOf(Result.NotFound.class);
        assertThat(await(hall.acts.exclude(mona, signal, "x", null))).isInstanceOf(Result.Refused.class);
        assertThat(await(hall.acts.exclude(mona, signal, "The council's fire drill", "192.0.2.1")))
                .isInstanceOf(Result.Done.class);
        assertThat(await(hall.acts.exclude(mona, signal, "The council's fire drill", null)))
                .isInstanceOf(Result.Refused.class);

        AnswerMonth month = hall.answers(mona, pressed);
        assertThat(month.counted().calls()).isZero();
        assertThat(month.excluded().calls()).isEqualTo(1);
        assertThat(month.withExcluded().inTimeShare().words()).isEqualTo("0 %");
        CallRow.Exclusion exclusion =
                hall.rows(mona, pressed, Which.EXCLUDED).get(0).exclusion();
        assertThat(exclusion).isNotNull();
        assertThat(exclusion.reason()).isEqualTo("The council's fire drill");
        assertThat(audited("exclude-from-figures", signal)).isEqualTo(1);

        assertThat(await(hall.acts.include(stranger, exclusion.id(), "It is not ours", null)))
                .isInstanceOf(Result.NotFound.class);
        assertThat(await(hall.acts.include(mona, exclusion.id(), "It was no drill", null)))
                .isInstanceOf(Result.Done.class);
        assertThat(hall.answers(mona, pressed).counted().calls()).isEqualTo(1);
        assertThat(audited("include-in-figures", signal)).isEqualTo(1);
    }

    @Test
    @DisplayName("without the telephone hook it is the time to take; from when it is set, calls are answered by speech")
    void hook() {
        SpeechSettings settings = new SpeechSettings(hall.town.database, hall.town.clock);
        Scope mira = hall.operator(hall.service(false), "MANAGER");
        Scope otto = hall.operator(mira.serviceId(), "OPERATOR");
        Instant pressed = hall.now();
        takenWithoutSpeech(otto);
        hall.count();
        assertThat(hall.answers(mira, pressed).isAnswered()).isFalse();
        assertThat(hall.answers(mira, pressed).counted()).isEqualTo(new AnswerMonth.Count(1, 1, 1, 0, 0, 1, 0));

        hall.pass(10);
        await(settings.change(mira, new Speech(61, null, null, null, true, SpeechWaits.USUAL), null));
        takenWithoutSpeech(otto);
        hall.count();
        AnswerMonth month = hall.answers(mira, pressed);
        assertThat(month.isAnswered())
                .as("of one call only the taking is known")
                .isFalse();
        assertThat(month.counted()).isEqualTo(new AnswerMonth.Count(2, 1, 1, 1, 0, 1, 0));
    }

    private void takenWithoutSpeech(Scope otto) {
        String cid = hall.unit(otto.serviceId());
        hall.press(cid, true);
        hall.pass(20);
        hall.take(otto, hall.alarm(otto, cid));
        hall.close(otto, hall.alarm(otto, cid), "ambulance");
    }

    @Test
    @DisplayName(
            "arrivals by both clocks; called off in time stands apart, later it is nobody; nobody's service sees another's")
    void arrivals() {
        Instant pressed = hall.now();
        Scope rita = hall.operator(service, "RESPONDER");
        hall.town.contact(rita, null, 1, "Rita Responder");
        sent(rita, 10, 44);
        sent(rita, 40, 44);
        sent(rita, 0, 61);
        sent(rita, 0, -30);
        sent(rita, 0, -50);
        hall.count();

        ArrivalMonth month = hall.arrivals(mona, pressed);

        assertThat(month.fromDecision()).isEqualTo(new ArrivalMonth.Count(4, 2, 2, 1, 0, 1, 0, new Share(3, 4)));
        assertThat(month.fromReceipt()).isEqualTo(new ArrivalMonth.Count(4, 0, 1, 1, 0, 1, 0, new Share(3, 4)));
        assertThat(month.isMet()).isFalse();
        for (SentRows.Which which : SentRows.Which.values()) {
            long rows = switch (which) {
                case EVERY -> 5;
                case COUNTED -> 4;
                case IN_TIME -> 2;
                case LATE -> 2;
                case OVER_LATEST -> 2;
                case PROMISED -> 4;
                case OVER_PROMISE -> 1;
                case NOBODY, CALLED_OFF -> 1;
                case NOT_PROVEN -> 3;
                case WAITING -> 0;
            };
            assertThat(sentRows(mona, pressed, which, null)).as(which.name()).hasSize((int) rows);
        }
        assertThat(sentRows(mona, pressed, SentRows.Which.IN_TIME, ArrivalClock.RECEIPT))
                .isEmpty();
        Scope stranger = hall.operator(hall.service(true), "MANAGER");
        assertThat(sentRows(stranger, pressed, SentRows.Which.EVERY, null)).isEmpty();
        assertThat(hall.rows(stranger, pressed, Which.EVERY)).isEmpty();
        assertThat(hall.arrivals(stranger, pressed).fromReceipt()).isEqualTo(ArrivalMonth.Count.NONE);
    }

    @Test
    @DisplayName("the promise for everybody is decided by its own time, by both clocks, and its share opens its rows")
    void promise() {
        Instant pressed = hall.now();
        Scope rita = hall.operator(service, "RESPONDER");
        hall.town.contact(rita, null, 1, "Rita Responder");
        sent(rita, 10, 115);
        sent(rita, 0, 120);
        sent(rita, 0, 121);
        sent(rita, 0, -20);
        sent(rita, 0, -70);
        String cid = hall.unit(service);
        hall.press(cid, true);
        UUID waiting = hall.alarm(olga, cid);
        hall.take(olga, waiting);
        await(hall.desk.callOut(olga, waiting, null));
        hall.town.pass(Duration.ofMinutes(90));
        hall.count();

        ArrivalMonth undecided = hall.arrivals(mona, pressed);
        assertThat(undecided.counted().sent()).as("over the last limit").isEqualTo(5);
        promised(pressed, new Share(2, 4), new Share(1, 4));
        hall.town.pass(Duration.ofMinutes(30));
        promised(pressed, new Share(2, 4), new Share(1, 4));
        hall.town.pass(Duration.ofSeconds(1));
        promised(pressed, new Share(2, 5), new Share(1, 5));
        assertThat(hall.arrivals(mona, pressed).isPromiseKept()).isFalse();
    }

    private void promised(Instant pressed, Share fromDecision, Share fromReceipt) {
        ArrivalMonth month = hall.arrivals(mona, pressed);
        assertThat(month.fromDecision().promise()).isEqualTo(fromDecision);
        assertThat(month.fromReceipt().promise()).isEqualTo(fromReceipt);
        for (ArrivalClock clock : ArrivalClock.values()) {
            Share share = clock == ArrivalClock.DECISION ? fromDecision : fromReceipt;
            assertThat(sentRows(mona, pressed, SentRows.Which.PROMISED, clock)).hasSize((int) share.whole());
            assertThat(sentRows(mona, pressed, SentRows.Which.OVER_PROMISE, clock))
                    .hasSize((int) (share.whole() - share.part()));
        }
    }

    /** Pressed, decided after so many minutes, there so many later; where that is negative, closed instead. */
    private void sent(Scope rita, int decided, int arrived) {
        CalloutDesk callouts = new CalloutDesk(hall.town.database, hall.town.clock, hall.town.wakeup);
        String cid = hall.unit(service);
        hall.press(cid, true);
        UUID alarm = hall.alarm(olga, cid);
        hall.take(olga, alarm);
        hall.town.pass(Duration.ofMinutes(decided));
        await(hall.desk.callOut(olga, alarm, null));
        UUID callout = await(new ResponseStore(hall.town.database).ofAlarm(olga, alarm))
                .get(0)
                .id();
        assertThat(await(callouts.accept(rita, callout))).isInstanceOf(CalloutResult.Done.class);
        hall.town.pass(Duration.ofMinutes(Math.abs(arrived)));
        if (arrived > 0) {
            assertThat(await(callouts.arrived(rita, callout))).isInstanceOf(CalloutResult.Done.class);
            assertThat(await(callouts.left(rita, callout, "All well"))).isInstanceOf(CalloutResult.Done.class);
        }
        hall.close(olga, alarm, "ambulance");
    }

    private static List<SentRow> sentRows(Scope scope, Instant at, SentRows.Which which, @Nullable ArrivalClock clock) {
        Page<SentRow> page = await(hall.sent.list(scope, new SentRows.Query(Hall.month(at), which, clock, null), 100));
        return page.items();
    }

    private int audited(String action, UUID signal) {
        return await(hall.town
                .database
                .pool()
                .query("select count(*)::int from audit where action = '" + action + "' and subject = 'signal:" + signal
                        + "' and actor like 'operator:person%'")
                .execute()
                .map(found -> found.iterator().next().getInteger(0)));
    }
}
