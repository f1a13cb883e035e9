package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/**
 * Units that should be there and have never been heard: on file in a home or as a scheme's controller, in service for
 * longer than the service's own limit, and no signal and no sign of life from them ever.
 */
public final class Ghosts {
    private static final String FROM = " from home_unit u left join home h on h.id = u.home_id"
            + " left join scheme e on e.id = u.scheme_id and h.id is null"
            + " left join unit_model m on m.id = u.model_id"
            + " cross join lateral (select coalesce(max(p.since), u.created_at) as since from unit_placement p"
            + " where p.unit_id = u.id and p.until is null) s"
            + " where u.service_id = $1 and u.status = 'IN_SERVICE' and coalesce(h.id, e.id) is not null"
            + " and h.ended_at is null and s.since < $2"
            + " and not exists (select from sign_of_life l where l.unit_id = u.id)"
            + " and not exists (select from signal g where g.cid = u.cid and g.unit_id = u.id)"
            + " and not exists (select from unit_connection k where k.unit_id = u.id)";
    private static final String LIST = "select u.id, u.cid, u.protocol, h.id as home_id, h.external_id, s.since,"
            + " coalesce(e.name, concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode)) as place,"
            + " (select count(distinct d.home_id)::int from scheme_point d where d.scheme_id = e.id) as dwellings,"
            + " concat_ws(' ', m.make, m.name) as model,"
            + " (select string_agg(p.name, ' and ' order by r.since, p.id) from resident r"
            + " join service_user p on p.id = r.service_user_id where r.home_id = h.id and r.until is null) as people"
            + FROM + " and ($3::uuid is null or u.id > $3) order by u.id limit $4";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public Ghosts(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * @param homeId null for a scheme's controller, whose place is the scheme
     * @param homeExternalId the home's id with the service; null for none
     * @param who empty where nobody lives there on file
     * @param dwellings behind a controller; 0 for a unit of a home
     * @param since when it was put there
     */
    public record Ghost(
            UUID unitId,
            String cid,
            String protocol,
            @Nullable UUID homeId,
            @Nullable String homeExternalId,
            String who,
            String place,
            String model,
            int dwellings,
            Instant since) {}

    /** The service's ghosts, a page of them. */
    public Future<Page<Ghost>> list(Scope scope, int limit, @Nullable UUID after) {
        int most = Math.min(limit, Page.LARGEST);
        return days(scope)
                .compose(days -> database.pool()
                        .preparedQuery(LIST)
                        .execute(Tuple.of(scope.serviceId(), before(days), after, most + 1))
                        .map(rows -> {
                            List<Ghost> found = rows.stream().map(Ghosts::read).toList();
                            boolean more = found.size() > most;
                            List<Ghost> page = more ? found.subList(0, most) : found;
                            return new Page<>(
                                    page, more ? page.get(most - 1).unitId().toString() : null);
                        }));
    }

    /** How many there are. */
    public Future<Integer> count(Scope scope) {
        return days(scope)
                .compose(days -> database.pool()
                        .preparedQuery("select count(*)" + FROM)
                        .execute(Tuple.of(scope.serviceId(), before(days)))
                        .map(rows -> rows.iterator().next().getInteger(0)));
    }

    /** After how many days in a home a unit must have been heard. */
    public Future<Integer> days(Scope scope) {
        return database.pool()
                .preparedQuery("select ghost_after_days from service where id = $1")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /** @throws IllegalArgumentException for fewer than 1 or more than 365 days */
    public Future<Void> setDays(Scope scope, int days) {
        if (days < 1 || days > 365) {
            throw new IllegalArgumentException("between 1 and 365 days");
        }
        return database.pool()
                .withTransaction(client -> client.preparedQuery(
                                "update service set ghost_after_days = $2 where id = $1")
                        .execute(Tuple.of(scope.serviceId(), days))
                        .compose(done ->
                                audit.record(client, scope, "set-ghost-days", "service:" + scope.serviceId(), null)));
    }

    private Object before(int days) {
        return Times.toRow(clock.instant().minus(Duration.ofDays(days)));
    }

    private static Ghost read(Row row) {
        String people = row.getString("people");
        return new Ghost(
                row.getUUID("id"),
                row.getString("cid"),
                row.getString("protocol"),
                row.getUUID("home_id"),
                row.getString("external_id"),
                people == null ? "" : people,
                row.getString("place"),
                row.getString("model"),
                row.getInteger("dwellings"),
                Times.fromRow(row.getOffsetDateTime("since")));
    }
}
