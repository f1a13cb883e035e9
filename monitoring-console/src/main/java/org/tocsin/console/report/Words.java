package org.tocsin.console.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.report.Counts.By;

/** Stored words and figures as a committee reads them. */
final class Words {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.UK);
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.UK);

    private Words() {}

    static String number(long number) {
        return String.format(Locale.UK, "%,d", number);
    }

    /** "1 home", "7,000 homes". */
    static String homes(long number) {
        return many(number, "home", "homes");
    }

    static String many(long number, String one, String more) {
        return number(number) + " " + (number == 1 ? one : more);
    }

    /** "is" or "are". */
    static String are(long number) {
        return number == 1 ? "is" : "are";
    }

    /** One decimal; a dash where there is nothing to divide by. */
    static String percent(long part, long whole) {
        return whole == 0 ? "–" : String.format(Locale.UK, "%.1f %%", 100.0 * part / whole);
    }

    static String rate(double perWeek) {
        return Double.isNaN(perWeek) ? "not known yet" : String.format(Locale.UK, "%,.1f", perWeek);
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    static String shortDay(@Nullable LocalDate day) {
        return day == null ? "–" : SHORT.format(day);
    }

    /** Where the readiness list shows just these homes. */
    static String rows(By by, String value) {
        return "/readiness?" + by.name().toLowerCase(Locale.ROOT) + "="
                + (value.isEmpty() ? "~" : URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    static String of(By by, String value) {
        return switch (by) {
            case ALL -> "All homes";
            case RISK ->
                switch (value) {
                    case "1" -> "critical";
                    case "2" -> "high";
                    default -> "standard";
                };
            case AREA -> value.isEmpty() ? "no area on file" : value;
            case PROVIDER -> value.isEmpty() ? "provider not known" : value;
            case EQUIPMENT ->
                switch (value) {
                    case "ANALOGUE" -> "analogue";
                    case "CONVERTER" -> "on a converter (interim)";
                    case "DIGITAL" -> "digital";
                    default -> "equipment not known";
                };
            case STATE ->
                switch (value) {
                    case "PLANNED" -> "planned: a visit or the line's day is fixed";
                    case "VISITED" -> "visited, nothing heard for proof";
                    case "TESTED" -> "tested in part";
                    case "PROVEN" -> "proven";
                    case "CONFIRMED" -> "proven, and confirmed to the line's provider";
                    default -> "nothing planned yet";
                };
            case PROOF ->
                switch (value) {
                    case "CURRENT" -> "every trigger heard since the last change";
                    case "RECHECK_REMOTELY" -> "to be tested remotely again";
                    case "REVISIT" -> "to be visited again";
                    default -> "a trigger has never been heard";
                };
            case EXCEPTION -> obstacle(value);
        };
    }

    static String obstacle(String kind) {
        return switch (kind) {
            case "NO_ACCESS_1" -> "no access, once";
            case "NO_ACCESS_2" -> "no access, twice";
            case "NO_ACCESS_3" -> "no access, three times or more";
            case "REFUSED" -> "refused";
            case "IN_HOSPITAL" -> "in hospital";
            case "AWAITING_STOCK" -> "awaiting stock";
            default -> "nothing in the way";
        };
    }
}
