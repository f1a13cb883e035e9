package org.tocsin.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.access.SoundTests;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.CaseClock;
import org.tocsin.alarm.CaseClock.Kind;
import org.tocsin.alarm.CaseClocks;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Town;
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.platform.Ids;
import org.tocsin.response.Contact;
import org.tocsin.response.ContactTime;
import org.tocsin.response.ContactTimes;
import org.tocsin.response.ResponseStore;

/** What stands on the card: lines with who confirmed them, times of contacts, a code that failed, clocks. */
class CardTest {
    static Town town;
    static CardFacts facts;
    static KeySafeFailures keySafes;
    static ContactTimes times;
    static CaseClocks clocks;
    static int count;

    UUID service;
    Scope olga;
    Scope stranger;
    UUID home;
    UUID mabel;
    UUID alarm;

    @BeforeAll
    static void open() {
        town = new Town();
        facts = new CardFacts(town.database, town.clock);
        keySafes = new KeySafeFailures(town.database, town.clock, town.wakeup);
        times = new ContactTimes(town.database, town.clock);
        clocks = new CaseClocks(town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void people() {
        service = town.service("card-" + ++count);
        olga = town.person(service, "olga" + count, "Olga Operator", "OPERATOR");
        stranger = town.person(town.service("far-" + count), "far" + count, "Far", "OPERATOR");
        home = town.home(service, "3 Mill Lane");
        mabel = town.resident(service, home, "Mabel Hill", "ACTIVE", Town.MORNING);
        alarm = town.alarm(service, home);
    }

    @Test
    void each_line_says_who_confirmed_it_and_when_and_an_ended_one_is_gone_but_kept() {
        add(mabel, CardFact.Kind.RESPECT, "Form in the kitchen drawer");
        add(null, CardFact.Kind.RISK, "Loose stair rod");
        town.pass(Duration.ofDays(30));
        CardFact respect = await(facts.ofHome(olga, home)).get(0);
        assertThat(respect.confirmed().by()).isEqualTo(olga.actor());
        assertThat(respect.kind().always()).isEqualTo("Never a reason not to call 999.");
        await(facts.confirm(olga, home, respect.id(), null));
        assertThat(await(facts.ofHome(olga, home)).get(0).confirmed().at()).isEqualTo(town.clock.instant());
        await(facts.end(olga, home, respect.id(), null));
        assertThat(await(facts.ofHome(olga, home))).extracting(CardFact::words).containsExactly("Loose stair rod");
        assertThat(await(facts.end(olga, home, respect.id(), null))).isInstanceOf(CardFacts.NotOnFile.class);
    }

    @Test
    void what_is_known_of_somebody_who_moved_out_is_not_on_the_card() {
        add(mabel, CardFact.Kind.MEDICAL, "Type 2 diabetes");
        town.sql("update resident set until = '%s' where home_id = '%s'", town.clock.instant(), home);
        assertThat(await(facts.ofHome(olga, home))).isEmpty();
        assertThat(await(facts.add(olga, home, mabel, CardFact.Kind.MEDICAL, "x", null)))
                .isInstanceOf(CardFacts.NotOnFile.class);
    }

    @Test
    void another_service_reads_and_writes_nothing_of_it() {
        add(mabel, CardFact.Kind.MEDICAL, "Type 2 diabetes");
        UUID line = await(facts.ofHome(olga, home)).get(0).id();
        assertThat(await(facts.ofHome(stranger, home))).isEmpty();
        assertThat(await(facts.add(stranger, home, null, CardFact.Kind.RISK, "x", null)))
                .isInstanceOf(CardFacts.NotOnFile.class);
        assertThat(await(facts.confirm(stranger, home, line, null))).isInstanceOf(CardFacts.NotOnFile.class);
        assertThat(await(keySafes.failed(stranger, alarm, null))).isEqualTo(KeySafeFailures.Result.NOT_ON_FILE);
        assertThat(await(clocks.start(stranger, alarm, CaseClocks.Start.now(Kind.FLOOR))))
                .isInstanceOf(CaseClocks.Result.NotFound.class);
        await(clocks.start(olga, alarm, CaseClocks.Start.now(Kind.FLOOR)));
        assertThat(await(clocks.ofAlarm(stranger, alarm))).isEmpty();
        assertThat(await(clocks.ofReader(stranger))).isEmpty();
    }

    @Test
    void one_tap_says_that_the_code_failed_and_it_stands_until_it_is_settled() {
        assertThat(await(keySafes.failed(olga, alarm, null))).isEqualTo(KeySafeFailures.Result.DONE);
        assertThat(await(keySafes.failed(olga, alarm, null))).isEqualTo(KeySafeFailures.Result.DONE);
        List<KeySafeFailures.Failure> open = await(keySafes.open(olga));
        assertThat(open).hasSize(1);
        assertThat(await(keySafes.ofHome(olga, home))).isPresent();
        assertThat(await(keySafes.open(stranger))).isEmpty();
        assertThat(await(keySafes.settle(stranger, open.get(0).id(), "x", null)))
                .isEqualTo(KeySafeFailures.Result.NOT_ON_FILE);
        FollowUpDesk tasks = new FollowUpDesk(town.database, town.clock, town.wakeup);
        assertThat(await(tasks.open(olga, 10))).singleElement().satisfies(task -> {
            assertThat(task.urgent()).isTrue();
            assertThat(task.what()).startsWith("The key safe does not open with the code on file");
            assertThat(task.from().alarmId()).isEqualTo(alarm);
        });
        await(keySafes.settle(olga, open.get(0).id(), "new code on file", null));
        assertThat(await(tasks.open(olga, 10))).isEmpty();
        assertThat(await(tasks.done(olga, 10)))
                .singleElement()
                .satisfies(task ->
                        assertThat(Objects.requireNonNull(task.done()).result()).isEqualTo("new code on file"));
        assertThat(await(keySafes.ofHome(olga, home))).isEmpty();
        assertThat(town.log(olga, alarm)).contains("NOTE The key safe did not open with the code on file");
        Scope installer = town.person(service, "ian" + count, "Ian", "INSTALLER");
        assertThat(await(keySafes.failed(installer, alarm, null))).isEqualTo(KeySafeFailures.Result.NOT_ALLOWED);
    }

    @Test
    void a_contact_has_hours_and_days_away_and_somebody_who_asked() {
        UUID nadia = await(times.add(
                olga,
                home,
                new ContactTimes.NewContact(
                        "Nadia",
                        "07700 900123",
                        Contact.Kind.RELATIVE,
                        "daughter",
                        "nadia@example.net",
                        Contact.Language.CY),
                null));
        assertThat(nadia).isNotNull();
        assertThat(email()).isEqualTo("nadia@example.net");
        assertThat(await(times.email(stranger, home, nadia, "x@example.net", null)))
                .isFalse();
        assertThat(await(times.email(olga, home, nadia, null, null))).isTrue();
        assertThat(email()).isNull();
        List<Contact> contacts = await(new ResponseStore(town.database).contacts(olga, home));
        LocalDate today = LocalDate.ofInstant(town.clock.instant(), ZoneOffset.UTC);
        ContactTime.Hours nights = new ContactTime.Hours(
                Ids.next(), nadia, Set.of(DayOfWeek.SATURDAY), LocalTime.of(22, 0), LocalTime.of(7, 0));
        assertThat(await(times.addHours(olga, home, nights, null))).isTrue();
        assertThat(await(times.addHours(stranger, home, nights, null))).isFalse();
        ContactTime.Away over = new ContactTime.Away(Ids.next(), nadia, today.minusDays(9), today.minusDays(1), null);
        assertThat(await(times.addAway(olga, home, over, null))).isTrue();
        ContactTimes.Known known = await(times.of(olga, contacts, today));
        assertThat(known.timesOf(nadia)).containsExactly(nights);
        assertThat(known.confirmed()).containsKey(nadia);
        assertThat(await(times.of(stranger, contacts, today)).times()).isEmpty();
        assertThat(await(times.end(olga, home, nights.id(), null))).isTrue();
        assertThat(await(times.of(olga, contacts, today)).timesOf(nadia)).isEmpty();
    }

    @Test
    void a_floor_clock_runs_from_when_they_fell_and_is_red_after_an_hour() {
        await(clocks.start(
                olga,
                alarm,
                new CaseClocks.Start(Kind.FLOOR, town.clock.instant().minus(Duration.ofMinutes(50)), null, null)));
        CaseClock floor = await(clocks.ofAlarm(olga, alarm)).get(0);
        assertThat(floor.isDue(town.clock.instant())).isFalse();
        town.pass(Duration.ofMinutes(10));
        assertThat(floor.isDue(town.clock.instant())).isTrue();
        await(clocks.end(olga, alarm, Kind.FLOOR, "with the crew's help"));
        assertThat(await(clocks.ofAlarm(olga, alarm))).isEmpty();
        assertThat(town.log(olga, alarm))
                .containsSubsequence(
                        "NOTE On the floor for 50 minutes already",
                        "NOTE Off the floor after 60 minutes: with the crew's help");
    }

    @Test
    void when_they_fell_can_be_corrected_and_the_log_has_both() {
        await(clocks.start(olga, alarm, CaseClocks.Start.now(Kind.FLOOR)));
        town.pass(Duration.ofMinutes(5));
        assertThat(await(clocks.correct(stranger, alarm, Kind.FLOOR, town.clock.instant())))
                .isInstanceOf(CaseClocks.Result.NotFound.class);
        assertThat(await(clocks.correct(
                        olga, alarm, Kind.FLOOR, town.clock.instant().minus(Duration.ofHours(73)))))
                .isInstanceOf(CaseClocks.Result.NotAllowed.class);
        assertThat(await(clocks.correct(
                        olga, alarm, Kind.FLOOR, town.clock.instant().minus(Duration.ofHours(3)))))
                .isInstanceOf(CaseClocks.Result.Done.class);
        assertThat(await(clocks.ofAlarm(olga, alarm)).get(0).isLong(town.clock.instant()))
                .isTrue();
        // A later beginning is taken too: started anew it would keep the earlier one.
        await(clocks.correct(olga, alarm, Kind.FLOOR, town.clock.instant().minus(Duration.ofMinutes(30))));
        assertThat(await(clocks.ofAlarm(olga, alarm)).get(0).isLong(town.clock.instant()))
                .isFalse();
        assertThat(town.log(olga, alarm))
                .containsSubsequence(
                        "NOTE Corrected: On the floor for 180 minutes already, not 5",
                        "NOTE Corrected: On the floor for 30 minutes already, not 180");
        await(clocks.end(olga, alarm, Kind.FLOOR, null));
        assertThat(await(clocks.correct(olga, alarm, Kind.FLOOR, town.clock.instant())))
                .isInstanceOf(CaseClocks.Result.NotFound.class);
    }

    @Test
    void staying_with_them_and_999_remind_again_and_again_until_somebody_is_there() {
        await(clocks.start(olga, alarm, CaseClocks.Start.now(Kind.STAY_WITH)));
        await(clocks.start(olga, alarm, new CaseClocks.Start(Kind.AMBULANCE, null, Duration.ofMinutes(20), "C-1234")));
        assertThat(due()).isEmpty();
        town.pass(Duration.ofMinutes(15));
        assertThat(due()).containsExactly(Kind.STAY_WITH);
        await(clocks.again(olga, alarm, Kind.STAY_WITH, "she is warm"));
        assertThat(due()).isEmpty();
        town.pass(Duration.ofMinutes(5));
        assertThat(due()).containsExactly(Kind.AMBULANCE);
        assertThat(await(clocks.start(olga, alarm, new CaseClocks.Start(Kind.FLOOR, null, Duration.ofHours(3), null))))
                .isInstanceOf(CaseClocks.Result.NotAllowed.class);
        AlarmDesk desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        await(desk.take(olga, alarm));
        await(desk.close(olga, alarm, new CloseRequest("ambulance", null, null)));
        assertThat(due()).as("a closed case reminds nobody").isEmpty();
        assertThat(await(clocks.again(olga, alarm, Kind.AMBULANCE, null)))
                .isInstanceOf(CaseClocks.Result.NotAllowed.class);
    }

    @Test
    void a_sound_test_holds_for_a_shift_and_only_when_all_were_heard() {
        SoundTests tests = new SoundTests(town.database, town.clock);
        await(tests.record(olga, List.of("life"), List.of("fault")));
        assertThat(await(tests.lastOf(olga))).isEmpty();
        await(tests.record(olga, List.of("life", "fault"), List.of()));
        assertThat(await(tests.lastOf(olga))).contains(town.clock.instant());
        assertThat(await(tests.list(stranger))).isEmpty();
        town.pass(Duration.ofHours(12));
        assertThat(await(tests.lastOf(olga))).isEmpty();
        assertThat(await(tests.list(olga))).hasSize(2);
    }

    private List<Kind> due() {
        return await(clocks.ofReader(olga)).stream()
                .filter(clock -> clock.isDue(town.clock.instant()))
                .map(CaseClock::kind)
                .toList();
    }

    private void add(@Nullable UUID person, CardFact.Kind kind, String words) {
        assertThat(await(facts.add(olga, home, person, kind, words, null))).isInstanceOf(CardFacts.Done.class);
    }

    private @Nullable String email() {
        return await(new ResponseStore(town.database).contacts(olga, home))
                .get(0)
                .reach()
                .email();
    }
}
