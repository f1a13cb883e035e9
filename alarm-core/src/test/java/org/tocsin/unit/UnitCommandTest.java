package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.unit.TwoGateways.get;
import static org.tocsin.unit.TwoGateways.only;
import static org.tocsin.unit.TwoGateways.said;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.UnitCommand.State;

/** Commands to a unit and its answers, between two gateways on one database. */
class UnitCommandTest {
    static TwoGateways pair;

    TwoGateways.Gateway first;
    TwoGateways.Gateway second;
    HomeUnit unit;

    @BeforeAll
    static void open() {
        pair = new TwoGateways();
    }

    @AfterAll
    static void close() {
        pair.close();
    }

    @BeforeEach
    void twoGatewaysAndAUnit() throws Exception {
        first = pair.gateway("first-" + Ids.next());
        second = pair.gateway("second-" + Ids.next());
        unit = pair.unit(Protocol.MQTT);
    }

    @Test
    void the_holder_of_the_connection_gets_the_command_and_nobody_else() throws Exception {
        first.connect(unit, "c");
        UnitCommand command = pair.ask(unit, CommandOp.TEST, Map.of());
        assertThat(command.progress().state()).isEqualTo(State.PENDING);
        assertThat(second.due()).isEmpty();
        UnitCommandQueue.Due due = only(first.due());
        assertThat(due.command().id()).isEqualTo(command.id());
        assertThat(first.due()).as("under its lease").isEmpty();
        get(first.queue.sent(due));
        get(first.queue.writeDown(Duration.ZERO));
        assertThat(pair.find(command).progress().state()).isEqualTo(State.SENT);
        assertThat(pair.find(command).progress().gatewayId()).isEqualTo(first.id);
        assertThat(get(second.queue.answered(unit.id(), command.id(), said(true, 0))))
                .as("the answer counts wherever it comes in")
                .isTrue();
        assertThat(pair.find(command).progress().state()).isEqualTo(State.DONE);
        assertThat(get(first.queue.answered(unit.id(), command.id(), said(false, 9))))
                .as("an answer is kept once")
                .isFalse();
        assertThat(answer(pair.find(command)).ok()).isTrue();
    }

    @Test
    void a_test_that_is_answered_at_once_is_written_once_with_when_it_was_sent() throws Exception {
        first.connect(unit, "c");
        UnitCommand command = pair.ask(unit, CommandOp.TEST, Map.of());
        get(first.queue.sent(only(first.due())));
        assertThat(first.due()).as("nobody else sends it meanwhile").isEmpty();
        get(first.queue.writeDown(Duration.ofSeconds(1)));
        assertThat(pair.find(command).progress().state()).isEqualTo(State.PENDING);
        Instant sent = pair.town.clock.instant();
        pair.town.pass(Duration.ofMillis(300));
        get(first.queue.answered(unit.id(), command.id(), said(true, 0)));
        assertThat(pair.find(command).progress().state()).isEqualTo(State.DONE);
        assertThat(pair.find(command).progress().sentAt()).isEqualTo(sent);
        assertThat(pair.find(command).progress().gatewayId()).isEqualTo(first.id);
        get(first.queue.writeDown(Duration.ZERO));
        assertThat(pair.find(command).progress().state()).isEqualTo(State.DONE);
    }

    @Test
    void a_door_that_was_told_to_open_is_written_down_as_told_at_once() throws Exception {
        first.connect(unit, "c");
        UnitCommand open = pair.ask(unit, CommandOp.OUTPUT, Map.of("n", 1, "on", true));
        get(first.queue.sent(only(first.due())));
        assertThat(pair.find(open).progress().state()).isEqualTo(State.SENT);
    }

    @Test
    void a_gateway_that_dies_in_the_middle_of_sending_leaves_nothing_stuck() throws Exception {
        first.connect(unit, "c");
        UnitCommand command = pair.ask(unit, CommandOp.TEST, Map.of());
        only(first.due());
        second.connect(unit, "c");
        UnitCommandQueue.Due due = only(second.due());
        get(second.queue.sent(due));
        get(second.queue.answered(unit.id(), command.id(), said(true, 0)));
        assertThat(pair.find(command).progress().state()).isEqualTo(State.DONE);
    }

    @Test
    void what_could_not_be_sent_is_due_again_when_the_unit_listens_or_connects_anew() throws Exception {
        first.connect(unit, "c");
        UnitCommand command = pair.ask(unit, CommandOp.TEST, Map.of());
        get(first.queue.notSent(only(first.due())));
        assertThat(first.due()).isEmpty();
        assertThat(pair.find(command).progress().state()).isEqualTo(State.PENDING);
        get(first.queue.tryAgain(unit.id()));
        get(first.queue.notSent(only(first.due())));
        first.connect(unit, "c");
        only(first.due());
    }

    @Test
    void an_expired_command_is_not_sent_and_a_late_answer_is_kept_beside_it() throws Exception {
        first.connect(unit, "c");
        UnitCommand never = pair.ask(unit, CommandOp.TEST, Map.of());
        UnitCommand late = pair.ask(unit, CommandOp.OUTPUT, Map.of("n", 1, "on", true));
        List<UnitCommandQueue.Due> both = first.due();
        assertThat(both.get(0).command().id())
                .as("what belongs to an alarm goes first")
                .isEqualTo(late.id());
        get(first.queue.sent(both.get(0)));
        pair.town.pass(CommandRules.USUAL_EXPIRY);
        first.alive();
        assertThat(pair.find(late).stateAt(pair.town.clock.instant())).isEqualTo(State.EXPIRED);
        first.connect(unit, "c");
        assertThat(first.due()).isEmpty();
        get(first.queue.expire(100));
        assertThat(pair.find(never).progress().state()).isEqualTo(State.EXPIRED);
        assertThat(get(first.queue.answered(unit.id(), late.id(), said(true, 0))))
                .isTrue();
        assertThat(pair.find(late).progress().state()).isEqualTo(State.EXPIRED);
        assertThat(answer(pair.find(late)).ok()).isTrue();
    }

