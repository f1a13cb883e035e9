package org.tocsin.unit;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.UnitConnectionStore.Claimed;
import org.tocsin.unit.UnitConnectionStore.Key;
import org.tocsin.unit.UnitConnectionStore.Released;
import org.tocsin.unit.UnitConnectionStore.Takeover;
import org.tocsin.unit.UnitConnectionStore.Wanted;

/**
 * The lasting connections this gateway holds, made known to all gateways. Each claim has a number, and it grows: when
 * the same connection of a unit (the same client id) is claimed elsewhere, the older holder is told to end its own. A
 * gateway that dies holds nothing once its last sign of life is old.
 *
 * <p>Nobody waits for this on the way of a signal. Claims gather while one write is under way and go together in the
 * next, so that thousands of units that return at once cost a few transactions; what cannot be written is tried again.
 */
public final class UnitConnections {
    private static final Logger LOG = LoggerFactory.getLogger(UnitConnections.class);
    private static final int LARGEST_WRITE = 500;
    private static final long TRY_AGAIN_MS = 1_000;
    private static final int LONGEST_NAME = 256;

    private final Vertx vertx;
    private final UnitConnectionStore store;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final String gatewayId;
    private final Map<Key, Held> held = new ConcurrentHashMap<>();
    private volatile Consumer<Collection<UUID>> claimed = units -> {};
    // Below: only ever touched on the context.
    private final Context context;
    private final Map<Key, Held> toClaim = new LinkedHashMap<>();
    private final List<Released> toRelease = new ArrayList<>();
    private final Promise<Void> drained = Promise.promise();
    private boolean writing;
    private boolean closing;
    private boolean oneByOne;

    /** A connection that is held. Its owner releases it when it is gone. */
    public final class Held {
        private final Wanted wanted;
        private final Runnable takenOver;
        private volatile long claim;
        private volatile boolean over;

        private Held(Wanted wanted, Runnable takenOver) {
            this.wanted = wanted;
            this.takenOver = takenOver;
        }

        /** The connection is gone. May be called more than once, from any thread. */
        public void release() {
            held.remove(wanted.key(), this);
            context.runOnContext(v -> releaseNow(this));
        }
    }

