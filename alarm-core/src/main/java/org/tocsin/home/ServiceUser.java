package org.tocsin.home;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The person protected.
 *
 * @param notes what helps whoever speaks to this person
 * @param status as last recorded; see {@link #statusAt}
 * @param statusSince null where it was never recorded with a time
 * @param statusUntil when the status ends by itself; null until somebody says otherwise
 */
public record ServiceUser(
        UUID id,
        UUID serviceId,
        String name,
        @Nullable String telephone,
        @Nullable String notes,
        Status status,
        @Nullable Instant statusSince,
        @Nullable Instant statusUntil) {
    /** With a status without dates. */
    public ServiceUser(
            UUID id, UUID serviceId, String name, @Nullable String telephone, @Nullable String notes, Status status) {
        this(id, serviceId, name, telephone, notes, status, null, null);
    }

    /** How they are at this time: whoever was away until then is back, until somebody says otherwise. */
    public Status statusAt(Instant now) {
        return statusUntil != null && !now.isBefore(statusUntil) ? Status.ACTIVE : status;
    }

    /** Changes banners, letters and counts, never whether an alarm sounds. Stored by name. */
    public enum Status {
        ACTIVE,
        IN_HOSPITAL,
        RESPITE,
        AWAY,
        SUSPENDED,
        MOVED,
        DECEASED,
        ENDED;

        /** Counted among those the service protects, and written to. */
        public boolean served() {
            return this != MOVED && this != DECEASED && this != ENDED;
        }

        /** "in hospital". */
        public String words() {
            return this == ENDED
                    ? "service ended"
                    : name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
