package org.tocsin.figures;

import java.time.LocalDate;

/**
 * How soon somebody was there, for the alarms of one month to which somebody was sent; by both clocks.
 *
 * @param fromDecision from when the first person was asked to go
 * @param fromReceipt from the receipt of the alarm's first message
 */
public record ArrivalMonth(LocalDate month, Profile profile, Count fromDecision, Count fromReceipt) {

    /**
     * @param sent that are decided: somebody was there, or the first limit has passed without
     * @param inTime within the first limit
     * @param inLatest within the last
     * @param nobody closed, or over the last limit, without anybody there
     * @param proven the home's own device said so
     * @param calledOff closed within the first limit without anybody there; not among those sent
     * @param waiting not decided yet; not among those sent
     * @param promise within the promise for everybody, of those of which that is decided: somebody was there, it was
     *     closed without after the first limit, or the promise's time is over
     */
    public record Count(
            long sent,
            long inTime,
            long inLatest,
            long nobody,
            long proven,
            long calledOff,
            long waiting,
            Share promise) {
        public static final Count NONE = new Count(0, 0, 0, 0, 0, 0, 0, new Share(0, 0));

        public Share inTimeShare() {
            return new Share(inTime, sent);
        }

        public Share inLatestShare() {
            return new Share(inLatest, sent);
        }
    }

    /** By the clock of the profile. */
    public Count counted() {
        return profile.rule().arrivalClock() == CountingRule.ArrivalClock.DECISION ? fromDecision : fromReceipt;
    }

    /** Beside the two targets: it changes nothing about a month that is judged by them. */
    public boolean isPromiseKept() {
        return counted().promise().meets(profile.targets().arriveCrisis().share());
    }

    public boolean isMet() {
        return counted().inTimeShare().meets(profile.targets().arrive().share())
                && counted()
                        .inLatestShare()
                        .meets(profile.targets().arriveLatest().share());
    }
}
