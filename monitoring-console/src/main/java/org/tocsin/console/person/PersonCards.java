package org.tocsin.console.person;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.home.ServiceUser;

/** From what is on file to the card that is read. */
public final class PersonCards {
    private PersonCards() {}

    /** The card of a home on file, as it reads at this time. */
    public static PersonCard of(HomeStore.Card card, WallClock clock, Instant now) {
        Home home = card.home();
        return new PersonCard(
                card.residents().stream()
                        .map(resident -> person(resident, clock, now))
                        .toList(),
                lines(home.address()),
                blankToNull(home.risks()),
                home.access().keySafe() || home.access().note());
    }

    private static PersonCard.Person person(ServiceUser resident, WallClock clock, Instant now) {
        return new PersonCard.Person(
                resident.name(),
                status(resident, clock, now),
                blankToNull(resident.telephone()),
                blankToNull(resident.notes()));
    }

    /** "in hospital since Mon 3 Nov, 10:00", "away until Fri 6 Nov, 12:00"; null where there is nothing to say. */
    public static @Nullable String status(ServiceUser person, WallClock clock, Instant now) {
        ServiceUser.Status status = person.statusAt(now);
        if (status == ServiceUser.Status.ACTIVE) {
            return null;
        }
        Instant until = person.statusUntil();
        if (until != null) {
            return status.words() + " until " + clock.day(until);
        }
        return person.statusSince() == null
                ? status.words()
                : status.words() + " since " + clock.day(person.statusSince());
    }

    /** An address line by line, the postcode last. */
    public static List<String> lines(Home.Address address) {
        List<String> lines = new ArrayList<>();
        lines.add(address.line1());
        for (String line : new @Nullable String[] {address.line2(), address.town()}) {
            if (line != null && !line.isBlank()) {
                lines.add(line);
            }
        }
        lines.add(address.postcode());
        return lines;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
