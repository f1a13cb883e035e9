package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.response.PlanSteps;

/**
 * What operators do to alarms. Each act is one transaction: the alarm's row under lock, the change, its line in the log;
 * then the doorbell. A future fails only when the store does.
 */
public final class AlarmDesk {
    private static final int LONGEST_NOTE = 4_000;

    // The whole race in one statement: conditional on the state alone, so that a press arriving at this very moment
    // cannot make it fail.
    private static final String TAKE = """
            with me as (
              select id, display_name from operator
              where id = $3 and service_id = $2 and active and role in ('OPERATOR', 'MANAGER', 'ADMIN')),
            taken as (
              update alarm a set state = 'TAKEN', taken_by = me.id, taken_at = $4, sounding = false,
                change_xid = pg_current_xact_id()
              from me where a.id = $1 and a.service_id = $2 and a.state = 'WAITING'
              returning a.id, a.service_id, me.display_name)
            insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)
            select id, service_id, $4, 'TAKEN', $5, 'Taken by ' || display_name from taken
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final AlarmStore alarms;
    private final AlarmStore slowly;

    public AlarmDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.alarms = new AlarmStore(database.keepingPlans());
        this.slowly = new AlarmStore(database);
    }

    /**
     * Becomes responsible for a waiting alarm and ends its sound. Of many who try at once exactly one is Done, the others
     * learn who it was. By the one who has it already it is Done as well, and silences a new press.
     */
    public Future<ActResult> take(Scope scope, UUID alarmId) {
        if (scope.operatorId() == null) {
            return Future.succeededFuture(new ActResult.Invalid("operator", "Say which operator takes the alarm."));
        }
        Tuple values =
                Tuple.of(alarmId, scope.serviceId(), scope.operatorId(), Times.toRow(clock.instant()), scope.actor());
        return pool.preparedQuery(TAKE)
                .execute(values)
                .compose(taken -> taken.rowCount() == 1
                        ? answered(scope, alarmId, Answer.done())
                        : act(scope, alarmId, AlarmDesk::takeAgain));
    }

    /** Puts the alarm back on the board, sounding; contacts on their way stay so. By its taker or by a manager. */
    public Future<ActResult> handBack(Scope scope, UUID alarmId, @Nullable String note) {
        return act(scope, alarmId, file -> {
            CaseFile.Person actor = file.actor();
            boolean manages = actor != null && (actor.role() == Role.MANAGER || actor.role() == Role.ADMIN);
            String words = "Handed back by " + file.actorName() + (isBlank(note) ? "" : ": " + note);
            return unfit("note", note)
                    .or(() -> refusal(file, Act.HAND_BACK))
                    .or(() -> manages ? Optional.empty() : notTheirs(file))
                    .map(Future::succeededFuture)
                    .orElseGet(() -> changed(file, Act.HAND_BACK, EntryKind.HANDED_BACK, words));
        });
    }

    /**
     * Asks a contact to go. By the taker.
     *
     * @param contactId null for the next of the plan: the home's own contacts in their order, then the service's
     *     responders, who have not been asked since the alarm last returned to the board
     */
    public Future<ActResult> callOut(Scope scope, UUID alarmId, @Nullable UUID contactId) {
        return act(
                scope,
                alarmId,
                file -> refusal(file, Act.CALL_OUT)
                        .or(() -> notTheirs(file))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> PlanSteps.callOut(file, contactId).map(AlarmDesk::calledOut)));
    }

    /**
     * Ends the alarm and seals its record; contacts still awaited are told that they are not needed. By the taker. Where
     * no help was sent and nobody arrived, it must be said who was spoken to.
     */
    public Future<ActResult> close(Scope scope, UUID alarmId, CloseRequest request) {
        return act(
                scope,
                alarmId,
                file -> unfit("outcome", request.outcome())
                        .or(() -> unfit("note", request.note()))
                        .or(() -> unfit("spokenTo", request.spokenTo()))
                        .or(() -> unfit("reference999", request.reference999()))
                        .or(() -> refusal(file, Act.CLOSE))
                        .or(() -> notTheirs(file))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Closure.close(file, request).map(AlarmDesk::answer)));
    }

    /**
     * Puts the alarm aside for a while: it is quiet, stays with its taker and comes back by itself, sounding. By the
     * taker, for at most as long as the service allows for its priority.
     */
    public Future<ActResult> park(Scope scope, UUID alarmId, ParkRequest request) {
        return act(
                scope,
                alarmId,
                file -> unfit("reason", request.reason())
                        .or(() -> refusal(file, Act.PARK))
                        .or(() -> notTheirs(file))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Holding.park(file, request).map(AlarmDesk::answer)));
    }

    /**
     * Asks a colleague, or whoever comes next, to take over. Until somebody takes the alarm it stays with its taker; asked
     * anew, the new question takes the place of the old one.
     */
    public Future<ActResult> offer(Scope scope, UUID alarmId, OfferRequest request) {
        return act(
                scope,
                alarmId,
                file -> unfit("notes", request.notes())
                        .or(() -> refusal(file, Act.OFFER))
                        .or(() -> notTheirs(file))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Holding.offer(file, request).map(AlarmDesk::answer)));
    }

    /** Says no to taking over, by whoever was asked; or takes the question back, by whoever asked. */
    public Future<ActResult> endOffer(Scope scope, UUID alarmId) {
        return act(
                scope,
                alarmId,
                file -> refusal(file, Act.OFFER)
                        .or(() -> notAnOperator(file))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Holding.endOffer(file).map(AlarmDesk::answer)));
    }

    /** Adds a line of free text to the log of an open alarm. By anybody who works on alarms. */
    public Future<ActResult> note(Scope scope, UUID alarmId, String text) {
        if (isBlank(text)) {
            return Future.succeededFuture(new ActResult.Invalid("note", "Write something."));
        }
        return act(
                scope,
                alarmId,
                file -> unfit("note", text)
                        .or(() -> refusal(file, Act.NOTE))
                        .or(() -> notAnOperator(file))
                        .map(Future::succeededFuture)
                        .orElseGet(
                                () -> changed(file, Act.NOTE, EntryKind.NOTE, file.actorName() + " noted: " + text)));
    }

    /** The alarm could not be taken as a waiting one: it is mine, somebody else's, closed, or not for me. */
    private static Future<Answer> takeAgain(CaseFile file) {
        CaseFile.Person taker = file.taker();
        Optional<Answer> no = refusal(file, Act.TAKE).or(() -> notAnOperator(file));
        if (no.isPresent()) {
            return Future.succeededFuture(no.get());
        }
        if (taker == null) {
            // Returned to the board between the two looks; under the lock there is no race left.
            return file.change(Act.TAKE)
                    .compose(v -> file.handToActor())
                    .compose(v -> file.log(EntryKind.TAKEN, "Taken by " + file.actorName()))
                    .map(v -> Answer.done());
        }
        if (!file.actorHasIt()) {
            return Holding.accept(file, taker)
                    .map(accepted -> accepted
                            ? Answer.done()
                            : new Answer(false, alarm -> new ActResult.LostRace(alarm, taker.username())));
        }
        return file.sounding()
                ? Holding.noticed(file).compose(v -> changed(file, Act.TAKE, EntryKind.TAKEN, noticed(file)))
                : Holding.unpark(file).map(ended -> new Answer(ended, ActResult.Done::new));
    }

    private static Answer answer(Optional<ActResult> problem) {
        return problem.map(Answer::no).orElseGet(Answer::done);
    }

    private static String noticed(CaseFile file) {
        return "New press noticed by " + file.actorName();
    }

    private static Future<Answer> changed(CaseFile file, Act act, EntryKind kind, String words) {
        return file.change(act).compose(v -> file.log(kind, words)).map(v -> Answer.done());
    }

    private static Answer calledOut(PlanSteps.CalledOut result) {
        if (result instanceof PlanSteps.CalledOut.NobodyLeft nobody) {
            // The attempt itself is in the log, so there is something new to see.
            return new Answer(true, alarm -> new ActResult.NotAllowed(nobody.why()));
        }
        if (result instanceof PlanSteps.CalledOut.Gone gone) {
            return Answer.no(new ActResult.NotAllowed(gone.why()));
        }
        if (result instanceof PlanSteps.CalledOut.NotInPlan) {
            return Answer.no(
                    new ActResult.Invalid("contactId", "This is not a contact of the home or of the service."));
        }
        return Answer.done();
    }

    private static Optional<Answer> refusal(CaseFile file, Act act) {
        return file.verdict(act) instanceof Verdict.Refused refused
                ? Optional.of(Answer.no(new ActResult.NotAllowed(refused.why())))
                : Optional.empty();
    }

    /** A program with the service's token acts for the service; a person only on what they have taken. */
    private static Optional<Answer> notTheirs(CaseFile file) {
        CaseFile.Person taker = file.taker();
        if (file.scope().operatorId() == null || file.actorHasIt()) {
            return Optional.empty();
        }
        String who = taker == null ? "Nobody" : taker.name();
        return Optional.of(Answer.no(new ActResult.NotAllowed(who + " has this alarm.")));
    }

    private static Optional<Answer> notAnOperator(CaseFile file) {
        CaseFile.Person actor = file.actor();
        boolean may = file.scope().operatorId() == null
                || (actor != null && actor.role().worksOnAlarms());
        return may
                ? Optional.empty()
                : Optional.of(Answer.no(new ActResult.NotAllowed("Only an operator of this service works on alarms.")));
    }

    private static Optional<Answer> unfit(String field, @Nullable String text) {
        if (text != null && text.length() > LONGEST_NOTE) {
            return Optional.of(Answer.no(new ActResult.Invalid(field, "At most " + LONGEST_NOTE + " characters.")));
        }
        // PostgreSQL keeps every character but this one.
        return text != null && text.indexOf(0) >= 0
                ? Optional.of(Answer.no(new ActResult.Invalid(field, "A character in it cannot be kept.")))
                : Optional.empty();
    }

    private Future<ActResult> act(Scope scope, UUID alarmId, Function<CaseFile, Future<Answer>> work) {
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, alarmId, clock.instant())
                        .compose(file -> file.map(work)
                                .orElseGet(() -> Future.succeededFuture(Answer.no(new ActResult.NotFound())))))
                .compose(answer -> answered(scope, alarmId, answer));
    }

    private Future<ActResult> answered(Scope scope, UUID alarmId, Answer answer) {
        if (answer.changed()) {
            wakeup.ring();
        }
        // Done is done: where the quick way to read it is blocked, it is read the other way.
        return alarms.find(scope, alarmId)
                .recover(e -> slowly.find(scope, alarmId))
                .map(row ->
                        row.map(found -> answer.result().apply(found.alarm())).orElseGet(ActResult.NotFound::new));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    /** What came of the work, waiting for the alarm as it is afterwards. */
    private record Answer(boolean changed, Function<Alarm, ActResult> result) {
        static Answer done() {
            return new Answer(true, ActResult.Done::new);
        }

        static Answer no(ActResult result) {
            return new Answer(false, alarm -> result);
        }
    }
}
