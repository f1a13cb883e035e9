package org.tocsin.journey.story;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The time by which the platform's business runs: the machine's, put back by some weeks, and put on again in steps. */
final class StoryClock implements InstantSource {
    private final List<Setting> settings = new ArrayList<>();

    /** @param ahead of the machine's clock, from this moment of the machine's on */
    private record Setting(Instant from, Duration ahead) {}

    StoryClock(Duration ahead) {
        settings.add(new Setting(Instant.MIN, ahead));
    }

    @Override
    public Instant instant() {
        return of(Instant.now());
    }

    /** What the story calls a moment of the machine's. */
    synchronized Instant of(Instant real) {
        Duration ahead = Duration.ZERO;
        for (Setting setting : settings) {
            ahead = setting.from.isAfter(real) ? ahead : setting.ahead;
        }
        return real.plus(ahead);
    }

    /** Puts it on. */
    void pass(Duration time) {
        set(settings.get(settings.size() - 1).ahead.plus(time));
    }

    synchronized void set(Duration ahead) {
        settings.add(new Setting(Instant.now(), ahead));
    }
}
