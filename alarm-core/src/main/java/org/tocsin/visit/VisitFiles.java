package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.home.KeySafeFailures;
import org.tocsin.home.Peripheral;
import org.tocsin.home.PeripheralStore;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Reads visits: one with everything known of it, or those of a day. */
public final class VisitFiles {
    /** Of one visit; past this a list ends. */
    static final int MOST = 1_000;

    private static final int MOST_LISTED = 200;
    private static final String FIND = """
            select v.*, o.display_name as installer, h.risks, s.visit_signal_limit_dbm,
              """ + KeySafeFailures.VERSION + """
               as way_in_version,
              concat_ws(', ', h.line1, h.line2, h.town, h.postcode) as home,
              array(select p.name from resident r join service_user p on p.id = r.service_user_id
                    where r.home_id = v.home_id and r.since <= $3 and (r.until is null or r.until > $3)
                    order by r.since, p.id) as people
            from visit v join home h on h.id = v.home_id join service s on s.id = v.service_id
              left join operator o on o.id = v.installer_id
            where v.service_id = $1 and v.id = $2
            """;
    private static final String UNITS = "select u.id, u.cid, concat_ws(' ', m.make, m.name) as model, u.serial,"
            + " coalesce(s.firmware, u.firmware) as firmware, u.iccid, u.sim_network, s.settings, o.alike, o.others"
            + " from home_unit u left join unit_model m on m.id = u.model_id"
            + " left join unit_state s on s.unit_id = u.id"
            + " left join lateral (select count(*)::int as others, count(*) filter (where x.settings = s.settings)::int"
            + " as alike from (select t.settings from home_unit v join unit_state t on t.unit_id = v.id"
            + " where v.service_id = u.service_id and v.model_id = u.model_id and v.id <> u.id and t.settings is not null"
            + " limit 1000) x) o on true"
            + " where u.service_id = $1 and u.id = any($2)";
    private static final String ACTS = "select id, kind, said_at, received_at, actor, data from visit_act"
            + " where service_id = $1 and visit_id = $2 order by received_at, said_at, id limit " + MOST;
    private static final String OPEN = "select id, reference, trigger_words, joining_class, taken_by is not null"
            + " from alarm where service_id = $1 and join_key = $2 and state <> 'CLOSED' order by id";
    private static final String LISTED = """
            select v.id, v.kind, v.state, v.planned_on, v.attempt, v.started_at, v.ended_at, v.next_attempt_on,
              o.display_name as installer,
              case when v.state = 'NO_ACCESS' then coalesce((select max(t.said_at) from visit_act t
                where t.visit_id = v.id and t.kind = 'NO_ACCESS'), v.ended_at) end as stood_there_at,
              array(select f.id from photo f where f.visit_id = v.id and f.sealed is not null
                order by f.said_at, f.id) as photos,
              concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as home,
              (select string_agg(p.name, ' and ' order by r.since, p.id)
               from resident r join service_user p on p.id = r.service_user_id
               where r.home_id = v.home_id and r.since <= $3 and (r.until is null or r.until > $3)) as people
            from visit v join home h on h.id = v.home_id left join operator o on o.id = v.installer_id
            where v.service_id = $1
            """;
    private static final String TODAY = LISTED
            + " and (v.state = 'OPEN' or (v.state = 'PLANNED' and v.planned_on <= $2) or v.ended_at > $4)"
            + " order by v.state <> 'OPEN', v.state <> 'PLANNED', v.planned_on, v.id limit " + MOST_LISTED;
    private static final String HOMES = """
            select h.id, concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as home, r.people from home h
            left join lateral (select string_agg(p.name, ' and ' order by r.since, p.id) as people
              from resident r join service_user p on p.id = r.service_user_id
              where r.home_id = h.id and r.since <= $3 and (r.until is null or r.until > $3)) r on true
            where h.service_id = $1 and h.ended_at is null and (position($2 in lower(r.people)) > 0
              or position($2 in lower(h.line1)) > 0
              or starts_with(replace(lower(h.postcode), ' ', ''), replace($2, ' ', ''))
              or exists (select from speaks_for f join home_unit u on u.id = f.unit_id
                where f.home_id = h.id and starts_with(u.cid, $2)))
            order by h.line1, h.id limit 20
            """;
    private static final String OF_HOME = LISTED + " and v.home_id = $2 order by v.created_at desc, v.id limit 50";

    private final Database database;
    private final InstantSource clock;
    private final TestModes testModes;
    private final PeripheralStore triggers;

    public VisitFiles(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.testModes = new TestModes(database, clock);
        this.triggers = new PeripheralStore(database);
    }

    /** A visit in a list. */
    public record Line(
            UUID id,
            Visit.Kind kind,
            Visit.State state,
            LocalDate plannedOn,
            int attempt,
            @Nullable Instant endedAt,
            @Nullable String installer,
            String home,
            @Nullable String people,
            @Nullable NoAccess noAccess) {}

    /**
     * That nobody opened.
     *
     * @param at by the installer's phone
     * @param nextOn when somebody comes again, by the calendar of the service; null where nobody has planned to
     * @param photos of the door
     */
    public record NoAccess(Instant at, @Nullable LocalDate nextOn, List<UUID> photos) {}

    /** A home somebody looks for. */
    public record HomeLine(UUID id, String home, @Nullable String people) {}

    /** Homes that are not ended by a part of a name or street, or the beginning of a postcode or a unit's id. */
    public Future<List<HomeLine>> homes(Scope scope, String words) {
        return database.pool()
                .preparedQuery(HOMES)
                .execute(Tuple.of(scope.serviceId(), words.toLowerCase(Locale.UK), Times.toRow(clock.instant())))
                .map(rows -> rows.stream()
                        .map(row -> new HomeLine(row.getUUID("id"), row.getString("home"), row.getString("people")))
                        .toList());
    }

