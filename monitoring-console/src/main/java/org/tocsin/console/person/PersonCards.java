package org.tocsin.console.person;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.CardFact;
import org.tocsin.home.CardHead;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.home.ServiceUser;

/** From what is on file to the card that is read. */
public final class PersonCards {
    private PersonCards() {}

    /** The card of a home on file without what is known beside it, as it reads at this time. */
    public static PersonCard of(HomeStore.Card card, WallClock clock, Instant now) {
        return of(card, CardReader.Known.NOTHING, clock, now);
    }

    /**
     * The whole card.
     *
     * @param known what is known of the home and of who lives there, and who asked
     */
    public static PersonCard of(HomeStore.Card card, CardReader.Known known, WallClock clock, Instant now) {
        Home home = card.home();
        return new PersonCard(
                card.residents().stream()
                        .map(resident -> person(resident, known, clock, now))
                        .toList(),
                lines(home.address()),
                blankToNull(home.risks()),
                home.access().keySafe() || home.access().note(),
                lines(known.facts(), null, clock),
                known.keySafe()
                        .map(failure -> clock.day(failure.at()) + ", " + by(failure.by()))
                        .orElse(null),
                asked(known.asked().risks(), clock));
    }

    private static PersonCard.Person person(
            ServiceUser resident, CardReader.Known known, WallClock clock, Instant now) {
        return new PersonCard.Person(
                resident.name(),
                status(resident, clock, now),
                blankToNull(resident.telephone()),
                blankToNull(resident.notes()),
                resident.id().toString(),
                lines(known.facts(), resident.id(), clock),
                asked(known.asked().people().get(resident.id()), clock),
                asked(known.asked().statuses().get(resident.id()), clock));
    }

    private static @Nullable String asked(CardHead.@Nullable Confirmed confirmed, WallClock clock) {
        return confirmed == null ? null : clock.date(confirmed.at()) + ", " + by(confirmed.by());
    }

    /** What is known of this person, or of the home; the gravest first. */
    private static List<PersonCard.Line> lines(List<CardFact> facts, @Nullable UUID person, WallClock clock) {
        return facts.stream()
                .filter(fact -> Objects.equals(fact.personId(), person))
                .sorted(Comparator.comparing(CardFact::kind))
                .map(fact -> new PersonCard.Line(
                        fact.id().toString(),
                        fact.kind().name().toLowerCase(Locale.ROOT),
                        fact.kind().title(),
                        fact.words(),
                        fact.kind().always(),
                        clock.date(fact.confirmed().at()) + ", "
                                + by(fact.confirmed().by())))
                .toList();
    }

    /** As people read who did something: "olive" for {@code operator:olive}. */
    public static String by(String actor) {
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
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
