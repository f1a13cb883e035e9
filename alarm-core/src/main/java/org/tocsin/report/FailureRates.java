package org.tocsin.report;

import java.util.List;

/**
 * How often a home was not heard when it was asked: at the first asking, and in the end. The two are never the same
 * figure, and neither stands in for the other.
 */
public final class FailureRates {
    private FailureRates() {}

    /** What asked. */
    public enum Source {
        /** A trigger that an installer set off during a visit. */
        VISIT,
        /** A unit asked by a health test. */
        HEALTH_TEST
    }

    /**
     * @param protocol by which the unit speaks, {@code MQTT}; empty in a total
     * @param asked how many things had to be heard
     * @param notAtFirst of these, not heard at the first asking
     * @param never of these, not heard at any asking
     */
    public record Rate(
            Source source, String model, String network, String protocol, int asked, int notAtFirst, int never) {
        /** 0 to 1; 0 where nothing was asked. */
        public double first() {
            return asked == 0 ? 0 : (double) notAtFirst / asked;
        }

        public double total() {
            return asked == 0 ? 0 : (double) never / asked;
        }

        private Rate and(Rate other) {
            return new Rate(
                    source,
                    model,
                    network,
                    protocol,
                    asked + other.asked,
                    notAtFirst + other.notAtFirst,
                    never + other.never);
        }
    }

    /** All of one source together; model, network and protocol are empty. */
    public static Rate total(List<Rate> rates, Source source) {
        return rates.stream()
                .filter(rate -> rate.source() == source)
                .reduce(new Rate(source, "", "", "", 0, 0, 0), Rate::and);
    }
}
