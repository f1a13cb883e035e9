package org.tocsin.console.rollout;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Pages;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Selection;
import org.tocsin.rollout.Rollout;
import org.tocsin.unit.CommandOp;

/** What the form for a new rollout says. */
final class RolloutForm {
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,6}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");
    private static final Set<String> TIERS = Set.of("CRITICAL", "HIGH", "STANDARD");

    private RolloutForm() {}

    /** Something in it cannot be meant; the sentence is for whoever filled it in. */
    static final class Misfilled extends RuntimeException {
        Misfilled(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /** Throws {@link Misfilled}. */
    static Rollout.Order order(RoutingContext context) {
        String model = Pages.text(context, "model");
        String risk = Pages.text(context, "risk");
        Selection selection = new Selection(
                Pages.field(context, "area"),
                model.isEmpty() ? null : Pages.uuid(model),
                null,
                TIERS.contains(risk) ? risk : null,
                null,
                null);
        Rollout.Waves waves = new Rollout.Waves(
                whole(context, "trial", "units of the trial"),
                whole(context, "wave", "units of a wave"),
                Pages.text(context, "pace").isEmpty() ? null : whole(context, "pace", "units a minute"),
                hours(Pages.text(context, "hours")),
                Duration.ofMinutes(whole(context, "answer", "minutes to come back")),
                Duration.ofMinutes(whole(context, "watch", "minutes to watch")),
                whole(context, "faults", "units in trouble"));
        return new Rollout.Order(Pages.text(context, "name"), change(context), selection, waves);
    }

    /** Null: now. Throws {@link Misfilled}. */
    static @Nullable Instant begin(RoutingContext context, ZoneId zone) {
        String text = Pages.text(context, "begin");
        try {
            return text.isEmpty()
                    ? null
                    : LocalDate.parse(text).atStartOfDay(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw new Misfilled("A date looks like 2026-11-30.");
        }
    }

    private static Rollout.Change change(RoutingContext context) {
        Map<String, Object> args = new LinkedHashMap<>();
        if (Pages.text(context, "kind").equals("firmware")) {
            args.put("version", Pages.text(context, "version"));
            String url = Pages.text(context, "url");
            if (!url.isEmpty()) {
                args.put("url", url);
            }
            return new Rollout.Change(CommandOp.FIRMWARE_UPDATE, args);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (String line : Pages.text(context, "values").split("\n")) {
            int equals = line.indexOf('=');
            if (line.isBlank()) {
                continue;
            }
            if (equals < 1) {
                throw new Misfilled("A setting looks like volume = 7, one on each line.");
            }
            values.put(
                    line.substring(0, equals).strip(),
                    value(line.substring(equals + 1).strip()));
        }
        args.put("values", values);
        return new Rollout.Change(CommandOp.CONFIG_SET, args);
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        return NUMBER.matcher(text).matches() ? (Object) Long.valueOf(text) : text;
    }

    private static AskingHours hours(String text) {
        try {
            return AskingHours.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Misfilled(String.valueOf(e.getMessage()));
        }
    }

    private static int whole(RoutingContext context, String field, String what) {
        String text = Pages.text(context, field);
        if (!WHOLE.matcher(text).matches()) {
            throw new Misfilled("The number of " + what + " must be a whole number.");
        }
        return Integer.parseInt(text);
    }
}
