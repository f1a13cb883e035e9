package org.tocsin.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Duty;

/**
 * An alarm with what a person needs beside it on the board.
 *
 * @param person who lives there, several joined by a comma; words saying so where nobody is on file
 * @param place the address in one line; words saying so where no home is on file
 * @param homeFlags what is special about the people there: {@code IN_HOSPITAL}, {@code RESPITE}, {@code AWAY} …; it
 *     changes a banner, never whether the alarm sounds
 * @param takenBy username of the operator responsible
 * @param site the grouped housing it comes from; null for a home of its own
 * @param callout the latest callout in words, "Rita Responder is on the way"
 * @param expectedAt when whoever has the latest callout says that they will be there; null while nobody on the road has
 *     said so
 * @param call how far the latest call with the home has come, in words, "Speech is connected"; null where none is known
 * @param incident the incident whose card this is, or that speaks for it; null where it has none
 * @param hold what stands between it and whoever has it, or who is rung because nobody has
 * @param change another one after each change, also of its log alone; says nothing about which was first
 */
public record AlarmRow(
        Alarm alarm,
        String person,
        String place,
        Set<String> homeFlags,
        @Nullable String takenBy,
        @Nullable String callout,
        @Nullable Instant expectedAt,
        @Nullable String call,
        @Nullable Site site,
        @Nullable OneCause incident,
        Hold hold,
        String change) {

    /** The same for rows that say the same, read by one process; what was read by another only seems to have changed. */
    public String version() {
        return change + "." + Integer.toHexString(hashCode());
    }

    /** True while an incident's card stands on the board in its place: it is quiet and no row of its own. */
    public boolean behindCard() {
        return incident != null && !incident.card() && alarm.progress().state() == AlarmState.WAITING;
    }

    /**
     * What holds it.
     *
     * @param parked null unless its taker put it aside
     * @param offer null unless somebody is asked to take over
     * @param releaseLeft until it goes back to the board because its taker's browser is gone; null unless it is
     * @param untaken how far the calls for help have gone; null unless it waits for too long
     * @param cameBack help did not come, or nobody took it in time
     */
    public record Hold(
            @Nullable Parked parked,
            @Nullable Offer offer,
            @Nullable Duration releaseLeft,
            @Nullable Untaken untaken,
            boolean cameBack) {
        public static final Hold NONE = new Hold(null, null, null, null, false);
    }

    public record Parked(Instant until, String reason) {}

    /** @param to user name of who is asked; null for whoever comes next */
    public record Offer(@Nullable String to, @Nullable String toName, String notes, Instant until) {}

    /**
     * Whom to ring because nobody takes this life alarm.
     *
     * @param partner true for the partner centre, false for the manager on call
     * @param name null where nobody is on file
     */
    public record Untaken(
            boolean partner,
            @Nullable String name,
            @Nullable String number,
            Instant at) {}

    /**
     * Where many homes have one cause.
     *
     * @param card true for the one alarm that stands for all of them
     * @param title "Mains failure in Northgate"; null beside an alarm that is no card
     */
    public record OneCause(UUID id, boolean card, @Nullable String title, int homes, int restored, int tasksLeft) {}

    /**
     * @param scheme its name
     * @param point "Flat 12", "Front door"; null where it is about the scheme itself
     * @param duty what its units last said of the manager
     * @param dutySince since when; null where nobody has ever said anything
     * @param managerUntil with the manager until then, and quiet; null: with the centre
     */
    public record Site(
            UUID schemeId,
            String scheme,
            @Nullable String point,
            Duty duty,
            @Nullable Instant dutySince,
            @Nullable Instant managerUntil) {
        /** "Flat 12, Rose Court". */
        public String words() {
            return point == null ? scheme : point + ", " + scheme;
        }
    }
}
