package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.unit.UnitModel.Habits;

/** The makes of unit a service knows, and what it has learnt about each. */
public final class UnitModelStore {
    private static final String COLUMNS = "id, make, name as model, hold_until_taken, repeat_window_s, several_numbers,"
            + " volume_keys, heartbeat_s, sender_must_match, topic_profile";
    private static final int MOST = 1_000;

    private final Database database;
    private final AuditTrail audit;
    private final InstantSource clock;

    public UnitModelStore(Database database, AuditTrail audit, InstantSource clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** Every model of the service, by make and name; at most 1,000. */
    public Future<List<UnitModel>> list(Scope scope) {
        return database.pool()
                .preparedQuery("select " + COLUMNS + " from unit_model where service_id = $1 order by make, name limit "
                        + MOST)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(row -> read("id", row)).toList());
    }

    public Future<Optional<UnitModel>> find(Scope scope, String make, String name) {
        return database.pool()
                .preparedQuery(
                        "select " + COLUMNS + " from unit_model where service_id = $1 and make = $2 and name = $3")
                .execute(Tuple.of(scope.serviceId(), make, name))
                .map(rows -> rows.stream().findFirst().map(row -> read("id", row)));
    }

    /** Puts a model on file, or changes what is known of it; gateways heed it within a minute. */
    public Future<UnitModel> save(Scope scope, String make, String name, Habits habits) {
        Duration heartbeat = habits.heartbeat();
        Tuple values = Tuple.from(new @Nullable Object[] {
            Ids.next(),
            scope.serviceId(),
            make,
            name,
            habits.holdUntilTaken(),
            (int) habits.repeatWindow().toSeconds(),
            habits.severalNumbers(),
            habits.volumeKeys().name(),
            heartbeat == null ? null : (int) heartbeat.toSeconds(),
            habits.senderMustMatch(),
            habits.topicProfile(),
            Times.toRow(clock.instant())
        });
        return database.pool()
                .withTransaction(client -> client.preparedQuery("""
                        insert into unit_model (id, service_id, make, name, hold_until_taken, repeat_window_s,
                          several_numbers, volume_keys, heartbeat_s, sender_must_match, topic_profile, created_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                        on conflict (service_id, make, name) do update set
                          hold_until_taken = excluded.hold_until_taken, repeat_window_s = excluded.repeat_window_s,
                          several_numbers = excluded.several_numbers, volume_keys = excluded.volume_keys,
                          heartbeat_s = excluded.heartbeat_s, sender_must_match = excluded.sender_must_match,
                          topic_profile = excluded.topic_profile
                        returning\s""" + COLUMNS)
                        .execute(values)
                        .map(rows -> read("id", rows.iterator().next()))
                        .compose(model -> audit.record(
                                        client, scope, "save-unit-model", "unit-model:" + model.id(), null)
                                .map(model)));
    }

    /**
     * How a model is spoken with, and nothing else of it; gateways heed it within a minute. False where the service has no
     * such model.
     */
    public Future<Boolean> speech(
            Scope scope, UUID modelId, boolean holdUntilTaken, boolean severalNumbers, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery("update unit_model set hold_until_taken = $3,"
                                + " several_numbers = $4 where service_id = $1 and id = $2")
                        .execute(Tuple.of(scope.serviceId(), modelId, holdUntilTaken, severalNumbers))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(client, scope, "save-unit-model", "unit-model:" + modelId, address)
                                        .map(true)));
    }

    /** Reads the model's columns of a row: its id under this name, its own name as {@code model}. */
    static UnitModel read(String id, Row row) {
        Integer heartbeat = row.getInteger("heartbeat_s");
        return new UnitModel(
                row.getUUID(id),
                row.getString("make"),
                row.getString("model"),
                new Habits(
                        row.getBoolean("hold_until_taken"),
                        Duration.ofSeconds(row.getInteger("repeat_window_s")),
                        row.getBoolean("several_numbers"),
                        UnitModel.VolumeKeys.valueOf(row.getString("volume_keys")),
                        heartbeat == null ? null : Duration.ofSeconds(heartbeat),
                        row.getBoolean("sender_must_match"),
                        row.getString("topic_profile")));
    }
}
