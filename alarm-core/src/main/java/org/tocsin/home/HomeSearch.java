package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.home.ServiceUser.Status;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** Finds homes by what people know of them, in pages, neighbours beside each other; and counts what stands in them. */
public final class HomeSearch {
    /** As its index has it: LS1 comes before LS10. */
    private static final String KEY = "(lower(h.postcode) collate \"C\")";

    /** As people type it, with or without a space. */
    private static final String POSTCODE = "(replace(lower(h.postcode), ' ', '') collate \"C\")";

    /** Behind everything that begins with the same letters, in the order of bytes. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT - 2);

    /** Which homes: only those that are shown are then completed. */
    private static final String WHICH = "select h.*, " + KEY + " as list_key from home h where h.service_id = $1";

    private static final String COMPLETED = "select h.id, h.list_key,"
            + " concat_ws(', ', h.line1, nullif(h.line2, ''), nullif(h.town, ''), h.postcode) as place,"
            + " h.ended_at is not null as ended, " + HomeFactsStore.COLUMNS + ", r.people, r.statuses, array("
            + "select cid from home_unit u where u.home_id = h.id order by cid limit 5) as cids"
            + " from (%s) h left join lateral (select string_agg(p.name, ' and ' order by r.since, p.id) as people,"
            + " array_agg(distinct case when p.status_until <= $2 then 'ACTIVE' else p.status end) as statuses"
            + " from resident r join service_user p on p.id = r.service_user_id where r.home_id = h.id"
            + " and r.service_id = $1 and r.since <= $2 and (r.until is null or r.until > $2)) r on true"
            + " order by h.list_key collate \"C\", h.id";

    private static final String WITH_STATUS = " and h.id in (select r.home_id from service_user p"
            + " join resident r on r.service_user_id = p.id where p.service_id = $1"
            + " and case when p.status_until <= $2 then 'ACTIVE' else p.status end = %s"
            + " and r.since <= $2 and (r.until is null or r.until > $2))";

    /** From one area to the next through the index, however many homes each has. */
    private static final String AREAS = "with recursive found as ((select area from home where service_id = $1"
            + " and area is not null order by area limit 1) union all select (select h.area from home h"
            + " where h.service_id = $1 and h.area > f.area order by h.area limit 1) from found f"
            + " where f.area is not null) select area from found where area is not null limit 500";

    private static final String WORDS = " and h.id in (select r.home_id from service_user p"
            + " join resident r on r.service_user_id = p.id where p.service_id = $1 and position(%1$s in lower(p.name)) > 0"
            + " and (r.until is null or r.until > $2)"
            + " union select h.id from home h where h.service_id = $1 and " + POSTCODE + " >= %2$s and "
            + POSTCODE + " < %3$s"
            + " union select h.id from home h where h.service_id = $1 and (lower(h.external_id) collate \"C\") >= %1$s"
            + " and (lower(h.external_id) collate \"C\") < %4$s"
            + " union select h.id from home h where h.service_id = $1 and position(%1$s in lower(h.line1)) > 0"
            + " union select u.home_id from home_unit u where u.service_id = $1 and u.cid = %1$s"
            + " and u.home_id is not null)";

    private static final String COUNTS = "select equipment, risk_tier, count(*) from home"
            + " where service_id = $1 and ended_at is null group by equipment, risk_tier";

    private final Database database;
    private final InstantSource clock;

