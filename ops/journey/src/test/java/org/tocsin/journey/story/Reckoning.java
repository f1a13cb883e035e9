package org.tocsin.journey.story;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tocsin.journey.story.StoryHome.Asked;
import org.tocsin.journey.story.StoryHome.Change;
import org.tocsin.journey.story.StoryHome.What;
import org.tocsin.simulator.Simulator;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Asking;
import org.tocsin.simulator.ledger.Line;

/**
 * What follows for each home from the homes' own ledger and from what the story did, worked out anew and in other words
 * than the platform's. It asks the platform nothing.
 */
final class Reckoning {
    /** The states of a trigger, the best first. */
    static final List<String> STATES = List.of("CURRENT", "RECHECK_REMOTELY", "REVISIT", "NEVER");

    private final Map<String, List<Line>> lines;
    private final Map<String, List<Asking>> askings;
    private final List<HealthRound> rounds;
    private final StoryClock clock;
    private final Limits limits;

    /** All in days, and the zone in which a day is one. */
    record Limits(int proof, int retest, ZoneId zone) {}

    /**
     * A campaign over units.
     *
     * @param units each with the way in which it is asked: COMMAND or PERIODIC; those that cannot be asked are left out
     */
    record HealthRound(Map<String, String> units, Instant from, Instant until) {}

    /** How a unit did in a round. */
    record Tested(boolean counted, boolean first, boolean ever, Instant at) {
        static final Tested NOT = new Tested(false, false, false, Instant.MAX);
    }

    /** @param reasons why the worst of its triggers are not current; several where they differ */
    record Standing(String state, String proof, Set<String> reasons, List<String> triggers, boolean retestDue) {
        boolean proven() {
            return proof.equals("CURRENT");
        }
    }

    private record Heard(Instant at, String cid) {}

    private record Judged(String state, String reason) {}

    Reckoning(Simulator homes, List<HealthRound> rounds, StoryClock clock, Limits limits) {
        this.lines = homes.lines().stream().filter(Line::acknowledged).collect(Collectors.groupingBy(Line::cid));
        this.askings = homes.askings().stream().collect(Collectors.groupingBy(Asking::cid));
        this.rounds = rounds;
        this.clock = clock;
        this.limits = limits;
    }

    Standing standing(StoryHome home) {
        Instant now = clock.instant();
        List<Judged> judged = home.truth.triggers().stream()
                .map(trigger -> judge(home, trigger, now))
                .toList();
        String worst = judged.stream()
                .map(Judged::state)
                .max(Comparator.comparing(STATES::indexOf))
                .orElseThrow();
        Set<String> reasons = judged.stream()
                .filter(one -> one.state.equals(worst))
                .map(Judged::reason)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Standing(
                state(home, worst),
                worst,
                reasons,
                judged.stream().map(Judged::state).toList(),
                home.equipment.equals("CONVERTER") && retestDue(home, now));
    }

    private Judged judge(StoryHome home, Trigger trigger, Instant now) {
        Optional<Heard> newest = heard(home, trigger).max(Comparator.comparing(Heard::at));
        if (newest.isEmpty()) {
            return new Judged("NEVER", "NEVER_HEARD");
        }
        Heard heard = newest.get();
        List<Change> since = home.changes.stream()
                .filter(change -> change.at().isAfter(heard.at))
                .toList();
        Optional<Change> goThere = since.stream()
                .filter(change -> change.what() == What.LINE
                        || change.what() == What.UNIT_SWAP
                        || (change.what() == What.SIM_SWAP && change.cid().equals(heard.cid)))
                .reduce((one, later) -> later);
        if (goThere.isPresent()) {
            return new Judged("REVISIT", goThere.get().what().name());
        }
        if (!heard.cid.equals(home.cid)) {
            return new Judged("REVISIT", "OTHER_UNIT");
        }
        if (clock.of(heard.at).plus(Duration.ofDays(limits.proof)).isBefore(now)) {
            return new Judged("REVISIT", "AGE");
        }
        boolean stale = since.stream()
                .filter(change -> change.what() == What.FIRMWARE && change.cid().equals(heard.cid))
                .anyMatch(change -> passes(heard.cid).noneMatch(pass -> pass.isAfter(change.at())));
        return stale ? new Judged("RECHECK_REMOTELY", "FIRMWARE") : new Judged("CURRENT", "");
    }

    /** When it was asked for and pressed, and the platform gave its receipt. */
    private Stream<Heard> heard(StoryHome home, Trigger trigger) {
        return home.asked.stream()
                .filter(asked -> asked.trigger() == trigger)
                .flatMap(asked -> pressed(asked).map(at -> new Heard(at, asked.cid())).stream());
    }

