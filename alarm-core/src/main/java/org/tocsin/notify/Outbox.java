package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** What is to be said, written down in the transaction of whoever wants it said; it is sent afterwards. */
public final class Outbox {
    private static final Duration TRIAL = Duration.ofMinutes(5);

    /**
     * By every channel that reaches this contact and that the service has a provider for: mobile numbers, for a text to
     * any other line only costs an error; the e-mail address; the phones of one who signs in.
     */
    private static final String WAYS = """
              select 'SMS' as channel, n.number as address
              from (select regexp_replace(ct.telephone, '[^0-9+]', '', 'g') as number) n
              where n.number ~ '^(07[0-9]{9}|[+][1-9][0-9]{7,14})$' and n.number !~ '^[+]44[^7]'
              union all select 'EMAIL', ct.email where ct.email is not null
              union all select 'PUSH', p.id::text from push_subscription p
                join operator o on o.id = p.operator_id and o.active
                where p.operator_id = ct.operator_id and p.service_id = ct.service_id and p.ended_at is null""";

    private static final String CALLOUT = """
            insert into notification (id, service_id, channel, recipient, to_address, alarm_id, callout_id, asked_at,
              expires_at, due_at)
            select gen_random_uuid(), ct.service_id, w.channel, ct.name, w.address, co.alarm_id, co.id, co.offered_at,
              coalesce(co.due_at, co.offered_at + interval '10 minutes'), co.offered_at
            from callout co join contact ct on ct.id = co.contact_id
            cross join lateral (%s) w
            where co.alarm_id = $1 and co.contact_id = $2 and co.service_id = $3 and co.state = 'OFFERED'
              and exists (select from notify_provider n where n.service_id = ct.service_id and n.ended_at is null
                and w.channel = any (n.channels))
              and not exists (select from notification s where s.callout_id = co.id)
            """.formatted(WAYS);

    /** Whom the service used to reach so, and has no provider for any more. */
    private static final String ENDED = """
            select distinct w.channel, ct.name from contact ct cross join lateral (%s) w
            where ct.id = $1 and ct.service_id = $2
              and exists (select from notify_provider n where n.service_id = ct.service_id and w.channel = any (n.channels))
              and not exists (select from notify_provider n where n.service_id = ct.service_id and n.ended_at is null
                and w.channel = any (n.channels))
            order by w.channel
            """.formatted(WAYS);

    private static final String TRIED =
            "insert into notification (id, service_id, channel, recipient, to_address, asked_at,"
                    + " expires_at, due_at) values ($1, $2, $3, $4, $5, $6, $7, $6)";

    private final Database database;
    private final InstantSource clock;

    public Outbox(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Asks this contact, who has just been called out for this alarm; nothing where no channel reaches them.
     *
     * @return what could not be sent because the provider for it was ended, a sentence each, for the alarm's log
     */
    public static Future<List<String>> callout(SqlClient client, UUID serviceId, UUID alarmId, UUID contactId) {
        return client.preparedQuery(CALLOUT)
                .execute(Tuple.of(alarmId, contactId, serviceId))
                .compose(asked -> client.preparedQuery(ENDED).execute(Tuple.of(contactId, serviceId)))
                .map(rows -> rows.stream()
                        .map(row -> Channel.valueOf(row.getString(0)).words() + " to " + row.getString(1)
                                + " not sent: the service has no provider for it any more")
                        .toList());
    }

    /** A message that says it is a trial; its id. */
    public Future<UUID> trial(Scope scope, Channel channel, String to) {
        UUID id = Ids.next();
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(TRIED)
                .execute(Tuple.of(id, scope.serviceId(), channel.name(), "you", to)
                        .addValue(Times.toRow(now))
                        .addValue(Times.toRow(now.plus(TRIAL))))
                .map(id);
    }
}
