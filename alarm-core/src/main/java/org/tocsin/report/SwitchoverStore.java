package org.tocsin.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tocsin.access.Scope;
import org.tocsin.estate.Ghosts;
import org.tocsin.estate.Strangers;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.report.BurnDown.Point;
import org.tocsin.report.Counts.By;
import org.tocsin.report.Counts.Count;
import org.tocsin.report.FailureRates.Rate;
import org.tocsin.report.FailureRates.Source;
import org.tocsin.report.Switchover.Exceptional;
import org.tocsin.report.Switchover.Terms;
import org.tocsin.report.Switchover.Watched;

/** Reads everything of the switchover report in one view of the database, so that its figures agree with each other. */
public final class SwitchoverStore {
    /** How far back the burn-down goes, and the failures are counted. */
    public static final int WEEKS = 26;

    public static final int FAILURE_DAYS = 90;

    /** As many homes with an exception as are listed; the count is of all. */
    public static final int LISTED = 500;

    private static final String TERMS = """
            select name, time_zone, switchover_on, proof_limit_days, converter_retest_days, ghost_after_days
            from service where id = $1
            """;
    private static final String WATCHED = """
            select (select count(distinct f.home_id) from unit_watch w join speaks_for f on f.unit_id = w.unit_id
                where w.service_id = $1 and w.state = 'SILENT')::int as silent,
              (select count(*) from home_readiness where service_id = $1 and equipment = 'CONVERTER'
                and converter_due_on <= $2)::int as converters_due,
              (select coalesce(sum(triggers), 0) from home_readiness where service_id = $1)::int as triggers,
              (select coalesce(sum(current), 0) from home_readiness where service_id = $1)::int as current,
              (select coalesce(sum(recheck), 0) from home_readiness where service_id = $1)::int as recheck,
              (select coalesce(sum(revisit), 0) from home_readiness where service_id = $1)::int as revisit,
              (select coalesce(sum(never), 0) from home_readiness where service_id = $1)::int as never,
              (select count(*) from readiness_due where service_id = $1)::int as waiting
            """;
    private static final String EXCEPTIONS = """
            select e.home_id, concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place, h.risk_tier, h.area,
              e.kind, coalesce(o.display_name, e.owner) as owner, e.since, e.review_on,
              (select count(*) from visit v where v.home_id = h.id and v.state = 'NO_ACCESS' and v.ended_at > coalesce(
                (select max(d.ended_at) from visit d where d.home_id = h.id and d.state = 'COMPLETED'),
                '-infinity'))::int as attempts
            from readiness_exception e join home h on h.id = e.home_id
              left join operator o on o.service_id = e.service_id and e.owner = 'operator:' || o.username
            where e.service_id = $1 and e.ended_at is null and h.ended_at is null
            order by case h.risk_tier when 'CRITICAL' then 1 when 'HIGH' then 2 else 3 end, e.since, e.id limit %d
            """.formatted(LISTED);
    /**
     * Each thing that was asked for during a visit, however often; what cannot be heard is not asked. A press that nobody can
     * tell from another's was received all the same: of the way to us nothing failed.
     */
    private static final String VISITS = """
            select coalesce(concat_ws(' ', m.make, m.name), '') as model, coalesce(u.sim_network, '') as network, u.protocol,
              (array_agg(t.result <> 'NOT_HEARD' or t.signal_id is not null order by t.asked_at))[1] as first_heard,
              bool_or(t.result <> 'NOT_HEARD' or t.signal_id is not null) as ever_heard
            from visit_test t join home_unit u on u.id = t.unit_id left join unit_model m on m.id = u.model_id
            where t.service_id = $1 and t.settled_at > $2 and t.step in ('TRIGGER', 'LAST_PRESS')
              and t.result in ('HEARD', 'HEARD_BY_TEST_BUTTON', 'NOT_HEARD')
            group by t.visit_id, t.step, t.peripheral_id, t.dty, t.did, u.id, m.id
            """;
    /** Each unit in each round of a campaign, however often it was asked. */
    private static final String HEALTH_TESTS = """
            select coalesce(concat_ws(' ', m.make, m.name), '') as model, coalesce(u.sim_network, '') as network, u.protocol,
              t.state = 'PASSED' and t.attempts <= 1 as first_heard, t.state = 'PASSED' as ever_heard
            from campaign c join test_run t on t.campaign_id = c.id join home_unit u on u.id = t.unit_id
              left join unit_model m on m.id = t.model_id
            where c.service_id = $1 and (c.ended_at is null or c.ended_at > $2) and t.ended_at > $2
              and t.first_asked_at is not null and t.state in ('PASSED', 'FAILED', 'NO_ANSWER')
            """;

    private static final String RATES = """
            select model, network, protocol, count(*)::int as asked, (count(*) filter (where not first_heard))::int as not_at_first,
              (count(*) filter (where not ever_heard))::int as never
            from (%s) t group by model, network, protocol
            order by asked desc, model, network, protocol limit 500
            """;

    private final Database database;
    private final InstantSource clock;
    private final Ghosts ghosts;
    private final Strangers strangers;

