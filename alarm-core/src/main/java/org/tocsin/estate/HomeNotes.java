package org.tocsin.estate;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;

/** What is noted of a home while its steps are written: what may make a proof stale, and what is said of its line. */
final class HomeNotes {
    private final HomeWriter writer;
    private final UUID homeId;

    HomeNotes(HomeWriter writer, UUID homeId) {
        this.writer = writer;
        this.homeId = homeId;
    }

    /** An answer is kept as it came; that the line has moved already is a change of the line, whoever notices it. */
    void answered(Thing merged, Step.Amend step, @Nullable UUID unit) {
        if (!step.is().containsKey(Fact.LINE_ANSWER) && !step.is().containsKey(Fact.LINE_NOT_BEFORE)) {
            return;
        }
        writer.rows()
                .answers
                .add(
                        Ids.next(),
                        writer.serviceId(),
                        homeId,
                        HomeWriter.text(merged, Fact.LINE_ANSWER_OF),
                        HomeWriter.text(merged, Fact.LINE_ANSWER),
                        HomeWriter.day(merged, Fact.LINE_PLANNED_ON),
                        HomeWriter.day(merged, Fact.LINE_NOT_BEFORE),
                        writer.at(),
                        writer.actor());
        if ("MOVED".equals(step.is().get(Fact.LINE_ANSWER))) {
            change("LINE", unit, HomeWriter.text(merged, Fact.LINE_PROVIDER), "moved, says its provider");
        }
    }

    /** What was not known before has not changed: it has become known. */
    void noted(String kind, Step.Amend step, Fact fact, @Nullable UUID unit) {
        String was = step.was().getOrDefault(fact, "");
        if (step.is().containsKey(fact) && !was.equals(fact.usual())) {
            change(kind, unit, was, step.is().get(fact));
        }
    }

    void change(String kind, @Nullable UUID unit, @Nullable String was, @Nullable String is) {
        writer.rows()
                .changes
                .add(Ids.next(), writer.serviceId(), homeId, unit, writer.at(), kind, was, is, writer.actor());
    }
}
