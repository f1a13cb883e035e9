package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.ServiceUser.Status;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * Who lives where since when, and how they are: at home, in hospital, away. Changes banners, letters and counts; nothing
 * here is asked on the way of an alarm.
 */
public final class Residents {
    /** Lines of one person or home in one answer. */
    private static final int MOST = 200;

    private static final Duration AHEAD = Duration.ofMinutes(1);

    private static final String HISTORY =
            "select id, service_user_id, status, since, until, review_on, note, recorded_at,"
                    + " recorded_by from service_user_status where service_id = $1 and service_user_id = $2"
                    + " order by recorded_at desc, id desc limit " + MOST;

    /** The home's open alarms are shown anew, with the new banner; nothing about their sounding is touched. */
    private static final String SHOW_ANEW = "update alarm a set change_xid = pg_current_xact_id()"
            + " from resident r where r.service_id = $1 and r.service_user_id = $2 and (r.until is null or r.until > $3)"
            + " and a.home_id = r.home_id and a.service_id = $1 and a.state <> 'CLOSED'";

    private static final String STAYS = "select p.id, p.name, p.telephone, p.notes, p.status, p.status_since,"
            + " p.status_until, p.review_on, p.legal_hold, r.since, r.until"
            + " from resident r join service_user p on p.id = r.service_user_id"
            + " where r.service_id = $1 and r.home_id = $2"
            + " order by (r.until is not null and r.until <= $3), r.since desc, p.id limit " + MOST;

    private static final String REVIEWS =
            "select p.id, p.name, p.status, p.status_until, p.review_on, h.home_id, h.place"
                    + " from service_user p join lateral (select r.home_id,"
                    + " concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place"
                    + " from resident r join home h on h.id = r.home_id where r.service_user_id = p.id"
                    + " and (r.until is null or r.until > $3) order by r.since limit 1) h on true"
                    + " where p.service_id = $1 and (p.review_on <= $2 or (p.status <> 'ACTIVE' and p.status_until <= $3))"
                    + " order by least(p.review_on, p.status_until::date), p.id limit $4";

    private final Database database;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public Residents(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.audit = new AuditTrail(database, clock);
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /**
     * A status to be recorded.
     *
     * @param since from when it holds; not in the future
     * @param until when it ends by itself; null for until further notice
     */
    public record NewStatus(
            Status status,
            Instant since,
            @Nullable Instant until,
            @Nullable LocalDate reviewOn,
            @Nullable String note) {}

    /**
     * A person's time in a home.
     *
     * @param until null while they live there
     * @param reviewOn when somebody is to ask whether the status still holds
     * @param hold true: what is known of this person is kept, whatever its age
     */
    public record Stay(
            ServiceUser person,
            Instant since,
            @Nullable Instant until,
            @Nullable LocalDate reviewOn,
            boolean hold) {}

    /**
     * A status that somebody is to look at again.
     *
     * @param over since when it no longer holds; null where its day of review has come
     */
    public record Review(
            UUID personId,
            String name,
            Status status,
            @Nullable LocalDate reviewOn,
            @Nullable Instant over,
            UUID homeId,
            String place) {}

    /** What became of a change. */
    public sealed interface Result {}

    /** Done, with a line on the audit trail. */
    public record Done(UUID personId) implements Result {}

    /** The service has no such person or home, or they do not live there. */
    public record NotOnFile() implements Result {}

    public record Invalid(String field, String why) implements Result {}

    /** Records a person's status; from now on it is theirs. */
    public Future<Result> setStatus(Scope scope, UUID personId, NewStatus wanted, @Nullable String address) {
        Instant now = clock.instant();
        if (wanted.since().isAfter(now.plus(AHEAD))) {
            return Future.succeededFuture(new Invalid("since", "A status begins now or earlier."));
        }
        if (wanted.until() != null && !wanted.until().isAfter(wanted.since())) {
            return Future.succeededFuture(new Invalid("until", "It ends after it begins."));
        }
        return database.pool()
                .<Result>withTransaction(client -> client.preparedQuery("update service_user set status = $3,"
                                + " status_since = $4, status_until = $5, review_on = $6"
                                + " where service_id = $1 and id = $2")
                        .execute(Tuple.of(
                                        scope.serviceId(),
                                        personId,
                                        wanted.status().name())
                                .addValue(Times.toRow(wanted.since()))
                                .addValue(Times.toRowOrNull(wanted.until()))
                                .addValue(wanted.reviewOn()))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(new NotOnFile())
                                : record(client, scope, personId, wanted, now)
                                        .compose(written -> audit.record(
                                                client, scope, "set-status", "person:" + personId, address))
                                        .map(audited -> new Done(personId))))
                .onSuccess(result -> ring(result));
    }

