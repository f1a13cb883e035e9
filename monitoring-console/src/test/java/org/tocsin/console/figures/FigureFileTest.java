package org.tocsin.console.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.console.TestConsole;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.language.Untranslated;

class FigureFileTest {
    @Test
    void no_row_is_written_where_a_thousand_others_wait() throws Exception {
        Vertx vertx = Vertx.vertx();
        Set<Boolean> onEventLoop = ConcurrentHashMap.newKeySet();
        FigureFile file = new FigureFile(vertx, Tongue.ENGLISH, List.of("n"));
        TestConsole.await(file.add(List.of(1, 2, 3), n -> {
            onEventLoop.add(Context.isOnEventLoopThread());
            return List.of(n.toString());
        }));
        TestConsole.await(vertx.close());
        assertThat(onEventLoop).containsExactly(false);
    }

    @Test
    void the_heads_of_a_file_for_a_person_are_in_their_language() {
        List<String> heads = Stream.of(
                        CallPages.HEADS, SentPages.HEADS, FallPages.HEADS, QualityPages.HEADS, StaffingPages.heads(6))
                .flatMap(List::stream)
                .toList();
        assertThat(Untranslated.of(heads)).isEmpty();
        assertThat(Tongue.WELSH.say(CallPages.HEADS)).contains("atebwyd am (UTC)");
        assertThat(Tongue.ENGLISH.say(CallPages.HEADS)).isEqualTo(CallPages.HEADS);
    }
}
