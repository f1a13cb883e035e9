package org.tocsin.journey.night;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds what the platform wrote down against what the table did. */
final class Verdict {
    private static final Duration MANAGER = Duration.ofSeconds(60);
    private static final Duration PARTNER = Duration.ofSeconds(120);
    private static final Set<String> HAS_IT = Set.of("TAKEN", "HANDED_OVER");
    private static final Set<String> BACK = Set.of("HANDED_BACK", "RETURNED", "RELEASED");

    private final Ledger ledger;
    private final Set<String> alarms;
    private final Map<String, JsonNode> read;

    /** Reads what the platform has written down. */
    Verdict(Ledger ledger, Logs logs) {
        this.ledger = ledger;
        this.alarms = logs.everything().stream()
                .map(alarm -> alarm.get("id").textValue())
                .collect(Collectors.toCollection(TreeSet::new));
        this.read = ledger.all().stream().collect(Collectors.toMap(one -> Objects.requireNonNull(one.id), logs::alarm));
    }

    void check() {
        assertThat(ledger.stillOpen()).as("cases that the table left open").isEmpty();
        assertThat(alarms)
                .as("the alarms of the night, no more and no fewer")
                .isEqualTo(ledger.all().stream().map(one -> one.id).collect(Collectors.toCollection(TreeSet::new)));
        for (Ledger.Case one : ledger.all()) {
            JsonNode alarm = Objects.requireNonNull(read.get(one.id));
            assertThat(alarm.get("state").textValue()).as(one.name).isEqualTo("CLOSED");
            assertThat(alarm.get("outcome").textValue()).as(one + " ended as").isEqualTo(one.outcome);
            assertThat(alarm.get("signalCount").intValue())
                    .as(one + " was pressed")
                    .isEqualTo(one.signals());
            sameLog(one, Logs.entries(alarm));
            if (one.timesKnown) {
                assertThat(alarm.get("closedAt").textValue())
                        .as(one + " ended at")
                        .isEqualTo(text(one.closedAt));
                assertThat(alarm.get("raisedAt").textValue())
                        .as(one + " began at")
                        .isEqualTo(text(one.raisedAt));
            }
            if (one.meaning == Trigger.Meaning.LIFE) {
                nobodyWaitedUntold(one, Logs.entries(alarm));
            }
        }
    }

    /** Line by line, to the second; what stands at one moment in whatever order. */
    private static void sameLog(Ledger.Case one, List<Logs.Entry> entries) {
        List<String> wrote = one.lines.stream()
                .map(line -> Play.words(one, line.at(), line.kind().name()))
                .sorted()
                .toList();
        List<String> written = entries.stream()
                .map(entry -> Play.words(one, entry.at(), entry.kind()))
                .sorted()
                .toList();
        assertThat(written).as("the log of %s: %s", one, entries).isEqualTo(wrote);
    }

    /** From the log alone: whoever waits for a minute has a manager rung for them, for two the partner centre. */
    private static void nobodyWaitedUntold(Ledger.Case one, List<Logs.Entry> entries) {
        List<Logs.Entry> inOrder = new ArrayList<>(entries);
        inOrder.sort(Comparator.comparing(Logs.Entry::at));
        Instant since = one.raisedAt;
        for (Logs.Entry entry : inOrder) {
            if (HAS_IT.contains(entry.kind()) && since != null) {
                Duration waited = Duration.between(since, entry.at());
                assertThat(told(inOrder, since, entry.at()))
                        .as("who was told of %s while it waited for %s", one, waited)
                        .isEqualTo(
                                waited.compareTo(PARTNER) >= 0
                                        ? List.of(since.plus(MANAGER), since.plus(PARTNER))
                                        : waited.compareTo(MANAGER) >= 0 ? List.of(since.plus(MANAGER)) : List.of());
                since = null;
            } else if (BACK.contains(entry.kind())
                    && since == null
                    && !entry.words().contains("No speech")) {
                since = entry.at();
            }
        }
        assertThat(since).as(one + " ended in somebody's hands").isNull();
    }

    private static List<Instant> told(List<Logs.Entry> entries, Instant from, Instant until) {
        return entries.stream()
                .filter(entry -> entry.kind().equals("UNTAKEN"))
                .map(Logs.Entry::at)
                .filter(at -> !at.isBefore(from) && !at.isAfter(until))
                .toList();
    }

    private static String text(@Nullable Instant at) {
        return Objects.requireNonNull(at).toString();
    }
}
