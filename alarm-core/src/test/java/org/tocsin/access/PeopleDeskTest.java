package org.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Database;
import org.tocsin.platform.TestDatabase;
import org.tocsin.service.ServiceStore;

/** People are made and changed by those who may, with a first password that lets its owner in once. */
class PeopleDeskTest {
    private static final String OWN = "three wet ponies";

    static Vertx vertx;
    static Database database;
    static Passwords passwords;
    static OperatorStore operators;
    static Sessions sessions;
    static People people;
    static PeopleDesk desk;
    static OwnPassword own;
    static Scope ada;
    static Scope south;
    static volatile Instant now = Instant.parse("2026-11-21T22:00:00Z");

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        database = Database.open(vertx, TestDatabase.create().url(), 4);
        passwords = new Passwords(vertx);
        operators = new OperatorStore(database, passwords, () -> now);
        sessions = new Sessions(database, () -> now);
        people = new People(database, () -> now);
        desk = new PeopleDesk(database, passwords, () -> now);
        own = new OwnPassword(database, passwords, () -> now);
        ServiceStore services = new ServiceStore(database, () -> now);
        ada = await(operators.ensure(
                        await(services.ensure("north", "North", List.of())).id(), "ada", "Ada", Role.ADMIN, OWN))
                .scope();
        south = await(operators.ensure(
                        await(services.ensure("south", "South", List.of())).id(), "sue", "Sue", Role.ADMIN, OWN))
                .scope();
    }

    @AfterAll
    static void close() throws Exception {
        passwords.close();
        await(database.close());
        await(vertx.close());
    }

    @Test
    void a_first_password_lets_its_person_in_to_choose_their_own() throws Exception {
        String first = made("olive", Role.OPERATOR);
        Operator olive = await(operators.signIn("olive", first)).orElseThrow();
        String token = await(sessions.open(olive)).token();
        String elsewhere = await(sessions.open(olive)).token();
        assertThat(await(sessions.find(token)).orElseThrow().firstPassword()).isTrue();

        assertThat(await(own.change(olive.scope(), olive.id(), "not it at all", OWN, token, null)))
                .isInstanceOf(OwnPassword.Result.Wrong.class);
        assertThat(await(own.change(olive.scope(), olive.id(), first, first, token, null)))
                .isEqualTo(new OwnPassword.Result.Refused("That is the one you have."));
        assertThat(await(own.change(olive.scope(), olive.id(), first, "olive-olive-1", token, null)))
                .isInstanceOf(OwnPassword.Result.Refused.class);
        assertThat(await(own.change(olive.scope(), olive.id(), first, OWN, token, null)))
                .isInstanceOf(OwnPassword.Result.Done.class);
        assertThat(await(sessions.find(token)).orElseThrow().firstPassword()).isFalse();
        assertThat(await(sessions.find(elsewhere))).isEmpty();
        assertThat(await(operators.signIn("olive", first))).isEmpty();
        assertThat(await(operators.signIn("olive", OWN))).isPresent();
    }

    @Test
    void a_first_password_that_nobody_used_within_a_week_is_none_and_a_new_one_signs_out() throws Exception {
        String first = made("otto", Role.OPERATOR);
        String token = await(
                        sessions.open(await(operators.signIn("otto", first)).orElseThrow()))
                .token();
        Instant before = now;
        now = before.plus(Duration.ofDays(7));
        try {
            assertThat(await(operators.signIn("otto", first))).isEmpty();
        } finally {
            now = before;
        }
        String second = first(await(desk.reset(ada, Role.ADMIN, "otto", "10.0.0.1")));
        assertThat(second).isNotEqualTo(first);
        assertThat(await(sessions.find(token))).isEmpty();
        assertThat(await(operators.signIn("otto", first))).isEmpty();
        assertThat(await(operators.signIn("otto", second))).isPresent();
    }

    @Test
    void managers_and_administrators_are_an_administrators_to_make_and_change() throws Exception {
        assertThat(await(desk.add(ada, Role.MANAGER, "mia", form("Mia", Role.MANAGER), null)))
                .isInstanceOf(PeopleDesk.Result.NotAllowed.class);
        made("mona", Role.MANAGER);
        made("ivan", Role.INSTALLER);
        Scope mona = await(operators.find(ada, "mona")).orElseThrow().scope();
        assertThat(await(desk.change(mona, Role.MANAGER, "ivan", form("Ivan", Role.ADMIN), null)))
                .isInstanceOf(PeopleDesk.Result.NotAllowed.class);
        assertThat(await(desk.reset(mona, Role.MANAGER, "ada", null))).isInstanceOf(PeopleDesk.Result.NotAllowed.class);
        assertThat(await(desk.reset(mona, Role.MANAGER, "mona", null)))
                .isInstanceOf(PeopleDesk.Result.NotAllowed.class);
        assertThat(await(desk.change(mona, Role.MANAGER, "ivan", form("Ivan the Fitter", Role.OPERATOR), null)))
                .isEqualTo(new PeopleDesk.Result.Done("ivan", null));
        People.Standing ivan = await(people.find(ada, "ivan")).orElseThrow();
        assertThat(ivan.name()).isEqualTo("Ivan the Fitter");
        assertThat(ivan.role()).isEqualTo(Role.OPERATOR);
        assertThat(read("select string_agg(action || ' ' || subject, '; ' order by id) from audit"
                        + " where subject like 'operator:ivan%'"))
                .isEqualTo("add-person operator:ivan INSTALLER; change-role operator:ivan INSTALLER -> OPERATOR");
    }

    @Test
    void a_service_keeps_an_administrator_whoever_asks_at_the_same_time() throws Exception {
        assertThat(await(desk.change(ada, Role.ADMIN, "ada", form("Ada", Role.OPERATOR), null)))
                .isEqualTo(new PeopleDesk.Result.NotAllowed("Nobody changes their own role."));
        await(desk.add(south, Role.ADMIN, "sam", form("Sam", Role.ADMIN), null));
        Scope sam = await(operators.find(south, "sam")).orElseThrow().scope();
        Future<PeopleDesk.Result> one = desk.change(sam, Role.ADMIN, "sue", form("Sue", Role.OPERATOR), null);
        Future<People.Result> other = people.setActive(south, Role.ADMIN, "sam", false, null);
        PeopleDesk.Result demoted = await(one);
        People.Result ended = await(other);
        assertThat(demoted instanceof PeopleDesk.Result.Done).isNotEqualTo(ended == People.Result.DONE);
        assertThat(await(people.list(south)).stream().filter(person -> person.active() && person.role() == Role.ADMIN))
                .hasSize(1);
    }

    @Test
    void nothing_of_another_service_is_seen_changed_or_told() throws Exception {
        made("oscar", Role.OPERATOR);
        assertThat(await(desk.change(south, Role.ADMIN, "oscar", form("X", Role.OPERATOR), null)))
                .isEqualTo(new PeopleDesk.Result.NotFound());
        assertThat(await(desk.reset(south, Role.ADMIN, "oscar", null))).isEqualTo(new PeopleDesk.Result.NotFound());
        assertThat(await(people.find(south, "oscar"))).isEmpty();
        PeopleDesk.Result here = await(desk.add(ada, Role.ADMIN, "oscar", form("O", Role.OPERATOR), null));
        assertThat(await(desk.add(south, Role.ADMIN, "oscar", form("O", Role.OPERATOR), null)))
                .isEqualTo(here)
                .isInstanceOf(PeopleDesk.Result.Refused.class);
    }

    @Test
    void what_cannot_be_kept_is_refused_by_its_field() throws Exception {
        for (String bad : List.of("", "Capital", "two words", "-dash", "x".repeat(65), "nul\0")) {
            assertThat(refused(bad, form("Name", Role.OPERATOR))).isEqualTo("username");
        }
        assertThat(refused("fine", form(" ", Role.OPERATOR))).isEqualTo("displayName");
        assertThat(refused("fine", form("x".repeat(101), Role.OPERATOR))).isEqualTo("displayName");
        assertThat(refused("fine", new PersonForm("R", Role.RESPONDER, "ring me", null, true)))
                .isEqualTo("telephone");
        assertThat(refused("fine", new PersonForm("R", Role.RESPONDER, null, 0, true)))
                .isEqualTo("place");
    }

    @Test
    void a_responder_stands_in_the_list_until_they_are_none() throws Exception {
        responder("rita", "07700 900001", null);
        responder("rosa", "07700 900002", null);
        responder("rob", null, 1);
        assertThat(places()).isEqualTo("1 The rob, 2 The rita, 3 The rosa");
        await(desk.change(
                ada, Role.ADMIN, "rob", new PersonForm("Rob", Role.RESPONDER, "07700 900003", 3, true), null));
        assertThat(places()).isEqualTo("1 The rita, 2 The rosa, 3 Rob");
        assertThat(await(people.find(ada, "rob")).orElseThrow().telephone()).isEqualTo("07700 900003");
        await(desk.change(ada, Role.ADMIN, "rita", new PersonForm("Rita", Role.RESPONDER, null, null, false), null));
        await(desk.change(ada, Role.ADMIN, "rosa", form("Rosa", Role.OPERATOR), null));
        assertThat(places()).isEqualTo("3 Rob");
        await(desk.change(ada, Role.ADMIN, "rita", new PersonForm("Rita", Role.RESPONDER, null, 1, true), null));
        assertThat(places()).isEqualTo("1 Rita, 2 Rob");
        assertThat(read("select count(*) from contact where home_id is null and service_id <> '" + ada.serviceId()
                        + "'"))
                .isEqualTo("0");
    }

    private static String read(String sql) throws Exception {
        return String.valueOf(
                await(database.pool().query(sql).execute()).iterator().next().getValue(0));
    }

    private static String places() throws Exception {
        return read("select string_agg(position || ' ' || name, ', ' order by position) from contact"
                + " where home_id is null and retired_at is null");
    }

    private static void responder(String username, @Nullable String telephone, @Nullable Integer place)
            throws Exception {
        assertThat(await(desk.add(
                        ada,
                        Role.MANAGER,
                        username,
                        new PersonForm("The " + username, Role.RESPONDER, telephone, place, true),
                        null)))
                .isInstanceOf(PeopleDesk.Result.Done.class);
    }

    private static String made(String username, Role role) throws Exception {
        return first(await(desk.add(ada, Role.ADMIN, username, form("The " + username, role), null)));
    }

    private static String first(PeopleDesk.Result result) {
        return String.valueOf(((PeopleDesk.Result.Done) result).firstPassword());
    }

    private static String refused(String username, PersonForm form) throws Exception {
        return ((PeopleDesk.Result.Refused) await(desk.add(ada, Role.ADMIN, username, form, null))).field();
    }

    private static PersonForm form(String name, Role role) {
        return new PersonForm(name, role, null, null, true);
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
