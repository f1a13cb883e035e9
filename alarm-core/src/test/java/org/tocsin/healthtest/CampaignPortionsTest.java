package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An estate that is larger than what one turn plans, or one act ends. */
class CampaignPortionsTest extends CampaignTurns {
    private static final int MANY = 2 * CampaignSteps.PORTION + 500;

    @Test
    void every_unit_of_a_large_estate_is_planned_once_and_all_are_skipped_when_it_is_stopped() {
        town.sql("alter table test_run set (autovacuum_enabled = off)");
        town.sql(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " select gen_random_uuid(), '%s', '%s', (7000000 + n)::text, 'MQTT', 'NONE', now()"
                        + " from generate_series(1, %d) n",
                service, town.home(service, "1 Test Street"), MANY);
        UUID id = ((CampaignDesk.Done) get(desk.create(scope, order(null, 0, 1), null, null))).campaignId();
        for (int turn = 0; turn < 3; turn++) {
            assertThat(found(id).standing().state()).isEqualTo(Campaign.State.PLANNED);
            turn();
        }
        assertThat(found(id).standing().state()).isEqualTo(Campaign.State.RUNNING);
        assertThat(get(town.database
                                .pool()
                                .preparedQuery("select count(*) as runs, count(distinct unit_id) as units,"
                                        + " count(distinct position) as places, max(position)::bigint as last"
                                        + " from test_run where campaign_id = $1")
                                .execute(Tuple.of(id)))
                        .iterator()
                        .next()
                        .toJson()
                        .getMap())
                .containsOnlyKeys("runs", "units", "places", "last")
                .allSatisfy((what, number) -> assertThat(number).isEqualTo((long) MANY));
        get(desk.stop(scope, id, "seen enough", null));
        assertThat(standing(id)).isEqualTo("SKIPPED " + MANY);
    }
}
