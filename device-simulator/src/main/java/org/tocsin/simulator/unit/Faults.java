package org.tocsin.simulator.unit;

import java.util.SplittableRandom;

/** What goes wrong between a home and the platform, drawn from a seed. One instance belongs to one event loop. */
public final class Faults {
    private final Shares shares;
    private final long seed;
    private final SplittableRandom random;

    /**
     * Shares between 0 and 1.
     *
     * @param duplicates messages that arrive twice
     * @param lostAnswers answers of the platform that never reach the home
     * @param reconnects MQTT signals after which the connection breaks before the answer
     * @param tests homes that do otherwise than they are asked when they are asked for a test
     */
    public record Shares(double duplicates, double lostAnswers, double reconnects, Tests tests) {
        public static final Shares NONE = new Shares(0, 0, 0);

        /** Units that do as they are asked when they are asked for a test. */
        public Shares(double duplicates, double lostAnswers, double reconnects) {
            this(duplicates, lostAnswers, reconnects, Tests.NONE);
        }

        public Shares {
            if (!share(duplicates) || !share(lostAnswers) || !share(reconnects)) {
                throw new IllegalArgumentException("a share lies between 0 and 1");
            }
        }

        private static boolean share(double value) {
            return value >= 0 && value <= 1;
        }
    }

    /**
     * Shares of homes, between 0 and 1 together; a home is of the same kind each time.
     *
     * @param never says nothing at all
     * @param late sends its test after half a minute
     * @param unknown answers that it does not know the command
     * @param onlyWords says that it is done, and sends nothing
     * @param secondTime does not hear the first asking, and does as it is asked at the second
     */
    public record Tests(double never, double late, double unknown, double onlyWords, double secondTime) {
        public static final Tests NONE = new Tests(0, 0, 0, 0);

        /** Units that hear every asking. */
        public Tests(double never, double late, double unknown, double onlyWords) {
            this(never, late, unknown, onlyWords, 0);
        }

        public Tests {
            boolean shares = Shares.share(never)
                    && Shares.share(late)
                    && Shares.share(unknown)
                    && Shares.share(onlyWords)
                    && Shares.share(secondTime);
            if (!shares || never + late + unknown + onlyWords + secondTime > 1) {
                throw new IllegalArgumentException("shares of homes lie between 0 and 1, also together");
            }
        }
    }

    /** How a home answers when it is asked for a test. */
    public enum TestAnswer {
        AT_ONCE,
        LATE,
        NEVER,
        UNKNOWN,
        ONLY_WORDS,
        SECOND_TIME
    }

    /** Of this home; the same each time it is asked. */
    public TestAnswer testAnswer(int home) {
        double place = new SplittableRandom(seed * 31 + home).nextDouble();
        Tests tests = shares.tests;
        if (place < tests.never) {
            return TestAnswer.NEVER;
        }
        if (place < tests.never + tests.late) {
            return TestAnswer.LATE;
        }
        if (place < tests.never + tests.late + tests.unknown) {
            return TestAnswer.UNKNOWN;
        }
        double others = tests.never + tests.late + tests.unknown;
        if (place < others + tests.onlyWords) {
            return TestAnswer.ONLY_WORDS;
        }
        return place < others + tests.onlyWords + tests.secondTime ? TestAnswer.SECOND_TIME : TestAnswer.AT_ONCE;
    }

    public Faults(Shares shares, long seed) {
        this.shares = shares;
        this.seed = seed;
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
