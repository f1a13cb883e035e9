package org.tocsin.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.home.LineAnswer;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/**
 * What a phone company is told under a data-sharing agreement: which of its lines carry telecare, and whether the home
 * works without the analogue network. The least that serves: no names, nothing about anybody's health; the address only
 * where no UPRN says it; a line that a company has called not its own is not sent to it again. Where nobody knows whose a
 * line is, its number and the area of its postcode are enough to find out.
 */
public final class ProviderExchange {
    /** More homes than any one service has. */
    public static final int MOST = 200_000;

    private static final String LINES = """
            select coalesce(h.external_id, h.id::text) as reference, h.uprn, h.line1, h.line2, h.town, h.postcode,
              h.line_provider, h.line_planned_on, r.proof, %s,
              (select min(u.telephone) from resident s join service_user u on u.id = s.service_user_id
               where s.home_id = h.id and s.until is null and u.telephone is not null) as telephone
            from home h left join home_readiness r on r.home_id = h.id
            where h.service_id = $1 and h.ended_at is null and coalesce(h.line_provider, '') = $2
              and (h.line_answer = 'NOT_OURS' and h.line_answer_of = h.line_provider) is not true
            order by h.postcode, h.id limit %d
            """.formatted(HomeFactsStore.TOLD_COLUMNS, MOST);
    private static final String PROVIDERS = """
            with answered as (
              select coalesce(line_provider, '') as provider, case when line_answer_of = line_provider then line_answer end as answer, count(*)::int as homes from home
              where service_id = $1 and ended_at is null group by 1, 2)
            select provider, answer, homes, sum(homes) over (partition by provider)::int as of_provider from answered
            order by of_provider desc, provider, answer limit 2000
            """;

    private final Database database;
    private final AuditTrail audit;

    public ProviderExchange(Database database, InstantSource clock) {
        this.database = database;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * @param name empty where no provider is on file
     * @param answers how many of its homes it last answered so
     */
    public record Provider(String name, int homes, Map<LineAnswer, Integer> answers) {
        /** Homes of which it has not said anything. */
        public int unanswered() {
            return homes - answers.values().stream().mapToInt(count -> count).sum();
        }
    }

    /**
     * @param homeReference the service's own id of the home, by which an answer finds it again
     * @param address empty where the UPRN says it, or nobody knows whose line it is
     */
    public record Line(
            @Nullable String telephone,
            String homeReference,
            @Nullable String uprn,
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
                .map(ProviderExchange::folded);
    }

    private static List<Provider> folded(RowSet<Row> rows) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        for (Row row : rows) {
            Provider provider = providers.computeIfAbsent(
                    row.getString("provider"),
                    name -> new Provider(name, row.getInteger("of_provider"), new EnumMap<>(LineAnswer.class)));
            if (row.getString("answer") != null) {
                provider.answers().put(LineAnswer.valueOf(row.getString("answer")), row.getInteger("homes"));
            }
        }
        return List.copyOf(providers.values());
    }

    /** The lines of one provider; on the audit trail before they are read. */
    public Future<List<Line>> lines(Scope scope, String provider, @Nullable String address) {
        return audit.record(scope, "export-data-sharing", "provider:" + provider, address)
                .compose(audited -> database.pool().preparedQuery(LINES).execute(Tuple.of(scope.serviceId(), provider)))
                .map(rows -> rows.stream().map(ProviderExchange::line).toList());
    }

    private static Line line(Row row) {
        boolean proven = "CURRENT".equals(row.getString("proof"));
        boolean known = row.getString("line_provider") != null;
        String uprn = known ? row.getString("uprn") : null;
        String postcode = row.getString("postcode");
        return new Line(
                row.getString("telephone"),
                row.getString("reference"),
                uprn,
                !known || uprn != null
                        ? List.of()
                        : Stream.of(row.getString("line1"), row.getString("line2"), row.getString("town"))
                                .filter(part -> part != null && !part.isBlank())
                                .toList(),
                known ? postcode : postcode.split(" ", 2)[0],
                row.getString("line_provider"),
                new Migration(
                        row.getLocalDate("line_planned_on"),
                        proven,
                        proven ? Times.fromRowOrNull(row.getOffsetDateTime("line_confirmed_at")) : null));
    }
}
