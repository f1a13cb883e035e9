package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

class UnitModelsApiTest {
    static final ObjectMapper JSON = new ObjectMapper();
    static TestConsole console;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void what_is_known_of_a_model_is_kept_changed_and_seen_by_its_own_service_only() throws Exception {
        JsonNode usual = JSON.readTree(
                put(console.demoToken, "{\"make\":\"Bell\",\"name\":\"One\"}").body());
        assertThat(usual.get("repeatWindowSeconds").intValue()).isEqualTo(86_400);
        assertThat(usual.get("holdUntilTaken").booleanValue()).isFalse();
        assertThat(usual.get("severalNumbers").booleanValue()).isTrue();
        assertThat(usual.get("heartbeatSeconds").isNull()).isTrue();

        HttpResponse<String> changed = put(
                console.demoToken,
                "{\"make\":\"Bell\",\"name\":\"One\",\"holdUntilTaken\":true,\"repeatWindowSeconds\":120,"
                        + "\"severalNumbers\":false,\"volumeKeys\":\"one-is-up\",\"heartbeatSeconds\":3600,"
                        + "\"senderMustMatch\":true,\"topicProfile\":\"bell-one\"}");
        assertThat(changed.statusCode()).isEqualTo(200);
        JsonNode items = JSON.readTree(list(console.demoToken)).get("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0)).isEqualTo(JSON.readTree(changed.body()));
        assertThat(items.get(0).get("volumeKeys").textValue()).isEqualTo("one-is-up");
        assertThat(JSON.readTree(list(console.otherToken)).get("items")).isEmpty();
    }

    @Test
    void a_wrong_field_is_named_and_only_managers_may_change_models() throws Exception {
        assertField("{\"name\":\"One\"}", "make");
        assertField("{\"make\":\"B\",\"name\":\"N\",\"repeatWindowSeconds\":59}", "repeatWindowSeconds");
        assertField("{\"make\":\"B\",\"name\":\"N\",\"heartbeatSeconds\":1.5}", "heartbeatSeconds");
        assertField("{\"make\":\"B\",\"name\":\"N\",\"holdUntilTaken\":\"yes\"}", "holdUntilTaken");
        assertField("{\"make\":\"B\",\"name\":\"N\",\"volumeKeys\":\"loud\"}", "volumeKeys");
        assertField("{\"make\":\"B\",\"name\":\"N\",\"topicProfile\":\"../x\"}", "topicProfile");

        console.person(console.demo, "night", Role.OPERATOR);
        String cookie = console.signIn("night");
        String good = "{\"make\":\"B\",\"name\":\"N\"}";
        assertThat(console.send(console.request(
                                        "/api/v1/unit-models", "Cookie", cookie, "X-CSRF-Token", console.csrf(cookie))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(good)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.get("/api/v1/unit-models", "Cookie", cookie).statusCode())
                .isEqualTo(200);
    }

    private static void assertField(String body, String field) throws Exception {
        HttpResponse<String> answer = put(console.demoToken, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(JSON.readTree(answer.body()).get("field").textValue()).isEqualTo(field);
    }

    private static String list(String token) throws Exception {
        return console.get("/api/v1/unit-models", "Authorization", "Bearer " + token)
                .body();
    }

    private static HttpResponse<String> put(String token, String body) throws Exception {
        return console.send(console.request("/api/v1/unit-models", "Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }
}
