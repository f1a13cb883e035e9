package org.tocsin.console.readiness;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.Equipment;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Page;
import org.tocsin.readiness.Readiness.HomeState;
import org.tocsin.readiness.ReadinessException;
import org.tocsin.readiness.ReadinessStore;
import org.tocsin.readiness.ReadinessStore.By;
import org.tocsin.readiness.ReadinessStore.Figures;
import org.tocsin.readiness.TriggerProof.State;

/** From counts and rows to sentences and tables. */
final class ReadinessWriter {
    static final String AT = "/readiness";
    /** Of areas and of providers in a table; the rest is one line. */
    private static final int MOST_PARTS = 30;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.UK);

    private final WallClock clock;
    private final LocalDate today;
    private final Map<By, String> having;

    ReadinessWriter(WallClock clock, Instant now, Map<By, String> having) {
        this.clock = clock;
        this.today = now.atZone(clock.zone()).toLocalDate();
        this.having = having;
    }

    /**
     * @param figures of the homes that are listed
     * @param all of every home of the service: what there is to choose from
     */
    ReadinessPage page(Figures figures, Figures all, Page<ReadinessStore.Line> page, long unsealed) {
        return new ReadinessPage(
                asOf(all),
                figures(figures, unsealed),
                List.of(
                        split(figures, By.RISK, "Homes by risk", "Risk"),
                        split(figures, By.AREA, "Homes by area", "Area"),
                        split(figures, By.PROVIDER, "Homes by line provider", "Line provider")),
                choices(all),
                chosen(),
                !having.isEmpty(),
                page.items().stream().map(this::line).toList(),
                page.next() == null ? null : link(having) + (having.isEmpty() ? "?" : "&") + "after=" + page.next());
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    private String asOf(Figures all) {
        if (all.homes() == 0 && all.waiting() == 0) {
            return "No home is on file yet.";
        }
        Instant at = all.asOf();
        String worked = at == null ? "Being worked out." : "As of " + clock.full(at) + ".";
        return all.waiting() == 0
                ? worked
                : worked + " %,d changes are not in it yet; they will be within seconds.".formatted(all.waiting());
    }

    private List<ReadinessPage.Figure> figures(Figures figures, long unsealed) {
        List<ReadinessPage.Figure> list = new ArrayList<>();
        for (HomeState state : List.of(
                HomeState.CONFIRMED,
                HomeState.PROVEN,
                HomeState.TESTED,
                HomeState.VISITED,
                HomeState.PLANNED,
                HomeState.UNKNOWN)) {
            list.add(new ReadinessPage.Figure(
                    number(figures.count(By.STATE, state.name())),
                    "of %,d homes: %s (%s)."
                            .formatted(figures.homes(), ReadinessWords.of(state), ReadinessWords.rule(state)),
                    link(with(By.STATE, state.name())),
                    false));
        }
        long triggers =
                figures.triggers().values().stream().mapToLong(Long::longValue).sum();
        list.add(new ReadinessPage.Figure(
                number(figures.triggersIn(State.CURRENT)),
                "of %,d triggers are proved: heard since the last change of their unit, SIM or line, and not too long ago."
                        .formatted(triggers),
                null,
                false));
        list.add(concern(
                figures.count(By.PROOF, State.RECHECK_REMOTELY.name()),
                "homes must be tested remotely: firmware or settings changed since they were heard.",
                with(By.PROOF, State.RECHECK_REMOTELY.name())));
        list.add(concern(
                figures.count(By.PROOF, State.REVISIT.name()),
                "homes must be visited again: unit, SIM or line changed since, or a trigger was heard too long ago.",
                with(By.PROOF, State.REVISIT.name())));
        list.add(concern(
                figures.overdue(),
                "homes on a converter are due for their test.",
                with(By.EQUIPMENT, Equipment.CONVERTER.name())));
        long exceptions = figures.homes() - figures.count(By.EXCEPTION, "");
        list.add(concern(
                exceptions,
                "homes have something in the way, with somebody who sees to it.",
                with(By.EXCEPTION, ReadinessStore.ANY)));
        if (unsealed > 0) {
            list.add(new ReadinessPage.Figure(
                    number(unsealed), "proofs and confirmations wait for their signature.", null, unsealed > 1_000));
        }
        return list;
    }

    private static ReadinessPage.Figure concern(long count, String sentence, Map<By, String> link) {
        return new ReadinessPage.Figure(number(count), sentence, link(link), count > 0);
    }

    private ReadinessPage.Split split(Figures figures, By by, String caption, String heading) {
        List<ReadinessPage.Part> parts = new ArrayList<>();
        long rest = 0;
        List<Map.Entry<String, Long>> values = figures.by().getOrDefault(by, Map.of()).entrySet().stream()
                .sorted(by == By.RISK ? Map.Entry.comparingByKey() : Comparator.comparing(e -> -e.getValue()))
                .toList();
        for (Map.Entry<String, Long> value : values) {
            if (parts.size() < MOST_PARTS) {
                parts.add(new ReadinessPage.Part(
                        words(by, value.getKey()), number(value.getValue()), link(with(by, value.getKey()))));
            } else {
                rest += value.getValue();
            }
        }
        if (rest > 0) {
            parts.add(new ReadinessPage.Part("all others", number(rest), link(having)));
        }
        return new ReadinessPage.Split(caption, heading, parts);
    }

    private List<ReadinessPage.Choice> choices(Figures all) {
        List<ReadinessPage.Choice> choices = new ArrayList<>();
        choices.add(choice(By.RISK, "Risk", all));
        choices.add(choice(By.STATE, "How far", all));
        choices.add(choice(By.PROOF, "Proof", all));
        choices.add(choice(By.EQUIPMENT, "Equipment", all));
        choices.add(choice(By.AREA, "Area", all));
        choices.add(choice(By.PROVIDER, "Line provider", all));
        choices.add(choice(By.EXCEPTION, "In the way", all));
        return choices;
    }

    private ReadinessPage.Choice choice(By by, String label, Figures all) {
        String chosen = having.get(by);
        List<ReadinessPage.Option> options = new ArrayList<>();
        options.add(new ReadinessPage.Option("", "any", chosen == null));
        all.by().getOrDefault(by, Map.of()).keySet().stream()
                .limit(200)
                .filter(value -> !value.isEmpty())
                .forEach(value -> options.add(new ReadinessPage.Option(value, words(by, value), value.equals(chosen))));
        if (chosen != null && options.stream().noneMatch(ReadinessPage.Option::selected)) {
            options.add(new ReadinessPage.Option(chosen, words(by, chosen), true));
        }
        return new ReadinessPage.Choice(by.name().toLowerCase(Locale.ROOT), label, options);
    }

    private String chosen() {
        return having.entrySet().stream()
                .map(one -> words(one.getKey(), one.getValue()))
                .collect(Collectors.joining(", "));
    }

    private ReadinessPage.Line line(ReadinessStore.Line line) {
        LocalDate due = line.equipment().converterDueOn();
        String equipment = ReadinessWords.of(line.equipment().equipment())
                + (due == null ? "" : due.isAfter(today) ? ", test by " + day(due) : ", test due since " + day(due));
        String proof = line.proof().triggers() == 0
                ? "no trigger on file"
                : "%d of %d proved"
                        .formatted(line.proof().current(), line.proof().triggers());
        boolean current = line.proof().worst() == State.CURRENT;
        String why = line.proof().reason() == null || line.proof().triggers() == 0
                ? ""
                : "; " + ReadinessWords.of(line.proof().worst()) + ": "
                        + ReadinessWords.of(line.proof().reason());
        return new ReadinessPage.Line(
                AT + "/homes/" + line.homeId(),
                line.place(),
                ReadinessWords.of(line.risk()),
                equipment,
                lineWords(line.line()),
                proof + (current ? "" : why),
                ReadinessWords.of(line.state()),
                ReadinessWords.exception(line.exception()),
                !current);
    }

    private String lineWords(ReadinessStore.LineFact line) {
        String provider = line.provider() == null ? "provider not known" : line.provider();
        LocalDate planned = line.plannedOn();
        Instant confirmed = line.confirmedAt();
        return provider
                + (planned == null ? "" : ", moves " + day(planned))
                + (confirmed == null
                        ? ""
                        : ", told " + day(confirmed.atZone(clock.zone()).toLocalDate()));
    }

    private static String words(By by, String value) {
        if (value.isEmpty()) {
            return by == By.EXCEPTION ? "nothing" : "not known";
        }
        try {
            return switch (by) {
                case STATE -> ReadinessWords.of(HomeState.valueOf(value));
                case PROOF -> ReadinessWords.of(State.valueOf(value));
                case EQUIPMENT -> ReadinessWords.of(Equipment.valueOf(value));
                case RISK -> ReadinessWords.of(RiskTier.values()[Integer.parseInt(value) - 1]);
                case EXCEPTION ->
                    value.equals(ReadinessStore.ANY)
                            ? "something in the way"
                            : ReadinessWords.of(ReadinessException.Kind.valueOf(value));
                case AREA, PROVIDER -> value;
            };
        } catch (RuntimeException e) {
            return value;
        }
    }

    private Map<By, String> with(By by, String value) {
        Map<By, String> more = new EnumMap<>(By.class);
        more.putAll(having);
        more.put(by, value);
        return more;
    }

    private static String link(Map<By, String> having) {
        return having.isEmpty()
                ? AT
                : having.entrySet().stream()
                        .map(one -> one.getKey().name().toLowerCase(Locale.ROOT) + "="
                                + URLEncoder.encode(none(one.getValue()), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", AT + "?", ""));
    }

    /** In an address an empty text would be no choice at all. */
    private static String none(@Nullable String value) {
        return value == null || value.isEmpty() ? ReadinessPages.NONE : value;
    }

    private static String number(long count) {
        return String.format(Locale.UK, "%,d", count);
    }
}
