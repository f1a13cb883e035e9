package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.notify.AnswerLink;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.response.CalloutLifecycle.Answer;

/**
 * The answer of somebody who has no sign-in, by the signed link they were sent: "I am going", or "I can't", and when they will be there. Whoever has
 * the link answers for that one callout and learns no more than that somebody they know may need help.
 */
public final class KeyholderDesk {
    private static final String VIEW = """
            select co.id, co.service_id, co.alarm_id, co.contact_id, co.state, co.accepted_at, co.due_at,
              co.expected_at, co.arrived_at, ct.name as contact, ct.language, s.name as service, s.time_zone,
              a.state = 'CLOSED' or exists (select from operator o where o.id = ct.operator_id and not o.active) as closed,
              exists (select from operator o where o.id = ct.operator_id and not o.active) as gone,
              (select split_part(btrim(u.name), ' ', 1) from resident r join service_user u on u.id = r.service_user_id
               where r.home_id = a.home_id and r.service_id = a.service_id and r.until is null
               order by r.since, u.id limit 1) as person
            from callout co join contact ct on ct.id = co.contact_id join service s on s.id = co.service_id
              join alarm a on a.id = co.alarm_id
            where co.id = $1
            """;
    private static final String LOCK = "select state from callout where id = $1 for update";
    private static final String ACCEPT = """
            update callout c set state = 'ACCEPTED', accepted_at = $2, lease_until = null,
              due_at = $2::timestamptz + make_interval(secs => s.arrive_within_s), change_xid = pg_current_xact_id()
            from service s where c.id = $1 and s.id = c.service_id
            """;
    private static final String DECLINE = """
            update callout set state = 'DECLINED', due_at = null, lease_until = null, reason = $3,
              change_xid = pg_current_xact_id() where id = $1 and $2::timestamptz is not null
            """;

