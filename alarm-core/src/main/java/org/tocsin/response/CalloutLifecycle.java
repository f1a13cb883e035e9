package org.tocsin.response;

import java.util.Optional;

/**
 * What each answer of a contact does to a callout in each state: the whole table. Phones lose their signal and send
 * again, late and in any order, so an answer that has been overtaken by a later one is accepted and changes nothing.
 */
public final class CalloutLifecycle {
    private CalloutLifecycle() {}

    /** What a contact can say. */
    public enum Answer {
        ACCEPT,
        DECLINE,
        EN_ROUTE,
        ARRIVED,
        LEFT
    }

    /** What an answer comes to. */
    public sealed interface Verdict {
        /** The callout goes to this state. */
        record To(CalloutState state) implements Verdict {}

        /** It was so already, or is further along. */
        record Already() implements Verdict {}

        /** @param why a sentence the contact reads */
        record Refused(String why) implements Verdict {}
    }

    /** What {@code answer} does to a callout in {@code state}. */
    public static Verdict of(CalloutState state, Answer answer) {
        return switch (answer) {
            case ACCEPT -> accept(state);
            case DECLINE -> decline(state);
            case EN_ROUTE -> enRoute(state);
            case ARRIVED -> arrived(state);
            case LEFT -> left(state);
        };
    }

    private static Verdict accept(CalloutState state) {
        return switch (state) {
            case OFFERED -> new Verdict.To(CalloutState.ACCEPTED);
            case ACCEPTED, EN_ROUTE, ARRIVED, LEFT -> new Verdict.Already();
            case DECLINED, EXPIRED -> passedOn();
            case WITHDRAWN -> notNeeded();
        };
    }

    private static Verdict decline(CalloutState state) {
        return switch (state) {
            case OFFERED, ACCEPTED, EN_ROUTE -> new Verdict.To(CalloutState.DECLINED);
            case DECLINED -> new Verdict.Already();
            case ARRIVED, LEFT -> new Verdict.Refused("You have arrived: say what was done and leave.");
            case EXPIRED -> passedOn();
            case WITHDRAWN -> notNeeded();
        };
    }

    private static Verdict enRoute(CalloutState state) {
        return switch (state) {
            case OFFERED, ACCEPTED -> new Verdict.To(CalloutState.EN_ROUTE);
            case EN_ROUTE, ARRIVED, LEFT -> new Verdict.Already();
            case DECLINED, EXPIRED -> passedOn();
            case WITHDRAWN -> notNeeded();
        };
    }

    private static Verdict arrived(CalloutState state) {
        return switch (state) {
            // Late is still there: whoever stands at the door is believed, even after the next was asked.
            case OFFERED, ACCEPTED, EN_ROUTE, EXPIRED -> new Verdict.To(CalloutState.ARRIVED);
            case ARRIVED, LEFT -> new Verdict.Already();
            case DECLINED -> passedOn();
            case WITHDRAWN -> notNeeded();
        };
    }

    private static Verdict left(CalloutState state) {
        return switch (state) {
            case ARRIVED -> new Verdict.To(CalloutState.LEFT);
            case LEFT -> new Verdict.Already();
            case OFFERED, ACCEPTED, EN_ROUTE, EXPIRED -> new Verdict.Refused("Say first that you have arrived.");
            case DECLINED -> passedOn();
            case WITHDRAWN -> notNeeded();
        };
    }

    /**
     * Why this cannot be written down of a callout; empty where it can. A report is of a home somebody has been to; that
     * 999 was rung is believed of everybody who said that they go, and a late arrival changes nothing about either.
     *
     * @param arrived they have been at the door
     * @param accepted they said that they go, whatever came of it
     */
    public static Optional<String> refusal(
            ResponderAct.Kind kind, CalloutState state, boolean arrived, boolean accepted) {
        if (arrived) {
            return Optional.empty();
        }
        if (kind == ResponderAct.Kind.ETA) {
            return eta(state, accepted);
        }
        if (kind == ResponderAct.Kind.CODE_FAILED) {
            // Whoever said that they go was given the code: what came of it holds, whatever came of the call-out.
            return accepted ? Optional.empty() : eta(state, false);
        }
        if (kind == ResponderAct.Kind.REPORT) {
            return Optional.of(
                    state == CalloutState.WITHDRAWN || state == CalloutState.DECLINED
                            ? "You have not been to this home: there is nothing to report."
                            : "Say first that you have arrived: the report is of what you found there.");
        }
        boolean going = state == CalloutState.ACCEPTED || state == CalloutState.EN_ROUTE || accepted;
        return kind != ResponderAct.Kind.RANG_999 || (going && state != CalloutState.DECLINED)
                ? Optional.empty()
                : Optional.of(
                        "You have not said that you go to this home. Ring the alarm centre with the 999 reference.");
    }

    /** Whoever is late is still on the way, and says when they come. */
    private static Optional<String> eta(CalloutState state, boolean accepted) {
        return switch (state) {
            case ACCEPTED, EN_ROUTE, ARRIVED, LEFT -> Optional.empty();
            case EXPIRED -> accepted ? Optional.empty() : Optional.of(passedOn().why());
            case OFFERED -> Optional.of("Say first that you go.");
            case DECLINED -> Optional.of(passedOn().why());
            case WITHDRAWN -> Optional.of(notNeeded().why());
        };
    }

    /**
     * Why nobody writes down of this contact when they will be there; empty where they are awaited.
     *
     * @param accepted they said that they go, whatever came of it
     */
    static Optional<String> unexpected(CalloutState state, String contact, boolean accepted) {
        return switch (state) {
            case ACCEPTED, EN_ROUTE -> Optional.empty();
            case EXPIRED ->
                accepted
                        ? Optional.empty()
                        : Optional.of(contact + " has not said that they come. Call them out again.");
            case OFFERED -> Optional.of(contact + " has not said yet that they come: write that down first.");
            case ARRIVED -> Optional.of(contact + " is there already.");
            case LEFT -> Optional.of(contact + " has been and left.");
            case DECLINED -> Optional.of(contact + " cannot come. Call them out again if that has changed.");
            case WITHDRAWN -> Optional.of(contact + " is no longer needed.");
        };
    }

    private static Verdict.Refused passedOn() {
        return new Verdict.Refused("This callout has been passed on.");
    }

    private static Verdict.Refused notNeeded() {
        return new Verdict.Refused("You are no longer needed for this alarm.");
    }
}