    public SwitchoverStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.ghosts = new Ghosts(database, clock);
        this.strangers = new Strangers(database, clock);
    }

    /** Everything, as of now. */
    public Future<Switchover> read(Scope scope) {
        Instant now = clock.instant();
        return database.pool()
                .withTransaction(connection -> connection
                        .query("set transaction isolation level repeatable read, read only")
                        .execute()
                        .compose(set -> read(connection, scope, now)))
                .compose(found -> ghosts.count(scope)
                        .compose(count -> strangers
                                .list(scope)
                                .map(list -> found.with(new Switchover.Unmatched(count, list.size())))));
    }

    private static Future<Switchover> read(SqlConnection connection, Scope scope, Instant now) {
        return connection
                .preparedQuery(TERMS)
                .execute(Tuple.of(scope.serviceId()))
                .compose(rows -> {
                    Terms terms = terms(rows.iterator().next(), now);
                    Future<Counts> counts = Days.count(connection, scope.serviceId());
                    Future<Map<By, Map<String, List<Point>>>> past = Days.past(
                            connection,
                            scope.serviceId(),
                            terms.today(),
                            WEEKS,
                            new Days.ZoneOf(terms.zone().getId(), now));
                    Future<Watched> watched = connection
                            .preparedQuery(WATCHED)
                            .execute(Tuple.of(scope.serviceId(), terms.today()))
                            .map(found -> watched(found.iterator().next()));
                    Future<List<Exceptional>> exceptions = connection
                            .preparedQuery(EXCEPTIONS)
                            .execute(Tuple.of(scope.serviceId()))
                            .map(found -> found.stream()
                                    .map(SwitchoverStore::exceptional)
                                    .toList());
                    Future<List<Rate>> visits = rates(connection, scope, now, Source.VISIT, VISITS);
                    Future<List<Rate>> tests = rates(connection, scope, now, Source.HEALTH_TEST, HEALTH_TESTS);
                    return Future.all(counts, past, watched, exceptions, visits, tests)
                            .map(all -> new Switchover(
                                    terms,
                                    counts.result(),
                                    burnDowns(counts.result(), past.result(), terms),
                                    watched.result(),
                                    exceptions.result(),
                                    Stream.concat(visits.result().stream(), tests.result().stream())
                                            .toList()));
                });
    }

    private static Map<By, Map<String, BurnDown>> burnDowns(
            Counts counts, Map<By, Map<String, List<Point>>> past, Terms terms) {
        Map<By, Map<String, BurnDown>> all = new EnumMap<>(By.class);
        for (By by : List.of(By.ALL, By.RISK, By.AREA, By.PROVIDER)) {
            Map<String, BurnDown> ofOne = new TreeMap<>();
            counts.values(by).forEach((value, count) -> ofOne.put(value, burnDown(count, past, by, value, terms)));
            all.put(by, ofOne);
        }
        return all;
    }

    private static BurnDown burnDown(
            Count count, Map<By, Map<String, List<Point>>> past, By by, String value, Terms terms) {
        return BurnDown.of(
                past.getOrDefault(by, Map.of()).getOrDefault(value, List.of()),
                new Point(terms.today(), count.homes(), count.proven(), false),
                terms.switchoverOn());
    }

    private static Terms terms(Row row, Instant now) {
        ZoneId zone = ZoneId.of(row.getString("time_zone"));
        LocalDate today = now.atZone(zone).toLocalDate();
        return new Terms(
                row.getString("name"),
                zone,
                now,
                today,
                row.getLocalDate("switchover_on"),
                new Terms.Limits(
                        row.getInteger("proof_limit_days"),
                        row.getInteger("converter_retest_days"),
                        row.getInteger("ghost_after_days")));
    }

    private static Watched watched(Row row) {
        return new Watched(
                row.getInteger("silent"),
                row.getInteger("converters_due"),
                new Switchover.Triggers(
                        row.getInteger("triggers"),
                        row.getInteger("current"),
                        row.getInteger("recheck"),
                        row.getInteger("revisit"),
                        row.getInteger("never")),
                row.getInteger("waiting"));
    }

    private static Exceptional exceptional(Row row) {
        return new Exceptional(
                row.getUUID("home_id"),
                row.getString("place"),
                RiskTier.valueOf(row.getString("risk_tier")),
                new Exceptional.Obstacle(
                        row.getString("kind"),
                        row.getString("owner"),
                        Times.fromRow(row.getOffsetDateTime("since")),
                        row.getLocalDate("review_on"),
                        row.getInteger("attempts")));
    }

    private static Future<List<Rate>> rates(
            SqlConnection connection, Scope scope, Instant now, Source source, String asked) {
        return connection
                .preparedQuery(RATES.formatted(asked))
                .execute(Tuple.of(scope.serviceId(), Times.toRow(now.minus(Duration.ofDays(FAILURE_DAYS)))))
                .map(rows -> rows.stream()
                        .map(row -> new Rate(
                                source,
                                row.getString("model"),
                                row.getString("network"),
                                row.getString("protocol"),
                                row.getInteger("asked"),
                                row.getInteger("not_at_first"),
                                row.getInteger("never")))
                        .toList());
    }
}
