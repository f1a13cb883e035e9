package org.tocsin.healthtest;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The campaigns of which this process has just asked many. Only a hint: one that is forgotten is asked after it was looked
 * at, as any other. So it holds few of them, and none for long: another process may have ended it, or a person.
 */
final class BusyCampaigns {
    /** As many as one round takes. */
    static final int MOST = 50;
    /** Longer than a turn of a large estate, shorter than anybody would look for what this process still holds. */
    static final Duration KEPT = Duration.ofMinutes(1);

    /** When each was asked, the oldest first. */
    private final Map<UUID, Instant> asked = new LinkedHashMap<>();

    synchronized boolean contains(UUID campaign, Instant now) {
        Instant at = asked.get(campaign);
        return at != null && !over(at, now);
    }

    /** @param many whether its turn has asked many; false where it no longer does */
    synchronized void turned(UUID campaign, boolean many, Instant now) {
        asked.remove(campaign);
        if (many) {
            asked.put(campaign, now);
        }
        asked.values().removeIf(at -> over(at, now));
        if (asked.size() > MOST) {
            asked.remove(asked.keySet().iterator().next());
        }
    }

    synchronized int size() {
        return asked.size();
    }

    private static boolean over(Instant at, Instant now) {
        return !now.isBefore(at.plus(KEPT));
    }
}
