package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How a selection is read where units have been tested for years. */
class SelectionSqlTest extends CampaignTurns {
    @Test
    void who_was_tested_since_is_read_once_and_not_unit_by_unit() {
        UUID unit = unit("MQTT", null);
        UUID id = begin(order(null, 0, 1));
        town.sql(
                "insert into test_run (id, service_id, campaign_id, cycle, unit_id, method, audible, position, state,"
                        + " signal_id, first_asked_at, received_at) select gen_random_uuid(), '%s', '%s', n, '%s', 'COMMAND',"
                        + " false, n, 'PASSED', gen_random_uuid(), '2025-01-01Z', '2025-01-01Z' from generate_series(1000, 6000) n",
                service, id, unit);
        town.sql("analyze test_run");
        Selection untested = new Selection(null, null, null, null, town.clock.instant(), null);
        String plan = get(town.database
                        .pool()
                        .preparedQuery("explain " + SelectionSql.CHOSEN)
                        .execute(SelectionSql.parameters(service, untested)))
                .stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
        assertThat(plan).contains("hashed SubPlan").doesNotContain("test_run_of_unit");
    }
}
