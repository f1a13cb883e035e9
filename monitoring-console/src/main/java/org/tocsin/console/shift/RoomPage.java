package org.tocsin.console.shift;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Priority;

/**
 * The room as a supervisor sees it; every time is words already.
 *
 * @param oldest the oldest unanswered alarm in a sentence
 * @param first what waits, the first twenty, with the desks that hear it
 * @param evacuation who answers instead, in a sentence; null while the service answers itself
 * @param mayManage whether the reader may change the rules and evacuate
 */
public record RoomPage(
        String at,
        Oldest oldest,
        List<Waiting> waiting,
        List<Line> first,
        List<Desk> desks,
        List<Line> aside,
        @Nullable String evacuation,
        boolean mayManage) {

    /** @param href the alarm; null where nothing waits */
    public record Oldest(String words, @Nullable String href, boolean late) {}

    /** @param oldest "02:13"; empty where nothing waits */
    public record Waiting(Priority priority, int alarms, String oldest) {}

    /**
     * Somebody who is there, or who has an alarm.
     *
     * @param presence "there since 08:00:12", "no board open"
     * @param answers what the desk answers in words
     * @param concern they have alarms and are not there
     */
    public record Desk(String name, String presence, String answers, boolean concern, List<Line> has) {}

    /**
     * One alarm.
     *
     * @param what "Pendant, kitchen · Margaret Shah"
     * @param standing "has it since 03:12:40", "parked until …: reason"
     */
    public record Line(String href, Priority priority, String what, String standing) {}
}
