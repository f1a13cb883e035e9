package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Units that are heard and not on file, as their own numbers in the signals of the last 30 days. */
public final class Strangers {
    /** How far back is looked. */
    public static final int DAYS = 30;

    /** As many as are listed; more of them are no longer a list but a fault elsewhere. */
    public static final int MOST = 1_000;

    private static final String LIST = "select s.cid, count(*) as signals, min(s.received_at) as first_at,"
            + " max(s.received_at) as last_at, (array_agg(s.protocol order by s.received_at desc))[1] as protocol,"
            + " (array_agg(s.remote_address order by s.received_at desc))[1] as address"
            + " from signal s where s.service_id = $1 and s.unit_id is null and s.received_at > $2"
            + " and s.cid ~ '^[0-9]{1,32}$' and not exists (select from home_unit u where u.cid = s.cid)"
            + " group by s.cid order by last_at desc, s.cid limit " + MOST;

    private final Database database;
    private final InstantSource clock;

    public Strangers(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param address from where it called last */
    public record Stranger(String cid, int signals, Instant firstAt, Instant lastAt, String protocol, String address) {}

    /** Who called the scope's service and is not on file, the latest first; at most {@link #MOST}. */
    public Future<List<Stranger>> list(Scope scope) {
        return database.pool()
                .preparedQuery(LIST)
                .execute(Tuple.of(scope.serviceId(), Times.toRow(clock.instant().minus(Duration.ofDays(DAYS)))))
                .map(rows -> rows.stream()
                        .map(row -> new Stranger(
                                row.getString("cid"),
                                row.getInteger("signals"),
                                Times.fromRow(row.getOffsetDateTime("first_at")),
                                Times.fromRow(row.getOffsetDateTime("last_at")),
                                row.getString("protocol"),
                                row.getString("address")))
                        .toList());
    }
}
