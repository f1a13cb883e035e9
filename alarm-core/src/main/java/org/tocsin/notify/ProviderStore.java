package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;

/** The providers of services. Their secrets are sealed under a purpose of each provider's own. */
public final class ProviderStore {
    private static final String COLUMNS = "select id, service_id, kind, settings, secrets from notify_provider ";
    private static final String OF_SERVICE = COLUMNS + "where service_id = $1 and ended_at is null order by created_at";
    private static final String END =
            "update notify_provider set ended_at = $3 where service_id = $1 and kind = $2 and ended_at is null";
    private static final String INSERT =
            "insert into notify_provider (id, service_id, kind, channels, settings, secrets,"
                    + " key_id, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    private final Database database;
    private final Keyring keyring;
    private final InstantSource clock;
    private final ProviderReach reach;

    /** @param reach which servers may be set up */
    public ProviderStore(Database database, Keyring keyring, InstantSource clock, ProviderReach reach) {
        this.reach = reach;
        this.database = database;
        this.keyring = keyring;
        this.clock = clock;
    }

    /** What came of setting one up: no faults, then it is in use. */
    public record Result(Map<String, String> faults) {
        public Result {
            faults = Map.copyOf(faults);
        }
    }

    /** Those in use, at most one of a kind, the eldest first. */
    public Future<List<Provider>> list(Scope scope) {
        return list(database.pool(), scope.serviceId());
    }

    /** The one of this kind; empty where it is not in use. */
    public Future<Optional<Provider>> find(Scope scope, Provider.Kind kind) {
        return list(scope)
                .map(all -> all.stream().filter(one -> one.kind() == kind).findFirst());
    }

    /** Also one that has been changed since: a receipt may come late. */
    Future<Optional<Provider>> find(UUID id) {
        return database.pool()
                .preparedQuery(COLUMNS + "where id = $1")
                .execute(Tuple.of(id))
                .map(rows -> rows.stream().findFirst().map(this::provider));
    }

    Future<List<Provider>> list(SqlClient client, UUID serviceId) {
        return client.preparedQuery(OF_SERVICE)
                .execute(Tuple.of(serviceId))
                .map(rows -> rows.stream().map(this::provider).toList());
    }

    /**
     * Sets one up, or changes it; a secret that is not said again stays as it was. Keys of Web Push are made here.
     *
     * @return what is wrong; nothing is changed then
     */
    public Future<Result> put(
            Scope scope, Provider.Kind kind, Map<String, String> settings, Map<String, String> secrets) {
        return database.pool()
                .withTransaction(connection -> list(connection, scope.serviceId())
                        .map(all ->
                                all.stream().filter(one -> one.kind() == kind).findFirst())
                        .compose(before -> {
                            Provider wanted = wanted(scope, kind, before, settings, secrets);
                            Map<String, String> faults = new HashMap<>(ProviderRules.faults(wanted));
                            before.ifPresent(one -> faults.putAll(ProviderRules.again(one, wanted, secrets)));
                            return faults.isEmpty()
                                    ? replaceIfOutside(connection, scope, wanted)
                                    : Future.succeededFuture(new Result(faults));
                        }));
    }

    private Future<Result> replaceIfOutside(SqlClient client, Scope scope, Provider wanted) {
        return reach.check(ProviderRules.servers(wanted))
                .compose(v -> replace(client, scope, wanted).map(new Result(Map.of())))
                .recover(e -> e instanceof ProviderReach.Inside
                        ? Future.succeededFuture(new Result(Map.of(
                                ProviderRules.place(wanted.kind()),
                                "This server lies within our own network, which this installation does not allow.")))
                        : Future.failedFuture(e));
    }

    /** Messages go through it no more. */
    public Future<Void> end(Scope scope, Provider.Kind kind) {
        return database.pool()
                .preparedQuery(END)
                .execute(Tuple.of(scope.serviceId(), kind.name(), Times.toRow(clock.instant())))
                .mapEmpty();
    }

    private static Provider wanted(
            Scope scope,
            Provider.Kind kind,
            Optional<Provider> before,
            Map<String, String> settings,
            Map<String, String> secrets) {
        Map<String, String> said = new HashMap<>(settings);
        Map<String, String> kept = new HashMap<>(before.map(Provider::secrets).orElse(Map.of()));
        secrets.forEach((name, value) -> {
            if (!value.isEmpty()) {
                kept.put(name, value);
            }
        });
        if (kind == Provider.Kind.WEB_PUSH) {
            if (kept.containsKey("privateKey")) {
                said.put(
                        "publicKey", before.map(one -> one.setting("publicKey")).orElse(""));
            } else {
                KeyPair keys = P256.generate();
                kept.put("privateKey", P256.scalar(keys));
                said.put("publicKey", Base64.getUrlEncoder().withoutPadding().encodeToString(P256.point(keys)));
            }
        }
        said.values().removeIf(String::isEmpty);
        return new Provider(Ids.next(), scope.serviceId(), kind, said, kept);
    }

    private Future<Void> replace(SqlClient client, Scope scope, Provider wanted) {
        var now = Times.toRow(clock.instant());
        String[] channels = wanted.channels().stream().map(Channel::name).toArray(String[]::new);
        Tuple values = Tuple.of(wanted.id(), wanted.serviceId(), wanted.kind().name(), channels)
                .addValue(new JsonObject(Map.copyOf(wanted.settings())))
                .addValue(Buffer.buffer(keyring.seal(
                        purpose(wanted.id()),
                        new JsonObject(Map.copyOf(wanted.secrets())).toBuffer().getBytes())))
                .addString(keyring.id())
                .addValue(now)
                .addString(scope.actor());
        return client.preparedQuery(END)
                .execute(Tuple.of(scope.serviceId(), wanted.kind().name(), now))
                .compose(ended -> client.preparedQuery(INSERT).execute(values))
                .mapEmpty();
    }

    private Provider provider(Row row) {
        UUID id = row.getUUID("id");
        byte[] secrets = keyring.open(purpose(id), row.getBuffer("secrets").getBytes());
        return new Provider(
                id,
                row.getUUID("service_id"),
                Provider.Kind.valueOf(row.getString("kind")),
                texts(row.get(JsonObject.class, "settings")),
                texts(new JsonObject(Buffer.buffer(secrets))));
    }

    private static Map<String, String> texts(JsonObject json) {
        Map<String, String> texts = new HashMap<>();
        json.forEach(entry -> texts.put(entry.getKey(), String.valueOf(entry.getValue())));
        return texts;
    }

    private static String purpose(UUID id) {
        return "notify-provider:" + id;
    }
}
