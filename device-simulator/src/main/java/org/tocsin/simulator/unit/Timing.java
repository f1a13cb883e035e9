package org.tocsin.simulator.unit;

import java.util.List;

/**
 * How patient a unit is; all times in milliseconds.
 *
 * @param t1 round-trip estimate of SIP, RFC 3261 §17.1.2: first retransmission after t1, the transaction ends after 64 t1
 * @param t2 the longest pause between two retransmissions
 * @param answerWait how long one attempt waits for the application's answer, counted from its first send
 * @param gaps pauses between an attempt that failed and the next one; the last of them repeats for ever
 * @param refusedWait the first pause after every receiver has refused or could not be reached; it doubles from there
 * @param holdWait the pause after the platform said hold (status number 4)
 */
public record Timing(long t1, long t2, long answerWait, List<Long> gaps, long refusedWait, long holdWait) {
    /** A sign of life is tried this often, then dropped: the next one says the same. */
    public static final int HEARTBEAT_ATTEMPTS = 3;

    /** What a real unit does. */
    public static final Timing REAL =
            new Timing(500, 4_000, 20_000, List.of(0L, 5_000L, 10_000L, 20_000L, 30_000L, 60_000L), 1_000, 10_000);

    /** For tests that cannot wait a minute: the same behaviour, with shorter pauses between attempts. */
    public static final Timing IMPATIENT = new Timing(500, 4_000, 5_000, List.of(0L, 500L, 1_000L, 2_000L), 500, 1_000);

    public Timing {
        gaps = List.copyOf(gaps);
        if (t1 < 1 || t2 < t1 || answerWait < 1 || gaps.isEmpty() || refusedWait < 1 || holdWait < 1) {
            throw new IllegalArgumentException("every wait must be longer than nothing, and t2 not shorter than t1");
        }
    }

    /** The pause after the given number of rounds has failed, the first being 0. */
    public long gap(int round) {
        return gaps.get(Math.min(round, gaps.size() - 1));
    }

    /** When a SIP transaction without any answer is over (timer F). */
    public long transactionEnd() {
        return 64 * t1;
    }
}
