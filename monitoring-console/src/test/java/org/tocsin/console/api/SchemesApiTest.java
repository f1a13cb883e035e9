package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.home.SchemeStore;

/** Grouped housing over REST, and what a call from it looks like to an operator. */
class SchemesApiTest {
    static final ObjectMapper JSON = new ObjectMapper();
    static TestConsole console;
    static String olive;
    static String demo;
    static String other;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        demo = "Bearer " + console.demoToken;
        other = "Bearer " + console.otherToken;
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_scheme_with_flats_and_doors_is_put_on_file_and_read_again() throws Exception {
        String id = scheme(
                "Rose Court", "\"managerFirstSeconds\": 90, \"staffedFrom\": \"08:00\", \"staffedUntil\": \"17:30\"");
        JsonNode flat = ok(put(demo, "/schemes/" + id + "/points", """
                {"did": "0012", "kind": "dwelling", "name": "Flat 12",
                 "home": {"line1": "Flat 12, Rose Court", "postcode": "LS1 4AB"},
                 "serviceUser": {"name": "Ada Flat"}}"""));
        assertThat(flat.get("did").textValue()).isEqualTo("12");
        assertThat(flat.get("homeId").isNull()).isFalse();
        ok(put(demo, "/schemes/" + id + "/points", """
                {"did": "90", "kind": "door", "name": "Front door"}"""));
        unit("810001");
        ok(put(demo, "/schemes/" + id + "/controllers/810001", "{}"));

        JsonNode whole = ok(get(demo, "/schemes/" + id));
        assertThat(whole.get("points")).hasSize(2);
        assertThat(whole.get("controllers").get(0).textValue()).isEqualTo("810001");
        assertThat(whole.get("managerFirstSeconds").intValue()).isEqualTo(90);
        assertThat(whole.get("staffedUntil").textValue()).isEqualTo("17:30");
        assertThat(whole.get("duty").textValue()).isEqualTo("OFF");
        assertThat(scheme("Rose Court", "\"managerFirstSeconds\": 60")).isEqualTo(id);

        assertThat(delete(demo, "/schemes/" + id + "/points/90")).isEqualTo(200);
        assertThat(delete(demo, "/schemes/" + id + "/points/90")).isEqualTo(404);
        assertThat(delete(demo, "/schemes/" + id + "/controllers/810001")).isEqualTo(200);
        assertThat(delete(demo, "/schemes/" + id + "/controllers/810001")).isEqualTo(404);
    }

