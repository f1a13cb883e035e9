package org.tocsin.report;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** What stands on paper for a night without the platform: the homes of a service by postcode, never how to get in. */
public final class NightPackStore {
    /** Homes of one document. */
    public static final int AT_A_TIME = 250;

    private static final String PEOPLE = """
            (select json_agg(json_build_object('name', p.name, 'telephone', p.telephone, 'notes', p.notes,
                'status', case when p.status_until <= $2 then 'ACTIVE' else p.status end, 'until', p.status_until,
                'facts', (select json_agg(json_build_object('kind', f.kind, 'words', f.words) order by f.recorded_at)
                  from card_fact f where f.home_id = h.id and f.service_user_id = p.id and f.ended_at is null))
                order by r.since, p.id)
              from resident r join service_user p on p.id = r.service_user_id
              where r.home_id = h.id and r.since <= $2 and (r.until is null or r.until > $2))
            """;
    private static final String CONTACTS = """
            (select json_agg(json_build_object('name', c.name, 'relation', c.relation, 'telephone', c.telephone,
                'kind', c.kind, 'times', (select json_agg(json_build_object('weekdays', t.weekdays, 'from', t.from_time,
                  'until', t.until_time, 'awayFrom', t.away_from, 'awayUntil', t.away_until, 'note', t.note)
                  order by t.recorded_at) from contact_time t where t.contact_id = c.id and t.ended_at is null
                  and (t.away_until is null or t.away_until >= $2::timestamptz::date)))
                order by c.position, c.id)
              from contact c where c.home_id = h.id and c.retired_at is null)
            """;
    private static final String FACTS = """
            (select json_agg(json_build_object('kind', f.kind, 'words', f.words) order by f.recorded_at)
              from card_fact f where f.home_id = h.id and f.service_user_id is null and f.ended_at is null)
            """;
    private static final String HOMES = "select h.id, lower(h.postcode) as key, h.postcode, concat_ws(', ', h.line1,"
            + " nullif(h.line2, ''), nullif(h.town, ''), h.postcode) as place, h.risks,"
            + " (h.key_safe_enc is not null or h.access_note_enc is not null) as way_in, " + PEOPLE + " as people, "
            + FACTS
            + " as facts, " + CONTACTS + " as contacts, array(select u.cid from speaks_for k"
            + " join home_unit u on u.id = k.unit_id where k.home_id = h.id order by u.home_id is null, u.cid limit 5)"
            + " as cids from home h where h.service_id = $1 and h.ended_at is null"
            + " and (lower(h.postcode) collate \"C\", h.id) > ($3::text collate \"C\", $4::uuid)"
            + " order by lower(h.postcode) collate \"C\", h.id limit " + AT_A_TIME;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public NightPackStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * A home as it stands on paper.
     *
     * @param wayIn that a key safe or a note on the way in is on file; what it says is not here
     * @param people {@code name telephone notes status until facts}
     * @param facts {@code kind words}
     * @param contacts {@code name relation telephone kind times}
     */
    public record Home(
            UUID id,
            String key,
            String postcode,
            String place,
            @Nullable String risks,
            boolean wayIn,
            List<JsonObject> people,
            List<JsonObject> facts,
            List<JsonObject> contacts,
            List<String> cids) {}

    /**
     * The next homes of the scope's service by postcode, at most {@link #AT_A_TIME}; that they were read is on the audit
     * trail before.
     *
     * @param last of those before; null for the first
     */
    public Future<List<Home>> after(Scope scope, @Nullable Home last) {
        return audit.record(scope, "night-pack", "service:" + scope.serviceId(), null)
                .compose(v -> database.pool()
                        .preparedQuery(HOMES)
                        .execute(Tuple.of(scope.serviceId(), Times.toRow(clock.instant()))
                                .addString(last == null ? "" : last.key())
                                .addUUID(last == null ? new UUID(0, 0) : last.id())))
                .map(rows -> rows.stream().map(NightPackStore::home).toList());
    }

    private static Home home(Row row) {
        return new Home(
                row.getUUID("id"),
                row.getString("key"),
                row.getString("postcode"),
                row.getString("place"),
                row.getString("risks"),
                row.getBoolean("way_in"),
                list(row.getJsonArray("people")),
                list(row.getJsonArray("facts")),
                list(row.getJsonArray("contacts")),
                List.of(row.getArrayOfStrings("cids")));
    }

    private static List<JsonObject> list(@Nullable JsonArray array) {
        return array == null
                ? List.of()
                : array.stream().map(JsonObject.class::cast).toList();
    }
}
