package org.tocsin.console.rota;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** The rota as a manager keeps it, an operator reads it, a program plans it, and nobody else sees it. */
class RotaPagesTest {
    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String rhona;
    private static UUID rhonaId;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        rhonaId = console.person(console.demo, "rhona", Role.RESPONDER);
        rhona = console.signIn("rhona");
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_manager_keeps_the_rota_and_everybody_in_the_room_reads_it() throws Exception {
        assertThat(post(mary, "/rota/areas", "name", "Northgate", "covered", "yes")
                        .statusCode())
                .isEqualTo(303);
        assertThat(page(olive)).contains("Northgate", "Nobody now, and nobody is on the rota after that.");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(get("/api/v1/alarms?state=open").getJsonArray("items"))
                        .hasSize(1));

        String today = console.now().toString().substring(0, 10);
        assertThat(post(
                                mary,
                                "/rota/shifts",
                                "responder",
                                rhonaId.toString(),
                                "day",
                                today,
                                "from",
                                "00:00",
                                "until",
                                "00:00",
                                "area",
                                "northgate")
                        .statusCode())
                .isEqualTo(303);
        assertThat(page(olive)).contains("The rhona", "00:00–00:00").doesNotContain("take off", "Put a shift on");
        assertThat(page(mary)).contains("take off", "Put a shift on");
        assertThat(console.get("/respond/state", "Cookie", rhona).body()).contains("On duty until", "in northgate");

