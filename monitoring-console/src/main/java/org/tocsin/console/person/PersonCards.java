package org.tocsin.console.person;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.home.ServiceUser;

/** From what is on file to the card that is read. */
public final class PersonCards {
    private PersonCards() {}

    /** The card of a home on file. */
    public static PersonCard of(HomeStore.Card card) {
        Home home = card.home();
        return new PersonCard(
                card.residents().stream().map(PersonCards::person).toList(),
                lines(home.address()),
                blankToNull(home.risks()),
                home.access().keySafe() || home.access().note());
    }

    private static PersonCard.Person person(ServiceUser resident) {
        boolean usual = resident.status() == ServiceUser.Status.ACTIVE;
        String status =
                usual ? null : resident.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new PersonCard.Person(
                resident.name(), status, blankToNull(resident.telephone()), blankToNull(resident.notes()));
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
