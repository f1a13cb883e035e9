package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.response.CalloutLifecycle.Answer;

/**
 * Takes what a responder's phone sends: each act once, by the phone's own id, in whatever order and however late it comes.
 * Only for callouts of whoever is signed in. A future fails only when the store does.
 */
public final class ResponderDesk {
    private static final String BEFORE =
            "select refused from responder_act where id = $1 and service_id = $2 and operator_id = $3";
    /** What is said after the closing changes the record all the same, and the figures read it again. */
    private static final String KEEP = """
            with kept as (
              insert into responder_act (id, service_id, operator_id, callout_id, kind, said_at, received_at, refused, data)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing returning callout_id)
            update alarm a set change_xid = pg_current_xact_id() from kept k join callout c on c.id = k.callout_id
            where a.id = c.alarm_id and a.service_id = $2 and a.state = 'CLOSED'
            """;

    private static final String SAFE = """
            update callout c set checked_in_at = $4,
              check_in_due_at = $3::timestamptz + make_interval(secs => coalesce((
                select lone_worker_s from response_setting r where r.service_id = c.service_id), 1800)),
              change_xid = pg_current_xact_id()
            where id = $1 and service_id = $2 and check_in_due_at is not null
            """;
    // The centre has closed the alarm while somebody was there: they have still left.
    private static final String LEFT_AFTER_CLOSE = """
            update callout set left_at = $3, done = $4, check_in_due_at = null,
              checked_in_at = $5, change_xid = pg_current_xact_id()
            where id = $1 and service_id = $2 and state = 'WITHDRAWN' and arrived_at is not null and left_at is null
            """;
    // The centre has closed the alarm before the phone had a signal: they were there all the same.
    private static final String THERE_BEFORE_CLOSE = """
            update callout c set arrived_at = $3,
              check_in_due_at = $4::timestamptz + make_interval(secs => coalesce((
                select lone_worker_s from response_setting r where r.service_id = c.service_id), 1800)),
              change_xid = pg_current_xact_id()
            where id = $1 and service_id = $2 and state = 'WITHDRAWN' and accepted_at <= $3 and arrived_at is null
              and exists (select from alarm a where a.id = c.alarm_id and a.closed_at >= $3)
            """;
    private static final String SPOT = """
            insert into responder_profile (operator_id, service_id, latitude, longitude, positioned_at)
            select o.id, o.service_id, $3, $4, $5 from operator o where o.id = $1 and o.service_id = $2
            on conflict (operator_id) do update set latitude = $3, longitude = $4, positioned_at = $5
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final CalloutDesk callouts;
    private final JobCase cases;
    private final SceneActs scene;
    private final EtaActs etas;

    public ResponderDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.callouts = new CalloutDesk(database, clock, wakeup);
        this.cases = new JobCase(database, clock, wakeup);
        this.scene = new SceneActs(database, clock, wakeup, cases);
        this.etas = new EtaActs(cases);
    }

    /**
     * Does what the phone says.
     *
     * @param address from where; for the audit trail
     * @return empty when it is done, now or before; otherwise why not, in a sentence
     */
    public Future<Optional<String>> act(Scope scope, ResponderAct act, @Nullable String address) {
        UUID me = scope.operatorId();
        if (me == null) {
            return Future.succeededFuture(Optional.of("Only a person goes to a home."));
        }
        return pool.preparedQuery(BEFORE)
                .execute(Tuple.of(act.id(), scope.serviceId(), me))
                .compose(before -> before.rowCount() > 0
                        ? Future.succeededFuture(
                                Optional.ofNullable(before.iterator().next().getString(0)))
                        : cases.theirs(scope, act.calloutId())
                                .compose(job -> job.isEmpty()
                                        ? Future.succeededFuture(Optional.of("This call-out is not yours."))
                                        : act(scope, act, job.get(), address)
                                                .compose(no ->
                                                        keep(scope, act, no).map(no))));
    }

    /** Where the responder is; only while they let their phone say so. */
    public Future<Void> spot(Scope scope, double latitude, double longitude) {
        return pool.preparedQuery(SPOT)
                .execute(Tuple.of(
                        scope.operatorId(), scope.serviceId(), latitude, longitude, Times.toRow(clock.instant())))
                .mapEmpty();
    }

    private Future<Optional<String>> act(Scope scope, ResponderAct act, ResponderJob job, @Nullable String address) {
        Optional<String> refused = CalloutLifecycle.refusal(act.kind(), job.state(), job.arrived(), job.accepted());
        if (refused.isPresent()) {
            return Future.succeededFuture(refused);
        }
        return switch (act.kind()) {
            case ACCEPT -> answer(scope, act, Answer.ACCEPT, null);
            case RESPOND ->
                answer(scope, act, Answer.ACCEPT, null)
                        .compose(no -> no.isPresent()
                                ? Future.succeededFuture(no)
                                : answer(scope, act, Answer.EN_ROUTE, null));
            case EN_ROUTE -> answer(scope, act, Answer.EN_ROUTE, null);
            case ETA -> etas.say(scope, act, job);
            case ARRIVED ->
                job.state() == CalloutState.WITHDRAWN && job.accepted()
                        ? thereBeforeClose(scope, act)
                        : answer(scope, act, Answer.ARRIVED, null);
            case DECLINE -> answer(scope, act, Answer.DECLINE, act.text("reason"));
            case LEFT ->
                job.leftBehind() ? leftAfterClose(scope, act) : answer(scope, act, Answer.LEFT, act.text("done"));
            case SAFE -> safe(scope, act, job);
            case REPORT -> scene.report(scope, act, job);
            case RANG_999 -> scene.rang(scope, act, job);
            case WAY_IN_SHOWN -> scene.shown(scope, act, job, address);
            case CODE_FAILED -> scene.codeFailed(scope, act, job, address);
        };
    }

    private Future<Optional<String>> answer(Scope scope, ResponderAct act, Answer answer, @Nullable String text) {
        return callouts.answer(scope, act.calloutId(), answer, text, act.saidAt())
                .map(ResponderDesk::problem);
    }

    private static Optional<String> problem(CalloutResult result) {
        if (result instanceof CalloutResult.NotAllowed no) {
            return Optional.of(no.why());
        }
        if (result instanceof CalloutResult.Invalid invalid) {
            return Optional.of(invalid.why());
        }
        return result instanceof CalloutResult.NotFound
                ? Optional.of("This call-out is not there any more.")
                : Optional.empty();
    }

    /** Whoever comes later is told that they are not needed. */
    private Future<Optional<String>> thereBeforeClose(Scope scope, ResponderAct act) {
        return pool.preparedQuery(THERE_BEFORE_CLOSE)
                .execute(Tuple.of(act.calloutId(), scope.serviceId(), Times.toRow(cases.said(act)))
                        .addValue(Times.toRow(clock.instant())))
                .compose(rows -> rows.rowCount() == 0
                        ? answer(scope, act, Answer.ARRIVED, null)
                        : Future.succeededFuture(rung(Optional.empty())));
    }

    private Future<Optional<String>> leftAfterClose(Scope scope, ResponderAct act) {
        String done = act.text("done");
        if (done == null) {
            return Future.succeededFuture(Optional.of("Say what was done."));
        }
        return pool.preparedQuery(LEFT_AFTER_CLOSE)
                .execute(Tuple.of(act.calloutId(), scope.serviceId(), Times.toRow(cases.said(act)), done)
                        .addValue(Times.toRow(clock.instant())))
                .map(rows -> rung(Optional.empty()));
    }

    private Future<Optional<String>> safe(Scope scope, ResponderAct act, ResponderJob job) {
        return well(scope, job, cases.said(act), job.name() + " is well");
    }

    /**
     * An operator has spoken with somebody who is alone in a home: they are well, and the next word is due anew.
     *
     * @return false where this service has no such callout
     */
    public Future<Boolean> spokenTo(Scope scope, UUID calloutId) {
        return cases.any(scope, calloutId).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(false);
            }
            ResponderJob job = found.get();
            String words = job.name() + " was spoken to and is well";
            return well(scope, job, clock.instant(), words).map(true);
        });
    }

    private Future<Optional<String>> well(Scope scope, ResponderJob job, Instant said, String words) {
        Tuple values = Tuple.of(job.calloutId(), scope.serviceId(), Times.toRow(said), Times.toRow(clock.instant()));
        return cases.in(
                scope,
                job,
                (connection, line) -> connection
                        .preparedQuery(SAFE)
                        .execute(values)
                        .compose(rows ->
                                rows.rowCount() == 0 ? Future.succeededFuture() : line.log(EntryKind.CHECK_IN, words)));
    }

    private Future<Void> keep(Scope scope, ResponderAct act, Optional<String> refused) {
        Map<String, Object> data = new HashMap<>(act.data());
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(act.id(), scope.serviceId(), scope.operatorId(), act.calloutId())
                        .addValue(act.kind().name())
                        .addValue(Times.toRow(act.saidAt()))
                        .addValue(Times.toRow(clock.instant()))
                        .addValue(refused.orElse(null))
                        .addValue(new JsonObject(data)))
                .mapEmpty();
    }

    private Optional<String> rung(Optional<String> result) {
        wakeup.ring();
        return result;
    }
}
