package org.tocsin.telephone;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.alarm.Priority;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.speech.CallLine.Direction;
import org.tocsin.speech.CallLines;
import org.tocsin.speech.TelephoneNumber;

/**
 * Cases an operator opens for somebody who rings: an alarm like any other, with the same life and the same log, opened by a
 * call instead of a press. A home that has a call for help open already gets no second one: the call joins it. A press
 * that comes later joins the case.
 */
public final class CasesByHand {
    /** {@link org.tocsin.alarm.Alarm.Trigger#kind} of an alarm that no signal opened. */
    public static final String KIND = "CALL";

    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_WORDS = 160;

    private static final String ACTOR =
            "select role from operator where id = $1 and service_id = $2 and active for key share";
    private static final String HOME = """
            select h.id, coalesce((select u.cid from home_unit u where u.home_id = h.id order by u.cid limit 1), '') as cid,
              array(select p.telephone from resident r join service_user p on p.id = r.service_user_id
                where r.home_id = h.id and p.telephone is not null and (r.until is null or r.until > $3)) as telephones
            from home h where h.service_id = $1 and h.id = $2
            """;
    /** The same lock under which signals of this home are filed. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 0))::text";

    private static final String OPEN_THERE =
            "select id from alarm where join_key = $1 and joining_class = $2 and state <> 'CLOSED'";
    private static final String OPEN = """
            insert into alarm (id, service_id, reference, home_id, cid, join_key, joining_class, kind, priority, state, flags,
              trigger_words, signal_count, raised_at, pressed_at, sounding)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'WAITING', '{}', $10, 1, $11, $11, true)
            """;
    private static final String RAISE = "update alarm set priority = least(priority, $3),"
            + " change_xid = pg_current_xact_id() where id = $1 and service_id = $2";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;
    private final AlarmDesk desk;

    public CasesByHand(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
        this.desk = new AlarmDesk(database, clock, wakeup);
    }

    /**
     * A call that came in.
     *
     * @param homeId about which home; null for a caller nobody can place
     * @param caller who rings, "Nadia Shah, daughter"
     * @param telephone under which they can be rung; null where they did not say
     * @param reason what they want, in a sentence
     * @param priority life, urgent or information: a call is no fault
     */
    public record Opening(
            @Nullable UUID homeId, String caller, @Nullable String telephone, String reason, Priority priority) {}

    /** What became of it. */
    public sealed interface Result {
        /** @param taken what came of taking it: the caller's operator has it, as a rule */
        record Opened(UUID alarmId, ActResult taken) implements Result {}

        /** The home had a call for help open: the call stands in its log, and it sounds at whoever has it. */
        record Joined(UUID alarmId, ActResult taken) implements Result {}

        record NotOnFile() implements Result {}

        /** @param why a sentence for whoever filled it in */
        record Invalid(String field, String why) implements Result {}
    }

    private record Case(UUID id, boolean joined) {}

    private record Dwelling(@Nullable UUID id, String cid, boolean calls) {}

    /**
     * Opens the case and takes it for whoever is signed in; or joins it to what is open there.
     *
     * @param address from where; for the audit trail
     */
    public Future<Result> open(Scope scope, Opening opening, @Nullable String address) {
        Optional<Result> unfit = unfit(scope, opening);
        if (unfit.isPresent()) {
            return Future.succeededFuture(unfit.get());
        }
        return database.pool()
                .withTransaction(client -> mayWork(client, scope)
                        .compose(may ->
                                may ? home(client, scope, opening) : Future.succeededFuture(Optional.<Dwelling>empty()))
                        .compose(home -> home.isEmpty()
                                ? Future.succeededFuture(Optional.<Case>empty())
                                : file(client, scope, opening, home.get())
                                        .compose(one -> audit.record(
                                                        client, scope, "open-case", "alarm:" + one.id(), address)
                                                .map(Optional.of(one)))))
                .compose(found -> found.map(one -> taken(scope, one))
                        .orElseGet(() -> Future.succeededFuture(new Result.NotOnFile())));
    }

    private static Optional<Result> unfit(Scope scope, Opening opening) {
        if (scope.operatorId() == null) {
            return Optional.of(new Result.Invalid("operator", "Say which operator has the caller."));
        }
        if (opening.priority() == Priority.FAULT) {
            return Optional.of(new Result.Invalid("priority", "A call is life, urgent or information."));
        }
        return tooLong("caller", opening.caller(), LONGEST_NAME)
                .or(() -> tooLong("reason", opening.reason(), LONGEST_REASON))
                .or(() ->
                        opening.telephone() == null ? Optional.empty() : tooLong("telephone", opening.telephone(), 40));
    }

