package org.tocsin.hold;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a record is kept, whatever its age, until the hold is lifted. It covers what is under the record too, and the file of
 * the home the record is of: an alarm without name and address tells a coroner little.
 *
 * @param reviewOn the day on which somebody asks whether it is still needed
 * @param lifted null while it stands
 */
public record LegalHold(
        UUID id,
        Subject of,
        Placed placed,
        LocalDate reviewOn,
        @Nullable Lifted lifted) {
    public static final int LONGEST_REASON = 500;
    public static final int LONGEST_REFERENCE = 100;
    /** A hold is asked about at least so often. */
    public static final int MOST_YEARS = 5;

    /** What can be held. Stored by name. */
    public enum Kind {
        /** With its alarms, visits, calls and photos, and all who live or lived there. */
        HOME("home", "id"),
        /** With everything of the homes they live or lived in. */
        PERSON("service_user", "null::uuid"),
        /** With its calls, messages, what responders wrote, and their photos. */
        ALARM("alarm", "home_id"),
        /** With its photos. */
        VISIT("visit", "home_id"),
        /** What one responder found and did, with their photos. */
        SCENE("scene_report", "home_id"),
        /** With the alarms of its homes. */
        INCIDENT("incident", "null::uuid");

        private final String table;
        private final String home;

        Kind(String table, String home) {
            this.table = table;
            this.home = home;
        }

        String table() {
            return table;
        }

        /** Of the record's row. */
        String home() {
            return home;
        }
    }

    /**
     * The record.
     *
     * @param name reference of an alarm or of the alarm a scene belongs to, name of a person, day of a visit, area or
     *     carrier of an incident; null for a home
     * @param place address of the home; null where there is none
     * @param homeId of a person the home they live in, or lived in last
     * @param alarmId the alarm, or the one a scene belongs to
     */
    public record Subject(
            Kind kind,
            UUID id,
            @Nullable String name,
            @Nullable String place,
            @Nullable UUID homeId,
            @Nullable UUID alarmId) {}

    /** @param reference of whoever asked for it: a coroner's case, a claim */
    public record Placed(
            Instant at, String by, String reason, @Nullable String reference) {}

    public record Lifted(Instant at, String by, String why) {}

    /** A hold to be placed; the id is its maker's, the same again is the same hold. */
    public record Wanted(
            UUID id,
            Kind kind,
            UUID recordId,
            @Nullable String reason,
            @Nullable String reference,
            @Nullable LocalDate reviewOn) {

        /** What is wrong with it: the field and a sentence; empty where nothing is. */
        Optional<HoldResult.Unfit> unfit(LocalDate today) {
            if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
                return Optional.of(new HoldResult.Unfit(
                        "reason", "Say why it must be kept, in at most " + LONGEST_REASON + " characters."));
            }
            if (reference != null && reference.length() > LONGEST_REFERENCE) {
                return Optional.of(new HoldResult.Unfit(
                        "reference", "A reference has at most " + LONGEST_REFERENCE + " characters."));
            }
            return unfitReview(reviewOn, today);
        }
    }

    /** A review lies ahead, and not beyond {@link #MOST_YEARS} years. */
    static Optional<HoldResult.Unfit> unfitReview(@Nullable LocalDate on, LocalDate today) {
        return on == null || !on.isAfter(today) || on.isAfter(today.plusYears(MOST_YEARS))
                ? Optional.of(new HoldResult.Unfit(
                        "reviewOn",
                        "Name a day after today, within " + MOST_YEARS + " years, on which it is looked at again."))
                : Optional.empty();
    }

    /** True once somebody should ask whether it is still needed. */
    public boolean due(LocalDate today) {
        return lifted == null && !reviewOn.isAfter(today);
    }
}
