package org.tocsin.readiness;

/**
 * How far a home that comes from another alarm receiving centre is proven here. The rule of a release: every trigger on file
 * is proved, there is one, and each unit is heard here and in time.
 *
 * @param triggers on file
 * @param current how many of them are proved here
 * @param units that stand in the home
 * @param heard how many of them supervision hears as it should
 */
public record Moved(int triggers, int current, int units, int heard) {
    /** True when nothing speaks against its release. */
    public boolean proven() {
        return triggers > 0 && current == triggers && units > 0 && heard == units;
    }

    /** Where a home stands on its way; the database works out the same for lists. */
    public enum State {
        /** Both centres receive it; something is not proved here. */
        NOT_PROVEN,
        /** Both centres receive it; the former one may let it go. */
        MAY_BE_RELEASED,
        RELEASED,
        /** Nobody else receives it any more, and it is not, or no longer, proved here. */
        RELEASED_NOT_PROVEN
    }

    State state(boolean released) {
        if (released) {
            return proven() ? State.RELEASED : State.RELEASED_NOT_PROVEN;
        }
        return proven() ? State.MAY_BE_RELEASED : State.NOT_PROVEN;
    }
}
