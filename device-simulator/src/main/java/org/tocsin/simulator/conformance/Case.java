package org.tocsin.simulator.conformance;

/**
 * One question of a suite.
 *
 * @param id by which it is chosen and found, for instance {@code RX-17}; never used again for another question
 * @param title a few words, for a table
 * @param asks what is done and what is expected, in one sentence
 * @param seconds about how long it waits; a long one is only asked on request
 * @param <B> what the question is asked with
 */
public record Case<B>(String id, String title, String asks, int seconds, Script<B> script) {
    /** From here on a case is only asked on request. */
    public static final int LONG_SECONDS = 45;

    /** The question itself: a straight line from the first message to the judgement. */
    public interface Script<B> {
        /**
         * @return what was seen, where it was right
         * @throws Wrong where it was not
         * @throws CannotTell where it cannot be judged from here
         */
        String run(B bench) throws Exception;
    }

    /** A question that is answered within seconds. */
    public static <B> Case<B> of(String id, String title, String asks, Script<B> script) {
        return new Case<>(id, title, asks, 1, script);
    }

    /** A question that only somebody with a view into the receiver can answer. */
    public static <B> Case<B> unseen(String id, String title, String asks, String why) {
        return of(id, title, asks, bench -> {
            throw new CannotTell(why);
        });
    }
}
