package org.tocsin.console.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.LastChanges;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.person.PersonCards;
import org.tocsin.home.RiskTier;
import org.tocsin.supervision.Expectation;
import org.tocsin.supervision.SupervisionRules;
import org.tocsin.supervision.SupervisionRules.Held;
import org.tocsin.supervision.SupervisionRules.Rule;
import org.tocsin.unit.ModelWatch;

/** What is expected of whom, as sentences: by the rule that holds, in the order in which supervision looks for it. Pure. */
final class RuleWriter {
    static final List<RiskTier> TIERS = List.of(RiskTier.CRITICAL, RiskTier.HIGH, RiskTier.STANDARD);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final WallClock clock;
    private final Facts facts;

    /**
     * @param heartbeat the service's own
     * @param changes by {@link SupervisionRules#subject}
     */
    record Facts(
            Duration heartbeat,
            List<ModelWatch.Model> models,
            List<Held> rules,
            Map<String, LastChanges.Change> changes) {
        @Nullable
        Rule rule(@Nullable UUID model, RiskTier risk) {
            return rules.stream()
                    .filter(held -> Objects.equals(held.modelId(), model))
                    .map(Held::rule)
                    .filter(rule -> rule.risk() == risk)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A form that was not taken. */
    record Refused(String modelId, String risk, RulePage.Typed typed, String problem) {}

    RuleWriter(WallClock clock, Facts facts) {
        this.clock = clock;
        this.facts = facts;
    }

    /** @param shown a model that is shown though it has no rule yet; null for none */
    RulePage page(@Nullable UUID shown, @Nullable Refused refused, boolean saved) {
        Set<UUID> ruled = facts.rules().stream()
                .map(Held::modelId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<RulePage.Section> sections = new ArrayList<>();
        sections.add(section(null, "Any model", null, refused));
        List<RulePage.Choice> others = new ArrayList<>();
        for (ModelWatch.Model model : facts.models()) {
            if (ruled.contains(model.id()) || model.id().equals(shown)) {
                sections.add(section(model.id(), model.words(), model.expected().heartbeat(), refused));
            } else {
                others.add(new RulePage.Choice(model.id().toString(), model.words()));
            }
        }
        return new RulePage(
                exact(facts.heartbeat()),
                sections,
                others,
                facts.models().size() == ModelWatch.MOST_SHOWN,
                refused == null ? "" : refused.problem(),
                saved);
    }

    private RulePage.Section section(
            @Nullable UUID model, String words, @Nullable Duration heartbeat, @Nullable Refused refused) {
        String id = model == null ? "" : model.toString();
        return new RulePage.Section(
                id,
                words,
                TIERS.stream()
                        .map(risk -> line(
                                model,
                                risk,
                                heartbeat,
                                refused != null
                                                && refused.modelId().equals(id)
                                                && refused.risk().equals(risk.name())
                                        ? refused.typed()
                                        : null))
                        .toList());
    }

    private RulePage.Line line(
            @Nullable UUID model, RiskTier risk, @Nullable Duration heartbeat, RulePage.@Nullable Typed wrong) {
        Rule own = facts.rule(model, risk);
        Rule general = model == null ? null : facts.rule(null, risk);
        Rule holds = own == null ? general : own;
        Rule shown = holds == null
                ? new Rule(
                        null,
                        null,
                        risk,
                        null,
                        Expectation.usualGracePercent(risk),
                        Expectation.usualGraceMinimum(risk))
                : holds;
        Duration said = shown.interval();
        Duration interval = said != null ? said : heartbeat != null ? heartbeat : facts.heartbeat();
        Expectation expected = Expectation.of(interval, shown.gracePercent(), shown.graceMinimum());
        return new RulePage.Line(
                risk.name(),
                heading(risk),
                "Expected every " + exact(interval)
                        + (said != null ? "" : heartbeat != null ? ", as its model says" : ", as the service says")
                        + "; late after " + exact(expected.lateAfter()) + ", silent after "
                        + exact(expected.silentAfter()) + ".",
                whose(model, risk, own, general),
                own != null,
                wrong == null ? typed(shown) : wrong,
                wrong != null);
    }

    private String whose(@Nullable UUID model, RiskTier risk, @Nullable Rule own, @Nullable Rule general) {
        if (own == null) {
            return general == null ? "as every service begins" : "as for any model";
        }
        LastChanges.Change change = facts.changes().get(SupervisionRules.subject(model, risk));
        return "your own rule"
                + (change == null ? "" : ", set by " + PersonCards.by(change.actor()) + ", " + clock.day(change.at()));
    }

    static RulePage.Typed typed(Rule rule) {
        Duration interval = rule.interval();
        return new RulePage.Typed(
                interval == null ? "" : minutes(interval),
                String.valueOf(rule.gracePercent()),
                minutes(rule.graceMinimum()));
    }

    /** Whole minutes; what a program set to the second is shown as the minutes it has. */
    static String minutes(Duration time) {
        return String.valueOf(time.dividedBy(MINUTE));
    }

    /** As {@link SupervisionPageWriter#span}, and nothing left out: "60 hours", "3 days". */
    static String exact(Duration time) {
        long hours = time.toHours();
        return hours >= 48 && time.toSeconds() % 86_400 != 0
                ? hours + " hours" + (time.toMinutesPart() == 0 ? "" : " " + time.toMinutesPart() + " minutes")
                : SupervisionPageWriter.span(time);
    }

    private static String heading(RiskTier risk) {
        return switch (risk) {
            case CRITICAL -> "Homes at critical risk";
            case HIGH -> "Homes at high risk";
            case STANDARD -> "All other homes";
        };
    }
}
