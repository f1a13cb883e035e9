package org.tocsin.unit;

/** For statements: what is so of a unit because of the homes it speaks for (ADR 77). */
public final class SpeaksFor {
    /** The risk of the home {@code h} of the unit {@code u}; of a scheme's controller the highest of the homes behind it. */
    public static final String RISK = """
            coalesce(h.risk_tier, (select d.risk_tier from scheme_point t join home d on d.id = t.home_id and d.ended_at is null
              where t.scheme_id = u.scheme_id
              order by array_position(array['CRITICAL', 'HIGH', 'STANDARD'], d.risk_tier) limit 1), 'STANDARD')""";

    private SpeaksFor() {}
}
