package org.tocsin.console;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.tocsin.platform.Readiness;
import org.tocsin.shift.HoldWorker;
import org.tocsin.shift.PresenceWorker;
import org.tocsin.shift.RoomWatch;
import org.tocsin.shift.UntakenWorker;

/** What a console does for the shift by itself. */
final class ShiftWork {
    private final PresenceWorker presence;
    private final HoldWorker holds;
    private final UntakenWorker untaken;
    private final RoomWatch room;

    ShiftWork(Vertx vertx, Parts parts) {
        this.presence = new PresenceWorker(vertx, parts.database(), parts.clock(), parts.wakeup());
        this.holds = new HoldWorker(vertx, parts.database(), parts.clock(), parts.wakeup());
        this.untaken = new UntakenWorker(vertx, parts.database(), parts.clock(), parts.wakeup());
        this.room = new RoomWatch(vertx, parts.database(), parts.clock(), parts.metrics());
    }

    /** What to say of rooms that are empty. */
    Readiness boards() {
        return room.boards();
    }

    /** Who is told of the browsers that are heard. */
    PresenceWorker presence() {
        return presence;
    }

    void start() {
        presence.start();
        holds.start();
        untaken.start();
        room.start();
    }

    Future<Void> stop() {
        return presence.stop().eventually(holds::stop).eventually(untaken::stop).eventually(room::stop);
    }
}
