package org.tocsin.alarm;

/**
 * Where it stands that 999 was rung for an alarm {@code a}: in a clock, in a call, or in what a responder did and reported.
 * What the alarm was closed as is no call. Conditions of SQL.
 */
public final class Rang999 {
    private Rang999() {}

    /** The number that was rung; whom somebody says they rang counts where that is the number itself: 112 may be a house. */
    private static final String NUMBER = "(regexp_replace(l.telephone, '[^0-9]', '', 'g') in ('999', '112')"
            + " or (l.telephone is null and btrim(l.whom) in ('999', '112')))";

    /** At any time. */
    public static final String EVER = """
            (exists (select from case_clock k where k.alarm_id = a.id and k.kind = 'AMBULANCE')
              or exists (select from call_line l where l.alarm_id = a.id and l.direction = 'OUT' and %s)
              or exists (select from callout c join scene_report r on r.callout_id = c.id
                where c.alarm_id = a.id and r.reference_999 is not null)
              or exists (select from callout c join responder_act t on t.callout_id = c.id
                where c.alarm_id = a.id and t.kind = 'RANG_999' and t.refused is null))
            """.formatted(NUMBER);

    /**
     * For what was pressed last: a crew that is still awaited, or was called since; a call counts for two hours, as a visit
     * does whose end nobody wrote down. A call that nobody took is none.
     */
    static final String FOR_LAST_PRESS = """
            (exists (select from case_clock k where k.alarm_id = a.id and k.kind = 'AMBULANCE'
                and coalesce(k.ended_at, 'infinity') >= a.pressed_at)
              or exists (select from call_line l where l.alarm_id = a.id and l.direction = 'OUT' and %s
                and coalesce(l.result, 'SPOKE') = 'SPOKE' and l.at + interval '2 hours' >= a.pressed_at)
              or exists (select from callout c join scene_report r on r.callout_id = c.id where c.alarm_id = a.id
                and r.reference_999 is not null and r.said_at + interval '2 hours' >= a.pressed_at)
              or exists (select from callout c join responder_act t on t.callout_id = c.id where c.alarm_id = a.id
                and t.kind = 'RANG_999' and t.refused is null and t.said_at + interval '2 hours' >= a.pressed_at))
            """.formatted(NUMBER);
}
