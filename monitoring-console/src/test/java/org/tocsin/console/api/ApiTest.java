package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.console.api.Program.JSON;
import static org.tocsin.console.api.Program.cid;
import static org.tocsin.console.api.Program.fieldNames;
import static org.tocsin.console.api.Program.problem;
import static org.tocsin.console.api.Program.unit;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.signal.Receipt;

/** What a program sends, and what it gets back, from putting a unit on file to the closed case. */
class ApiTest {

    static TestConsole console;
    static Program program;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        program = new Program(console);
        console.person(console.demo, "operator", Role.OPERATOR);
        console.person(console.demo, "operator2", Role.OPERATOR);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_unit_is_put_on_file_with_its_secret_shown_once() throws Exception {
        String cid = cid();
        HttpResponse<String> answer = program.post("/units", unit(cid, "mqtt", "password"));
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

        JsonNode again = problem(program.post("/units", unit(cid, "scaip", "none")), 409);
        assertThat(again.get("field").textValue()).isEqualTo("cid");
        HttpResponse<String> open = program.post("/units", unit(cid(), "scaip", "none"));
        assertThat(JSON.readTree(open.body()).get("secret").isNull()).isTrue();
        assertThat(program.post("/units", unit(cid(), "scaip", "password")).statusCode())
                .isEqualTo(201);
        assertThat(program.post("/units", unit(cid(), "scaip", "digest")).statusCode())
                .isEqualTo(201);
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
        assertThat(problem(program.post("/units", good.replace("\"cid\"", "\"service\":\"other\",\"cid\"")), 403)
                        .get("field")
                        .textValue())
                .isEqualTo("service");
    }

    @Test
    void what_is_no_request_of_ours_is_refused_with_a_reason() throws Exception {
        problem(program.post("/units", "{"), 400);
        problem(program.post("/units", ""), 400);
        problem(program.post("/units", "{} {}"), 400);
        problem(program.post("/units", "{\"cid\":\"1\",\"cid\":\"2\"}"), 400);
        problem(program.post("/units", "[".repeat(1000)), 400);
        problem(program.post("/units", "{\"a\":\"" + "x".repeat(70_000) + "\"}"), 413);
        HttpRequest.Builder text = console.request("/api/v1/units", "Authorization", program.bearer())
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        problem(console.send(text), 415);
        problem(program.get("/nowhere"), 404);
        problem(program.get("/alarms/" + UUID.randomUUID()), 404);
        problem(program.get("/alarms/not-an-id"), 404);
        problem(program.post("/alarms/" + UUID.randomUUID() + "/take", "{\"operator\":\"operator\"}"), 404);
        problem(program.post("/outcome-codes", "{}"), 405);
        for (String query : List.of(
                "/alarms?limit=0",
                "/alarms?limit=many",
                "/alarms?state=weird",
                "/alarms?cursor=x",
                "/alarms?cid=a%00b",
                "/signals?since=yesterday",
                "/signals?cursor=%00")) {
            problem(program.get(query), 422);
        }
    }

