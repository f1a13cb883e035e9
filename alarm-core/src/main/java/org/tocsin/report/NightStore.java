package org.tocsin.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.report.Night.Rows;
import org.tocsin.report.Night.Span;

/** Reads one person's night in one view of the database; each reading is on the audit trail first. */
public final class NightStore {
    /** As many rows of one part as are shown. */
    public static final int MOST = 5_000;

    /** A night, a weekend: longer spans are no longer read through by anybody. */
    public static final Duration LONGEST = Duration.ofDays(7);

    private static final int PEOPLE = 20;

    private static final String PERSON = """
            select u.name, s.name as service, s.time_zone from service_user u join service s on s.id = u.service_id
            where u.service_id = $1 and u.id = $2
            """;
    private static final String FIND = """
            select u.id, u.name, (select string_agg(concat_ws(', ', h.line1, h.town, h.postcode), '; ' order by r.since desc)
              from resident r join home h on h.id = r.home_id where r.service_user_id = u.id) as place
            from service_user u where u.service_id = $1 and strpos(lower(u.name), lower($2)) > 0
            order by u.name, u.id limit %d
            """.formatted(PEOPLE);
    private static final String PEOPLE_OF_SERVICE =
            "select 'operator:' || username as actor, display_name || ' (' || username || ')' as name from operator"
                    + " where service_id = $1";
    /** Columns that say who did something. */
    private static final Set<String> ACTORS =
            Set.of("actor", "by", "recorded_by", "ended_by", "made_by", "done_by", "published_by");

    /**
     * Everything the parts ask of; a unit that stood in the home in the ninety days before counts too. What a scheme's
     * controller says counts as far as it was said of one of the homes, or of itself.
     */
    private static final String Q = """
            with w as (select $1::uuid as service, $2::uuid as person, $3::timestamptz as begin, $4::timestamptz as finish,
                $5::uuid as lower),
            homes as (select coalesce(array_agg(distinct r.home_id), '{}') as homes from w join resident r
              on r.service_id = w.service and r.service_user_id = w.person and r.since <= w.finish
                and (r.until is null or r.until >= w.begin)),
            units as (select coalesce(array_agg(distinct u.id), '{}') as units, coalesce(array_agg(distinct u.cid), '{}') as cids
              from w, homes join unit_placement p on p.home_id = any (homes.homes) join home_unit u on u.id = p.unit_id
              where p.since <= w.finish and (p.until is null or p.until >= w.finish - interval '90 days')),
            controllers as (select coalesce(array_agg(distinct cid), '{}') as controllers from (
              select u.cid from homes join scheme_point p on p.home_id = any (homes.homes)
                join home_unit u on u.scheme_id = p.scheme_id
              union select a.cid from w, homes join alarm a on a.home_id = any (homes.homes)
                where a.raised_at <= w.finish and (a.closed_at is null or a.closed_at >= w.begin)) c),
            controller_units as (select coalesce(array_agg(u.id), '{}') as controller_units from w cross join controllers
              cross join home_unit u where u.cid = any (controllers.controllers) and u.service_id = w.service
                and u.scheme_id is not null and u.home_id is null),
            subjects as (select array['service_user:' || w.person, 'person:' || w.person]
                || array(select 'home:' || h from unnest(homes.homes) h)
                || array(select 'alarm:' || a.id from alarm a where a.home_id = any (homes.homes)
                     and a.raised_at <= w.finish and (a.closed_at is null or a.closed_at >= w.begin)) as subjects
              from w, homes),
            q as (select * from w, homes, units, controllers, controller_units, subjects)
            """;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public NightStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** @param place where they live or lived; null for nowhere on file */
    public record Person(UUID id, String name, @Nullable String place) {}

    /** People of the scope's service in whose name these words are; at most twenty. */
    public Future<List<Person>> find(Scope scope, String words, @Nullable String address) {
        return audit.record(scope, "find-person", "service:" + scope.serviceId(), address)
                .compose(audited -> database.pool().preparedQuery(FIND).execute(Tuple.of(scope.serviceId(), words)))
                .map(rows -> rows.stream()
                        .map(row -> new Person(row.getUUID("id"), row.getString("name"), row.getString("place")))
                        .toList());
    }

    /**
     * Everything about this person in this span; empty where the service has no such person.
     *
     * @throws IllegalArgumentException when the span is empty or longer than {@link #LONGEST}
     */
    public Future<Optional<Night>> read(Scope scope, UUID person, Span span, @Nullable String address) {
        if (!span.from().isBefore(span.until()) || span.from().plus(LONGEST).isBefore(span.until())) {
            throw new IllegalArgumentException("a span has a length, at most " + LONGEST.toDays() + " days");
        }
        Instant now = clock.instant();
        return audit.record(scope, "make-coroners-pack", "service_user:" + person, address)
                .compose(audited -> database.pool()
                        .withTransaction(connection -> connection
                                .query("set transaction isolation level repeatable read, read only")
                                .execute()
                                .compose(set ->
                                        connection.preparedQuery(PERSON).execute(Tuple.of(scope.serviceId(), person)))
                                .compose(rows -> rows.size() == 0
                                        ? Future.succeededFuture(Optional.empty())
                                        : names(connection, scope)
                                                .compose(names -> parts(connection, scope, person, span, names))
                                                .map(parts -> Optional.of(night(
                                                        person, rows.iterator().next(), span, now, parts))))));
    }

    private static Night night(UUID person, Row row, Span span, Instant now, Map<NightPart, Rows> parts) {
        return new Night(
                person,
                row.getString("name"),
                row.getString("service"),
                ZoneId.of(row.getString("time_zone")),
                span,
                now,
                parts);
    }

    /** People as others read them, by the way in which logs name them. */
    private static Future<Map<String, String>> names(SqlConnection connection, Scope scope) {
        return connection
                .preparedQuery(PEOPLE_OF_SERVICE)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(row -> row.getString("actor"), row -> row.getString("name"))));
    }

    private static Future<Map<NightPart, Rows>> parts(
            SqlConnection connection, Scope scope, UUID person, Span span, Map<String, String> names) {
        // The smallest UUIDv7 of a week before: what was raised earlier and still waits is not a queue any more.
        long week = span.from().minus(Duration.ofDays(7)).toEpochMilli();
        UUID lower = new UUID((week << 16) | 0x7000L, 0x8000_0000_0000_0000L);
        Map<NightPart, Rows> found = new EnumMap<>(NightPart.class);
        Future<Void> all = Future.succeededFuture();
        for (NightPart part : NightPart.values()) {
            all = all.compose(before -> connection
                    .preparedQuery(Q + "select * from (" + part.sql() + ") part limit " + (MOST + 1))
                    .execute(Tuple.of(
                            scope.serviceId(), person, Times.toRow(span.from()), Times.toRow(span.until()), lower))
                    .map(rows -> {
                        found.put(part, rows(rows, names));
                        return null;
                    }));
        }
        return all.map(found);
    }

    private static Rows rows(RowSet<Row> rows, Map<String, String> names) {
        List<List<@Nullable Object>> lines = new ArrayList<>();
        for (Row row : rows) {
            List<@Nullable Object> line = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                Object value = row.getValue(i);
                boolean person = value instanceof String && ACTORS.contains(row.getColumnName(i));
                line.add(person ? names.getOrDefault((String) value, (String) value) : value);
            }
            lines.add(line);
        }
        boolean cut = lines.size() > MOST;
        return new Rows(rows.columnsNames(), cut ? lines.subList(0, MOST) : lines, cut);
    }
}
