package org.tocsin.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Effort;

/** A carrier is back, and so are thousands whose silences PostgreSQL has not counted yet. */
class SilencePlanTest {
    private static final int SILENT = 20_000;
    private static final int AT_ONCE = 500;

    @Test
    void the_end_of_a_silence_is_written_to_its_own_row_however_many_are_open() {
        try (Town town = new Town()) {
            town.sql("alter table silence set (autovacuum_enabled = off)");
            silences(town, 5_000, "now()");
            town.sql("analyze silence");
            silences(town, SILENT, "null");
            UUID[] back = Town.await(town.database
                            .pool()
                            .query("select id from silence where heard_again_at is null limit " + AT_ONCE)
                            .execute())
                    .stream()
                    .map(row -> row.getUUID(0))
                    .toArray(UUID[]::new);
            OffsetDateTime[] at = new OffsetDateTime[AT_ONCE];
            Arrays.fill(at, OffsetDateTime.now(ZoneOffset.UTC));
            assertThat(Town.await(Effort.of(
                            town.database,
                            SupervisionStore.HEARD_AGAIN,
                            Tuple.tuple().addValue(back).addValue(at))))
                    .isBetween((long) AT_ONCE, 2L * SILENT);
        }
    }

    private static void silences(Town town, int count, String heardAgain) {
        town.sql(
                "insert into silence (id, service_id, unit_id, cid, number, heard_at, began_at, noticed_at, noticed_by,"
                        + " raised_at, heard_again_at, restored_at) select gen_random_uuid(), gen_random_uuid(),"
                        + " gen_random_uuid(), n::text, 1, now(), now(), now(), 'test', now(), %1$s, %1$s"
                        + " from generate_series(1, %2$d) n",
                heardAgain, count);
    }
}
