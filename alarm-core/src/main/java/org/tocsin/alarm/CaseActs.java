package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.platform.Database;
import org.tocsin.platform.Wakeup;

/**
 * How an act beside taking, calling out and closing is done to an open alarm: one transaction under the alarm's lock, by
 * somebody who may, then the doorbell. A future fails only when the store does.
 */
public final class CaseActs {
    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final AlarmStore alarms;

    public CaseActs(Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.alarms = new AlarmStore(database);
    }

    /** What is done with the alarm's file: empty when it was, otherwise why it was not, and nothing is kept. */
    public interface Work extends Function<CaseFile, Future<Optional<ActResult>>> {}

    /** By whoever has the alarm, or a program of the service. */
    public Future<ActResult> byTaker(Scope scope, UUID alarmId, Work work) {
        return act(scope, alarmId, file -> refusal(file, CaseActs::notTheirs, work));
    }

    /** By a team leader, whoever has it. Never by a program on its own. */
    public Future<ActResult> byLeader(Scope scope, UUID alarmId, Work work) {
        return act(scope, alarmId, file -> refusal(file, CaseActs::notALeader, work));
    }

    private static Future<Optional<ActResult>> refusal(
            CaseFile file, Function<CaseFile, Optional<ActResult>> right, Work work) {
        Optional<ActResult> no = file.verdict(Act.NOTE) instanceof Verdict.Refused refused
                ? Optional.of(new ActResult.NotAllowed(refused.why()))
                : right.apply(file);
        return no.isPresent() ? Future.succeededFuture(no) : work.apply(file);
    }

    private static Optional<ActResult> notTheirs(CaseFile file) {
        CaseFile.Person taker = file.taker();
        if (file.scope().operatorId() == null || file.actorHasIt()) {
            return Optional.empty();
        }
        return Optional.of(
                new ActResult.NotAllowed(taker == null ? "Take the alarm first." : taker.name() + " has this alarm."));
    }

    private static Optional<ActResult> notALeader(CaseFile file) {
        CaseFile.Person actor = file.actor();
        boolean may = actor != null && (actor.role() == Role.MANAGER || actor.role() == Role.ADMIN);
        return may
                ? Optional.empty()
                : Optional.of(new ActResult.NotAllowed("That is for a team leader of this service to decide."));
    }

    private Future<ActResult> act(Scope scope, UUID alarmId, Work work) {
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, alarmId, clock.instant())
                        .compose(file -> file.map(work)
                                .orElseGet(() -> Future.succeededFuture(Optional.of(new ActResult.NotFound())))))
                .compose(no -> {
                    if (no.isPresent()) {
                        return Future.succeededFuture(no.get());
                    }
                    wakeup.ring();
                    return alarms.find(scope, alarmId)
                            .map(row -> row.<ActResult>map(found -> new ActResult.Done(found.alarm()))
                                    .orElseGet(ActResult.NotFound::new));
                });
    }
}
