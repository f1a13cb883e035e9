package org.tocsin.console.person;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The home's card. Everything in it was written by people: it is data, and the templates escape it.
 *
 * @param people who lives there now; empty when the unit is not on file
 * @param address its lines, postcode last; empty when the unit is not on file
 * @param risks what whoever goes in must know first; null when nothing is on file
 * @param keySafe true when a key-safe code is on file; the code itself is only ever in the answer to an audited reveal
 */
public record PersonCard(
        List<Person> people, List<String> address, @Nullable String risks, boolean keySafe) {
    /** Nothing is known: the unit is not on file. */
    public static final PersonCard UNKNOWN = new PersonCard(List.of(), List.of(), null, false);

    public PersonCard {
        people = List.copyOf(people);
        address = List.copyOf(address);
    }

    /**
     * @param status in words, "in hospital"; null when there is nothing to say
     * @param notes what helps to understand the person: hearing, language, conditions
     */
    public record Person(
            String name,
            @Nullable String status,
            @Nullable String telephone,
            @Nullable String notes) {}

    public boolean onFile() {
        return !address.isEmpty();
    }

    /** Everyone who lives there, in one line. */
    public String names() {
        return String.join(" and ", people.stream().map(Person::name).toList());
    }

    public String addressLine() {
        return String.join(", ", address);
    }

    /** What is revealed on request, audited, while an alarm of the home is open. */
    public record Access(
            @Nullable String keySafeCode, @Nullable String accessNote) {}
}
