package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.unit.TwoGateways.get;

import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;

/** What is written for many commands at once finds each by its id, also where PostgreSQL believes none to be open. */
class UnitCommandPlanTest {
    private static final int MANY = 500;

    @Test
    void many_are_written_by_their_ids_however_old_the_statistics_are() throws Exception {
        try (TwoGateways pair = new TwoGateways()) {
            Town town = pair.town;
            town.sql("alter table unit_command set (autovacuum_enabled = off)");
            UUID unit = pair.unit(org.tocsin.signal.Protocol.MQTT).id();
            commands(pair, unit, "DONE", 5_000);
            town.sql("analyze unit_command");
            commands(pair, unit, "PENDING", MANY);
            UUID[] ids = get(town.database
                            .pool()
                            .query("select id from unit_command where state = 'PENDING'")
                            .execute())
                    .stream()
                    .map(row -> row.getUUID(0))
                    .toArray(UUID[]::new);
            Tuple claims = Tuple.tuple().addValue(ids).addValue(filled(new Long[MANY], 1L));
            Tuple answers = Tuple.tuple()
                    .addValue(ids)
                    .addValue(filled(new UUID[MANY], unit))
                    .addValue(filled(new OffsetDateTime[MANY], OffsetDateTime.now(ZoneOffset.UTC)))
                    .addValue(filled(new Boolean[MANY], true))
                    .addValue(filled(new Integer[MANY], 0))
                    .addValue(new String[MANY])
                    .addValue(new OffsetDateTime[MANY])
                    .addValue("first");
            Tuple sent = Tuple.tuple()
                    .addValue(ids)
                    .addValue(filled(new Long[MANY], 1L))
                    .addValue(filled(new OffsetDateTime[MANY], OffsetDateTime.now(ZoneOffset.UTC)))
                    .addValue("first");
            for (String plan : new String[] {
                plan(town, UnitCommandQueue.SENT, sent),
                plan(town, UnitCommandQueue.NOT_SENT, claims),
                plan(town, UnitCommandQueue.ANSWER, answers)
            }) {
                assertThat(plan).contains("unit_command_pkey").doesNotContain("unit_command_open");
            }
        }
    }

    private static <T> T[] filled(T[] values, T with) {
        Arrays.fill(values, with);
        return values;
    }

    private static void commands(TwoGateways pair, UUID unit, String state, int count) {
        pair.town.sql(
                "insert into unit_command (id, service_id, unit_id, request_id, op, args, urgent, state, requested_by,"
                        + " requested_at, expires_at, attempts, attempt_claim) select gen_random_uuid(), '%s', '%s',"
                        + " '%s' || n, 'test', '{}', false, '%s', 'test', now(), now(), 1, 1"
                        + " from generate_series(1, %d) n",
                pair.service, unit, state, state, count);
    }

    private static String plan(Town town, String sql, Tuple values) throws Exception {
        return get(town.database.pool().preparedQuery("explain " + sql).execute(values)).stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }
}
