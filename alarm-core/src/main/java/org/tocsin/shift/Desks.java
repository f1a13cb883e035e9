package org.tocsin.shift;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.Priority;

/**
 * Which alarms come first and are heard at which desk. Every alarm stands on every board, in the order of its priority; a
 * desk that is not meant for it is only quiet about it for a while, and only while somebody is there who is. Pure.
 */
public final class Desks {
    private Desks() {}

    /**
     * Whether an alarm is first within its priority, and heard, at a desk.
     *
     * @param mine what the desk answers
     * @param needed what the alarm asks for, any of these; empty: everybody's
     * @param present what those who are there answer
     * @param forAll from when on it is everybody's, by {@link #forAll}
     */
    public static boolean hears(Set<Skill> mine, Set<Skill> needed, Set<Skill> present, Instant forAll, Instant now) {
        boolean meant = needed.isEmpty() || !Collections.disjoint(mine, needed);
        return meant || Collections.disjoint(present, needed) || !now.isBefore(forAll);
    }

    /**
     * Whether a desk in the partner centre hears an alarm: once the room is left, or the partner is to be rung for it.
     *
     * @param left the service is evacuated, or {@link #nobodyInTheRoom}: a room can be left without a word
     */
    public static boolean partnerHears(boolean left, AlarmRow.@Nullable Untaken untaken) {
        return left || (untaken != null && untaken.partner());
    }

    /** True while no board is open in the service's own room: then a partner's desk is the only one that could sound. */
    public static boolean nobodyInTheRoom(Collection<ShiftStore.Person> people) {
        return people.stream().noneMatch(person -> person.there() && !person.partner());
    }

    /** From when on an alarm of this priority is everybody's, where nobody has taken it. */
    public static Instant forAll(ShiftRules.Hearing hearing, Priority priority, Instant since) {
        Duration after = hearing.after(priority);
        return since.plus(after);
    }
}
