package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.UnitCommand.State;

/** Connections and commands between two gateways on one database. */
class UnitCommandTest {
    static Town town;
    static UUID service;
    static Scope scope;
    static Scope elsewhere;
    static UnitCommandDesk desk;
    static UnitCommandStore store;
    static UnitConnectionStore connections;

    Gateway first;
    Gateway second;
    HomeUnit unit;

    /** The commands' part of a gateway. */
    private static final class Gateway {
        final String id;
        final UnitConnections connections;
        final UnitCommandQueue queue;
        final AtomicInteger taken = new AtomicInteger();

        Gateway(String id) throws Exception {
            this.id = id;
            connections = new UnitConnections(town.vertx, UnitCommandTest.connections, town.clock, town.wakeup, id);
            queue = new UnitCommandQueue(town.database, town.clock, id);
            get(connections.start(() -> {}));
            alive();
        }

        void alive() {
            town.sql(
                    "insert into process values ('%s', 'gateway', '%s', '%s') on conflict (id) do update set"
                            + " last_seen_at = excluded.last_seen_at",
                    id, town.clock.instant(), town.clock.instant());
        }

        UnitConnections.Held connect(HomeUnit unit, String clientId) throws Exception {
            String before = holder(unit);
            UnitConnections.Held held =
                    connections.claim(unit, clientId, Protocol.MQTT, "192.0.2.1", taken::incrementAndGet);
            await().until(() -> !holder(unit).equals(before));
            return held;
        }

        List<UnitCommandQueue.Due> due() throws Exception {
            return get(queue.claim(50));
        }
    }

    @BeforeAll
    static void open() {
        town = new Town();
        service = town.service("demo");
        scope = town.person(service, "alice", "Alice", "MANAGER");
        elsewhere = town.person(town.service("other"), "eve", "Eve", "MANAGER");
        desk = new UnitCommandDesk(town.database, town.clock, town.wakeup);
        store = new UnitCommandStore(town.database);
        connections = new UnitConnectionStore(town.database, town.clock);
    }

    @AfterAll
    static void close() throws Exception {
        town.close();
    }

    @BeforeEach
    void twoGatewaysAndAUnit() throws Exception {
        first = new Gateway("first-" + Ids.next());
        second = new Gateway("second-" + Ids.next());
        unit = unit(Protocol.MQTT);
    }

    @Test
    void the_holder_of_the_connection_gets_the_command_and_nobody_else() throws Exception {
        first.connect(unit, "c");
        UnitCommand command = ask(CommandOp.TEST, Map.of());
        assertThat(command.progress().state()).isEqualTo(State.PENDING);
        assertThat(second.due()).isEmpty();
        UnitCommandQueue.Due due = only(first.due());
        assertThat(due.command().id()).isEqualTo(command.id());
        assertThat(first.due()).as("under its lease").isEmpty();
        get(first.queue.sent(due));
        assertThat(find(command).progress().state()).isEqualTo(State.SENT);
        assertThat(find(command).progress().gatewayId()).isEqualTo(first.id);
        assertThat(get(second.queue.answered(unit.id(), command.id(), said(true, 0))))
                .as("the answer counts wherever it comes in")
                .isTrue();
        assertThat(find(command).progress().state()).isEqualTo(State.DONE);
        assertThat(get(first.queue.answered(unit.id(), command.id(), said(false, 9))))
                .as("an answer is kept once")
                .isFalse();
        assertThat(answer(find(command)).ok()).isTrue();
    }

    @Test
    void a_unit_that_comes_to_another_gateway_ends_its_older_connection_and_takes_its_commands_along()
            throws Exception {
        UnitConnections.Held old = first.connect(unit, "c");
        UnitCommand command = ask(CommandOp.OUTPUT, Map.of("n", 1, "on", true));
        get(first.queue.sent(only(first.due())));
        second.connect(unit, "c");
        get(first.connections.look());
        assertThat(first.taken).hasValue(1);
        get(first.connections.look());
        assertThat(first.taken).as("told once").hasValue(1);
        assertThat(first.due()).isEmpty();
        UnitCommandQueue.Due due = only(second.due());
        assertThat(due.command().id()).as("the same id").isEqualTo(command.id());
        assertThat(due.command().progress().attempts()).isEqualTo(2);
        old.release();
        get(first.connections.close());
        assertThat(get(connections.newest(scope, unit.id())).orElseThrow().gatewayId())
                .as("a late release of the older one changes nothing")
                .isEqualTo(second.id);
        assertThat(get(connections.newest(scope, unit.id())).orElseThrow().open())
                .isTrue();
    }

