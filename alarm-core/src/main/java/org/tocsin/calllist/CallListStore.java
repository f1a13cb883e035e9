package org.tocsin.calllist;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** Call lists, the plans they come from and the rules they go by; every question is answered within one service. */
public final class CallListStore {
    private static final int LONGEST_PURPOSE = 300;
    private static final int MOST_PLANS = 12;

    private static final String CALLS = """
            select c.*, p.kind, p.purpose, h.line1, h.postcode,
              (select string_agg(u.name, ', ' order by u.name) from resident r join service_user u
                on u.id = r.service_user_id where r.home_id = c.home_id and r.until is null) as people,
              (select min(u.telephone) from resident r join service_user u on u.id = r.service_user_id
                where r.home_id = c.home_id and r.until is null) as telephone,
              array (select case when u.status_until <= $2 then 'ACTIVE' else u.status end from resident r
                join service_user u on u.id = r.service_user_id where r.home_id = c.home_id and r.until is null) as statuses
            from listed_call c join call_plan p on p.id = c.plan_id
            join home h on h.id = c.home_id and h.service_id = c.service_id
            where c.service_id = $1
            """;
    private static final String OPEN = CALLS + " and c.done_at is null order by c.try_at, c.id limit $3";
    private static final String DONE = CALLS + " and c.done_at is not null order by c.done_at desc limit $3";
    /** By when it was due, which stays as it is while the call is tried. */
    private static final String OPEN_PAGE = CALLS
            + " and c.done_at is null and ($4::uuid is null or (c.due_at, c.id) > (select b.due_at, b.id from listed_call b"
            + " where b.id = $4 and b.service_id = $1)) order by c.due_at, c.id limit $3";

    private static final String DONE_PAGE = CALLS
            + " and c.done_at is not null and ($4::uuid is null or (c.done_at, c.id) < (select b.done_at, b.id from"
            + " listed_call b where b.id = $4 and b.service_id = $1)) order by c.done_at desc, c.id desc limit $3";
    private static final String ONE = CALLS + " and c.id = $3";
    private static final String PLANS = """
            select id, home_id, kind, purpose, every_days, at_time, next_due_at from call_plan
            where service_id = $1 and home_id = $2 and ended_at is null order by next_due_at, id limit 50
            """;
    private static final String ADD = """
            insert into call_plan (id, service_id, home_id, kind, purpose, every_days, at_time, next_due_at, made_at, made_by)
            select $1, $2, h.id, $4, $5, $6, $7, $8, $9, $10 from home h
            where h.id = $3 and h.service_id = $2 and h.ended_at is null
              and (select count(*) from call_plan p where p.home_id = h.id and p.ended_at is null) < $11
            """;
    private static final String END = """
            update call_plan set ended_at = $3, ended_by = $4 where id = $1 and service_id = $2 and ended_at is null
            """;
    private static final String NO_MORE = """
            update listed_call set done_at = $3, done_by = $4, outcome = 'NOT_NEEDED', note = 'The calls were ended'
            where plan_id = $1 and service_id = $2 and done_at is null
            """;
    private static final String RULES =
            "select kind, made_within_s, attempts as most_attempts, retry_after_s from call_list_rule where service_id = $1";
    private static final String SET = """
            insert into call_list_rule (service_id, kind, made_within_s, attempts, retry_after_s) values ($1, $2, $3, $4, $5)
            on conflict (service_id, kind) do update set made_within_s = excluded.made_within_s,
              attempts = excluded.attempts, retry_after_s = excluded.retry_after_s
            """;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public CallListStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** What is to be made, whom to try first at the top. */
    public Future<List<ListedCall>> open(Scope scope, int limit) {
        return calls(OPEN, Tuple.of(scope.serviceId(), Times.toRow(clock.instant()), limit));
    }

    /** What was made, the newest first. */
    public Future<List<ListedCall>> done(Scope scope, int limit) {
        return calls(DONE, Tuple.of(scope.serviceId(), Times.toRow(clock.instant()), limit));
    }

    /**
     * What is to be made, the longest due first, or what was made, the newest first; a page at a time.
     *
     * @param after the call with which the page before ended; null for the first page
     */
    public Future<Page<ListedCall>> page(Scope scope, boolean done, int most, @Nullable UUID after) {
        int size = Math.min(most, Page.LARGEST);
        return calls(
                        done ? DONE_PAGE : OPEN_PAGE,
                        Tuple.of(scope.serviceId(), Times.toRow(clock.instant()), size + 1, after))
                .map(found -> Page.of(found, size, ListedCall::id));
    }

    public Future<Optional<ListedCall>> find(Scope scope, UUID callId) {
        return database.pool()
                .preparedQuery(ONE)
                .execute(Tuple.of(scope.serviceId(), Times.toRow(clock.instant()), callId))
                .map(rows -> rows.stream().findFirst().map(CallListStore::call));
    }

