package org.tocsin.healthtest;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** How long a campaign takes. */
public final class CampaignEstimate {
    private CampaignEstimate() {}

    /** When the asking of so many units is over that begins now; empty without a pace, or where that is years away. */
    public static Optional<Instant> end(Campaign.Pacing pacing, long units, Instant now, ZoneId zone) {
        return CampaignPlanner.estimate(pacing, units, now, zone);
    }
}