    @Test
    void no_other_service_sees_or_changes_it() throws Exception {
        String id = scheme("Oak Court", "\"managerFirstSeconds\": 60");
        unit("810002");
        JsonNode flat = ok(put(demo, "/schemes/" + id + "/points", """
                {"did": "1", "kind": "dwelling", "name": "Flat 1", "home": {"line1": "1 Oak Court", "postcode": "LS1"}}"""));

        assertThat(get(other, "/schemes/" + id).statusCode()).isEqualTo(404);
        assertThat(ok(get(other, "/schemes")).get("items")).isEmpty();
        String door = "{\"did\": \"90\", \"kind\": \"door\", \"name\": \"Door\"}";
        assertThat(put(other, "/schemes/" + id + "/points", door).statusCode()).isEqualTo(404);
        assertThat(put(other, "/schemes/" + id + "/controllers/810002", "{}").statusCode())
                .isEqualTo(404);
        assertThat(delete(other, "/schemes/" + id + "/points/1")).isEqualTo(404);
        String theirs = ok(put(other, "/schemes", "{\"name\": \"Oak Court\"}"))
                .get("id")
                .textValue();
        assertThat(theirs).isNotEqualTo(id);
        // Neither a home nor a unit of somebody else's becomes theirs.
        String stolen = "{\"did\": \"1\", \"kind\": \"dwelling\", \"name\": \"Mine\", \"homeId\": \"%s\"}"
                .formatted(flat.get("homeId").textValue());
        assertThat(put(other, "/schemes/" + theirs + "/points", stolen).statusCode())
                .isEqualTo(404);
        assertThat(put(other, "/schemes/" + theirs + "/controllers/810002", "{}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void what_is_wrong_is_named_and_an_operator_changes_nothing() throws Exception {
        String id = scheme("Elm Court", "\"managerFirstSeconds\": 60");
        String points = "/schemes/" + id + "/points";
        assertThat(fieldOf(put(demo, "/schemes", "{\"name\": \"A\", \"managerFirstSeconds\": 901}")))
                .isEqualTo("managerFirstSeconds");
        assertThat(fieldOf(put(demo, "/schemes", "{\"name\": \"A\", \"staffedFrom\": \"08:00\"}")))
                .isEqualTo("staffedUntil");
        assertThat(fieldOf(put(demo, "/schemes", "{\"name\": \"A\", \"staffedFrom\": \"25:00\"}")))
                .isEqualTo("staffedFrom");
        assertThat(fieldOf(put(demo, points, "{\"did\": \"a b\", \"kind\": \"door\", \"name\": \"D\"}")))
                .isEqualTo("did");
        assertThat(fieldOf(put(demo, points, "{\"did\": \"1\", \"kind\": \"lift\", \"name\": \"D\"}")))
                .isEqualTo("kind");
        assertThat(fieldOf(put(demo, points, "{\"did\": \"1\", \"kind\": \"dwelling\", \"name\": \"D\"}")))
                .isEqualTo("home");
        String door = "{\"did\": \"1\", \"kind\": \"door\", \"name\": \"D\", \"homeId\": \"%s\"}"
                .formatted(UUID.randomUUID());
        assertThat(fieldOf(put(demo, points, door))).isEqualTo("homeId");
        HttpResponse<String> refused =
                console.send(console.request("/api/v1/schemes", "Cookie", olive, "X-CSRF-Token", console.csrf(olive))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"name\": \"B\"}")));
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void an_operator_reads_flat_scheme_manager_and_door_in_words() throws Exception {
        String id = scheme("Ash Court", "\"managerFirstSeconds\": 300");
        ok(put(demo, "/schemes/" + id + "/points", """
                {"did": "7", "kind": "dwelling", "name": "Flat 7", "home": {"line1": "Ash Lane", "postcode": "LS1"},
                 "serviceUser": {"name": "Bea Seven"}}"""));
        ok(put(demo, "/schemes/" + id + "/points", "{\"did\": \"90\", \"kind\": \"door\", \"name\": \"Front door\"}"));
        unit("810003");
        standsAt("810003", "Ash House", "LS1 5XX");
        ok(put(demo, "/schemes/" + id + "/controllers/810003", "{}"));

        console.signal("810003", "S1", Map.of("dty", "0004", "did", "7", "sco", "2"));
        console.signal("810003", "S2", Map.of("dty", "0043", "did", "90", "sco", "1"));

        JsonNode flat = alarm("Flat 7");
        assertThat(flat.get("queue").textValue()).isEqualTo("EMERGENCY");
        assertThat(flat.get("scheme").textValue()).isEqualTo("Ash Court");
        assertThat(flat.get("person").textValue()).isEqualTo("Bea Seven");
        assertThat(flat.get("place").textValue()).isEqualTo("Flat 7, Ash Court (Ash Lane, LS1)");
        assertThat(page(flat)).contains("Flat 7, Ash Court", "Manager off duty since");
        JsonNode door = alarm("Front door");
        assertThat(door.get("queue").textValue()).isEqualTo("DOOR");
        assertThat(door.get("person").textValue()).isEqualTo("Front door");
        assertThat(page(door))
                .contains("A name alone opens nothing", "Front door, Ash Court", "ring the door panel.")
                .contains("<span>Ash House</span>", "<span>LS1 5XX</span>")
                .doesNotContain("No address is on file", "ring the home");
        String path = "/alarms/" + door.get("id").textValue();
        console.form(path + "/take", List.of("_csrf", console.csrf(olive)), "Cookie", olive);
        assertThat(page(door)).contains("Door released, identity checked", "Who was at the door?");
        console.form(
                "/alarms/" + flat.get("id").textValue() + "/take",
                List.of("_csrf", console.csrf(olive)),
                "Cookie",
                olive);
        assertThat(page(flat)).doesNotContain("Door released");
    }

    @Test
    void what_a_manager_has_says_until_when() throws Exception {
        String id = scheme("Fir Court", "\"managerFirstSeconds\": 900");
        ok(put(
                demo,
                "/schemes/" + id + "/points",
                "{\"did\": \"91\", \"kind\": \"communal\", \"name\": \"Fir lounge\"}"));
        unit("810004");
        ok(put(demo, "/schemes/" + id + "/controllers/810004", "{}"));

        console.signal("810004", "T1", Map.of("dty", "0048", "did", "91", "sco", "2"));

        JsonNode alarm = alarm("Fir lounge");
        assertThat(alarm.get("queue").textValue()).isEqualTo("COMMUNAL");
        assertThat(alarm.get("sounding").booleanValue()).isFalse();
        assertThat(alarm.get("managerUntil").isNull()).isFalse();
        assertThat(page(alarm)).contains("with the scheme's manager until", "Manager on duty since");
    }

    @Test
    void a_list_that_is_longer_than_is_shown_says_so_and_goes_on() throws Exception {
        String many = "insert into scheme (id, service_id, name, created_at) select gen_random_uuid(), '%s',"
                + " 'Zz Court ' || n, now() from generate_series(%d, %d) n";
        try {
            console.test.execute(many.formatted(console.demo.id(), 1, SchemeStore.MOST_SHOWN));
            String filtered = "/schemes?q=zz+court";
            String more = "The first thousand are shown. A part of the name";
            assertThat(console.get(filtered, "Cookie", olive).body())
                    .contains("Zz Court 1000")
                    .doesNotContain(more);
            assertThat(ok(get(demo, "/schemes")).get("next").isNull()).isTrue();

            console.test.execute(
                    many.formatted(console.demo.id(), SchemeStore.MOST_SHOWN + 1, SchemeStore.MOST_LISTED + 1));
            assertThat(console.get(filtered, "Cookie", olive).body()).contains(more);
            JsonNode first = ok(get(demo, "/schemes"));
            assertThat(first.get("items")).hasSize(SchemeStore.MOST_LISTED);
            JsonNode rest = ok(get(demo, "/schemes?cursor=" + first.get("next").textValue()));
            assertThat(rest.get("next").isNull()).isTrue();
            assertThat(Stream.of(first, rest)
                            .flatMap(page -> page.get("items").findValuesAsText("name").stream())
                            .filter(name -> name.startsWith("Zz Court")))
                    .doesNotHaveDuplicates()
                    .hasSize(SchemeStore.MOST_LISTED + 1);
            assertThat(ok(get(other, "/schemes?cursor=" + first.get("next").textValue()))
                            .get("items"))
                    .isEmpty();
            assertThat(get(demo, "/schemes?cursor=x").statusCode()).isEqualTo(422);
        } finally {
            console.test.execute("delete from scheme where name like 'Zz Court %'");
        }
    }

    @Test
    void a_scheme_with_more_controllers_than_are_shown_says_so() throws Exception {
        UUID id = UUID.randomUUID();
        String units = "insert into home_unit (id, service_id, cid, scheme_id, protocol, authentication, created_at)"
                + " select gen_random_uuid(), '" + console.demo.id() + "', (88000000 + n)::text, '" + id
                + "', 'SCAIP', 'NONE', now() from generate_series(%d, %d) n";
        try {
            console.test.execute("insert into scheme (id, service_id, name, created_at) values ('" + id + "', '"
                    + console.demo.id() + "', 'Crowded Court', now())");
            console.test.execute(units.formatted(1, SchemeStore.MOST_CONTROLLERS));
            String more = "The first thousand are shown, by number.";
            assertThat(console.get("/schemes/" + id, "Cookie", olive).body())
                    .contains("Unit 88001000")
                    .doesNotContain(more);
            assertThat(ok(get(demo, "/schemes/" + id)).get("more").booleanValue())
                    .isFalse();
            console.test.execute(units.formatted(SchemeStore.MOST_CONTROLLERS + 1, SchemeStore.MOST_CONTROLLERS + 1));
            assertThat(console.get("/schemes/" + id, "Cookie", olive).body())
                    .contains(more)
                    .doesNotContain("Unit 88001001");
            JsonNode whole = ok(get(demo, "/schemes/" + id));
            assertThat(whole.get("more").booleanValue()).isTrue();
            assertThat(whole.get("controllers")).hasSize(SchemeStore.MOST_CONTROLLERS);
        } finally {
            console.test.execute("update home_unit set scheme_id = null where scheme_id = '" + id + "'");
            console.test.execute("delete from scheme where id = '" + id + "'");
        }
    }

    private static JsonNode alarm(String point) throws Exception {
        for (JsonNode item : ok(get(demo, "/alarms?limit=100")).get("items")) {
            JsonNode whole = ok(get(demo, "/alarms/" + item.get("id").textValue()));
            if (point.equals(whole.get("point").textValue())) {
                return whole;
            }
        }
        throw new AssertionError("no alarm at " + point);
    }

    private static String page(JsonNode alarm) throws Exception {
        return console.get("/alarms/" + alarm.get("id").textValue(), "Cookie", olive)
                .body();
    }

    private static String scheme(String name, String rules) throws Exception {
        return ok(put(demo, "/schemes", "{\"name\": \"%s\", %s}".formatted(name, rules)))
                .get("id")
                .textValue();
    }

    private static void unit(String cid) {
        console.test.execute("insert into home_unit (id, service_id, cid, protocol, authentication, created_at)"
                + " values ('%s', '%s', '%s', 'SCAIP', 'NONE', '2026-01-01Z')"
                        .formatted(UUID.randomUUID(), console.demo.id(), cid));
    }

    private static void standsAt(String cid, String line1, String postcode) {
        UUID home = UUID.randomUUID();
        console.test.execute("insert into home (id, service_id, line1, postcode, created_at)"
                + " values ('%s', '%s', '%s', '%s', '2026-01-01Z')"
                        .formatted(home, console.demo.id(), line1, postcode));
        console.test.execute("update home_unit set home_id = '%s' where cid = '%s'".formatted(home, cid));
    }

    private static HttpResponse<String> get(String token, String path) throws Exception {
        return console.get("/api/v1" + path, "Authorization", token);
    }

    private static HttpResponse<String> put(String token, String path, String body) throws Exception {
        return console.send(console.request("/api/v1" + path, "Authorization", token)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static int delete(String token, String path) throws Exception {
        return console.send(console.request("/api/v1" + path, "Authorization", token)
                        .DELETE())
                .statusCode();
    }

    private static JsonNode ok(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String fieldOf(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        return JSON.readTree(answer.body()).get("field").textValue();
    }
}
