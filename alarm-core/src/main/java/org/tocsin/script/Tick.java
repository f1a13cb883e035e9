package org.tocsin.script;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step somebody has dealt with.
 *
 * @param step from 0
 * @param done false: it could not be done, for this reason
 * @param by the person's name
 */
public record Tick(int step, boolean done, @Nullable String reason, Instant at, String by) {}
