package org.tocsin.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/**
 * What a phone company is told under a data-sharing agreement: which of its lines carry telecare, and whether the home
 * works without the analogue network. The least that serves: no names, nothing about anybody's health.
 */
public final class ProviderExchange {
    /** More homes than any one service has. */
    public static final int MOST = 200_000;

    private static final String LINES = """
            select h.external_id, h.line1, h.line2, h.town, h.postcode, h.line_provider, h.line_planned_on, r.state,
              r.proof, h.line_confirmed_at,
              (select min(u.telephone) from resident s join service_user u on u.id = s.service_user_id
               where s.home_id = h.id and s.until is null and u.telephone is not null) as telephone
            from home h left join home_readiness r on r.home_id = h.id
            where h.service_id = $1 and h.ended_at is null and coalesce(h.line_provider, '') = $2
            order by h.postcode, h.id limit %d
            """.formatted(MOST);
    private static final String PROVIDERS = """
            select coalesce(line_provider, '') as provider, count(*)::int as homes from home
            where service_id = $1 and ended_at is null group by 1 order by 2 desc, 1 limit 500
            """;

    private final Database database;
    private final AuditTrail audit;

    public ProviderExchange(Database database, InstantSource clock) {
        this.database = database;
        this.audit = new AuditTrail(database, clock);
    }

    /** @param name empty where no provider is on file */
    public record Provider(String name, int homes) {}

    /** @param homeReference the service's own id of the home */
    public record Line(
            @Nullable String telephone,
            @Nullable String homeReference,
            List<String> address,
            String postcode,
            @Nullable String provider,
            Migration migration) {}

    /**
     * @param confirmedAt when the provider was told that the home works; null: not yet, or not any more
     * @param proven every trigger was heard since the last change
     */
    public record Migration(
            @Nullable LocalDate plannedOn,
            boolean proven,
            @Nullable Instant confirmedAt) {}

    /** Those who have lines in the service's homes, the most first. */
    public Future<List<Provider>> providers(Scope scope) {
        return database.pool()
                .preparedQuery(PROVIDERS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Provider(row.getString("provider"), row.getInteger("homes")))
                        .toList());
    }

    /** The lines of one provider; on the audit trail before they are read. */
    public Future<List<Line>> lines(Scope scope, String provider, @Nullable String address) {
        return audit.record(scope, "export-data-sharing", "provider:" + provider, address)
                .compose(audited -> database.pool().preparedQuery(LINES).execute(Tuple.of(scope.serviceId(), provider)))
                .map(rows -> rows.stream()
                        .map(row -> {
                            boolean proven = "CURRENT".equals(row.getString("proof"));
                            return new Line(
                                    row.getString("telephone"),
                                    row.getString("external_id"),
                                    Stream.of(row.getString("line1"), row.getString("line2"), row.getString("town"))
                                            .filter(part -> part != null && !part.isBlank())
                                            .toList(),
                                    row.getString("postcode"),
                                    row.getString("line_provider"),
                                    new Migration(
                                            row.getLocalDate("line_planned_on"),
                                            proven,
                                            proven
                                                    ? Times.fromRowOrNull(row.getOffsetDateTime("line_confirmed_at"))
                                                    : null));
                        })
                        .toList());
    }
}
