package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/**
 * Homes that will hear the test, and who of them has been told. Until a home is told it is not asked. Nobody writes to
 * the dead or to those who have moved away; everybody else in the home is named.
 */
public final class Beforehand {
    /** Of one list; a larger campaign is told in parts. */
    public static final int MOST = 20_000;

    /** Of a run: a home that hears its test was not told of it. A controller is heard in every home behind it. */
    private static final String UNTOLD = """
            exists (select from speaks_for k where k.unit_id = %1$s.unit_id
              and (%1$s.home_id is null or k.home_id = %1$s.home_id)
              and not exists (select from campaign_told t where t.campaign_id = %2$s and t.home_id = k.home_id))""";

    /** Whoever hears the test of a scheme's controller lives behind it. */
    private static final String HEARING = """
            select distinct coalesce(r.home_id, k.home_id) as home_id from test_run r
            left join speaks_for k on r.home_id is null and k.unit_id = r.unit_id
            where r.service_id = $1 and r.campaign_id = $2 and r.cycle = $3 and r.audible
            """;

    /** From the runs where they are planned already, otherwise from the selection as it is now. */
    private static final String LIST = """
            select h.id, h.line1, h.line2, h.town, h.postcode, t.how, t.told_at, t.told_by,
              coalesce(string_agg(distinct p.name, ', '), '') as names, min(p.telephone) as telephone
            from (%s
                  union select home_id from campaign_told where service_id = $1 and campaign_id = $2) a
            join home h on h.id = a.home_id and h.service_id = $1
            left join campaign_told t on t.campaign_id = $2 and t.home_id = h.id
            left join resident r on r.home_id = h.id and r.until is null
            left join service_user p on p.id = r.service_user_id and p.status not in ('DECEASED', 'MOVED', 'ENDED')
            group by h.id, t.how, t.told_at, t.told_by
            order by (t.told_at is not null), h.postcode, h.line1, h.id limit %d
            """.formatted(HEARING, MOST);

    private static final String TELL = """
            insert into campaign_told (campaign_id, home_id, service_id, how, told_at, told_by)
            select $2, home_id, $1, $4, $5, $6 from (%s) a
            where home_id is not null and ($7::uuid is null or home_id = $7)
            on conflict do nothing
            """.formatted(HEARING);

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public Beforehand(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * For a statement: whether somebody hears the test of a run and was not told.
     *
     * @param run its alias
     * @param campaign the parameter with its campaign
     */
    static String untold(String run, String campaign) {
        return UNTOLD.formatted(run, campaign);
    }

    /** How a home was told. Stored by name. */
    public enum How {
        LETTER,
        SMS,
        TELEPHONE
    }

    /**
     * @param names of those who live there
     * @param told null while nobody has
     */
    public record Home(
            UUID id,
            String names,
            String address,
            @Nullable String telephone,
            @Nullable Told told) {}

    public record Told(How how, Instant at, String by) {}

    /** The homes of this cycle that hear the test, those not told first. The reading is on the audit trail. */
    public Future<List<Home>> list(Scope scope, Campaign campaign, @Nullable String address) {
        return audit.record(scope, "read-campaign-homes", "campaign:" + campaign.id(), address)
                .compose(v -> database.pool()
                        .preparedQuery(LIST)
                        .execute(Tuple.of(
                                scope.serviceId(),
                                campaign.id(),
                                campaign.standing().cycle())))
                .map(rows -> rows.stream().map(Beforehand::read).toList());
    }

    /**
     * Notes that homes have been told; those noted before stay as they are.
     *
     * @param homeId null: all of this cycle
     * @return how many are new
     */
    public Future<Integer> told(
            Scope scope, Campaign campaign, How how, @Nullable UUID homeId, @Nullable String address) {
        Tuple values = Tuple.of(
                        scope.serviceId(), campaign.id(), campaign.standing().cycle())
                .addString(how.name())
                .addOffsetDateTime(Times.toRow(clock.instant()))
                .addString(scope.actor())
                .addUUID(homeId);
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(TELL)
                        .execute(values)
                        .compose(rows -> audit.record(
                                        connection, scope, "told-campaign-homes", "campaign:" + campaign.id(), address)
                                .map(rows.rowCount())));
    }

    private static Home read(Row row) {
        String how = row.getString("how");
        StringBuilder address = new StringBuilder(row.getString("line1"));
        for (String part : new String[] {"line2", "town", "postcode"}) {
            String text = row.getString(part);
            if (text != null && !text.isBlank()) {
                address.append(", ").append(text);
            }
        }
        return new Home(
                row.getUUID("id"),
                row.getString("names"),
                address.toString(),
                row.getString("telephone"),
                how == null
                        ? null
                        : new Told(How.valueOf(how), CampaignRows.time(row, "told_at"), row.getString("told_by")));
    }
}
