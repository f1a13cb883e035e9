package org.tocsin.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bounded part of a longer list.
 *
 * @param next opaque; asks for what follows. Null when this was the end.
 */
public record Page<T>(List<T> items, @Nullable String next) {
    /** The most that one page may hold. */
    public static final int LARGEST = 200;

    public Page {
        items = List.copyOf(items);
    }
}
