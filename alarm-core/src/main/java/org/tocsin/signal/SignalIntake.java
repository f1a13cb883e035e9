package org.tocsin.signal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tocsin.platform.Database;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.Wakeup;

/**
 * Takes signals into the store. A positive {@link Receipt} means committed; whoever answers a home unit answers it from
 * the receipt. Never fails and always answers within 2 s: what is not known to be stored is refused.
 *
 * <p>Order is kept within one lane of one process only, which is why the rules tolerate any order.
 */
public final class SignalIntake {
    /**
     * What can wait is refused while a life alarm would wait this long, or while it would itself: a refusal reaches the
     * unit before it repeats (RFC 3261: after half a second) and sends it to its second path.
     */
    private static final Duration LIFE_LATE = Duration.ofMillis(250);

    private static final Duration ROUTINE_LATE = Duration.ofMillis(400);

    private final Vertx vertx;
    private final Map<Lane, List<CommitLane>> lanes;

    /** A life alarm never waits behind a fault or a stranger: each kind has lanes and connections of its own. */
    public enum Lane {
        /**
         * Alarms, and what belongs beside them: reset, cancel, information. Two writers, so that one waiting for a lock
         * is not all; more of them share the same work in smaller groups and were measured slower.
         */
        LIFE(2, 4_096),
        /** Faults, tests, presence. */
        ROUTINE(1, 8_192),
        /** From senders that have not proved who they are. */
        DOUBTFUL(1, 512);

        private final int writers;
        private final int capacity;

        Lane(int writers, int capacity) {
            this.writers = writers;
            this.capacity = capacity;
        }
    }

    private SignalIntake(Vertx vertx, Map<Lane, List<CommitLane>> lanes) {
        this.vertx = vertx;
        this.lanes = lanes;
    }

    /** Opens the lanes; connections are made when first needed. */
    public static Future<SignalIntake> open(
            Vertx vertx, Database database, InstantSource clock, LastCommit lastCommit, Wakeup wakeup) {
        return open(vertx, database, clock, lastCommit, wakeup, EnumSet.allOf(Lane.class));
    }

    /**
     * For a process that hears no home and tells what the platform itself has noticed: a person in need beside faults by
     * the thousand, so the life lane is one of its own here too.
     */
    public static Future<SignalIntake> forThePlatform(
            Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        return open(vertx, database, clock, new LastCommit(), wakeup, EnumSet.of(Lane.LIFE, Lane.ROUTINE));
    }

    private static Future<SignalIntake> open(
            Vertx vertx,
            Database database,
            InstantSource clock,
            LastCommit lastCommit,
            Wakeup wakeup,
            Set<Lane> opened) {
        Map<Lane, List<CommitLane>> lanes = new EnumMap<>(Lane.class);
        List<Future<String>> deployed = new ArrayList<>();
        for (Lane kind : opened) {
            List<CommitLane> writers = new ArrayList<>();
            for (int i = 0; i < kind.writers; i++) {
                GroupCommit commit = new GroupCommit(clock, lastCommit, wakeup);
                CommitLane lane = new CommitLane(database, commit, kind.capacity);
                deployed.add(vertx.deployVerticle(lane));
                writers.add(lane);
            }
            lanes.put(kind, writers);
        }
        return Future.all(deployed).map(all -> new SignalIntake(vertx, lanes));
    }

    /**
     * Commits the signal together with whatever else is waiting.
     *
     * @param laneKey signals with the same key keep their order: the home, or the unit where it has none
     * @return on the lane's own thread
     */
    public Future<Receipt> submit(Signal signal, String laneKey, Lane lane) {
        if (lane == Lane.ROUTINE && (expected(Lane.LIFE, LIFE_LATE) || expected(lane, ROUTINE_LATE))) {
            return Future.succeededFuture(new Receipt.Refused(Receipt.Reason.OVERLOADED));
        }
        List<CommitLane> writers = lanes.getOrDefault(lane, List.of());
        return writers.get(Math.floorMod(laneKey.hashCode(), writers.size())).submit(signal);
    }

    private boolean expected(Lane lane, Duration wait) {
        return lanes.getOrDefault(lane, List.of()).stream().anyMatch(writer -> writer.expectedWait() > wait.toNanos());
    }

    /** How many signals of this kind wait or are being committed. */
    public int waiting(Lane lane) {
        return lanes.getOrDefault(lane, List.of()).stream()
                .mapToInt(CommitLane::size)
                .sum();
    }

    /** Refuses what comes from now on; completes when all that was inside has been answered, at most 2 s later. */
    public Future<Void> close() {
        lanes.values().forEach(writers -> writers.forEach(CommitLane::close));
        return drained();
    }

    private Future<Void> drained() {
        boolean empty = lanes.keySet().stream().allMatch(lane -> waiting(lane) == 0);
        return empty ? Future.succeededFuture() : vertx.timer(20).compose(later -> drained());
    }
}
