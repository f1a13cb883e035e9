package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.unit.SpeaksFor;

/**
 * Tests that need somebody at the home: sent during a call, or pressed by appointment. Whoever rings writes down what came
 * of it; that asks for the signal, and only a signal received afterwards passes the test. Nobody can tick it.
 */
public final class TestCalls {
    /** Of one list. */
    public static final int MOST = 200;

    private static final int LONGEST_NOTE = 500;
    /** An appointment is made for the next weeks, not for a past day. */
    private static final Duration FURTHEST = Duration.ofDays(90);

    private static final String RUNS = """
            select r.id, r.method, r.state, r.first_asked_at, r.asked_at, r.due_at, r.received_at, r.delay_ms, r.path,
              r.home_id, u.cid, c.id as campaign_id, c.name as campaign, %s as risk_tier,
              coalesce(e.name, concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode)) as place, n.who, n.telephone,
              exists (select from alarm a where a.service_id = $1 and a.home_id = r.home_id and a.state <> 'CLOSED')
                or exists (select from alarm a where a.service_id = $1 and a.cid = u.cid and a.state <> 'CLOSED')
                as alarm_open, t.at as called_at, t.called_by, t.outcome, t.agreed_for, t.note
            from campaign c join test_run r on r.campaign_id = c.id and r.cycle = c.cycle
              and r.method in ('BY_CALL', 'BY_APPOINTMENT')
            join home_unit u on u.id = r.unit_id
            left join home h on h.id = r.home_id
            left join scheme e on e.id = u.scheme_id and r.home_id is null
            left join lateral (select string_agg(p.name, ' and ' order by d.since, p.id) as who,
                (array_agg(p.telephone order by d.since, p.id) filter (where p.telephone <> ''))[1] as telephone
              from resident d join service_user p on p.id = d.service_user_id
              where d.home_id = r.home_id and d.until is null and p.status not in ('DECEASED', 'MOVED', 'ENDED')) n on true
            left join lateral (select * from test_call k where k.test_run_id = r.id order by k.at desc, k.id desc limit 1)
              t on true
            where c.service_id = $1
            """.formatted(SpeaksFor.RISK);

    /** First whose appointment is nearest, then who was never rung, the gravest risk first; then who was, longest ago. */
    private static final String DUE = RUNS + """
            and c.state not in ('DONE', 'STOPPED') and r.method = $2 and r.state = 'AWAITED'
            order by t.outcome is distinct from 'AGREED', t.agreed_for, t.at nulls first,
              array_position(array['CRITICAL', 'HIGH', 'STANDARD'], %s), r.due_at, u.cid limit %d
            """.formatted(SpeaksFor.RISK, MOST);

    private static final String ONE = RUNS + " and r.id = $2";

    private static final String COUNTS = "select r.method, count(*) as runs from campaign c join test_run r"
            + " on r.campaign_id = c.id and r.cycle = c.cycle and r.method in ('BY_CALL', 'BY_APPOINTMENT')"
            + " where c.service_id = $1 and c.state not in ('DONE', 'STOPPED') and r.state = 'AWAITED' group by r.method";

