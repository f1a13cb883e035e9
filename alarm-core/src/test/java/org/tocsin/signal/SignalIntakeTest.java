package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.Page;
import org.tocsin.platform.TestDatabase;
import org.tocsin.platform.Wakeup;

/** The way of a signal into a real PostgreSQL. */
class SignalIntakeTest {
    static final UUID SERVICE = Ids.next();
    static TestDatabase test;
    static Vertx vertx;
    static Database database;
    static SignalIntake intake;
    static int lastCid = 1000;

    @BeforeAll
    static void open() throws Exception {
        test = TestDatabase.create();
        test.execute("insert into service (id, code, name, created_at) values ('%s', 'demo', 'Demo', '2026-01-01Z')"
                .formatted(SERVICE));
        vertx = Vertx.vertx();
        database = Database.open(vertx, test.url(), 4);
        intake = await(SignalIntake.open(
                vertx, database, InstantSource.system(), new LastCommit(), new Wakeup(vertx, database)));
    }

    @AfterAll
    static void close() throws Exception {
        await(intake.close());
        await(vertx.close());
    }

    @Test
    void a_press_is_on_file_and_on_the_board_once_it_is_receipted() throws Exception {
        String cid = enrol(null, "IN_SERVICE");

        Receipt receipt = submit(Signals.press(cid, "A1"));

        assertThat(receipt).isInstanceOf(Receipt.Recorded.class);
        Row alarm = one("select * from alarm where cid = $1", cid);
        assertThat(alarm.getString("state")).isEqualTo("WAITING");
        assertThat(alarm.getInteger("priority")).isEqualTo(1);
        assertThat(alarm.getBoolean("sounding")).isTrue();
        assertThat(alarm.getString("reference")).matches("[2-9A-HJ-NP-Z]{6}");
        assertThat(alarm.getArrayOfStrings("flags")).isEmpty();
        Row entry = one("select e.* from alarm_entry e join alarm a on a.id = e.alarm_id where a.cid = $1", cid);
        assertThat(entry.getString("words")).isEqualTo("Pendant");
    }

    @Test
    void a_retransmission_is_silent_and_counted() throws Exception {
        String cid = enrol(null, "IN_SERVICE");
        Signal first = Signals.press(cid, "B1");

        UUID recorded = ((Receipt.Recorded) submit(first)).signalId();
        for (int i = 0; i < 3; i++) {
            assertThat(submit(Signals.press(cid, "B1"))).isEqualTo(new Receipt.Duplicate(recorded));
        }

        SignalStore.Row row = only(list(cid));
        assertThat(row.repeats()).isEqualTo(3);
        assertThat(one("select signal_count from alarm where cid = $1", cid).getInteger(0))
                .isEqualTo(1);
    }

    @Test
    void every_new_press_joins_the_open_alarm_of_the_home_and_sounds_again() throws Exception {
        UUID home = home();
        String pendant = enrol(home, "IN_SERVICE");
        String second = enrol(home, "IN_SERVICE");
        submit(Signals.press(pendant, "C1"));
        test.execute("update alarm set state = 'HANDLED', sounding = false, taken_by = '%s' where cid = '%s'"
                .formatted(Ids.next(), pendant));

        submit(Signals.press(second, "C1"));

        Row alarm = one("select * from alarm where home_id = $1", home);
        assertThat(alarm.getInteger("signal_count")).isEqualTo(2);
        assertThat(alarm.getBoolean("sounding")).isTrue();
        assertThat(alarm.getString("state")).isEqualTo("TAKEN");
    }

    @Test
    void life_never_joins_technical() throws Exception {
        String cid = enrol(home(), "IN_SERVICE");

        submit(fault(cid, "D1"));
        submit(Signals.press(cid, "D2"));
        submit(fault(cid, "D3"));

        assertThat(all("select joining_class, priority, signal_count from alarm where cid = $1 order by 1", cid))
                .extracting(row -> row.getString(0) + row.getInteger(1) + row.getInteger(2))
                .containsExactly("LIFE11", "TECHNICAL32");
    }

    @Test
    void nothing_from_the_wire_closes_an_alarm() throws Exception {
        String cid = enrol(home(), "IN_SERVICE");
        submit(Signals.press(cid, "E1"));

        submit(Signals.of(cid, "E2", Map.of("mty", "RE", "dty", "0003", "stc", "0092"), Signals.NOON));
        submit(Signals.of(cid, "E3", Map.of("dty", "0003", "stc", "0019"), Signals.NOON));

        Row alarm = one("select * from alarm where cid = $1", cid);
        assertThat(alarm.getString("state")).isEqualTo("WAITING");
        assertThat(alarm.getInteger("signal_count")).isEqualTo(1);
        assertThat(all(
                        "select e.words from alarm_entry e join alarm a on a.id = e.alarm_id where a.cid = $1"
                                + " order by e.id",
                        cid))
                .extracting(row -> row.getString(0))
                .satisfiesExactly(
                        words -> assertThat(words).isEqualTo("Pendant"),
                        words -> assertThat(words).startsWith("Reset by the home"),
                        words -> assertThat(words).startsWith("Cancelled at the home"));
    }

    @Test
    void a_stranger_and_a_suspended_unit_are_heard_and_marked() throws Exception {
        String stranger = Integer.toString(++lastCid);
        String suspended = enrol(home(), "SUSPENDED");

        submit(Signals.press(stranger, "F1"));
        submit(Signals.press(suspended, "F1"));

        assertThat(flags(stranger)).containsExactly("NOT_ON_FILE");
        assertThat(flags(suspended)).containsExactly("SUSPENDED");
    }

