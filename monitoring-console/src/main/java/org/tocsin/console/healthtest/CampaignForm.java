package org.tocsin.console.healthtest;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Pages;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Campaign.Order;
import org.tocsin.healthtest.Campaign.Pacing;
import org.tocsin.healthtest.Campaign.Retries;
import org.tocsin.healthtest.Selection;

/** What the form for a new campaign says. */
final class CampaignForm {
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,7}");
    private static final Set<String> EQUIPMENT = Set.of("UNKNOWN", "ANALOGUE", "CONVERTER", "DIGITAL");
    private static final Set<String> TIERS = Set.of("CRITICAL", "HIGH", "STANDARD");

    private CampaignForm() {}

    /** Something in it cannot be meant; the sentence is for whoever filled it in. */
    static final class Misfilled extends RuntimeException {
        Misfilled(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /** Throws {@link Misfilled}. */
    static Order order(RoutingContext context, ZoneId zone) {
        String model = Pages.text(context, "model");
        Selection selection = new Selection(
                Pages.field(context, "area"),
                model.isEmpty() ? null : Pages.uuid(model),
                oneOf(Pages.text(context, "equipment"), EQUIPMENT),
                oneOf(Pages.text(context, "risk"), TIERS),
                day(context, "untested", zone),
                day(context, "unproven", zone));
        Integer minutes = whole(context, "answer", "minutes for an answer");
        Integer retry = whole(context, "retry", "minutes until it is asked again");
        Integer attempts = whole(context, "attempts", "attempts");
        Integer trial = whole(context, "trial", "units of the trial");
        Retries usual = Retries.USUAL;
        Retries retries = new Retries(
                attempts == null ? usual.attempts() : attempts,
                retry == null ? usual.after() : Duration.ofMinutes(retry),
                minutes == null ? usual.answerWithin() : Duration.ofMinutes(minutes),
                usual.awaitFor());
        return new Order(
                Pages.text(context, "name"),
                selection,
                new Pacing(whole(context, "pace", "homes a minute"), hours(Pages.text(context, "hours"))),
                retries,
                trial == null ? Order.USUAL_TRIAL : trial,
                whole(context, "every", "days"));
    }

    /** Null: now. Throws {@link Misfilled}. */
    static @Nullable Instant begin(RoutingContext context, ZoneId zone) {
        return day(context, "begin", zone);
    }

    private static AskingHours hours(String text) {
        try {
            return AskingHours.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Misfilled(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String oneOf(String word, Set<String> words) {
        return words.contains(word) ? word : null;
    }

    private static @Nullable Integer whole(RoutingContext context, String field, String what) {
        String text = Pages.text(context, field);
        if (text.isEmpty()) {
            return null;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw new Misfilled("The number of " + what + " must be a whole number.");
        }
        return Integer.valueOf(text);
    }

    private static @Nullable Instant day(RoutingContext context, String field, ZoneId zone) {
        String text = Pages.text(context, field);
        try {
            return text.isEmpty()
                    ? null
                    : LocalDate.parse(text).atStartOfDay(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw new Misfilled("A date looks like 2026-11-30.");
        }
    }
}
