package org.tocsin.console.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** Who is silent, as pages and over REST; and who may put a unit on hold. */
class SupervisionPagesTest {
    private static TestConsole console;
    private static String olive;
    private static String mary;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        // A gateway that has listened for days and still does; every unit is expected hourly.
        console.test.execute("insert into listening_span (id, process_id, protocols, since, until, closed)"
                + " values (gen_random_uuid(), 'past', '{SCAIP,MQTT}', now() - interval '9 days', now(), true),"
                + " (gen_random_uuid(), 'now', '{SCAIP,MQTT}', now(), now() + interval '1 hour', false)");
        console.test.execute("update service set heartbeat_s = 3600");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_silent_unit_is_noticed_by_the_console_itself_listed_and_told() throws Exception {
        String cid = unit("510001", "5 hours");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                console.get("/supervision", "Cookie", olive).body())
                        .contains(cid));
        assertThat(console.get("/supervision", "Cookie", olive).body())
                .contains("Silent", "Nothing was heard for the interval and the grace", "7 Quiet Lane");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                console.get("/api/v1/alarms?cid=" + cid, "Authorization", "Bearer " + console.demoToken)
                                        .body())
                        .contains("\"kind\":\"TECHNICAL\""));
        String api = console.get("/api/v1/supervision", "Authorization", "Bearer " + console.demoToken)
                .body();
        assertThat(api).contains("\"cid\":\"" + cid + "\"", "\"state\":\"SILENT\"");

        assertThat(console.get("/supervision", "Cookie", stranger).body()).doesNotContain(cid);
        assertThat(console.get("/supervision/" + cid, "Cookie", stranger).statusCode())
                .isEqualTo(404);
        assertThat(console.get("/api/v1/units/" + cid + "/supervision", "Authorization", "Bearer " + console.otherToken)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void one_unit_says_when_it_is_expected_and_shows_its_triggers_and_trends() throws Exception {
        String cid = unit("510002", "10 minutes");
        console.test.execute(
                "insert into unit_trend select id, (now() at time zone 'UTC')::date - n, service_id, 90 - 2 * (9 - n), 95, n - 90, n - 80"
                        + " from home_unit, generate_series(0, 9) n where cid = '" + cid + "'");
        console.test.execute("insert into peripheral (id, service_id, home_id, unit_id, dty, did, name, room, since)"
                + " select gen_random_uuid(), service_id, home_id, id, '0003', 'A1', 'Pendant', 'hall', now() from home_unit"
                + " where cid = '" + cid + "'");
        HttpResponse<String> page = console.get("/supervision/" + cid, "Cookie", olive);
        UUID home = homeOf(cid);
        assertThat(console.get("/homes/" + home, "Cookie", olive).body()).contains("Heard in time", "Alive since");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "Expected next", "every 60 minutes, and 2 hours of grace", "Pendant, hall", "<polyline points=")
                .contains("falls below 20 % in about 26 days")
                .contains("Signal, ninety days", "Signal: lowest of each day, -81 dBm on ")
                .contains("<polyline points=\"540,41 547,42", " 600,50\"", "<td>-90 dBm</td><td>-80 dBm</td>")
                .doesNotContain("Do not expect it");
        assertThat(console.get("/api/v1/units/" + cid + "/supervision", "Authorization", "Bearer " + console.demoToken)
                        .body())
                .contains("\"state\":\"ALIVE\"", "\"intervalSeconds\":3600", "\"graceSeconds\":7200");
    }

    @Test
    void a_manager_puts_a_unit_on_hold_with_a_reason_and_an_end_never_for_ever() throws Exception {
        String cid = unit("510003", "10 minutes");
        String path = "/supervision/" + cid;
        assertThat(hold(path, mary, "Line moved", "721").body()).contains("720 hours");
        assertThat(hold(path, mary, "", "5").body()).contains("Say why");
        assertThat(hold(path, olive, "Line moved", "5").statusCode()).isEqualTo(403);
        assertThat(hold(path, stranger, "Line moved", "5").statusCode()).isEqualTo(404);

        assertThat(hold(path, mary, "Line moved <b>", "5").statusCode()).isEqualTo(303);
        assertThat(console.get(path, "Cookie", olive).body())
                .contains("On hold: planned work, until", "Line moved &lt;b&gt;", "operator:mary");
        assertThat(console.form(path + "/resume", List.of("_csrf", console.csrf(mary)), "Cookie", mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get(path, "Cookie", olive).body()).contains("Alive since");
    }

    @Test
    void rules_per_model_and_risk_are_set_over_rest() throws Exception {
        String body = "{\"risk\":\"critical\",\"intervalSeconds\":900,\"gracePercent\":100,\"graceMinimumSeconds\":60}";
        HttpResponse<String> saved = put(body);
        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(put(body).body()).isEqualTo(saved.body());
        assertThat(console.get("/api/v1/supervision/rules", "Authorization", "Bearer " + console.demoToken)
                        .body())
                .isEqualTo("{\"items\":[" + saved.body() + "],\"next\":null}");
        assertThat(put("{\"risk\":\"critical\",\"make\":\"No\",\"model\":\"Such\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(console.get("/api/v1/supervision/counts", "Authorization", "Bearer " + console.otherToken)
                        .body())
                .contains("\"SILENT\":0");
    }

    private static HttpResponse<String> hold(String path, String who, String words, String hours) throws Exception {
        return console.form(
                path + "/pause", List.of("_csrf", console.csrf(who), "words", words, "hours", hours), "Cookie", who);
    }

    private static UUID homeOf(String cid) throws Exception {
        return TestConsole.await(console.database
                        .pool()
                        .query("select home_id from home_unit where cid = '" + cid + "'")
                        .execute())
                .iterator()
                .next()
                .getUUID(0);
    }

    private static HttpResponse<String> put(String body) throws Exception {
        return console.send(console.request(
                        "/api/v1/supervision/rules",
                        "Authorization",
                        "Bearer " + console.demoToken,
                        "Content-Type",
                        "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String unit(String cid, String heardAgo) {
        UUID home = Ids.next();
        console.test.execute("insert into home (id, service_id, line1, postcode, created_at) values ('" + home + "', '"
                + console.demo.id() + "', '7 Quiet Lane', 'LS1 4AP', now())");
        console.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " values (gen_random_uuid(), '" + console.demo.id() + "', '" + home + "', '" + cid
                        + "', 'MQTT', 'NONE', now())");
        console.test.execute("insert into sign_of_life select id, service_id, now() - interval '" + heardAgo
                + "' from home_unit where cid = '" + cid + "'");
        return cid;
    }
}
