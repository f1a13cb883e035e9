package org.tocsin.unit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is on file about a unit, and what is known of it now; nothing about the person.
 *
 * @param make the maker; null where nobody has put the model on file
 * @param proof how it proves itself
 * @param lastHeard the last signal or heartbeat; null for one that was never heard
 * @param connection its latest lasting connection; null for one that has none, as over UDP
 */
public record UnitFile(
        HomeUnit unit,
        @Nullable String make,
        @Nullable String model,
        Credential.Authentication proof,
        @Nullable Instant lastHeard,
        @Nullable UnitConnection connection) {}
