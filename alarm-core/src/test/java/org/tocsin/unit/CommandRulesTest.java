package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.access.Role;
import org.tocsin.signal.Protocol;

class CommandRulesTest {
    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of(CommandOp.TEST, Map.of()),
                Arguments.of(CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 60)),
                Arguments.of(CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 86_400L)),
                Arguments.of(CommandOp.CONFIG_GET, Map.of()),
                Arguments.of(CommandOp.CONFIG_GET, Map.of("names", List.of("volume", "wifi.ssid"))),
                Arguments.of(
                        CommandOp.CONFIG_SET, Map.of("values", Map.of("volume", 7, "wifi.ssid", "home", "led", true))),
                Arguments.of(CommandOp.OUTPUT, Map.of("n", 1, "on", true)),
                Arguments.of(CommandOp.SPEECH_START, Map.of("tnu", "sip:speech-7f3a@arc.example.net")),
                Arguments.of(CommandOp.SPEECH_START, Map.of("tnu", "tel:+441632960001")),
                Arguments.of(CommandOp.SPEECH_END, Map.of()),
                Arguments.of(CommandOp.SPEECH_MODE, Map.of("mode", "listen")),
                Arguments.of(CommandOp.VOLUME, Map.of("change", -1)),
                Arguments.of(CommandOp.CLEAR, Map.of()),
                Arguments.of(CommandOp.LOCATE, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("good")
    void what_an_op_knows_goes_to_the_unit_as_it_was_said(CommandOp op, Map<String, ?> args) {
        assertThat(CommandRules.check(op, args))
                .isInstanceOfSatisfying(
                        CommandRules.Good.class,
                        good -> assertThat(good.args().keySet()).isEqualTo(args.keySet()));
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of(CommandOp.TEST, Map.of("loud", true), "args.loud"),
                Arguments.of(CommandOp.HEARTBEAT_INTERVAL, Map.of(), "args.seconds"),
                Arguments.of(CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 59), "args.seconds"),
                Arguments.of(CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 86_401), "args.seconds"),
                Arguments.of(CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", "60"), "args.seconds"),
                Arguments.of(CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 60.5), "args.seconds"),
                Arguments.of(CommandOp.CONFIG_GET, Map.of("names", "volume"), "args.names"),
                Arguments.of(CommandOp.CONFIG_GET, Map.of("names", List.of("a b")), "args.names"),
                Arguments.of(CommandOp.CONFIG_SET, Map.of(), "args.values"),
                Arguments.of(CommandOp.CONFIG_SET, Map.of("values", Map.of("a b", 1)), "args.values"),
                Arguments.of(CommandOp.CONFIG_SET, Map.of("values", Map.of("a", List.of())), "args.values.a"),
                Arguments.of(CommandOp.CONFIG_SET, Map.of("values", Map.of("a", "x".repeat(257))), "args.values.a"),
                Arguments.of(CommandOp.CONFIG_SET, Map.of("values", Map.of("a", "\0")), "args.values.a"),
                Arguments.of(CommandOp.OUTPUT, Map.of("n", 0, "on", true), "args.n"),
                Arguments.of(CommandOp.OUTPUT, Map.of("n", 1), "args.on"),
                Arguments.of(CommandOp.OUTPUT, Map.of("n", 1, "on", "yes"), "args.on"),
                Arguments.of(CommandOp.SPEECH_START, Map.of("tnu", "http://example.net"), "args.tnu"),
                Arguments.of(CommandOp.SPEECH_MODE, Map.of("mode", "shout"), "args.mode"),
                Arguments.of(CommandOp.VOLUME, Map.of("change", 2), "args.change"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void what_it_does_not_know_is_refused_by_name(CommandOp op, Map<String, ?> args, String field) {
        assertThat(CommandRules.check(op, args))
                .isInstanceOfSatisfying(
                        CommandRules.Bad.class, bad -> assertThat(bad.field()).isEqualTo(field));
    }

    @Test
    void a_command_lapses_within_a_week() {
        assertThat(CommandRules.allowsExpiry(CommandRules.USUAL_EXPIRY)).isTrue();
        assertThat(CommandRules.allowsExpiry(Duration.ofDays(7))).isTrue();
        assertThat(CommandRules.allowsExpiry(Duration.ofDays(7).plusSeconds(1))).isFalse();
        assertThat(CommandRules.allowsExpiry(Duration.ZERO)).isFalse();
    }

    @Test
    void scaip_carries_no_commands_and_says_so() {
        assertThat(CommandRules.cannotBeAsked(Protocol.SCAIP)).contains("nothing was sent");
        assertThat(CommandRules.cannotBeAsked(Protocol.MQTT)).isNull();
    }

    @ParameterizedTest
    @EnumSource(CommandOp.class)
    void every_op_has_a_name_and_somebody_who_may_ask(CommandOp op) {
        assertThat(CommandOp.named(op.wireName())).contains(op);
        assertThat(op.mayBeAskedBy(Role.RESPONDER)).isFalse();
        assertThat(op.mayBeAskedBy(Role.MANAGER)).isTrue();
        assertThat(op.mayBeAskedBy(Role.OPERATOR)).isEqualTo(op.urgent());
    }
}
