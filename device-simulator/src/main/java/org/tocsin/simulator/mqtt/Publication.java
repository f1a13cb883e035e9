package org.tocsin.simulator.mqtt;

import java.util.Set;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Timing;

/**
 * One message of a unit, published again and again under the same reference until both have come: PUBACK, and a reply
 * that says 0. A client repeats by itself only after reconnecting, so the unit keeps a clock of its own.
 */
final class Publication {
    /** Too long, invalid, wrong content, mandatory tag missing: the same text will not fare better. */
    private static final Set<Integer> FOR_GOOD = Set.of(1, 2, 3, 7);

    private static final int HOLD = 4;

    private final Message message;
    private final Connection connection;
    private final Scheduler scheduler;
    private final Timing timing;
    private final Outcome outcome;
    private int attempt;
    private int rounds;
    private int rejected;
    private boolean taken;
    private boolean replied;
    private boolean over;
    private Scheduler.Pending timer = Scheduler.Pending.NONE;

    /** What is to be said; the text may count its attempts. */
    record Message(String ref, String topic, Text text, int mostAttempts) {}

    interface Text {
        /** @param minimal after the platform has rejected the whole one for good */
        String of(int attempt, boolean minimal);
    }

    interface Connection {
        boolean online();

        void publish(Publication publication, String topic, String payload);

        /** Gives the connection up for another one, at the next receiver where there is one. */
        void giveUp();

        void refused();
    }

    /** What becomes of it; {@link #done} or {@link #gaveUp} comes once, at the end. */
    interface Outcome {
        void attempted(int attempt);

        /** The first PUBACK. */
        void taken();

        void done();

        void gaveUp();
    }

    Publication(Message message, Connection connection, Scheduler scheduler, Timing timing, Outcome outcome) {
        this.message = message;
        this.connection = connection;
        this.scheduler = scheduler;
        this.timing = timing;
        this.outcome = outcome;
    }

    String ref() {
        return message.ref();
    }

    /** Publishes now if there is a connection; otherwise the next connection will call this again. */
    void send() {
        timer.cancel();
        if (over || !connection.online()) {
            return;
        }
        attempt++;
        outcome.attempted(attempt);
        timer = scheduler.after(timing.answerWait(), this::noAnswer);
        connection.publish(this, message.topic(), message.text().of(attempt, rejected > 1));
    }

    private void noAnswer() {
        if (message.mostAttempts() > 0 && attempt >= message.mostAttempts()) {
            over = true;
            outcome.gaveUp();
        } else if (attempt % 2 == 0) {
            connection.giveUp();
        } else {
            again(timing.gap(rounds++));
        }
    }

    private void again(long millis) {
        timer.cancel();
        timer = scheduler.after(millis, this::send);
    }

    void puback() {
        if (!taken) {
            taken = true;
            outcome.taken();
            finishIfComplete();
        }
    }

    void replied(int status) {
        if (over) {
            return;
        }
        if (status == 0) {
            replied = true;
            finishIfComplete();
            return;
        }
        connection.refused();
        if (FOR_GOOD.contains(status)) {
            rejected++;
        }
        again(status == HOLD ? timing.holdWait() : Math.max(timing.refusedWait(), timing.gap(rounds++)));
    }

    private void finishIfComplete() {
        if (taken && replied && !over) {
            abandon();
            outcome.done();
        }
    }

    void abandon() {
        over = true;
        timer.cancel();
    }
}
