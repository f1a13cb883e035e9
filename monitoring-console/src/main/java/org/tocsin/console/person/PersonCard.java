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
 * @param lines what is known of the home itself: further risks, access, and whatever else
 * @param keySafeFailed since when the code on file is known not to open, and who said so; null while it is believed
 * @param risksAsked "3 Nov 2026, olive": who asked last whether the risks hold; null for nobody since they were worded
 */
public record PersonCard(
        List<Person> people,
        List<String> address,
        @Nullable String risks,
        boolean keySafe,
        List<Line> lines,
        @Nullable String keySafeFailed,
        @Nullable String risksAsked) {
    /** Nothing is known: the unit is not on file. */
    public static final PersonCard UNKNOWN = new PersonCard(List.of(), List.of(), null, false, List.of(), null, null);

    public PersonCard {
        people = List.copyOf(people);
        address = List.copyOf(address);
        lines = List.copyOf(lines);
    }

    /**
     * @param status in words, "in hospital"; null when there is nothing to say
     * @param notes what helps to understand the person: hearing, language, conditions
     * @param id of the person
     * @param lines what is known of this person
     * @param asked who asked last whether name, telephone and notes hold; null for nobody since they were worded
     * @param statusAsked who said last how they are; null for nobody
     */
    public record Person(
            String name,
            @Nullable String status,
            @Nullable String telephone,
            @Nullable String notes,
            String id,
            List<Line> lines,
            @Nullable String asked,
            @Nullable String statusAsked) {
        public Person {
            lines = List.copyOf(lines);
        }
    }

    /**
     * One thing on the card.
     *
     * @param kind name of its {@code CardFact.Kind}, in small letters
     * @param title "Medical"
     * @param always what is said with it every time; empty for nothing
     * @param confirmed "3 Nov 2026, olive"
     */
    public record Line(String id, String kind, String title, String words, String always, String confirmed) {}

    /** Whether anything is to be known before going in. */
    public boolean hasRisks() {
        return risks != null || lines.stream().anyMatch(line -> line.kind().equals("risk"));
    }

    /** Of the home, of one kind or, with {@code false}, of any other. */
    public List<Line> lines(String kind, boolean of) {
        return lines.stream().filter(line -> line.kind().equals(kind) == of).toList();
    }

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