    public HomeSearch(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is looked for; each null for any.
     *
     * @param words a part of a name or of the first line, or the beginning of a postcode or of an external id
     * @param status of somebody who lives there
     */
    public record Query(
            @Nullable String words,
            @Nullable String area,
            @Nullable RiskTier riskTier,
            @Nullable Equipment equipment,
            @Nullable Status status) {
        public static final Query ALL = new Query(null, null, null, null, null);
    }

    /** How many homes, not ended, of one kind and tier. */
    public record Count(Equipment equipment, RiskTier riskTier, long homes) {}

    /**
     * Homes of the scope's service.
     *
     * @param limit 1 to {@link Page#LARGEST}
     * @param cursor {@link Page#next} of the page before; null for the first. Fails with
     *     {@link IllegalArgumentException} when it is none of ours
     */
    public Future<Page<HomeLine>> find(Scope scope, Query query, int limit, @Nullable String cursor) {
        int most = Math.max(1, Math.min(limit, Page.LARGEST));
        List<@Nullable Object> values = new ArrayList<>(List.of(scope.serviceId(), Times.toRow(clock.instant())));
        StringBuilder sql = new StringBuilder(WHICH);
        try {
            after(cursor, sql, values);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        words(query.words(), sql, values);
        only("h.area", query.area(), sql, values);
        only("h.risk_tier", name(query.riskTier()), sql, values);
        only("h.equipment", name(query.equipment()), sql, values);
        if (query.status() != null) {
            sql.append(WITH_STATUS.formatted(add(values, query.status().name())));
        }
        sql.append(" order by ").append(KEY).append(", h.id limit ").append(most + 1);
        return database.pool()
                .preparedQuery(COMPLETED.formatted(sql))
                .execute(Tuple.tuple(values))
                .map(rows -> {
                    List<Row> found = new ArrayList<>();
                    rows.forEach(found::add);
                    boolean more = found.size() > most;
                    List<Row> items = more ? found.subList(0, most) : found;
                    return new Page<>(
                            items.stream().map(HomeSearch::line).toList(), more ? cursor(items.get(most - 1)) : null);
                });
    }

    /** The areas of the scope's service, by name; at most 500. */
    public Future<List<String>> areas(Scope scope) {
        return database.pool()
                .preparedQuery(AREAS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList());
    }

    /** How many homes there are of each kind. */
    public Future<List<Count>> counts(Scope scope) {
        return database.pool()
                .preparedQuery(COUNTS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Count(
                                Equipment.valueOf(row.getString(0)),
                                RiskTier.valueOf(row.getString(1)),
                                row.getLong(2)))
                        .toList());
    }

    private static void after(@Nullable String cursor, StringBuilder sql, List<@Nullable Object> values) {
        if (cursor == null) {
            return;
        }
        if (cursor.length() < 36) {
            throw new IllegalArgumentException("no cursor of ours");
        }
        String id = add(values, UUID.fromString(cursor.substring(0, 36)));
        String key = add(values, cursor.substring(36));
        sql.append(" and (%s, h.id) > (%s::text collate \"C\", %s::uuid)".formatted(KEY, key, id));
    }

    private static void words(@Nullable String words, StringBuilder sql, List<@Nullable Object> values) {
        if (words == null || words.isBlank()) {
            return;
        }
        String wanted = words.strip().toLowerCase(Locale.UK);
        String postcode = wanted.replace(" ", "");
        sql.append(WORDS.formatted(
                add(values, wanted), add(values, postcode), add(values, postcode + LAST), add(values, wanted + LAST)));
    }

    private static void only(String column, @Nullable String value, StringBuilder sql, List<@Nullable Object> values) {
        if (value != null) {
            sql.append(" and ").append(column).append(" = ").append(add(values, value));
        }
    }

    /** Its place in the statement. */
    private static String add(List<@Nullable Object> values, Object value) {
        values.add(value);
        return "$" + values.size();
    }

    private static @Nullable String name(@Nullable Enum<?> value) {
        return value == null ? null : value.name();
    }

    private static String cursor(Row row) {
        return row.getUUID("id") + row.getString("list_key");
    }

    private static HomeLine line(Row row) {
        String[] statuses = row.getArrayOfStrings("statuses");
        Set<Status> special = EnumSet.noneOf(Status.class);
        Stream.of(statuses == null ? new String[0] : statuses)
                .map(Status::valueOf)
                .forEach(special::add);
        special.remove(Status.ACTIVE);
        return new HomeLine(
                row.getUUID("id"),
                row.getString("place"),
                row.getString("people"),
                special,
                HomeFactsStore.read(row),
                Arrays.asList(row.getArrayOfStrings("cids")),
                row.getBoolean("ended"));
    }
}
