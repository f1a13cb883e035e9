package org.tocsin.console.shift;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tocsin.console.board.WallClock;
import org.tocsin.shift.Evacuation;
import org.tocsin.shift.ShiftRules;
import org.tocsin.shift.ShiftStore;
import org.tocsin.shift.Skill;

/**
 * The rules of a service's shift with their forms.
 *
 * @param partnerNumber as a person dials it; empty where none is on file
 * @param past evacuations and rehearsals, newest first
 */
public record RulesPage(
        ShiftRules rules,
        List<Desk> desks,
        List<Past> past,
        String partnerNumber,
        boolean evacuated,
        boolean mayManage) {

    public record Desk(String username, String name, Set<Skill> skills, boolean partner) {}

    /** @param words when, who, why and how it ended */
    public record Past(String kind, String words) {}

    static RulesPage of(
            ShiftRules rules,
            List<ShiftStore.Person> people,
            List<Evacuation> past,
            WallClock clock,
            boolean mayManage) {
        String number = rules.partner().number();
        return new RulesPage(
                rules,
                people.stream()
                        .map(person -> new Desk(person.username(), person.name(), person.skills(), person.partner()))
                        .toList(),
                past.stream().map(one -> past(one, clock)).toList(),
                number == null ? "" : RoomWriter.shown(number),
                past.stream().anyMatch(Evacuation::lasts),
                mayManage);
    }

    private static Past past(Evacuation one, WallClock clock) {
        Evacuation.End end = one.ended();
        String begun = "From " + clock.full(one.beganAt()) + " by " + RoomWriter.who(one.beganBy()) + " to "
                + one.partner().name() + ": " + one.why() + ". ";
        return new Past(
                one.rehearsal() ? "Rehearsal" : "Evacuation",
                begun
                        + (end == null
                                ? "It lasts."
                                : "Back " + clock.full(end.at()) + " by " + RoomWriter.who(end.by()) + ": " + end.why()
                                        + "."));
    }

    /** "fire", as staff say it. */
    public static String word(Skill skill) {
        return skill.name().toLowerCase(Locale.ROOT);
    }
}
