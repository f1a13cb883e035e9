package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Messages as they are claimed, sent and settled; each change of one stands in its alarm's log in the same commit. */
public final class NotificationStore {
    private static final int LISTED = 50;

    /**
     * Of each service a few, so that one whose provider is slow keeps no other's waiting; that nobody takes a life alarm
     * before anything else.
     */
    private static final String CLAIM = """
            with fair as (
              select id, turn, due from (
                select id, coalesce(call_at, due_at) as due, row_number() over (
                  partition by service_id order by call_at, due_at, id) as turn
                from notification
                where (due_at <= $1 or call_at <= $1) and (lease_until is null or lease_until < clock_timestamp())) t
              where turn <= $2 order by turn, due limit $3),
            due as (
              select n.id from notification n join fair f on f.id = n.id
              where (n.due_at <= $1 or n.call_at <= $1) and (n.lease_until is null or n.lease_until < clock_timestamp())
              for update of n skip locked)
            update notification n set lease_token = n.lease_token + 1, attempts = n.attempts + 1,
              lease_until = clock_timestamp() + make_interval(secs => $4)
            from due where n.id = due.id
            returning n.id, n.service_id, n.channel, n.recipient, n.to_address, n.alarm_id, n.callout_id, n.step, n.expires_at,
              n.attempts, n.lease_token
            """;

    private static final String ABOUT = """
            select s.name as service, s.public_url,
              co.state = 'OFFERED' and a.state <> 'CLOSED' as wanted,
              (select u.name from resident r join service_user u on u.id = r.service_user_id
               where r.home_id = a.home_id and r.service_id = a.service_id and r.until is null
               order by r.since, u.id limit 1) as person,
              (select ct.language from contact ct where ct.id = co.contact_id) as language
            from service s left join callout co on co.id = $2 left join alarm a on a.id = co.alarm_id
            where s.id = $1
            """;
    private static final String SENT = """
            update notification set state = 'SENT', due_at = null, call_at = null, lease_until = null, provider_id = $3, reference = $4,
              sent_at = $5, problem = null
            where id = $1 and lease_token = $2 and state = 'WAITING' returning id, alarm_id, service_id
            """;
    private static final String LATER = """
            update notification set due_at = case when step is null then $3::timestamptz end,
              call_at = case when step is not null then $3::timestamptz end, lease_until = null, problem = $4
            where id = $1 and lease_token = $2 and state = 'WAITING'
            """;
    private static final String OVER = """
            update notification set state = $3, due_at = null, call_at = null, lease_until = null, settled_at = $4,
              problem = $5
            where id = $1 and lease_token = $2 and state = 'WAITING' returning id, alarm_id, service_id
            """;
    private static final String RECEIPT = """
            update notification set state = $3, due_at = null, call_at = null, lease_until = null, settled_at = $4,
              problem = $5
            where id = $1 and service_id = $2 and state in ('WAITING', 'SENT')
            returning id, alarm_id, service_id, channel, recipient
            """;
    // The alarms in the order of their ids, as everybody locks several.
    private static final String LOG = """
            with told as (select $1::uuid as id union select alarm_id from notified_alarm where notification_id = $6),
            locked as (select a.id from alarm a where a.id in (select id from told) order by a.id for update),
            line as (insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)
              select id, $2, $3::timestamptz, $4, 'platform', $5 from locked)
            update alarm set change_xid = pg_current_xact_id() where id in (select id from locked) and state <> 'CLOSED'
            """;
    private static final String LIST = """
            select id, channel, recipient, to_address, state, asked_at, attempts, problem from notification
            where service_id = $1 order by asked_at desc, id desc limit %d
            """.formatted(LISTED);

    private final Pool pool;

    public NotificationStore(Database database) {
        this.pool = database.pool();
    }

    /** One that this process may send until its lease is over. */
    record Claim(Notification notification, long token) {}

    /**
     * @param wanted false once somebody has answered, or the alarm is closed
     * @param person who lives there; null where nobody is on file
     * @param publicUrl null where the service has none
     * @param language of the contact who is asked; null where none is on file, and for any other message
     * @param untaken what tells that nobody takes an alarm; null for any other message
     */
    record About(
            String service,
            @Nullable String publicUrl,
            boolean wanted,
            @Nullable String person,
            @Nullable String language,
            OutsideCall.@Nullable Situation untaken) {}

    /** A message as people see it. */
    public record Line(
            UUID id,
            Channel channel,
            String recipient,
            String to,
            String state,
            Instant askedAt,
            int attempts,
            @Nullable String problem) {}

