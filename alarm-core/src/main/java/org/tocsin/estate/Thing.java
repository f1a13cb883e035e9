package org.tocsin.estate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The home itself, a resident, a unit, a contact or a trigger: what is on file of it, or what a row says of it.
 *
 * @param id null for what a row says
 * @param facts as they are kept; empty text for "is nothing", absent for "was not said"
 */
public record Thing(@Nullable UUID id, Map<Fact, String> facts) {
    public Thing {
        EnumMap<Fact, String> copy = new EnumMap<>(Fact.class);
        copy.putAll(facts);
        facts = Collections.unmodifiableMap(copy);
    }

    /** The fact, or what it usually is. */
    public String get(Fact fact) {
        return facts.getOrDefault(fact, fact.usual());
    }

    boolean says(Fact fact) {
        return !facts.getOrDefault(fact, "").isEmpty();
    }
}
