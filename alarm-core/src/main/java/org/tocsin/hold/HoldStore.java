package org.tocsin.hold;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.hold.LegalHold.Kind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** Reads legal holds. */
public final class HoldStore {
    /** A person's home is the one they live in, or lived in last. */
    private static final String NAMED = """
            l.*, coalesce(a.reference, p.name, v.planned_on::text, i.area, i.carrier) as name, a.id as alarm_id, h.id as at_home,
              nullif(concat_ws(', ', h.line1, h.town, h.postcode), '') as place
            """;

    private static final String JOINS = """
            left join scene_report s on l.kind = 'SCENE' and s.id = l.record_id
            left join alarm a on a.id = case l.kind when 'ALARM' then l.record_id when 'SCENE' then s.alarm_id end
            left join service_user p on l.kind = 'PERSON' and p.id = l.record_id
            left join visit v on l.kind = 'VISIT' and v.id = l.record_id
            left join incident i on l.kind = 'INCIDENT' and i.id = l.record_id
            left join home h on h.id = coalesce(l.home_id, (select r.home_id from resident r
              where r.service_user_id = p.id order by r.until desc nulls first, r.since desc limit 1))
            """;
    private static final String STANDING = "select " + NAMED + " from legal_hold l " + JOINS
            + " where l.service_id = $1 and l.lifted_at is null and ($3::uuid is null or (l.review_on, l.id) >"
            + " (select b.review_on, b.id from legal_hold b where b.id = $3 and b.service_id = $1))"
            + " order by l.review_on, l.id limit $2";
    private static final String LIFTED = "select " + NAMED + " from legal_hold l " + JOINS
            + " where l.service_id = $1 and l.lifted_at is not null and ($3::uuid is null or (l.lifted_at, l.id) <"
            + " (select b.lifted_at, b.id from legal_hold b where b.id = $3 and b.service_id = $1))"
            + " order by l.lifted_at desc, l.id desc limit $2";

    /** On the record itself, on what it is part of, and, of a home, on anything under it. */
    private static final String COVERING = "select " + NAMED + " from legal_hold l " + JOINS + """
            where l.service_id = $1 and l.lifted_at is null and (l.record_id = $2 or s.alarm_id = $2 or i.card_id = $2
              or l.kind = 'INCIDENT' and exists (select from incident_home g where g.incident_id = l.record_id
                and (g.alarm_id = $2 or $4 and g.home_id = $3))
              or l.kind = 'HOME' and l.record_id = $3 or $4 and l.home_id = $3
              or l.kind = 'PERSON' and exists (select from resident r where r.service_user_id = l.record_id
                and r.home_id = $3))
            order by l.placed_at, l.id limit $5
            """;

    /** What of this record can be held: itself, what is under it, the home it is of and who lives or lived there. */
    private static final String CHOICES = """
            select c.kind, c.id as record_id, c.name, c.alarm_id, c.at_home, c.place from (
              select 1 as rank, $2::text as kind, $3::uuid as id, case $2::text
                  when 'ALARM' then (select reference from alarm where id = $3)
                  when 'VISIT' then (select planned_on::text from visit where id = $3)
                  when 'PERSON' then (select name from service_user where id = $3)
                  when 'INCIDENT' then (select coalesce(area, carrier) from incident where id = $3) end as name,
                case $2::text when 'ALARM' then $3::uuid end as alarm_id, $4::uuid as at_home, h.place
                from (select 1) one left join lateral (select concat_ws(', ', line1, town, postcode) as place from home
                  where id = $4) h on true
              union all select 2, 'SCENE', s.id, o.display_name, s.alarm_id, s.home_id, null from scene_report s
                join operator o on o.id = s.operator_id where $2::text = 'ALARM' and s.alarm_id = $3 and s.service_id = $1
              union all select 3, 'HOME', h.id, null, null, h.id, concat_ws(', ', h.line1, h.town, h.postcode) from home h
                where $2::text <> 'HOME' and h.id = $4 and h.service_id = $1
              union all select 4, 'PERSON', p.id, p.name, null, $4, null from service_user p
                where p.id in (select service_user_id from resident where home_id = $4) and p.id <> $3
                  and p.service_id = $1) c
            order by c.rank, c.name, c.id limit 50
            """;

