package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.access.Scope;
import org.tocsin.figures.AnswerMonth.Count;
import org.tocsin.figures.AnswerMonth.Investigated;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Counts answers and arrivals month by month, each month by its own profile, in one view of the database. */
public final class FigureStore {
    /** What an auditor looks at. */
    public static final int MONTHS = 18;

    /** As many changed alarms are counted that are not worked in yet. */
    static final int MOST_BEHIND = 1_000;

    private static final String SERVICE = "select name, time_zone from service where id = $1";
    private static final String BEHIND = """
            select count(*)::int from (
              select from figure_progress p join alarm a on a.change_xid >= p.change_xid
                and (a.change_xid > p.change_xid or a.id > p.alarm_id) limit %d) late
            """.formatted(MOST_BEHIND);
    private static final String ANSWERS = """
            with call as (
              select f.month, f.kind, x.signal_id is not null as excluded, f.way, f.pressed_at, f.given_up_at, t.opened,
                t.within_s * interval '1 second' as within, t.latest_s * interval '1 second' as latest,
                f.over_at is not null or f.pressed_at + t.latest_s * interval '1 second' < $7 as past,
                case when t.opened then f.opened_at else f.answered_at end as answer
              from figure_press f join %s on t.service_id = f.service_id and t.month = f.month
              left join figure_exclusion x on x.signal_id = f.signal_id and x.withdrawn_at is null)
            select month, kind, excluded,
              count(*) filter (where answer is not null or past) as calls,
              count(*) filter (where answer <= pressed_at + within) as in_time,
              count(*) filter (where answer <= pressed_at + latest) as in_latest,
              count(*) filter (where answer is null and past) as unanswered,
              count(*) filter (where given_up_at is not null and (answer is not null or past)) as given_up,
              count(*) filter (where way = 'TAKEN' and not opened and (answer is not null or past)) as by_taking,
              count(*) filter (where answer is null and not past) as waiting
            from call group by month, kind, excluded
            """.formatted(Terms.TABLE);
    private static final String INVESTIGATED = """
            select i.month, count(*) as opened, count(*) filter (where not exists (
              select from investigation_finding w where w.signal_id = i.signal_id)) as missing
            from investigation i where i.service_id = $1 and i.month >= $2 and i.needless_at is null group by i.month
            """;

    private final Database database;
    private final InstantSource clock;

    public FigureStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param asOf when they were counted
     * @param behind changed alarms of the last moments that are not in them yet, at most {@value #MOST_BEHIND}
     * @param answers the newest month first
     */
    public record Figures(
            String service,
            ZoneId zone,
            Instant asOf,
            int behind,
            List<AnswerMonth> answers,
            List<ArrivalMonth> arrivals) {
        public Figures {
            answers = List.copyOf(answers);
            arrivals = List.copyOf(arrivals);
        }
    }

    /** The last {@value #MONTHS} months, this one among them. */
    public Future<Figures> read(Scope scope) {
        Instant now = clock.instant();
        return database.pool()
                .withTransaction(connection -> connection
                        .query("set transaction isolation level repeatable read, read only")
                        .execute()
                        .compose(set -> connection.preparedQuery(SERVICE).execute(Tuple.of(scope.serviceId())))
                        .compose(rows -> read(connection, scope, rows.iterator().next(), now)));
    }

    /** The profile a service is counted by this month. */
    public Future<Profile> profile(Scope scope) {
        return database.pool()
                .preparedQuery(SERVICE)
                .execute(Tuple.of(scope.serviceId()))
                .compose(rows -> ProfileStore.of(database.pool(), scope.serviceId())
                        .map(written -> Profile.of(
                                month(clock.instant(), zone(rows.iterator().next())), written, ProfileStore.SHIPPED)));
    }

    private static Future<Figures> read(SqlConnection connection, Scope scope, Row service, Instant now) {
        LocalDate newest = month(now, zone(service));
        return ProfileStore.of(connection, scope.serviceId()).compose(written -> {
            Map<LocalDate, Profile> profiles = new TreeMap<>(Comparator.reverseOrder());
            for (int back = 0; back < MONTHS; back++) {
                LocalDate month = newest.minusMonths(back);
                profiles.put(month, Profile.of(month, written, ProfileStore.SHIPPED));
            }
            Terms terms = new Terms();
            profiles.forEach((month, profile) -> terms.add(scope.serviceId(), month, profile));
            Future<Map<LocalDate, Investigated>> investigated = connection
                    .preparedQuery(INVESTIGATED)
                    .execute(Tuple.of(scope.serviceId(), newest.minusMonths(MONTHS)))
                    .map(FigureStore::investigated);
            Future<RowSet<Row>> answers =
                    connection.preparedQuery(ANSWERS).execute(terms.columns().addValue(Times.toRow(now)));
            Future<Map<LocalDate, ArrivalMonth>> arrivals =
                    ArrivalCounts.read(connection, scope.serviceId(), profiles, now);
            Future<Integer> behind = connection
                    .query(BEHIND)
                    .execute()
                    .map(rows -> rows.iterator().next().getInteger(0));
            return Future.all(answers, arrivals, investigated, behind)
                    .map(all -> new Figures(
                            service.getString("name"),
                            zone(service),
                            now,
                            behind.result(),
                            answers(answers.result(), profiles, investigated.result()),
                            profiles.keySet().stream()
                                    .map(month -> arrivals.result().get(month))
                                    .toList()));
        });
    }

    static LocalDate month(Instant at, ZoneId zone) {
        return at.atZone(zone).toLocalDate().withDayOfMonth(1);
    }

    private static ZoneId zone(Row service) {
        return ZoneId.of(service.getString("time_zone"));
    }

    private static List<AnswerMonth> answers(
            RowSet<Row> rows, Map<LocalDate, Profile> profiles, Map<LocalDate, Investigated> investigated) {
        List<AnswerMonth> months = new ArrayList<>();
        profiles.forEach((month, profile) -> {
            Count counted = Count.NONE;
            Count excluded = Count.NONE;
            Map<CallKind, Count> apart = new EnumMap<>(CallKind.class);
            for (Row row : rows) {
                if (row.getLocalDate("month").equals(month)) {
                    CallKind kind = CallKind.valueOf(row.getString("kind"));
                    Count count = count(row);
                    if (!profile.rule().counted().contains(kind)) {
                        apart.merge(kind, count, Count::plus);
                    } else if (row.getBoolean("excluded")) {
                        excluded = excluded.plus(count);
                    } else {
                        counted = counted.plus(count);
                    }
                }
            }
            months.add(new AnswerMonth(
                    month, profile, counted, excluded, apart, investigated.getOrDefault(month, Investigated.NONE)));
        });
        return months;
    }

    private static Count count(Row row) {
        return new Count(
                row.getLong("calls"),
                row.getLong("in_time"),
                row.getLong("in_latest"),
                row.getLong("unanswered"),
                row.getLong("given_up"),
                row.getLong("by_taking"),
                row.getLong("waiting"));
    }

    private static Map<LocalDate, Investigated> investigated(RowSet<Row> rows) {
        Map<LocalDate, Investigated> found = new HashMap<>();
        rows.forEach(row ->
                found.put(row.getLocalDate("month"), new Investigated(row.getLong("opened"), row.getLong("missing"))));
        return found;
    }
}
