package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.console.TestConsole;

/** How a unit will prove itself, said when it is put on file. */
class UnitProofApiTest {
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
    void addresses_certificates_and_models_are_taken() throws Exception {
        model("{\"make\":\"Bell\",\"name\":\"One\"}");
        assertTaken("881", "scaip", "none", "\"allowedAddresses\":[\"203.0.113.0/24\",\"2001:db8::1\"],");
        assertTaken("882", "scaip", "none", "\"allowedAddresses\":null,\"certificateName\":null,\"model\":null,");
        assertTaken("883", "scaip", "certificate", "");
        assertTaken("884", "mqtt", "certificate", "\"certificateName\":\"Unit-4.maker.example\",");
        assertTaken("885", "scaip", "certificate", "\"certificateName\":\"885\",");
        assertTaken("886", "scaip", "none", "\"model\":{\"make\":\"Bell\",\"name\":\"One\"},");
    }

    @Test
    void what_does_not_go_together_is_named_with_the_reason() throws Exception {
        assertThat(refused("mqtt", "digest", "", "authentication")).contains("certificate");
        assertThat(refused("scaip", "none", "\"allowedAddresses\":[\"192.0.2.1\",\"home\"],", "allowedAddresses[1]"))
                .contains("203.0.113.0/24");
        refused("scaip", "none", "\"allowedAddresses\":[\"192.0.2.0/33\"],", "allowedAddresses[0]");
        refused("scaip", "none", "\"allowedAddresses\":[7],", "allowedAddresses[0]");
        refused("scaip", "none", "\"allowedAddresses\":\"192.0.2.1\",", "allowedAddresses");
        assertThat(refused("scaip", "digest", "\"allowedAddresses\":[\"192.0.2.1\"],", "allowedAddresses"))
                .contains("none");
        assertThat(refused("scaip", "digest", "\"certificateName\":\"a.example\",", "certificateName"))
                .contains("certificate");
        assertThat(refused("scaip", "certificate", "\"certificateName\":\"12345678\",", "certificateName"))
                .contains("cid");
        refused("scaip", "none", "\"model\":{\"make\":\"Bell\"},", "model.name");
        assertThat(refused("scaip", "none", "\"model\":{\"make\":\"Bell\",\"name\":\"Two\"},", "model"))
                .contains("Bell Two");
    }

    @Test
    void a_certificate_on_file_is_refused_whichever_service_has_it() throws Exception {
        assertTaken("891", "scaip", "certificate", "\"certificateName\":\"only.example\",");
        HttpResponse<String> again =
                post(console.otherToken, unit("892", "scaip", "certificate", "\"certificateName\":\"ONLY.example\","));
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(JSON.readTree(again.body()).get("field").textValue()).isEqualTo("certificateName");
    }

    @Test
    void another_service_s_model_is_unknown() throws Exception {
        model("{\"make\":\"Bell\",\"name\":\"Ours\"}");
        HttpResponse<String> answer = post(
                console.otherToken, unit("893", "scaip", "none", "\"model\":{\"make\":\"Bell\",\"name\":\"Ours\"},"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(answer.body()).get("field").textValue()).isEqualTo("model");
    }

    private static void assertTaken(String cid, String protocol, String authentication, String more) throws Exception {
        HttpResponse<String> answer = post(console.demoToken, unit(cid, protocol, authentication, more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(JSON.readTree(answer.body()).get("secret").isNull()).isTrue();
    }

    /** Gives the reason. */
    private static String refused(String protocol, String authentication, String more, String field) throws Exception {
        HttpResponse<String> answer = post(console.demoToken, unit("899", protocol, authentication, more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("field").textValue()).isEqualTo(field);
        return problem.get("detail").textValue();
    }

    private static void model(String body) throws Exception {
        HttpRequest.Builder put = console.request("/api/v1/unit-models", "Authorization", "Bearer " + console.demoToken)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body));
        assertThat(console.send(put).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> post(String token, String body) throws Exception {
        return console.json("/api/v1/units", body, "Authorization", "Bearer " + token);
    }

    private static String unit(String cid, String protocol, String authentication, String more) {
        return """
                {"cid":"%s","protocol":"%s","authentication":"%s",%s"serviceUser":{"name":"Edith Shah"},
                 "home":{"line1":"12 Rose Court","postcode":"LS1 4AB"}}""".formatted(cid, protocol, authentication, more);
    }
}
