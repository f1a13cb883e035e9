package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.TestGateway;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Campaign;
import org.tocsin.healthtest.CampaignDesk;
import org.tocsin.healthtest.Selection;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** A health test over real connections: asked by a campaign, passed by the unit's own signal and by nothing less. */
class HealthTestJourneyTest {
    static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void a_unit_that_says_it_is_done_has_not_passed_until_its_test_is_received() throws Exception {
        String cid = "71000001";
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        try (PahoUnit unit = PahoUnit.of(5, gateway.gateway().mqttPort(), cid)) {
            assertThat(unit.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            unit.subscribe("tc/1/demo/" + cid + "/down/cmd");
            plan();
            PahoUnit.Said command = await().atMost(Duration.ofSeconds(30)).until(unit::hears, said -> said != null);
            assertThat(command.payload()).contains("\"op\":\"test\"");
            String id = command.payload().replaceAll(".*\"id\":\"([0-9a-f-]{36})\".*", "$1");
            String result = "{\"v\":1,\"id\":\"" + id + "\",\"ok\":true,\"code\":0,\"text\":null}";
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "result"), result))
                    .isEqualTo(PahoUnit.ACCEPTED);
            await().untilAsserted(() -> assertThat(answered(cid)).isEqualTo("DONE"));
            assertThat(run(cid)).isEqualTo("SENT");
            String test = "{\"v\":1,\"ref\":\"t1\",\"cid\":\"" + cid + "\",\"dty\":\"0002\",\"stc\":\"0102\"}";
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "test"), test)).isEqualTo(PahoUnit.ACCEPTED);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(run(cid)).isEqualTo("PASSED"));
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(gateway.rows(
                                        "select kind from proof p join home_unit u on u.id = p.unit_id where u.cid = $1",
                                        cid)
                                .get(0)
                                .getString(0))
                        .isEqualTo("REMOTE_TEST"));
    }

    private static void plan() {
        Campaign.Order order = new Campaign.Order(
                "All",
                Selection.ALL,
                new Campaign.Pacing(null, AskingHours.ALWAYS),
                new Campaign.Retries(1, Duration.ZERO, Duration.ofMinutes(5), Duration.ofDays(1)),
                0,
                null);
        CampaignDesk desk = new CampaignDesk(gateway.database(), InstantSource.system());
        CampaignDesk.Result planned = TestGateway.await(desk.create(gateway.scope(), order, null, null));
        assertThat(((CampaignDesk.Done) planned).campaignId()).isInstanceOf(UUID.class);
    }

    private static String run(String cid) {
        return state("select r.state from test_run r join home_unit u on u.id = r.unit_id where u.cid = $1", cid);
    }

    private static String answered(String cid) {
        return state(
                "select coalesce(r.answered, c.state) from test_run r join home_unit u on u.id = r.unit_id"
                        + " left join unit_command c on c.id = r.command_id where u.cid = $1",
                cid);
    }

    private static String state(String sql, String cid) {
        return gateway.rows(sql, cid).get(0).getString(0);
    }
}
