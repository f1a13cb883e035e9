package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.tocsin.unit.UnitCommandQueue.Said;

/** Campaigns whose units are connected to one of two gateways. */
abstract class TestsAtGateways extends CampaignTurns {
    static final Said DONE = new Said(true, 0, null);

    String hereId;
    String thereId;
    long claim;
    TestsToSay here;
    TestsToSay there;

    @BeforeEach
    void twoGateways() {
        town.sql("delete from process");
        // What an earlier test has left is handed to others.
        hereId = "here" + count;
        thereId = "there" + count;
        here = gateway(hereId);
        there = gateway(thereId);
    }

    TestsToSay gateway(String id) {
        alive(id);
        return new TestsToSay(town.database, town.clock, id);
    }

    static void alive(String id) {
        town.sql(
                "insert into process (id, kind, started_at, last_seen_at, takes_tests_at) values ('%s', 'gateway',"
                        + " '%s', '%s', '%s') on conflict (id) do update set last_seen_at = excluded.last_seen_at,"
                        + " takes_tests_at = excluded.takes_tests_at",
                id, town.clock.instant(), town.clock.instant(), town.clock.instant());
    }

    UUID connected(String gateway) {
        UUID unit = unit("MQTT", null);
        connect(unit, gateway);
        return unit;
    }

    void connect(UUID unit, String gateway) {
        town.sql(
                "insert into unit_connection (unit_id, connection_id, service_id, claim, gateway_id, protocol,"
                        + " remote_address, connected_at) values ('%s', '%s', '%s', %d, '%s', 'MQTT', '', '%s')",
                unit, gateway, service, ++claim, gateway, town.clock.instant());
    }

    static List<TestsToSay.Test> take(TestsToSay gateway) {
        return get(gateway.take(10, true, List.of())).tests();
    }

    static <T> T only(List<T> items) {
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    static long commands(UUID unit) {
        return get(town.database
                        .pool()
                        .query("select count(*) from unit_command where unit_id = '" + unit + "'")
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
