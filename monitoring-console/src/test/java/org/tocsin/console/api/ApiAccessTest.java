package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.console.api.Program.JSON;
import static org.tocsin.console.api.Program.cid;
import static org.tocsin.console.api.Program.problem;
import static org.tocsin.console.api.Program.unit;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** Who gets into the interface for programs, for whom they may act, and what is none of theirs. */
class ApiAccessTest {
    static TestConsole console;
    static Program program;
    static String operatorCookie;
    static String responderCookie;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        program = new Program(console);
        operatorCookie = console.signedIn(console.demo, "operator", Role.OPERATOR);
        responderCookie = console.signedIn(console.demo, "responder", Role.RESPONDER);
        console.person(console.other, "stranger", Role.OPERATOR);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
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
        String id = program.alarm(program.enrolled());
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
        String id = program.alarm(program.enrolled());
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
        assertThat(problem(program.post("/alarms/" + id + "/take", "{\"operator\":\"responder\"}"), 422)
                        .get("field")
                        .textValue())
                .isEqualTo("operator");
    }

    @Test
    void a_program_says_for_whom_it_acts() throws Exception {
        String id = program.alarm(program.enrolled());
        for (String act : List.of("take", "close", "hand-back", "call-out")) {
            JsonNode refused = problem(program.post("/alarms/" + id + "/" + act, "{\"outcome\":\"accidental\"}"), 422);
            assertThat(refused.get("field").textValue()).as(act).isEqualTo("operator");
        }
        problem(program.post("/alarms/" + id + "/take", "{\"operator\":\"stranger\"}"), 422);
        problem(program.post("/alarms/" + id + "/take", "{\"operator\":\"nobody\"}"), 422);
        problem(program.post("/alarms/" + id + "/take", "{\"operator\":\"a\\u0000b\"}"), 422);
    }

    @Test
    void one_service_never_sees_or_touches_what_is_anothers() throws Exception {
        String cid = program.enrolled();
        String id = program.alarm(cid);
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
        assertThat(JSON.readTree(program.get("/alarms/" + id).body())
                        .get("state")
                        .textValue())
                .isEqualTo("WAITING");
    }

    @Test
    void reading_an_alarm_is_written_down_before_it_is_shown() throws Exception {
        String id = program.alarm(program.enrolled());
        program.get("/alarms/" + id);
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
}
