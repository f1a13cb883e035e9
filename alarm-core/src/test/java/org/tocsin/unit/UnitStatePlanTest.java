package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Effort;

/** A gateway was lost, and thousands of units connect to another before PostgreSQL has counted who was gone. */
class UnitStatePlanTest {
    private static final int GONE = 20_000;
    private static final int AT_ONCE = 500;

    @Test
    void who_is_back_is_looked_up_once_however_many_were_gone() {
        try (Town town = new Town()) {
            // Which units they are does not matter here.
            town.sql("alter table unit_state set (autovacuum_enabled = off),"
                    + " drop constraint unit_state_unit_id_fkey");
            states(town, 5_000, "CONNECTED");
            town.sql("analyze unit_state");
            states(town, GONE, "LOST");
            UUID[] back = Town.await(town.database
                            .pool()
                            .query("select unit_id from unit_state where state = 'LOST' limit " + AT_ONCE)
                            .execute())
                    .stream()
                    .map(row -> row.getUUID(0))
                    .toArray(UUID[]::new);
            OffsetDateTime[] since = new OffsetDateTime[AT_ONCE];
            Arrays.fill(since, OffsetDateTime.now(ZoneOffset.UTC));
            assertThat(Town.await(Effort.of(
                            town.database,
                            UnitStates.BACK,
                            Tuple.tuple().addValue(back).addValue(since))))
                    .isBetween((long) AT_ONCE, 2L * GONE);
        }
    }

    private static void states(Town town, int count, String state) {
        town.sql(
                "insert into unit_state (unit_id, service_id, state, since) select gen_random_uuid(),"
                        + " gen_random_uuid(), '%s', now() - interval '1 minute' from generate_series(1, %d)",
                state, count);
    }
}
