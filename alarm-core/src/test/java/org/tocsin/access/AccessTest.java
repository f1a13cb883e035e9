package org.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Database;
import org.tocsin.platform.TestDatabase;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

class AccessTest {
    static Vertx vertx;
    static Database database;
    static Passwords passwords;
    static OperatorStore operators;
    static Sessions sessions;
    static ApiTokens tokens;
    static TelecareService north;
    static TelecareService south;
    static volatile Instant now = Instant.parse("2026-11-21T22:00:00Z");

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        database = Database.open(vertx, TestDatabase.create().url(), 4);
        passwords = new Passwords(vertx);
        operators = new OperatorStore(database, passwords, () -> now);
        sessions = new Sessions(database, () -> now);
        tokens = new ApiTokens(database, () -> now);
        ServiceStore services = new ServiceStore(database, () -> now);
        north = await(services.ensure("north", "North", List.of()));
        south = await(services.ensure("south", "South", List.of()));
    }

    @AfterAll
    static void close() throws Exception {
        passwords.close();
        await(vertx.close());
    }

    @Test
    void the_right_password_signs_in_whatever_the_case_of_the_name() throws Exception {
        Operator alice = await(operators.ensure(north.id(), "alice", "Alice", Role.OPERATOR, "correct horse"));
        assertThat(await(operators.signIn("Alice", "correct horse"))).contains(alice);
        assertThat(await(operators.signIn("alice", "correct hors"))).isEmpty();
        assertThat(await(operators.signIn("nobody", "correct horse"))).isEmpty();
        assertThat(await(operators.signIn("nobody", ""))).isEmpty();
    }

    @Test
    void a_password_is_kept_as_argon2id_with_its_own_salt() throws Exception {
        String one = await(passwords.hash("secret"));
        assertThat(one).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(await(passwords.hash("secret")));
        assertThat(await(passwords.matches("secret", one))).isTrue();
        assertThat(await(passwords.matches("Secret", one))).isFalse();
    }

    @Test
    void past_the_bounded_queue_a_sign_in_is_refused_not_delayed() {
        List<Future<Boolean>> all = IntStream.range(0, 90)
                .mapToObj(i -> passwords.matches("x", null))
                .toList();
        // A few may have been checked while the last were still being asked.
        assertThat(all)
                .filteredOn(future -> future.failed())
                .hasSizeBetween(10, 26)
                .allSatisfy(future -> assertThat(future.cause()).isInstanceOf(Passwords.Busy.class));
        all.stream()
                .filter(future -> !future.failed())
                .forEach(future -> assertThat(
                                future.toCompletionStage().toCompletableFuture().join())
                        .isFalse());
    }

    @Test
    void a_new_password_ends_the_sessions_the_same_one_does_not() throws Exception {
        Operator bob = await(operators.ensure(north.id(), "bob", "Bob", Role.OPERATOR, "first"));
        Sessions.Opened opened = await(sessions.open(bob));
        assertThat(await(operators.ensure(north.id(), "bob", "Bob", Role.MANAGER, "first"))
                        .role())
                .isEqualTo(Role.MANAGER);
        assertThat(await(sessions.find(opened.token()))).isPresent();
        await(operators.ensure(north.id(), "bob", "Bob", Role.MANAGER, "second"));
        assertThat(await(sessions.find(opened.token()))).isEmpty();
    }

    @Test
    void a_user_name_is_never_taken_over_by_another_service() throws Exception {
        await(operators.ensure(north.id(), "carol", "Carol", Role.OPERATOR, "hers"));
        assertThatThrownBy(() -> await(operators.ensure(south.id(), "carol", "Other", Role.ADMIN, "theirs")))
                .hasMessageContaining("another service");
        assertThat(await(operators.signIn("carol", "hers"))).isPresent();
        assertThat(await(operators.find(Scope.platform(south.id()), "carol"))).isEmpty();
    }

    @Test
    void a_session_lasts_a_long_shift_and_its_hand_over_or_until_it_is_revoked() throws Exception {
        Operator dave = await(operators.ensure(north.id(), "dave", "Dave", Role.RESPONDER, "pass"));
        Sessions.Opened opened = await(sessions.open(dave));
        Sessions.Opened other = await(sessions.open(dave));
        assertThat(opened.token()).hasSize(43).isNotEqualTo(other.token());
        assertThat(await(sessions.find(opened.token())).map(Sessions.Session::operator))
                .contains(dave);
        await(sessions.revoke(other.token()));
        assertThat(await(sessions.stillValid(List.of(opened.token(), other.token(), "unknown"))))
                .containsExactly(opened.token());
        Instant before = now;
        now = before.plus(Duration.ofHours(13));
        try {
            assertThat(await(sessions.find(opened.token()))).isEmpty();
            assertThat(await(sessions.stillValid(List.of(opened.token())))).isEmpty();
        } finally {
            now = before;
        }
    }

    @Test
    void a_token_belongs_to_one_service_and_ends_with_its_successor() throws Exception {
        String first = ApiTokens.random();
        String second = ApiTokens.random();
        await(tokens.ensure(north.id(), "import", first));
        await(tokens.ensure(north.id(), "import", first));
        assertThat(await(tokens.find(first))).contains(new Scope(north.id(), null, "api:import"));
        assertThatThrownBy(() -> await(tokens.ensure(south.id(), "import", first)))
                .hasMessageContaining("another service");
        await(tokens.ensure(north.id(), "import", second));
        assertThat(await(tokens.find(first))).isEqualTo(Optional.empty());
        assertThat(await(tokens.find(second))).isPresent();
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
