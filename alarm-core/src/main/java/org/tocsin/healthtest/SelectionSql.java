package org.tocsin.healthtest;

import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.tocsin.platform.Times;

/** A selection as SQL: one place for what a preview counts and what a campaign then asks. */
public final class SelectionSql {
    /**
     * Gives {@code unit_id, home_id, model_id, method, period_s, audible, risk_tier}; parameters 1 to 7. Who has passed
     * since is read once and hashed, as large as the estate at most: looked for unit by unit it takes longer than a statement
     * may where each has some dozens of tests.
     */
    public static final String CHOSEN = """
            select u.id as unit_id, u.home_id, u.model_id,
              case when m.test_method = 'COMMAND' and u.protocol = 'SCAIP' then 'NONE'
                else coalesce(m.test_method, case u.protocol when 'MQTT' then 'COMMAND' else 'NONE' end) end as method,
              coalesce(m.test_period_s, 86400) as period_s, coalesce(m.test_audible, false) as audible,
              coalesce(h.risk_tier, 'STANDARD') as risk_tier
            from home_unit u
            left join home h on h.id = u.home_id
            left join unit_model m on m.id = u.model_id
            where u.service_id = $1 and u.status = 'IN_SERVICE' and (u.home_id is not null or u.scheme_id is not null)
              and h.ended_at is null
              and ($2::text is null or h.area = $2)
              and ($3::uuid is null or u.model_id = $3)
              and ($4::text is null or h.equipment = $4)
              and ($5::text is null or h.risk_tier = $5)
              and ($6::timestamptz is null or u.id in (select id from home_unit where service_id = $1
                except select p.unit_id from test_run p
                where p.service_id = $1 and p.state = 'PASSED' and p.received_at >= $6))
              and ($7::timestamptz is null or not exists (select from proof p
                where p.home_id = u.home_id and p.received_at >= $7))
            """;

    private SelectionSql() {}

    /** Parameters 1 to 7; the caller adds its own behind them. */
    public static Tuple parameters(UUID serviceId, Selection selection) {
        return Tuple.tuple()
                .addUUID(serviceId)
                .addString(selection.area())
                .addUUID(selection.modelId())
                .addString(selection.equipment())
                .addString(selection.riskTier())
                .addOffsetDateTime(Times.toRowOrNull(selection.notTestedSince()))
                .addOffsetDateTime(Times.toRowOrNull(selection.notProvenSince()));
    }
}
