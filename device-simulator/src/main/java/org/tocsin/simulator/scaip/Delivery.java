package org.tocsin.simulator.scaip;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Timing;

/**
 * One message of a unit, sent again and again under the same reference until the platform's reply says 0. A 200 of SIP
 * alone is no receipt. After a refusal or a broken connection the next receiver is tried at once; when all have
 * refused, and after silence, there is a pause.
 */
final class Delivery {
    /** Twice: a platform that never accepts our password is not asked for ever. */
    private static final int MOST_CHALLENGES = 2;
    /** Too long, invalid, wrong content, mandatory tag missing: the same text will not fare better. */
    private static final Set<Integer> FOR_GOOD = Set.of(1, 2, 3, 7);

    private static final int HOLD = 4;
    /** A unit on hold repeats for so many of its pauses, half an hour as a rule, and then gives up. */
    private static final int MOST_HOLDS = 180;

    private final Message message;
    private final SipAccount account;
    private final SipLine line;
    private final List<SipWire> wires;
    private final Outcome outcome;
    private final Timing timing;

    private int attempt;
    private int receiver;
    private int rounds;
    private int refusals;
    private int rejected;
    private int holds;
    private int challenges;
    private int cseq;
    private boolean accepted;
    private boolean overdue;
    private boolean done;
    private String branch = "";
    private @Nullable SipTransaction transaction;
    private Scheduler.Pending timer = Scheduler.Pending.NONE;
    private final Runnable whenBroken = () -> failed(true, 0);

    /**
     * What is to be said.
     *
     * @param minimal what is said instead when the platform rejects the body for good
     * @param mostAttempts 0 for ever
     */
    record Message(String ref, String body, String minimal, int mostAttempts) {}

    /** What becomes of it; {@link #done} or {@link #gaveUp} comes once, at the end. */
    interface Outcome {
        void attempted(int attempt);

        /** A 2xx of SIP; over UDP it may come after the receipt. */
        void accepted();

        /** @param way to the receiver that gave the receipt */
        void done(ScaipText.Reply receipt, SipWire way);

        void gaveUp();
    }

    Delivery(Message message, SipAccount account, SipLine line, List<SipWire> wires, Outcome outcome) {
        this.message = message;
        this.account = account;
        this.line = line;
        this.wires = wires;
        this.outcome = outcome;
        this.timing = line.around().timing();
    }

    void start() {
        line.awaitReply(message.ref(), this);
        attempt();
    }

    private void attempt() {
        attempt++;
        challenges = 0;
        cseq = 0;
        accepted = false;
        overdue = false;
        outcome.attempted(attempt);
        wires.get(receiver).onBroken(whenBroken);
        timer = line.around().scheduler().after(timing.answerWait(), this::noReply);
        send(wires.get(receiver));
    }

    private void send(SipWire wire) {
        endTransaction();
        cseq++;
        branch = "z9hG4bK" + message.ref() + "." + attempt + "." + cseq;
        String body = rejected > 1 ? message.minimal() : message.body();
        String request = SipText.message(
                account.dialogue(message.ref(), attempt),
                new SipText.Hop(wire.transport(), wire.sentBy(), branch, cseq),
                account.authorization(),
                body);
        SipTransaction started = new SipTransaction(request, wire, line.around().scheduler(), timing, new Progress());
        transaction = started;
        line.expect(branch, started::received);
        started.start();
        if (!wire.reliable() && line.around().faults().duplicate()) {
            wire.send(request);
        }
    }

    private final class Progress implements SipTransaction.Listener {
        @Override
        public void answered(SipMessage response) {
            endTransaction();
            if (!done) {
                responded(response);
            } else if (response.status() < 300) {
                outcome.accepted();
            }
        }

        @Override
        public void unanswered() {
            endTransaction();
            if (!done) {
                failed(false, 0);
            }
        }

        @Override
        public void retransmitted() {
            line.around().tally().retransmitted.increment();
        }
    }

    private void responded(SipMessage response) {
        int status = response.status();
        if (status < 300) {
            accepted = true;
            outcome.accepted();
            Optional<ScaipText.Reply> inside =
                    account.takesReplyInAnswer() ? ScaipText.replyInAnswer(response.body()) : Optional.empty();
            if (inside.isPresent() && inside.get().ref().equals(message.ref())) {
                replied(inside.get());
            } else if (overdue) {
                timer = line.around().scheduler().after(timing.answerWait() / 4, this::noReply);
            }
        } else if ((status == 401 || status == 407)
                && account.challenged(response)
                && ++challenges <= MOST_CHALLENGES) {
            send(wires.get(receiver));
        } else {
            line.around().tally().refused.increment();
            failed(true, response.retryAfterSeconds());
        }
    }

    /** Without an answer of SIP either, its transaction runs to its own end first. */
    private void noReply() {
        overdue = true;
        if (accepted) {
            failed(false, 0);
        }
    }

    /** The platform's reply, on whatever dialogue it came, even before the 200. */
    void replied(ScaipText.Reply reply) {
        if (done) {
            return;
        }
        int status = reply.status();
        if (status == 0) {
            finish();
            outcome.done(reply, wires.get(receiver));
            return;
        }
        line.around().tally().refused.increment();
        if (status == HOLD && ++holds > MOST_HOLDS) {
            abandon();
            outcome.gaveUp();
        } else if (status == HOLD) {
            endAttempt();
            again(timing.holdWait());
        } else {
            if (FOR_GOOD.contains(status)) {
                rejected++;
            }
            failed(true, 0);
        }
    }

    private void failed(boolean refused, long retryAfterSeconds) {
        endAttempt();
        if (message.mostAttempts() > 0 && attempt >= message.mostAttempts()) {
            finish();
            outcome.gaveUp();
            return;
        }
        receiver = (receiver + 1) % wires.size();
        if (!refused) {
            again(timing.gap(rounds++));
            return;
        }
        refusals++;
        if (refusals % wires.size() != 0) {
            again(0);
        } else {
            again(Math.max(Math.min(60_000, retryAfterSeconds * 1_000), pauseAfterRefusal()));
        }
    }

    /** Doubles up to sixteen times, and a random quarter more: thousands that were refused together come back apart. */
    private long pauseAfterRefusal() {
        long pause = timing.refusedWait() << Math.min(4, refusals / wires.size() - 1);
        return pause + ThreadLocalRandom.current().nextLong(pause / 4 + 1);
    }

    private void again(long millis) {
        timer = line.around().scheduler().after(millis, this::attempt);
    }

    private void endAttempt() {
        timer.cancel();
        wires.get(receiver).forget(whenBroken);
        endTransaction();
    }

    private void endTransaction() {
        if (transaction != null) {
            transaction.abandon();
            line.forgetBranch(branch);
            transaction = null;
        }
    }

    /** After a receipt a transaction still open is left to its 200, so that the platform is not told otherwise. */
    private void finish() {
        done = true;
        timer.cancel();
        wires.get(receiver).forget(whenBroken);
        line.forgetRef(message.ref());
    }

    /** Falls silent. */
    void abandon() {
        finish();
        endTransaction();
    }
}
