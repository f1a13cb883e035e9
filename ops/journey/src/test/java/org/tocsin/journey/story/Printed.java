package org.tocsin.journey.story;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures and days as they stand on paper. */
final class Printed {
    private static final DateTimeFormatter LONG = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.UK);
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.UK);

    private Printed() {}

    static String number(long number) {
        return String.format(Locale.UK, "%,d", number);
    }

    static String homes(long number) {
        return number(number) + (number == 1 ? " home" : " homes");
    }

    /** "1 unit is", "3 units are". */
    static String units(long number) {
        return number(number) + (number == 1 ? " unit is" : " units are");
    }

    static String are(long number) {
        return number == 1 ? "is" : "are";
    }

    static String percent(long part, long whole) {
        return whole == 0 ? "–" : String.format(Locale.UK, "%.1f %%", 100.0 * part / whole);
    }

    static String rate(double perWeek) {
        return Double.isNaN(perWeek) ? "not known yet" : String.format(Locale.UK, "%,.1f", perWeek);
    }

    static String inWords(LocalDate day) {
        return LONG.format(day);
    }

    static String day(@Nullable LocalDate day) {
        return day == null ? "–" : SHORT.format(day);
    }
}
