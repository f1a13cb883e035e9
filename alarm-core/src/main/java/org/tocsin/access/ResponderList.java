package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;

/** A responder's line in the list of those whom the service calls out, kept beside their sign-in. */
final class ResponderList {
    /** Two lists of one service are never put in order at once. */
    private static final String ALONE = "select 1 from service where id = $1 for no key update";

    private static final String CHANGE = """
            update contact set name = $3, telephone = $4, retired_at = case when $5 then null
              else coalesce(retired_at, $6) end
            where service_id = $1 and operator_id = $2 and home_id is null and kind = 'RESPONDER'
            returning id, retired_at
            """;
    private static final String NAME = "update contact set name = $3 where service_id = $1 and operator_id = $2"
            + " and home_id is null and name <> $3";
    private static final String ADD = """
            insert into contact (id, service_id, position, name, telephone, kind, operator_id)
            select $1, $2, coalesce((select max(position) from contact
              where service_id = $2 and home_id is null and retired_at is null), 0) + 1, $4, $5, 'RESPONDER', $3
            """;
    // Who is moved stands before whoever had the place; everybody else keeps their order.
    private static final String MOVE = """
            with others as (select id, row_number() over (order by position, id)::numeric as key from contact
              where service_id = $1 and home_id is null and retired_at is null and operator_id is distinct from $2),
            moved as (select id, coalesce($3::numeric, 1000000) - 0.5 as key from contact
              where service_id = $1 and home_id is null and retired_at is null and operator_id = $2),
            placed as (select id, row_number() over (order by key) as place
              from (select id, key from others union all select id, key from moved) every)
            update contact c set position = p.place from placed p
            where c.id = p.id and c.service_id = $1 and c.position <> p.place
            """;

    private ResponderList() {}

    /** Brings their line to what the form says; whoever is no responder any more is called out no more. */
    static Future<Void> keep(
            SqlConnection connection, UUID service, UUID operator, PersonForm form, OffsetDateTime now) {
        Tuple values = Tuple.of(service, operator, form.displayName().strip(), form.telephone())
                .addValue(form.inTheList())
                .addValue(now);
        if (form.role() != Role.RESPONDER) {
            return retire(connection, service, operator, form.displayName().strip(), now);
        }
        return connection
                .preparedQuery(ALONE)
                .execute(Tuple.of(service))
                .compose(alone -> connection.preparedQuery(CHANGE).execute(values))
                .compose(rows -> rows.size() > 0 || !form.calledOut()
                        ? Future.succeededFuture()
                        : add(connection, service, operator, form.displayName().strip(), form.telephone()))
                .compose(v -> form.calledOut()
                        ? move(connection, service, operator, form.place())
                        : named(
                                connection,
                                service,
                                operator,
                                form.displayName().strip()));
    }

    private static Future<Void> retire(
            SqlConnection connection, UUID service, UUID operator, String name, OffsetDateTime now) {
        return connection
                .preparedQuery("update contact set retired_at = $3 where service_id = $1 and operator_id = $2"
                        + " and home_id is null and retired_at is null")
                .execute(Tuple.of(service, operator, now))
                .compose(v -> named(connection, service, operator, name));
    }

    private static Future<Void> named(SqlConnection connection, UUID service, UUID operator, String name) {
        return connection
                .preparedQuery(NAME)
                .execute(Tuple.of(service, operator, name))
                .mapEmpty();
    }

    private static Future<Void> add(
            SqlConnection connection, UUID service, UUID operator, String name, @Nullable String telephone) {
        return connection
                .preparedQuery(ADD)
                .execute(Tuple.of(Ids.next(), service, operator, name, telephone))
                .mapEmpty();
    }

    private static Future<Void> move(SqlConnection connection, UUID service, UUID operator, @Nullable Integer place) {
        return connection
                .preparedQuery(MOVE)
                .execute(Tuple.of(service, operator, place))
                .mapEmpty();
    }
}