    private final Database database;

    public HoldStore(Database database) {
        this.database = database;
    }

    /** Those that stand in the scope's service, the longest due for review first. */
    public Future<List<LegalHold>> standing(Scope scope, int most) {
        return list(STANDING, Tuple.of(scope.serviceId(), most, null));
    }

    /** Those lifted last. */
    public Future<List<LegalHold>> lifted(Scope scope, int most) {
        return list(LIFTED, Tuple.of(scope.serviceId(), most, null));
    }

    /**
     * The same, a page at a time.
     *
     * @param most at most {@link Page#LARGEST}
     * @param after the {@link Page#next} of those before, an id; null for the first. Behind one that is not on file is nothing
     */
    public Future<Page<LegalHold>> page(Scope scope, boolean lifted, int most, @Nullable UUID after) {
        int size = Math.min(most, Page.LARGEST);
        return list(lifted ? LIFTED : STANDING, Tuple.of(scope.serviceId(), size + 1, after))
                .map(found -> Page.of(found, size, LegalHold::id));
    }

    /** Why this record is kept, the oldest hold first; of a home also what stands under it. */
    public Future<List<LegalHold>> covering(Scope scope, Kind kind, UUID recordId, int most) {
        return home(scope, kind, recordId)
                .compose(home -> home.onFile
                        ? list(
                                COVERING,
                                Tuple.of(scope.serviceId(), recordId)
                                        .addUUID(home.id)
                                        .addBoolean(kind == Kind.HOME)
                                        .addInteger(most))
                        : Future.succeededFuture(List.of()));
    }

    /** What can be held from this record's page, itself first; empty where the scope's service has none of this id. */
    public Future<List<LegalHold.Subject>> choices(Scope scope, Kind kind, UUID recordId) {
        return home(scope, kind, recordId)
                .compose(home -> home.onFile
                        ? database.pool()
                                .preparedQuery(CHOICES)
                                .execute(Tuple.of(scope.serviceId(), kind.name(), recordId)
                                        .addUUID(home.id))
                                .map(rows ->
                                        rows.stream().map(HoldStore::subject).toList())
                        : Future.succeededFuture(List.of()));
    }

    private record OfHome(boolean onFile, @Nullable UUID id) {}

    private Future<OfHome> home(Scope scope, Kind kind, UUID recordId) {
        return database.pool()
                .preparedQuery("select " + kind.home() + " as home_id from " + kind.table()
                        + " where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), recordId))
                .map(rows -> rows.size() == 0
                        ? new OfHome(false, null)
                        : new OfHome(true, rows.iterator().next().getUUID("home_id")));
    }

    private Future<List<LegalHold>> list(String sql, Tuple values) {
        return database.pool()
                .preparedQuery(sql)
                .execute(values)
                .map(rows -> rows.stream().map(HoldStore::hold).toList());
    }

    private static LegalHold hold(Row row) {
        return new LegalHold(
                row.getUUID("id"),
                subject(row),
                new LegalHold.Placed(
                        Times.fromRow(row.getOffsetDateTime("placed_at")),
                        row.getString("placed_by"),
                        row.getString("reason"),
                        row.getString("reference")),
                row.getLocalDate("review_on"),
                row.getOffsetDateTime("lifted_at") == null
                        ? null
                        : new LegalHold.Lifted(
                                Times.fromRow(row.getOffsetDateTime("lifted_at")),
                                row.getString("lifted_by"),
                                row.getString("lifted_why")));
    }

    private static LegalHold.Subject subject(Row row) {
        return new LegalHold.Subject(
                Kind.valueOf(row.getString("kind")),
                row.getUUID("record_id"),
                row.getString("name"),
                row.getString("place"),
                row.getUUID("at_home"),
                row.getUUID("alarm_id"));
    }
}
