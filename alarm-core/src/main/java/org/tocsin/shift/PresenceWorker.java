package org.tocsin.shift;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.alarm.Holding;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Counts the silence of browsers and gives the alarms of those who are gone back to the board. Runs in consoles only:
 * while none listens, nobody can be heard and nobody is gone; a console that is upgraded must not take the alarms of a
 * whole room away. Nothing waits for it meanwhile. Alarms that nobody took ({@link UntakenWorker}), a press that its taker
 * does not notice, and parked ones ({@link HoldWorker}) are followed by every process, gateways too. What stays is with
 * the person who took it; a count-down that had begun goes on with the first console that is back.
 */
public final class PresenceWorker {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceWorker.class);
    private static final String GONE =
            "select gone from operator_presence where operator_id = $1 and service_id = $2 for share";

    private final Pool pool;
    private final PresenceStore store;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final Worker worker;

    public PresenceWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.store = new PresenceStore(database);
        this.clock = clock;
        this.wakeup = wakeup;
        this.worker = Worker.bounded(vertx, "presence", () -> round().map(false));
    }

    /** Begins to count. Called once, when the console listens. */
    public void start() {
        worker.start();
    }

    /** Counts no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** These people's browsers were heard by this console; whoever was away keeps what has not been released. */
    public Future<Void> heard(Collection<UUID> operators) {
        return store.heard(operators).compose(this::tell);
    }

    /** One round; does nothing when another process has counted this second. */
    Future<Void> round() {
        return store.round().compose(round -> {
            Future<Void> done = tell(Set.copyOf(round.begun()));
            for (PresenceStore.Due due : round.due()) {
                done = done.compose(v -> release(due)).recover(e -> {
                    LOG.atError()
                            .addKeyValue("worker", "presence")
                            .addKeyValue("alarmId", due.alarmId())
                            .addKeyValue("error", LoggedError.of(e))
                            .log("an alarm whose taker is gone could not be released, it is tried again");
                    return Future.succeededFuture();
                });
            }
            return done;
        });
    }

    private Future<Void> tell(Collection<UUID> alarms) {
        return store.tell(alarms).onSuccess(v -> {
            if (!alarms.isEmpty()) {
                wakeup.ring();
            }
        });
    }

    private Future<Void> release(PresenceStore.Due due) {
        Scope scope = Scope.platform(due.serviceId());
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, due.alarmId(), clock.instant())
                        .compose(file -> file.isPresent()
                                ? release(file.get())
                                : connection
                                        .preparedQuery(
                                                "delete from alarm_hold where alarm_id = $1 and kind = 'RELEASE'")
                                        .execute(Tuple.of(due.alarmId()))
                                        .map(false)))
                .onSuccess(released -> {
                    if (released) {
                        wakeup.ring();
                    }
                })
                .mapEmpty();
    }

    /** Under the alarm's lock: a take that came first stands, and whoever is back by now keeps it. */
    private static Future<Boolean> release(CaseFile file) {
        CaseFile.Person taker = file.taker();
        return Holding.find(file, Holding.Kind.RELEASE).compose(hold -> {
            if (hold.isEmpty() || taker == null || file.state() == AlarmState.CLOSED) {
                return Holding.end(file, Holding.Kind.RELEASE).map(false);
            }
            // The hold before the presence, as the count does: the two never wait for each other.
            return Holding.end(file, Holding.Kind.RELEASE)
                    .compose(v -> file.connection()
                            .preparedQuery(GONE)
                            .execute(Tuple.of(taker.id(), file.scope().serviceId())))
                    .compose(rows -> rows.size() > 0 && !rows.iterator().next().getBoolean(0)
                            ? Future.succeededFuture(false)
                            : file.change(Act.RELEASE)
                                    .compose(v -> file.log(
                                            EntryKind.RELEASED,
                                            "Released: " + taker.name()
                                                    + "'s browser was gone. On every board again, sounding"))
                                    .map(true));
        });
    }
}
