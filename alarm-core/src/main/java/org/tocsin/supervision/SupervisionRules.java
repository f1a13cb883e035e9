package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Page;
import org.tocsin.unit.ModelWatch;

/** What a service expects of its units, per model and risk class; heeded within a quarter of an hour. */
public final class SupervisionRules {
    /** What changes are called on the audit trail. */
    public static final String SAVED = "save-supervision-rule";

    public static final String REMOVED = "remove-supervision-rule";

    private static final Pattern NEXT = Pattern.compile("(any|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/("
            + Arrays.stream(RiskTier.values()).map(RiskTier::name).collect(Collectors.joining("|")) + ")");

    /** Rules that are handed over at once. */
    public static final int MOST_LISTED = 1_000;

    private static final String SELECT =
            "select r.model_id, m.make, m.name, r.risk_tier, r.interval_s, r.grace_percent, r.grace_min_s"
                    + " from supervision_rule r left join unit_model m on m.id = r.model_id where r.service_id = $1";
    private static final String ORDER = "(coalesce(m.make, ''), coalesce(m.name, ''), r.risk_tier)";
    private static final String IN_ORDER = " order by coalesce(m.make, ''), coalesce(m.name, ''), r.risk_tier limit ";

    // Every rule of the models that are shown at once, three of each, and those for any model.
    private static final String HELD = SELECT + IN_ORDER + 3 * (ModelWatch.MOST_SHOWN + 1);

    private static final String AFTER = SELECT + " and ($2::text is null or " + ORDER
            + " > (select coalesce(b.make, ''), coalesce(b.name, ''), $2::text from (select 1) one"
            + " left join unit_model b on b.id = $3 and b.service_id = $1 where $3::uuid is null or b.id is not null))"
            + IN_ORDER + (MOST_LISTED + 1);

    private final Database database;
    private final AuditTrail audit;

    /** The last rule of a page; a {@code modelId} of null is the rule for any model. */
    public record After(@Nullable UUID modelId, RiskTier risk) {}

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

    /**
     * Rules of the service, at most {@link #MOST_LISTED}; what none says holds as {@link Expectation} has it.
     *
     * @param after which of them; null for the first. Behind a model that is not on file is nothing
     * @return with {@code next} where more follow the last one
     */
    public Future<Page<Held>> list(Scope scope, @Nullable After after) {
        return database.pool()
                .preparedQuery(AFTER)
                .execute(Tuple.of(
                        scope.serviceId(),
                        after == null ? null : after.risk.name(),
                        after == null ? null : after.modelId))
                .map(rows -> {
                    List<Held> found = rows.stream().map(SupervisionRules::held).toList();
                    return found.size() <= MOST_LISTED
                            ? new Page<>(found, null)
                            : new Page<>(found.subList(0, MOST_LISTED), next(found.get(MOST_LISTED - 1)));
                });
    }

    private static String next(Held last) {
        return (last.modelId == null ? "any" : last.modelId) + "/" + last.rule.risk;
    }

    /** Where a page ended; empty for what was never the end of one. */
    public static Optional<After> after(String next) {
        Matcher matcher = NEXT.matcher(next);
        return matcher.matches()
                ? Optional.of(new After(
                        matcher.group(1).equals("any") ? null : UUID.fromString(matcher.group(1)),
                        RiskTier.valueOf(matcher.group(2))))
                : Optional.empty();
    }

    /** The rules for any model, and those of every model that is shown at once. */
    public Future<List<Held>> held(Scope scope) {
        return database.pool()
                .preparedQuery(HELD)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(SupervisionRules::held).toList());
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

    private static Held held(Row row) {
        return new Held(row.getUUID("model_id"), read(row));
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
