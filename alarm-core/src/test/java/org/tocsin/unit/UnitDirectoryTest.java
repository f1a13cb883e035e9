package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Database;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.TestDatabase;

class UnitDirectoryTest {
    static final int UNITS = 3_000;

    static Vertx vertx;
    static TestDatabase test;
    static Database database;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        test = TestDatabase.create();
        test.execute("insert into service (id, code, name, created_at)"
                + " values (gen_random_uuid(), 'demo', 'Demo', '2026-01-01Z')");
        test.execute("insert into home_unit (id, service_id, cid, protocol, authentication, created_at)"
                + " select gen_random_uuid(), (select id from service), (1000000 + n)::text, 'MQTT', 'NONE',"
                + " '2026-01-01Z' from generate_series(1, " + UNITS + ") n");
        database = Database.open(vertx, test.url(), 2);
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void thousands_who_come_at_once_are_all_told_apart() throws Exception {
        UnitDirectory units = new UnitDirectory(database);
        List<Future<Optional<UnitDirectory.OnFile>>> asked = new ArrayList<>();
        for (int i = 1; i <= UNITS; i++) {
            asked.add(units.find(Integer.toString(1_000_000 + i)));
            asked.add(units.find(Integer.toString(2_000_000 + i)));
        }
        for (int i = 0; i < UNITS; i++) {
            String cid = Integer.toString(1_000_001 + i);
            assertThat(await(asked.get(2 * i)))
                    .hasValueSatisfying(unit -> assertThat(unit.unit().cid()).isEqualTo(cid));
            assertThat(await(asked.get(2 * i + 1))).isEmpty();
        }
    }

    @Test
    void who_may_be_in_need_is_not_looked_up_behind_the_others() throws Exception {
        UnitDirectory units = new UnitDirectory(database);
        List<Future<Optional<UnitDirectory.OnFile>>> asked = new ArrayList<>();
        for (int i = 1; i <= UNITS; i++) {
            asked.add(units.find(Integer.toString(1_000_000 + i)));
        }
        // One that nobody has asked for, and one that waits at the very end.
        Future<Optional<UnitDirectory.OnFile>> one = units.findFirst("4000001");
        Future<Optional<UnitDirectory.OnFile>> last = units.findFirst(Integer.toString(1_000_000 + UNITS));
        Future<Long> waitingThen = Future.all(one, last)
                .map(both -> asked.stream().filter(each -> !each.isComplete()).count());
        assertThat(await(waitingThen)).isGreaterThan(UNITS / 2);
        for (Future<Optional<UnitDirectory.OnFile>> each : asked) {
            assertThat(await(each)).isPresent();
        }
    }

    @Test
    void a_unit_enrolled_a_moment_ago_is_known_and_a_change_is_seen_when_the_unit_is_forgotten() throws Exception {
        UnitDirectory units = new UnitDirectory(database);
        assertThat(await(units.find("3000001"))).isEmpty();
        test.execute("insert into home_unit (id, service_id, cid, protocol, authentication, created_at)"
                + " values (gen_random_uuid(), (select id from service), '3000001', 'MQTT', 'NONE', '2026-01-01Z')");
        assertThat(status(units)).isEqualTo(HomeUnit.Status.IN_SERVICE);
        test.execute("update home_unit set status = 'SUSPENDED' where cid = '3000001'");
        assertThat(status(units)).isEqualTo(HomeUnit.Status.IN_SERVICE);
        units.forget("3000001");
        assertThat(status(units)).isEqualTo(HomeUnit.Status.SUSPENDED);
    }

    @Test
    void what_is_known_of_its_model_comes_with_the_unit() throws Exception {
        test.execute("insert into unit_model (id, service_id, make, name, hold_until_taken, repeat_window_s,"
                + " several_numbers, heartbeat_s, created_at) values (gen_random_uuid(), (select id from service),"
                + " 'Bell', 'One', true, 120, false, 3600, '2026-01-01Z')");
        test.execute("insert into home_unit (id, service_id, cid, protocol, authentication, model_id, created_at)"
                + " values (gen_random_uuid(), (select id from service), '3000002', 'SCAIP', 'NONE',"
                + " (select id from unit_model), '2026-01-01Z')");
        UnitDirectory units = new UnitDirectory(database);
        assertThat(await(units.find("3000002")).orElseThrow().model())
                .satisfies(model -> assertThat(model.name()).isEqualTo("One"))
                .satisfies(model -> assertThat(model.habits())
                        .isEqualTo(new UnitModel.Habits(
                                true,
                                Duration.ofMinutes(2),
                                false,
                                UnitModel.VolumeKeys.ONE_IS_DOWN,
                                Duration.ofHours(1),
                                false,
                                null)));
        assertThat(await(units.find("1000001")).orElseThrow().model()).isEqualTo(UnitModel.UNKNOWN);
    }

    @Test
    void it_fails_while_the_store_cannot_be_asked_and_asks_again_each_time() {
        UnitDirectory units =
                new UnitDirectory(Database.open(vertx, new DatabaseUrl("postgresql://a:b@localhost:1/c"), 1));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> await(units.find("1000001"))).hasStackTraceContaining("refused");
        }
    }

    private static HomeUnit.Status status(UnitDirectory units) throws Exception {
        return await(units.find("3000001")).orElseThrow().unit().status();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
