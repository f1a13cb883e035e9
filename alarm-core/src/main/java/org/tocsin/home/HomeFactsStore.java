package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** What is known of homes beside their addresses. */
public final class HomeFactsStore {
    /**
     * Whether the provider of {@code home h} was told that it works, of the line as it is: what was told before the line
     * became another, or in the same moment, was told of the one before.
     */
    public static final String TOLD = "(h.line_confirmed_at is not null and not exists (select from unit_change c"
            + " where c.home_id = h.id and c.kind = 'LINE' and c.at >= h.line_confirmed_at))";

    /** When it was told so, and by whom, as {@link HomeFacts.Line} says; null for not. */
    public static final String TOLD_COLUMNS =
            "case when " + TOLD + " then h.line_confirmed_at end as line_confirmed_at," + " case when " + TOLD
                    + " then h.line_confirmed_by end as line_confirmed_by";

    /** Of {@code home h}, for {@link #read}. */
    public static final String COLUMNS = "h.external_id, h.uprn, h.area, h.risk_tier, h.vulnerabilities, h.equipment,"
            + " h.converter_assessed_on, h.line_provider, h.line_planned_on, " + TOLD_COLUMNS + ","
            + " h.former_centre";

    private static final String WRITE = "update home set external_id = $3, area = $4, risk_tier = $5,"
            + " vulnerabilities = $6, equipment = $7, converter_assessed_on = $8, line_provider = $9,"
            + " line_planned_on = $10, uprn = $11, former_centre = $12"
            + " where service_id = $1 and id = $2";

    private final Database database;

    public HomeFactsStore(Database database) {
        this.database = database;
    }

    /** The facts of a home of the scope's service. */
    public Future<Optional<HomeFacts>> find(Scope scope, UUID homeId) {
        return find(database.pool(), scope, homeId, "");
    }

    /** The same within a transaction, the home locked against another change of its facts. */
    public Future<Optional<HomeFacts>> lock(SqlClient client, Scope scope, UUID homeId) {
        return find(client, scope, homeId, " for no key update");
    }

    /**
     * Whether a home is kept.
     *
     * @param hold true: what is held of it is kept, whatever its age
     * @param endedAt when it left the service; null while it is with it
     */
    public record Keeping(boolean hold, @Nullable Instant endedAt) {}

    /** Whether a home of the scope's service is kept; not, where there is none. */
    public Future<Keeping> keeping(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery("select legal_hold, ended_at from home where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Keeping(row.getBoolean(0), Times.fromRowOrNull(row.getOffsetDateTime(1))))
                        .orElse(new Keeping(false, null)));
    }

    private static Future<Optional<HomeFacts>> find(SqlClient client, Scope scope, UUID homeId, String lock) {
        return client.preparedQuery("select " + COLUMNS + " from home h where h.service_id = $1 and h.id = $2" + lock)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().findFirst().map(HomeFactsStore::read));
    }

    /**
     * Writes all of them but who told the provider, and when, within a transaction of the caller's; false where the service has no such home. Fails with
     * the database's unique violation where the external id is another home's.
     */
    public static Future<Boolean> write(SqlClient client, UUID serviceId, UUID homeId, HomeFacts facts) {
        HomeFacts.Line line = facts.line();
        return client.preparedQuery(WRITE)
                .execute(Tuple.from(new @Nullable Object[] {
                    serviceId,
                    homeId,
                    facts.externalId(),
                    facts.area(),
                    facts.riskTier().name(),
                    names(facts.vulnerabilities()),
                    facts.equipment().name(),
                    facts.converterAssessedOn(),
                    line.provider(),
                    line.plannedOn(),
                    facts.uprn(),
                    facts.formerCentre()
                }))
                .map(rows -> rows.rowCount() == 1);
    }

    /** A row of {@link #COLUMNS}. */
    public static HomeFacts read(Row row) {
        return new HomeFacts(
                row.getString("external_id"),
                row.getString("uprn"),
                row.getString("area"),
                RiskTier.valueOf(row.getString("risk_tier")),
                vulnerabilities(List.of(row.getArrayOfStrings("vulnerabilities"))),
                Equipment.valueOf(row.getString("equipment")),
                row.getLocalDate("converter_assessed_on"),
                new HomeFacts.Line(
                        row.getString("line_provider"),
                        row.getLocalDate("line_planned_on"),
                        Times.fromRowOrNull(row.getOffsetDateTime("line_confirmed_at")),
                        row.getString("line_confirmed_by")),
                row.getString("former_centre"));
    }

    private static Set<Vulnerability> vulnerabilities(List<String> names) {
        return names.stream().map(Vulnerability::valueOf).collect(Collectors.toUnmodifiableSet());
    }

    private static String[] names(Set<Vulnerability> vulnerabilities) {
        return Arrays.stream(Vulnerability.values())
                .filter(vulnerabilities::contains)
                .map(Enum::name)
                .toArray(String[]::new);
    }
}
