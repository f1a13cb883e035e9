package org.tocsin.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call behind a figure.
 *
 * @param reference of its alarm
 * @param place the home's address; null where no home is on file
 * @param answered by the rule of its month; null where it is not
 * @param exclusion null where it is not left out
 * @param investigation null where none is asked for
 */
public record CallRow(
        UUID signalId,
        UUID alarmId,
        String reference,
        @Nullable String place,
        Instant pressed,
        CallKind kind,
        Way way,
        Times times,
        @Nullable Exclusion exclusion,
        @Nullable Investigation investigation) {

    /** @param over when its alarm was closed */
    public record Times(
            @Nullable Instant answered,
            @Nullable Instant givenUp,
            @Nullable Instant over) {}

    /** @param by the person's name */
    public record Exclusion(UUID id, String reason, Instant at, String by) {}

    /**
     * @param needless what was known later shows an answer in time
     * @param finding null while nobody has written one
     */
    public record Investigation(
            Instant opened, boolean needless, @Nullable Finding finding) {}

    /** @param by the person's name */
    public record Finding(Cause cause, String words, Instant at, String by) {}

    /** How long it waited for its answer; null where it has none. */
    public @Nullable Duration waited() {
        Instant answered = times.answered();
        return answered == null ? null : Duration.between(pressed, answered);
    }
}
