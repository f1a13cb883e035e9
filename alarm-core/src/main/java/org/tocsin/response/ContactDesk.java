package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * Keeps the contacts of homes: who they are, in which order they are asked, and that they are asked no more. None is ever
 * deleted, and the database keeps what was said of them before. The responders of the service are no home's and not
 * touched here.
 */
public final class ContactDesk {
    private static final int MOST = 100;

    private static final String OWN = " where c.service_id = $1 and c.home_id = $2 and c.id = $3";
    private static final String CORRECT = "update contact c set name = $4, telephone = $5, relation = $6,"
            + " kind = coalesce($7, kind), email = $8, language = $9, confirmed_at = $10, confirmed_by = $11" + OWN
            + " and c.retired_at is null";
    private static final String RETIRE =
            "update contact c set retired_at = $4, retired_by = $5" + OWN + " and c.retired_at is null";
    // Behind the others, as somebody who is new.
    private static final String RESTORE = "update contact c set retired_at = null, retired_by = null,"
            + " position = coalesce((select max(o.position) from contact o where o.home_id = c.home_id"
            + " and o.retired_at is null), 0) + 1" + OWN + " and c.retired_at is not null and (select count(*)"
            + " from contact o where o.home_id = c.home_id and o.retired_at is null) < " + MOST;
    private static final String LOCK = "select id from contact where service_id = $1 and home_id = $2"
            + " and retired_at is null order by position, id for no key update";
    private static final String PLACES = "update contact c set position = v.place::int"
            + " from unnest($3::uuid[]) with ordinality as v (id, place)"
            + " where c.service_id = $1 and c.home_id = $2 and c.id = v.id and c.position <> v.place";
    private static final String RETIRED = "select " + CalloutRows.CONTACT + ", ct.retired_at, ct.retired_by"
            + " from contact ct where ct.service_id = $1 and ct.home_id = $2 and ct.retired_at is not null"
            + " order by ct.retired_at desc, ct.id limit " + MOST;
    // Whoever has an alarm of the home open sees them as they are now; nothing about its sounding is touched.
    private static final String SHOW_ANEW = "update alarm set change_xid = pg_current_xact_id()"
            + " where service_id = $1 and home_id = $2 and state <> 'CLOSED'";

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final AuditTrail audit;

    public ContactDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * A contact as it should read.
     *
     * @param kind null for the one on file
     * @param language of what is sent to them; null for that of the provider
     */
    public record Wording(
            String name,
            @Nullable String telephone,
            @Nullable String relation,
            Contact.@Nullable Kind kind,
            @Nullable String email,
            Contact.@Nullable Language language) {}

    /** @param by as the audit trail names them */
    public record Retired(Contact contact, Instant at, String by) {}

    /** Says who they are and how they are reached, as somebody has just said; false where the home has no such contact. */
    public Future<Boolean> correct(Scope scope, UUID homeId, UUID contactId, Wording wanted, @Nullable String address) {
        Tuple values = Tuple.of(scope.serviceId(), homeId, contactId, wanted.name())
                .addString(wanted.telephone())
                .addString(wanted.relation())
                .addString(wanted.kind() == null ? null : wanted.kind().name())
                .addString(wanted.email())
                .addString(wanted.language() == null ? null : wanted.language().code())
                .addValue(Times.toRow(clock.instant()))
                .addString(scope.actor());
        return kept(scope, homeId, "change-contact", address, client -> count(client, CORRECT, values));
    }

    /**
     * Puts a contact in its place among those that are asked, the others in their order before and behind.
     *
     * @param place from 1; beyond the last is last
     */
    public Future<Boolean> move(Scope scope, UUID homeId, UUID contactId, int place, @Nullable String address) {
        return moved(scope, homeId, contactId, address, order -> place - 1);
    }

    /** One place up, or down; at the end of the list it stays. */
    public Future<Boolean> step(Scope scope, UUID homeId, UUID contactId, boolean up, @Nullable String address) {
        return moved(scope, homeId, contactId, address, order -> order.indexOf(contactId) + (up ? -1 : 1));
    }

    /** Is asked no more, and stays named wherever they stand; false where there is nobody to retire. */
    public Future<Boolean> retire(Scope scope, UUID homeId, UUID contactId, @Nullable String address) {
        Tuple values = Tuple.of(scope.serviceId(), homeId, contactId)
                .addValue(Times.toRow(clock.instant()))
                .addString(scope.actor());
        return kept(scope, homeId, "retire-contact", address, client -> count(client, RETIRE, values));
    }

    /** Is asked again, behind the others; false where nobody is retired, or the home has its 100. */
    public Future<Boolean> restore(Scope scope, UUID homeId, UUID contactId, @Nullable String address) {
        Tuple values = Tuple.of(scope.serviceId(), homeId, contactId);
        return kept(scope, homeId, "restore-contact", address, client -> count(client, RESTORE, values));
    }

    /** Who was a contact of this home of the scope's service and is asked no more, the last first. */
    public Future<List<Retired>> retired(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(RETIRED)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(ContactDesk::retired).toList());
    }

    private static Retired retired(Row row) {
        return new Retired(
                CalloutRows.contact(row),
                Times.fromRow(row.getOffsetDateTime("retired_at")),
                row.getString("retired_by"));
    }

    private Future<Boolean> moved(
            Scope scope, UUID homeId, UUID contactId, @Nullable String address, Function<List<UUID>, Integer> where) {
        return kept(
                scope,
                homeId,
                "move-contact",
                address,
                client -> client.preparedQuery(LOCK)
                        .execute(Tuple.of(scope.serviceId(), homeId))
                        .compose(rows -> {
                            List<UUID> order = new ArrayList<>(
                                    rows.stream().map(row -> row.getUUID(0)).toList());
                            if (!order.contains(contactId)) {
                                return Future.succeededFuture(0);
                            }
                            int place = where.apply(order);
                            order.remove(contactId);
                            order.add(Math.max(0, Math.min(place, order.size())), contactId);
                            Tuple values =
                                    Tuple.of(scope.serviceId(), homeId).addArrayOfUUID(order.toArray(UUID[]::new));
                            return count(client, PLACES, values).map(1);
                        }));
    }

    private static Future<Integer> count(SqlConnection client, String sql, Tuple values) {
        return client.preparedQuery(sql).execute(values).map(rows -> rows.rowCount());
    }

    private Future<Boolean> kept(
            Scope scope,
            UUID homeId,
            String action,
            @Nullable String address,
            Function<SqlConnection, Future<Integer>> change) {
        return database.pool()
                .withTransaction(client -> change.apply(client)
                        .compose(changed -> changed == 0
                                ? Future.succeededFuture(false)
                                : client.preparedQuery(SHOW_ANEW)
                                        .execute(Tuple.of(scope.serviceId(), homeId))
                                        .compose(v -> audit.record(client, scope, action, "home:" + homeId, address))
                                        .map(true)))
                .onSuccess(done -> {
                    if (done) {
                        wakeup.ring();
                    }
                });
    }
}
