package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * Work at a unit that is known beforehand: it is not expected for a while. What it sends is heard and sounds as ever. Never
 * for ever, and each is on the audit trail.
 */
public final class Pauses {
    public static final Duration LONGEST = Duration.ofDays(30);
    private static final int LONGEST_WORDS = 200;

    private static final String SET = """
            with u as (select id from home_unit where service_id = $2 and cid = $3),
            over as (
              update supervision_pause p set ended_at = $5, ended_by = $7 from u
              where p.unit_id = u.id and p.ended_at is null)
            insert into supervision_pause (id, service_id, unit_id, words, since, until, set_by)
            select $1, $2, u.id, $4, $5, $6, $7 from u returning unit_id
            """;
    private static final String END = "update supervision_pause p set ended_at = $3, ended_by = $4 from home_unit u"
            + " where u.service_id = $1 and u.cid = $2 and p.unit_id = u.id and p.ended_at is null and p.until > $3"
            + " returning p.unit_id";

    private final Database database;
    private final AuditTrail audit;
    private final InstantSource clock;

    public Pauses(Database database, AuditTrail audit, InstantSource clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** What became of it. */
    public enum Result {
        DONE,
        NO_SUCH_UNIT,
        /** No words, or too many. */
        NO_REASON,
        /** No time, or more than {@link #LONGEST}. */
        NO_SUCH_TIME
    }

    /** From now on; takes the place of one that holds. */
    public Future<Result> set(Scope scope, String cid, String words, Duration time, @Nullable String address) {
        if (words.isBlank() || words.length() > LONGEST_WORDS) {
            return Future.succeededFuture(Result.NO_REASON);
        }
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            return Future.succeededFuture(Result.NO_SUCH_TIME);
        }
        Instant now = clock.instant();
        Tuple values = Tuple.of(Ids.next(), scope.serviceId(), cid, words.strip(), Times.toRow(now))
                .addValue(Times.toRow(now.plus(time)))
                .addValue(scope.actor());
        return done(scope, SET, values, "pause-supervision", address);
    }

    /** It is expected again; without effect where nothing held. */
    public Future<Result> end(Scope scope, String cid, @Nullable String address) {
        Tuple values = Tuple.of(scope.serviceId(), cid, Times.toRow(clock.instant()), scope.actor());
        return done(scope, END, values, "resume-supervision", address);
    }

    private Future<Result> done(Scope scope, String sql, Tuple values, String action, @Nullable String address) {
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(sql)
                        .execute(values)
                        .compose(rows -> {
                            if (rows.size() == 0) {
                                return Future.succeededFuture(Result.NO_SUCH_UNIT);
                            }
                            UUID unit = rows.iterator().next().getUUID(0);
                            return lookNow(connection, unit)
                                    .compose(due -> audit.record(connection, scope, action, "unit:" + unit, address))
                                    .map(Result.DONE);
                        }));
    }

    private Future<Void> lookNow(SqlConnection connection, UUID unit) {
        return connection
                .preparedQuery("update unit_watch set due_at = least(due_at, $2) where unit_id = $1")
                .execute(Tuple.of(unit, Times.toRow(clock.instant())))
                .mapEmpty();
    }
}
