package org.tocsin.readiness;

import java.time.Instant;
import java.util.UUID;

/** Evidence that was held against the signal it names and is kept; never changed afterwards. */
public record Proof(UUID id, Evidence evidence, Instant recordedAt) {}
