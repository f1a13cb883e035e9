package org.tocsin.console.board;

import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whom one key rings: who has been tried least in this alarm, in the order in which they stand. Pure. */
final class NextToRing {
    private NextToRing() {}

    /** The id of a contact who has a number; null where there is none. */
    static @Nullable String contact(AlarmPage page) {
        return leastTried(
                page,
                page.plan().contacts().stream()
                        .filter(contact -> contact.telephone() != null)
                        .map(AlarmPage.ContactLine::id));
    }

    /** The number of somebody who lives there, then what a unit says it can be called at; null where there is none. */
    static @Nullable String home(AlarmPage page) {
        Stream<String> people =
                page.card().people().stream().map(person -> person.telephone()).filter(Objects::nonNull);
        Stream<String> units = page.head().speech().ring().stream()
                .filter(ring -> ring.href() != null)
                .map(AlarmPage.Ring::words);
        return leastTried(page, Stream.concat(people, units));
    }

    private static @Nullable String leastTried(AlarmPage page, Stream<String> whom) {
        return whom.min(Comparator.comparingLong(one -> tries(page, one))).orElse(null);
    }

    private static long tries(AlarmPage page, String whom) {
        return page.beside().calls().stream()
                .filter(call -> whom.equals(call.rang()))
                .count();
    }
}
