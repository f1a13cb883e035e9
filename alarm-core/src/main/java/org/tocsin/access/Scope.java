package org.tocsin.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * In whose name a store is asked, and what it may therefore see: one service, never another's.
 *
 * @param serviceId the service whose rows may be seen and changed
 * @param operatorId the person who acts; null for a program with the service's token or for the platform itself
 * @param actor how the log names who acts, for example {@code operator:alice}, {@code api:import}, {@code platform}
 */
public record Scope(UUID serviceId, @Nullable UUID operatorId, String actor) {
    /** The platform acting by itself within a service: routing, escalation. */
    public static Scope platform(UUID serviceId) {
        return new Scope(serviceId, null, "platform");
    }
}