    @Test
    void a_repeat_after_its_alarm_was_closed_opens_a_new_one_marked() throws Exception {
        String cid = enrol(home(), "IN_SERVICE");
        submit(Signals.press(cid, "G1"));
        test.execute("update alarm set state = 'CLOSED' where cid = '%s'".formatted(cid));

        assertThat(submit(Signals.press(cid, "G1"))).isInstanceOf(Receipt.Recorded.class);
        assertThat(submit(Signals.press(cid, "G1"))).isInstanceOf(Receipt.Duplicate.class);

        Row open = one("select flags from alarm where cid = $1 and state <> 'CLOSED'", cid);
        assertThat(open.getArrayOfStrings(0)).containsExactly("REPEATED_AFTER_CLOSE");
    }

    @Test
    void one_reference_with_another_body_is_new_and_flagged() throws Exception {
        String cid = enrol(home(), "IN_SERVICE");
        submit(Signals.press(cid, "H1"));

        Receipt other = submit(Signals.of(cid, "H1", Map.of("dty", "0023", "stc", "0009"), Signals.NOON));

        assertThat(other).isInstanceOf(Receipt.Recorded.class);
        assertThat(flags(cid)).containsExactly("REFERENCE_REUSED");
    }

    @Test
    void outside_the_window_a_reference_counts_as_new() throws Exception {
        String cid = enrol(home(), "IN_SERVICE");
        Instant yesterday = Signals.NOON.minus(Duration.ofHours(25));
        submit(Signals.of(cid, "I1", Map.of("dty", "0003"), yesterday));

        assertThat(submit(Signals.of(cid, "I1", Map.of("dty", "0003"), Signals.NOON)))
                .isInstanceOf(Receipt.Recorded.class);
    }

    @Test
    void an_alarm_with_an_unprintable_text_stays_a_readable_alarm() throws Exception {
        String cid = enrol(null, "IN_SERVICE");

        submit(Signals.of(cid, "M1", Map.of("dty", "0003", "lte", "hall\0way"), Signals.NOON));

        assertThat(one("select trigger_words from alarm where cid = $1", cid).getString(0))
                .isEqualTo("Pendant, hall way");
        assertThat(one("select body ->> 'dty' from signal where cid = $1", cid).getString(0))
                .isEqualTo("0003");
    }

    @Test
    void pages_of_signals_follow_each_other_and_no_other_service_sees_them() throws Exception {
        String cid = enrol(null, "IN_SERVICE");
        for (int i = 0; i < 5; i++) {
            submit(Signals.press(cid, "L" + i));
        }
        SignalStore store = new SignalStore(database.pool());
        Scope scope = Scope.platform(SERVICE);

        Page<SignalStore.Row> first = await(store.list(scope, new SignalStore.Query(cid, null, 3, null)));
        Page<SignalStore.Row> second = await(store.list(scope, new SignalStore.Query(cid, null, 3, first.next())));
        Page<SignalStore.Row> foreign =
                await(store.list(Scope.platform(Ids.next()), new SignalStore.Query(cid, null, 3, null)));

        assertThat(first.items()).extracting(SignalStore.Row::ref).containsExactly("L4", "L3", "L2");
        assertThat(second.items()).extracting(SignalStore.Row::ref).containsExactly("L1", "L0");
        assertThat(second.next()).isNull();
        assertThat(foreign.items()).isEmpty();
    }

    private static Signal fault(String cid, String ref) {
        return Signals.of(cid, ref, Map.of("dty", "0003", "stc", "0016"), Signals.NOON);
    }

    private static Receipt submit(Signal signal) throws Exception {
        return await(intake.submit(signal, signal.cid(), SignalIntake.Lane.LIFE));
    }

    private static UUID home() {
        UUID home = Ids.next();
        test.execute(("insert into home (id, service_id, line1, postcode, created_at)"
                        + " values ('%s', '%s', '1 Bell Lane', 'BL1 1AA', '2026-01-01Z')")
                .formatted(home, SERVICE));
        return home;
    }

    private static String enrol(@Nullable UUID home, String status) {
        String cid = Integer.toString(++lastCid);
        test.execute(
                ("insert into home_unit (id, service_id, home_id, cid, protocol, authentication, status, created_at)"
                                + " values ('%s', '%s', %s, '%s', 'SCAIP', 'NONE', '%s', '2026-01-01Z')")
                        .formatted(Ids.next(), SERVICE, home == null ? "null" : "'" + home + "'", cid, status));
        return cid;
    }

    private static Set<String> flags(String cid) throws Exception {
        return Set.copyOf(
                Arrays.asList(one("select flags from alarm where cid = $1", cid).getArrayOfStrings(0)));
    }

    private static List<SignalStore.Row> list(String cid) throws Exception {
        return await(new SignalStore(database.pool())
                        .list(Scope.platform(SERVICE), new SignalStore.Query(cid, null, 10, null)))
                .items();
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    private static Row one(String sql, Object parameter) throws Exception {
        return only(all(sql, parameter));
    }

    private static List<Row> all(String sql, Object parameter) throws Exception {
        return StreamSupport.stream(
                        await(database.pool().preparedQuery(sql).execute(Tuple.of(parameter)))
                                .spliterator(),
                        false)
                .toList();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
