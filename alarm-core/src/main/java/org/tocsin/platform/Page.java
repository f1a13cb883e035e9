package org.tocsin.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a longer list.
 *
 * @param next cursor of the page after this one; null when this is the last
 */
public record Page<T>(List<T> items, @Nullable String next) {}