    @Test
    void the_same_id_again_is_the_same_command_and_with_other_content_is_refused() throws Exception {
        UnitCommandDesk.Asked asked =
                (UnitCommandDesk.Asked) pair.ask(unit, pair.scope, "r1", CommandOp.OUTPUT, Map.of("n", 1, "on", true));
        UnitCommandDesk.Asked again =
                (UnitCommandDesk.Asked) pair.ask(unit, pair.scope, "r1", CommandOp.OUTPUT, Map.of("n", 1L, "on", true));
        assertThat(again.isNew()).isFalse();
        assertThat(again.command().id()).isEqualTo(asked.command().id());
        assertThat(pair.ask(unit, pair.scope, "r1", CommandOp.OUTPUT, Map.of("n", 1, "on", false)))
                .isInstanceOf(UnitCommandDesk.OtherContent.class);
        assertThat(get(pair.store.ofUnit(pair.scope, unit.id(), 10, null)).items())
                .hasSize(1);
    }

    @Test
    void another_service_neither_asks_nor_reads_nor_answers() throws Exception {
        assertThat(pair.ask(unit, pair.elsewhere, "x1", CommandOp.TEST, Map.of()))
                .isInstanceOf(UnitCommandDesk.NoSuchUnit.class);
        UnitCommand command = pair.ask(unit, CommandOp.TEST, Map.of());
        first.connect(unit, "c");
        assertThat(get(pair.store.find(pair.elsewhere, command.id()))).isEmpty();
        assertThat(get(pair.store.ofUnit(pair.elsewhere, unit.id(), 10, null)).items())
                .isEmpty();
        assertThat(get(pair.connections.newest(pair.elsewhere, unit.id()))).isEmpty();
        only(first.due());
        HomeUnit stranger = pair.unit(Protocol.MQTT);
        assertThat(get(first.queue.answered(stranger.id(), command.id(), said(true, 0))))
                .as("a unit answers for itself only")
                .isFalse();
    }

    @Test
    void a_scaip_unit_is_not_said_to_have_been_asked_and_its_heartbeat_is_on_file() throws Exception {
        unit = pair.unit(Protocol.SCAIP);
        UnitCommand test = pair.ask(unit, CommandOp.TEST, Map.of());
        assertThat(test.progress().state()).isEqualTo(State.NOT_SUPPORTED);
        assertThat(answer(test).text()).contains("nothing was sent");
        UnitCommand interval = pair.ask(unit, CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 600));
        assertThat(interval.progress().state()).isEqualTo(State.DONE);
        assertThat(answer(interval).text()).startsWith("On file").contains("does not confirm");
        assertThat(heartbeat()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void how_often_a_unit_now_sends_its_heartbeat_is_its_own_setting() throws Exception {
        first.connect(unit, "c");
        UnitCommand refused = pair.ask(unit, CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 60));
        UnitCommand done = pair.ask(unit, CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 900));
        first.due();
        get(first.queue.answered(unit.id(), refused.id(), said(false, 3)));
        assertThat(heartbeat()).isNull();
        get(first.queue.answered(unit.id(), done.id(), said(true, 0)));
        assertThat(heartbeat()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void a_unit_has_a_limited_number_of_open_commands() throws Exception {
        for (int i = 0; i < CommandRules.MOST_OPEN; i++) {
            pair.ask(unit, CommandOp.LOCATE, Map.of());
        }
        assertThat(pair.ask(unit, pair.scope, "too many", CommandOp.LOCATE, Map.of()))
                .isInstanceOf(UnitCommandDesk.TooMany.class);
        pair.town.pass(CommandRules.USUAL_EXPIRY);
        pair.ask(unit, CommandOp.LOCATE, Map.of());
    }

    @Test
    void an_op_the_unit_does_not_know_is_told_apart_from_one_that_failed() throws Exception {
        first.connect(unit, "c");
        UnitCommand unknown = pair.ask(unit, CommandOp.LOCATE, Map.of());
        UnitCommand failed = pair.ask(unit, CommandOp.TEST, Map.of());
        first.due();
        get(first.queue.answered(unit.id(), unknown.id(), said(false, CommandRules.UNKNOWN_TO_UNIT)));
        get(first.queue.answered(unit.id(), failed.id(), said(false, 3)));
        assertThat(pair.find(unknown).progress().state()).isEqualTo(State.NOT_SUPPORTED);
        assertThat(pair.find(failed).progress().state()).isEqualTo(State.FAILED);
    }

    private static UnitCommand.Answer answer(UnitCommand command) {
        return Objects.requireNonNull(command.answer());
    }

    private @Nullable Duration heartbeat() throws Exception {
        UnitDirectory.OnFile onFile =
                get(new UnitDirectory(pair.town.database).find(unit.cid())).orElseThrow();
        return onFile.model().habits().heartbeat();
    }
}
