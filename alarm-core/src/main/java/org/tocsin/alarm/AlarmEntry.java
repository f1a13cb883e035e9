package org.tocsin.alarm;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of an alarm's log; append-only.
 *
 * @param id grows within one alarm in the order the lines were written
 * @param actor who: {@code operator:alice}, {@code home}, {@code platform}
 * @param words what happened, a sentence a person reads
 */
public record AlarmEntry(
        long id,
        Instant at,
        EntryKind kind,
        String actor,
        String words,
        @Nullable UUID signalId) {}
