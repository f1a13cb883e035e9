package org.tocsin.home;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The person protected.
 *
 * @param notes what helps whoever speaks to this person
 */
public record ServiceUser(
        UUID id,
        UUID serviceId,
        String name,
        @Nullable String telephone,
        @Nullable String notes,
        Status status) {
    /** Changes banners, letters and counts, never whether an alarm sounds. Stored by name. */
    public enum Status {
        ACTIVE,
        IN_HOSPITAL,
        RESPITE,
        AWAY,
        SUSPENDED,
        MOVED,
        DECEASED,
        ENDED
    }
}
