package org.tocsin.signal;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmFlag;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.alarm.Priority;
import org.tocsin.alarm.Routing;

/** An alarm while one group of signals is planned: either found open, or opened by this group. */
final class Case {
    private static final int LONGEST_WORDS = 200;

    private final UUID id;
    private final UUID serviceId;
    private final Set<String> flags = new LinkedHashSet<>();
    private final @Nullable Opening opening;
    private GroupContext.Standing standing;
    private final MessageParts parts;
    private boolean answered;
    private boolean touched;
    private @Nullable Instant pressedAt;
    private Place.@Nullable Site site;
    private @Nullable Instant managerUntil;
    private boolean managed;
    private boolean managedChanged;

    /** What only a new alarm writes. */
    record Opening(
            String reference,
            Place place,
            JoiningClass joiningClass,
            Signal signal,
            GroupContext.@Nullable Unit unit) {}

    private Case(
            UUID id,
            UUID serviceId,
            @Nullable Opening opening,
            GroupContext.Standing standing,
            List<Expected> expected) {
        this.id = id;
        this.serviceId = serviceId;
        this.opening = opening;
        this.standing = standing;
        this.parts = new MessageParts(expected);
    }

    static Case found(GroupContext.OpenAlarm open) {
        GroupContext.Details details = open.details();
        Case found = new Case(open.id(), open.serviceId(), null, open.standing(), details.expected());
        found.flags.addAll(details.flags());
        found.managed = details.managed();
        found.answered = details.answered();
        return found;
    }

    static Case opened(UUID id, UUID serviceId, Opening opening, Priority priority) {
        Signal signal = opening.signal();
        GroupContext.Standing standing = new GroupContext.Standing(
                priority, AlarmState.WAITING, false, true, 1, CodeWords.trigger(signal.kind(), signal.body()));
        Case opened = new Case(id, serviceId, opening, standing, List.of());
        opened.pressedAt = signal.origin().receivedAt();
        opened.touched = true;
        opened.site = opening.place().site();
        return opened;
    }

    /** Its scheme's manager has it first: it stands on the board and is quiet until then. */
    void giveToManager(Instant until) {
        managerUntil = until;
        managed = true;
        managedChanged = true;
        silence();
    }

    /** Nothing has to be heard now. */
    void silence() {
        standing = new GroupContext.Standing(
                standing.priority(),
                standing.state(),
                standing.taken(),
                false,
                standing.signalCount(),
                standing.words());
        touched = true;
    }

    /** One more press: it may raise the priority, brings a handled alarm back and sounds again, also at the centre. */
    void join(Routing.Join join, Signal signal) {
        if (join.soundsAgain() && managed) {
            managerUntil = null;
            managed = false;
            managedChanged = true;
        }
        standing = new GroupContext.Standing(
                standing.priority().raisedTo(join.priority()),
                join.soundsAgain() ? Routing.afterPress(standing.state(), standing.taken()) : standing.state(),
                standing.taken(),
                standing.sounding() || join.soundsAgain(),
                standing.signalCount() + 1,
                withFurther(CodeWords.trigger(signal.kind(), signal.body())));
        if (join.soundsAgain()) {
            pressedAt = signal.origin().receivedAt();
        }
        touched = true;
    }

    /** A further part of its message may say how urgent it is. */
    void raise(Priority priority) {
        standing = new GroupContext.Standing(
                standing.priority().raisedTo(priority),
                standing.state(),
                standing.taken(),
                standing.sounding(),
                standing.signalCount(),
                standing.words());
        touched = true;
    }

    /** A line was added to its log: who looks at it should see that. */
    void noted() {
        touched = true;
    }

    /** Where in which scheme, for an alarm that was opened from elsewhere in the dwelling. */
    void at(Place.@Nullable Site from) {
        if (site == null && from != null) {
            site = from;
        }
    }

    void flag(AlarmFlag flag) {
        touched |= flags.add(flag.name());
    }

    void unflag(AlarmFlag flag) {
        touched |= flags.remove(flag.name());
    }

    boolean has(AlarmFlag flag) {
        return flags.contains(flag.name());
    }

    MessageParts parts() {
        return parts;
    }

    /**
     * The unit ends its alarm and nobody has spoken with the home: it sounds again, for somebody to call back. Where help
     * has been, or speech has, a reset is a reset.
     *
     * @return whether it does
     */
    boolean gaveUp() {
        touched = true;
        if (answered || standing.state() == AlarmState.HANDLED) {
            return false;
        }
        flags.add(AlarmFlag.NO_SPEECH.name());
        standing = new GroupContext.Standing(
                standing.priority(),
                standing.state(),
                standing.taken(),
                true,
                standing.signalCount(),
                standing.words());
        return true;
    }

    void doubted(Set<Doubt> doubts) {
        for (Doubt doubt : doubts) {
            flags.add(doubt.name());
        }
    }

    private String withFurther(String words) {
        String both = standing.words() + "; " + words;
        return standing.words().contains(words) || both.length() > LONGEST_WORDS ? standing.words() : both;
    }

    UUID id() {
        return id;
    }

    UUID serviceId() {
        return serviceId;
    }

    /** Null when the alarm was open before this group. */
    @Nullable
    Opening opening() {
        return opening;
    }

    boolean touched() {
        return touched;
    }

    AlarmState state() {
        return standing.state();
    }

    Priority priority() {
        return standing.priority();
    }

    boolean sounding() {
        return standing.sounding();
    }

    int signalCount() {
        return standing.signalCount();
    }

    String words() {
        return standing.words();
    }

    /** When it was last pressed in this group; null when only lines were added. */
    @Nullable
    Instant pressedAt() {
        return pressedAt;
    }

    /** Null where nothing of a scheme was added in this group. */
    Place.@Nullable Site site() {
        return site;
    }

    /** Null: with the centre. */
    @Nullable
    Instant managerUntil() {
        return managerUntil;
    }

    boolean managedChanged() {
        return managedChanged;
    }

    /** True when there is more to write than every alarm has. */
    boolean hasDetails() {
        return site != null || managedChanged || parts.changed();
    }

    String[] flags() {
        return flags.toArray(String[]::new);
    }
}
