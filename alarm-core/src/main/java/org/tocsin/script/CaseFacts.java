package org.tocsin.script;

import java.time.LocalTime;
import java.util.Set;
import org.tocsin.home.RiskTier;

/**
 * What is known of an open alarm at this moment, as far as a step may depend on it.
 *
 * @param speech what was heard
 * @param help who was asked
 * @param people who lives there
 * @param place what is on file for the home
 * @param time of day in the service's zone
 */
public record CaseFacts(Speech speech, Help help, People people, Place place, LocalTime time) {
    public CaseFacts {
        people = new People(people.livesAlone(), Set.copyOf(people.statuses()));
    }

    /**
     * @param heard a call with the home was connected, or somebody there was spoken to
     * @param answered somebody at the home was spoken to since its last press, by name
     * @param nobody it was recorded that nobody answers, and nobody has since
     */
    public record Speech(boolean heard, boolean answered, boolean nobody) {}

    /**
     * @param calledOut somebody was called out
     * @param followUp a task stands for afterwards
     * @param closed it has ended
     */
    public record Help(boolean calledOut, boolean followUp, boolean closed) {}

    /** @param statuses of the residents, as names of {@code ServiceUser.Status} */
    public record People(boolean livesAlone, Set<String> statuses) {}

    /** @param activations how often this occasion was reported */
    public record Place(RiskTier risk, boolean contacts, boolean keySafe, int activations) {}

    /** The same case, with so many reports of the occasion that is looked at. */
    CaseFacts of(int activations) {
        return new CaseFacts(
                speech, help, people, new Place(place.risk(), place.contacts(), place.keySafe(), activations), time);
    }
}
