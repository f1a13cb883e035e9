package org.tocsin.service;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;

/** How a service watches and tests: every {@link WatchSetting}, each change on the audit trail with both numbers. */
public final class WatchSettings {
    private static final String FIND = "select "
            + Arrays.stream(WatchSetting.values())
                    .map(setting -> "s." + setting.column())
                    .collect(Collectors.joining(", "))
            + " from service s where s.id = $1";

    private final Database database;
    private final AuditTrail audit;

    public WatchSettings(Database database, InstantSource clock) {
        this.database = database;
        this.audit = new AuditTrail(database, clock);
    }

    /** Those of the scope's service, as they are stored. */
    public Future<Map<WatchSetting, Integer>> find(Scope scope) {
        return find(database.pool(), scope, "");
    }

    /**
     * Changes these and leaves the others; workers heed them within a quarter of an hour. A number outside its limits
     * fails with {@link IllegalArgumentException}, and nothing is changed.
     *
     * @return all of them as they are now
     */
    public Future<Map<WatchSetting, Integer>> change(
            Scope scope, Map<WatchSetting, Integer> wanted, @Nullable String address) {
        for (Map.Entry<WatchSetting, Integer> one : wanted.entrySet()) {
            if (!one.getKey().range().has(one.getValue())) {
                return Future.failedFuture(new IllegalArgumentException(one.getKey() + " " + one.getValue()));
            }
        }
        return database.pool()
                .withTransaction((SqlConnection client) -> find(client, scope, " for no key update")
                        .compose(before -> {
                            Future<Void> all = Future.succeededFuture();
                            for (Map.Entry<WatchSetting, Integer> one : wanted.entrySet()) {
                                if (!one.getValue().equals(before.get(one.getKey()))) {
                                    all = all.compose(v -> set(client, scope, one, before.get(one.getKey()), address));
                                }
                            }
                            return all.compose(v -> find(client, scope, ""));
                        }));
    }

    private Future<Void> set(
            SqlClient client,
            Scope scope,
            Map.Entry<WatchSetting, Integer> one,
            @Nullable Integer before,
            @Nullable String address) {
        WatchSetting setting = one.getKey();
        return client.preparedQuery("update service set " + setting.column() + " = $2 where id = $1")
                .execute(Tuple.of(scope.serviceId(), one.getValue()))
                .compose(set -> audit.record(
                        client,
                        scope,
                        "change-setting",
                        "setting:" + setting.jsonName() + " " + before + " -> " + one.getValue(),
                        address));
    }

    private static Future<Map<WatchSetting, Integer>> find(SqlClient client, Scope scope, String lock) {
        return client.preparedQuery(FIND + lock)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> read(rows.iterator().next()));
    }

    private static Map<WatchSetting, Integer> read(Row row) {
        Map<WatchSetting, Integer> found = new EnumMap<>(WatchSetting.class);
        for (WatchSetting setting : WatchSetting.values()) {
            found.put(setting, row.getInteger(setting.column()));
        }
        return found;
    }
}
