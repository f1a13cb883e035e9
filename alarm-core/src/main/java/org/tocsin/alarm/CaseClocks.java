package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.alarm.CaseClock.Kind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * The clocks of open cases: started, reset when what they remind of was done, ended. Each writes a line into the alarm's
 * log with the same commit. They stand in the database, so that a change of shift or of the machine loses none.
 */
public final class CaseClocks {
    private static final int MOST = 200;
    /** Of a 999 call's reference, in characters. */
    public static final int LONGEST_REFERENCE = 60;

    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(2);
    /** Longer ago nobody was found lying: the time was mistyped. */
    private static final Duration LONGEST_LIE = Duration.ofHours(72);

    private static final String COLUMNS =
            "select k.id, k.alarm_id, k.kind, k.started_at, k.every_s, k.last_at, k.reference from case_clock k ";
    private static final String OF_ALARM =
            COLUMNS + "where k.alarm_id = $1 and k.service_id = $2 and k.ended_at is null order by k.kind, k.id";
    private static final String CALLS_TO_999 = COLUMNS
            + "where k.alarm_id = $1 and k.service_id = $2 and k.kind = 'AMBULANCE' order by k.started_at, k.id limit "
            + MOST;
    private static final String OF_TAKER = COLUMNS + "join alarm a on a.id = k.alarm_id and a.state <> 'CLOSED'"
            + " where k.service_id = $1 and k.ended_at is null and (a.taken_by = $2 or a.taken_by is null)"
            + " order by k.last_at, k.id limit " + MOST;
    private static final String START = """
            insert into case_clock (id, service_id, alarm_id, kind, started_at, started_by, every_s, last_at, reference)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (alarm_id, kind) where ended_at is null do update
            set reference = coalesce(excluded.reference, case_clock.reference),
              started_at = least(excluded.started_at, case_clock.started_at),
              every_s = coalesce(excluded.every_s, case_clock.every_s), last_at = excluded.last_at
            """;
    private static final String AGAIN = "update case_clock set last_at = $4 where alarm_id = $1 and service_id = $2"
            + " and kind = $3 and ended_at is null returning id";
    private static final String END = "update case_clock set ended_at = $4, ended_by = $5 where alarm_id = $1"
            + " and service_id = $2 and kind = $3 and ended_at is null returning started_at";
    private static final String BEGAN = """
            update case_clock k set started_at = $4 from case_clock was
            where k.alarm_id = $1 and k.service_id = $2 and k.kind = $3 and k.ended_at is null and was.id = k.id
            returning was.started_at
            """;

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public CaseClocks(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /**
     * A clock to be started.
     *
     * @param since null for now; in the past where somebody has lain there for longer
     * @param every how often somebody is reminded, one minute to two hours; null as the kind has it
     * @param reference of the 999 call
     */
    public record Start(
            Kind kind,
            @Nullable Instant since,
            @Nullable Duration every,
            @Nullable String reference) {
        public static Start now(Kind kind) {
            return new Start(kind, null, null, null);
        }
    }

    /** What became of it. */
    public sealed interface Result {
        record Done() implements Result {}

        record NotFound() implements Result {}

        /** @param why a sentence for whoever tried it */
        record NotAllowed(String why) implements Result {}
    }

    /** Those that run in an alarm of the scope's service. */
    public Future<List<CaseClock>> ofAlarm(Scope scope, UUID alarmId) {
        return database.pool()
                .preparedQuery(OF_ALARM)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().map(CaseClocks::read).toList());
    }

