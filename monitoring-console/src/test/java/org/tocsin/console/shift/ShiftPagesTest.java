package org.tocsin.console.shift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.tocsin.service.TelecareService;

/** The shift's pages and its REST: who sees what, who may change it, and what stands on every board. */
class ShiftPagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static int count;

    private static TestConsole console;
    private static String olive;
    private static String mona;
    private static String rhona;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "olive", Role.OPERATOR);
        console.person(console.demo, "oskar", Role.OPERATOR);
        console.person(console.demo, "mona", Role.MANAGER);
        console.person(console.demo, "rhona", Role.RESPONDER);
        console.person(console.other, "stranger", Role.MANAGER);
        olive = console.signIn("olive");
        mona = console.signIn("mona");
        rhona = console.signIn("rhona");
        stranger = console.signIn("stranger");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void the_room_is_shown_to_its_own_people_only() throws Exception {
        UUID alarm = alarm(console.demo, "Pendant, room <b>");
        post("/alarms/" + alarm + "/take", olive);
        post("/alarms/" + alarm + "/park", olive, "seconds", "60", "reason", "rings back <i>soon</i>");

        String room = console.get("/shift", "Cookie", mona).body();
        assertThat(room)
                .contains(
                        "The shift", "Pendant, room &lt;b&gt;", "parked until", "rings back &lt;i&gt;soon", "The olive")
                .doesNotContain("room <b>");
        assertThat(console.get("/shift", "Cookie", stranger).body()).doesNotContain("Pendant, room");
        assertThat(console.get("/shift", "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/board/shift", "Cookie", olive).body()).contains("data-mine", "data-there");
        JsonNode json = rest("GET", "/shift", null, 200);
        assertThat(json.at("/inHand").toString()).contains("rings back", "\"takenBy\":\"olive\"");
        assertThat(json.at("/waiting/life/alarms").isInt()).isTrue();
        post("/alarms/" + alarm + "/take", olive);
    }

    @Test
    void parking_and_handing_over_work_without_scripts_and_over_rest() throws Exception {
        UUID alarm = alarm(console.demo, "Pendant, landing");
        String path = "/alarms/" + alarm;
        post(path + "/take", olive);
        assertThat(post(path + "/park", olive, "seconds", "99999", "reason", "x")
                        .body())
                .contains("can be parked for at most 5 minutes");
        assertThat(post(path + "/hand-over", olive, "to", "oskar", "notes", "ring Mrs Shah")
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get(path, "Cookie", olive).body())
                .contains("The oskar is asked to take over: ring Mrs Shah");
        String asked = console.get(path, "Cookie", console.signIn("oskar")).body();
        assertThat(asked).contains("You are asked to take over by olive: ring Mrs Shah", "Take over");

        String api = "/alarms/" + alarm;
        rest("POST", api + "/end-offer", "{\"operator\":\"mona\"}", 409);
        rest("POST", api + "/take", "{\"operator\":\"oskar\"}", 200);
        rest("POST", api + "/park", "{\"operator\":\"oskar\",\"seconds\":60,\"reason\":\"tea\"}", 200);
        rest("POST", api + "/park", "{\"operator\":\"oskar\",\"seconds\":60}", 422);
        rest("POST", api + "/hand-over", "{\"operator\":\"oskar\",\"notes\":\"for the night\"}", 200);
        assertThat(console.get(path, "Cookie", olive).body())
                .contains("The next shift is asked to take over by oskar: for the night");
    }

    @Test
    void a_manager_sets_the_rules_and_the_desks_and_nobody_else_does() throws Exception {
        assertThat(post("/shift/rules", olive, "releaseSeconds", "60").statusCode())
                .isEqualTo(403);
        assertThat(post("/shift/rules", mona, "partnerNumber", "nonsense").body())
                .contains("An address is sip:user@host");
        assertThat(post("/shift/rules", mona, "onCallAfterSeconds", "120", "partnerAfterSeconds", "60")
                        .body())
                .contains("is not rung before");
        JsonNode rules = rest(
                "PUT",
                "/shift-settings",
                "{\"releaseSeconds\":45,\"onCallName\":\"Mary\",\"onCallNumber\":\"07700 900100\"}",
                200);
        assertThat(rules.get("releaseSeconds").asInt()).isEqualTo(45);
        assertThat(rest("GET", "/shift-settings", null, 200)).isEqualTo(rules);
        assertThat(rest("PUT", "/shift-settings", "{\"releaseSeconds\":5}", 422).toString())
                .contains("releaseSeconds");
        assertThat(console.get("/shift/rules", "Cookie", stranger).body()).doesNotContain("Mary");

        rest("PUT", "/operators/oskar/skills", "{\"skills\":[\"door\",\"communal\"]}", 200);
        rest("PUT", "/operators/stranger/skills", "{\"skills\":[]}", 404);
        rest("PUT", "/operators/oskar/skills", "{\"skills\":[\"plumbing\"]}", 422);
        assertThat(console.get("/board/shift", "Cookie", console.signIn("oskar"))
                        .body())
                .contains("data-mine=\"DOOR COMMUNAL\"");
        assertThat(post("/shift/desks/oskar", mona).statusCode()).isEqualTo(303);
        assertThat(console.get("/board/shift", "Cookie", console.signIn("oskar"))
                        .body())
                .contains("DOOR COMMUNAL EMERGENCY FIRE ESCALATION");
    }

    @Test
    void evacuation_stands_on_every_board_of_the_service_until_the_way_back() throws Exception {
        assertThat(rest("POST", "/evacuations", "{\"why\":\"drill\",\"rehearsal\":true}", 409)
                        .toString())
                .contains("No partner centre is on file");
        rest(
                "PUT",
                "/shift-settings",
                "{\"partnerName\":\"Northern Careline\",\"partnerNumber\":\"01632 960 001\"}",
                200);
        assertThat(post("/shift/evacuate", olive, "why", "fire").statusCode()).isEqualTo(403);
        assertThat(post("/shift/evacuate", mona, "why", "fire alarm", "rehearsal", "yes")
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get("/board/shift", "Cookie", olive).body())
                .contains("Rehearsal: evacuated to Northern Careline", "fire alarm", "01632960001");
        assertThat(console.get("/board/shift", "Cookie", stranger).body()).doesNotContain("Northern");
        rest("POST", "/evacuations", "{\"why\":\"again\"}", 409);
        rest("POST", "/evacuations/return", "{\"why\":\"all clear\"}", 200);
        rest("POST", "/evacuations/return", "{\"why\":\"all clear\"}", 409);
        assertThat(console.get("/board/shift", "Cookie", olive).body()).doesNotContain("Northern");
        JsonNode past = rest("GET", "/evacuations", null, 200);
        assertThat(past.at("/items/0/rehearsal").asBoolean()).isTrue();
        assertThat(past.at("/items/0/endedWhy").asText()).isEqualTo("all clear");
        assertThat(console.get("/shift/rules", "Cookie", olive).body()).contains("Rehearsal", "all clear");
    }

    private static HttpResponse<String> post(String path, String cookie, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(cookie)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", cookie);
    }

    private static JsonNode rest(String method, String path, @Nullable String body, int expected) throws Exception {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpResponse<String> answer =
                console.send(console.request("/api/v1" + path, "Authorization", "Bearer " + console.demoToken)
                        .header("Content-Type", "application/json")
                        .method(method, publisher));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        return JSON.readTree(answer.body());
    }

    private static UUID alarm(TelecareService service, String trigger) {
        UUID id = Ids.next();
        String cid = Integer.toString(670_000 + ++count);
        console.test.execute("""
                insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state, flags,
                  trigger_words, signal_count, raised_at, pressed_at, sounding)
                values ('%s', '%s', 'ABC234', '%s', 'unit:%s', 'LIFE', 'ALARM', 1, 'WAITING', '{}',
                  '%s', 1, now(), now(), true)""".formatted(id, service.id(), cid, cid, trigger));
        return id;
    }
}
