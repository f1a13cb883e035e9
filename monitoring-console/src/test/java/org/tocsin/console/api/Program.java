package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.tocsin.console.TestConsole;

/** A program with the first service's token, and the unit it puts on file. */
final class Program {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger CID = new AtomicInteger(500_000);

    private final TestConsole console;

    Program(TestConsole console) {
        this.console = console;
    }

    String enrolled() throws Exception {
        String cid = cid();
        assertThat(post("/units", unit(cid, "scaip", "none")).statusCode()).isEqualTo(201);
        return cid;
    }

    /** Raises an alarm of this unit; gives its id. */
    String alarm(String cid) throws Exception {
        assertThat(console.press(cid, "first").positive()).isTrue();
        return items("/alarms?cid=" + cid).get(0).get("id").textValue();
    }

    JsonNode act(String id, String act, String body) throws Exception {
        HttpResponse<String> answer = post("/alarms/" + id + "/" + act, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    JsonNode items(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("items");
    }

    HttpResponse<String> get(String path) throws Exception {
        return console.get("/api/v1" + path, "Authorization", bearer());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return console.json("/api/v1" + path, body, "Authorization", bearer());
    }

    String bearer() {
        return "Bearer " + console.demoToken;
    }

    static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.get("status").intValue()).isEqualTo(status);
        assertThat(body.get("title").textValue()).isNotEmpty();
        assertThat(body.get("detail").textValue()).isNotEmpty();
        return body;
    }

    static List<String> fieldNames(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    static String cid() {
        return Integer.toString(CID.incrementAndGet());
    }

    static String unit(String cid, String protocol, String authentication) {
        return """
                {"cid":"%s","protocol":"%s","authentication":"%s","serviceUser":{"name":"Edith Shah"},
                 "home":{"line1":"12 Rose Court","postcode":"LS1 4AB","keySafe":"4711"},
                 "contacts":[{"name":"Amir Shah","telephone":"+447700900001","kind":"relative","relation":"son"}]}""".formatted(cid, protocol, authentication);
    }
}
