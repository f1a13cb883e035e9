package org.tocsin.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.BoardReader;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.TestDatabase;
import org.tocsin.platform.Wakeup;

/** The board as one console knows it, on a real PostgreSQL. */
class BoardFeedTest {
    private static final UUID SERVICE = Ids.next();

    @Test
    void one_alarm_that_cannot_be_told_hides_none_of_the_others() throws Exception {
        TestDatabase test = TestDatabase.create();
        test.execute("insert into service (id, code, name, created_at) values ('%s', 'demo', 'Demo', '2026-01-01Z')"
                .formatted(SERVICE));
        Vertx vertx = Vertx.vertx();
        try {
            Database database = Database.open(vertx, test.url(), 2);
            Stumbling audience = new Stumbling(new BoardReader(database));
            vertx.runOnContext(go -> audience.feed.start(vertx, new Wakeup(vertx, database)));
            await().untilTrue(audience.begun);

            test.execute("""
                    insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state,
                      flags, trigger_words, signal_count, raised_at, pressed_at, sounding)
                    select gen_random_uuid(), '%s', 'ABCDEF', n::text, 'unit:' || n, 'LIFE', 'ALARM', 1, 'WAITING',
                      '{}', 'Pendant', 1, clock_timestamp(), clock_timestamp(), true
                    from generate_series(1, 20) n""".formatted(SERVICE));

            await().untilAsserted(() -> assertThat(audience.told).hasSize(20));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void what_was_only_written_into_its_log_is_told_too() throws Exception {
        UUID alarm = Ids.next();
        TestDatabase test = TestDatabase.create();
        test.execute("insert into service (id, code, name, created_at) values ('%s', 'demo', 'Demo', '2026-01-01Z')"
                .formatted(SERVICE));
        test.execute("""
                insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state,
                  flags, trigger_words, signal_count, raised_at, pressed_at, sounding)
                values ('%s', '%s', 'ABCDEF', '1', 'unit:1', 'LIFE', 'ALARM', 1, 'WAITING',
                  '{}', 'Pendant', 1, clock_timestamp(), clock_timestamp(), true)""".formatted(alarm, SERVICE));
        Vertx vertx = Vertx.vertx();
        try {
            Database database = Database.open(vertx, test.url(), 2);
            Stumbling audience = new Stumbling(new BoardReader(database));
            audience.stumbled = true;
            vertx.runOnContext(go -> audience.feed.start(vertx, new Wakeup(vertx, database)));
            await().untilTrue(audience.begun);
            audience.told.clear();

            Scope scope = Scope.platform(SERVICE);
            database.pool()
                    .withTransaction(connection -> CaseFile.open(connection, scope, alarm, Instant.now())
                            .compose(file -> file.orElseThrow().log(EntryKind.NOTE, "Rings back")))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            await().untilAsserted(() -> assertThat(audience.told).containsExactly(alarm));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void a_fault_that_cannot_be_read_hides_no_call_from_whoever_begins_to_look() throws Exception {
        TestDatabase test = TestDatabase.create();
        test.execute("insert into service (id, code, name, created_at) values ('%s', 'demo', 'Demo', '2026-01-01Z')"
                .formatted(SERVICE));
        test.execute("alter table alarm drop constraint alarm_state_check");
        test.execute("""
                insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state,
                  flags, trigger_words, signal_count, raised_at, pressed_at, sounding)
                values (gen_random_uuid(), '%1$s', 'ABCDEF', '1', 'unit:1', 'LIFE', 'ALARM', 1, 'WAITING',
                    '{}', 'Pendant', 1, clock_timestamp(), clock_timestamp(), true),
                  (gen_random_uuid(), '%1$s', 'ABCDEG', '1', 'unit:1', 'TECHNICAL', 'TECHNICAL', 3, 'NO_SUCH_STATE',
                    '{}', 'Mains failure', 1, clock_timestamp(), clock_timestamp(), true)""".formatted(SERVICE));
        Vertx vertx = Vertx.vertx();
        try {
            Database database = Database.open(vertx, test.url(), 2);
            Stumbling audience = new Stumbling(new BoardReader(database));
            vertx.runOnContext(go -> audience.feed.start(vertx, new Wakeup(vertx, database)));

            await().untilTrue(audience.begun);
            assertThat(audience.told).hasSize(1);
            assertThat(audience.feed.callsKnown()).isTrue();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    /** Fails at the first alarm it is told of. */
    private static final class Stumbling implements BoardFeed.Audience {
        final AtomicBoolean begun = new AtomicBoolean();
        final Set<UUID> told = ConcurrentHashMap.newKeySet();
        final BoardFeed feed;
        private boolean stumbled;

        Stumbling(BoardReader reader) {
            feed = new BoardFeed(reader, InstantSource.system(), this);
        }

        @Override
        public void changed(AlarmRow row, boolean pressed) {
            if (!stumbled) {
                stumbled = true;
                throw new IllegalStateException("WebSocket is closed");
            }
            told.add(row.alarm().id());
        }

        @Override
        public void startedOver() {
            feed.openOf(SERVICE).forEach(row -> told.add(row.alarm().id()));
            begun.set(true);
        }

        @Override
        public void looked() {}
    }
}