    private static final String LOCK =
            "select r.state, r.campaign_id from test_run r join campaign c on c.id = r.campaign_id"
                    + " and c.cycle = r.cycle where r.service_id = $1 and r.id = $2 and r.method in ('BY_CALL', 'BY_APPOINTMENT')"
                    + " for no key update of r";
    private static final String KEEP = "insert into test_call (id, service_id, test_run_id, at, called_by, outcome,"
            + " agreed_for, note) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    private static final String ASK =
            "update test_run set first_asked_at = coalesce(first_asked_at, $2), asked_at = $2,"
                    + " attempts = attempts + 1 where id = $1";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public TestCalls(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** What came of ringing a home. Stored by name. */
    public enum Outcome {
        /** Somebody is on the line and it is being sent or pressed now. */
        ASKED("asked, on the line"),
        /** Somebody will press at an agreed time. */
        AGREED("agreed"),
        NO_ANSWER("nobody answered"),
        DECLINED("does not want to");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        boolean asks() {
            return this == ASKED || this == AGREED;
        }
    }

    /** @param agreedFor when it is to be pressed; only with {@link Outcome#AGREED} */
    public record Call(
            Instant at,
            String by,
            Outcome outcome,
            @Nullable Instant agreedFor,
            @Nullable String note) {}

    /**
     * Where to ring.
     *
     * @param homeId null for a scheme's controller, whose place is the scheme and whose risk the highest behind it
     * @param who the residents' names; null where nobody is on file
     */
    public record Door(
            @Nullable UUID homeId,
            @Nullable String who,
            String place,
            @Nullable String telephone,
            @Nullable RiskTier risk) {}

    /**
     * How far it has come.
     *
     * @param firstAskedAt from when a signal counts; null while nobody has asked for one
     * @param passedAt when its signal was received
     * @param delay from the last asking to its signal
     */
    public record Course(
            TestRun.State state,
            @Nullable Instant firstAskedAt,
            @Nullable Instant askedAt,
            @Nullable Instant passedAt,
            @Nullable Duration delay,
            @Nullable String path) {}

    /**
     * A unit whose test needs a person.
     *
     * @param dueAt when it is given up
     * @param alarmOpen an alarm of the home or from the unit is open: not the moment to test
     * @param last what came of ringing last
     */
    public record Due(
            UUID runId,
            TestMethod method,
            String cid,
            Ordered campaign,
            Door door,
            Course course,
            @Nullable Instant dueAt,
            boolean alarmOpen,
            @Nullable Call last) {}

    public record Ordered(UUID id, String name) {}

    /** What became of what was written down. */
    public enum Result {
        DONE,
        NOT_FOUND,
        /** It has its result, or its campaign is over. */
        NOT_AWAITED,
        /** An appointment lies ahead, within ninety days. */
        NO_SUCH_TIME
    }

    /** Who is due this way, in the order in which they are rung; at most {@link #MOST}. On the audit trail. */
    public Future<List<Due>> due(Scope scope, TestMethod method, @Nullable String address) {
        return audit.record(scope, "list-test-calls", "service:" + scope.serviceId(), address)
                .compose(audited ->
                        database.pool().preparedQuery(DUE).execute(Tuple.of(scope.serviceId(), method.name())))
                .map(rows -> rows.stream().map(TestCalls::read).toList());
    }

    /** How many are due either way. */
    public Future<Map<TestMethod, Long>> counts(Scope scope) {
        return database.pool()
                .preparedQuery(COUNTS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> {
                    Map<TestMethod, Long> counts = new EnumMap<>(TestMethod.class);
                    rows.forEach(row -> counts.put(TestMethod.valueOf(row.getString("method")), row.getLong("runs")));
                    return counts;
                });
    }

    /** One of them, also when it has passed meanwhile. */
    public Future<Optional<Due>> find(Scope scope, UUID runId) {
        return database.pool()
                .preparedQuery(ONE)
                .execute(Tuple.of(scope.serviceId(), runId))
                .map(rows -> rows.stream().findFirst().map(TestCalls::read));
    }

    /**
     * Writes down what came of ringing a home; {@link Outcome#ASKED} and {@link Outcome#AGREED} ask for the signal.
     *
     * @param agreedFor heeded with {@link Outcome#AGREED} only
     */
    public Future<Result> called(Scope scope, UUID runId, Said said, @Nullable String address) {
        Instant now = clock.instant();
        Instant agreed = said.outcome == Outcome.AGREED ? said.agreedFor : null;
        if (said.outcome == Outcome.AGREED
                && (agreed == null || agreed.isBefore(now) || agreed.isAfter(now.plus(FURTHEST)))) {
            return Future.succeededFuture(Result.NO_SUCH_TIME);
        }
        return database.pool()
                .withTransaction((SqlConnection client) -> client.preparedQuery(LOCK)
                        .execute(Tuple.of(scope.serviceId(), runId))
                        .compose(rows -> {
                            if (rows.size() == 0) {
                                return Future.succeededFuture(Result.NOT_FOUND);
                            }
                            Row run = rows.iterator().next();
                            return run.getString("state").equals(TestRun.State.AWAITED.name())
                                    ? keep(client, scope, runId, said, now)
                                            .compose(kept -> audit.record(
                                                    client, scope, "call-for-test", "test-run:" + runId, address))
                                            .map(Result.DONE)
                                    : Future.succeededFuture(Result.NOT_AWAITED);
                        }));
    }

    /** @param note at most five hundred characters are kept */
    public record Said(
            Outcome outcome,
            @Nullable Instant agreedFor,
            @Nullable String note) {}

    private static Future<Void> keep(SqlConnection client, Scope scope, UUID runId, Said said, Instant now) {
        String note = said.note;
        Tuple values = Tuple.of(Ids.next(), scope.serviceId(), runId)
                .addOffsetDateTime(Times.toRow(now))
                .addString(scope.actor())
                .addString(said.outcome.name())
                .addOffsetDateTime(said.outcome == Outcome.AGREED ? Times.toRowOrNull(said.agreedFor) : null)
                .addString(note == null || note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE));
        return client.preparedQuery(KEEP)
                .execute(values)
                .compose(kept -> said.outcome.asks()
                        ? client.preparedQuery(ASK)
                                .execute(Tuple.of(runId, Times.toRow(now)))
                                .mapEmpty()
                        : Future.succeededFuture());
    }

    private static Due read(Row row) {
        Long delay = row.getLong("delay_ms");
        String risk = row.getString("risk_tier");
        return new Due(
                row.getUUID("id"),
                TestMethod.valueOf(row.getString("method")),
                row.getString("cid"),
                new Ordered(row.getUUID("campaign_id"), row.getString("campaign")),
                new Door(
                        row.getUUID("home_id"),
                        row.getString("who"),
                        row.getString("place"),
                        row.getString("telephone"),
                        risk == null ? null : RiskTier.valueOf(risk)),
                new Course(
                        TestRun.State.valueOf(row.getString("state")),
                        CampaignRows.timeOrNull(row, "first_asked_at"),
                        CampaignRows.timeOrNull(row, "asked_at"),
                        CampaignRows.timeOrNull(row, "received_at"),
                        delay == null ? null : Duration.ofMillis(delay),
                        row.getString("path")),
                CampaignRows.timeOrNull(row, "due_at"),
                row.getBoolean("alarm_open"),
                call(row));
    }

    private static @Nullable Call call(Row row) {
        String outcome = row.getString("outcome");
        return outcome == null
                ? null
                : new Call(
                        CampaignRows.time(row, "called_at"),
                        row.getString("called_by"),
                        Outcome.valueOf(outcome),
                        CampaignRows.timeOrNull(row, "agreed_for"),
                        row.getString("note"));
    }
}
