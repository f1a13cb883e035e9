package org.tocsin.script;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing to do.
 *
 * @param words what, a sentence
 * @param detail what to say or to mind; null where there is nothing
 * @param conditions all must hold
 */
public record Step(String words, @Nullable String detail, StepAct act, List<Condition> conditions) {
    public Step {
        conditions = List.copyOf(conditions);
    }

    /** Why it is not to be done now; empty when it is. */
    public Optional<String> otherwise(CaseFacts facts) {
        return conditions.stream()
                .filter(condition -> !condition.holds(facts))
                .findFirst()
                .map(Condition::otherwise);
    }
}
