package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.Equipment;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;
import org.tocsin.readiness.Readiness.HomeState;

/** Reads how ready homes are: from what {@link ReadinessWorker} keeps for many, worked out on the spot for one. */
public final class ReadinessStore {
    /** What stands for homes that have any exception. */
    public static final String ANY = "any";

    private static final String LIST = """
            select r.*, concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place
            from home_readiness r join home h on h.id = r.home_id
            where r.service_id = $1 and (r.risk, r.home_id) > ($2, $3)""";
    private static final String FIGURES = """
            select grouping(r.state, r.proof, r.equipment, r.risk, r.area, r.line_provider, r.exception) as g, r.state,
              r.proof, r.equipment, r.risk, r.area, r.line_provider, r.exception, count(*) as homes,
              coalesce(sum(r.triggers), 0) as triggers, coalesce(sum(r.current), 0) as current,
              coalesce(sum(r.recheck), 0) as recheck, coalesce(sum(r.revisit), 0) as revisit,
              coalesce(sum(r.never), 0) as never, count(*) filter (where r.converter_due_on <= $2) as overdue,
              max(r.as_of) as as_of
            from home_readiness r where r.service_id = $1""";
    private static final String GROUPS = " group by grouping sets ((), (r.state), (r.proof), (r.equipment), (r.risk),"
            + " (r.area), (r.line_provider), (r.exception))";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public ReadinessStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** What homes are told apart by. */
    public enum By {
        STATE("r.state"),
        PROOF("r.proof"),
        EQUIPMENT("r.equipment"),
        /** 1 critical, 2 high, 3 standard. */
        RISK("r.risk::text"),
        AREA("coalesce(r.area, '')"),
        PROVIDER("coalesce(r.line_provider, '')"),
        EXCEPTION("coalesce(r.exception, '')");

        private final String column;

        By(String column) {
            this.column = column;
        }
    }

    /** A home in the list. */
    public record Line(
            UUID homeId,
            String place,
            RiskTier risk,
            @Nullable String area,
            EquipmentFact equipment,
            LineFact line,
            ProofFact proof,
            HomeState state,
            @Nullable String exception,
            Instant asOf) {}

    /** @param converterDueOn the day of the next test; null where there is no converter */
    public record EquipmentFact(
            Equipment equipment, @Nullable LocalDate converterDueOn) {}

    /** As {@link org.tocsin.home.HomeFacts.Line}. */
    public record LineFact(
            @Nullable String provider,
            @Nullable LocalDate plannedOn,
            @Nullable Instant confirmedAt) {}

    /** @param current how many of the triggers are */
    public record ProofFact(
            TriggerProof.State worst, TriggerProof.@Nullable Reason reason, int triggers, int current) {}

    /**
     * Counts of homes and triggers.
     *
     * @param by how many homes have which value; null values as an empty text
     * @param triggers how many triggers are in which state
     * @param overdue homes on a converter whose test is due
     * @param waiting how many changes are not worked in yet
     * @param asOf when the newest of it was worked out; null for no homes
     */
    public record Figures(
            long homes,
            Map<By, Map<String, Long>> by,
            Map<TriggerProof.State, Long> triggers,
            long overdue,
            long waiting,
            @Nullable Instant asOf) {
        public long count(By which, String value) {
            return by.getOrDefault(which, Map.of()).getOrDefault(value, 0L);
        }

        public long triggersIn(TriggerProof.State state) {
            return triggers.getOrDefault(state, 0L);
        }
    }

    /**
     * Homes that have these values, the gravest risk first.
     *
     * @param cursor {@link Page#next} of the page before; null for the first
     */
    public Future<Page<Line>> list(Scope scope, Map<By, String> having, int limit, @Nullable String cursor) {
        int most = Math.max(1, Math.min(limit, Page.LARGEST));
        Tuple values = Tuple.of(scope.serviceId());
        try {
            values.addValue(cursor == null ? (short) 0 : Short.valueOf(cursor.substring(0, 1)))
                    .addValue(cursor == null ? new UUID(0, 0) : UUID.fromString(cursor.substring(2)));
        } catch (RuntimeException e) {
            return Future.failedFuture(new IllegalArgumentException("not a cursor", e));
        }
        String sql = LIST + where(having, values) + " order by r.risk, r.home_id limit " + (most + 1);
        return database.pool().preparedQuery(sql).execute(values).map(rows -> {
            List<Line> lines = new ArrayList<>();
            rows.forEach(row -> lines.add(line(row)));
            boolean more = lines.size() > most;
            List<Line> items = more ? lines.subList(0, most) : lines;
            return new Page<>(items, more ? cursor(items.get(most - 1)) : null);
        });
    }

    /** Counts over all homes that have these values. */
    public Future<Figures> figures(Scope scope, Map<By, String> having, LocalDate today) {
        Tuple values = Tuple.of(scope.serviceId(), today);
        String sql = FIGURES + where(having, values) + GROUPS;
        return database.pool()
                .preparedQuery(sql)
                .execute(values)
                .compose(rows -> database.pool()
                        .preparedQuery("select count(*) from readiness_due where service_id = $1")
                        .execute(Tuple.of(scope.serviceId()))
                        .map(waiting -> figures(rows, waiting.iterator().next().getLong(0))));
    }