    /** Which calls go to a home. */
    public Future<List<CallPlan>> plans(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(PLANS)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(CallListStore::plan).toList());
    }

    /** @param everyDays 1 to 366 */
    public record NewPlan(UUID homeId, CallKind kind, String purpose, int everyDays, LocalTime at) {}

    /** A home is rung from now on; empty where the home is not the service's, has ended, or is rung often enough. */
    public Future<Optional<UUID>> add(Scope scope, NewPlan plan, ZoneId zone) {
        boolean fits = plan.everyDays() >= 1
                && plan.everyDays() <= 366
                && !plan.purpose().isBlank()
                && plan.purpose().length() <= LONGEST_PURPOSE
                && plan.purpose().indexOf(0) < 0;
        if (!fits) {
            return Future.succeededFuture(Optional.empty());
        }
        UUID id = Ids.next();
        Instant now = clock.instant();
        Tuple values = Tuple.of(
                        id,
                        scope.serviceId(),
                        plan.homeId(),
                        plan.kind().name(),
                        plan.purpose().strip())
                .addInteger(plan.everyDays())
                .addLocalTime(plan.at())
                .addOffsetDateTime(Times.toRow(CallPlan.first(now, plan.at(), zone)))
                .addOffsetDateTime(Times.toRow(now))
                .addString(scope.actor())
                .addInteger(MOST_PLANS);
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(ADD)
                        .execute(values)
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(Optional.empty())
                                : audit.record(connection, scope, "add-call-plan", "home:" + plan.homeId(), null)
                                        .map(Optional.of(id))));
    }

    /** A home is rung no more for this; a call that stands on the list goes from it. False where there is none. */
    public Future<Boolean> end(Scope scope, UUID planId) {
        Tuple values = Tuple.of(planId, scope.serviceId(), Times.toRow(clock.instant()), scope.actor());
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(END)
                        .execute(values)
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : connection
                                        .preparedQuery(NO_MORE)
                                        .execute(values)
                                        .compose(v -> audit.record(
                                                connection, scope, "end-call-plan", "call-plan:" + planId, null))
                                        .map(true)));
    }

    /** The rule of every kind, as the service set it or as it is usual. */
    public Future<Map<CallKind, CallRule>> rules(Scope scope) {
        return database.pool()
                .preparedQuery(RULES)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> {
                    Map<CallKind, CallRule> rules = new EnumMap<>(CallKind.class);
                    for (CallKind kind : CallKind.values()) {
                        rules.put(kind, CallRule.USUAL);
                    }
                    rows.forEach(row -> rules.put(CallKind.valueOf(row.getString("kind")), CallListDesk.rule(row)));
                    return rules;
                });
    }

    public Future<Void> setRule(Scope scope, CallKind kind, CallRule rule) {
        Tuple values =
                Tuple.of(scope.serviceId(), kind.name(), (int) rule.madeWithin().toSeconds(), rule.attempts(), (int)
                        rule.retryAfter().toSeconds());
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(SET)
                        .execute(values)
                        .compose(v -> audit.record(
                                connection, scope, "set-call-rule", "service:" + scope.serviceId(), null)));
    }

    private Future<List<ListedCall>> calls(String sql, Tuple values) {
        return database.pool()
                .preparedQuery(sql)
                .execute(values)
                .map(rows -> rows.stream().map(CallListStore::call).toList());
    }

    private static ListedCall call(Row row) {
        String people = row.getString("people");
        String outcome = row.getString("outcome");
        return new ListedCall(
                row.getUUID("id"),
                CallKind.valueOf(row.getString("kind")),
                row.getString("purpose"),
                new ListedCall.Whom(
                        row.getUUID("home_id"),
                        people == null ? "Nobody on file" : people,
                        row.getString("line1") + ", " + row.getString("postcode"),
                        row.getString("telephone"),
                        Arrays.stream(row.getArrayOfStrings("statuses"))
                                .filter(one -> !one.equals("ACTIVE"))
                                .distinct()
                                .map(one -> one.toLowerCase(Locale.ROOT).replace('_', ' '))
                                .toList()),
                Times.fromRow(row.getOffsetDateTime("due_at")),
                Times.fromRow(row.getOffsetDateTime("try_at")),
                row.getInteger("attempts"),
                outcome == null ? null : result(row, ListedCall.Outcome.valueOf(outcome)));
    }

    private static ListedCall.@Nullable Result result(Row row, ListedCall.Outcome outcome) {
        return new ListedCall.Result(
                outcome,
                Times.fromRow(row.getOffsetDateTime("done_at")),
                row.getString("done_by"),
                row.getString("spoken_to"),
                row.getString("note"),
                row.getUUID("alarm_id"));
    }

    private static CallPlan plan(Row row) {
        return new CallPlan(
                row.getUUID("id"),
                row.getUUID("home_id"),
                CallKind.valueOf(row.getString("kind")),
                row.getString("purpose"),
                row.getInteger("every_days"),
                row.getLocalTime("at_time"),
                Times.fromRow(row.getOffsetDateTime("next_due_at")));
    }
}
