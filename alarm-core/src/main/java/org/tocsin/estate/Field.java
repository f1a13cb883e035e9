package org.tocsin.estate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A column as this platform names it: a fact, of the first, second … thing of its kind in the home.
 *
 * @param slot from 1
 */
public record Field(Fact fact, int slot) implements Comparable<Field> {
    private static final Comparator<Field> ORDER = Comparator.<Field, Part>comparing(field -> field.fact.part())
            .thenComparing(Field::slot)
            .thenComparing(Field::fact);
    private static final List<Field> ALL = makeAll();
    private static final Map<String, Field> BY_KEY = byKey();

    /** Every column there is, in the order of an export. */
    public static List<Field> all() {
        return ALL;
    }

    /** The column of this name; empty where there is none. */
    public static Optional<Field> named(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /** Its name in exports and in a mapping: {@code resident_2_name}. */
    public String key() {
        return fact.key(slot);
    }

    /** For people: "Postcode", "Resident 2: name". */
    public String words() {
        String words = fact.words();
        if (fact.part() == Part.HOME) {
            return fact == Fact.HOME_ID ? "Home id" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
        }
        return fact.part().words() + " " + slot + ": " + words;
    }

    @Override
    public int compareTo(Field other) {
        return ORDER.compare(this, other);
    }

    private static List<Field> makeAll() {
        List<Field> all = new ArrayList<>();
        for (Fact fact : Fact.values()) {
            for (int slot = 1; slot <= fact.part().most(); slot++) {
                all.add(new Field(fact, slot));
            }
        }
        all.sort(ORDER);
        return List.copyOf(all);
    }

    private static Map<String, Field> byKey() {
        Map<String, Field> keys = new HashMap<>();
        ALL.forEach(field -> keys.put(field.key(), field));
        return Map.copyOf(keys);
    }
}
