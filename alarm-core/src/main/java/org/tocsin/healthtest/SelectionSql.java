package org.tocsin.healthtest;

import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.tocsin.platform.Times;
import org.tocsin.unit.SpeaksFor;

/** A selection as SQL: one place for what a preview counts and what a campaign then asks. */
public final class SelectionSql {
    /**
     * Gives {@code unit_id, home_id, model_id, method, period_s, audible, risk_tier}; parameters 1 to 7. Who has passed
     * since is read once and hashed, as large as the estate at most: looked for unit by unit it takes longer than a statement
     * may where each has some dozens of tests. A scheme's controller is chosen for what is chosen of the homes behind it.
     */
    public static final String CHOSEN = """
            select u.id as unit_id, u.home_id, u.model_id,
              case when m.test_method = 'COMMAND' and u.protocol = 'SCAIP' then 'NONE'
                else coalesce(m.test_method, case u.protocol when 'MQTT' then 'COMMAND' else 'NONE' end) end as method,
              coalesce(m.test_period_s, 86400) as period_s, coalesce(m.test_audible, false) as audible,
              %s as risk_tier
            from home_unit u
            left join home h on h.id = u.home_id
            left join unit_model m on m.id = u.model_id
            where u.service_id = $1 and u.status = 'IN_SERVICE' and (u.home_id is not null or u.scheme_id is not null)
              and ($3::uuid is null or u.model_id = $3)
              and (u.home_id is null or (h.ended_at is null
                and ($2::text is null or h.area = $2)
                and ($4::text is null or h.equipment = $4)
                and ($5::text is null or h.risk_tier = $5)))
              and (u.home_id is not null or num_nonnulls($2::text, $4::text, $5::text, $7::timestamptz) = 0
                or exists (select from scheme_point t join home d on d.id = t.home_id
                  where t.scheme_id = u.scheme_id and d.ended_at is null
                    and ($2::text is null or d.area = $2)
                    and ($4::text is null or d.equipment = $4)
                    and ($5::text is null or d.risk_tier = $5)
                    and ($7::timestamptz is null or not exists (select from proof p
                      where p.home_id = d.id and p.received_at >= $7))))
              and ($6::timestamptz is null or u.id in (select id from home_unit where service_id = $1
                except select p.unit_id from test_run p
                where p.service_id = $1 and p.state = 'PASSED' and p.received_at >= $6))
              and ($7::timestamptz is null or u.home_id is null or not exists (select from proof p
                where p.home_id = u.home_id and p.received_at >= $7))
            """.formatted(SpeaksFor.RISK);

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
