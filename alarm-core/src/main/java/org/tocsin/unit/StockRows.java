package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** The shelf follows what becomes of a unit, in the same transaction. */
final class StockRows {
    /** A unit that never was on the shelf has no line there until it first comes back. */
    private static final String SHELVE = "insert into stock_item (id, service_id, kind, name, serial, unit_id, state,"
            + " since, created_at) select $1, u.service_id, 'UNIT', coalesce(m.make || ' ' || m.name, 'Home unit'),"
            + " u.serial, u.id, 'IN_STOCK', $4, $4 from home_unit u left join unit_model m on m.id = u.model_id"
            + " where u.service_id = $2 and u.id = $3 on conflict (unit_id) do nothing";

    private static final String MOVE = "with moved as (update stock_item set state = $4, home_id = $5, since = $6"
            + " where service_id = $1 and unit_id = $2 and state <> $4 returning id)"
            + " insert into stock_move (id, service_id, item_id, act, home_id, at, by)"
            + " select gen_random_uuid(), $1, id, $3, $7, $6, $8 from moved";

    private StockRows() {}

    /** A unit that was put on file without a home stands on the shelf. */
    static Future<Void> unitShelved(SqlClient client, Scope scope, UUID unitId, Instant at) {
        UUID item = Ids.next();
        return client.preparedQuery(SHELVE)
                .execute(Tuple.of(item, scope.serviceId(), unitId, Times.toRow(at)))
                .compose(shelved -> client.preparedQuery("insert into stock_move (id, service_id, item_id, act, at, by)"
                                + " values ($1, $2, $3, 'ADD', $4, $5)")
                        .execute(Tuple.of(Ids.next(), scope.serviceId(), item, Times.toRow(at), scope.actor())))
                .mapEmpty();
    }

    static Future<Void> unitIssued(SqlClient client, Scope scope, UUID unitId, UUID homeId, Instant at) {
        return move(client, scope, unitId, StockState.Act.ISSUE, homeId, at);
    }

    static Future<Void> unitReturned(SqlClient client, Scope scope, UUID unitId, UUID homeId, Instant at) {
        return client.preparedQuery(SHELVE)
                .execute(Tuple.of(Ids.next(), scope.serviceId(), unitId, Times.toRow(at)))
                .compose(shelved -> move(client, scope, unitId, StockState.Act.RETURN, homeId, at));
    }

    private static Future<Void> move(
            SqlClient client, Scope scope, UUID unitId, StockState.Act act, UUID homeId, Instant at) {
        boolean out = act == StockState.Act.ISSUE;
        StockState to = out ? StockState.ON_LOAN : StockState.RETURNED;
        @Nullable UUID standsIn = out ? homeId : null;
        return client.preparedQuery(MOVE)
                .execute(Tuple.of(scope.serviceId(), unitId, act.name(), to.name())
                        .addUUID(standsIn)
                        .addOffsetDateTime(Times.toRow(at))
                        .addUUID(homeId)
                        .addString(scope.actor()))
                .mapEmpty();
    }
}
