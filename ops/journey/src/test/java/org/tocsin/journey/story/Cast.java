package org.tocsin.journey.story;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Who plays which part: a home has one part alone, and the same size of the story gives the same homes. */
final class Cast {
    private final List<StoryHome> free;
    private final List<StoryHome> proven = new ArrayList<>();

    Cast(SeedService service) {
        this.free = new ArrayList<>(service.estate.values());
    }

    /** The next homes of this kind that have no part yet. */
    List<StoryHome> take(int count, Predicate<StoryHome> which) {
        List<StoryHome> taken = free.stream().filter(which).limit(count).toList();
        if (taken.size() < count) {
            throw new AssertionError("the estate is too small for its story");
        }
        free.removeAll(taken);
        return taken;
    }

    /** Those whose every trigger has been heard. */
    void visited(Collection<StoryHome> homes) {
        homes.stream()
                .filter(home -> home.asked.stream()
                        .map(StoryHome.Asked::trigger)
                        .toList()
                        .containsAll(home.truth.triggers()))
                .forEach(proven::add);
    }

    /** From the last of the proven on; the same for whoever asks again. */
    List<StoryHome> proven(int count, Predicate<StoryHome> which) {
        List<StoryHome> found = proven.stream().filter(which).limit(count).toList();
        if (found.size() < count) {
            throw new AssertionError("too few homes are proven for this story");
        }
        return found;
    }

    List<StoryHome> proven(int count) {
        return proven(count, home -> true);
    }
}