    /** One home, from what is on file at this moment; empty where the service has none, or it has ended. */
    public Future<Optional<Readiness>> home(Scope scope, UUID homeId) {
        return FactsReader.read(database.pool(), List.of(homeId), clock.instant())
                .map(found -> found.stream()
                        .filter(home -> home.serviceId().equals(scope.serviceId()))
                        .findFirst()
                        .map(home -> Readiness.of(home.facts(), home.limits(), clock.instant())));
    }

    /** The newest proofs of a home. */
    public Future<List<Proof>> proofs(Scope scope, UUID homeId, int limit) {
        return database.pool()
                .preparedQuery("select " + ProofRows.COLUMNS
                        + " from proof where service_id = $1 and home_id = $2 order by received_at desc, id limit $3")
                .execute(Tuple.of(scope.serviceId(), homeId, limit))
                .map(rows -> rows.stream().map(ProofRows::read).toList());
    }

    /** How many proofs of the service wait for their signature. */
    public Future<Long> unsealed(Scope scope) {
        return database.pool()
                .preparedQuery("select count(*) from seal_due where service_id = $1")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** What the service allows: after which age a trigger must be heard again, how often a converter is tested. */
    public record Limits(Duration proof, Duration converterRetest) {}

    public Future<Limits> limits(Scope scope) {
        return database.pool()
                .preparedQuery("select proof_limit_days, converter_retest_days from service where id = $1")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Limits(Duration.ofDays(row.getInteger(0)), Duration.ofDays(row.getInteger(1)));
                });
    }

    /** Whole days, 1 to 3650 each; every home is worked out anew. */
    public Future<Void> setLimits(Scope scope, Limits limits) {
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery("update service set proof_limit_days = $2, converter_retest_days = $3"
                                + " where id = $1")
                        .execute(
                                Tuple.of(scope.serviceId(), (int) limits.proof().toDays(), (int)
                                        limits.converterRetest().toDays()))
                        .compose(set -> audit.record(
                                connection, scope, "set-proof-limits", "service:" + scope.serviceId(), null)));
    }

    private static String where(Map<By, String> having, Tuple values) {
        StringBuilder where = new StringBuilder();
        having.forEach((by, value) -> {
            if (by == By.EXCEPTION && value.equals(ANY)) {
                where.append(" and r.exception is not null");
            } else {
                values.addValue(value);
                where.append(" and ").append(by.column).append(" = $").append(values.size());
            }
        });
        return where.toString();
    }

    private static String cursor(Line line) {
        return (line.risk().ordinal() + 1) + ":" + line.homeId();
    }

    private static Line line(Row row) {
        String reason = row.getString("reason");
        return new Line(
                row.getUUID("home_id"),
                row.getString("place"),
                RiskTier.values()[row.getShort("risk") - 1],
                row.getString("area"),
                new EquipmentFact(Equipment.valueOf(row.getString("equipment")), row.getLocalDate("converter_due_on")),
                new LineFact(
                        row.getString("line_provider"),
                        row.getLocalDate("line_planned_on"),
                        Times.fromRowOrNull(row.getOffsetDateTime("line_confirmed_at"))),
                new ProofFact(
                        TriggerProof.State.valueOf(row.getString("proof")),
                        reason == null ? null : TriggerProof.Reason.valueOf(reason),
                        row.getInteger("triggers"),
                        row.getInteger("current")),
                HomeState.valueOf(row.getString("state")),
                row.getString("exception"),
                Times.fromRow(row.getOffsetDateTime("as_of")));
    }

    private static Figures figures(Iterable<Row> rows, long waiting) {
        Map<By, Map<String, Long>> by = new EnumMap<>(By.class);
        Map<TriggerProof.State, Long> triggers = new EnumMap<>(TriggerProof.State.class);
        long homes = 0;
        long overdue = 0;
        Instant asOf = null;
        int all = (1 << By.values().length) - 1;
        for (Row row : rows) {
            int missing = row.getInteger("g");
            if (missing == all) {
                homes = row.getLong("homes");
                overdue = row.getLong("overdue");
                asOf = Times.fromRowOrNull(row.getOffsetDateTime("as_of"));
                triggers.put(TriggerProof.State.CURRENT, row.getLong("current"));
                triggers.put(TriggerProof.State.RECHECK_REMOTELY, row.getLong("recheck"));
                triggers.put(TriggerProof.State.REVISIT, row.getLong("revisit"));
                triggers.put(TriggerProof.State.NEVER, row.getLong("never"));
            } else {
                // One bit is clear: the column that is counted by; the first column has the highest bit.
                By which = By.values()[By.values().length - 1 - Integer.numberOfTrailingZeros(all & ~missing)];
                Object value = row.getValue(1 + which.ordinal());
                by.computeIfAbsent(which, w -> new TreeMap<>())
                        .put(value == null ? "" : value.toString(), row.getLong("homes"));
            }
        }
        return new Figures(homes, by, triggers, overdue, waiting, asOf);
    }
}