    @Test
    void a_gateway_that_dies_in_the_middle_of_sending_leaves_nothing_stuck() throws Exception {
        first.connect(unit, "c");
        UnitCommand command = ask(CommandOp.TEST, Map.of());
        only(first.due());
        second.connect(unit, "c");
        UnitCommandQueue.Due due = only(second.due());
        get(second.queue.sent(due));
        get(second.queue.answered(unit.id(), command.id(), said(true, 0)));
        assertThat(find(command).progress().state()).isEqualTo(State.DONE);
    }

    @Test
    void a_gateway_that_gives_no_sign_of_life_holds_nothing() throws Exception {
        first.connect(unit, "one path");
        second.connect(unit, "another path");
        ask(CommandOp.TEST, Map.of());
        assertThat(first.due()).as("the newest connection has it").isEmpty();
        assertThat(get(connections.newest(scope, unit.id())).orElseThrow().open())
                .isTrue();
        town.pass(UnitConnectionStore.GATEWAY_SILENT.plusSeconds(1));
        first.alive();
        assertThat(get(connections.newest(scope, unit.id())).orElseThrow().open())
                .isFalse();
        only(first.due());
    }

    @Test
    void two_paths_of_one_unit_do_not_end_each_other() throws Exception {
        first.connect(unit, "one path");
        second.connect(unit, "another path");
        get(first.connections.look());
        assertThat(first.taken).hasValue(0);
    }

    @Test
    void what_could_not_be_sent_is_due_again_when_the_unit_listens_or_connects_anew() throws Exception {
        first.connect(unit, "c");
        UnitCommand command = ask(CommandOp.TEST, Map.of());
        get(first.queue.notSent(only(first.due())));
        assertThat(first.due()).isEmpty();
        assertThat(find(command).progress().state()).isEqualTo(State.PENDING);
        get(first.queue.tryAgain(unit.id()));
        get(first.queue.notSent(only(first.due())));
        first.connect(unit, "c");
        only(first.due());
    }

    @Test
    void an_expired_command_is_not_sent_and_a_late_answer_is_kept_beside_it() throws Exception {
        first.connect(unit, "c");
        UnitCommand never = ask(CommandOp.TEST, Map.of());
        UnitCommand late = ask(CommandOp.OUTPUT, Map.of("n", 1, "on", true));
        List<UnitCommandQueue.Due> both = first.due();
        assertThat(both.get(0).command().id())
                .as("what belongs to an alarm goes first")
                .isEqualTo(late.id());
        get(first.queue.sent(both.get(0)));
        town.pass(CommandRules.USUAL_EXPIRY);
        first.alive();
        assertThat(find(late).stateAt(town.clock.instant())).isEqualTo(State.EXPIRED);
        first.connect(unit, "c");
        assertThat(first.due()).isEmpty();
        get(first.queue.expire(100));
        assertThat(find(never).progress().state()).isEqualTo(State.EXPIRED);
        assertThat(get(first.queue.answered(unit.id(), late.id(), said(true, 0))))
                .isTrue();
        assertThat(find(late).progress().state()).isEqualTo(State.EXPIRED);
        assertThat(answer(find(late)).ok()).isTrue();
    }

    @Test
    void the_same_id_again_is_the_same_command_and_with_other_content_is_refused() throws Exception {
        UnitCommandDesk.Asked asked =
                (UnitCommandDesk.Asked) ask(scope, "r1", CommandOp.OUTPUT, Map.of("n", 1, "on", true));
        UnitCommandDesk.Asked again =
                (UnitCommandDesk.Asked) ask(scope, "r1", CommandOp.OUTPUT, Map.of("n", 1L, "on", true));
        assertThat(again.isNew()).isFalse();
        assertThat(again.command().id()).isEqualTo(asked.command().id());
        assertThat(ask(scope, "r1", CommandOp.OUTPUT, Map.of("n", 1, "on", false)))
                .isInstanceOf(UnitCommandDesk.OtherContent.class);
        assertThat(get(store.ofUnit(scope, unit.id(), 10, null)).items()).hasSize(1);
    }

    @Test
    void another_service_neither_asks_nor_reads_nor_answers() throws Exception {
        assertThat(ask(elsewhere, "x1", CommandOp.TEST, Map.of())).isInstanceOf(UnitCommandDesk.NoSuchUnit.class);
        UnitCommand command = ask(CommandOp.TEST, Map.of());
        first.connect(unit, "c");
        assertThat(get(store.find(elsewhere, command.id()))).isEmpty();
        assertThat(get(store.ofUnit(elsewhere, unit.id(), 10, null)).items()).isEmpty();
        assertThat(get(connections.newest(elsewhere, unit.id()))).isEmpty();
        only(first.due());
        HomeUnit stranger = unit(Protocol.MQTT);
        assertThat(get(first.queue.answered(stranger.id(), command.id(), said(true, 0))))
                .as("a unit answers for itself only")
                .isFalse();
    }

