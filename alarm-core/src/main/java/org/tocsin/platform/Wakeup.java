package org.tocsin.platform;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doorbell. Rung after a commit, from its own transaction, at most one at a time: inside the committing transaction
 * NOTIFY would serialise all commits. It only says "look"; every reader also looks by itself now and then.
 */
public final class Wakeup {
    private static final Logger LOG = LoggerFactory.getLogger(Wakeup.class);
    private static final String CHANNEL = "tocsin";
    /** Nothing durable is said here, so nobody waits for the disk. */
    private static final String RING = "begin; set local synchronous_commit = off; notify " + CHANNEL + "; commit";

    private static final long RECONNECT_MS = 1_000;

    private final Vertx vertx;
    private final Database database;
    private final AtomicBoolean ringing = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private final Set<PgConnection> listening = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public Wakeup(Vertx vertx, Database database) {
        this.vertx = vertx;
        this.database = database;
    }

    /** Tells every listener of every process to look. Never fails: who misses it looks by itself. */
    public void ring() {
        again.set(true);
        if (!closed && ringing.compareAndSet(false, true)) {
            again.set(false);
            database.pool().query(RING).execute().onComplete(done -> {
                ringing.set(false);
                if (done.succeeded() && again.get()) {
                    ring();
                }
            });
        }
    }

    /** Calls {@code look} after every ring, on the caller's context, and once after each (re)connection. */
    public void onRing(Runnable look) {
        database.dedicated(5_000, 5_000).onComplete(connected -> {
            if (connected.failed()) {
                again(look);
                return;
            }
            PgConnection connection = connected.result();
            if (closed) {
                connection.close();
                return;
            }
            listening.add(connection);
            connection.notificationHandler(notification -> look.run());
            connection.closeHandler(gone -> {
                listening.remove(connection);
                again(look);
            });
            connection
                    .query("listen " + CHANNEL)
                    .execute()
                    .onSuccess(heard -> look.run())
                    .onFailure(e -> connection.close());
        });
    }

    private void again(Runnable look) {
        if (!closed) {
            LOG.atDebug().log("the doorbell is disconnected, trying again");
            vertx.setTimer(RECONNECT_MS, timer -> onRing(look));
        }
    }

    /** No more rings, no more reconnections; who listened hears no more. */
    public void close() {
        closed = true;
        listening.forEach(PgConnection::close);
    }
}
