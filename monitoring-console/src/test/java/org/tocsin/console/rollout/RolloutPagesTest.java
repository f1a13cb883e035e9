package org.tocsin.console.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** Firmware and settings in waves, as a browser without scripts gets them, as programs get them, and who gets them. */
class RolloutPagesTest {
    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;
    private static UUID model;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        model = Ids.next();
        console.test.execute("insert into unit_model (id, service_id, make, name, created_at) values ('" + model
                + "', '" + console.demo.id() + "', 'Acme', 'Bell', '2026-01-01Z')");
        for (String cid : List.of("92001", "92002")) {
            console.json("/api/v1/units", """
                    {"cid":"%s","protocol":"mqtt","authentication":"password",
                     "home":{"line1":"1 Wave Street","postcode":"LS1 1AA"},"serviceUser":{"name":"Somebody"}}
                    """.formatted(cid), "Authorization", "Bearer " + console.demoToken);
            console.test.execute("update home_unit set model_id = '" + model + "' where cid = '" + cid + "'");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_manager_plans_a_change_sees_its_waves_and_stops_it() throws Exception {
        String csrf = console.csrf(mary);
        assertThat(console.get("/rollouts/new", "Cookie", mary).body()).contains("Acme Bell", "tried first");
        assertThat(console.form("/rollouts", order(csrf, "Two", "firmware", "2.0", ""), "Cookie", mary)
                        .body())
                .contains("Firmware belongs to one model");
        assertThat(console.form("/rollouts", order(csrf, "", "settings", "", ""), "Cookie", mary)
                        .statusCode())
                .isEqualTo(422);
        HttpResponse<String> planned =
                console.form("/rollouts", order(csrf, "Two", "firmware", "2.0", model.toString()), "Cookie", mary);
        assertThat(planned.statusCode()).isEqualTo(303);
        String page = planned.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(console.get(page, "Cookie", mary).body())
                                .contains("Under way: the trial", "Firmware 2.0", "Acme Bell", "Wave 1"));
        assertThat(console.get(page, "Cookie", mary).body()).doesNotContain("Nobody more is asked");
        console.press("92001", "a");
        console.test.execute("update alarm set pressed_at = pressed_at - interval '1 minute' where cid = '92001'");
        assertThat(console.get(page, "Cookie", mary).body())
                .contains("Nobody more is asked while a life alarm waits to be taken.");
        console.test.execute("update alarm set state = 'CLOSED', sounding = false where cid = '92001'");
        assertThat(console.form(page + "/pause", List.of("_csrf", csrf, "reason", "Fire drill"), "Cookie", mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get(page, "Cookie", mary).body()).contains("Paused in the trial", "Fire drill (mary)");
        assertThat(console.form(page + "/accept", List.of("_csrf", csrf), "Cookie", mary)
                        .statusCode())
                .isEqualTo(409);
        console.form(page + "/resume", List.of("_csrf", csrf), "Cookie", mary);
        console.form(page + "/stop", List.of("_csrf", csrf, "reason", "Wrong file"), "Cookie", mary);
        assertThat(console.get(page, "Cookie", mary).body())
                .contains("Stopped in the trial", "Wrong file")
                .doesNotContain("Let it go on");
        assertThat(console.get("/rollouts", "Cookie", mary).body()).contains("Two", "Firmware 2.0");
        assertThat(console.get(page, "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.get(page, "Cookie", stranger).statusCode()).isEqualTo(404);
    }

    @Test
    void a_program_plans_and_watches_but_accepts_nothing() throws Exception {
        String token = "Bearer " + console.demoToken;
        HttpResponse<String> made = console.json("/api/v1/rollouts", """
                {"name":"Louder","op":"config.set","args":{"values":{"volume":7}},"hours":"always","trialPerModel":1,
                 "unitsPerWave":1,"startsAt":"2099-01-01T00:00:00Z"}
                """, "Authorization", token);
        assertThat(made.statusCode()).isEqualTo(201);
        JsonObject rollout = new JsonObject(made.body());
        assertThat(rollout.getString("state")).isEqualTo("planned");
        assertThat(rollout.getJsonObject("args").encode()).contains("volume");
        String path = "/api/v1/rollouts/" + rollout.getString("id");
        assertThat(console.json(path + "/accept", "{}", "Authorization", token).statusCode())
                .isEqualTo(403);
        assertThat(console.json(path + "/stop", "{\"reason\":\"No\"}", "Authorization", token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(new JsonObject(console.get(path + "/units", "Authorization", token)
                                .body())
                        .getJsonArray("items"))
                .isEmpty();
        assertThat(console.json("/api/v1/rollouts", """
                {"name":"Door","op":"output","args":{"n":1,"on":true}}
                """, "Authorization", token).statusCode())
                .isEqualTo(422);
        assertThat(console.get(path, "Authorization", "Bearer " + console.otherToken)
                        .statusCode())
                .isEqualTo(404);
    }

    private static List<String> order(String csrf, String name, String kind, String version, String ofModel) {
        List<String> fields = new ArrayList<>(List.of("_csrf", csrf, "name", name, "kind", kind, "version", version));
        fields.addAll(List.of("values", "volume = 7\nled=true", "model", ofModel, "trial", "1", "wave", "1"));
        fields.addAll(List.of("hours", "", "answer", "60", "watch", "0", "faults", "2"));
        return fields;
    }
}
