package org.tocsin.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.bridge.BrokerWindow.Waiting;

class BrokerWindowTest {
    private final List<String> said = new ArrayList<>();
    private final BrokerWindow<String> window = new BrokerWindow<>(command -> said.add(command.command()));

    @Test
    void what_finds_no_room_waits_and_answers_go_first() {
        window.size(2);
        command("open the door", System.nanoTime());
        command("test", System.nanoTime());
        command("test again", System.nanoTime());
        window.answer(() -> said.add("answer"));
        assertThat(said).containsExactly("open the door", "test");
        window.free();
        assertThat(said).containsExactly("open the door", "test", "answer");
        window.free();
        assertThat(said).containsExactly("open the door", "test", "answer", "test again");
    }

    @Test
    void a_command_that_has_waited_too_long_is_not_said_and_whoever_asked_is_told() {
        command("now", System.nanoTime());
        Waiting<String> late = command("late", System.nanoTime() - 2_000_000_000L);
        Waiting<String> fresh = command("fresh", System.nanoTime());
        window.free();
        assertThat(late.told().future().result()).isFalse();
        assertThat(fresh.told().future().isComplete()).isFalse();
        assertThat(said).containsExactly("now", "fresh");
    }

    @Test
    void beyond_a_limit_a_command_is_refused_at_once() {
        command("now", System.nanoTime());
        for (int i = 0; i < 1_000; i++) {
            assertThat(command("waits", System.nanoTime()).told().future().isComplete())
                    .isFalse();
        }
        assertThat(command("one more", System.nanoTime()).told().future().result())
                .isFalse();
    }

    @Test
    void when_the_connection_ends_nothing_is_left_waiting_and_the_next_begins_with_a_free_window() {
        command("now", System.nanoTime());
        Waiting<String> waits = command("waits", System.nanoTime());
        window.answer(() -> said.add("answer"));
        window.clear();
        assertThat(waits.told().future().result()).isFalse();
        command("after", System.nanoTime());
        assertThat(said).containsExactly("now", "after");
    }

    private Waiting<String> command(String words, long since) {
        Waiting<String> command = new Waiting<>(words, Promise.promise(), since);
        window.command(command);
        return command;
    }
}
