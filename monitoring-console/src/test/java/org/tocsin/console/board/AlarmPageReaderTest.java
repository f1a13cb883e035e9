package org.tocsin.console.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.access.Role;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.TestConsole;
import org.tocsin.home.HomeStore;
import org.tocsin.platform.Wakeup;

/** An alarm opens, and is acted upon, also while every connection that keeps its plans is blocked. */
class AlarmPageReaderTest {
    private TestConsole console;
    private Passwords passwords;
    private Parts parts;
    private SignedIn olive;

    @BeforeEach
    void start() throws Exception {
        console = TestConsole.start();
        passwords = new Passwords(console.vertx);
        parts = new Parts(
                console.database,
                TestConsole.KEYRING,
                new Wakeup(console.vertx, console.database),
                new OperatorStore(console.database, passwords, console::now),
                console::now,
                new SimpleMeterRegistry());
        UUID id = console.person(console.demo, "olive", Role.OPERATOR);
        olive = new SignedIn(id, console.demo.id(), "olive", "Olive", Role.OPERATOR, "");
    }

    @AfterEach
    void stop() throws Exception {
        passwords.close();
        console.close();
    }

    @Test
    void it_is_read_the_other_way_and_is_on_the_trail_once() throws Exception {
        console.press("881234", "blocked");
        UUID alarm = TestConsole.await(
                        console.database.pool().query("select id from alarm").execute())
                .iterator()
                .next()
                .getUUID(0);
        AlarmPageReader reader = new AlarmPageReader(parts);
        List<Future<SqlConnection>> taken = Stream.generate(
                        () -> console.database.keepingPlans().pool().getConnection())
                .limit(3)
                .toList();
        TestConsole.await(Future.all(taken));
        try {
            assertThat(TestConsole.await(reader.read(olive, alarm, null))).isPresent();
            assertThat(TestConsole.await(reader.read(olive, UUID.randomUUID(), null)))
                    .isEmpty();
            assertThat(TestConsole.await(reader.service(olive)).id()).isEqualTo(console.demo.id());
            assertThat(TestConsole.await(reader.access(olive, alarm, null)))
                    .isInstanceOf(HomeStore.AccessResult.NotFound.class);
            assertThat(TestConsole.await(
                            new AlarmDesk(console.database, console::now, parts.wakeup()).take(olive.scope(), alarm)))
                    .isInstanceOf(ActResult.Done.class);
        } finally {
            for (Future<SqlConnection> one : taken) {
                TestConsole.await(one.result().close());
            }
        }
        assertThat(TestConsole.await(console.database
                                .pool()
                                .query("select count(*) from audit where action = 'read-alarm'")
                                .execute())
                        .iterator()
                        .next()
                        .getLong(0))
                .isEqualTo(1);
    }
}
