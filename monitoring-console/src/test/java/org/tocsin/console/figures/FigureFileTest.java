package org.tocsin.console.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.tocsin.console.TestConsole;

class FigureFileTest {
    @Test
    void no_row_is_written_where_a_thousand_others_wait() throws Exception {
        Vertx vertx = Vertx.vertx();
        Set<Boolean> onEventLoop = ConcurrentHashMap.newKeySet();
        FigureFile file = new FigureFile(vertx, List.of("n"));
        TestConsole.await(file.add(List.of(1, 2, 3), n -> {
            onEventLoop.add(Context.isOnEventLoopThread());
            return List.of(n.toString());
        }));
        TestConsole.await(vertx.close());
        assertThat(onEventLoop).containsExactly(false);
    }
}
