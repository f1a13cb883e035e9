package org.tocsin.rota;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody who signs in to go to homes. */
public record Responder(
        UUID operatorId,
        String username,
        String name,
        @Nullable String team,
        Set<Skill> skills) {
    public Responder {
        skills = Set.copyOf(skills);
    }
}
