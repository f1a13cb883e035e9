package org.tocsin.unit;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tocsin.access.Role;

/** What a unit can be asked to do. Stored by its name on the wire. */
public enum CommandOp {
    /** Send a test transmission. */
    TEST(Asker.EQUIPMENT),
    /** Beat at this interval. */
    HEARTBEAT_INTERVAL(Asker.EQUIPMENT),
    /** Say how it is set up. */
    CONFIG_GET(Asker.EQUIPMENT),
    /** Change how it is set up. */
    CONFIG_SET(Asker.EQUIPMENT),
    /** Fetch this firmware and start anew with it. */
    FIRMWARE_UPDATE(Asker.EQUIPMENT),
    /** Switch an output: a door, a lamp. */
    OUTPUT(Asker.BOTH),
    /** Call this number for speech. */
    SPEECH_START(Asker.ALARM),
    /** End the speech call. */
    SPEECH_END(Asker.ALARM),
    /** Both ways, listening in, or speaking only. */
    SPEECH_MODE(Asker.ALARM),
    /** Louder or quieter. */
    VOLUME(Asker.ALARM),
    /** The alarm is over: stop calling. */
    CLEAR(Asker.ALARM),
    /** Say where it is. */
    LOCATE(Asker.BOTH);

    /** Who has a reason to ask. */
    private enum Asker {
        ALARM(EnumSet.of(Role.OPERATOR, Role.MANAGER, Role.ADMIN)),
        EQUIPMENT(EnumSet.of(Role.INSTALLER, Role.MANAGER, Role.ADMIN)),
        BOTH(EnumSet.of(Role.OPERATOR, Role.INSTALLER, Role.MANAGER, Role.ADMIN));

        private final Set<Role> roles;

        Asker(Set<Role> roles) {
            this.roles = roles;
        }
    }

    private final Asker asker;

    CommandOp(Asker asker) {
        this.asker = asker;
    }

    /** Its name on the wire, {@code heartbeat.interval}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The op of this name on the wire. */
    public static Optional<CommandOp> named(String wireName) {
        return Arrays.stream(values())
                .filter(op -> op.wireName().equals(wireName))
                .findFirst();
    }

    /** True when a person of this role may ask it of a unit. */
    public boolean mayBeAskedBy(Role role) {
        return asker.roles.contains(role);
    }

    /** Asked in the course of an alarm: goes to the units before anything that can wait. */
    public boolean urgent() {
        return asker != Asker.EQUIPMENT;
    }
}