    @Test
    void a_scaip_unit_is_not_said_to_have_been_asked_and_its_heartbeat_is_on_file() throws Exception {
        unit = unit(Protocol.SCAIP);
        UnitCommand test = ask(CommandOp.TEST, Map.of());
        assertThat(test.progress().state()).isEqualTo(State.NOT_SUPPORTED);
        assertThat(answer(test).text()).contains("nothing was sent");
        UnitCommand interval = ask(CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 600));
        assertThat(interval.progress().state()).isEqualTo(State.DONE);
        assertThat(answer(interval).text()).startsWith("On file").contains("does not confirm");
        assertThat(heartbeat()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void how_often_a_unit_now_sends_its_heartbeat_is_its_own_setting() throws Exception {
        first.connect(unit, "c");
        UnitCommand refused = ask(CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 60));
        UnitCommand done = ask(CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 900));
        first.due();
        get(first.queue.answered(unit.id(), refused.id(), said(false, 3)));
        assertThat(heartbeat()).isNull();
        get(first.queue.answered(unit.id(), done.id(), said(true, 0)));
        assertThat(heartbeat()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void a_unit_has_a_limited_number_of_open_commands() throws Exception {
        for (int i = 0; i < CommandRules.MOST_OPEN; i++) {
            ask(CommandOp.LOCATE, Map.of());
        }
        assertThat(ask(scope, "too many", CommandOp.LOCATE, Map.of())).isInstanceOf(UnitCommandDesk.TooMany.class);
        town.pass(CommandRules.USUAL_EXPIRY);
        ask(CommandOp.LOCATE, Map.of());
    }

    @Test
    void an_op_the_unit_does_not_know_is_told_apart_from_one_that_failed() throws Exception {
        first.connect(unit, "c");
        UnitCommand unknown = ask(CommandOp.LOCATE, Map.of());
        UnitCommand failed = ask(CommandOp.TEST, Map.of());
        first.due();
        get(first.queue.answered(unit.id(), unknown.id(), said(false, CommandRules.UNKNOWN_TO_UNIT)));
        get(first.queue.answered(unit.id(), failed.id(), said(false, 3)));
        assertThat(find(unknown).progress().state()).isEqualTo(State.NOT_SUPPORTED);
        assertThat(find(failed).progress().state()).isEqualTo(State.FAILED);
    }

    @Test
    void what_an_earlier_run_of_a_gateway_held_is_over_when_it_starts_again() throws Exception {
        first.connect(unit, "c");
        new Gateway(first.id);
        assertThat(get(connections.newest(scope, unit.id())).orElseThrow().until())
                .isNotNull();
    }

    private HomeUnit unit(Protocol protocol) {
        UUID id = Ids.next();
        String cid = Long.toString(Math.abs(id.getLeastSignificantBits()));
        town.sql(
                "insert into home_unit (id, service_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '%s', 'NONE', '%s')",
                id, service, cid, protocol, Town.MORNING);
        return new HomeUnit(id, service, null, cid, protocol, HomeUnit.Status.IN_SERVICE);
    }

    private UnitCommand ask(CommandOp op, Map<String, ?> args) throws Exception {
        return ((UnitCommandDesk.Asked) ask(scope, Ids.next().toString(), op, args)).command();
    }

    private UnitCommandDesk.Result ask(Scope asker, String requestId, CommandOp op, Map<String, ?> args)
            throws Exception {
        return get(desk.ask(
                asker, new UnitCommandDesk.Request(unit.cid(), requestId, op, args, CommandRules.USUAL_EXPIRY, null)));
    }

    private static UnitCommand find(UnitCommand command) throws Exception {
        return get(store.find(scope, command.id())).orElseThrow();
    }

    private static UnitCommand.Answer answer(UnitCommand command) {
        return Objects.requireNonNull(command.answer());
    }

    private @Nullable Duration heartbeat() throws Exception {
        UnitDirectory.OnFile onFile =
                get(new UnitDirectory(town.database).find(unit.cid())).orElseThrow();
        return onFile.model().habits().heartbeat();
    }

    private static UnitCommandQueue.Said said(boolean ok, int code) {
        return new UnitCommandQueue.Said(ok, code, null);
    }

    private static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** Which claim holds the unit now; empty for none. */
    private static String holder(HomeUnit unit) throws Exception {
        return get(town.database
                .pool()
                .query("select coalesce(max(claim), 0)::text from unit_connection where released_at is null"
                        + " and unit_id = '" + unit.id() + "'")
                .execute()
                .map(rows -> rows.iterator().next().getString(0)));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