    private static Optional<Result> tooLong(String field, String text, int most) {
        return text.isBlank() || text.length() > most || text.indexOf(0) >= 0
                ? Optional.of(new Result.Invalid(field, "Write 1 to " + most + " characters: " + field + "."))
                : Optional.empty();
    }

    private static Future<Boolean> mayWork(SqlConnection client, Scope scope) {
        return client.preparedQuery(ACTOR)
                .execute(Tuple.of(scope.operatorId(), scope.serviceId()))
                .map(rows -> rows.stream()
                        .anyMatch(row -> Role.valueOf(row.getString(0)).worksOnAlarms()));
    }

    /** Where it is about; empty where the service has no such home. */
    private Future<Optional<Dwelling>> home(SqlConnection client, Scope scope, Opening opening) {
        if (opening.homeId() == null) {
            return Future.succeededFuture(Optional.of(new Dwelling(null, "", false)));
        }
        return client.preparedQuery(HOME)
                .execute(Tuple.of(scope.serviceId(), opening.homeId(), Times.toRow(clock.instant())))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Dwelling(row.getUUID("id"), row.getString("cid"), calls(row, opening))));
    }

    /** Whether it is the home itself that rings. */
    private static boolean calls(Row row, Opening opening) {
        String number = opening.telephone() == null ? null : TelephoneNumber.normal(opening.telephone());
        if (number == null) {
            return false;
        }
        for (String one : row.getArrayOfStrings("telephones")) {
            if (Objects.equals(number, TelephoneNumber.normal(one))) {
                return true;
            }
        }
        return false;
    }

    private Future<Case> file(SqlConnection client, Scope scope, Opening opening, Dwelling home) {
        UUID id = Ids.next();
        String key = home.id() == null ? "call:" + id : home.id().toString();
        return client.preparedQuery(LOCK)
                .execute(Tuple.of(key))
                .compose(v -> client.preparedQuery(OPEN_THERE).execute(Tuple.of(key, JoiningClass.LIFE.name())))
                .compose(rows -> rows.size() == 0
                        ? insert(client, scope, opening, home, id, key)
                        : join(
                                client,
                                scope,
                                opening,
                                home,
                                rows.iterator().next().getUUID(0)));
    }

    private Future<Case> insert(
            SqlConnection client, Scope scope, Opening opening, Dwelling home, UUID id, String key) {
        return client.query("select nextval('alarm_number')")
                .execute()
                .compose(rows -> client.preparedQuery(OPEN)
                        .execute(Tuple.of(
                                        id,
                                        scope.serviceId(),
                                        Ids.spokenReference(
                                                rows.iterator().next().getLong(0)),
                                        home.id())
                                .addString(home.cid())
                                .addString(key)
                                .addString(JoiningClass.LIFE.name())
                                .addString(KIND)
                                .addInteger(opening.priority().number())
                                .addString(words(opening))
                                .addValue(Times.toRow(clock.instant()))))
                .compose(v -> call(client, scope, opening, home, id))
                .map(file -> new Case(id, false));
    }

    private Future<Case> join(SqlConnection client, Scope scope, Opening opening, Dwelling home, UUID id) {
        return call(client, scope, opening, home, id)
                .compose(file -> client.preparedQuery(RAISE)
                        .execute(Tuple.of(id, scope.serviceId(), (short)
                                opening.priority().number()))
                        // Whoever has it hears that something came in; in nobody's hands it sounds already.
                        .compose(v -> file.taker() == null ? Future.succeededFuture() : file.change(Act.PRESS))
                        .map(v -> new Case(id, true)));
    }

    /** The call and its line in the log. */
    private Future<CaseFile> call(SqlConnection client, Scope scope, Opening opening, Dwelling home, UUID id) {
        CallLines.Call call =
                new CallLines.Call(Direction.IN, opening.caller().strip(), opening.telephone(), home.calls());
        return CaseFile.open(client, scope, id, clock.instant())
                .map(Optional::orElseThrow)
                .compose(file -> CallLines.add(file, call, null)
                        .compose(v -> file.log(
                                EntryKind.NOTE,
                                file.actorName() + " noted what they said: "
                                        + opening.reason().strip()))
                        .map(v -> file));
    }

    private Future<Result> taken(Scope scope, Case one) {
        // By whoever has it already it only ends the sound; somebody else's stays theirs, and they are named.
        return desk.take(scope, one.id())
                .map(taken -> one.joined() ? new Result.Joined(one.id(), taken) : new Result.Opened(one.id(), taken));
    }

    private static String words(Opening opening) {
        String words = "Call from " + opening.caller().strip() + ": "
                + opening.reason().strip();
        return words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS - 1) + "…" : words;
    }
}
