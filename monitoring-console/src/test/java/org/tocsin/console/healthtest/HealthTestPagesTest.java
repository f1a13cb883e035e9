package org.tocsin.console.healthtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** Campaigns as a browser without scripts gets them, as programs get them, and who gets them. */
class HealthTestPagesTest {
    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String rhona;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        rhona = console.signedIn(console.demo, "rhona", Role.RESPONDER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        UUID model = Ids.next();
        console.test.execute("insert into unit_model (id, service_id, make, name, created_at, test_audible) values ('"
                + model + "', '" + console.demo.id() + "', 'Acme', 'Bell', '2026-01-01Z', true)");
        unit("91001", "=HYPERLINK(1)", null);
        unit("91002", "Edith <b>Shah</b>", model);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_manager_plans_watches_pauses_and_stops_a_campaign() throws Exception {
        String csrf = console.csrf(mary);
        HttpResponse<String> counted = console.form("/health-tests/count", order(csrf, "x"), "Cookie", mary);
        assertThat(counted.body()).contains("2 units", "2 asked by command", "1 homes will hear the test");
        assertThat(console.form("/health-tests", order(csrf, ""), "Cookie", mary)
                        .body())
                .contains("Give it a name");
        HttpResponse<String> planned = console.form("/health-tests", order(csrf, "All of them"), "Cookie", mary);
        assertThat(planned.statusCode()).isEqualTo(303);
        String page = planned.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(console.get(page, "Cookie", mary).body())
                                .contains("All of them", "Held back", "Asked, no signal yet", "every unit in service"));
        assertThat(console.get("/health-tests", "Cookie", olive).body()).contains("All of them");
        assertThat(console.get(page + "/progress", "Cookie", olive).body()).contains("units have their result");
        HttpResponse<String> rows = console.get(page + "/runs?cause=NOT_TOLD", "Cookie", olive);
        assertThat(rows.body())
                .contains("91002", "Edith &lt;b&gt;Shah&lt;/b&gt;")
                .doesNotContain("91001");
        HttpResponse<String> csv = console.get(page + "/runs.csv", "Cookie", olive);
        assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(csv.body()).contains("91001,'=HYPERLINK(1),COMMAND,SENT");
        assertThat(console.get(page + "/homes", "Cookie", mary).body())
                .contains("Edith &lt;b&gt;Shah", "1 Test Street");
        assertThat(console.get(page + "/homes.csv", "Cookie", mary).body()).contains("Edith <b>Shah</b>,");
        assertThat(console.form(page + "/homes", List.of("_csrf", csrf, "how", "SMS"), "Cookie", mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get(page + "/homes", "Cookie", mary).body()).contains("told by sms");
        assertThat(console.form(page + "/pause", List.of("_csrf", csrf, "reason", "Fire drill"), "Cookie", mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get(page, "Cookie", mary).body()).contains("Paused since", "Fire drill");
        assertThat(console.form(page + "/accept", List.of("_csrf", csrf), "Cookie", mary)
                        .statusCode())
                .isEqualTo(409);
        nobodyElse(page);
        assertThat(console.form(page + "/stop", List.of("_csrf", csrf, "reason", "Enough"), "Cookie", mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get(page, "Cookie", mary).body()).contains("Skipped", "Stopped: Enough");
    }

    private static void nobodyElse(String page) throws Exception {
        assertThat(console.get(page, "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(console.get(page + "/runs.csv", "Cookie", stranger).statusCode())
                .isEqualTo(404);
        assertThat(console.get(page, "Cookie", rhona).statusCode()).isEqualTo(403);
        List<String> stop = List.of("_csrf", console.csrf(olive), "reason", "no");
        assertThat(console.form(page + "/stop", stop, "Cookie", olive).statusCode())
                .isEqualTo(403);
    }

    @Test
    void how_models_are_tested_and_who_has_not_pressed() throws Exception {
        HttpResponse<String> models = console.get("/health-tests/models", "Cookie", mary);
        assertThat(models.body()).contains("Acme Bell", "by its protocol");
        HttpResponse<String> presses = console.get("/health-tests/presses", "Cookie", olive);
        assertThat(presses.body()).contains("2 people have not", "Edith &lt;b&gt;Shah&lt;/b&gt;", "never");
        assertThat(console.get("/health-tests/presses.csv", "Cookie", olive).body())
                .contains("'=HYPERLINK(1)");
        assertThat(console.get("/health-tests/new", "Cookie", mary).body()).contains("Acme Bell");
    }

    @Test
    void programs_plan_and_read_and_never_accept() throws Exception {
        String token = "Bearer " + console.demoToken;
        String body = "{\"name\":\"By program\",\"startsAt\":\"2099-01-01T10:00:00Z\",\"hours\":\"always\"}";
        HttpResponse<String> planned = console.json("/api/v1/campaigns", body, "Authorization", token);
        assertThat(planned.statusCode()).isEqualTo(201);
        assertThat(planned.body()).contains("\"state\":\"planned\"", "\"hours\":\"always\"");
        String id = planned.body().replaceAll(".*\"id\":\"([0-9a-f-]{36})\".*", "$1");
        assertThat(console.get("/api/v1/campaigns/" + id, "Authorization", token)
                        .body())
                .contains("\"units\":0");
        assertThat(console.get("/api/v1/campaigns/" + id + "/runs", "Authorization", token)
                        .body())
                .contains("\"items\":[]");
        assertThat(console.get("/api/v1/campaigns/" + id, "Authorization", "Bearer " + console.otherToken)
                        .statusCode())
                .isEqualTo(404);
        assertThat(console.json("/api/v1/campaigns/" + id + "/accept", "{}", "Authorization", token)
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.json("/api/v1/campaigns", "{\"name\":\"x\",\"hours\":\"weekdays\"}", "Authorization", token)
                        .statusCode())
                .isEqualTo(422);
        assertThat(console.json("/api/v1/campaigns/" + id + "/stop", "{\"reason\":\"no\"}", "Authorization", token)
                        .body())
                .contains("\"state\":\"stopped\"");
    }

    private static List<String> order(String csrf, String name) {
        List<String> fields = new ArrayList<>(List.of("_csrf", csrf, "name", name, "trial", "0", "hours", ""));
        fields.addAll(List.of("answer", "5", "attempts", "3", "retry", "60", "pace", ""));
        return fields;
    }

    private static void unit(String cid, String who, @Nullable UUID model) {
        UUID home = Ids.next();
        UUID person = Ids.next();
        UUID service = console.demo.id();
        console.test.execute("insert into home (id, service_id, line1, postcode, created_at) values ('" + home + "', '"
                + service + "', '1 Test Street', 'LS1 1AA', '2026-01-01Z')");
        console.test.execute("insert into service_user (id, service_id, name, created_at) values ('" + person + "', '"
                + service + "', '" + who + "', '2026-01-01Z')");
        console.test.execute(
                "insert into resident values ('" + service + "', '" + home + "', '" + person + "', '2026-01-01Z')");
        console.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at,"
                        + " model_id) values ('" + Ids.next() + "', '" + service + "', '" + home + "', '" + cid
                        + "', 'MQTT', 'NONE', '2026-01-01Z', " + (model == null ? "null" : "'" + model + "'") + ")");
    }
}