    private Optional<Instant> pressed(Asked asked) {
        return lines.getOrDefault(asked.cid(), List.of()).stream()
                .filter(line -> line.trigger() == asked.trigger())
                .map(Line::raisedAt)
                .filter(at -> !at.isBefore(asked.from()) && at.isBefore(asked.until()))
                .findFirst();
    }

    private String state(StoryHome home, String proof) {
        if (proof.equals("CURRENT")) {
            return home.providerTold ? "CONFIRMED" : "PROVEN";
        }
        boolean tested = home.truth.triggers().stream()
                        .anyMatch(trigger -> heard(home, trigger).findAny().isPresent())
                || home.cids.stream().anyMatch(cid -> passes(cid).findAny().isPresent());
        if (tested) {
            return "TESTED";
        }
        if (home.visited) {
            return "VISITED";
        }
        boolean planned = home.visitPlanned || home.truth.home().planned().equals("YES");
        return planned ? "PLANNED" : "UNKNOWN";
    }

    private boolean retestDue(StoryHome home, Instant now) {
        LocalDate today = now.atZone(limits.zone).toLocalDate();
        return home.truth.triggers().stream()
                .anyMatch(trigger -> heard(home, trigger)
                        .map(heard -> clock.of(heard.at).plus(Duration.ofDays(limits.retest)))
                        .max(Comparator.naturalOrder())
                        .map(due -> !due.atZone(limits.zone).toLocalDate().isAfter(today))
                        .orElse(true));
    }

    /** Whether each trigger had been heard by the end of that day, whatever came of it later. */
    boolean heardBy(StoryHome home, LocalDate day) {
        return home.truth.triggers().stream()
                .allMatch(trigger -> heard(home, trigger)
                        .anyMatch(heard -> !clock.of(heard.at)
                                .atZone(limits.zone)
                                .toLocalDate()
                                .isAfter(day)));
    }

    private Stream<Instant> passes(String cid) {
        return rounds.stream()
                .filter(round -> round.units.containsKey(cid))
                .map(round -> tested(round, cid))
                .filter(Tested::ever)
                .map(Tested::at);
    }

    /** By what the unit heard and sent; one that heard nothing was asked all the same. */
    Tested tested(HealthRound round, String cid) {
        String way = round.units.get(cid);
        List<Asking> asked = askings.getOrDefault(cid, List.of()).stream()
                .filter(asking -> within(round, asking.at()))
                .toList();
        if (way == null || asked.stream().anyMatch(asking -> asking.answer().equals("UNKNOWN"))) {
            return Tested.NOT;
        }
        Instant from = way.equals("PERIODIC") || asked.isEmpty()
                ? round.from
                : asked.get(0).at();
        Optional<Instant> sent = lines.getOrDefault(cid, List.of()).stream()
                .filter(line -> line.kind().equals("TEST"))
                .map(Line::raisedAt)
                .filter(at -> within(round, at) && !at.isBefore(from))
                .min(Comparator.naturalOrder());
        boolean once = asked.size() < 2
                || sent.filter(at -> at.isBefore(asked.get(1).at())).isPresent();
        return new Tested(true, sent.isPresent() && once, sent.isPresent(), sent.orElse(Instant.MAX));
    }

    private static boolean within(HealthRound round, Instant at) {
        return !at.isBefore(round.from) && at.isBefore(round.until);
    }

    /** What had to be heard on visits: by the unit, whether it was at the first asking, and whether at any. */
    List<Rate.One> visits(Collection<StoryHome> estate) {
        List<Rate.One> things = new ArrayList<>();
        for (StoryHome home : estate) {
            Map<String, List<Asked>> of = new HashMap<>();
            home.asked.forEach(asked -> of.computeIfAbsent(
                            asked.visit() + asked.last() + asked.trigger() + asked.cid(), thing -> new ArrayList<>())
                    .add(asked));
            of.values()
                    .forEach(asked -> things.add(new Rate.One(
                            asked.get(0).cid(),
                            pressed(asked.get(0)).isPresent(),
                            asked.stream().anyMatch(one -> pressed(one).isPresent()))));
        }
        return things;
    }

    List<Rate.One> healthTests() {
        List<Rate.One> units = new ArrayList<>();
        for (HealthRound round : rounds) {
            for (String cid : round.units.keySet()) {
                Tested tested = tested(round, cid);
                if (tested.counted) {
                    units.add(new Rate.One(cid, tested.first, tested.ever));
                }
            }
        }
        return units;
    }
}
