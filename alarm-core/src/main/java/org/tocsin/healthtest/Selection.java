package org.tocsin.healthtest;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which units of a service's estate are meant. Each part narrows it; null stands for any.
 *
 * @param area as it is written on the homes
 * @param modelId of the unit's model
 * @param equipment {@code UNKNOWN ANALOGUE CONVERTER DIGITAL}: what stands in the home
 * @param riskTier {@code CRITICAL HIGH STANDARD}
 * @param notTestedSince only units whose last passed health test was before this, or that never passed one
 * @param notProvenSince only homes of which nothing was proven since, neither by a test nor by a trigger
 */
public record Selection(
        @Nullable String area,
        @Nullable UUID modelId,
        @Nullable String equipment,
        @Nullable String riskTier,
        @Nullable Instant notTestedSince,
        @Nullable Instant notProvenSince) {
    /** Every unit in service that stands in a home or a scheme. */
    public static final Selection ALL = new Selection(null, null, null, null, null, null);
}
