package org.tocsin.console.figures;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.figures.CallRow;
import org.tocsin.figures.CallRows;
import org.tocsin.figures.SentRows;
import org.tocsin.figures.Way;

/** Figures as people read them. */
final class FigureWords {
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.UK);

    private FigureWords() {}

    static String number(long number) {
        return String.format(Locale.UK, "%,d", number);
    }

    /** "1 call", "7,000 calls". */
    static String many(long number, String one, String more) {
        return number(number) + " " + (number == 1 ? one : more);
    }

    static String month(LocalDate month) {
        return MONTH.format(month);
    }

    /** "2026-11", as addresses have it. */
    static String code(LocalDate month) {
        return month.toString().substring(0, 7);
    }

    static String calls(LocalDate month, CallRows.Which which) {
        return "/figures/calls?month=" + code(month) + "&which=" + which.name();
    }

    static String sent(LocalDate month, SentRows.Which which) {
        return "/figures/sent?month=" + code(month) + "&which=" + which.name();
    }

    /** "42 s", "3 min 05 s", "1 h 04 min"; a dash for none. */
    static String time(@Nullable Duration time) {
        if (time == null) {
            return "–";
        }
        long seconds = time.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7_200
                ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
                : "%d h %02d min".formatted(seconds / 3_600, seconds / 60 % 60);
    }

    static @Nullable Duration between(Instant from, @Nullable Instant until) {
        return until == null ? null : Duration.between(from, until);
    }

    static String of(CallRows.Which which) {
        return switch (which) {
            case EVERY -> "every call of any kind";
            case COUNTED -> "calls that are counted";
            case IN_TIME -> "calls answered in time";
            case LATE -> "calls not answered in time";
            case OVER_LATEST -> "calls over the last limit";
            case UNANSWERED -> "calls never answered";
            case GIVEN_UP -> "calls whose caller rang off before the answer";
            case EXCLUDED -> "calls left out by somebody";
            case APART -> "calls of kinds that stand apart";
            case WAITING -> "calls that still wait";
            case INVESTIGATED -> "calls to be investigated";
            case NOT_INVESTIGATED -> "calls nobody has investigated yet";
        };
    }

    static String of(SentRows.Which which) {
        return switch (which) {
            case EVERY -> "every alarm to which somebody was sent";
            case COUNTED -> "alarms that are counted";
            case IN_TIME -> "alarms with somebody there in time";
            case LATE -> "alarms with nobody there in time";
            case OVER_LATEST -> "alarms over the last limit";
            case PROMISED -> "alarms of which it is decided whether the promise was kept";
            case OVER_PROMISE -> "alarms with nobody there within the promise";
            case NOBODY -> "alarms to which nobody came";
            case NOT_PROVEN -> "arrivals that no press of the home proves";
            case CALLED_OFF -> "alarms called off in time";
            case WAITING -> "alarms that still wait for somebody";
        };
    }

    static String of(Way way) {
        return switch (way) {
            case SPEECH -> "speech connected";
            case OPENED -> "opened, it cannot speak";
            case TAKEN -> "taken, speech is not reported";
        };
    }

    /** What became of a call, in a few words. */
    static String became(CallRow row) {
        if (row.times().answered() != null) {
            return of(row.way());
        }
        String rangOff = row.times().givenUp() == null ? "" : ", the caller had rung off";
        return row.times().over() != null ? "closed without an answer" + rangOff : "not answered" + rangOff;
    }
}
