package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * Tells somebody outside that nobody takes a life alarm. One message counts them all: an alarm that comes while one waits
 * to be sent joins it, and who has just been told is told again after a pause, {@link NotificationRules#tell}.
 */
public final class OutsideCall {
    /** After this the message says nothing that is not long known. */
    private static final Duration LASTS = Duration.ofMinutes(30);

    /** What a message must still have before it for another alarm to go with it. */
    private static final Duration WORTH_JOINING = Duration.ofMinutes(20);

    /** One at a time for each service, or two processes would each send a message. */
    private static final String ALONE = "select from shift_settings where service_id = $1 for no key update";

    private static final String CHANNELS =
            "select distinct unnest(channels) from notify_provider where service_id = $1 and ended_at is null";
    // One that is about to be given up is joined by nobody: who came last would go with it, and never be told of again.
    // A message that somebody is sending is not waited for: its sender waits for the alarm this transaction has locked.
    private static final String JOIN = """
            with waiting as (
              select id from notification
              where service_id = $1 and step = $2 and channel = $3 and to_address = $4 and state = 'WAITING'
                and call_at is not null and expires_at > $6 and (lease_until is null or lease_until < clock_timestamp())
              order by asked_at limit 1 for update skip locked),
            joined as (
              insert into notified_alarm (notification_id, alarm_id, service_id)
              select id, $5, $1 from waiting on conflict do nothing)
            select id from waiting
            """;
    private static final String TOLD = """
            select greatest(asked_at, sent_at) as at from notification
            where service_id = $1 and step = $2 and channel = $3 and to_address = $4 and asked_at > $5
              and state not in ('DROPPED', 'FAILED')
            """;
    private static final String ASK = """
            insert into notification (id, service_id, channel, recipient, to_address, alarm_id, step, asked_at, expires_at,
              call_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """;

    /** The alarm a message names is the one of its own that has waited longest; the others are counted. */
    private static final String NOW = """
            select a.id, a.reference, coalesce(u.since, a.raised_at) as since, s.time_zone,
              (select count(*) from alarm w where w.service_id = s.id and w.state <> 'CLOSED' and w.state = 'WAITING'
                and w.priority = 1) as waiting,
              exists (select from operator_presence p where p.service_id = s.id and not p.gone) as board
            from alarm a join service s on s.id = a.service_id left join untaken u on u.alarm_id = a.id
            where a.service_id = $1 and a.state = 'WAITING'
              and a.id in (select $2::uuid union select alarm_id from notified_alarm where notification_id = $3)
            order by since, a.id limit 1
            """;

    private OutsideCall() {}

    /**
     * Whom to tell.
     *
     * @param step the name of the step: MANAGER or PARTNER
     * @param who for the log: "Mary, manager on call"
     * @param text the number texts go to; null where none that takes texts is on file
     * @param email null where none is on file
     */
    public record Call(
            UUID serviceId,
            UUID alarmId,
            String step,
            String who,
            @Nullable String text,
            @Nullable String email) {
        private Map<Channel, String> addresses() {
            Map<Channel, String> addresses = new EnumMap<>(Channel.class);
            if (text != null) {
                addresses.put(Channel.SMS, text);
            }
            if (email != null) {
                addresses.put(Channel.EMAIL, email);
            }
            return addresses;
        }
    }

    /**
     * What there is to say when it is sent.
     *
     * @param since when the alarm began to wait, in the service's zone
     * @param waiting how many life alarms of the service wait
     * @param board whether any board of the service is open
     */
    record Situation(UUID alarmId, String reference, Instant since, ZoneId zone, int waiting, boolean board) {}

    /**
     * Writes what is to be sent, in the caller's transaction, in which the alarm is locked.
     *
     * @return a sentence for each way by which nothing can be sent, for the alarm's log
     */
    public static Future<List<String>> ask(SqlClient client, Call call, Instant at) {
        Map<Channel, String> addresses = call.addresses();
        if (addresses.isEmpty()) {
            return Future.succeededFuture(
                    List.of("No message to " + call.who() + ": no mobile number and no e-mail address is on file"));
        }
        return client.preparedQuery(ALONE)
                .execute(Tuple.of(call.serviceId()))
                .compose(locked -> client.preparedQuery(CHANNELS).execute(Tuple.of(call.serviceId())))
                .compose(rows -> {
                    Set<String> sent = new HashSet<>();
                    rows.forEach(row -> sent.add(row.getString(0)));
                    List<String> problems = new ArrayList<>();
                    Future<Void> all = Future.succeededFuture();
                    for (Map.Entry<Channel, String> way : addresses.entrySet()) {
                        if (sent.contains(way.getKey().name())) {
                            all = all.compose(v -> ask(client, call, way.getKey(), way.getValue(), at));
                        } else {
                            problems.add(way.getKey().words() + " to " + call.who()
                                    + " not sent: the service has no provider for it");
                        }
                    }
                    return all.map(problems);
                });
    }

    private static Future<Void> ask(SqlClient client, Call call, Channel channel, String to, Instant at) {
        return client.preparedQuery(JOIN)
                .execute(Tuple.of(
                        call.serviceId(),
                        call.step(),
                        channel.name(),
                        to,
                        call.alarmId(),
                        Times.toRow(at.plus(WORTH_JOINING))))
                .compose(joined -> joined.size() > 0
                        ? Future.succeededFuture()
                        : client.preparedQuery(TOLD)
                                .execute(Tuple.of(call.serviceId(), call.step(), channel.name(), to)
                                        .addValue(Times.toRow(at.minus(NotificationRules.REMEMBERED))))
                                .compose(rows -> {
                                    List<Instant> told = new ArrayList<>();
                                    rows.forEach(row -> told.add(Times.fromRow(row.getOffsetDateTime("at"))));
                                    return insert(client, call, channel, to, at, NotificationRules.tell(told, at));
                                }));
    }

    private static Future<Void> insert(
            SqlClient client, Call call, Channel channel, String to, Instant at, Instant due) {
        return client.preparedQuery(ASK)
                .execute(Tuple.of(Ids.next(), call.serviceId(), channel.name(), call.who(), to, call.alarmId())
                        .addString(call.step())
                        .addValue(Times.toRow(at))
                        .addValue(Times.toRow(due.plus(LASTS)))
                        .addValue(Times.toRow(due)))
                .mapEmpty();
    }

    /** How it stands now; empty once none of the alarms the message is about waits any more. */
    static Future<Optional<Situation>> situation(SqlClient client, Notification one) {
        return client.preparedQuery(NOW)
                .execute(Tuple.of(one.serviceId(), one.alarmId(), one.id()))
                .map(rows -> rows.stream().findFirst().map(OutsideCall::situation));
    }

    private static Situation situation(Row row) {
        return new Situation(
                row.getUUID("id"),
                row.getString("reference"),
                Times.fromRow(row.getOffsetDateTime("since")),
                ZoneId.of(row.getString("time_zone")),
                Math.toIntExact(row.getLong("waiting")),
                row.getBoolean("board"));
    }
}
