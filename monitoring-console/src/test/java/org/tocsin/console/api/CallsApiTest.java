package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** What a telephone system reports, and what an operator sees of it. */
class CallsApiTest {
    static final ObjectMapper JSON = new ObjectMapper();
    static TestConsole console;
    static String olive;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    @DisplayName("RX-39: a call is matched, shown on the alarm's page as it goes on, and kept in its log")
    void a_call_from_ringing_to_its_recording() throws Exception {
        UUID alarm = press("7100001");
        assertThat(page(alarm)).contains("by itself. If nobody answers you there, ring the home.");

        HttpResponse<String> ringing =
                report(console.demoToken, "{\"callId\":\"a1\",\"event\":\"ringing\",\"from\":\"sip:7100001@u\"}");
        assertThat(ringing.statusCode()).as(ringing.body()).isEqualTo(201);
        JsonNode call = JSON.readTree(ringing.body());
        assertThat(call.get("alarmId").textValue()).isEqualTo(alarm.toString());
        assertThat(call.get("matchedBy").textValue()).isEqualTo("CID");
        assertThat(call.get("detail").textValue()).startsWith("It belongs to alarm ");
        assertThat(page(alarm)).contains("data-call=\"RINGING\"", "The home is calling, ringing since");

        report(console.demoToken, "{\"callId\":\"a1\",\"event\":\"connected\"}");
        assertThat(page(alarm)).contains("data-call=\"CONNECTED\"", "Speech is connected since");
        HttpResponse<String> again = report(console.demoToken, "{\"callId\":\"a1\",\"event\":\"connected\"}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(again.body()).get("repeated").booleanValue()).isTrue();

        report(console.demoToken, "{\"callId\":\"a1\",\"event\":\"cleared\",\"recording\":\"rec/a1\"}");
        assertThat(page(alarm)).contains("Speech ended", "Recording of the call: rec/a1", "has been spoken with");
        JsonNode whole =
                JSON.readTree(get("/api/v1/alarms/" + alarm, console.demoToken).body());
        assertThat(whole.get("answeredAt").textValue()).isNotNull();
        assertThat(whole.get("calls").get(0).get("state").textValue()).isEqualTo("CLEARED");
    }

    @Test
    @DisplayName("a home whose call rings is told that somebody will come to it, until somebody has its alarm")
    void announcement() throws Exception {
        UUID alarm = press("7100009");
        String ringing = "{\"callId\":\"q1\",\"event\":\"ringing\",\"cid\":\"7100009\"}";
        JsonNode told = JSON.readTree(report(console.demoToken, ringing).body()).get("announcement");
        assertThat(told.get("en").textValue()).startsWith("Your alarm has been received.");
        assertThat(told.get("cy").textValue()).startsWith("Mae eich larwm wedi cyrraedd.");
        HttpResponse<String> again = report(console.demoToken, ringing);
        assertThat(again.statusCode()).as("nothing was changed").isEqualTo(200);
        JsonNode still = JSON.readTree(again.body()).get("announcement");
        assertThat(still.get("againAfterSeconds").intValue()).isPositive();
        console.test.execute("update alarm set state = 'TAKEN' where id = '%s'".formatted(alarm));
        assertThat(JSON.readTree(report(console.demoToken, ringing).body())
                        .get("announcement")
                        .isNull())
                .as("somebody is about to speak")
                .isTrue();
        String unknown = "{\"callId\":\"q2\",\"event\":\"ringing\",\"cid\":\"7199999\"}";
        assertThat(JSON.readTree(report(console.demoToken, unknown).body())
                        .get("announcement")
                        .isNull())
                .as("of nobody we know nothing is said")
                .isTrue();
    }

    @Test
    @DisplayName("a call of nobody we know is kept and says so; another service's alarm is nobody we know")
    void unmatched() throws Exception {
        UUID alarm = press("7100002");
        HttpResponse<String> kept =
                report(console.otherToken, "{\"callId\":\"b1\",\"event\":\"connected\",\"cid\":\"7100002\"}");
        assertThat(kept.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(kept.body()).get("alarmId").isNull()).isTrue();
        assertThat(JSON.readTree(kept.body()).get("detail").textValue())
                .startsWith("Kept. It belongs to no open alarm");
        assertThat(page(alarm)).doesNotContain("data-call");
        assertThat(get("/api/v1/calls?matched=false", console.otherToken).body())
                .contains("\"b1\"");
        assertThat(get("/api/v1/calls", console.demoToken).body()).doesNotContain("\"b1\"");
    }

    @Test
    @DisplayName("what is missing or wrong is named; only a program reports calls; a body has a limit")
    void refusals() throws Exception {
        assertField("{\"event\":\"ringing\"}", "callId");
        assertField("{\"callId\":\"c1\",\"event\":\"answered\"}", "event");
        assertField("{\"callId\":\"c1\",\"event\":\"ringing\",\"at\":\"yesterday\"}", "at");
        assertField("{\"callId\":\"c1\",\"event\":\"ringing\",\"cid\":\"12x\"}", "cid");
        assertField("{\"callId\":\"c1\",\"event\":\"recording\"}", "recording");
        assertField("{\"callId\":\"" + "c".repeat(129) + "\",\"event\":\"ringing\"}", "callId");
        String body = "{\"callId\":\"c1\",\"event\":\"ringing\"}";
        assertThat(console.json("/api/v1/calls", body, "Cookie", olive, "X-CSRF-Token", console.csrf(olive))
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.json("/api/v1/calls", body).statusCode()).isEqualTo(401);
        assertThat(report(console.demoToken, " ".repeat(70_000) + body).statusCode())
                .isEqualTo(413);
        assertThat(get("/api/v1/calls?matched=true", console.demoToken).statusCode())
                .isEqualTo(422);
    }

    @Test
    @DisplayName("what a unit says of its address is a link only where it can be nothing else")
    void call_back() throws Exception {
        UUID alarm = press("7100003");
        console.test.execute("update signal set body = json_build_object('cha', '1', 'crd',"
                + " 'gsm:+447700900123 sip:7100003@u.example.net javascript:alert(1)') where cid = '7100003'");
        assertThat(page(alarm))
                .contains(
                        "waits to be called: ring it now",
                        "href=\"tel:+447700900123\"",
                        "href=\"sip:7100003@u.example.net\"",
                        "<span>javascript:alert(1)</span>");
        console.test.execute("update alarm set flags = '{NO_SPEECH}' where id = '%s'".formatted(alarm));
        assertThat(page(alarm)).contains("no speech, call back", "Nobody has spoken with the home: ring it now.");
    }

    @Test
    @DisplayName("who is called for speech is set by whoever manages the service, for that service only")
    void settings() throws Exception {
        String wanted = "{\"number\":\"sip:speech-TOKEN@arc.example.net tel:+441632960001\","
                + "\"overflowNumber\":\"tel:+441632960002\",\"defaultQueueNumber\":\"sip:queue@pbx.example.net\","
                + "\"callsReported\":true,\"holdSeconds\":30,\"speechWithinSeconds\":45}";
        HttpResponse<String> set = put("/api/v1/speech-settings", wanted, console.otherToken);
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        JsonNode kept =
                JSON.readTree(get("/api/v1/speech-settings", console.otherToken).body());
        assertThat(kept).isEqualTo(JSON.readTree(wanted));
        assertThat(JSON.readTree(get("/api/v1/speech-settings", console.demoToken)
                                .body())
                        .get("number")
                        .isNull())
                .isTrue();
        for (String wrong : new String[] {
            "{\"number\":\"204\"}|number",
            "{\"overflowNumber\":\"sip:speech-TOKEN@arc\"}|overflowNumber",
            "{\"defaultQueueNumber\":\"http://x\"}|defaultQueueNumber",
            "{\"holdSeconds\":5}|holdSeconds",
            "{\"callsReported\":\"yes\"}|callsReported"
        }) {
            String[] parts = wrong.split("\\|");
            HttpResponse<String> refused = put("/api/v1/speech-settings", parts[0], console.otherToken);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(422);
            assertThat(JSON.readTree(refused.body()).get("field").textValue()).isEqualTo(parts[1]);
        }
        assertThat(putAs(olive, "/api/v1/speech-settings", wanted).statusCode()).isEqualTo(403);
    }

    @Test
    @DisplayName("an extension is set by the person or the manager; not by colleagues, nor across services")
    void extension() throws Exception {
        String mary = console.signIn("mary");
        String hers = "{\"extension\":\"sip:olive@pbx.example.net\"}";
        assertThat(putAs(olive, "/api/v1/operators/olive/extension", hers).statusCode())
                .isEqualTo(200);
        assertThat(putAs(mary, "/api/v1/operators/olive/extension", hers).statusCode())
                .isEqualTo(200);
        assertThat(putAs(olive, "/api/v1/operators/mary/extension", hers).statusCode())
                .isEqualTo(403);
        assertThat(put("/api/v1/operators/olive/extension", hers, console.otherToken)
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> wrong =
                put("/api/v1/operators/olive/extension", "{\"extension\":\"204\"}", console.demoToken);
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(put("/api/v1/operators/olive/extension", "{\"extension\":null}", console.demoToken)
                        .body())
                .contains("\"extension\":null");
    }

    private static UUID press(String cid) throws Exception {
        console.press(cid, "A1");
        JsonNode items = JSON.readTree(
                        get("/api/v1/alarms?cid=" + cid, console.demoToken).body())
                .get("items");
        return UUID.fromString(items.get(0).get("id").textValue());
    }

    private static String page(UUID alarm) throws Exception {
        return console.get("/alarms/" + alarm, "Cookie", olive).body();
    }

    private static void assertField(String body, String field) throws Exception {
        HttpResponse<String> answer = report(console.demoToken, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(JSON.readTree(answer.body()).get("field").textValue()).isEqualTo(field);
    }

    private static HttpResponse<String> report(String token, String body) throws Exception {
        return console.json("/api/v1/calls", body, "Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return console.get(path, "Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> put(String path, String body, String token) throws Exception {
        return put(console.request(path, "Authorization", "Bearer " + token), body);
    }

    private static HttpResponse<String> putAs(String cookie, String path, String body) throws Exception {
        return put(console.request(path, "Cookie", cookie, "X-CSRF-Token", console.csrf(cookie)), body);
    }

    private static HttpResponse<String> put(HttpRequest.Builder request, String body) throws Exception {
        return console.send(
                request.header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(body)));
    }
}
