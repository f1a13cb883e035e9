package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** The browsers in which people want to be told. Each belongs to whoever last asked for it there. */
public final class PushSubscriptions {
    /** Of one person; the oldest ends. */
    private static final int MOST = 5;

    private static final String END_ENDPOINT =
            "update push_subscription set ended_at = $2 where endpoint = $1 and ended_at is null";
    private static final String INSERT =
            "insert into push_subscription (id, service_id, operator_id, endpoint, receiver,"
                    + " authentication, created_at) values ($1, $2, $3, $4, $5, $6, $7)";
    private static final String TOO_MANY = """
            update push_subscription set ended_at = $3 where service_id = $1 and operator_id = $2 and ended_at is null
              and id not in (select id from push_subscription where service_id = $1 and operator_id = $2
                and ended_at is null order by created_at desc, id desc limit %d)
            """.formatted(MOST);

    private final Database database;
    private final InstantSource clock;

    public PushSubscriptions(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What a browser says of itself (Push API, "PushSubscription").
     *
     * @param receiver its public key
     * @param authentication its secret
     */
    public record Subscription(String endpoint, byte[] receiver, byte[] authentication) {
        /** Empty for what no browser says. */
        public static Optional<Subscription> of(String endpoint, String p256dh, String auth) {
            try {
                byte[] receiver = Base64.getUrlDecoder().decode(p256dh);
                byte[] authentication = Base64.getUrlDecoder().decode(auth);
                P256.publicKey(receiver);
                return authentication.length == 16 && endpoint.length() <= 1_000
                        ? Optional.of(new Subscription(endpoint, receiver, authentication))
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * Tells whoever is signed in there from now on.
     *
     * @return false where the service has no provider for it, or does not allow this push service
     */
    public Future<Boolean> add(Scope scope, Provider provider, Subscription subscription) {
        UUID operator = scope.operatorId();
        if (operator == null || !ProviderRules.isAllowed(provider, subscription.endpoint())) {
            return Future.succeededFuture(false);
        }
        var now = Times.toRow(clock.instant());
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(END_ENDPOINT)
                        .execute(Tuple.of(subscription.endpoint(), now))
                        .compose(ended -> connection
                                .preparedQuery(INSERT)
                                .execute(Tuple.of(Ids.next(), scope.serviceId(), operator, subscription.endpoint())
                                        .addValue(Buffer.buffer(subscription.receiver()))
                                        .addValue(Buffer.buffer(subscription.authentication()))
                                        .addValue(now)))
                        .compose(added ->
                                connection.preparedQuery(TOO_MANY).execute(Tuple.of(scope.serviceId(), operator, now))))
                .map(true);
    }

    /** Tells nobody there any more; only whose it is may end it. */
    public Future<Void> end(Scope scope, String endpoint) {
        return database.pool()
                .preparedQuery(END_ENDPOINT + " and service_id = $3 and operator_id = $4")
                .execute(Tuple.of(endpoint, Times.toRow(clock.instant()), scope.serviceId(), scope.operatorId()))
                .mapEmpty();
    }

    Future<Optional<Subscription>> find(UUID serviceId, UUID id) {
        return database.pool()
                .preparedQuery("select p.endpoint, p.receiver, p.authentication from push_subscription p"
                        + " join operator o on o.id = p.operator_id and o.active"
                        + " where p.service_id = $1 and p.id = $2 and p.ended_at is null")
                .execute(Tuple.of(serviceId, id))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Subscription(
                                row.getString(0),
                                row.getBuffer(1).getBytes(),
                                row.getBuffer(2).getBytes())));
    }

    Future<Void> gone(UUID serviceId, UUID id) {
        return database.pool()
                .preparedQuery("update push_subscription set ended_at = $3 where service_id = $1 and id = $2"
                        + " and ended_at is null")
                .execute(Tuple.of(serviceId, id, Times.toRow(clock.instant())))
                .mapEmpty();
    }
}
