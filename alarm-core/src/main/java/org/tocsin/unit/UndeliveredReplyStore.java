package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Which units do not confirm our replies, for the people of their service. */
public final class UndeliveredReplyStore {
    private static final String FIND = "select unit_id, times, since, last_at, reason, sip_status, gateway_id"
            + " from undelivered_reply where service_id = $1 and unit_id = $2 and times > 0";

    private final Database database;

    public UndeliveredReplyStore(Database database) {
        this.database = database;
    }

    /** Empty while the unit confirms what it is told, or has never been told anything. */
    public Future<Optional<UndeliveredReply>> find(Scope scope, UUID unitId) {
        return database.pool()
                .preparedQuery(FIND)
                .execute(Tuple.of(scope.serviceId(), unitId))
                .map(rows -> rows.stream().findFirst().map(UndeliveredReplyStore::read));
    }

    private static UndeliveredReply read(Row row) {
        return new UndeliveredReply(
                row.getUUID(0),
                row.getInteger(1),
                Times.fromRow(row.getOffsetDateTime(2)),
                Times.fromRow(row.getOffsetDateTime(3)),
                UndeliveredReply.Reason.valueOf(row.getString(4)),
                row.getInteger(5),
                row.getString(6));
    }
}
