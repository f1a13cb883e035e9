package org.tocsin.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.healthtest.TestsToSay;
import org.tocsin.healthtest.TestsToSay.Test;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Metrics;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.HomeUnit;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitCommandQueue;
import org.tocsin.unit.UnitCommandQueue.Due;
import org.tocsin.unit.UnitCommandQueue.Said;
import org.tocsin.unit.UnitConnections;

/**
 * Commands down to the units whose connections this gateway holds: looks when the doorbell rings and about once a second
 * besides, sends what is due, keeps what the units answer. The one place where a protocol says who is connected here.
 */
public final class DeviceCommands {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceCommands.class);
    /** Sent at a time; the rest waits in the database, and the next are fetched as soon as these are gone. */
    private static final int IN_FLIGHT = 1_000;

    private static final long POLL_MS = 1_000;
    private static final long LONGEST_PAUSE_MS = 10_000;
    /** The doorbell rings for every alarm too: under load it is answered this often, and otherwise at once. */
    private static final long APART_MS = 200;

    /** Longer than a command may wait for a broker, and for its receipt after that. */
    private static final long SEND_MS = 4_000;

    private static final int EXPIRED_AT_ONCE = 500;
    /** A test that was sent is written down as such when its unit has said nothing for so long. */
    private static final Duration UNANSWERED_FOR = Duration.ofMillis(500);

    /** Beyond these, a unit that begins to listen is served when its pause is over. */
    private static final int MOST_DEAF = 10_000;

    private static final int MOST_CONNECTED = 200_000;
    /** Looked up in one round. */
    private static final int CONNECTED_AT_ONCE = 2_000;

    private final Vertx vertx;
    private final UnitConnections connections;
    private final UnitCommandQueue queue;
    private final TestsToSay tests;
    private final MeterRegistry metrics;
    private final List<CommandLine> lines = new CopyOnWriteArrayList<>();
    /** Units that have connected here since the last round. */
    private final Set<UUID> connected = ConcurrentHashMap.newKeySet();
    /** Units that did not listen when something was to be said to them. */
    private final Set<UUID> deaf = ConcurrentHashMap.newKeySet();

    private final Promise<Void> stopped = Promise.promise();
    // Below: only ever touched on the context.
    private final Context context;
    private boolean stopping;
    private boolean running;
    private boolean again;
    private long timer = -1;
    private long pause = POLL_MS;
    private long lastSentToo = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(POLL_MS);
    private long lastRound = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(APART_MS);

    public DeviceCommands(
            Vertx vertx, UnitConnections connections, UnitCommandQueue queue, TestsToSay tests, MeterRegistry metrics) {
        this.vertx = vertx;
        this.connections = connections;
        this.queue = queue;
        this.tests = tests;
        this.metrics = metrics;
        this.context = vertx.getOrCreateContext();
    }

    /** Forgets what an earlier run of this gateway held, then begins to look. */
    public Future<Void> start(Wakeup wakeup) {
        return connections.start(this::claimed).onSuccess(forgotten -> {
            wakeup.onRing(this::look);
            context.runOnContext(v -> round());
        });
    }

    /** From now on commands also go over this line. */
    public void serve(CommandLine line) {
        lines.add(line);
    }

    /**
     * A unit on file has connected here; its owner releases the connection when it is gone.
     *
     * @param connectionId the unit's own name for it (MQTT: the client id)
     * @param takenOver told when the same connection was opened at another gateway: it should end, alarming nobody
     */
    public UnitConnections.Held connected(
            HomeUnit unit, String connectionId, Protocol protocol, String remoteAddress, Runnable takenOver) {
        return connections.claim(unit, connectionId, protocol, remoteAddress, takenOver);
    }

    /** A unit has begun to listen for commands. From any thread, as often as it does. */
    public void listens(UUID unitId) {
        if (deaf.remove(unitId)) {
            queue.tryAgain(unitId).onComplete(done -> look());
        } else {
            look();
        }
    }

    /**
     * A unit has answered a command; nothing positive may be said to it before this succeeds.
     *
     * @param commandId as the unit said it
     * @return false when it is none of this unit's commands, or its answer is on file already
     */
    public Future<Boolean> answered(UUID unitId, String commandId, Said said) {
        UUID id = id(commandId);
        Future<Boolean> kept = id == null ? Future.succeededFuture(false) : keep(unitId, id, said);
        return kept.onSuccess(isNew -> {
            count(isNew ? "answered" : "answered_again");
            if (!isNew) {
                LOG.atInfo().addKeyValue("unitId", unitId).log("a unit answered what it was not asked, or once more");
            }
        });
    }

    private Future<Boolean> keep(UUID unitId, UUID id, Said said) {
        if (tests.isUnderWay(unitId, id)) {
            // It may have become a command at this moment.
            return tests.answered(unitId, id, said)
                    .compose(kept -> kept ? Future.succeededFuture(true) : queue.answered(unitId, id, said));
        }
        // Said long ago, or by another gateway of a fleet.
        return queue.answered(unitId, id, said)
                .compose(kept -> kept ? Future.succeededFuture(true) : tests.answered(unitId, id, said));
    }

    private void claimed(Collection<UUID> units) {
        // One that finds no room is asked anew when its time is over.
        if (connected.size() < MOST_CONNECTED) {
            connected.addAll(units);
        }
        look();
    }

    /** Looks soon. From any thread. */
    private void look() {
        context.runOnContext(v -> {
            again = true;
            if (!running && !stopping) {
                long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastRound);
                rest(Math.max(1, APART_MS - since));
            }
        });
    }

    private void round() {
        if (stopping || running) {
            return;
        }
        running = true;
        again = false;
        lastRound = System.nanoTime();
        work().onComplete(done -> context.runOnContext(v -> {
            running = false;
            if (done.failed()) {
                pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
                LOG.atWarn()
                        .addKeyValue("worker", "commands")
                        .addKeyValue("error", LoggedError.of(done.cause()))
                        .log("commands to units could not be read");
                rest(pause);
            } else {
                pause = POLL_MS;
                long usual =
                        again ? APART_MS : POLL_MS + ThreadLocalRandom.current().nextLong(POLL_MS / 5);
                rest(done.result() ? 1 : usual);
            }
        }));
    }

    private void rest(long ms) {
        vertx.cancelTimer(timer);
        if (stopping) {
            stopped.tryComplete();
            return;
        }
        timer = vertx.setTimer(ms, t -> context.runOnContext(v -> round()));
    }

    /** Gives whether there is more at once. */
    private Future<Boolean> work() {
        Future<Integer> expired = queue.expire(EXPIRED_AT_ONCE);
        if (connections.count() == 0) {
            return expired.map(false);
        }
        queue.writeDown(UNANSWERED_FOR);
        tests.writeDown(UNANSWERED_FOR);
        boolean all = sentToo();
        return expired.compose(done -> connections.look())
                .compose(looked -> Future.join(commands(all), tests(all)))
                .map(both -> both.<Boolean>resultAt(0) || both.<Boolean>resultAt(1));
    }

    private Future<Boolean> commands(boolean sentToo) {
        return queue.claim(IN_FLIGHT, sentToo)
                .compose(due -> Future.join(due.stream().map(this::deliver).toList())
                        .transform(all -> Future.succeededFuture(due.size() == IN_FLIGHT)));
    }

    private Future<Boolean> tests(boolean all) {
        List<UUID> fresh = connected.stream().limit(CONNECTED_AT_ONCE).toList();
        return tests.take(IN_FLIGHT, all, fresh).compose(taken -> {
            fresh.forEach(connected::remove);
            return Future.join(taken.tests().stream().map(this::deliver).toList())
                    .transform(done -> Future.succeededFuture(taken.more() || !connected.isEmpty()));
        });
    }

    /** Whether what was sent over an earlier connection is looked for as well: about once a second. */
    private boolean sentToo() {
        long now = System.nanoTime();
        boolean due = now - lastSentToo >= TimeUnit.MILLISECONDS.toNanos(POLL_MS);
        lastSentToo = due ? now : lastSentToo;
        return due;
    }

    private Future<Void> deliver(Due due) {
        return deliver(due.command(), sent -> sent ? queue.sent(due) : queue.notSent(due));
    }

    private Future<Void> deliver(Test test) {
        return deliver(test.command(), said -> said ? tests.said(test) : tests.notSaid(test));
    }

    private Future<Void> deliver(UnitCommand command, Function<Boolean, Future<Void>> note) {
        return send(command, 0)
                .timeout(SEND_MS, TimeUnit.MILLISECONDS)
                .otherwise(false)
                .compose(sent -> {
                    count(sent ? "sent" : "not_sent");
                    if (!sent && deaf.size() < MOST_DEAF) {
                        deaf.add(command.unitId());
                    }
                    return note.apply(sent);
                })
                .onFailure(e -> LOG.atWarn()
                        .addKeyValue("worker", "commands")
                        .addKeyValue("unitId", command.unitId())
                        .addKeyValue("error", String.valueOf(e.getMessage()))
                        .log("whether a command was sent could not be written down; it is sent again"));
    }

    private Future<Boolean> send(UnitCommand command, int line) {
        if (line >= lines.size()) {
            return Future.succeededFuture(false);
        }
        return lines.get(line)
                .send(command.unitId(), command)
                .otherwise(false)
                .compose(sent -> sent ? Future.succeededFuture(true) : send(command, line + 1));
    }

    private void count(String outcome) {
        metrics.counter(Metrics.COMMANDS, "outcome", outcome).increment();
    }

    /** Sends no more and writes down which connections have ended; call it after the protocols have closed them. */
    public Future<Void> stop() {
        context.runOnContext(v -> {
            stopping = true;
            vertx.cancelTimer(timer);
            if (!running) {
                stopped.tryComplete();
            }
        });
        return stopped.future()
                .compose(ended -> Future.join(queue.writeDown(Duration.ZERO), tests.writeDown(Duration.ZERO)))
                .compose(written -> connections.close());
    }

    private static @Nullable UUID id(String text) {
        try {
            return text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