    /** The last fifty of the service. */
    public Future<List<Line>> latest(Scope scope) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Line(
                                row.getUUID("id"),
                                Channel.valueOf(row.getString("channel")),
                                row.getString("recipient"),
                                row.getString("to_address"),
                                row.getString("state"),
                                Times.fromRow(row.getOffsetDateTime("asked_at")),
                                row.getInteger("attempts"),
                                row.getString("problem")))
                        .toList());
    }

    /** Where people reach this service's console from outside; empty where nobody has said. */
    public Future<Optional<String>> publicUrl(Scope scope) {
        return pool.preparedQuery("select public_url from service where id = $1")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().findFirst().flatMap(row -> Optional.ofNullable(row.getString(0))));
    }

    /** @param url without a slash at its end; null: messages carry no links */
    public Future<Void> setPublicUrl(Scope scope, @Nullable String url) {
        return pool.preparedQuery("update service set public_url = $2 where id = $1")
                .execute(Tuple.of(scope.serviceId(), url))
                .mapEmpty();
    }

    Future<List<Claim>> claim(Instant now, int ofEach, int most) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(Times.toRow(now), ofEach, most, NotificationRules.LEASE.toSeconds()))
                .map(rows -> rows.stream().map(NotificationStore::claim).toList());
    }

    Future<About> about(Notification notification) {
        return notification.step() == null
                ? aboutPerson(notification)
                : OutsideCall.situation(pool, notification)
                        .compose(now -> aboutPerson(notification)
                                .map(about -> new About(
                                        about.service(),
                                        about.publicUrl(),
                                        now.isPresent(),
                                        null,
                                        null,
                                        now.orElse(null))));
    }

    private Future<About> aboutPerson(Notification notification) {
        return pool.preparedQuery(ABOUT)
                .execute(Tuple.of(notification.serviceId(), notification.calloutId()))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    boolean wanted = notification.calloutId() == null || Boolean.TRUE.equals(row.getBoolean("wanted"));
                    return new About(
                            row.getString("service"),
                            row.getString("public_url"),
                            wanted,
                            row.getString("person"),
                            row.getString("language"),
                            null);
                });
    }

    Future<Void> sent(Claim claim, Provider provider, @Nullable String reference, Instant now) {
        Notification one = claim.notification();
        Tuple values = Tuple.of(one.id(), claim.token(), provider.id(), reference, Times.toRow(now));
        return settle(SENT, values, EntryKind.MESSAGE, words(one.channel(), one.recipient(), "sent"), now);
    }

    Future<Void> later(Claim claim, Instant again, String why) {
        return pool.preparedQuery(LATER)
                .execute(Tuple.of(claim.notification().id(), claim.token(), Times.toRow(again), why))
                .mapEmpty();
    }

    Future<Void> failed(Claim claim, String why, Instant now) {
        Notification one = claim.notification();
        Tuple values = Tuple.of(one.id(), claim.token(), Notification.State.FAILED.name(), Times.toRow(now), why);
        return settle(OVER, values, EntryKind.NOT_SENT, words(one.channel(), one.recipient(), "not sent: " + why), now);
    }

    /** Nobody needs it any more: that is no line in the log. */
    Future<Void> dropped(Claim claim, Instant now) {
        return pool.preparedQuery(OVER)
                .execute(Tuple.of(
                        claim.notification().id(),
                        claim.token(),
                        Notification.State.DROPPED.name(),
                        Times.toRow(now),
                        null))
                .mapEmpty();
    }

    /**
     * What the provider says became of it.
     *
     * @param problem why it did not arrive; null where it did
     */
    Future<Void> receipt(UUID serviceId, UUID id, @Nullable String problem, Instant now) {
        Notification.State state = problem == null ? Notification.State.DELIVERED : Notification.State.FAILED;
        return pool.withTransaction(connection -> connection
                .preparedQuery(RECEIPT)
                .execute(Tuple.of(id, serviceId, state.name(), Times.toRow(now), problem))
                .compose(rows -> {
                    Row row = rows.stream().findFirst().orElse(null);
                    if (row == null) {
                        return Future.succeededFuture();
                    }
                    String words = words(
                            Channel.valueOf(row.getString("channel")),
                            row.getString("recipient"),
                            problem == null ? "delivered" : "not delivered: " + problem);
                    return log(connection, row, problem == null ? EntryKind.MESSAGE : EntryKind.NOT_SENT, words, now);
                }));
    }

    private Future<Void> settle(String sql, Tuple values, EntryKind kind, String words, Instant now) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(sql)
                .execute(values)
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture()
                        : log(connection, rows.iterator().next(), kind, words, now)));
    }

    /** A trial stands in no alarm's log. */
    private static Future<Void> log(SqlConnection connection, Row row, EntryKind kind, String words, Instant now) {
        UUID alarm = row.getUUID("alarm_id");
        return alarm == null
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(LOG)
                        .execute(Tuple.of(alarm, row.getUUID("service_id"), Times.toRow(now), kind.name(), words)
                                .addValue(row.getUUID("id")))
                        .mapEmpty();
    }

    private static String words(Channel channel, String recipient, String what) {
        return channel.words() + " to " + recipient + " " + what;
    }

    private static Claim claim(Row row) {
        return new Claim(
                new Notification(
                        row.getUUID("id"),
                        row.getUUID("service_id"),
                        Channel.valueOf(row.getString("channel")),
                        row.getString("recipient"),
                        row.getString("to_address"),
                        row.getUUID("alarm_id"),
                        row.getUUID("callout_id"),
                        row.getString("step"),
                        Times.fromRow(row.getOffsetDateTime("expires_at")),
                        row.getInteger("attempts")),
                row.getLong("lease_token"));
    }
}