    private final Database database;
    private final Keyring keyring;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public KeyholderDesk(Database database, Keyring keyring, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.keyring = keyring;
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /**
     * What whoever has the link may see.
     *
     * @param person the first name of whoever lives there; null once it is over, or where nobody is on file
     * @param over nobody is needed any more
     * @param language of whoever was sent the link; null where it is not on file
     * @param going null unless they said that they go and are still awaited, be it late
     */
    public record View(
            String service,
            @Nullable String person,
            CalloutState state,
            boolean over,
            Contact.@Nullable Language language,
            @Nullable Going going) {}

    /**
     * Of somebody who is on their way.
     *
     * @param eta when they will be there; null while they have not said
     * @param zone in which its times are read
     */
    public record Going(@Nullable Eta eta, ZoneId zone) {}

    /** Empty for a link that is none of ours. */
    public Future<Optional<View>> look(String token) {
        return read(token).map(found -> found.map(KeyholderDesk::view));
    }

    /**
     * Answers; once more is the same. An answer that comes too late changes nothing, and the view says so.
     *
     * @param going false for "I can't"
     * @return how it stands now; empty for a link that is none of ours
     */
    public Future<Optional<View>> answer(String token, boolean going) {
        return read(token).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            if (found.get().getBoolean("gone")) {
                // Whoever works here no more is no help that can be counted on.
                return Future.succeededFuture(Optional.of(view(found.get())));
            }
            return answer(found.get(), going ? Answer.ACCEPT : Answer.DECLINE).compose(done -> {
                wakeup.ring();
                return look(token);
            });
        });
    }

    /**
     * Whoever goes says when they will be there. Where nobody waits for them any more it changes nothing, and the view
     * says so.
     *
     * @param within counted from now
     * @return how it stands now; empty for a link that is none of ours
     */
    public Future<Optional<View>> expect(String token, Duration within) {
        return read(token).compose(found -> {
            if (found.isEmpty() || view(found.get()).going() == null) {
                return Future.succeededFuture(found.map(KeyholderDesk::view));
            }
            return expect(found.get(), within).compose(done -> {
                wakeup.ring();
                return look(token);
            });
        });
    }

    private Future<Optional<Row>> read(String token) {
        Optional<UUID> callout = AnswerLink.read(keyring, token);
        return callout.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : database.pool()
                        .preparedQuery(VIEW)
                        .execute(Tuple.of(callout.get()))
                        .map(rows -> rows.stream().findFirst());
    }

    private static View view(Row row) {
        CalloutState state = CalloutState.valueOf(row.getString("state"));
        boolean over = row.getBoolean("closed") || state == CalloutState.WITHDRAWN || state == CalloutState.LEFT;
        return new View(
                row.getString("service"),
                over ? null : row.getString("person"),
                state,
                over,
                Contact.Language.of(row.getString("language")),
                over ? null : going(row));
    }

    private static @Nullable Going going(Row row) {
        CalloutState state = CalloutState.valueOf(row.getString("state"));
        boolean awaited = row.getOffsetDateTime("accepted_at") != null
                && row.getOffsetDateTime("arrived_at") == null
                && (state == CalloutState.ACCEPTED || state == CalloutState.EN_ROUTE || state == CalloutState.EXPIRED);
        if (!awaited) {
            return null;
        }
        Instant at = Times.fromRowOrNull(row.getOffsetDateTime("expected_at"));
        return new Going(
                at == null ? null : new Eta(at, Times.fromRowOrNull(row.getOffsetDateTime("due_at"))),
                ZoneId.of(row.getString("time_zone")));
    }

    /** The alarm first, then the callout: as everybody locks them. */
    private Future<Void> expect(Row row, Duration within) {
        Scope scope = scope(row);
        Instant now = clock.instant();
        EtaActs.Word word = new EtaActs.Word(
                scope, row.getUUID("id"), row.getString("contact"), now, now.plus(within), now, EtaActs.Way.LINK);
        return database.pool()
                .withTransaction(connection -> CaseFile.open(connection, scope, row.getUUID("alarm_id"), now)
                        .compose(file -> file.isPresent() && file.get().verdict(Act.NOTE) instanceof Verdict.To
                                ? EtaActs.keep(connection, new JobCase.Line(file), word)
                                : Future.succeededFuture()));
    }

    private static Scope scope(Row row) {
        return new Scope(row.getUUID("service_id"), null, "contact:" + row.getUUID("contact_id"));
    }

    /** The alarm first, then the callout: as everybody locks them. */
    private Future<Void> answer(Row row, Answer answer) {
        Asked asked = new Asked(row.getUUID("id"), row.getString("contact"), "by the link sent to them");
        return database.pool()
                .withTransaction(connection -> CaseFile.open(
                                connection, scope(row), row.getUUID("alarm_id"), clock.instant())
                        .compose(file -> file.isEmpty()
                                ? Future.succeededFuture()
                                : answered(file.get(), asked, answer).mapEmpty()));
    }

    /**
     * Whose answer it is.
     *
     * @param way for the log, after "accepted" or "declined": how it came
     */
    record Asked(UUID calloutId, String contact, String way) {}

    /**
     * Writes an answer down, whichever way it came; after the case was opened.
     *
     * @return false where it changes nothing any more
     */
    static Future<Boolean> answered(CaseFile file, Asked asked, Answer answer) {
        return file.connection()
                .preparedQuery(LOCK)
                .execute(Tuple.of(asked.calloutId()))
                .compose(rows -> apply(
                        file,
                        asked,
                        CalloutLifecycle.of(
                                CalloutState.valueOf(rows.iterator().next().getString(0)), answer)));
    }

    private static Future<Boolean> apply(CaseFile file, Asked asked, CalloutLifecycle.Verdict verdict) {
        if (!(verdict instanceof CalloutLifecycle.Verdict.To to)) {
            return Future.succeededFuture(false);
        }
        Act act = Act.valueOf(to.state().name());
        if (file.verdict(act) instanceof Verdict.Refused) {
            return Future.succeededFuture(false);
        }
        boolean going = to.state() == CalloutState.ACCEPTED;
        String words = asked.contact() + (going ? " accepted " : " declined ") + asked.way();
        Tuple values = Tuple.of(asked.calloutId(), file.time());
        return file.connection()
                .preparedQuery(going ? ACCEPT : DECLINE)
                .execute(going ? values : values.addString(asked.way()))
                .compose(v -> file.change(act))
                .compose(v -> file.log(going ? EntryKind.ACCEPTED : EntryKind.DECLINED, words))
                .compose(v -> going ? Future.succeededFuture() : PlanSteps.escalate(file))
                .map(true);
    }
}
