package org.tocsin.rota;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a responder can do and a home may need. Stored by name. */
public enum Skill {
    TWO_PERSON_LIFT("two-person lift"),
    LIFTING_CUSHION("lifting cushion or chair"),
    MEDICATION("medication"),
    DEMENTIA("dementia"),
    SIGN_LANGUAGE("sign language"),
    WELSH("Welsh");

    private final String words;

    Skill(String words) {
        this.words = words;
    }

    /** As people say it. */
    public String words() {
        return words;
    }

    /** By its name or its words, in any case. */
    public static Optional<Skill> of(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(one -> one.name()
                                .toLowerCase(Locale.ROOT)
                                .equals(wanted.replace(' ', '_').replace('-', '_'))
                        || one.words.toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
    }

    /** From stored names; what a later release added is left out. */
    public static Set<Skill> stored(String[] names) {
        Set<Skill> skills = EnumSet.noneOf(Skill.class);
        for (String name : names) {
            of(name).ifPresent(skills::add);
        }
        return skills;
    }

    /** For storing. */
    public static String[] names(Set<Skill> skills) {
        return skills.stream().sorted().map(Enum::name).toArray(String[]::new);
    }

    /** "two-person lift, dementia". */
    public static String words(Set<Skill> skills) {
        return skills.stream().sorted().map(Skill::words).collect(Collectors.joining(", "));
    }

    /** All of them, in the order of a form. */
    public static List<Skill> all() {
        return List.of(values());
    }
}
