package org.tocsin.shift;

/**
 * Life alarms that wait to be taken, and since when: the one definition for whoever is told of them and whoever counts
 * them. The clock stands from the first signal, or from when it came back to the board after somebody had it, or from the
 * end of the time the scheme's own manager had. What sounds again while nobody has it (no speech, a plan that is
 * exhausted) has waited all along: its wait does not begin anew.
 */
final class Waits {
    /** A clause {@code from}: {@code a} is the alarm, {@code w.since} the beginning of its wait, in the future while a manager has it. */
    static final String FROM = """
            from alarm a
            left join lateral (
              select min(e.at) as at from alarm_entry e
              left join lateral (select max(t.id) as id from alarm_entry t
                where t.alarm_id = a.id and t.kind in ('TAKEN', 'HANDED_OVER')) taken on true
              where e.alarm_id = a.id and e.id > coalesce(taken.id, 0) and (%s
                or taken.id is not null and e.kind in ('HANDED_BACK', 'RETURNED', 'RELEASED') and not %s)) back on true
            cross join lateral (select greatest(a.raised_at, a.manager_until, back.at) as since) w
            """.formatted(managerOver(), earlierNoSpeech());

    /** Beside {@link #FROM}: it waits, and a life may hang on it. */
    static final String WHERE = "a.state <> 'CLOSED' and a.state = 'WAITING' and a.priority = 1";

    private Waits() {}

    private static String managerOver() {
        return "(e.kind = 'MANAGER_OVER' or " + earlier("The scheme''s manager has not ended it%") + ")";
    }

    private static String earlierNoSpeech() {
        return earlier("No speech: %");
    }

    /**
     * A line of a release that had no kind of its own for this. A log is never rewritten, so these very words stand in it for
     * ever, whatever such a line says today.
     */
    private static String earlier(String words) {
        return "(e.kind = 'RETURNED' and e.words like '" + words + "')";
    }
}
