package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.TestDatabase;
import org.tocsin.platform.Wakeup;

/** RX-37: what can wait is refused while life alarms are waiting, and life alarms are not. */
class OverloadTest {
    private static final int CROWD = 200;

    private final TestDatabase test = TestDatabase.create();
    private final Vertx vertx = Vertx.vertx();
    private final Database database = Database.open(vertx, test.url(), 2);

    @SuppressWarnings("NullAway.Init")
    private SignalIntake intake;

    @BeforeEach
    void open() throws Exception {
        test.execute("insert into service (id, code, name, created_at) values ('%s', 'demo', 'Demo', '2026-01-01Z')"
                .formatted(Ids.next()));
        intake = get(SignalIntake.open(
                vertx, database, InstantSource.system(), new LastCommit(), new Wakeup(vertx, database)));
    }

    @AfterEach
    void close() throws Exception {
        get(intake.close());
        get(vertx.close());
    }

    @Test
    void RX37_a_fault_is_refused_at_once_while_life_alarms_wait_and_taken_again_afterwards() throws Exception {
        List<Future<Receipt>> alarms = new ArrayList<>();
        SqlConnection owner =
                get(Database.open(vertx, test.ownerUrl(), 1).pool().getConnection());
        Transaction lock = get(owner.begin());
        get(owner.query("lock table signal in share mode").execute());
        for (int i = 0; i < CROWD; i++) {
            alarms.add(intake.submit(Signals.press("1" + i, "a"), "one home", SignalIntake.Lane.LIFE));
        }
        await().untilAsserted(() ->
                assertThat(fault("2").result()).isEqualTo(new Receipt.Refused(Receipt.Reason.OVERLOADED)));
        assertThat(alarms)
                .noneMatch(alarm -> alarm.isComplete() && !alarm.result().positive());
        get(lock.rollback());
        for (Future<Receipt> alarm : alarms.subList(0, CROWD)) {
            assertThat(get(alarm)).isNotEqualTo(new Receipt.Refused(Receipt.Reason.OVERLOADED));
        }
        assertThat(get(fault("3"))).isInstanceOf(Receipt.Recorded.class);
    }

    private Future<Receipt> fault(String cid) {
        Map<String, String> mains = Map.of("dty", "0041", "stc", "0085");
        return intake.submit(Signals.of(cid, "f", mains, Signals.NOON), cid, SignalIntake.Lane.ROUTINE);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
