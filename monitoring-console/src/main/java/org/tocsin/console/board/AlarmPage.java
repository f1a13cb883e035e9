package org.tocsin.console.board;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Priority;
import org.tocsin.console.person.PersonCard;

/**
 * Everything the open alarm shows on one screen, ready to be read: times and states are words already.
 *
 * @param head what it is
 * @param standing who has it and what may be done now
 * @param card who and where
 * @param plan whom to call, what has been tried
 * @param past the last alarms of this home, newest first
 * @param log what happened, newest first
 * @param notices what stands over the home besides this alarm
 * @param beside what repeats itself, clocks, calls and call-backs
 * @param aside how it can be put aside or handed on
 * @param script what to do, step by step, and what closing comes to
 */
public record AlarmPage(
        Head head,
        Standing standing,
        PersonCard card,
        Plan plan,
        List<Past> past,
        List<LogLine> log,
        List<Notice> notices,
        Beside beside,
        Aside aside,
        ScriptPart script) {

    /**
     * @param times for how long it can be parked, the shortest first
     * @param colleagues who could be asked to take over: who is there first
     * @param asked who is asked already, "Oskar Operator is asked to take over: …"; null when nobody is
     * @param parked whether it is put aside now
     */
    public record Aside(
            List<Length> times,
            List<Colleague> colleagues,
            @Nullable String asked,
            boolean parked) {}

    /** @param words "5 minutes" */
    public record Length(long seconds, String words) {}

    /** @param there false: no board of theirs is open right now */
    public record Colleague(String username, String name, boolean there) {}

    /**
     * @param strong whose open fault or incident it is, in a word or two
     * @param words what it means for whoever reads
     * @param href where it is worked on
     * @param link the link's words
     * @param card true where this very alarm is the incident's card
     */
    public record Notice(String strong, String words, String href, String link, boolean card) {}

    /** The incident this is the card of; null for any other alarm. */
    public @Nullable Notice common() {
        return notices.stream().filter(Notice::card).findFirst().orElse(null);
    }

    /** The id of the contact whom a key rings; null where nobody has a number. */
    public @Nullable String ringsNext() {
        return NextToRing.contact(this);
    }

    /** The number of the home that a key rings; null where there is none. */
    public @Nullable String ringsHome() {
        return NextToRing.home(this);
    }

    /** The last call to this contact; null where nobody has rung them in this alarm. */
    public Beside.@Nullable Call lastCall(String contactId) {
        return beside.calls().stream()
                .filter(call -> contactId.equals(call.rang()))
                .findFirst()
                .orElse(null);
    }

    /** Whether a telephoned contact can tell something now. */
    public boolean somebodyTells() {
        return plan.contacts().stream()
                .flatMap(contact -> contact.told().stream())
                .anyMatch(told -> !told.minutes());
    }

    /** What taking it means now, on its button. */
    public String takeWords() {
        if (!standing.mine()) {
            return aside.asked() == null ? "Take" : "Take over";
        }
        return aside.parked() ? "Go on with it" : "Noticed";
    }

    /** What an operator can do with an alarm; the keys are in {@link Keys}. */
    public enum Act {
        TAKE,
        CALL_OUT,
        HAND_BACK,
        CLOSE,
        PARK,
        HAND_OVER,
        /** To say no when asked to take over, or to ask no longer. */
        END_OFFER,
        /** The next step of the script. */
        STEP,
        /** Write down who was spoken to. */
        SPOKEN,
        FOLLOW_UP,
        /** A team leader lets it be closed without speech. */
        ALLOW
    }

    /**
     * @param version of the alarm, by which news of it is known to be shown already
     * @param who the person's name, or what there is instead of one
     * @param what trigger and place in words
     * @param speech how the operator and the home get to speak with each other
     * @param raised day and time of the first signal
     * @param pressed time of the last press, where there was more than one
     * @param unit the cid of the unit it came from; null where that is not on file
     * @param site null for a home of its own
     * @param positions of a mobile unit, the latest first
     */
    public record Head(
            String id,
            String version,
            String reference,
            Priority priority,
            String who,
            String what,
            Speech speech,
            String raised,
            @Nullable String pressed,
            int presses,
            List<Flag> flags,
            @Nullable String unit,
            @Nullable Site site,
            List<Position> positions) {}

    /** Where a mobile unit said it was: "09:41:00", "52.486200,0.120000". */
    public record Position(String at, String place) {}

    /**
     * Grouped housing.
     *
     * @param where "Flat 12, Rose Court"
     * @param manager what is known of the manager, "Manager on duty since 08:00:12"
     * @param door true when somebody stands at a door: then it is asked who, before it opens
     * @param address where its controller stands, for a place that has no address of its own; otherwise empty
     */
    public record Site(String where, String manager, boolean door, List<String> address) {}

    /**
     * @param state of the newest call, as stored; NONE where there was none
     * @param call that call in words, "Speech is connected since 03:12:40"; null where none was reported
     * @param todo what the operator does about it
     * @param ring how the home's units said they can be called
     */
    public record Speech(String state, @Nullable String call, String todo, List<Ring> ring) {}

    /** @param href a link the browser hands to a telephone; null where the address is none it could know */
    public record Ring(@Nullable String href, String words) {}

    /**
     * @param state as stored
     * @param words who has it and since when, or how it ended
     * @param acts what the reader may do now
     * @param primary the one that comes next; null when nothing is left to do here
     * @param waitsFor whom the reader waits for, "Rosa Diaz is on the way"; null when it is the reader's turn
     */
    public record Standing(
            String state,
            String words,
            boolean mine,
            Set<Act> acts,
            @Nullable Act primary,
            @Nullable String waitsFor) {
        public boolean allows(Act act) {
            return acts.contains(act);
        }

        /** For the keys: the acts in lower case, a space between. */
        public String actWords() {
            return String.join(
                    " ",
                    acts.stream()
                            .map(act -> act.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .sorted()
                            .toList());
        }
    }

    /**
     * @param contacts those who can be rung now in the order in which they are called, then the others
     * @param nextContact whom the form proposes: the first who has not been called out; null when everybody has
     * @param outcomes how the alarm can end
     * @param somebodyArrived true when help has been at the home: then nobody is asked who was spoken to
     */
    public record Plan(
            List<ContactLine> contacts,
            @Nullable ContactLine nextContact,
            List<Outcome> outcomes,
            boolean somebodyArrived) {}

    /**
     * @param relation "daughter, keyholder"
     * @param standing what became of the last call-out to this contact, "accepted 03:12:40"; null when never called out
     * @param busy true while a call-out to this contact is open
     * @param told what this contact, who is telephoned, can tell the operator next; empty for one with a page of their own
     * @param reach whether and until when they can be rung now
     */
    public record ContactLine(
            String id,
            String name,
            String relation,
            @Nullable String telephone,
            @Nullable String standing,
            boolean busy,
            List<Told> told,
            Reach reach) {}

    /**
     * @param now whether they can be rung now
     * @param words "until 18:00", "away until Fri 4 Dec"; null for at any time
     * @param confirmed "3 Nov 2026, olive": when somebody last asked; null for never
     */
    public record Reach(
            boolean now, @Nullable String words, @Nullable String confirmed) {}

    /**
     * An answer given on the telephone, which the operator writes down.
     *
     * @param path where the form goes, below the alarm's own
     * @param words on the button, "will come"
     * @param minutes asks in how many minutes they will be there
     */
    public record Told(String path, String words, boolean minutes) {
        Told(String path, String words) {
            this(path, words, false);
        }
    }

    /**
     * @param helpSent false: closing under it asks who was spoken to
     * @param asks the field of the form that it asks for; null where it asks for none of its own
     * @param letter the key that chooses it; empty where there is none
     */
    public record Outcome(
            String code,
            String label,
            boolean helpSent,
            @Nullable String asks,
            String letter) {}

    public record Past(String id, String when, String what, String outcome) {}

    /** @param typed true when a person wrote the words */
    public record LogLine(String at, String who, String words, boolean warning, boolean typed) {}
}
