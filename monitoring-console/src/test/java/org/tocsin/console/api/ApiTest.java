package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.signal.Receipt;

class ApiTest {
    static final ObjectMapper JSON = new ObjectMapper();
    static final AtomicInteger CID = new AtomicInteger(500_000);

    static TestConsole console;
    static String operatorCookie;
    static String responderCookie;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "operator2", Role.OPERATOR);
        console.person(console.other, "stranger", Role.OPERATOR);
        operatorCookie = console.signedIn(console.demo, "operator", Role.OPERATOR);
        responderCookie = console.signedIn(console.demo, "responder", Role.RESPONDER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_unit_is_put_on_file_with_its_secret_shown_once() throws Exception {
        String cid = cid();
        HttpResponse<String> answer = post("/units", unit(cid, "mqtt", "password"));
        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(fieldNames(body)).containsExactly("id", "cid", "service", "secret", "sip", "mqtt");
        assertThat(body.get("cid").textValue()).isEqualTo(cid);
        assertThat(body.get("service").textValue()).isEqualTo("demo");
        assertThat(body.get("secret").textValue()).hasSize(40);
        assertThat(body.at("/sip/uri").textValue()).isEqualTo("sip:" + cid + "@tocsin.local");
        assertThat(body.at("/sip/realm").textValue()).isEqualTo("tocsin.local");
        assertThat(body.at("/mqtt/clientId").textValue()).isEqualTo(cid);
        assertThat(body.at("/mqtt/username").textValue()).isEqualTo(cid);
        assertThat(body.at("/mqtt/topicPrefix").textValue()).isEqualTo("tc/1/demo/" + cid);

        JsonNode again = problem(post("/units", unit(cid, "scaip", "none")), 409);
        assertThat(again.get("field").textValue()).isEqualTo("cid");
        HttpResponse<String> open = post("/units", unit(cid(), "scaip", "none"));
        assertThat(JSON.readTree(open.body()).get("secret").isNull()).isTrue();
        assertThat(post("/units", unit(cid(), "scaip", "password")).statusCode())
                .isEqualTo(201);
        assertThat(post("/units", unit(cid(), "scaip", "digest")).statusCode()).isEqualTo(201);
    }

    @Test
    void every_field_that_is_wrong_is_named() throws Exception {
        String good = unit("77", "mqtt", "password");
        assertThat(fieldOf(good.replace("\"77\"", "77"))).isEqualTo("cid");
        assertThat(fieldOf(good.replace("\"77\"", "\"7a\""))).isEqualTo("cid");
        assertThat(fieldOf(good.replace("\"77\"", "\"" + "7".repeat(33) + "\"")))
                .isEqualTo("cid");
        assertThat(fieldOf(good.replace("\"mqtt\"", "\"smoke\""))).isEqualTo("protocol");
        assertThat(fieldOf(good.replace("\"password\"", "\"digest\""))).isEqualTo("authentication");
        assertThat(fieldOf(good.replace("\"password\"", "null"))).isEqualTo("authentication");
        assertThat(fieldOf(good.replace("Edith Shah", " "))).isEqualTo("serviceUser.name");
        assertThat(fieldOf(good.replace("Edith Shah", "x".repeat(201)))).isEqualTo("serviceUser.name");
        assertThat(fieldOf(good.replace("12 Rose Court", "a\\u0000b"))).isEqualTo("home.line1");
        assertThat(fieldOf(good.replace("12 Rose Court", "a\\ud800b"))).isEqualTo("home.line1");
        assertThat(fieldOf(good.replace("\"home\":{", "\"homes\":{"))).isEqualTo("home");
        assertThat(fieldOf(good.replace("\"relative\"", "\"cat\""))).isEqualTo("contacts[0].kind");
        assertThat(fieldOf("[]")).isNull();
        assertThat(problem(post("/units", good.replace("\"cid\"", "\"service\":\"other\",\"cid\"")), 403)
                        .get("field")
                        .textValue())
                .isEqualTo("service");
    }

    @Test
    void what_is_no_request_of_ours_is_refused_with_a_reason() throws Exception {
        problem(post("/units", "{"), 400);
        problem(post("/units", ""), 400);
        problem(post("/units", "{} {}"), 400);
        problem(post("/units", "{\"cid\":\"1\",\"cid\":\"2\"}"), 400);
        problem(post("/units", "[".repeat(1000)), 400);
        problem(post("/units", "{\"a\":\"" + "x".repeat(70_000) + "\"}"), 413);
        HttpRequest.Builder text = console.request("/api/v1/units", "Authorization", bearer())
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        problem(console.send(text), 415);
        problem(get("/nowhere"), 404);
        problem(get("/alarms/" + UUID.randomUUID()), 404);
        problem(get("/alarms/not-an-id"), 404);
        problem(post("/alarms/" + UUID.randomUUID() + "/take", "{\"operator\":\"operator\"}"), 404);
        problem(post("/outcome-codes", "{}"), 405);
        for (String query : List.of(
                "/alarms?limit=0",
                "/alarms?limit=many",
                "/alarms?state=weird",
                "/alarms?cursor=x",
                "/alarms?cid=a%00b",
                "/signals?since=yesterday",
                "/signals?cursor=%00")) {
            problem(get(query), 422);
        }
    }

    @Test
    void nobody_without_a_token_or_session_gets_in() throws Exception {
        for (String path : List.of("/alarms", "/signals", "/outcome-codes", "/alarms/" + UUID.randomUUID(), "/x")) {
            HttpResponse<String> answer = console.get("/api/v1" + path);
            problem(answer, 401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            problem(console.get("/api/v1" + path, "Authorization", "Bearer wrong"), 401);
            problem(console.get("/api/v1" + path, "Authorization", "Basic b3BlcmF0b3I6eA=="), 401);
        }
        // A wrong token is not made good by a cookie that comes with it.
        problem(console.get("/api/v1/alarms", "Authorization", "Bearer wrong", "Cookie", operatorCookie), 401);
    }

    @Test
    void a_session_needs_its_csrf_token_to_change_anything() throws Exception {
        String id = alarm(enrolled());
        assertThat(console.get("/api/v1/alarms", "Cookie", operatorCookie).statusCode())
                .isEqualTo(200);
        problem(console.json("/api/v1/alarms/" + id + "/take", "{}", "Cookie", operatorCookie), 403);
        HttpResponse<String> taken = console.json(
                "/api/v1/alarms/" + id + "/take",
                "{}",
                "Cookie",
                operatorCookie,
                "X-CSRF-Token",
                console.csrf(operatorCookie));
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(taken.body()).get("takenBy").textValue()).isEqualTo("operator");
    }

    @Test
    void a_responder_neither_lists_nor_takes_alarms() throws Exception {
        String id = alarm(enrolled());
        problem(console.get("/api/v1/alarms", "Cookie", responderCookie), 403);
        problem(console.get("/api/v1/alarms/" + id, "Cookie", responderCookie), 403);
        problem(console.get("/api/v1/signals", "Cookie", responderCookie), 403);
        String csrf = console.csrf(responderCookie);
        problem(
                console.json("/api/v1/alarms/" + id + "/take", "{}", "Cookie", responderCookie, "X-CSRF-Token", csrf),
                403);
        problem(
                console.json(
                        "/api/v1/units", unit(cid(), "mqtt", "none"), "Cookie", responderCookie, "X-CSRF-Token", csrf),
                403);
        assertThat(problem(post("/alarms/" + id + "/take", "{\"operator\":\"responder\"}"), 422)
                        .get("field")
                        .textValue())
                .isEqualTo("operator");
    }

    @Test
    void from_press_to_closed_case() throws Exception {
        String cid = enrolled();
        String id = alarm(cid);
        console.press(cid, "second");
        JsonNode item = items("/alarms?cid=" + cid).get(0);
        assertThat(fieldNames(item))
                .containsExactly(
                        "id",
                        "reference",
                        "cid",
                        "priority",
                        "kind",
                        "state",
                        "queue",
                        "flags",
                        "signalCount",
                        "raisedAt",
                        "takenBy",
                        "outcome");
        assertThat(item.get("id").textValue()).isEqualTo(id);
        assertThat(item.get("priority").intValue()).isEqualTo(1);
        assertThat(item.get("state").textValue()).isEqualTo("WAITING");
        assertThat(item.get("queue").textValue()).isEqualTo("EMERGENCY");
        assertThat(item.get("signalCount").intValue()).isEqualTo(2);
        assertThat(item.get("takenBy").isNull()).isTrue();

        assertThat(act(id, "take", "{\"operator\":\"operator\"}").get("state").textValue())
                .isEqualTo("TAKEN");
        JsonNode lost = problem(post("/alarms/" + id + "/take", "{\"operator\":\"operator2\"}"), 409);
        assertThat(lost.get("takenBy").textValue()).isEqualTo("operator");
        JsonNode theirs = problem(
                post("/alarms/" + id + "/close", "{\"operator\":\"operator2\",\"outcome\":\"ambulance\"}"), 409);
        assertThat(theirs.get("takenBy").textValue()).isEqualTo("operator");
        assertThat(act(id, "hand-back", "{\"operator\":\"operator\",\"note\":\"lunch\"}")
                        .get("state")
                        .textValue())
                .isEqualTo("WAITING");
        act(id, "take", "{\"operator\":\"operator2\"}");
        assertThat(act(id, "call-out", "{\"operator\":\"operator2\"}")
                        .get("state")
                        .textValue())
                .isEqualTo("RESPONDING");
        JsonNode noOutcome = problem(post("/alarms/" + id + "/close", "{\"operator\":\"operator2\"}"), 422);
        assertThat(noOutcome.get("field").textValue()).isEqualTo("outcome");
        problem(post("/alarms/" + id + "/close", "{\"operator\":\"operator2\",\"outcome\":\"no-such\"}"), 422);
        JsonNode closed = act(
                id,
                "close",
                "{\"operator\":\"operator2\",\"outcome\":\"reassured\",\"spokenTo\":\"Edith\",\"note\":\"ok\"}");
        assertThat(closed.get("state").textValue()).isEqualTo("CLOSED");
        assertThat(closed.get("outcome").textValue()).isEqualTo("reassured");
        JsonNode over = problem(post("/alarms/" + id + "/take", "{\"operator\":\"operator\"}"), 409);
        assertThat(over.get("takenBy").textValue()).isEqualTo("operator2");

        JsonNode whole = JSON.readTree(get("/alarms/" + id).body());
        assertThat(whole.get("person").textValue()).isEqualTo("Edith Shah");
        List<String> kinds = new ArrayList<>();
        whole.get("log").forEach(entry -> kinds.add(entry.get("kind").textValue()));
        assertThat(kinds)
                .startsWith("SIGNAL", "SIGNAL", "TAKEN", "HANDED_BACK", "TAKEN", "CALLED_OUT")
                .contains("CLOSED");
        assertThat(items("/alarms?cid=" + cid)).isEmpty();
        assertThat(items("/alarms?state=closed&cid=" + cid)).hasSize(1);
        assertThat(items("/alarms?state=all&cid=" + cid)).hasSize(1);
    }

    @Test
    void closing_without_help_asks_who_was_spoken_to() throws Exception {
        String id = alarm(enrolled());
        act(id, "take", "{\"operator\":\"operator\"}");
        JsonNode refused = problem(
                post("/alarms/" + id + "/close", "{\"operator\":\"operator\",\"outcome\":\"accidental\"}"), 422);
        assertThat(refused.get("field").textValue()).isEqualTo("spokenTo");
    }

    @Test
    void a_program_says_for_whom_it_acts() throws Exception {
        String id = alarm(enrolled());
        for (String act : List.of("take", "close", "hand-back", "call-out")) {
            JsonNode refused = problem(post("/alarms/" + id + "/" + act, "{\"outcome\":\"accidental\"}"), 422);
            assertThat(refused.get("field").textValue()).as(act).isEqualTo("operator");
        }
        problem(post("/alarms/" + id + "/take", "{\"operator\":\"stranger\"}"), 422);
        problem(post("/alarms/" + id + "/take", "{\"operator\":\"nobody\"}"), 422);
        problem(post("/alarms/" + id + "/take", "{\"operator\":\"a\\u0000b\"}"), 422);
    }

    @Test
    void of_many_who_take_at_once_one_wins_and_the_others_learn_who() throws Exception {
        String id = alarm(enrolled());
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<HttpResponse<String>>> tries = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String who = i % 2 == 0 ? "operator" : "operator2";
                tries.add(() -> post("/alarms/" + id + "/take", "{\"operator\":\"" + who + "\"}"));
            }
            String winner = null;
            List<String> told = new ArrayList<>();
            for (Future<HttpResponse<String>> done : pool.invokeAll(tries)) {
                JsonNode body = JSON.readTree(done.get().body());
                if (done.get().statusCode() == 200) {
                    assertThat(winner == null
                                    || winner.equals(body.get("takenBy").textValue()))
                            .isTrue();
                    winner = body.get("takenBy").textValue();
                } else {
                    assertThat(done.get().statusCode()).isEqualTo(409);
                    told.add(body.get("takenBy").textValue());
                }
            }
            assertThat(told).hasSize(4).containsOnly(winner);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void one_service_never_sees_or_touches_what_is_anothers() throws Exception {
        String cid = enrolled();
        String id = alarm(cid);
        String theirs = "Bearer " + console.otherToken;
        for (String path : List.of("/alarms?state=all", "/signals", "/alarms?cid=" + cid, "/signals?cid=" + cid)) {
            assertThat(JSON.readTree(console.get("/api/v1" + path, "Authorization", theirs)
                                    .body())
                            .get("items"))
                    .as(path)
                    .isEmpty();
        }
        problem(console.get("/api/v1/alarms/" + id, "Authorization", theirs), 404);
        for (String act : List.of("take", "hand-back", "call-out", "close")) {
            problem(
                    console.json(
                            "/api/v1/alarms/" + id + "/" + act,
                            "{\"operator\":\"stranger\",\"outcome\":\"accidental\",\"spokenTo\":\"x\"}",
                            "Authorization",
                            theirs),
                    404);
        }
        problem(console.json("/api/v1/units", unit(cid, "mqtt", "none"), "Authorization", theirs), 409);
        assertThat(JSON.readTree(get("/alarms/" + id).body()).get("state").textValue())
                .isEqualTo("WAITING");
    }

    @Test
    void a_retransmission_is_counted_never_listed_twice() throws Exception {
        String cid = enrolled();
        var first = console.press(cid, "r1");
        console.press(cid, "r2");
        assertThat(console.press(cid, "r1")).isInstanceOf(Receipt.Duplicate.class);
        JsonNode all = items("/signals?cid=" + cid);
        assertThat(all).hasSize(2);
        assertThat(all.get(1).get("ref").textValue()).isEqualTo("r1");
        assertThat(all.get(1).get("repeats").intValue()).isEqualTo(1);
        assertThat(all.get(0).get("repeats").intValue()).isZero();
        assertThat(items("/alarms?cid=" + cid).get(0).get("signalCount").intValue())
                .isEqualTo(2);
        assertThat(fieldNames(all.get(0)))
                .containsExactly(
                        "id", "ref", "cid", "protocol", "kind", "receivedAt", "recordedAt", "alarmId", "repeats");
        assertThat(first.positive()).isTrue();
        JsonNode page = JSON.readTree(get("/signals?limit=1&cid=" + cid).body());
        assertThat(page.at("/items/0/ref").textValue()).isEqualTo("r2");
        JsonNode next = JSON.readTree(get("/signals?limit=1&cid=" + cid + "&cursor="
                        + page.get("next").textValue())
                .body());
        assertThat(next.at("/items/0/ref").textValue()).isEqualTo("r1");
        assertThat(next.get("next").isNull()).isTrue();
        assertThat(items("/signals?cid=" + cid + "&since=2999-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void reading_an_alarm_is_written_down_before_it_is_shown() throws Exception {
        String id = alarm(enrolled());
        get("/alarms/" + id);
        console.get("/api/v1/alarms/" + id, "Cookie", operatorCookie);
        List<String> actors = TestConsole.await(console.database
                        .pool()
                        .preparedQuery(
                                "select actor from audit where action = 'read-alarm' and subject = $1 order by id")
                        .execute(io.vertx.sqlclient.Tuple.of("alarm:" + id)))
                .stream()
                .map(row -> row.getString(0))
                .toList();
        assertThat(actors).containsExactly("api:test", "operator:operator");
    }

    @Test
    void outcome_codes_are_those_of_the_service() throws Exception {
        JsonNode codes = items("/outcome-codes");
        assertThat(codes.get(0).get("code").textValue()).isEqualTo("accidental");
        assertThat(codes.get(0).get("helpSent").booleanValue()).isFalse();
    }

    private static String enrolled() throws Exception {
        String cid = cid();
        assertThat(post("/units", unit(cid, "scaip", "none")).statusCode()).isEqualTo(201);
        return cid;
    }

    /** Raises an alarm of this unit; gives its id. */
    private static String alarm(String cid) throws Exception {
        assertThat(console.press(cid, "first").positive()).isTrue();
        return items("/alarms?cid=" + cid).get(0).get("id").textValue();
    }

    private static JsonNode act(String id, String act, String body) throws Exception {
        HttpResponse<String> answer = post("/alarms/" + id + "/" + act, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode items(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("items");
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return console.get("/api/v1" + path, "Authorization", bearer());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return console.json("/api/v1" + path, body, "Authorization", bearer());
    }

    private static String bearer() {
        return "Bearer " + console.demoToken;
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.get("status").intValue()).isEqualTo(status);
        assertThat(body.get("title").textValue()).isNotEmpty();
        assertThat(body.get("detail").textValue()).isNotEmpty();
        return body;
    }

    private static @Nullable String fieldOf(String body) throws Exception {
        JsonNode field = problem(post("/units", body), 422).get("field");
        return field == null ? null : field.textValue();
    }

    private static List<String> fieldNames(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String cid() {
        return Integer.toString(CID.incrementAndGet());
    }

    private static String unit(String cid, String protocol, String authentication) {
        return """
                {"cid":"%s","protocol":"%s","authentication":"%s","serviceUser":{"name":"Edith Shah"},
                 "home":{"line1":"12 Rose Court","postcode":"LS1 4AB","keySafe":"4711"},
                 "contacts":[{"name":"Amir Shah","telephone":"+447700900001","kind":"relative","relation":"son"}]}""".formatted(cid, protocol, authentication);
    }
}
