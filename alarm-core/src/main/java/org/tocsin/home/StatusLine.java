package org.tocsin.home;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.ServiceUser.Status;

/**
 * That a person's status became this one; never changed afterwards.
 *
 * @param until when it ends by itself; null until somebody says otherwise
 * @param reviewOn when somebody is to ask whether it still holds
 * @param note where, why; null for nothing
 */
public record StatusLine(
        UUID id,
        UUID personId,
        Status status,
        Instant since,
        @Nullable Instant until,
        @Nullable LocalDate reviewOn,
        @Nullable String note,
        Instant recordedAt,
        String recordedBy) {}
