package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** Incidents, faults, carriers, imports and the report's figures as programs get them, each service its own. */
class WatchingApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestConsole console;
    private static final UUID HOME = Ids.next();
    private static final UUID FAULT = Ids.next();
    private static final UUID INCIDENT = Ids.next();

    private static UUID alarm;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        String service = console.demo.id().toString();
        console.test.execute("""
                insert into home (id, service_id, line1, postcode, area, line_provider, risk_tier, created_at)
                  values ('%1$s', '%2$s', '1 Test Street', 'LS1 1AA', 'North', 'OpenNet', 'HIGH', '2026-01-01Z');
                insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at, sim_network, paths)
                  values ('%3$s', '%2$s', '%1$s', '93001', 'SCAIP', 'NONE', '2026-01-01Z', 'Blue', '{MOBILE}');
                insert into fault_case (id, service_id, home_id, fault_id, cid, did, dty, kind, what, why, lost_at, opened_at,
                    next_call_at, manager_at)
                  values ('%4$s', '%2$s', '%1$s', '%3$s', '93001', '00A1', '0003', 'BATTERY', 'Pendant, battery low',
                    'a life depends on it', now() - interval '5 hours', now(), now() + interval '1 hour',
                    now() + interval '1 day')
                """.formatted(HOME, service, Ids.next(), FAULT));
        alarm = incident();
    }

    /** One home without mains on one card. */
    private static UUID incident() throws Exception {
        console.signal("93001", "mains", Map.of("dty", "0041", "stc", "0085"));
        UUID mains = UUID.fromString(one("select id from alarm where cid = '93001'"));
        UUID card = Ids.next();
        console.test.execute("""
                insert into incident (id, service_id, cause, shared, area, card_id, opened_at, joined_at, homes, tasks,
                    tasks_left)
                  values ('%1$s', '%2$s', 'MAINS', 'AREA', 'North', '%3$s', now(), now(), 1, 1, 1);
                insert into incident_home (incident_id, alarm_id, service_id, home_id, rank, tasks, lost_at, joined_at)
                  values ('%1$s', '%4$s', '%2$s', '%5$s', 3, '{OXYGEN}', now(), now())
                """.formatted(INCIDENT, console.demo.id(), card, mains, HOME));
        return mains;
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void incidents_are_read_with_their_homes_and_nobody_elses() throws Exception {
        JsonNode listed = ok("/incidents").at("/items/0");
        assertThat(listed.get("title").asText()).contains("North");
        assertThat(listed.at("/homes/all").asInt()).isEqualTo(1);
        JsonNode homes = ok("/incidents/" + INCIDENT + "/homes?which=to-ring");
        assertThat(homes.at("/items/0/alarmId").asText()).isEqualTo(alarm.toString());
        assertThat(homes.at("/items/0/state").asText()).isEqualTo("off");
        assertThat(homes.get("next").isNull()).isTrue();
        assertThat(get("/incidents/" + INCIDENT + "/homes?which=some").statusCode())
                .isEqualTo(422);
        assertThat(other("/incidents/" + INCIDENT).statusCode()).isEqualTo(404);
        assertThat(other("/incidents/" + INCIDENT + "/homes").statusCode()).isEqualTo(404);
        assertThat(post("/incidents/" + INCIDENT + "/contacts", "{\"alarmIds\":[],\"result\":\"no-answer\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(post(
                                "/incidents/" + Ids.next() + "/contacts",
                                "{\"alarmIds\":[\"" + alarm + "\"],\"result\":\"no-answer\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void faults_are_read_rung_for_and_repaired_and_never_closed_by_hand() throws Exception {
        assertThat(ok("/faults").at("/items/0/what").asText()).isEqualTo("Pendant, battery low");
        HttpResponse<String> called =
                post("/faults/" + FAULT + "/calls", "{\"outcome\":\"well\",\"note\":\"Her sister is there\"}");
        assertThat(called.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(called.body()).at("/calls/0/outcome").asText()).isEqualTo("well");
        JsonNode repaired = JSON.readTree(post("/faults/" + FAULT + "/repaired", "{\"words\":\"New battery\"}")
                .body());
        assertThat(repaired.get("repairedWords").asText()).isEqualTo("New battery");
        assertThat(repaired.get("closedAt").isNull()).isTrue();
        assertThat(post("/faults/" + FAULT + "/calls", "{\"outcome\":\"closed-on-board\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(other("/faults/" + FAULT).statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(other("/faults").body()).get("items")).isEmpty();
        String rita = console.signedIn(console.demo, "rita", Role.RESPONDER);
        for (String path : new String[] {"/faults", "/faults/" + FAULT}) {
            assertThat(console.get("/api/v1" + path, "Cookie", rita).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void carriers_say_who_would_be_without_cover() throws Exception {
        assertThat(ok("/carriers").get("items"))
                .anyMatch(line -> line.get("name").asText().equals("Blue")
                        && line.get("withoutSecondPath").asInt() == 1);
        JsonNode down = ok("/carriers/what-if?shared=network&name=Blue&hours=6");
        assertThat(down.at("/withoutCover/0/cid").asText()).isEqualTo("93001");
        assertThat(down.get("scenario").asText()).isEqualTo("Blue down for 6 hours");
        for (String wrong :
                new String[] {"shared=sea&name=B&hours=6", "shared=area&hours=6", "shared=area&name=B&hours=999"}) {
            assertThat(get("/carriers/what-if?" + wrong).statusCode()).as(wrong).isEqualTo(422);
        }
    }

    @Test
    void imports_are_the_managers() throws Exception {
        UUID id = Ids.next();
        console.test.execute(
                "insert into estate_import (id, service_id, file_name, headings, mapping, state, created_at,"
                        + " stage_at, requested_by) values ('" + id + "', '" + console.demo.id() + "', 'estate.csv',"
                        + " array['Ref', 'Post'], array['x', ''], 'CHECKED', now(), now(), 'x')");
        assertThat(ok("/imports").at("/items/0/name").asText()).isEqualTo("estate.csv");
        assertThat(ok("/imports/" + id).at("/columns/1/heading").asText()).isEqualTo("Post");
        assertThat(post("/imports/" + id + "/undo", "").statusCode()).isEqualTo(409);
        assertThat(post("/imports/" + id + "/check", "{\"columns\":[\"home\"]}").statusCode())
                .isEqualTo(422);
        assertThat(JSON.readTree(post("/imports/" + id + "/stop", "").body())
                        .get("state")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(other("/imports/" + id).statusCode()).isEqualTo(404);
        console.person(console.demo, "olive", Role.OPERATOR);
        String olive = console.signIn("olive");
        assertThat(console.get("/api/v1/imports", "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.get("/api/v1/report/switchover", "Cookie", olive).statusCode())
                .isEqualTo(403);
    }

    @Test
    void the_figures_of_the_report_and_the_tests_that_need_a_call() throws Exception {
        JsonNode report = ok("/report/switchover");
        assertThat(report.get("switchoverOn").asText()).isEqualTo("2027-01-31");
        assertThat(report.get("homes").isInt()).isTrue();
        assertThat(report.at("/burnDown/points")).isNotEmpty();
        assertThat(ok("/test-calls?way=by-call").get("items")).isEmpty();
        assertThat(get("/test-calls").statusCode()).isEqualTo(422);
        assertThat(post("/test-calls/" + Ids.next(), "{\"outcome\":\"asked\"}").statusCode())
                .isEqualTo(404);
    }

    private static JsonNode ok(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return console.get("/api/v1" + path, "Authorization", "Bearer " + console.demoToken);
    }

    private static HttpResponse<String> other(String path) throws Exception {
        return console.get("/api/v1" + path, "Authorization", "Bearer " + console.otherToken);
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return console.json("/api/v1" + path, body, "Authorization", "Bearer " + console.demoToken);
    }

    private static String one(String sql) throws Exception {
        return String.valueOf(
                TestConsole.await(console.database.pool().query(sql).execute())
                        .iterator()
                        .next()
                        .getValue(0));
    }
}
