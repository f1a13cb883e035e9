package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;
import org.tocsin.unit.CommandRules;

/** Commands to units as programs and people ask for them. */
class CommandsApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger CID = new AtomicInteger(770_000);

    private static TestConsole console;
    private static String operator;
    private static String responder;
    private static String installer;
    private static String stranger;

    private String cid = "";

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        operator = console.signedIn(console.demo, "olive", Role.OPERATOR);
        responder = console.signedIn(console.demo, "rhona", Role.RESPONDER);
        installer = console.signedIn(console.demo, "ian", Role.INSTALLER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @BeforeEach
    void aUnit() {
        cid = unit("MQTT");
    }

    @Test
    void a_command_is_written_down_and_listed_and_the_same_id_asks_once() throws Exception {
        String body = """
                {"id":"door-1","op":"output","args":{"n":1,"on":true},"expiresInSeconds":300}""";
        HttpResponse<String> first = ask(body.replace("door-1", "door-" + cid));
        assertThat(first.statusCode()).isEqualTo(201);
        JsonNode command = JSON.readTree(first.body());
        assertThat(command.get("state").textValue()).isEqualTo("PENDING");
        assertThat(command.get("op").textValue()).isEqualTo("output");
        assertThat(command.get("args").toString()).isEqualTo("{\"n\":1,\"on\":true}");
        assertThat(command.get("requestedBy").textValue()).isEqualTo("api:test");
        assertThat(command.get("sentAt").isNull()).isTrue();
        assertThat(command.get("result").isNull()).isTrue();
        HttpResponse<String> again = ask(body.replace("door-1", "door-" + cid));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(again.body()).get("id")).isEqualTo(command.get("id"));
        JsonNode other = problem(ask(body.replace("door-1", "door-" + cid).replace("true", "false")), 409);
        assertThat(other.get("field").textValue()).isEqualTo("id");
        assertThat(items(get("/units/" + cid + "/commands"))).hasSize(1);
        assertThat(audited("command-output")).isOne();
    }

    @Test
    void every_argument_that_is_wrong_is_named() throws Exception {
        assertThat(field("{\"op\":\"dance\"}")).isEqualTo("op");
        assertThat(field("{\"args\":{}}")).isEqualTo("op");
        assertThat(field("{\"op\":\"output\",\"args\":{\"n\":1}}")).isEqualTo("args.on");
        assertThat(field("{\"op\":\"output\",\"args\":{\"n\":1.5,\"on\":true}}"))
                .isEqualTo("args.n");
        assertThat(field("{\"op\":\"output\",\"args\":[]}")).isEqualTo("args");
        assertThat(field("{\"op\":\"test\",\"args\":{\"x\":1}}")).isEqualTo("args.x");
        assertThat(field("{\"op\":\"config.set\",\"args\":{\"values\":{\"a\":null}}}"))
                .isEqualTo("args.values.a");
        assertThat(field("{\"op\":\"test\",\"expiresInSeconds\":0}")).isEqualTo("expiresInSeconds");
        assertThat(field("{\"op\":\"test\",\"expiresInSeconds\":604801}")).isEqualTo("expiresInSeconds");
        assertThat(field("{\"op\":\"test\",\"expiresInSeconds\":9223372036854775807}"))
                .isEqualTo("expiresInSeconds");
        assertThat(field("{\"op\":\"test\",\"expiresInSeconds\":\"60\"}")).isEqualTo("expiresInSeconds");
        assertThat(field("{\"op\":\"test\",\"id\":\"%s\"}".formatted("x".repeat(65))))
                .isEqualTo("id");
        assertThat(items(get("/units/" + cid + "/commands"))).isEmpty();
    }

    @Test
    void who_may_ask_what_depends_on_the_work() throws Exception {
        assertThat(askAs(operator, "{\"op\":\"locate\"}").statusCode()).isEqualTo(201);
        problem(askAs(operator, "{\"op\":\"config.get\"}"), 403);
        assertThat(askAs(installer, "{\"op\":\"config.get\"}").statusCode()).isEqualTo(201);
        problem(askAs(installer, "{\"op\":\"speech.start\",\"args\":{\"tnu\":\"sip:a@b\"}}"), 403);
        problem(askAs(responder, "{\"op\":\"locate\"}"), 403);
        problem(getAs(responder, "/units/" + cid), 403);
        problem(getAs(responder, "/units/" + cid + "/commands"), 403);
        assertThat(getAs(operator, "/units/" + cid).statusCode()).isEqualTo(200);
    }

    @Test
    void a_unit_of_another_service_is_not_there() throws Exception {
        ask("{\"op\":\"test\"}");
        problem(getAs(stranger, "/units/" + cid), 404);
        problem(getAs(stranger, "/units/" + cid + "/commands"), 404);
        problem(askAs(stranger, "{\"op\":\"test\"}"), 404);
        problem(console.get("/api/v1/units/" + cid, "Authorization", "Bearer " + console.otherToken), 404);
        problem(get("/units/nobody"), 404);
        problem(get("/units/99999999999"), 404);
    }

    @Test
    void what_scaip_cannot_carry_is_not_supported_at_once() throws Exception {
        cid = unit("SCAIP");
        HttpResponse<String> answer = ask("{\"op\":\"test\"}");
        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode command = JSON.readTree(answer.body());
        assertThat(command.get("state").textValue()).isEqualTo("NOT_SUPPORTED");
        assertThat(command.at("/result/text").textValue()).contains("nothing was sent");
        assertThat(command.get("sentAt").isNull()).isTrue();
    }

    @Test
    void a_command_whose_time_is_over_has_expired_even_while_no_gateway_runs() throws Exception {
        ask("{\"op\":\"test\",\"expiresInSeconds\":5}");
        console.ahead = console.ahead.plus(Duration.ofSeconds(6));
        try {
            assertThat(items(get("/units/" + cid + "/commands"))
                            .get(0)
                            .get("state")
                            .textValue())
                    .isEqualTo("EXPIRED");
        } finally {
            console.ahead = Duration.ZERO;
        }
    }

    @Test
    void only_so_many_wait_and_pages_lead_on() throws Exception {
        for (int i = 0; i < CommandRules.MOST_OPEN; i++) {
            assertThat(ask("{\"op\":\"locate\"}").statusCode()).isEqualTo(201);
        }
        problem(ask("{\"op\":\"locate\"}"), 409);
        JsonNode page =
                JSON.readTree(get("/units/" + cid + "/commands?limit=15").body());
        assertThat(page.get("items")).hasSize(15);
        String next = page.get("next").textValue();
        assertThat(items(get("/units/" + cid + "/commands?limit=15&cursor=" + next)))
                .hasSize(5);
    }

    @Test
    void a_unit_is_described_without_the_person() throws Exception {
        console.press(cid, "r1");
        String gateway = Ids.next().toString();
        console.test.execute("insert into process values ('%s', 'gateway', now(), now())".formatted(gateway));
        console.test.execute(
                "insert into unit_connection (unit_id, connection_id, service_id, claim, gateway_id, protocol,"
                        + " remote_address, connected_at) select id, cid, service_id, 1, '" + gateway
                        + "', 'MQTT', '192.0.2.7', now() from home_unit where cid = '" + cid + "'");
        JsonNode unit = JSON.readTree(get("/units/" + cid).body());
        assertThat(unit.get("cid").textValue()).isEqualTo(cid);
        assertThat(unit.get("lastHeardAt").isNull()).isFalse();
        assertThat(unit.at("/connection/open").booleanValue()).isTrue();
        assertThat(unit.at("/connection/gateway").textValue()).isEqualTo(gateway);
        assertThat(unit.get("openAlarms")).hasSize(1);
    }

    private static String unit(String protocol) {
        String cid = Integer.toString(CID.incrementAndGet());
        console.test.execute("insert into home_unit (id, service_id, cid, protocol, authentication, created_at)"
                + " values ('%s', '%s', '%s', '%s', 'NONE', now())"
                        .formatted(Ids.next(), console.demo.id(), cid, protocol));
        return cid;
    }

    private HttpResponse<String> ask(String body) throws Exception {
        return console.json("/api/v1/units/" + cid + "/commands", body, "Authorization", "Bearer " + console.demoToken);
    }

    private HttpResponse<String> askAs(String cookie, String body) throws Exception {
        return console.json(
                "/api/v1/units/" + cid + "/commands", body, "Cookie", cookie, "X-CSRF-Token", console.csrf(cookie));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return console.get("/api/v1" + path, "Authorization", "Bearer " + console.demoToken);
    }

    private static HttpResponse<String> getAs(String cookie, String path) throws Exception {
        return console.get("/api/v1" + path, "Cookie", cookie);
    }

    private String field(String body) throws Exception {
        return problem(ask(body), 422).get("field").textValue();
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return JSON.readTree(answer.body());
    }

    private static List<JsonNode> items(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("items").valueStream().toList();
    }

    private static long audited(String action) throws Exception {
        return TestConsole.await(console.database
                .pool()
                .query("select count(*) from audit where action = '" + action + "'")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0)));
    }
}
