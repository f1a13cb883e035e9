package org.tocsin.simulator;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** So many things at a time, until there are no more. */
final class InParallel {
    private InParallel() {}

    /**
     * @param next starts the next thing, or gives null when there is none left; called from several threads
     * @return done when all are; fails with the first failure, and then starts nothing more on that strand
     */
    static Future<Void> run(int atATime, Supplier<@Nullable Future<?>> next) {
        List<Future<Void>> strands = new ArrayList<>();
        for (int i = 0; i < atATime; i++) {
            strands.add(strand(next));
        }
        return Future.all(strands).mapEmpty();
    }

    private static Future<Void> strand(Supplier<@Nullable Future<?>> next) {
        Future<?> started = next.get();
        return started == null ? Future.succeededFuture() : started.compose(done -> strand(next));
    }
}
