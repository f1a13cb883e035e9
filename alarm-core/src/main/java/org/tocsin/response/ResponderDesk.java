package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.alarm.CaseClock;
import org.tocsin.alarm.CaseClocks;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.followup.FollowUpDesk;
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

    private static final String ANY = """
            select c.alarm_id, c.state, c.accepted_at, c.arrived_at, c.left_at, k.name, a.home_id
            from callout c join contact k on k.id = c.contact_id
            join alarm a on a.id = c.alarm_id and a.service_id = c.service_id
            where c.id = $1 and c.service_id = $2
            """;
    private static final String THEIRS = ANY + " and k.operator_id = $3";
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
    private static final String SPOT = """
            insert into responder_profile (operator_id, service_id, latitude, longitude, positioned_at)
            select o.id, o.service_id, $3, $4, $5 from operator o where o.id = $1 and o.service_id = $2
            on conflict (operator_id) do update set latitude = $3, longitude = $4, positioned_at = $5
            """;

    private static final int LONGEST_TASK = 1_000;

    /** By the end of the next day somebody has looked at it. */
    private static final Duration TASK_WITHIN = Duration.ofDays(1);

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final CalloutDesk callouts;
    private final AuditTrail audit;
    private final FollowUpDesk followUps;

    public ResponderDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.callouts = new CalloutDesk(database, clock, wakeup);
        this.audit = new AuditTrail(database, clock);
        this.followUps = new FollowUpDesk(database, clock, wakeup);
    }

    /** The callout an act is about. */
    private record Job(UUID alarmId, @Nullable UUID homeId, String name, Row row) {
        static Job of(Row row) {
            return new Job(row.getUUID("alarm_id"), row.getUUID("home_id"), row.getString("name"), row);
        }

        /** At the door when the centre closed the alarm, and not gone yet. */
        boolean leftBehind() {
            return state() == CalloutState.WITHDRAWN && arrived() && row.getValue("left_at") == null;
        }

        CalloutState state() {
            return CalloutState.valueOf(row.getString("state"));
        }

        boolean arrived() {
            return row.getValue("arrived_at") != null;
        }

        boolean accepted() {
            return row.getValue("accepted_at") != null;
        }
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
                        : pool.preparedQuery(THEIRS)
                                .execute(Tuple.of(act.calloutId(), scope.serviceId(), me))
                                .compose(rows -> rows.size() == 0
                                        ? Future.succeededFuture(Optional.of("This call-out is not yours."))
                                        : act(scope, act, Job.of(rows.iterator().next()), address)
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

    private static SceneRecord.About about(ResponderAct act, Job job) {
        return new SceneRecord.About(act.calloutId(), job.alarmId(), job.homeId());
    }

    private Future<Optional<String>> act(Scope scope, ResponderAct act, Job job, @Nullable String address) {
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
            case ARRIVED -> answer(scope, act, Answer.ARRIVED, null);
            case DECLINE -> answer(scope, act, Answer.DECLINE, act.text("reason"));
            case LEFT ->
                job.leftBehind() ? leftAfterClose(scope, act) : answer(scope, act, Answer.LEFT, act.text("done"));
            case SAFE -> safe(scope, act, job);
            case REPORT -> report(scope, act, job);
            case RANG_999 -> rang(scope, act, job);
            case WAY_IN_SHOWN -> shown(scope, act, job, address);
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

    private Future<Optional<String>> leftAfterClose(Scope scope, ResponderAct act) {
        String done = act.text("done");
        if (done == null) {
            return Future.succeededFuture(Optional.of("Say what was done."));
        }
        return pool.preparedQuery(LEFT_AFTER_CLOSE)
                .execute(Tuple.of(act.calloutId(), scope.serviceId(), Times.toRow(said(act)), done)
                        .addValue(Times.toRow(clock.instant())))
                .map(rows -> rung(Optional.empty()));
    }

    private Future<Optional<String>> safe(Scope scope, ResponderAct act, Job job) {
        return well(scope, act.calloutId(), job, said(act), job.name() + " is well");
    }

    /**
     * An operator has spoken with somebody who is alone in a home: they are well, and the next word is due anew.
     *
     * @return false where this service has no such callout
     */
    public Future<Boolean> spokenTo(Scope scope, UUID calloutId) {
        return pool.preparedQuery(ANY)
                .execute(Tuple.of(calloutId, scope.serviceId()))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.succeededFuture(false);
                    }
                    Job job = Job.of(rows.iterator().next());
                    String words = job.name() + " was spoken to and is well";
                    return well(scope, calloutId, job, clock.instant(), words).map(true);
                });
    }

    private Future<Optional<String>> well(Scope scope, UUID calloutId, Job job, Instant said, String words) {
        Tuple values = Tuple.of(calloutId, scope.serviceId(), Times.toRow(said), Times.toRow(clock.instant()));
        return inCase(
                scope,
                job,
                (connection, line) -> connection
                        .preparedQuery(SAFE)
                        .execute(values)
                        .compose(rows ->
                                rows.rowCount() == 0 ? Future.succeededFuture() : line.log(EntryKind.CHECK_IN, words)));
    }

    private Future<Optional<String>> report(Scope scope, ResponderAct act, Job job) {
        Map<InjuryScreen.Question, Boolean> answers = SceneReport.answers(act);
        boolean onTheFloor = "yes".equals(act.text("onTheFloor"));
        if (onTheFloor && InjuryScreen.verdict(answers) == InjuryScreen.Verdict.ASK_ON) {
            return Future.succeededFuture(Optional.of("Answer every question of the injury screen."));
        }
        SceneReport report = new SceneReport(
                onTheFloor,
                InjuryScreen.dangers(answers),
                act.oneOf("injury", SceneReport.Injury.class, SceneReport.Injury.NOT_KNOWN),
                act.oneOf("lift", SceneReport.Lift.class, SceneReport.Lift.NONE),
                act.oneOf("outcome", SceneReport.Outcome.class, SceneReport.Outcome.OTHER),
                "yes".equals(act.text("hospitalAvoided")),
                act.text("reference"),
                act.text("followUp"),
                act.text("note"));
        String unfit = report.unfit();
        if (unfit != null) {
            return Future.succeededFuture(Optional.of(unfit));
        }
        SceneRecord.Said said = new SceneRecord.Said(said(act), clock.instant());
        return inCase(
                scope,
                job,
                (connection, line) -> SceneRecord.keep(connection, scope, act.id(), about(act, job), report, said)
                        .compose(kept -> !kept
                                ? Future.succeededFuture()
                                : SceneRecord.told(connection, scope, act.calloutId(), "report in")
                                        .compose(v -> followUp(connection, scope, job, report))
                                        .compose(v -> line.log(
                                                EntryKind.SCENE, job.name() + " reports: " + report.words()))));
    }

    /** What somebody must do afterwards is a task, or nobody does it. */
    private Future<Void> followUp(SqlConnection connection, Scope scope, Job job, SceneReport report) {
        String what = report.followUp();
        if (what == null) {
            return Future.succeededFuture();
        }
        FollowUpDesk.Task task = new FollowUpDesk.Task(
                what.length() > LONGEST_TASK ? what.substring(0, LONGEST_TASK) : what,
                clock.instant().plus(TASK_WITHIN),
                false);
        return followUps
                .insert(connection, scope, job.homeId(), job.alarmId(), task)
                .mapEmpty();
    }

    private Future<Optional<String>> rang(Scope scope, ResponderAct act, Job job) {
        String reference = act.text("reference");
        if (reference == null) {
            return Future.succeededFuture(Optional.of("Write the reference down."));
        }
        if (reference.length() > CaseClocks.LONGEST_REFERENCE || reference.indexOf(0) >= 0) {
            return Future.succeededFuture(
                    Optional.of("A reference number has at most " + CaseClocks.LONGEST_REFERENCE + " characters."));
        }
        String words = job.name() + " rang 999 from the home: reference " + reference;
        return inCase(
                scope,
                job,
                (connection, line) -> SceneRecord.told(connection, scope, act.calloutId(), "999 rung")
                        .compose(v -> line.log(EntryKind.SCENE, words))
                        .compose(v -> line.rang999(said(act), reference)));
    }

    private Future<Optional<String>> shown(Scope scope, ResponderAct act, Job job, @Nullable String address) {
        UUID home = job.homeId();
        return home == null
                ? Future.succeededFuture(Optional.empty())
                : inCase(
                        scope,
                        job,
                        (connection, line) -> audit.record(connection, scope, "read-access", "home:" + home, address)
                                .compose(v -> line.log(
                                        EntryKind.VIEWED_SECRET,
                                        job.name() + " looked up how to get in, on the phone")));
    }

    /** What is done beside a line of the case. */
    private interface Work {
        Future<Void> in(SqlConnection connection, Line line);
    }

    /** Writes to the case while it is open; a sealed record gets no line. */
    private record Line(Optional<CaseFile> open) {
        Future<Void> log(EntryKind kind, String words) {
            return open.map(file -> file.change(Act.NOTE).compose(v -> file.log(kind, words)))
                    .orElseGet(Future::succeededFuture);
        }

        /** The operator sees it on the case and on the sheet, and is reminded to tell 999 how it stands. */
        Future<Void> rang999(Instant at, String reference) {
            return open.map(file -> CaseClocks.run(
                                    file, new CaseClocks.Start(CaseClock.Kind.AMBULANCE, at, null, reference))
                            .<Void>mapEmpty())
                    .orElseGet(Future::succeededFuture);
        }
    }

    /** The case is locked before any callout, as everywhere. */
    private Future<Optional<String>> inCase(Scope scope, Job job, Work work) {
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, job.alarmId(), clock.instant())
                        .compose(file -> work.in(
                                connection, new Line(file.filter(one -> one.verdict(Act.NOTE) instanceof Verdict.To)))))
                .map(done -> rung(Optional.empty()));
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

    /** By the phone, and never in our future. */
    private Instant said(ResponderAct act) {
        Instant now = clock.instant();
        return act.saidAt().isAfter(now) ? now : act.saidAt();
    }

    private Optional<String> rung(Optional<String> result) {
        wakeup.ring();
        return result;
    }
}
