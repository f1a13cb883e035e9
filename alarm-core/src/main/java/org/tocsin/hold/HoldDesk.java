package org.tocsin.hold;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.hold.LegalHold.Kind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/**
 * Places, reviews and lifts legal holds. What is told as placed stands before anything more is taken away: placing waits for
 * the portion that the retention program is just taking, and the next one sees the hold.
 */
public final class HoldDesk {
    /** Held by whoever places a hold, and by the retention program for each portion; parameter: the service's id. */
    public static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('keeping:' || $1::text, 0))::text";

    private static final String PLACE = "insert into legal_hold (id, service_id, kind, record_id, home_id, reason,"
            + " reference, review_on, placed_at, placed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            + " on conflict (id) do nothing";
    private static final String SAME =
            "select from legal_hold where id = $1 and service_id = $2 and kind = $3 and record_id = $4";
    private static final String FIND =
            "select kind, record_id, lifted_at from legal_hold" + " where service_id = $1 and id = $2 for update";
    private static final String LIFT =
            "update legal_hold set lifted_at = $3, lifted_by = $4, lifted_why = $5 where service_id = $1 and id = $2";
    private static final String REVIEW = "update legal_hold set review_on = $3 where service_id = $1 and id = $2";

    /** Marked while any stands. */
    private static final String MARK = "update %1$s set legal_hold = $3 where service_id = $1 and id = $2"
            + " and legal_hold <> $3 and ($3 or not exists (select from legal_hold l where l.record_id = $2"
            + " and l.kind = $4 and l.lifted_at is null))";
    /** Whoever looks at an alarm reads it again. */
    private static final String READ_AGAIN =
            "update alarm set change_xid = pg_current_xact_id() where service_id = $1 and id = $2";

    private static final String PLACED = "A legal hold was placed";
    private static final String LIFTED = "A legal hold was lifted";
    private static final String NOTE = "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)"
            + " values ($1, $2, $3, 'NOTE', $4, $5)";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public HoldDesk(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * Keeps the record of the scope's service from now on, with a line of the audit trail and, of an alarm, of its log.
     *
     * @param today of the service
     * @param address from where it is asked
     */
    public Future<HoldResult> place(Scope scope, LegalHold.Wanted wanted, LocalDate today, @Nullable String address) {
        Optional<HoldResult.Unfit> unfit = wanted.unfit(today);
        if (unfit.isPresent()) {
            return Future.succeededFuture(unfit.get());
        }
        Kind kind = wanted.kind();
        return database.pool()
                .withTransaction(client -> client.preparedQuery(LOCK)
                        .execute(Tuple.of(scope.serviceId().toString()))
                        .compose(locked -> client.preparedQuery("select " + kind.home() + " as home_id from "
                                        + kind.table() + " where service_id = $1 and id = $2")
                                .execute(Tuple.of(scope.serviceId(), wanted.recordId())))
                        .compose(found -> found.size() == 0
                                ? Future.succeededFuture(new HoldResult.NotOnFile())
                                : place(
                                        client,
                                        scope,
                                        wanted,
                                        found.iterator().next().getUUID("home_id"),
                                        address)));
    }

    private Future<HoldResult> place(
            SqlConnection client,
            Scope scope,
            LegalHold.Wanted wanted,
            @Nullable UUID homeId,
            @Nullable String address) {
        return client.preparedQuery(PLACE)
                .execute(Tuple.tuple()
                        .addUUID(wanted.id())
                        .addUUID(scope.serviceId())
                        .addString(wanted.kind().name())
                        .addUUID(wanted.recordId())
                        .addUUID(homeId)
                        .addString(wanted.reason())
                        .addString(wanted.reference())
                        .addLocalDate(wanted.reviewOn())
                        .addOffsetDateTime(Times.toRow(clock.instant()))
                        .addString(scope.actor()))
                .compose(placed -> placed.rowCount() == 0
                        ? again(client, scope, wanted)
                        : mark(client, scope, wanted.kind(), wanted.recordId(), true)
                                .compose(marked -> told(client, scope, wanted.kind(), wanted.recordId(), PLACED))
                                .compose(told ->
                                        audited(client, scope, "hold", wanted.kind(), wanted.recordId(), address))
                                .map(audited -> new HoldResult.Done(wanted.id(), false)));
    }

    private static Future<HoldResult> again(SqlConnection client, Scope scope, LegalHold.Wanted wanted) {
        return client.preparedQuery(SAME)
                .execute(Tuple.of(wanted.id(), scope.serviceId(), wanted.kind().name(), wanted.recordId()))
                .map(same -> same.size() == 0 ? new HoldResult.NotOnFile() : new HoldResult.Done(wanted.id(), true));
    }

    /** The hold stands no more; others on the same record do. */
    public Future<HoldResult> lift(Scope scope, UUID holdId, @Nullable String why, @Nullable String address) {
        if (why == null || why.isBlank() || why.length() > LegalHold.LONGEST_REASON) {
            return Future.succeededFuture(new HoldResult.Unfit(
                    "why",
                    "Say why it need not be kept any more, in at most " + LegalHold.LONGEST_REASON + " characters."));
        }
        return standing(scope, holdId, (client, row) -> {
            Kind kind = Kind.valueOf(row.getString("kind"));
            UUID record = row.getUUID("record_id");
            return client.preparedQuery(LIFT)
                    .execute(Tuple.of(scope.serviceId(), holdId, Times.toRow(clock.instant()), scope.actor(), why))
                    .compose(lifted -> mark(client, scope, kind, record, false))
                    .compose(marked -> told(client, scope, kind, record, LIFTED))
                    .compose(told -> audited(client, scope, "release-hold", kind, record, address))
                    .map(audited -> new HoldResult.Done(holdId, false));
        });
    }

    /** It is still needed, and is looked at again on this day. */
    public Future<HoldResult> review(
            Scope scope, UUID holdId, @Nullable LocalDate on, LocalDate today, @Nullable String address) {
        Optional<HoldResult.Unfit> unfit = LegalHold.unfitReview(on, today);
        if (unfit.isPresent()) {
            return Future.succeededFuture(unfit.get());
        }
        return standing(
                scope,
                holdId,
                (client, row) -> client.preparedQuery(REVIEW)
                        .execute(Tuple.of(scope.serviceId(), holdId, on))
                        .compose(set -> audited(
                                client,
                                scope,
                                "review-hold",
                                Kind.valueOf(row.getString("kind")),
                                row.getUUID("record_id"),
                                address))
                        .map(audited -> new HoldResult.Done(holdId, false)));
    }

    private interface Act {
        Future<HoldResult> on(SqlConnection client, Row hold);
    }

    /** What was lifted before stays as it was. */
    private Future<HoldResult> standing(Scope scope, UUID holdId, Act act) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(LOCK)
                        .execute(Tuple.of(scope.serviceId().toString()))
                        .compose(locked -> client.preparedQuery(FIND).execute(Tuple.of(scope.serviceId(), holdId)))
                        .compose(found -> {
                            if (found.size() == 0) {
                                return Future.succeededFuture(new HoldResult.NotOnFile());
                            }
                            Row row = found.iterator().next();
                            return row.getValue("lifted_at") != null
                                    ? Future.succeededFuture(new HoldResult.Done(holdId, true))
                                    : act.on(client, row);
                        }));
    }

    private static Future<?> mark(SqlConnection client, Scope scope, Kind kind, UUID record, boolean held) {
        return client.preparedQuery(MARK.formatted(kind.table()))
                .execute(Tuple.of(scope.serviceId(), record, held, kind.name()));
    }

    /** Everybody who works on the alarm sees that it is kept; why is for those who may place a hold. */
    private Future<?> told(SqlConnection client, Scope scope, Kind kind, UUID record, String words) {
        return kind == Kind.ALARM
                ? client.preparedQuery(NOTE)
                        .execute(
                                Tuple.of(record, scope.serviceId(), Times.toRow(clock.instant()), scope.actor(), words))
                        .compose(noted -> client.preparedQuery(READ_AGAIN).execute(Tuple.of(scope.serviceId(), record)))
                : Future.succeededFuture();
    }

    private Future<Void> audited(
            SqlConnection client, Scope scope, String action, Kind kind, UUID record, @Nullable String address) {
        return audit.record(client, scope, action, kind.name().toLowerCase(Locale.ROOT) + ":" + record, address);
    }
}
