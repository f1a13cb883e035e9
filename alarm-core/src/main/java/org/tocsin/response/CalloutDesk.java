package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.response.CalloutLifecycle.Answer;
import org.tocsin.response.CalloutLifecycle.Verdict;

/**
 * What contacts answer to a callout. By the contact's own sign-in; for a contact without one, who is telephoned, by the
 * operator who has the alarm. Every answer may be repeated. A future fails only when the store does.
 */
public final class CalloutDesk {
    private static final int LONGEST_TEXT = 4_000;

    private static final String ALARM_OF = "select alarm_id from callout where id = $1 and service_id = $2";
    private static final String LOCK = "select " + CalloutRows.COLUMNS
            + " from callout co join contact ct on ct.id = co.contact_id"
            + " where co.id = $1 and co.service_id = $2 for update of co";
    private static final String ANSWER = """
            update callout c set state = $3,
              accepted_at = case when $3 in ('ACCEPTED', 'EN_ROUTE', 'ARRIVED') then coalesce(accepted_at, $4)
                else accepted_at end,
              en_route_at = case when $3 = 'EN_ROUTE' then $6 else en_route_at end,
              arrived_at = case when $3 = 'ARRIVED' then $6 else arrived_at end,
              left_at = case when $3 = 'LEFT' then $6 else left_at end,
              check_in_due_at = case
                when $3 = 'ARRIVED' and exists (select from contact k
                  where k.id = c.contact_id and k.kind = 'RESPONDER' and k.operator_id is not null) then $6::timestamptz + make_interval(secs => coalesce((
                  select lone_worker_s from response_setting r where r.service_id = c.service_id), 1800))
                when $3 = 'LEFT' then null else check_in_due_at end,
              checked_in_at = case when $3 = 'LEFT' then $4 else checked_in_at end,
              due_at = case when $3 not in ('ACCEPTED', 'EN_ROUTE') then null
                when c.state = 'OFFERED' then $4::timestamptz + make_interval(secs => s.arrive_within_s)
                else due_at end,
              reason = case when $3 = 'DECLINED' then $5 else reason end,
              done = case when $3 = 'LEFT' then $5 else done end,
              lease_until = null, change_xid = pg_current_xact_id()
            from service s where c.id = $1 and c.service_id = $2 and s.id = c.service_id
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final ResponseStore callouts;

    public CalloutDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.callouts = new ResponseStore(database);
    }

    /**
     * What a contact's phone says, perhaps long after it was done.
     *
     * @param text why not, or what was done
     * @param saidAt by the phone's clock; believed between the offer and now
     */
    Future<CalloutResult> answer(Scope scope, UUID calloutId, Answer answer, @Nullable String text, Instant saidAt) {
        Optional<CalloutResult> unfit = switch (answer) {
            case DECLINE -> unfit("reason", text, "Say why not.");
            case LEFT -> unfit("done", text, "Say what was done.");
            case ACCEPT, EN_ROUTE, ARRIVED -> Optional.empty();
        };
        return unfit.map(Future::succeededFuture)
                .orElseGet(
                        () -> answer(scope, calloutId, new Said(answer, text == null ? null : text.strip(), saidAt)));
    }

    /** The contact will go; the time to arrive begins. */
    public Future<CalloutResult> accept(Scope scope, UUID calloutId) {
        return answer(scope, calloutId, Answer.ACCEPT, null, clock.instant());
    }

    /** The contact has set off; the time to arrive goes on. */
    public Future<CalloutResult> enRoute(Scope scope, UUID calloutId) {
        return answer(scope, calloutId, Answer.EN_ROUTE, null, clock.instant());
    }

    /** The contact is at the door; nothing more is awaited. */
    public Future<CalloutResult> arrived(Scope scope, UUID calloutId) {
        return answer(scope, calloutId, Answer.ARRIVED, null, clock.instant());
    }

    /**
     * The contact said on the telephone when they will be there. Also of one with a page of their own, who rings instead.
     *
     * @param minutes from now, as it was typed
     */
    public Future<CalloutResult> expected(Scope scope, UUID calloutId, String minutes) {
        Optional<Duration> within = Eta.minutes(minutes);
        if (within.isEmpty()) {
            return Future.succeededFuture(new CalloutResult.Invalid("minutes", Eta.ASK_OF_THEM));
        }
        return in(scope, calloutId, file -> expected(file, calloutId, within.get()));
    }

    /** The contact cannot go; the next of the plan is asked at once. */
    public Future<CalloutResult> decline(Scope scope, UUID calloutId, String reason) {
        return answer(scope, calloutId, Answer.DECLINE, reason, clock.instant());
    }

    /** The contact has been and gone; the alarm is handled and waits for its outcome. */
    public Future<CalloutResult> left(Scope scope, UUID calloutId, String done) {
        return answer(scope, calloutId, Answer.LEFT, done, clock.instant());
    }

    /** Everybody who was asked to go to this alarm, in that order. */
    public Future<List<Callout>> ofAlarm(Scope scope, UUID alarmId) {
        return callouts.ofAlarm(scope, alarmId);
    }

    /** What is to be done by whoever is signed in. */
    public Future<List<JobSheet>> mine(Scope scope) {
        return callouts.mine(scope);
    }

    /** One job of whoever is signed in, also when it is over. */
    public Future<Optional<JobSheet>> job(Scope scope, UUID calloutId) {
        return callouts.job(scope, calloutId);
    }

    /** What was said, and when by whoever said it. */
    private record Said(Answer answer, @Nullable String text, Instant at) {
        /** Between the offer and now, whatever the phone's clock says. */
        Instant within(Instant offered, Instant now) {
            return at.isAfter(now) ? now : at.isBefore(offered) ? offered : at;
        }
    }

    private Future<CalloutResult> answer(Scope scope, UUID calloutId, Said said) {
        return in(scope, calloutId, file -> answer(file, calloutId, said));
    }

    /** What is done to a callout under the lock of its case; empty when it was done and there is something new to see. */
    private interface Work {
        Future<Optional<CalloutResult>> in(CaseFile file);
    }

    private Future<CalloutResult> in(Scope scope, UUID calloutId, Work work) {
        return pool.withTransaction(connection -> open(connection, scope, calloutId)
                        .compose(file -> file.isEmpty()
                                ? Future.succeededFuture(Optional.<CalloutResult>of(new CalloutResult.NotFound()))
                                : work.in(file.get())))
                .compose(no -> {
                    if (no.isPresent()) {
                        return Future.succeededFuture(no.get());
                    }
                    wakeup.ring();
                    return callouts.find(scope, calloutId)
                            .map(found -> found.<CalloutResult>map(CalloutResult.Done::new)
                                    .orElseGet(CalloutResult.NotFound::new));
                });
    }

    private Future<Optional<CaseFile>> open(SqlConnection connection, Scope scope, UUID calloutId) {
        return connection
                .preparedQuery(ALARM_OF)
                .execute(Tuple.of(calloutId, scope.serviceId()))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : CaseFile.open(
                                connection, scope, rows.iterator().next().getUUID(0), clock.instant()));
    }

    private static Future<Optional<CalloutResult>> expected(CaseFile file, UUID calloutId, Duration within) {
        return locked(file, calloutId)
                .compose(callout -> EtaActs.told(file, callout, within))
                .map(refused -> refused.map(CalloutResult.NotAllowed::new));
    }

    private static Future<Callout> locked(CaseFile file, UUID calloutId) {
        return file.connection()
                .preparedQuery(LOCK)
                .execute(Tuple.of(calloutId, file.scope().serviceId()))
                .map(rows -> CalloutRows.callout(rows.iterator().next()));
    }

    private static Future<Optional<CalloutResult>> answer(CaseFile file, UUID calloutId, Said said) {
        return locked(file, calloutId).compose(callout -> {
            Contact contact = callout.contact();
            if (!mayAnswer(file, contact, said.answer())) {
                return no(new CalloutResult.NotAllowed("This callout is for " + contact.name() + "."));
            }
            Verdict verdict = CalloutLifecycle.of(callout.state(), said.answer());
            if (verdict instanceof Verdict.Refused refused) {
                return no(new CalloutResult.NotAllowed(refused.why()));
            }
            return verdict instanceof Verdict.To to
                    ? apply(file, callout, to.state(), said)
                    : no(new CalloutResult.Done(callout));
        });
    }

    /** That somebody is at the door, or has gone, is also believed of the operator who hears them there. */
    private static boolean mayAnswer(CaseFile file, Contact contact, Answer answer) {
        UUID own = contact.reach().operatorId();
        boolean heard = answer == Answer.ARRIVED || answer == Answer.LEFT;
        return theirs(file, own) || ((own == null || heard) && file.actorHasIt());
    }

    private static boolean theirs(CaseFile file, @Nullable UUID own) {
        return own != null && own.equals(file.scope().operatorId());
    }

    private static Future<Optional<CalloutResult>> apply(
            CaseFile file, Callout callout, CalloutState state, Said said) {
        return state == CalloutState.LEFT
                ? SceneRecord.lockedOut(file.connection(), callout.id())
                        .compose(out -> apply(file, callout, state, said, out ? Act.NOTE : Act.LEFT))
                : apply(file, callout, state, said, Act.valueOf(state.name()));
    }

    /** @param act that the state is for the alarm: whoever leaves without having got in has handled nothing */
    private static Future<Optional<CalloutResult>> apply(
            CaseFile file, Callout callout, CalloutState state, Said said, Act act) {
        if (file.verdict(act) instanceof org.tocsin.alarm.AlarmLifecycle.Verdict.Refused refused) {
            return no(new CalloutResult.NotAllowed(refused.why()));
        }
        Instant at = said.within(callout.times().offered(), file.at());
        Tuple values = Tuple.of(callout.id(), file.scope().serviceId(), state.name(), file.time(), said.text())
                .addValue(Times.toRow(at));
        return file.connection()
                .preparedQuery(ANSWER)
                .execute(values)
                .compose(v -> file.change(act))
                .compose(v -> file.log(
                        EntryKind.valueOf(state.name()),
                        words(file, callout.contact(), state, said.text()) + late(at, file.at())))
                .compose(v -> state == CalloutState.DECLINED ? PlanSteps.escalate(file) : Future.succeededFuture())
                .map(v -> Optional.empty());
    }

    private static String words(CaseFile file, Contact contact, CalloutState state, @Nullable String text) {
        String verb = switch (state) {
            case ACCEPTED -> " accepted";
            case DECLINED -> " declined: ";
            case EN_ROUTE -> " set off";
            case ARRIVED -> " arrived";
            case LEFT -> " left: ";
            case OFFERED, EXPIRED, WITHDRAWN -> throw new IllegalArgumentException("no answer leads to " + state);
        };
        String told = theirs(file, contact.reach().operatorId()) ? "" : " (told to " + file.actorName() + ")";
        return contact.name() + verb + (text == null ? "" : text) + told;
    }

    /** What a phone without a signal could not say at once. */
    static String late(Instant said, Instant now) {
        long seconds = Duration.between(said, now).toSeconds();
        if (seconds < 60) {
            return "";
        }
        return seconds < 120
                ? ", a minute before this reached us"
                : ", " + seconds / 60 + " minutes before this reached us";
    }

    private static Optional<CalloutResult> unfit(String field, @Nullable String text, String ask) {
        if (text == null || text.isBlank()) {
            return Optional.of(new CalloutResult.Invalid(field, ask));
        }
        if (text.length() > LONGEST_TEXT) {
            return Optional.of(new CalloutResult.Invalid(field, "At most " + LONGEST_TEXT + " characters."));
        }
        // PostgreSQL keeps every character but this one.
        return text.indexOf(0) < 0
                ? Optional.empty()
                : Optional.of(new CalloutResult.Invalid(field, "A character in it cannot be kept."));
    }

    private static Future<Optional<CalloutResult>> no(CalloutResult result) {
        return Future.succeededFuture(Optional.of(result));
    }
}
