package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.unit.TwoGateways.get;
import static org.tocsin.unit.TwoGateways.only;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Protocol;

/** Which gateway holds a unit, and what becomes of an older connection. */
class UnitConnectionTest {
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
    void a_unit_that_comes_to_another_gateway_ends_its_older_connection_and_takes_its_commands_along()
            throws Exception {
        UnitConnections.Held old = first.connect(unit, "c");
        UnitCommand command = pair.ask(unit, CommandOp.OUTPUT, Map.of("n", 1, "on", true));
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
        assertThat(get(pair.connections.newest(pair.scope, unit.id()))
                        .orElseThrow()
                        .gatewayId())
                .as("a late release of the older one changes nothing")
                .isEqualTo(second.id);
        assertThat(get(pair.connections.newest(pair.scope, unit.id()))
                        .orElseThrow()
                        .open())
                .isTrue();
    }

    @Test
    void a_gateway_that_gives_no_sign_of_life_holds_nothing() throws Exception {
        first.connect(unit, "one path");
        second.connect(unit, "another path");
        pair.ask(unit, CommandOp.TEST, Map.of());
        assertThat(first.due()).as("the newest connection has it").isEmpty();
        assertThat(get(pair.connections.newest(pair.scope, unit.id()))
                        .orElseThrow()
                        .open())
                .isTrue();
        pair.town.pass(UnitConnectionStore.GATEWAY_SILENT.plusSeconds(1));
        first.alive();
        assertThat(get(pair.connections.newest(pair.scope, unit.id()))
                        .orElseThrow()
                        .open())
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
    void what_an_earlier_run_of_a_gateway_held_is_over_when_it_starts_again() throws Exception {
        first.connect(unit, "c");
        pair.gateway(first.id);
        assertThat(get(pair.connections.newest(pair.scope, unit.id()))
                        .orElseThrow()
                        .until())
                .isNotNull();
    }
}