    /** What is open, planned until today or ended within the last twelve hours. */
    public Future<List<Line>> ofDay(Scope scope, LocalDate today) {
        Instant now = clock.instant();
        Tuple values = Tuple.of(scope.serviceId(), today, Times.toRow(now), Times.toRow(now.minusSeconds(12 * 3_600)));
        return database.pool()
                .preparedQuery(TODAY)
                .execute(values)
                .map(rows -> rows.stream().map(VisitFiles::line).toList());
    }

    /** The visits to a home, newest first. */
    public Future<List<Line>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(OF_HOME)
                .execute(Tuple.of(scope.serviceId(), homeId, Times.toRow(clock.instant())))
                .map(rows -> rows.stream().map(VisitFiles::line).toList());
    }

    /** Everything about one visit; empty where the service has none of this id. */
    public Future<Optional<VisitFile>> find(Scope scope, UUID visitId) {
        return find(database.pool(), scope, visitId);
    }

    Future<Optional<VisitFile>> find(SqlClient client, Scope scope, UUID visitId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(scope.serviceId(), visitId, Times.toRow(clock.instant())))
                .map(rows -> rows.stream().findFirst())
                .compose(row -> row.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : complete(client, scope, row.get()).map(Optional::of));
    }

    private Future<VisitFile> complete(SqlClient client, Scope scope, Row row) {
        Visit visit = VisitRows.visit(row);
        UUID[] units = new UUID[] {visit.course().unitId(), visit.course().oldUnitId()};
        Future<List<VisitFile.Unit>> unit = client.preparedQuery(UNITS)
                .execute(Tuple.of(scope.serviceId()).addArrayOfUUID(units))
                .map(rows -> rows.stream().map(VisitFiles::unit).toList());
        Future<List<VisitTest>> tests = client.preparedQuery(VisitRows.TESTS + " where t.service_id = $1"
                        + " and t.visit_id = $2 order by t.asked_at, t.id limit " + MOST)
                .execute(Tuple.of(scope.serviceId(), visit.id()))
                .map(rows -> rows.stream().map(VisitRows::test).toList());
        Future<List<VisitFile.Noted>> acts = client.preparedQuery(ACTS)
                .execute(Tuple.of(scope.serviceId(), visit.id()))
                .map(rows -> rows.stream().map(VisitFiles::noted).toList());
        Future<List<VisitFile.OpenAlarm>> open = client.preparedQuery(OPEN)
                .execute(Tuple.of(scope.serviceId(), visit.homeId().toString()))
                .map(rows -> rows.stream().map(VisitFiles::alarm).toList());
        Future<List<TestMode>> mode = testModes.ofVisit(client, scope, visit.id());
        Future<List<Peripheral>> there = triggers.list(scope, visit.homeId()).map(VisitRules::inOrder);
        return Future.all(List.of(unit, tests, acts, open, mode, there))
                .map(all -> new VisitFile(
                        visit,
                        new VisitFile.Place(
                                row.getString("home"),
                                List.of(row.getArrayOfStrings("people")),
                                row.getString("risks"),
                                of(unit.result(), visit.course().unitId()),
                                of(unit.result(), visit.course().oldUnitId()),
                                open.result(),
                                row.getInteger("visit_signal_limit_dbm"),
                                row.getString("way_in_version")),
                        there.result(),
                        tests.result(),
                        acts.result(),
                        mode.result().stream().findFirst().orElse(null)));
    }

    private static VisitFile.@Nullable Unit of(List<VisitFile.Unit> units, @Nullable UUID id) {
        return units.stream().filter(unit -> unit.id().equals(id)).findFirst().orElse(null);
    }

    private static Line line(Row row) {
        return new Line(
                row.getUUID("id"),
                Visit.Kind.valueOf(row.getString("kind")),
                Visit.State.valueOf(row.getString("state")),
                row.getLocalDate("planned_on"),
                row.getInteger("attempt"),
                Times.fromRowOrNull(row.getOffsetDateTime("ended_at")),
                row.getString("installer"),
                row.getString("home"),
                row.getString("people"),
                noAccess(row));
    }

    private static @Nullable NoAccess noAccess(Row row) {
        Instant at = Times.fromRowOrNull(row.getOffsetDateTime("stood_there_at"));
        return at == null
                ? null
                : new NoAccess(at, row.getLocalDate("next_attempt_on"), List.of(row.getArrayOfUUIDs("photos")));
    }

    private static VisitFile.Unit unit(Row row) {
        String model = row.getString("model");
        return new VisitFile.Unit(
                row.getUUID("id"),
                row.getString("cid"),
                model == null || model.isEmpty() ? null : model,
                row.getString("serial"),
                row.getString("firmware"),
                row.getString("iccid"),
                row.getString("sim_network"),
                row.getString("settings"),
                row.getInteger("alike"),
                row.getInteger("others"));
    }

    private static VisitFile.OpenAlarm alarm(Row row) {
        return new VisitFile.OpenAlarm(
                row.getUUID(0),
                row.getString(1),
                row.getString(2),
                row.getString(3).equals("TECHNICAL"),
                row.getBoolean(4));
    }

    private static VisitFile.Noted noted(Row row) {
        VisitAct act = new VisitAct(
                row.getUUID("id"),
                VisitAct.Kind.valueOf(row.getString("kind")),
                Times.fromRow(row.getOffsetDateTime("said_at")),
                row.get(JsonObject.class, "data").getMap());
        return new VisitFile.Noted(act, Times.fromRow(row.getOffsetDateTime("received_at")), row.getString("actor"));
    }
}