    /** Every time 999 was rung for an alarm of the scope's service, also where nothing more is awaited. */
    public Future<List<CaseClock>> callsTo999(Scope scope, UUID alarmId) {
        return database.pool()
                .preparedQuery(CALLS_TO_999)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().map(CaseClocks::read).toList());
    }

    /** Those that run in open alarms which the reader has, or nobody. */
    public Future<List<CaseClock>> ofReader(Scope scope) {
        return database.pool()
                .preparedQuery(OF_TAKER)
                .execute(Tuple.of(scope.serviceId(), scope.operatorId()))
                .map(rows -> rows.stream().map(CaseClocks::read).toList());
    }

    /** Starts it; one that runs already is set anew, and keeps its earlier beginning. */
    public Future<Result> start(Scope scope, UUID alarmId, Start wanted) {
        return act(scope, alarmId, file -> start(file, wanted));
    }

    /** It began at another time than was written down: the log has both. */
    public Future<Result> correct(Scope scope, UUID alarmId, Kind kind, Instant since) {
        return act(scope, alarmId, file -> {
            Optional<String> why = unfit(new Start(kind, since, null, null), since, file.at());
            return why.isPresent()
                    ? Future.succeededFuture(new Result.NotAllowed(why.get()))
                    : file.connection()
                            .preparedQuery(BEGAN)
                            .execute(Tuple.of(file.id(), scope.serviceId(), kind.name(), Times.toRow(since)))
                            .compose(rows -> rows.size() == 0
                                    ? Future.succeededFuture(new Result.NotFound())
                                    : log(
                                            file,
                                            corrected(
                                                    kind,
                                                    since,
                                                    Times.fromRow(rows.iterator()
                                                            .next()
                                                            .getOffsetDateTime(0)),
                                                    file.at())));
        });
    }

    /** What it reminds of was done: spoken with, 999 told how it stands now. */
    public Future<Result> again(Scope scope, UUID alarmId, Kind kind, @Nullable String note) {
        return act(
                scope,
                alarmId,
                file -> file.connection()
                        .preparedQuery(AGAIN)
                        .execute(Tuple.of(file.id(), scope.serviceId(), kind.name(), file.time()))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(new Result.NotFound())
                                : log(
                                        file,
                                        (kind == Kind.AMBULANCE ? "999 told how it stands now" : "Spoken with again")
                                                + said(note))));
    }

    /** Up again, help is there, the crew is there. */
    public Future<Result> end(Scope scope, UUID alarmId, Kind kind, @Nullable String note) {
        return act(
                scope,
                alarmId,
                file -> file.connection()
                        .preparedQuery(END)
                        .execute(Tuple.of(file.id(), scope.serviceId(), kind.name(), file.time(), scope.actor()))
                        .compose(rows -> {
                            if (rows.size() == 0) {
                                return Future.succeededFuture(new Result.NotFound());
                            }
                            long minutes = Duration.between(
                                            Times.fromRow(rows.iterator().next().getOffsetDateTime(0)), file.at())
                                    .toMinutes();
                            return log(file, ended(kind, minutes) + said(note));
                        }));
    }

    /** The same within an act of the caller's, as a step of the script: the file is open and not closed. */
    public static Future<Result> start(CaseFile file, Start wanted) {
        Instant since = wanted.since() == null ? file.at() : wanted.since();
        return run(file, wanted)
                .compose(result -> result instanceof Result.Done
                        ? log(file, begun(wanted, since, file.at(), every(wanted)))
                        : Future.succeededFuture(result));
    }

    /** The same where the act has a line of the log of its own. */
    public static Future<Result> run(CaseFile file, Start wanted) {
        Instant since = wanted.since() == null ? file.at() : wanted.since();
        Optional<String> why = unfit(wanted, since, file.at());
        if (why.isPresent()) {
            return Future.succeededFuture(new Result.NotAllowed(why.get()));
        }
        Duration every = every(wanted);
        Tuple values = Tuple.of(
                        Ids.next(),
                        file.scope().serviceId(),
                        file.id(),
                        wanted.kind().name())
                .addValue(Times.toRow(since))
                .addString(file.scope().actor())
                .addInteger(every == null ? null : (int) every.toSeconds())
                .addValue(file.time())
                .addString(wanted.reference());
        return file.connection().preparedQuery(START).execute(values).map(v -> new Result.Done());
    }

    private static @Nullable Duration every(Start wanted) {
        return wanted.every() == null ? wanted.kind().usually() : wanted.every();
    }

    private static Optional<String> unfit(Start wanted, Instant since, Instant now) {
        if (since.isAfter(now.plus(LEAST)) || since.isBefore(now.minus(LONGEST_LIE))) {
            return Optional.of("It began now or within the last 72 hours.");
        }
        Duration every = wanted.every();
        if (every != null && (every.compareTo(LEAST) < 0 || every.compareTo(LONGEST) > 0)) {
            return Optional.of("A reminder comes every 1 to 120 minutes.");
        }
        String reference = wanted.reference();
        return reference != null && (reference.length() > LONGEST_REFERENCE || reference.indexOf(0) >= 0)
                ? Optional.of("A reference number has at most " + LONGEST_REFERENCE + " characters.")
                : Optional.empty();
    }

    private static String begun(Start wanted, Instant since, Instant now, @Nullable Duration every) {
        long minutes = Duration.between(since, now).toMinutes();
        String reminded = every == null ? "" : ", a reminder every " + every.toMinutes() + " minutes";
        return switch (wanted.kind()) {
            case FLOOR -> "On the floor" + (minutes > 0 ? " for " + minutes + " minutes already" : "");
            case STAY_WITH -> "Staying with them" + reminded;
            case AMBULANCE ->
                "999 rung" + (wanted.reference() == null ? "" : ", reference " + wanted.reference()) + reminded;
        };
    }

    private static String corrected(Kind kind, Instant since, Instant was, Instant now) {
        String what = switch (kind) {
            case FLOOR -> "On the floor for ";
            case STAY_WITH -> "Staying with them for ";
            case AMBULANCE -> "999 rung ";
        };
        return "Corrected: " + what + Duration.between(since, now).toMinutes() + " minutes"
                + (kind == Kind.AMBULANCE ? " ago" : " already") + ", not "
                + Duration.between(was, now).toMinutes();
    }

    private static String ended(Kind kind, long minutes) {
        return switch (kind) {
            case FLOOR -> "Off the floor after " + minutes + " minutes";
            case STAY_WITH -> "No longer staying with them, after " + minutes + " minutes";
            case AMBULANCE -> "999: nothing more awaited, after " + minutes + " minutes";
        };
    }

    private Future<Result> act(Scope scope, UUID alarmId, Function<CaseFile, Future<Result>> work) {
        return database.pool()
                .withTransaction(connection -> CaseFile.open(connection, scope, alarmId, clock.instant())
                        .compose(file -> file.map(open -> allowed(open, work))
                                .orElseGet(() -> Future.succeededFuture(new Result.NotFound()))))
                .onSuccess(result -> {
                    if (result instanceof Result.Done) {
                        wakeup.ring();
                    }
                });
    }

    private static Future<Result> allowed(CaseFile file, Function<CaseFile, Future<Result>> work) {
        if (file.verdict(Act.NOTE) instanceof Verdict.Refused refused) {
            return Future.succeededFuture(new Result.NotAllowed(refused.why()));
        }
        CaseFile.Person actor = file.actor();
        boolean may = file.scope().operatorId() == null
                || (actor != null && actor.role().worksOnAlarms());
        return may
                ? work.apply(file)
                : Future.succeededFuture(new Result.NotAllowed("Only an operator of this service works on alarms."));
    }

    private static Future<Result> log(CaseFile file, String words) {
        return file.change(Act.NOTE)
                .compose(v -> file.log(EntryKind.NOTE, words))
                .map(v -> new Result.Done());
    }

    private static String said(@Nullable String note) {
        return note == null || note.isBlank() ? "" : ": " + note.strip();
    }

    private static CaseClock read(Row row) {
        Integer every = row.getInteger("every_s");
        return new CaseClock(
                row.getUUID("id"),
                row.getUUID("alarm_id"),
                Kind.valueOf(row.getString("kind")),
                Times.fromRow(row.getOffsetDateTime("started_at")),
                every == null ? null : Duration.ofSeconds(every),
                Times.fromRow(row.getOffsetDateTime("last_at")),
                row.getString("reference"));
    }
}