    @Test
    void from_press_to_closed_case() throws Exception {
        String cid = program.enrolled();
        String id = program.alarm(cid);
        console.press(cid, "second");
        JsonNode item = program.items("/alarms?cid=" + cid).get(0);
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

        assertThat(program.act(id, "take", "{\"operator\":\"operator\"}")
                        .get("state")
                        .textValue())
                .isEqualTo("TAKEN");
        JsonNode lost = problem(program.post("/alarms/" + id + "/take", "{\"operator\":\"operator2\"}"), 409);
        assertThat(lost.get("takenBy").textValue()).isEqualTo("operator");
        JsonNode theirs = problem(
                program.post("/alarms/" + id + "/close", "{\"operator\":\"operator2\",\"outcome\":\"ambulance\"}"),
                409);
        assertThat(theirs.get("takenBy").textValue()).isEqualTo("operator");
        assertThat(program.act(id, "hand-back", "{\"operator\":\"operator\",\"note\":\"lunch\"}")
                        .get("state")
                        .textValue())
                .isEqualTo("WAITING");
        program.act(id, "take", "{\"operator\":\"operator2\"}");
        assertThat(program.act(id, "call-out", "{\"operator\":\"operator2\"}")
                        .get("state")
                        .textValue())
                .isEqualTo("RESPONDING");
        JsonNode noOutcome = problem(program.post("/alarms/" + id + "/close", "{\"operator\":\"operator2\"}"), 422);
        assertThat(noOutcome.get("field").textValue()).isEqualTo("outcome");
        problem(program.post("/alarms/" + id + "/close", "{\"operator\":\"operator2\",\"outcome\":\"no-such\"}"), 422);
        JsonNode closed = program.act(
                id,
                "close",
                "{\"operator\":\"operator2\",\"outcome\":\"reassured\",\"spokenTo\":\"Edith\",\"note\":\"ok\"}");
        assertThat(closed.get("state").textValue()).isEqualTo("CLOSED");
        assertThat(closed.get("outcome").textValue()).isEqualTo("reassured");
        JsonNode over = problem(program.post("/alarms/" + id + "/take", "{\"operator\":\"operator\"}"), 409);
        assertThat(over.get("takenBy").textValue()).isEqualTo("operator2");

        JsonNode whole = JSON.readTree(program.get("/alarms/" + id).body());
        assertThat(whole.get("person").textValue()).isEqualTo("Edith Shah");
        List<String> kinds = new ArrayList<>();
        whole.get("log").forEach(entry -> kinds.add(entry.get("kind").textValue()));
        assertThat(kinds)
                .startsWith("SIGNAL", "SIGNAL", "TAKEN", "HANDED_BACK", "TAKEN", "CALLED_OUT")
                .contains("CLOSED");
        assertThat(program.items("/alarms?cid=" + cid)).isEmpty();
        assertThat(program.items("/alarms?state=closed&cid=" + cid)).hasSize(1);
        assertThat(program.items("/alarms?state=all&cid=" + cid)).hasSize(1);
    }

    @Test
    void closing_without_help_asks_who_was_spoken_to() throws Exception {
        String id = program.alarm(program.enrolled());
        program.act(id, "take", "{\"operator\":\"operator\"}");
        JsonNode refused = problem(
                program.post("/alarms/" + id + "/close", "{\"operator\":\"operator\",\"outcome\":\"accidental\"}"),
                422);
        assertThat(refused.get("field").textValue()).isEqualTo("spokenTo");
    }

    @Test
    void of_many_who_take_at_once_one_wins_and_the_others_learn_who() throws Exception {
        String id = program.alarm(program.enrolled());
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<HttpResponse<String>>> tries = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String who = i % 2 == 0 ? "operator" : "operator2";
                tries.add(() -> program.post("/alarms/" + id + "/take", "{\"operator\":\"" + who + "\"}"));
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
    void a_retransmission_is_counted_never_listed_twice() throws Exception {
        String cid = program.enrolled();
        var first = console.press(cid, "r1");
        console.press(cid, "r2");
        assertThat(console.press(cid, "r1")).isInstanceOf(Receipt.Duplicate.class);
        JsonNode all = program.items("/signals?cid=" + cid);
        assertThat(all).hasSize(2);
        assertThat(all.get(1).get("ref").textValue()).isEqualTo("r1");
        assertThat(all.get(1).get("repeats").intValue()).isEqualTo(1);
        assertThat(all.get(0).get("repeats").intValue()).isZero();
        assertThat(program.items("/alarms?cid=" + cid).get(0).get("signalCount").intValue())
                .isEqualTo(2);
        assertThat(fieldNames(all.get(0)))
                .containsExactly(
                        "id", "ref", "cid", "protocol", "kind", "receivedAt", "recordedAt", "alarmId", "repeats");
        assertThat(first.positive()).isTrue();
        JsonNode page = JSON.readTree(program.get("/signals?limit=1&cid=" + cid).body());
        assertThat(page.at("/items/0/ref").textValue()).isEqualTo("r2");
        JsonNode next = JSON.readTree(program.get("/signals?limit=1&cid=" + cid + "&cursor="
                        + page.get("next").textValue())
                .body());
        assertThat(next.at("/items/0/ref").textValue()).isEqualTo("r1");
        assertThat(next.get("next").isNull()).isTrue();
        assertThat(program.items("/signals?cid=" + cid + "&since=2999-01-01T00:00:00Z"))
                .isEmpty();
    }

    @Test
    void outcome_codes_are_those_of_the_service() throws Exception {
        JsonNode codes = program.items("/outcome-codes");
        assertThat(codes.get(0).get("code").textValue()).isEqualTo("accidental");
        assertThat(codes.get(0).get("helpSent").booleanValue()).isFalse();
    }

    private static @Nullable String fieldOf(String body) throws Exception {
        JsonNode field = problem(program.post("/units", body), 422).get("field");
        return field == null ? null : field.textValue();
    }
}
