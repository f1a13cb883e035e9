package org.tocsin.gateway.bridge;

import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What the broker takes of us before it has acknowledged what came before (MQTT 5's Receive Maximum): more would make the
 * library throw. Answers go first, because a unit waits for its answer and repeats; commands take what room is left, and
 * one that finds none soon is not said. On the line's event loop.
 */
final class BrokerWindow<C> {
    /** A gateway fetches at most so many commands at a time. */
    private static final int MOST_COMMANDS = 1_000;

    /** Less than a gateway waits before it tries a command again. */
    private static final long COMMAND_WITHIN_NANOS = 1_000_000_000L;

    private final Deque<Runnable> answers = new ArrayDeque<>();
    private final Deque<Waiting<C>> commands = new ArrayDeque<>();
    private final Consumer<Waiting<C>> speak;
    private int most = 1;
    private int open;

    /**
     * A command on its way.
     *
     * @param told false when it was not said, or nobody listens
     */
    record Waiting<C>(C command, Promise<Boolean> told, long since) {
        private boolean late() {
            return System.nanoTime() - since > COMMAND_WITHIN_NANOS;
        }
    }

    /** @param speak says a command; whoever does calls {@link #free} when the broker has taken it */
    BrokerWindow(Consumer<Waiting<C>> speak) {
        this.speak = speak;
    }

    /** The broker has said how many it takes. */
    void size(int messages) {
        most = Math.max(1, messages);
    }

    /** Says it now or as soon as there is room; whoever says it calls {@link #free} when the broker has taken it. */
    void answer(Runnable say) {
        if (open >= most) {
            answers.add(say);
        } else {
            open++;
            say.run();
        }
    }

    void command(Waiting<C> command) {
        if (open < most) {
            open++;
            speak.accept(command);
        } else if (commands.size() < MOST_COMMANDS) {
            commands.add(command);
        } else {
            command.told().complete(false);
        }
    }

    /** The broker has taken one. */
    void free() {
        open--;
        Runnable answer = answers.poll();
        if (answer != null) {
            open++;
            answer.run();
            return;
        }
        Waiting<C> next = commands.poll();
        while (next != null && next.late()) {
            next.told().complete(false);
            next = commands.poll();
        }
        if (next != null) {
            open++;
            speak.accept(next);
        }
    }

    /** The connection has ended: what waits is not said over it, and nothing of it is under way any more. */
    void clear() {
        open = 0;
        answers.clear();
        commands.forEach(command -> command.told().complete(false));
        commands.clear();
    }
}
