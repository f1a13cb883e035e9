package org.tocsin.platform;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
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

    /**
     * The first of what was found; the last item's id asks for what follows.
     *
     * @param found one more than the page holds, where there are more
     */
    public static <T> Page<T> of(List<T> found, int size, Function<T, UUID> id) {
        return found.size() <= size
                ? new Page<>(found, null)
                : new Page<>(
                        found.subList(0, size), id.apply(found.get(size - 1)).toString());
    }
}
