package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.CaseClocks;
import org.tocsin.alarm.EntryKind;
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.home.KeySafeFailures;
import org.tocsin.platform.Database;
import org.tocsin.platform.Wakeup;

/** What a responder writes down in the home: the report, that 999 was rung, that the way in was looked at, or did not open. */
final class SceneActs {
    private static final int LONGEST_TASK = 1_000;

    /** By the end of the next day somebody has looked at it. */
    private static final Duration TASK_WITHIN = Duration.ofDays(1);

    private final JobCase cases;
    private final AuditTrail audit;
    private final FollowUpDesk followUps;
    private final KeySafeFailures keySafes;

    SceneActs(Database database, InstantSource clock, Wakeup wakeup, JobCase cases) {
        this.cases = cases;
        this.audit = new AuditTrail(database, clock);
        this.followUps = new FollowUpDesk(database, clock, wakeup);
        this.keySafes = new KeySafeFailures(database, clock, wakeup);
    }

    Future<Optional<String>> report(Scope scope, ResponderAct act, ResponderJob job) {
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
        SceneRecord.Said said = new SceneRecord.Said(cases.said(act), cases.now());
        return cases.in(
                scope,
                job,
                (connection, line) -> SceneRecord.keep(connection, scope, act.id(), about(act, job), report, said)
                        .compose(kept -> !kept
                                ? Future.succeededFuture()
                                : SceneRecord.told(connection, scope, act.calloutId(), "report in")
                                        .compose(v -> followUp(connection, scope, job, report))
                                        .compose(v -> line.log(
                                                EntryKind.SCENE,
                                                report.outcome() == SceneReport.Outcome.NO_ENTRY
                                                        ? Act.NO_ENTRY
                                                        : Act.NOTE,
                                                job.name() + " reports: " + report.words()))));
    }

    /** What somebody must do afterwards is a task, or nobody does it. */
    private Future<Void> followUp(SqlConnection connection, Scope scope, ResponderJob job, SceneReport report) {
        String what = report.followUp();
        if (what == null) {
            return Future.succeededFuture();
        }
        FollowUpDesk.Task task = new FollowUpDesk.Task(
                what.length() > LONGEST_TASK ? what.substring(0, LONGEST_TASK) : what,
                cases.now().plus(TASK_WITHIN),
                false);
        return followUps
                .insert(connection, scope, job.homeId(), job.alarmId(), task)
                .mapEmpty();
    }

    Future<Optional<String>> rang(Scope scope, ResponderAct act, ResponderJob job) {
        String reference = act.text("reference");
        if (reference == null) {
            return Future.succeededFuture(Optional.of("Write the reference down."));
        }
        if (reference.length() > CaseClocks.LONGEST_REFERENCE || reference.indexOf(0) >= 0) {
            return Future.succeededFuture(
                    Optional.of("A reference number has at most " + CaseClocks.LONGEST_REFERENCE + " characters."));
        }
        String words = job.name() + " rang 999 from the home: reference " + reference;
        return cases.in(
                scope,
                job,
                (connection, line) -> SceneRecord.told(connection, scope, act.calloutId(), "999 rung")
                        .compose(v -> line.log(EntryKind.SCENE, words))
                        .compose(v -> line.rang999(cases.said(act), reference)));
    }

    Future<Optional<String>> shown(Scope scope, ResponderAct act, ResponderJob job, @Nullable String address) {
        UUID home = job.homeId();
        return home == null
                ? Future.succeededFuture(Optional.empty())
                : cases.in(
                        scope,
                        job,
                        (connection, line) -> audit.record(connection, scope, "read-access", "home:" + home, address)
                                .compose(v -> line.log(
                                        EntryKind.VIEWED_SECRET,
                                        job.name() + " looked up how to get in, on the phone")));
    }

    Future<Optional<String>> codeFailed(Scope scope, ResponderAct act, ResponderJob job, @Nullable String address) {
        UUID home = job.homeId();
        if (home == null) {
            return Future.succeededFuture(Optional.of("No home is on file here. Ring the alarm centre."));
        }
        KeySafeFailures.AtTheDoor door =
                new KeySafeFailures.AtTheDoor(home, job.alarmId(), cases.said(act), act.text("version"));
        return cases.in(
                scope,
                job,
                (connection, line) -> keySafes.failed(connection, scope, door, address)
                        .compose(current -> line.log(
                                EntryKind.NOTE,
                                job.name() + " at the door: the key safe did not open with the code "
                                        + (current ? "on file" : "that was on file; it has been changed since"))));
    }

    private static SceneRecord.About about(ResponderAct act, ResponderJob job) {
        return new SceneRecord.About(act.calloutId(), job.alarmId(), job.homeId());
    }
}
