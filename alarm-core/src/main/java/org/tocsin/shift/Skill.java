package org.tocsin.shift;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.Queue;
import org.tocsin.signal.CodeWords;

/** What a desk answers. Operators learn them in this order. Stored by name. */
public enum Skill {
    DOOR,
    COMMUNAL,
    EMERGENCY,
    FIRE,
    /** What has come back to the board because help did not come, or nobody took it. */
    ESCALATION;

    /** Smoke, heat, gas, carbon monoxide, a sprinkler, a building's fire alarm: as the trigger's words begin. */
    private static final List<String> FIRE_WORDS = List.of("0023", "0025", "0021", "0026", "0037", "0047").stream()
            .map(device -> CodeWords.device(device).toLowerCase(Locale.ROOT))
            .toList();

    /** What an operator answers, as stored: null or nothing known means everything. */
    public static Set<Skill> of(String @Nullable [] stored) {
        EnumSet<Skill> skills = EnumSet.noneOf(Skill.class);
        for (String name : stored == null ? new String[0] : stored) {
            for (Skill skill : values()) {
                if (skill.name().equals(name)) {
                    skills.add(skill);
                }
            }
        }
        return skills.isEmpty() ? EnumSet.allOf(Skill.class) : skills;
    }

    /** What this alarm asks for; empty for a fault, which is everybody's. */
    public static Set<Skill> neededBy(AlarmRow row) {
        Queue queue = row.alarm().trigger().queue();
        EnumSet<Skill> needed = EnumSet.noneOf(Skill.class);
        if (queue == Queue.DOOR) {
            needed.add(DOOR);
        } else if (queue == Queue.COMMUNAL) {
            needed.add(COMMUNAL);
        } else if (queue == Queue.EMERGENCY) {
            needed.add(ofFire(row.alarm().trigger().words()) ? FIRE : EMERGENCY);
        }
        if (!needed.isEmpty() && row.hold().cameBack()) {
            needed.add(ESCALATION);
        }
        return needed;
    }

    private static boolean ofFire(String triggerWords) {
        String words = triggerWords.toLowerCase(Locale.ROOT);
        return FIRE_WORDS.stream().anyMatch(words::startsWith);
    }
}
