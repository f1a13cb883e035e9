package org.tocsin.signal;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
    private boolean touched;
    private @Nullable Instant pressedAt;

    /** What only a new alarm writes. */
    record Opening(
            String reference,
            String joinKey,
            JoiningClass joiningClass,
            Signal signal,
            GroupContext.@Nullable Unit unit) {}

    private Case(UUID id, UUID serviceId, @Nullable Opening opening, GroupContext.Standing standing) {
        this.id = id;
        this.serviceId = serviceId;
        this.opening = opening;
        this.standing = standing;
    }

    static Case found(GroupContext.OpenAlarm open) {
        Case found = new Case(open.id(), open.serviceId(), null, open.standing());
        found.flags.addAll(open.flags());
        return found;
    }

    static Case opened(
            UUID id,
            String reference,
            UUID serviceId,
            String joinKey,
            Routing.Open open,
            Signal signal,
            GroupContext.@Nullable Unit unit) {
        GroupContext.Standing standing = new GroupContext.Standing(
                open.priority(), AlarmState.WAITING, false, true, 1, CodeWords.trigger(signal.kind(), signal.body()));
        Opening opening = new Opening(reference, joinKey, open.joiningClass(), signal, unit);
        Case opened = new Case(id, serviceId, opening, standing);
        opened.pressedAt = signal.origin().receivedAt();
        opened.touched = true;
        return opened;
    }

    /** One more press: it may raise the priority, brings a handled alarm back and sounds again. */
    void join(Routing.Join join, Signal signal) {
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

    /** A line was added to its log: who looks at it should see that. */
    void noted() {
        touched = true;
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

    String[] flags() {
        return flags.toArray(String[]::new);
    }
}
