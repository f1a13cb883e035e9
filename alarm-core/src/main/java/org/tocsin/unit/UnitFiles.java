package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;
import org.tocsin.signal.Protocol;

/** Reads units for people and programs: one with what is known of it, or all that fit some words. */
public final class UnitFiles {
    /** Of one unit. */
    static final int MOST_FAULTS = 20;

    private static final String FIND = "select u.id, u.service_id, u.home_id, u.cid, u.protocol, u.status,"
            + " u.authentication, m.make, m.name as model, greatest(l.last_seen_at,"
            + " (select max(s.received_at) from signal s where s.cid = u.cid and s.unit_id = u.id"
            + " and s.protocol <> 'PLATFORM')) as heard,"
            + " c.uri, c.proven, c.registered_at, c.expires_at"
            + " from home_unit u left join unit_model m on m.id = u.model_id"
            + " left join sign_of_life l on l.unit_id = u.id"
            + " left join sip_contact c on c.unit_id = u.id and c.expires_at > $3"
            + " where u.service_id = $1 and u.cid = $2";

    private static final String FAULTS = "select kind, did, lost_at from fault"
            + " where service_id = $1 and cid = $2 and lost_at is not null and restored_at is null"
            + " order by lost_at desc limit " + MOST_FAULTS;

    private static final String LIST = "select u.cid, u.protocol, u.status, r.people,"
            + " concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place,"
            + " greatest(l.last_seen_at, (select a.pressed_at from alarm a where a.cid = u.cid and a.unit_id = u.id"
            + " and not exists (select from fault f where f.alarm_id = a.id and f.kind = 'SILENT' and f.restored_at is null)"
            + " order by a.id desc limit 1)) as heard,"
            + " exists (select from unit_connection k join process p on p.id = k.gateway_id"
            + " where k.unit_id = u.id and k.released_at is null and p.last_seen_at > $5) as connected"
            + " from home_unit u left join home h on h.id = u.home_id"
            + " left join lateral (select string_agg(p.name, ' and ' order by r.since, p.id) as people"
            + " from resident r join service_user p on p.id = r.service_user_id"
            + " where r.home_id = u.home_id and r.since <= $4 and (r.until is null or r.until > $4)) r on true"
            + " left join sign_of_life l on l.unit_id = u.id"
            + " where u.service_id = $1 and ($2::text is null or u.cid > $2)"
            + " and ($3::text is null or starts_with(u.cid, $3) or position($3 in lower(r.people)) > 0"
            + " or starts_with(replace(lower(h.postcode), ' ', ''), replace($3, ' ', '')))"
            + " order by u.cid limit $6";

    private final Database database;
    private final InstantSource clock;
    private final UnitConnectionStore connections;
    private final UndeliveredReplyStore replies;
    private final UnitStates states;

    public UnitFiles(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.connections = new UnitConnectionStore(database, clock);
        this.replies = new UndeliveredReplyStore(database);
        this.states = new UnitStates(database);
    }

    /** The unit with this id on the wire; empty where the service has none. */
    public Future<Optional<UnitFile>> find(Scope scope, String cid) {
        return database.pool()
                .preparedQuery(FIND)
                .execute(Tuple.of(scope.serviceId(), cid, Times.toRow(clock.instant())))
                .map(rows -> rows.stream().findFirst())
                .compose(row -> row.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : complete(scope, row.get()).map(Optional::of));
    }

    private Future<UnitFile> complete(Scope scope, Row row) {
        UUID id = row.getUUID("id");
        Future<Optional<UnitConnection>> connection = connections.newest(scope, id);
        Future<Optional<UndeliveredReply>> undelivered = replies.find(scope, id);
        Future<Optional<UnitState>> state = states.find(scope, id);
        Future<List<UnitFile.Fault>> faults = faults(scope, row.getString("cid"));
        return Future.all(connection, undelivered, state, faults)
                .map(all -> file(
                        row,
                        new UnitFile.Known(
                                Times.fromRowOrNull(row.getOffsetDateTime("heard")),
                                connection.result().orElse(null),
                                state.result().orElse(null),
                                registration(row),
                                undelivered.result().orElse(null),
                                faults.result())));
    }

    private Future<List<UnitFile.Fault>> faults(Scope scope, String cid) {
        return database.pool()
                .preparedQuery(FAULTS)
                .execute(Tuple.of(scope.serviceId(), cid))
                .map(rows -> rows.stream()
                        .map(row -> new UnitFile.Fault(
                                row.getString("kind"),
                                row.getString("did"),
                                Times.fromRow(row.getOffsetDateTime("lost_at"))))
                        .toList());
    }

    /**
     * Units by their id on the wire, in its order.
     *
     * @param words the beginning of an id or of a postcode, or a part of a person's name; null or empty for all
     * @param limit 1 to {@link Page#LARGEST}
     * @param cursor {@link Page#next} of the page before; null for the first
     */
    public Future<Page<UnitLine>> search(Scope scope, @Nullable String words, int limit, @Nullable String cursor) {
        int most = Math.max(1, Math.min(limit, Page.LARGEST));
        String wanted = words == null || words.isBlank() ? null : words.strip().toLowerCase(Locale.UK);
        Tuple parameters = Tuple.of(scope.serviceId(), cursor, wanted, Times.toRow(clock.instant()))
                .addOffsetDateTime(Times.toRow(clock.instant().minus(UnitConnectionStore.GATEWAY_SILENT)))
                .addInteger(most + 1);
        return database.pool().preparedQuery(LIST).execute(parameters).map(rows -> {
            List<UnitLine> found = new ArrayList<>();
            rows.forEach(row -> found.add(line(row)));
            boolean more = found.size() > most;
            List<UnitLine> items = more ? found.subList(0, most) : found;
            return new Page<>(items, more ? items.get(most - 1).cid() : null);
        });
    }

    private static UnitFile file(Row row, UnitFile.Known known) {
        HomeUnit unit = new HomeUnit(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getString("cid"),
                Protocol.valueOf(row.getString("protocol")),
                HomeUnit.Status.valueOf(row.getString("status")));
        return new UnitFile(
                unit,
                row.getString("make"),
                row.getString("model"),
                Credential.Authentication.valueOf(row.getString("authentication")),
                known);
    }

    private static UnitFile.@Nullable Registration registration(Row row) {
        return row.getString("uri") == null
                ? null
                : new UnitFile.Registration(
                        row.getString("uri"),
                        row.getBoolean("proven"),
                        Times.fromRow(row.getOffsetDateTime("registered_at")),
                        Times.fromRow(row.getOffsetDateTime("expires_at")));
    }

    private static UnitLine line(Row row) {
        String place = row.getString("place");
        return new UnitLine(
                row.getString("cid"),
                Protocol.valueOf(row.getString("protocol")),
                HomeUnit.Status.valueOf(row.getString("status")),
                row.getString("people"),
                place == null || place.isEmpty() ? null : place,
                Times.fromRowOrNull(row.getOffsetDateTime("heard")),
                row.getBoolean("connected"));
    }
}
