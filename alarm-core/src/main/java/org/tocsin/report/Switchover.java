package org.tocsin.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.RiskTier;
import org.tocsin.report.Counts.By;
import org.tocsin.report.FailureRates.Rate;

/**
 * How far a service is on the way to the analogue shutdown, at one moment.
 *
 * @param burnDowns of all homes, and by risk, area and provider
 * @param exceptions homes in whose way something stands, the gravest risk first; at most {@link SwitchoverStore#LISTED}
 * @param rates of the last {@link SwitchoverStore#FAILURE_DAYS} days
 */
public record Switchover(
        Terms terms,
        Counts counts,
        Map<By, Map<String, BurnDown>> burnDowns,
        Watched watched,
        List<Exceptional> exceptions,
        List<Rate> rates,
        Unmatched unmatched) {

    /** @param today in the service's zone */
    public record Terms(
            String service, ZoneId zone, Instant asOf, LocalDate today, LocalDate switchoverOn, Limits limits) {

        /** All in days. */
        public record Limits(int proof, int converterRetest, int ghost) {}
    }

    /**
     * @param silentHomes homes with a unit that is silent now
     * @param convertersDue homes on a converter whose test is due today or earlier
     * @param waiting changes that are not worked into the figures yet
     */
    public record Watched(int silentHomes, int convertersDue, Triggers triggers, int waiting) {}

    /** How many triggers are in which state of proof. */
    public record Triggers(int all, int current, int recheck, int revisit, int never) {}

    /**
     * @param ghosts units on file that were never heard
     * @param strangers units that are heard and not on file
     */
    public record Unmatched(int ghosts, int strangers) {}

    public record Exceptional(UUID homeId, String place, RiskTier risk, Obstacle obstacle) {

        /** @param attempts how often nobody was let in */
        public record Obstacle(
                String kind,
                String owner,
                Instant since,
                @Nullable LocalDate reviewOn,
                int attempts) {}
    }

    public Switchover {
        burnDowns = Map.copyOf(burnDowns);
        exceptions = List.copyOf(exceptions);
        rates = List.copyOf(rates);
    }

    Switchover(
            Terms terms,
            Counts counts,
            Map<By, Map<String, BurnDown>> burnDowns,
            Watched watched,
            List<Exceptional> exceptions,
            List<Rate> rates) {
        this(terms, counts, burnDowns, watched, exceptions, rates, new Unmatched(0, 0));
    }

    Switchover with(Unmatched found) {
        return new Switchover(terms, counts, burnDowns, watched, exceptions, rates, found);
    }

    /** Of all homes. */
    public BurnDown burnDown() {
        BurnDown all = burnDowns(By.ALL).get("");
        return all == null
                ? BurnDown.of(List.of(), new BurnDown.Point(terms.today(), 0, 0, false), terms.switchoverOn())
                : all;
    }

    /** By value: stored words, an empty text where nothing is on file. */
    public Map<String, BurnDown> burnDowns(By by) {
        return burnDowns.getOrDefault(by, Map.of());
    }
}