    /** @param gatewayId of this gateway and of no other that runs */
    public UnitConnections(
            Vertx vertx, UnitConnectionStore store, InstantSource clock, Wakeup wakeup, String gatewayId) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
        this.wakeup = wakeup;
        this.gatewayId = gatewayId;
        this.context = vertx.getOrCreateContext();
    }

    /**
     * Ends what an earlier run of this gateway held. Before the first claim.
     *
     * @param onClaimed told, on any thread, whenever connections have been made known, of which units
     */
    public Future<Void> start(Consumer<Collection<UUID>> onClaimed) {
        claimed = onClaimed;
        return store.releaseAll(gatewayId);
    }

    /**
     * A unit on file has connected here. From any thread; the claim is written soon, and nobody waits for it.
     *
     * @param connectionId the unit's own name for the connection (MQTT: the client id); the same name again, here or at
     *     another gateway, takes the place of this one
     * @param takenOver told, once and on any thread, when the unit has come to another gateway: the connection should
     *     end, and nobody need be alarmed
     */
    public Held claim(HomeUnit unit, String connectionId, Protocol protocol, String remoteAddress, Runnable takenOver) {
        Key key = new Key(unit.id(), storable(connectionId));
        Held mine = new Held(
                new Wanted(key, unit.serviceId(), protocol, storable(remoteAddress), clock.instant()), takenOver);
        held.put(key, mine);
        context.runOnContext(v -> {
            if (!mine.over && !closing) {
                toClaim.put(key, mine);
                write();
            }
        });
        return mine;
    }

    /** How many are held. */
    public int count() {
        return held.size();
    }

    /** Reads what has been taken over by other gateways, and ends it here. */
    public Future<Void> look() {
        return store.takeovers(gatewayId)
                .onSuccess(ended -> ended.forEach(this::end))
                .mapEmpty();
    }

    private void end(Takeover takeover) {
        Held mine = held.get(takeover.key());
        // Not yet numbered: it was opened after what was taken over.
        if (mine != null && mine.claim != 0 && mine.claim <= takeover.claim()) {
            held.remove(takeover.key(), mine);
            mine.takenOver.run();
        }
    }

    /** Writes what is still to be written, for a short time at most; call it when every connection has been released. */
    public Future<Void> close() {
        context.runOnContext(v -> {
            closing = true;
            toClaim.clear();
            write();
        });
        return drained.future();
    }

    private void releaseNow(Held gone) {
        if (gone.over) {
            return;
        }
        gone.over = true;
        toClaim.remove(gone.wanted.key(), gone);
        if (gone.claim != 0) {
            toRelease.add(new Released(gone.wanted.key(), gone.claim, clock.instant()));
            write();
        }
    }

    private void write() {
        if (writing) {
            return;
        }
        if (toClaim.isEmpty() && toRelease.isEmpty()) {
            if (closing) {
                drained.tryComplete();
            }
            return;
        }
        writing = true;
        int most = oneByOne ? 1 : LARGEST_WRITE;
        List<Released> released = List.copyOf(toRelease.subList(0, Math.min(most, toRelease.size())));
        toRelease.subList(0, released.size()).clear();
        Map<Key, Held> claims = new LinkedHashMap<>();
        Iterator<Held> waiting = toClaim.values().iterator();
        while (waiting.hasNext() && claims.size() + released.size() < most) {
            Held next = waiting.next();
            claims.put(next.wanted.key(), next);
            waiting.remove();
        }
        List<Wanted> wanted = claims.values().stream().map(one -> one.wanted).toList();
        store.write(gatewayId, wanted, released)
                .onComplete(done -> context.runOnContext(v -> {
                    if (done.succeeded()) {
                        oneByOne = false;
                        written(claims, done.result());
                    } else {
                        failed(claims, released, done.cause());
                    }
                }));
    }

    private void written(Map<Key, Held> claims, List<Claimed> numbers) {
        boolean elsewhere = false;
        for (Claimed number : numbers) {
            Held mine = claims.get(number.key());
            if (mine == null) {
                continue;
            }
            mine.claim = number.claim();
            elsewhere |= number.takenOver();
            if (mine.over) {
                // Gone while it was written down.
                toRelease.add(new Released(number.key(), number.claim(), clock.instant()));
            }
        }
        if (elsewhere) {
            wakeup.ring();
        }
        if (!numbers.isEmpty()) {
            claimed.accept(numbers.stream().map(number -> number.key().unitId()).toList());
        }
        writing = false;
        write();
    }

    /** What the database cannot hold is left out, once it is alone; everything else is tried again. */
    private void failed(Map<Key, Held> claims, List<Released> released, Throwable error) {
        boolean senseless = oneByOne && error instanceof PgException refusal && isData(refusal);
        LOG.atWarn()
                .addKeyValue("gatewayId", gatewayId)
                .addKeyValue("error", LoggedError.of(error))
                .log(senseless ? "a connection cannot be made known" : "connections could not be made known yet");
        if (!senseless) {
            toRelease.addAll(0, released);
            claims.forEach((key, mine) -> {
                if (!mine.over) {
                    toClaim.putIfAbsent(key, mine);
                }
            });
        }
        oneByOne = error instanceof PgException refusal && isData(refusal);
        if (closing) {
            writing = false;
            drained.tryComplete();
            return;
        }
        vertx.setTimer(
                TRY_AGAIN_MS,
                timer -> context.runOnContext(v -> {
                    writing = false;
                    write();
                }));
    }

    private static boolean isData(PgException refusal) {
        String state = refusal.getSqlState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    private static String storable(String text) {
        String clean = text.replace("\0", "");
        return clean.length() > LONGEST_NAME ? clean.substring(0, LONGEST_NAME) : clean;
    }
}
