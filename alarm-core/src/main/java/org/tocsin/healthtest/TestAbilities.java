package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;

/** How the units of each model can be tested: what a service has found out about them. */
public final class TestAbilities {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(40);
    private static final int MOST = 500;

    private static final String LIST = """
            select m.id, m.make, m.name, m.test_method, m.test_period_s, m.test_audible,
              (select count(*) from home_unit u where u.model_id = m.id) as units
            from unit_model m where m.service_id = $1 order by m.make, m.name limit
            """ + MOST;
    private static final String SAVE = "update unit_model set test_method = $3, test_period_s = $4, test_audible = $5"
            + " where id = $1 and service_id = $2";

    private final Database database;
    private final AuditTrail audit;

    public TestAbilities(Database database, InstantSource clock) {
        this.database = database;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * @param method null: by command where the unit speaks MQTT, otherwise not at all
     * @param period how often it sends a test by itself; null where it does not, or once a day
     * @param audible whether the home hears the test
     */
    public record Ability(
            @Nullable TestMethod method, @Nullable Duration period, boolean audible) {}

    /** @param units on file of this model */
    public record Model(UUID id, String make, String name, Ability ability, long units) {
        public String words() {
            return make + " " + name;
        }
    }

    /** The service's models by name, at most five hundred. */
    public Future<List<Model>> list(Scope scope) {
        return database.pool()
                .preparedQuery(LIST)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> {
                            String method = row.getString("test_method");
                            Integer period = row.getInteger("test_period_s");
                            Ability ability = new Ability(
                                    method == null ? null : TestMethod.valueOf(method),
                                    period == null ? null : Duration.ofSeconds(period),
                                    row.getBoolean("test_audible"));
                            return new Model(
                                    row.getUUID("id"),
                                    row.getString("make"),
                                    row.getString("name"),
                                    ability,
                                    row.getLong("units"));
                        })
                        .toList());
    }

    /** False when there is no such model, or the period is not between a minute and forty days. */
    public Future<Boolean> save(Scope scope, UUID modelId, Ability ability, @Nullable String address) {
        Duration period = ability.period();
        if (period != null && (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0)) {
            return Future.succeededFuture(false);
        }
        Tuple values = Tuple.of(modelId, scope.serviceId())
                .addString(ability.method() == null ? null : ability.method().name())
                .addInteger(period == null ? null : (int) period.toSeconds())
                .addBoolean(ability.audible());
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(SAVE)
                        .execute(values)
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(connection, scope, "save-test-ability", "unit-model:" + modelId, address)
                                        .map(true)));
    }
}
