package org.tocsin.incident;

import java.time.Duration;

/**
 * A service's rules for incidents.
 *
 * @param areaHomes so many homes of one area within {@code within} are one incident
 * @param carrierHomes so many homes of one carrier; more than of an area, because a carrier has so many homes that a few
 *     losses at once are chance
 * @param restoredPercent restoration has begun when so many in a hundred are back
 * @param popOut a home still off so long after the restoration began stands on its own again
 */
public record IncidentRule(int areaHomes, int carrierHomes, Duration within, int restoredPercent, Duration popOut) {
    /** As a service begins. */
    public static final IncidentRule USUAL = new IncidentRule(5, 10, Duration.ofMinutes(5), 50, Duration.ofMinutes(30));
}
