package org.tocsin.home;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a service knows of a home beside its address: how much depends on it, what stands there, and what it is connected
 * to. Kept apart from {@link Home}, which is read for every alarm.
 *
 * @param externalId the home's id in the service's own records; unique within the service
 * @param uprn Unique Property Reference Number of the address, up to 12 digits
 * @param area as the service divides its ground: a ward, a town
 * @param converterAssessedOn when the risk of its converter was last assessed; null for never, or where there is none
 * @param formerCentre the alarm receiving centre it comes from; null for none
 */
public record HomeFacts(
        @Nullable String externalId,
        @Nullable String uprn,
        @Nullable String area,
        RiskTier riskTier,
        Set<Vulnerability> vulnerabilities,
        Equipment equipment,
        @Nullable LocalDate converterAssessedOn,
        Line line,
        @Nullable String formerCentre) {
    /** Nothing is known. */
    public static final HomeFacts UNKNOWN =
            new HomeFacts(null, null, null, RiskTier.STANDARD, Set.of(), Equipment.UNKNOWN, null, Line.UNKNOWN, null);

    public HomeFacts {
        vulnerabilities = vulnerabilities.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(vulnerabilities));
    }

    /** True for what can be a UPRN: 1 to 12 digits. */
    public static boolean isUprn(String text) {
        return text.matches("[0-9]{1,12}");
    }

    /**
     * What carries its calls.
     *
     * @param provider the phone company; null where nobody has asked
     * @param plannedOn when it means to move the line
     * @param confirmedAt when the provider was told that the solution of this home works, of the line as it is; null while it was not,
     *     or the line became another since
     * @param confirmedBy who told it, as they or another system say
     */
    public record Line(
            @Nullable String provider,
            @Nullable LocalDate plannedOn,
            @Nullable Instant confirmedAt,
            @Nullable String confirmedBy) {
        public static final Line UNKNOWN = new Line(null, null, null, null);

        /** Known so far, not confirmed. */
        public static Line of(@Nullable String provider, @Nullable LocalDate plannedOn) {
            return new Line(provider, plannedOn, null, null);
        }
    }
}
