package org.tocsin.telephone;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.telephone.Found.By;

/**
 * Finds anybody by anything: a name, an address, half a postcode, a flat, a unit, an alarm's reference, a telephone number
 * in any spelling, the daughter's as well. Each way is a look-up in an index of its own, bounded by itself, within one
 * service. That somebody looked is on the audit trail; what for is not.
 */
public final class Finder {
    /** Homes in one answer. */
    public static final int MOST = 30;

    private static final int MOST_EACH = 40;

    /** A reference is looked for among open alarms and those of so many days. */
    private static final Duration RECENT = Duration.ofDays(31);

    private static final String LIVES =
            " join resident r on r.service_user_id = p.id and (r.until is null or r.until > $2)";
    private static final String ADDRESS =
            "search_words(h.line1 || ' ' || coalesce(h.line2, '') || ' ' || coalesce(h.town, '') || ' ' || h.postcode)";
    private static final String POSTCODE = "(replace(lower(h.postcode), ' ', '') collate \"C\")";
    private static final String DIGITS =
            "(search_digits(%1$s.telephone)) ~>=~ $3 and (search_digits(%1$s.telephone)) ~<~ $4";

    private static final String TELEPHONE = "select r.home_id, p.name, p.telephone from service_user p" + LIVES
            + " where p.service_id = $1 and " + DIGITS.formatted("p");
    private static final String CONTACT_TELEPHONE = "select c.home_id, " + whom() + ", c.telephone from contact c"
            + " where c.service_id = $1 and $2::timestamptz is not null and c.home_id is not null and "
            + DIGITS.formatted("c");
    private static final String NAME = "select r.home_id, p.name, p.telephone from service_user p" + LIVES
            + " where p.service_id = $1 and search_words(p.name) @@ $3::text::tsquery";
    private static final String CONTACT = "select c.home_id, " + whom() + ", c.telephone from contact c"
            + " where c.service_id = $1 and $2::timestamptz is not null and c.home_id is not null"
            + " and search_words(c.name) @@ $3::text::tsquery";
    // A part of the name and a part of the address: as many of that name as can be looked through at once.
    private static final String NAME_AND_PLACE =
            "select r.home_id, p.name, p.telephone from (select * from service_user p"
                    + " where p.service_id = $1 and search_words(p.name) @@ $3::text::tsquery limit 2000) p" + LIVES
                    + " join home h on h.id = r.home_id where (search_words(p.name) || " + ADDRESS
                    + ") @@ $4::text::tsquery";
    private static final String FLAT = "select d.home_id, d.name || ', ' || s.name, null from scheme s"
            + " join scheme_point d on d.scheme_id = s.id and d.home_id is not null where s.service_id = $1"
            + " and $2::timestamptz is not null and search_words(s.name) @@ $3::text::tsquery"
            + " and search_words(d.name || ' ' || s.name) @@ $4::text::tsquery";
    private static final String PLACE = "select h.id, null, null from home h where h.service_id = $1"
            + " and $2::timestamptz is not null and " + ADDRESS + " @@ $3::text::tsquery";
    private static final String BY_POSTCODE = "select h.id, null, null from home h where h.service_id = $1"
            + " and $2::timestamptz is not null and " + POSTCODE + " >= $3 and " + POSTCODE + " < $4";
    private static final String UNIT =
            "select u.home_id, 'unit ' || u.cid, null from home_unit u where u.service_id = $1"
                    + " and $2::timestamptz is not null and u.cid = $3 and u.home_id is not null";
    private static final String NUMBER = "select h.id, h.external_id, null from home h where h.service_id = $1"
            + " and $2::timestamptz is not null and (lower(h.external_id) collate \"C\") = lower($3)";

