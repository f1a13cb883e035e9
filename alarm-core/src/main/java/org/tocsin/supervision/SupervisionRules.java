package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;

/** What a service expects of its units, per model and risk class; heeded within a quarter of an hour. */
public final class SupervisionRules {
    /** What changes are called on the audit trail. */
    public static final String SAVED = "save-supervision-rule";

    public static final String REMOVED = "remove-supervision-rule";

    private final Database database;
    private final AuditTrail audit;

    /**
     * @param make and model null for any model
     * @param interval null: as the model says
     * @param gracePercent of the interval, at least {@code graceMinimum}
     */
    public record Rule(
            @Nullable String make,
            @Nullable String model,
            RiskTier risk,
            @Nullable Duration interval,
            int gracePercent,
            Duration graceMinimum) {
        public static final Duration MOST = Duration.ofDays(7);
        public static final int MOST_GRACE_PERCENT = 1_000;
    }

    /** A rule that holds, and the model it is of; null for any model. */
    public record Held(@Nullable UUID modelId, Rule rule) {}

    /** Under which changes of the rule for this model and risk are on the audit trail. */
    public static String subject(@Nullable UUID modelId, RiskTier risk) {
        return "unit-model:" + (modelId == null ? "any" : modelId) + "/" + risk;
    }

    public SupervisionRules(Database database, AuditTrail audit) {
        this.database = database;
        this.audit = audit;
    }

    /** Every rule of the service; what none says holds as {@link Expectation} has it. */
    public Future<List<Rule>> list(Scope scope) {
        return held(scope).map(held -> held.stream().map(Held::rule).toList());
    }

    /** The same, each with its model. */
    public Future<List<Held>> held(Scope scope) {
        return database.pool()
                .preparedQuery(
                        "select r.model_id, m.make, m.name, r.risk_tier, r.interval_s, r.grace_percent, r.grace_min_s"
                                + " from supervision_rule r left join unit_model m on m.id = r.model_id where r.service_id = $1"
                                + " order by m.make nulls first, m.name, r.risk_tier limit 1000")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Held(row.getUUID("model_id"), read(row)))
                        .toList());
    }

    /** Puts a rule in the place of the one for the same model and risk; false where the service has no such model. */
    public Future<Boolean> save(Scope scope, Rule rule, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(
                                "select id from unit_model where service_id = $1 and make = $2 and name = $3")
                        .execute(Tuple.of(scope.serviceId(), rule.make, rule.model))
                        .compose(found -> {
                            if (rule.make != null && found.size() == 0) {
                                return Future.succeededFuture(false);
                            }
                            UUID model = found.size() == 0
                                    ? null
                                    : found.iterator().next().getUUID(0);
                            Duration interval = rule.interval;
                            Tuple values = Tuple.of(Ids.next(), scope.serviceId(), model, rule.risk.name())
                                    .addValue(interval == null ? null : (int) interval.toSeconds())
                                    .addInteger(rule.gracePercent)
                                    .addInteger((int) rule.graceMinimum.toSeconds());
                            return client.preparedQuery("""
                                            insert into supervision_rule (id, service_id, model_id, risk_tier, interval_s,
                                              grace_percent, grace_min_s) values ($1, $2, $3, $4, $5, $6, $7)
                                            on conflict (service_id, coalesce(model_id,
                                              '00000000-0000-0000-0000-000000000000'), risk_tier)
                                            do update set interval_s = excluded.interval_s,
                                              grace_percent = excluded.grace_percent, grace_min_s = excluded.grace_min_s
                                            """)
                                    .execute(values)
                                    .compose(done -> audit.record(
                                                    client, scope, SAVED, subject(model, rule.risk), address)
                                            .map(true));
                        }));
    }

    /** Takes the rule of this model and risk back; what is left then holds. False where there was none. */
    public Future<Boolean> remove(Scope scope, @Nullable UUID modelId, RiskTier risk, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery("delete from supervision_rule where service_id = $1"
                                + " and model_id is not distinct from $2 and risk_tier = $3")
                        .execute(Tuple.of(scope.serviceId(), modelId, risk.name()))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(client, scope, REMOVED, subject(modelId, risk), address)
                                        .map(true)));
    }

    private static Rule read(Row row) {
        Integer interval = row.getInteger("interval_s");
        return new Rule(
                row.getString("make"),
                row.getString("name"),
                RiskTier.valueOf(row.getString("risk_tier")),
                interval == null ? null : Duration.ofSeconds(interval),
                row.getInteger("grace_percent"),
                Duration.ofSeconds(row.getInteger("grace_min_s")));
    }
}
