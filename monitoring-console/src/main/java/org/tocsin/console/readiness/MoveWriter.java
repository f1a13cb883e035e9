package org.tocsin.console.readiness;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.person.PersonCards;
import org.tocsin.platform.Page;
import org.tocsin.readiness.CentreMoves.Act;
import org.tocsin.readiness.CentreMoves.Line;
import org.tocsin.readiness.CentreMoves.Released;
import org.tocsin.readiness.Moved;
import org.tocsin.readiness.Moved.State;

/** The way from one alarm receiving centre to another, in words. Pure. */
final class MoveWriter {
    static final String AT = "/readiness/move";
    static final List<String> HEADS = List.of(
            "Our reference",
            "Units",
            "Address",
            "Former centre",
            "Stands",
            "Triggers",
            "Triggers proved here",
            "Units in the home",
            "Units heard here",
            "Released at",
            "Released by",
            "Released although not proven, because");

    private final WallClock clock;

    MoveWriter(WallClock clock) {
        this.clock = clock;
    }

    /**
     * Which homes are shown.
     *
     * @param centre null for any
     * @param state null for any
     */
    record Chosen(@Nullable String centre, @Nullable State state) {
        private String words() {
            return Stream.of(centre, state == null ? null : MoveWriter.words(state))
                    .filter(word -> word != null)
                    .collect(Collectors.joining(", "));
        }

        String query(String path) {
            return Stream.of(part("centre", centre), part("state", state == null ? null : state.name()))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining("&", path + "?", ""));
        }
    }

    MovePage page(Map<String, Map<State, Long>> figures, Chosen chosen, Page<Line> page, String said, boolean manages) {
        return new MovePage(
                figures.entrySet().stream()
                        .map(one -> centre(one.getKey(), one.getValue()))
                        .toList(),
                chosen.words(),
                page.items().stream().map(line -> line(line, manages)).toList(),
                chosen.query(AT + ".csv"),
                page.next() == null ? null : chosen.query(AT) + "&after=" + page.next(),
                said,
                manages);
    }

    static String words(State state) {
        return switch (state) {
            case NOT_PROVEN -> "not proven here yet";
            case MAY_BE_RELEASED -> "may be released";
            case RELEASED -> "released";
            case RELEASED_NOT_PROVEN -> "released, not proven here now";
        };
    }

    /** What is proven here of a home, in one sentence. */
    static String why(Moved stands) {
        if (stands.units() == 0) {
            return "no unit is on file in this home";
        }
        String triggers = stands.triggers() == 0
                ? "no trigger is on file"
                : "%d of %d triggers proved here".formatted(stands.current(), stands.triggers());
        return triggers + ", %d of %d units heard here".formatted(stands.heard(), stands.units());
    }

    String released(Released released) {
        String reason = released.overrideReason();
        return "Released " + clock.full(released.at()) + " by " + PersonCards.by(released.by())
                + (reason == null ? ", every unit proven here" : ", although not proven here: " + reason);
    }

    String act(Act act) {
        return act.formerCentre() + ": " + released(act.released())
                + (act.takenBackAt() == null
                        ? ""
                        : ". Taken back " + clock.full(act.takenBackAt()) + " by "
                                + PersonCards.by(String.valueOf(act.takenBackBy())) + ": " + act.takenBackWhy());
    }

    static List<@Nullable String> cells(Line line) {
        Released released = line.released();
        Moved stands = line.stands();
        return Arrays.asList(
                line.reference() == null ? line.homeId().toString() : line.reference(),
                line.cids(),
                line.place(),
                line.formerCentre(),
                words(line.state()),
                Integer.toString(stands.triggers()),
                Integer.toString(stands.current()),
                Integer.toString(stands.units()),
                Integer.toString(stands.heard()),
                released == null ? "" : released.at().toString(),
                released == null ? "" : PersonCards.by(released.by()),
                released == null ? "" : released.overrideReason());
    }

    private MovePage.Centre centre(String name, Map<State, Long> counts) {
        List<MovePage.Count> cells = new ArrayList<>();
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        cells.add(count(all, new Chosen(name, null), false));
        for (State state : State.values()) {
            long homes = counts.getOrDefault(state, 0L);
            cells.add(count(homes, new Chosen(name, state), state == State.RELEASED_NOT_PROVEN && homes > 0));
        }
        return new MovePage.Centre(name, cells, counts.getOrDefault(State.MAY_BE_RELEASED, 0L));
    }

    private static MovePage.Count count(long homes, Chosen chosen, boolean concern) {
        return new MovePage.Count(
                String.format(Locale.UK, "%,d", homes), homes == 0 ? null : chosen.query(AT), concern);
    }

    private MovePage.Line line(Line line, boolean manages) {
        return new MovePage.Line(
                line.homeId().toString(),
                line.place(),
                line.formerCentre(),
                ReadinessWords.of(line.risk()),
                words(line.state()),
                line.released() == null ? why(line.stands()) : released(line.released()) + "; " + why(line.stands()),
                line.state() == State.RELEASED_NOT_PROVEN,
                manages && line.state() == State.MAY_BE_RELEASED);
    }

    private static String part(String name, @Nullable String value) {
        return value == null ? "" : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
