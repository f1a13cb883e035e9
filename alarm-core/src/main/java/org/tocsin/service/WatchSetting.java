package org.tocsin.service;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Optional;

/**
 * One number by which a service watches its homes and tests them: what it means, in which unit, between which limits, and
 * why it begins as it does. The table of them makes the page, the REST answer and the page of settings.
 */
public enum WatchSetting {
    HEARTBEAT(
            "heartbeat_s",
            "heartbeatSeconds",
            Measure.MINUTES,
            new Range(60, 604_800, 86_400),
            "A unit is expected to be heard every",
            "Where neither the unit itself nor its model says how often. A day is what most makers set; shorter finds a dead"
                    + " unit sooner and costs data and battery."),
    GHOST_AFTER(
            "ghost_after_days",
            "ghostAfterDays",
            Measure.DAYS,
            new Range(1, 365, 7),
            "A unit that was never heard is a ghost after",
            "Long enough for a unit to come from the shelf to the home. Nothing proves that a ghost works."),
    WELFARE_CALL(
            "fault_call_every_s",
            "welfareCallSeconds",
            Measure.MINUTES,
            new Range(900, 172_800, 14_400),
            "A home with an open fault on what a life depends on is rung every",
            "The net under the home until the fault is mended and the trigger was heard again. Four hours: a person who fell"
                    + " after one call is missed at the next, within the day."),
    MANAGER_AFTER(
            "fault_manager_after_s",
            "managerAfterSeconds",
            Measure.MINUTES,
            new Range(900, 1_209_600, 86_400),
            "Such a fault is raised with a manager after",
            "A broken pendant that nobody replaced for five days cost a life. After a day somebody who decides must know."),
    AREA_HOMES(
            "incident_homes",
            "incidentAreaHomes",
            Measure.HOMES,
            new Range(2, 1_000, 5),
            "An area has an incident when so many of its homes are off together",
            "Fewer make one card of what is chance; more let a power cut fill the board first."),
    CARRIER_HOMES(
            "incident_carrier_homes",
            "incidentCarrierHomes",
            Measure.HOMES,
            new Range(2, 1_000, 10),
            "A network or line provider has an incident when so many of its homes are off together",
            "More than of an area: a carrier has so many homes that a few losses at once are chance."),
    INCIDENT_WITHIN(
            "incident_within_s",
            "incidentWithinSeconds",
            Measure.MINUTES,
            new Range(30, 3_600, 300),
            "Together means within",
            "Units notice a power cut within a few minutes of each other."),
    RESTORED_PERCENT(
            "incident_restored_percent",
            "incidentRestoredPercent",
            Measure.PERCENT,
            new Range(10, 100, 50),
            "Restoration has begun when so many of an incident's homes are back",
            "From then on a home that stays off is no longer explained by the common cause."),
    POP_OUT(
            "incident_pop_out_s",
            "incidentPopOutSeconds",
            Measure.MINUTES,
            new Range(60, 86_400, 1_800),
            "A home still off stands on its own again, after the restoration has begun, after",
            "Half an hour: long enough for a unit to find its network, short enough for a blown fuse to be found."),
    PHONE_LOST(
            "visit_phone_lost_s",
            "visitPhoneLostSeconds",
            Measure.SECONDS,
            new Range(15, 600, 60),
            "Test mode ends when nothing was heard of the installer's phone for",
            "Without a phone nobody asks for a test: then every press in the home must raise an alarm."),
    SIGNAL_LIMIT(
            "visit_signal_limit_dbm",
            "visitSignalLimitDbm",
            Measure.DBM,
            new Range(-130, -50, -105),
            "A mobile signal needs a written reason below",
            "A unit that can just be heard on the day of the visit is not heard on a wet day. Held for 4G; a strength nearer"
                    + " to 0 is better."),
    PROOF_LIMIT(
            "proof_limit_days",
            "proofLimitDays",
            Measure.DAYS,
            new Range(1, 3_650, 365),
            "A proof of a trigger goes stale after",
            "Nothing was changed and still nobody knows: batteries age, people move furniture. Once a year at least."),
    CONVERTER_RETEST(
            "converter_retest_days",
            "converterRetestDays",
            Measure.DAYS,
            new Range(1, 3_650, 90),
            "A home behind a converter is tested again after",
            "A converter is interim: its risk is assessed, and it is tested regularly, four times a year unless set.");

    private final String column;
    private final String jsonName;
    private final Measure measure;
    private final Range range;
    private final String title;
    private final String why;

    WatchSetting(String column, String jsonName, Measure measure, Range range, String title, String why) {
        this.column = column;
        this.jsonName = jsonName;
        this.measure = measure;
        this.range = range;
        this.title = title;
        this.why = why;
    }

    /** In what it is typed and read; stored are seconds, days, counts. */
    public enum Measure {
        SECONDS("seconds", 1),
        /** Of what is stored in seconds. */
        MINUTES("minutes", 60),
        DAYS("days", 1),
        HOMES("homes", 1),
        PERCENT("in a hundred", 1),
        DBM("dBm", 1);

        private final String words;
        private final int stored;

        Measure(String words, int stored) {
            this.words = words;
            this.stored = stored;
        }

        public String words() {
            return words;
        }
    }

    /** As stored. {@code usual} is what a service begins with. */
    public record Range(int least, int most, int usual) {
        public boolean has(long value) {
            return value >= least && value <= most;
        }
    }

    /** The setting of this name in JSON and forms. */
    public static Optional<WatchSetting> named(String jsonName) {
        return Arrays.stream(values())
                .filter(one -> one.jsonName.equals(jsonName))
                .findFirst();
    }

    /** Of the table {@code service}. */
    String column() {
        return column;
    }

    public String jsonName() {
        return jsonName;
    }

    public Measure measure() {
        return measure;
    }

    public Range range() {
        return range;
    }

    /** "A unit is expected to be heard every": the number follows. */
    public String title() {
        return title;
    }

    public String why() {
        return why;
    }

    /** A stored number as it is typed: 930 s is "15.5" minutes. */
    public String typed(int stored) {
        if (measure.stored == 1) {
            return String.valueOf(stored);
        }
        return BigDecimal.valueOf(stored)
                .divide(BigDecimal.valueOf(measure.stored), 2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** What was typed, as it is stored; empty where it is no number or outside the limits. */
    public Optional<Integer> stored(String typed) {
        if (!typed.matches("-?[0-9]{1,9}([.][0-9]{1,2})?")) {
            return Optional.empty();
        }
        long stored = new BigDecimal(typed)
                .multiply(BigDecimal.valueOf(measure.stored))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
        return range.has(stored) ? Optional.of((int) stored) : Optional.empty();
    }
}