    private static final String HOMES = "select h.id, concat_ws(', ', h.line1, nullif(h.line2, ''), nullif(h.town, ''),"
            + " h.postcode) as place, h.ended_at is not null as ended, r.people, a.id as alarm_id, a.reference,"
            + " a.trigger_words from home h left join lateral (select string_agg(p.name, ' and ' order by r.since, p.id)"
            + " as people from resident r join service_user p on p.id = r.service_user_id where r.home_id = h.id"
            + " and r.since <= $2 and (r.until is null or r.until > $2)) r on true"
            + " left join lateral (select a.id, a.reference, a.trigger_words from alarm a where a.home_id = h.id"
            + " and a.service_id = h.service_id and a.state <> 'CLOSED' order by a.priority, a.id desc limit 1) a on true"
            + " where h.service_id = $1 and h.id = any($3::uuid[])";
    private static final String REFERENCE = "select a.id, a.reference, a.trigger_words from alarm a"
            + " where a.service_id = $1 and a.reference = $2 and (a.state <> 'CLOSED' or a.id > $3)"
            + " order by a.id desc limit 1";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public Finder(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    private record Hit(UUID homeId, Found.Why why) {}

    /**
     * What fits, of the scope's service; at most {@link #MOST} homes.
     *
     * @param address from where it is asked; for the audit trail
     */
    public Future<Found> find(Scope scope, Sought sought, @Nullable String address) {
        if (sought.isEmpty()) {
            return Future.succeededFuture(new Found(List.of(), null, false));
        }
        Future<List<List<Hit>>> hits = Future.all(looks(scope, sought)).map(all -> all.<List<Hit>>list());
        return audit.record(scope, "find", "service:" + scope.serviceId(), address)
                .compose(audited -> Future.all(hits, alarm(scope, sought.reference())))
                .compose(all -> {
                    boolean more = hits.result().stream().anyMatch(one -> one.size() >= MOST_EACH);
                    Map<UUID, List<Found.Why>> best = best(hits.result());
                    List<UUID> ids = best.keySet().stream().limit(MOST).toList();
                    return homes(scope, ids, best)
                            .map(homes -> new Found(homes, all.resultAt(1), more || best.size() > MOST));
                });
    }

    private List<Future<List<Hit>>> looks(Scope scope, Sought sought) {
        List<Future<List<Hit>>> looks = new ArrayList<>();
        String digits = sought.digits();
        if (digits != null) {
            // ":" comes behind every digit.
            looks.add(look(scope, By.TELEPHONE, TELEPHONE, digits, digits + ":"));
            looks.add(look(scope, By.CONTACT_TELEPHONE, CONTACT_TELEPHONE, digits, digits + ":"));
        }
        if (sought.number() != null) {
            looks.add(look(scope, By.UNIT, UNIT, sought.number()));
        }
        String postcode = sought.postcode();
        if (postcode != null) {
            looks.add(look(scope, By.POSTCODE, BY_POSTCODE, postcode, postcode + "~"));
        }
        looks.add(look(scope, By.NUMBER, NUMBER, sought.text()));
        if (!sought.words().isEmpty()) {
            looks.add(look(scope, By.NAME, NAME, sought.every()));
            looks.add(look(scope, By.CONTACT, CONTACT, sought.every()));
            looks.add(look(scope, By.PLACE, PLACE, sought.every()));
            looks.add(look(scope, By.FLAT, FLAT, sought.some(), sought.every()));
        }
        if (sought.words().size() > 1) {
            looks.add(look(scope, By.NAME_AND_PLACE, NAME_AND_PLACE, sought.some(), sought.every()));
        }
        return looks;
    }

    private Future<List<Hit>> look(Scope scope, By by, String sql, String... values) {
        Tuple tuple = Tuple.of(scope.serviceId(), Times.toRow(clock.instant()));
        for (String value : values) {
            tuple.addString(value);
        }
        return database.pool()
                .preparedQuery(sql + " limit " + MOST_EACH)
                .execute(tuple)
                .map(rows -> rows.stream()
                        .map(row -> new Hit(row.getUUID(0), new Found.Why(by, row.getString(1), row.getString(2))))
                        .toList());
    }

    private static Map<UUID, List<Found.Why>> best(List<List<Hit>> hits) {
        Map<UUID, List<Found.Why>> why = hits.stream()
                .flatMap(List::stream)
                .sorted((a, b) -> a.why().by().compareTo(b.why().by()))
                .collect(groupingBy(Hit::homeId, LinkedHashMap::new, mapping(Hit::why, toList())));
        why.replaceAll((home, all) -> all.stream().limit(3).toList());
        return why;
    }

    private Future<List<Found.Home>> homes(Scope scope, List<UUID> ids, Map<UUID, List<Found.Why>> why) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return database.pool()
                .preparedQuery(HOMES)
                .execute(Tuple.of(scope.serviceId(), Times.toRow(clock.instant()), ids.toArray(UUID[]::new)))
                .map(rows -> rows.stream()
                        .map(row -> home(row, why.getOrDefault(row.getUUID("id"), List.of())))
                        .sorted((a, b) -> Integer.compare(ids.indexOf(a.id()), ids.indexOf(b.id())))
                        .toList());
    }

    private Future<Found.@Nullable Alarm> alarm(Scope scope, @Nullable String reference) {
        return reference == null
                ? Future.succeededFuture()
                : database.pool()
                        .preparedQuery(REFERENCE)
                        .execute(Tuple.of(scope.serviceId(), reference, Ids.first(RECENT)))
                        .map(rows ->
                                rows.stream().findFirst().map(Finder::alarm).orElse(null));
    }

    private static Found.Home home(Row row, List<Found.Why> why) {
        return new Found.Home(
                row.getUUID("id"),
                row.getString("place"),
                row.getString("people"),
                why,
                row.getBoolean("ended"),
                row.getUUID("alarm_id") == null
                        ? null
                        : new Found.Alarm(
                                row.getUUID("alarm_id"), row.getString("reference"), row.getString("trigger_words")));
    }

    private static Found.Alarm alarm(Row row) {
        return new Found.Alarm(row.getUUID(0), row.getString(1), row.getString(2));
    }

    private static String whom() {
        return "c.name || coalesce(', ' || nullif(c.relation, ''), '')"
                + " || case when c.retired_at is null then '' else ', no longer a contact' end";
    }
}
