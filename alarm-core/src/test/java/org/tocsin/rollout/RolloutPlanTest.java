package org.tocsin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Effort;
import org.tocsin.platform.Ids;

/** A rollout is worked at before PostgreSQL has counted its units; what is found is still written to its own row. */
class RolloutPlanTest {
    private static final int UNITS = 2_000;
    /** A tenth of what it is to go through all units for each of them. */
    private static final long MOST = (long) UNITS * UNITS / 10;

    private static final OffsetDateTime NOW = OffsetDateTime.now(ZoneOffset.UTC);
    private static final OffsetDateTime LATER = NOW.plusHours(2);

    @Test
    void each_unit_is_written_by_its_key_however_old_the_statistics_are() {
        try (Town town = new Town()) {
            UUID service = town.service("demo");
            UUID rollout = rolloutNobodyHasCounted(town, service);

            town.sql("update rollout_unit set state = 'PLANNED' where rollout_id = '%s'", rollout);
            UUID[] ids = Stream.generate(Ids::next).limit(UNITS).toArray(UUID[]::new);
            worked(
                    town,
                    RolloutUnits.ASK,
                    Tuple.of(service, rollout, 1, NOW, UNITS, LATER, ids)
                            .addString("config.set")
                            .addValue(new JsonObject()));
            haveAlarms(town);
            worked(town, RolloutUnits.DEFER, Tuple.of(service, rollout, 1, 2));

            town.sql("update rollout_unit set state = 'ASKED' where rollout_id = '%s'", rollout);
            worked(town, RolloutUnits.TAKE_BACK, Tuple.of(rollout, NOW));
            worked(town, RolloutUnits.HELD, Tuple.of(rollout, LATER));

            town.sql("update unit_command set state = 'DONE'");
            worked(town, RolloutUnits.CHANGED, Tuple.of(rollout, NOW, null));

            town.sql("update rollout_unit set state = 'CHANGED', changed_at = now() where rollout_id = '%s'", rollout);
            areHeard(town);
            worked(town, RolloutUnits.HEARD, Tuple.of(rollout));
        }
    }

    private static void worked(Town town, String sql, Tuple values) {
        assertThat(Town.await(Effort.of(town.database, sql, values))).as(sql).isBetween((long) UNITS, MOST);
    }

    private static UUID rolloutNobodyHasCounted(Town town, UUID service) {
        for (String table : new String[] {"rollout_unit", "unit_command", "alarm", "signal"}) {
            town.sql("alter table " + table + " set (autovacuum_enabled = off)");
        }
        town.sql(
                "insert into home_unit (id, service_id, cid, protocol, authentication, created_at)"
                        + " select gen_random_uuid(), '%s', (4400000 + n)::text, 'MQTT', 'NONE', now()"
                        + " from generate_series(1, %d) n",
                service, UNITS);
        rollout(town, service, "HEARD", UNITS / 4);
        town.sql("analyze rollout_unit");
        UUID rollout = rollout(town, service, "ASKED", UNITS);
        town.sql("insert into unit_command (id, service_id, unit_id, request_id, op, args, urgent, state, requested_by,"
                + " requested_at, expires_at) select command_id, service_id, unit_id, command_id::text, 'config.set',"
                + " '{}', false, 'PENDING', 'test', now(), due_at from rollout_unit where state = 'ASKED'");
        return rollout;
    }

    private static UUID rollout(Town town, UUID service, String state, int units) {
        UUID id = Ids.next();
        town.sql(
                "insert into rollout (id, service_id, name, op, args, hours, trial_per_model, wave_units, answer_within_s,"
                        + " watch_s, fault_percent, state, starts_at, created_by, created_at) values ('%s', '%s', '%s', 'config.set',"
                        + " '{}', '', 1, 10000, 3600, 0, 5, 'DONE', now(), 'test', now())",
                id, service, state);
        town.sql(
                "insert into rollout_unit (rollout_id, unit_id, service_id, wave, position, state, command_id, asked_at,"
                        + " due_at) select '%s', id, service_id, 1, row_number() over (), '%s', gen_random_uuid(), now(),"
                        + " now() + interval '1 hour' from home_unit limit %d",
                id, state, units);
        return id;
    }

    private static void haveAlarms(Town town) {
        town.sql("insert into alarm (id, service_id, reference, unit_id, cid, join_key, joining_class, kind, priority,"
                + " state, flags, trigger_words, signal_count, raised_at, pressed_at, sounding) select"
                + " gen_random_uuid(), service_id, id::text, id, cid, id::text, 'LIFE', 'ALARM', 1, 'WAITING', '{}',"
                + " 'Pendant', 1, now(), now(), true from home_unit");
    }

    private static void areHeard(Town town) {
        town.sql("insert into signal (id, service_id, unit_id, cid, ref, protocol, kind, body_hash, received_at,"
                + " recorded_at, remote_address, gateway_id, doubts, body, raw) select gen_random_uuid(), service_id,"
                + " id, cid, 'r', 'MQTT', 'TEST', 'x', now(), now(), '192.0.2.1', 'test', '{}', '{}', 'x'"
                + " from home_unit");
    }
}
