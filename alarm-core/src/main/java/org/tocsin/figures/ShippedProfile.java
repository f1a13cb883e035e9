package org.tocsin.figures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.tocsin.figures.CountingRule.AnsweredBy;
import org.tocsin.figures.CountingRule.ArrivalClock;

/** The profile every service begins with, from a file beside this class: what the standard said when it was shipped. */
final class ShippedProfile {
    private static final String FILE = "profile.properties";

    private ShippedProfile() {}

    static Profile read() {
        Properties values = new Properties();
        try (InputStream file = Objects.requireNonNull(ShippedProfile.class.getResourceAsStream(FILE))) {
            values.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<CallKind> counted = EnumSet.noneOf(CallKind.class);
        for (String kind : value(values, "counted").split(" ")) {
            counted.add(CallKind.valueOf(kind));
        }
        return new Profile(
                LocalDate.parse(value(values, "valid-from")),
                value(values, "name"),
                value(values, "source"),
                new CountingRule(
                        counted,
                        AnsweredBy.valueOf(value(values, "answered-by")),
                        ArrivalClock.valueOf(value(values, "arrival-clock"))),
                new Profile.Targets(
                        target(values, "answer"),
                        target(values, "answer-latest"),
                        target(values, "arrive"),
                        target(values, "arrive-latest"),
                        target(values, "arrive-crisis")));
    }

    private static Target target(Properties values, String name) {
        return new Target(
                Duration.ofSeconds(Long.parseLong(value(values, name + "-seconds"))),
                Integer.parseInt(value(values, name + "-share")));
    }

    private static String value(Properties values, String name) {
        return Objects.requireNonNull(values.getProperty(name), () -> name + " is missing in " + FILE);
    }
}
