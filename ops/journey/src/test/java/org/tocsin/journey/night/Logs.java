package org.tocsin.journey.night;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.tocsin.journey.AlarmCentre;

/** What the platform has written down, read over REST. */
final class Logs {
    /** Notes beside the case's own way, and what the page writes by itself while somebody works on it. */
    private static final Set<String> BESIDE =
            Set.of("NOTE", "STEP_DONE", "STEP_NOT_POSSIBLE", "VIEWED_SECRET", "MESSAGE", "NOT_SENT");

    private final AlarmCentre centre;
    private final Set<String> known = new HashSet<>();

    record Entry(Instant at, String kind, String words) {}

    Logs(AlarmCentre centre) {
        this.centre = centre;
    }

    /** The alarm that has just come and is like this; remembered as the case's. */
    String arrived(Ledger.Case one, Predicate<JsonNode> like) {
        AtomicReference<String> id = new AtomicReference<>();
        Patience.until(one + " has come", () -> {
            centre.get("/api/v1/alarms?state=open&limit=200").get("items").forEach(alarm -> {
                if (!known.contains(alarm.get("id").textValue()) && like.test(alarm)) {
                    id.set(alarm.get("id").textValue());
                }
            });
            return id.get() != null;
        });
        String arrived = Objects.requireNonNull(id.get());
        known.add(arrived);
        one.id = arrived;
        return arrived;
    }

    JsonNode alarm(Ledger.Case one) {
        return centre.get("/api/v1/alarms/" + Objects.requireNonNull(one.id));
    }

    /** Its log, without what stands beside. */
    List<Entry> of(Ledger.Case one) {
        return entries(alarm(one));
    }

    static List<Entry> entries(JsonNode alarm) {
        List<Entry> entries = new ArrayList<>();
        alarm.get("log").forEach(line -> {
            String kind = line.get("kind").textValue();
            if (!BESIDE.contains(kind)) {
                entries.add(new Entry(
                        Instant.parse(line.get("at").textValue()),
                        kind,
                        line.get("words").textValue()));
            }
        });
        return entries;
    }

    /** Every alarm of the night, the closed ones too. */
    List<JsonNode> everything() {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page = centre.get("/api/v1/alarms?state=all&limit=200" + cursor);
            page.get("items").forEach(all::add);
            if (page.get("next").isNull()) {
                return all;
            }
            cursor = "&cursor=" + page.get("next").textValue();
        }
    }
}
