package org.tocsin.simulator.unit;

import java.util.SplittableRandom;

/** What goes wrong between a home and the platform, drawn from a seed. One instance belongs to one event loop. */
public final class Faults {
    private final Shares shares;
    private final SplittableRandom random;

    /**
     * Shares between 0 and 1.
     *
     * @param duplicates messages that arrive twice
     * @param lostAnswers answers of the platform that never reach the home
     * @param reconnects MQTT signals after which the connection breaks before the answer
     */
    public record Shares(double duplicates, double lostAnswers, double reconnects) {
        public static final Shares NONE = new Shares(0, 0, 0);

        public Shares {
            if (!share(duplicates) || !share(lostAnswers) || !share(reconnects)) {
                throw new IllegalArgumentException("a share lies between 0 and 1");
            }
        }

        private static boolean share(double value) {
            return value >= 0 && value <= 1;
        }
    }

    public Faults(Shares shares, long seed) {
        this.shares = shares;
        this.random = new SplittableRandom(seed);
    }

    public boolean duplicate() {
        return hit(shares.duplicates);
    }

    public boolean loseAnswer() {
        return hit(shares.lostAnswers);
    }

    public boolean reconnect() {
        return hit(shares.reconnects);
    }

    private boolean hit(double share) {
        return share > 0 && random.nextDouble() < share;
    }
}