        assertThat(post(mary, "/rota/absences", "responder", rhonaId.toString(), "kind", "SICK")
                        .statusCode())
                .isEqualTo(303);
        assertThat(page(olive)).contains("sick, end not known", "Nobody now");
        assertThat(post(mary, "/rota/absences/back", "responder", rhonaId.toString())
                        .statusCode())
                .isEqualTo(303);
        assertThat(page(olive)).doesNotContain("sick, end not known");
        assertThat(post(
                                mary,
                                "/rota/responders",
                                "responder",
                                rhonaId.toString(),
                                "team",
                                "Nights",
                                "skill",
                                "TWO_PERSON_LIFT")
                        .statusCode())
                .isEqualTo(303);
        assertThat(page(mary)).contains("two-person lift", "Nights");
    }

    @Test
    void a_table_goes_in_whole_or_not_at_all() throws Exception {
        String good = "responder,from,until,area\nrhona,2027-01-04 20:00,08:00,South\n";
        assertThat(file(mary, good).body()).contains("Put in: 1 of 1 shifts.");
        assertThat(file(mary, good).body()).contains("Put in: 0 of 1 shifts, the other 1 were on the rota already.");
        String bad = "responder,from,until\nrhona,2027-01-05 20:00,08:00\nnobody,2027-01-05 20:00,08:00\n";
        assertThat(file(mary, bad).body()).contains("Row 3: no responder “nobody” is on file");
        JsonObject rota = get("/api/v1/rota?from=2027-01-01T00:00:00Z&until=2027-01-20T00:00:00Z");
        assertThat(rota.getJsonArray("shifts")).hasSize(1);
        assertThat(file(olive, good).statusCode()).isEqualTo(403);
    }

    @Test
    void programs_plan_it_over_rest() throws Exception {
        String shifts = "{\"shifts\":[{\"responder\":\"rhona\",\"from\":\"2027-02-01T08:00:00Z\","
                + "\"until\":\"2027-02-01T20:00:00Z\",\"area\":\"West\"}]}";
        assertThat(api("POST", "/rota/shifts", shifts).body()).contains("\"new\":1");
        assertThat(api("POST", "/rota/shifts", shifts).body()).contains("\"new\":0");
        assertThat(api("POST", "/rota/shifts", shifts.replace("rhona", "nobody"))
                        .statusCode())
                .isEqualTo(422);
        JsonArray found = get("/api/v1/rota?from=2027-02-01T00:00:00Z&until=2027-02-02T00:00:00Z")
                .getJsonArray("shifts");
        assertThat(found).hasSize(1);
        String id = found.getJsonObject(0).getString("id");
        assertThat(found.getJsonObject(0).getString("responder")).isEqualTo("rhona");
        assertThat(api("DELETE", "/rota/shifts/" + id, "").statusCode()).isEqualTo(200);
        assertThat(api("DELETE", "/rota/shifts/" + id, "").statusCode()).isEqualTo(404);
        assertThat(api("PUT", "/rota/areas", "{\"name\":\"West\",\"covered\":false}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/api/v1/rota/cover").encode()).contains("\"area\":\"West\"");
        assertThat(api("PUT", "/response-settings", "{\"loneWorkerSeconds\":900}")
                        .body())
                .contains("\"loneWorkerSeconds\":900", "\"arriveMostlySeconds\":2700");
        assertThat(api("PUT", "/response-settings", "{\"arriveMostlySeconds\":9000}")
                        .statusCode())
                .isEqualTo(422);
        String[] limits = {"mostly", "30", "latest", "60", "crisis", "120", "alone", "20", "press", "5", "ahead", "30"};
        assertThat(post(mary, "/rota/limits", limits).statusCode()).isEqualTo(303);
        assertThat(get("/api/v1/response-settings").getInteger("arriveMostlySeconds"))
                .isEqualTo(1_800);
        assertThat(post(mary, "/rota/limits", "answer", "3", "arrival", "50").statusCode())
                .isEqualTo(303);
        assertThat(get("/api/v1/response-settings").encode())
                .contains(
                        "\"answerWithinSeconds\":180", "\"arriveWithinSeconds\":3000", "\"arriveMostlySeconds\":1800");
        assertThat(page(mary)).contains("Back to the top of the board when nobody arrived within", "value=\"50\"");
        assertThat(post(mary, "/rota/limits", "answer", "0").body()).contains("a whole number of minutes");
        assertThat(api("PUT", "/response-settings", "{\"answerWithinSeconds\":90}")
                        .body())
                .contains("\"answerWithinSeconds\":90", "\"arriveWithinSeconds\":3000");
        assertThat(api("PUT", "/response-settings", "{\"arriveWithinSeconds\":60}")
                        .statusCode())
                .isEqualTo(422);
        limits[1] = "90";
        assertThat(post(mary, "/rota/limits", limits).body()).contains("The three promises grow");
    }

    @Test
    void an_area_that_homes_name_and_nobody_decided_about_is_said_until_somebody_does() throws Exception {
        String mona = console.signedIn(console.other, "mona", Role.MANAGER);
        console.test.execute("insert into home (id, service_id, line1, postcode, area, created_at) values ('"
                + UUID.randomUUID() + "', '" + console.other.id()
                + "', '1 Low Road', 'LS1 4AP', 'Eastgate', '2026-01-01Z')");
        assertThat(page(mona)).as("without a rota nobody is on duty anywhere").doesNotContain("Not watched: ");
        UUID rex = console.person(console.other, "rex", Role.RESPONDER);
        String today = console.now().toString().substring(0, 10);
        assertThat(post(
                                mona,
                                "/rota/shifts",
                                "responder",
                                rex.toString(),
                                "day",
                                today,
                                "from",
                                "00:00",
                                "until",
                                "00:00")
                        .statusCode())
                .isEqualTo(303);
        assertThat(page(mona)).contains("Not watched: Eastgate (1 home).", "never decided", "Watch all of these");
        assertThat(post(mona, "/rota/areas/overlooked").statusCode()).isEqualTo(303);
        assertThat(page(mona)).doesNotContain("Not watched: ").contains("Stop watching Eastgate");
        assertThat(page(olive)).doesNotContain("Eastgate");
    }

    @Test
    void it_is_the_service_s_own() throws Exception {
        assertThat(console.get("/rota", "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/rota", "Cookie", stranger).body()).doesNotContain("The rhona");
        assertThat(post(olive, "/rota/areas", "name", "X", "covered", "yes").statusCode())
                .isEqualTo(403);
        assertThat(post(
                                stranger,
                                "/rota/shifts",
                                "responder",
                                rhonaId.toString(),
                                "day",
                                "2027-03-01",
                                "from",
                                "08:00",
                                "until",
                                "20:00")
                        .body())
                .contains("on the rota already");
        assertThat(get("/api/v1/rota?from=2027-03-01T00:00:00Z&until=2027-03-02T00:00:00Z")
                        .getJsonArray("shifts"))
                .isEmpty();
        String theirs = "Bearer " + console.otherToken;
        assertThat(console.get("/api/v1/rota/cover", "Authorization", theirs).body())
                .doesNotContain("West", "Northgate");
        assertThat(console.get("/api/v1/response-settings", "Authorization", theirs)
                        .body())
                .contains("\"loneWorkerSeconds\":1800");
    }

    private static String page(String who) throws Exception {
        return console.get("/rota", "Cookie", who).body();
    }

    private static JsonObject get(String path) throws Exception {
        HttpResponse<String> answer = console.get(path, "Authorization", "Bearer " + console.demoToken);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static HttpResponse<String> post(String who, String path, String... fields) throws Exception {
        List<String> all = new java.util.ArrayList<>(List.of("_csrf", console.csrf(who)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", who);
    }

    private static HttpResponse<String> api(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = console.request(
                "/api/v1" + path, "Authorization", "Bearer " + console.demoToken, "Content-Type", "application/json");
        return console.send(request.method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> file(String who, String table) throws Exception {
        String boundary = "----table";
        String body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + console.csrf(who)
                + "\r\n--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"rota.csv\"\r\nContent-Type: text/csv\r\n\r\n"
                + table + "\r\n--" + boundary + "--\r\n";
        return console.send(console.request(
                        "/rota/import", "Cookie", who, "Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