    /** Somebody lives in the home from then on, beside whoever does. */
    public Future<Result> moveIn(Scope scope, UUID homeId, NewResident wanted, @Nullable String address) {
        UUID personId = Ids.next();
        Instant now = clock.instant();
        return database.pool()
                .<Result>withTransaction(client -> client.preparedQuery(
                                "insert into service_user (id, service_id, name, telephone, notes, status, created_at,"
                                        + " confirmed_at, confirmed_by) select $3, service_id, $4, $5, $6, 'ACTIVE', $7,"
                                        + " $7, $8 from home"
                                        + " where service_id = $1 and id = $2")
                        .execute(Tuple.of(scope.serviceId(), homeId, personId, wanted.name())
                                .addString(wanted.telephone())
                                .addString(wanted.notes())
                                .addValue(Times.toRow(now))
                                .addString(scope.actor()))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(new NotOnFile())
                                : client.preparedQuery(
                                                "insert into resident (service_id, home_id, service_user_id, since)"
                                                        + " values ($1, $2, $3, $4)")
                                        .execute(Tuple.of(
                                                scope.serviceId(), homeId, personId, Times.toRow(wanted.since())))
                                        .compose(lives ->
                                                audit.record(client, scope, "move-in", "home:" + homeId, address))
                                        .map(audited -> new Done(personId))));
    }

    /** Lives there no more since then. What the home sends sounds as before. */
    public Future<Result> moveOut(Scope scope, UUID homeId, UUID personId, Instant until, @Nullable String address) {
        return database.pool()
                .<Result>withTransaction(client -> client.preparedQuery(
                                "update resident set until = $4 where service_id = $1 and home_id = $2"
                                        + " and service_user_id = $3 and until is null and since < $4")
                        .execute(Tuple.of(scope.serviceId(), homeId, personId, Times.toRow(until)))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(new NotOnFile())
                                : audit.record(client, scope, "move-out", "home:" + homeId, address)
                                        .map(audited -> new Done(personId))));
    }

    /**
     * Somebody to move in.
     *
     * @param since from when they live there
     */
    public record NewResident(
            String name,
            @Nullable String telephone,
            @Nullable String notes,
            Instant since) {}

    /** Everybody who lives or has lived in a home of the scope's service, those who live there now first. */
    public Future<List<Stay>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(STAYS)
                .execute(Tuple.of(scope.serviceId(), homeId, Times.toRow(clock.instant())))
                .map(rows -> rows.stream().map(row -> stay(scope, row)).toList());
    }

    /** What was recorded of a person of the scope's service, the latest first. */
    public Future<List<StatusLine>> history(Scope scope, UUID personId) {
        return database.pool()
                .preparedQuery(HISTORY)
                .execute(Tuple.of(scope.serviceId(), personId))
                .map(rows -> rows.stream().map(Residents::line).toList());
    }

    /** Whose status somebody is to look at again, the longest overdue first. */
    public Future<List<Review>> reviewsDue(Scope scope, LocalDate today, int limit) {
        return database.pool()
                .preparedQuery(REVIEWS)
                .execute(Tuple.of(scope.serviceId(), today, Times.toRow(clock.instant()), limit))
                .map(rows -> rows.stream().map(Residents::review).toList());
    }

    private Future<Void> record(SqlConnection client, Scope scope, UUID personId, NewStatus wanted, Instant now) {
        return client.preparedQuery("insert into service_user_status (id, service_id, service_user_id, status, since,"
                        + " until, review_on, note, recorded_at, recorded_by)"
                        + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
                .execute(Tuple.of(
                                Ids.next(),
                                scope.serviceId(),
                                personId,
                                wanted.status().name())
                        .addValue(Times.toRow(wanted.since()))
                        .addValue(Times.toRowOrNull(wanted.until()))
                        .addValue(wanted.reviewOn())
                        .addString(wanted.note())
                        .addValue(Times.toRow(now))
                        .addString(scope.actor()))
                .compose(written -> client.preparedQuery(SHOW_ANEW)
                        .execute(Tuple.of(scope.serviceId(), personId, Times.toRow(now))))
                .mapEmpty();
    }

    private void ring(Result result) {
        if (result instanceof Done) {
            wakeup.ring();
        }
    }

    private static Stay stay(Scope scope, Row row) {
        ServiceUser person = new ServiceUser(
                row.getUUID("id"),
                scope.serviceId(),
                row.getString("name"),
                row.getString("telephone"),
                row.getString("notes"),
                Status.valueOf(row.getString("status")),
                Times.fromRowOrNull(row.getOffsetDateTime("status_since")),
                Times.fromRowOrNull(row.getOffsetDateTime("status_until")));
        return new Stay(
                person,
                Times.fromRow(row.getOffsetDateTime("since")),
                Times.fromRowOrNull(row.getOffsetDateTime("until")),
                row.getLocalDate("review_on"),
                row.getBoolean("legal_hold"));
    }

    private static StatusLine line(Row row) {
        return new StatusLine(
                row.getUUID("id"),
                row.getUUID("service_user_id"),
                Status.valueOf(row.getString("status")),
                Times.fromRow(row.getOffsetDateTime("since")),
                Times.fromRowOrNull(row.getOffsetDateTime("until")),
                row.getLocalDate("review_on"),
                row.getString("note"),
                Times.fromRow(row.getOffsetDateTime("recorded_at")),
                row.getString("recorded_by"));
    }

    private static Review review(Row row) {
        return new Review(
                row.getUUID("id"),
                row.getString("name"),
                Status.valueOf(row.getString("status")),
                row.getLocalDate("review_on"),
                Times.fromRowOrNull(row.getOffsetDateTime("status_until")),
                row.getUUID("home_id"),
                row.getString("place"));
    }
}
