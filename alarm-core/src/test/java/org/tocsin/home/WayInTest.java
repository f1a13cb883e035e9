package org.tocsin.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Town;
import org.tocsin.followup.FollowUp;
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.home.HomeStore.AccessResult;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.response.ResponderAct;
import org.tocsin.response.ResponderDesk;
import org.tocsin.response.Road;
import org.tocsin.response.RoadStore;
import org.tocsin.visit.Visit;
import org.tocsin.visit.VisitAct;
import org.tocsin.visit.VisitDesk;
import org.tocsin.visit.WayIn;

/** How to get in: kept current by people, failed at the door, and shown to the installer whose visit it is. */
class WayInTest {
    static final Keyring KEYS = Keyring.fromHex("5c".repeat(32));
    static Town town;
    static WayInDesk desk;
    static KeySafeFailures failures;
    static HomeStore homes;
    static AlarmDesk alarms;
    static ResponderDesk phone;
    static RoadStore roads;
    static VisitDesk visits;
    static WayIn wayIn;
    static FollowUpDesk tasks;
    static int count;

    UUID service;
    Scope olga;
    Scope rita;
    Scope ian;
    Scope stranger;
    UUID home;
    UUID alarm;
    UUID callout;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new WayInDesk(town.database, KEYS, town.clock, town.wakeup);
        failures = new KeySafeFailures(town.database, town.clock, town.wakeup);
        homes = new HomeStore(town.database, KEYS, new AuditTrail(town.database, town.clock), town.clock);
        alarms = new AlarmDesk(town.database, town.clock, town.wakeup);
        phone = new ResponderDesk(town.database, town.clock, town.wakeup);
        roads = new RoadStore(town.database, town.clock);
        visits = new VisitDesk(town.database, town.clock, town.wakeup);
        wayIn = new WayIn(town.database, KEYS, town.clock);
        tasks = new FollowUpDesk(town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void people() {
        service = town.service("way-in-" + ++count);
        olga = town.person(service, "olga" + count, "Olga Operator", "OPERATOR");
        rita = town.person(service, "rita" + count, "Rita Road", "RESPONDER");
        ian = town.person(service, "ian" + count, "Ian Fitter", "INSTALLER");
        stranger = town.person(town.service("far-" + count), "far" + count, "Far", "OPERATOR");
        home = town.home(service, "9 Mill Lane");
        town.sql("update home set external_id = 'C-%d' where id = '%s'", count, home);
        UUID contact = town.contact(rita, null, 1, "Rita Road");
        alarm = town.alarm(service, home);
        await(alarms.take(olga, alarm));
        await(alarms.callOut(olga, alarm, contact));
        callout = await(roads.ofAlarm(olga, alarm)).get(0).calloutId();
    }

    @Test
    void what_is_put_on_file_is_what_is_shown_and_what_was_there_before_is_gone() {
        change(WayInChange.asked("1111", false, "Side gate", false));
        assertThat(shown()).isEqualTo(new HomeStore.Secrets("1111", "Side gate"));
        change(WayInChange.code("2222#"));
        assertThat(shown()).isEqualTo(new HomeStore.Secrets("2222#", "Side gate"));
        change(WayInChange.asked(null, true, null, false));
        assertThat(shown()).isEqualTo(new HomeStore.Secrets(null, "Side gate"));
        WayInDesk.Known known = await(desk.known(olga, home)).orElseThrow();
        assertThat(known.code()).isEqualTo(new WayInDesk.OnFile(false, town.clock.instant(), olga.actor()));
        assertThat(known.note().there()).isTrue();
        assertThat(audited())
                .containsSubsequence("change-key-safe", "change-access-note", "change-key-safe", "remove-key-safe")
                .allSatisfy(action -> assertThat(action).doesNotContain("1111", "2222"));
        assertThat(town.log(olga, alarm)).noneMatch(line -> line.contains("1111") || line.contains("2222"));

        assertThat(await(desk.change(stranger, home, WayInChange.code("3333"), null)))
                .isInstanceOf(WayInDesk.NotOnFile.class);
        assertThat(await(desk.known(stranger, home))).isEmpty();
        assertThat(shown().keySafe()).isNull();
    }

    @Test
    void what_cannot_be_kept_is_refused_in_words() {
        for (WayInChange unfit : List.of(
                WayInChange.asked(null, false, null, false),
                WayInChange.code("x".repeat(201)),
                WayInChange.code("12\n34"),
                WayInChange.asked(null, false, "x".repeat(2_001), false))) {
            assertThat(await(desk.change(olga, home, unfit, null))).isInstanceOf(WayInDesk.Invalid.class);
        }
        assertThat(WayInChange.code("4711").toString()).doesNotContain("4711");
    }

    @Test
    void a_new_code_settles_the_one_that_failed_and_words_that_tell_it_are_refused() {
        await(failures.failed(olga, alarm, null));
        UUID failure = await(failures.ofHome(olga, home)).orElseThrow().id();
        WayInChange code = WayInChange.code("8642");
        assertThat(await(desk.settle(olga, failure, code, "the daughter says 8642", null)))
                .isInstanceOf(WayInDesk.Invalid.class);
        assertThat(await(desk.settle(stranger, failure, code, "asked the daughter", null)))
                .isInstanceOf(WayInDesk.NotOnFile.class);
        assertThat(await(desk.settle(olga, failure, code, "asked the daughter", null)))
                .isEqualTo(new WayInDesk.Done(List.of()));
        assertThat(await(failures.ofHome(olga, home))).isEmpty();
        assertThat(shown().keySafe()).isEqualTo("8642");
        assertThat(await(tasks.done(olga, 5)))
                .singleElement()
                .satisfies(task ->
                        assertThat(Objects.requireNonNull(task.done()).result()).isEqualTo("asked the daughter"));
        assertThat(await(desk.settle(olga, failure, code, "again", null))).isInstanceOf(WayInDesk.NotOnFile.class);

        await(failures.failed(olga, alarm, null));
        change(WayInChange.asked(null, false, "Side gate", false));
        assertThat(await(failures.ofHome(olga, home)))
                .as("a note opens no safe")
                .isPresent();
        change(WayInChange.code("9753"));
        assertThat(await(failures.ofHome(olga, home))).isEmpty();
    }

    @Test
    void whoever_is_on_the_way_is_named_in_the_log_and_their_phone_sees_that_it_changed() {
        change(WayInChange.code("1111"));
        String before = way().version();
        assertThat(say(ResponderAct.Kind.RESPOND, Map.of())).isEmpty();
        assertThat(change(WayInChange.code("2222")).onTheWay()).containsExactly("Rita Road");
        assertThat(town.log(olga, alarm))
                .endsWith("NOTE How to get in was changed. Rita Road may hold it as it was; a phone fetches the new one"
                        + " where it has a signal: ring them");
        assertThat(way().version()).isNotEqualTo(before);
        assertThat(facts().customer()).isEqualTo("C-" + count);
    }

    @Test
    void one_tap_at_the_door_is_the_banner_and_the_task_once_and_late() {
        change(WayInChange.code("1111"));
        assertThat(say(ResponderAct.Kind.CODE_FAILED, Map.of())).contains("Say first that you go.");
        assertThat(say(ResponderAct.Kind.RESPOND, Map.of())).isEmpty();
        Instant said = town.clock.instant();
        String version = Objects.requireNonNull(way().version());
        ResponderAct tap =
                new ResponderAct(Ids.next(), callout, ResponderAct.Kind.CODE_FAILED, said, Map.of("version", version));
        town.pass(Duration.ofMinutes(25));
        assertThat(await(phone.act(stranger, tap, null))).contains("This call-out is not yours.");
        assertThat(await(phone.act(rita, tap, null))).isEmpty();
        assertThat(await(phone.act(rita, tap, null))).isEmpty();
        assertThat(await(failures.ofHome(olga, home)).orElseThrow())
                .satisfies(failure -> assertThat(failure.at()).isEqualTo(said))
                .satisfies(failure -> assertThat(failure.by()).isEqualTo(rita.actor()));
        assertThat(way().failedAt()).isEqualTo(said);
        assertThat(await(tasks.open(olga, 5)))
                .singleElement()
                .satisfies(task -> assertThat(task.urgent()).isTrue());
        assertThat(town.log(olga, alarm))
                .filteredOn(line -> line.contains("at the door"))
                .containsExactly("NOTE Rita Road at the door: the key safe did not open with the code on file");
        change(WayInChange.code("2222"));
        assertThat(say(ResponderAct.Kind.CODE_FAILED, Map.of("version", version)))
                .as("sent late, of a code that is gone")
                .isEmpty();
        assertThat(await(failures.ofHome(olga, home))).isEmpty();
        assertThat(town.log(olga, alarm)).last().asString().endsWith("it has been changed since");
    }

    @Test
    void said_after_the_centre_closed_it_is_still_a_banner_and_the_sealed_record_stays() {
        change(WayInChange.code("1111"));
        assertThat(say(ResponderAct.Kind.RESPOND, Map.of())).isEmpty();
        assertThat(say(ResponderAct.Kind.ARRIVED, Map.of())).isEmpty();
        await(alarms.close(olga, alarm, new CloseRequest("ambulance", null, null)));
        List<String> sealed = town.log(olga, alarm);
        assertThat(say(ResponderAct.Kind.CODE_FAILED, Map.of())).isEmpty();
        assertThat(await(failures.ofHome(olga, home))).isPresent();
        assertThat(town.log(olga, alarm)).isEqualTo(sealed);
    }

    @Test
    void the_installer_sees_it_while_their_own_visit_is_open_and_nobody_else_on_it() {
        change(WayInChange.asked("1111", false, "Side gate", false));
        UUID visit = Ids.next();
        await(visits.plan(ian, visit, home, Visit.Kind.RECHECK, LocalDate.of(2026, 11, 21)));
        assertThat(refused(ian, visit)).startsWith("Begin the visit first");
        visit(ian, visit, VisitAct.Kind.BEGIN, Map.of());
        long before = reads();
        assertThat(((AccessResult.Shown) await(wayIn.show(ian, visit, "192.0.2.7"))).secrets())
                .isEqualTo(new HomeStore.Secrets("1111", "Side gate"));
        assertThat(reads()).isEqualTo(before + 1);
        Scope manager = town.person(service, "mona" + count, "Mona", "MANAGER");
        assertThat(refused(manager, visit)).startsWith("Somebody else began this visit");
        assertThat(await(wayIn.show(stranger, visit, null))).isInstanceOf(AccessResult.NotFound.class);
        assertThat(refused(new Scope(service, null, "token:x"), visit)).startsWith("Only a person");

        visit(ian, visit, VisitAct.Kind.KEY_SAFE, Map.of("result", "OPENED"));
        assertThat(await(failures.ofHome(olga, home))).isEmpty();
        visit(ian, visit, VisitAct.Kind.KEY_SAFE, Map.of("result", "DID_NOT_OPEN", "note", "stiff"));
        assertThat(await(failures.ofHome(olga, home)).orElseThrow().by()).isEqualTo(ian.actor());
        assertThat(await(tasks.open(olga, 5))).extracting(FollowUp::urgent).containsExactly(true);

        town.pass(WayInTest.FORGOTTEN);
        assertThat(refused(ian, visit)).contains("more than 12 hours ago");
        visit(ian, visit, VisitAct.Kind.LEAVE, Map.of("note", "no unit in the van"));
        assertThat(refused(ian, visit)).startsWith("This visit is over");
        assertThat(reads()).isEqualTo(before + 1);
    }

    @Test
    void what_the_installer_tried_settles_what_failed_before_if_it_is_the_code_on_file() {
        change(WayInChange.code("1111"));
        UUID visit = Ids.next();
        await(visits.plan(ian, visit, home, Visit.Kind.RECHECK, LocalDate.of(2026, 11, 21)));
        visit(ian, visit, VisitAct.Kind.BEGIN, Map.of());
        String version = ((AccessResult.Shown) await(wayIn.show(ian, visit, null))).version();
        Instant before = town.clock.instant();
        town.pass(Duration.ofMinutes(1));
        await(failures.failed(olga, alarm, null));

        visit(ian, visit, VisitAct.Kind.KEY_SAFE, Map.of("result", "OPENED"));
        assertThat(await(failures.ofHome(olga, home)))
                .as("with what it was opened nobody knows")
                .isPresent();
        assertThat(await(visits.act(
                        ian,
                        visit,
                        new VisitAct(
                                Ids.next(),
                                VisitAct.Kind.KEY_SAFE,
                                before,
                                Map.of("result", "OPENED", "version", version)))))
                .isInstanceOf(VisitDesk.Done.class);
        assertThat(await(failures.ofHome(olga, home)))
                .as("it failed after it had opened")
                .isPresent();
        visit(ian, visit, VisitAct.Kind.KEY_SAFE, Map.of("result", "OPENED", "version", version));
        assertThat(await(failures.ofHome(olga, home))).isEmpty();
        assertThat(await(tasks.open(olga, 5))).isEmpty();
        assertThat(audited()).endsWith("settle-key-safe");

        change(WayInChange.code("2222"));
        visit(ian, visit, VisitAct.Kind.KEY_SAFE, Map.of("result", "DID_NOT_OPEN", "version", version));
        assertThat(await(failures.ofHome(olga, home)))
                .as("of a code that is gone")
                .isEmpty();
        await(failures.failed(olga, alarm, null));
        visit(ian, visit, VisitAct.Kind.KEY_SAFE, Map.of("result", "OPENED", "version", version));
        assertThat(await(failures.ofHome(olga, home)))
                .as("the one before opened")
                .isPresent();
    }

    private static final Duration FORGOTTEN = Duration.ofHours(12);

    private WayInDesk.Done change(WayInChange change) {
        return (WayInDesk.Done) await(desk.change(olga, home, change, null));
    }

    private HomeStore.Secrets shown() {
        return ((AccessResult.Shown) await(homes.access(olga, alarm, null))).secrets();
    }

    private Road.Facts facts() {
        return await(roads.facts(rita, alarm)).orElseThrow();
    }

    private Road.WayIn way() {
        return facts().wayIn();
    }

    private Optional<String> say(ResponderAct.Kind kind, Map<String, String> data) {
        return await(phone.act(rita, new ResponderAct(Ids.next(), callout, kind, town.clock.instant(), data), null));
    }

    private void visit(Scope who, UUID visit, VisitAct.Kind kind, Map<String, Object> data) {
        VisitAct act = new VisitAct(Ids.next(), kind, town.clock.instant(), new HashMap<>(data));
        assertThat(await(visits.act(who, visit, act))).isInstanceOf(VisitDesk.Done.class);
    }

    private @Nullable String refused(Scope who, UUID visit) {
        return ((AccessResult.NotAllowed) await(wayIn.show(who, visit, null))).why();
    }

    private List<String> audited() {
        return await(town.database
                        .pool()
                        .query("select action from audit where subject = 'home:" + home + "' order by id")
                        .execute())
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private long reads() {
        return audited().stream().filter("read-access"::equals).count();
    }
}
