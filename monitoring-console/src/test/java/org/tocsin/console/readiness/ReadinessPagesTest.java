package org.tocsin.console.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;
import org.tocsin.readiness.ProofFile;
import org.tocsin.readiness.ProofPublicKey;
import org.tocsin.readiness.Verification;

/** Readiness, proof and the test at the door, over a real socket, without scripts. */
class ReadinessPagesTest {
    private static final AtomicInteger CID = new AtomicInteger(770_000);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String rhona;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        rhona = console.signedIn(console.demo, "rhona", Role.RESPONDER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void an_engineer_tests_a_home_at_the_door_and_the_home_is_proven_confirmed_and_taken_away() throws Exception {
        Place place = place("7 Harbour Row");
        String page = "/readiness/homes/" + place.home();
        await().atMost(PATIENCE).until(() -> body("/readiness", mary).contains("7 Harbour Row"));
        assertThat(body(page, mary)).contains("7 Harbour Row", "nothing planned", "never heard", "Issue a code");
        assertThat(body(page, olive)).contains("7 Harbour Row").doesNotContain("Issue a code");
        assertThat(post(page + "/prove-code", List.of("from", "2020-01-01", "until", "2020-01-02"), olive)
                        .statusCode())
                .isEqualTo(403);

        String code = issue(place);
        assertThat(console.get("/prove").body()).contains("Test at the door").doesNotContain("Harbour");
        HttpResponse<String> wrong = console.form("/prove", List.of("code", "ABCDE-FGHJK"));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("not valid now");
        HttpResponse<String> entered = console.form("/prove", List.of("code", code.toLowerCase(java.util.Locale.ROOT)));
        assertThat(entered.statusCode()).isEqualTo(303);
        String test = entered.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> waiting = console.get(test);
        assertThat(waiting.headers().firstValue("Refresh")).contains("2");
        assertThat(waiting.body()).contains("Press now").doesNotContain("Harbour", "Edith", place.cid());

        console.press(place.cid(), "at-the-door");
        await().atMost(PATIENCE)
                .until(() -> console.get(test).body().contains("Pass")
                        && console.get(test).headers().firstValue("Refresh").isEmpty());
        String passed = console.get(test).body();
        String reference = passed.replaceAll("(?s).*/prove/([2-9A-HJ-NP-Z]{8}).*", "$1");
        assertThat(console.get("/prove/" + reference).body()).contains("Pass").doesNotContain("Harbour", "Edith");
        assertThat(console.form("/prove", List.of("code", code)).statusCode()).isEqualTo(422);
        // Still an ordinary alarm, which a person answers.
        assertThat(console.get("/api/v1/alarms?cid=" + place.cid(), "Authorization", "Bearer " + console.demoToken)
                        .body())
                .contains("WAITING");

        await().atMost(PATIENCE)
                .until(() -> body("/readiness?state=PROVEN", mary).contains("7 Harbour Row"));
        assertThat(body(page, mary)).contains("1 of 1 triggers proved", "pressed before a phone company");
        assertThat(post(page + "/confirm", List.of(), mary).statusCode()).isEqualTo(303);
        assertThat(body(page, mary)).contains("confirmed to the provider", "every trigger proved");
        takenAway(place);
    }

    private static void takenAway(Place place) throws Exception {
        String file = "/api/v1/homes/" + place.home() + "/proof";
        await().atMost(PATIENCE)
                .until(() -> body(file, mary)
                                .lines()
                                .filter(line -> line.contains("\"home\":{"))
                                .count()
                        == 2);
        String pem = new JsonObject(console.get("/api/v1/proof-keys").body())
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("pem");
        byte[] exported = body(file, mary).getBytes(StandardCharsets.UTF_8);
        Verification result = ProofFile.verify(new ByteArrayInputStream(exported), ProofPublicKey.fromPem(pem));
        assertThat(result.faults()).isEmpty();
        assertThat(result.checked()).anyMatch(line -> line.startsWith("2 records, 1 of them proofs"));
        assertThat(console.get(file, "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(body(file, stranger)).doesNotContain("\"record\"");
        assertThat(body("/api/v1/proof", mary)).contains("\"record\"");
    }

    @Test
    void the_provider_is_not_told_what_is_not_proved_unless_somebody_says_why() throws Exception {
        Place place = place("8 Harbour Row");
        String page = "/readiness/homes/" + place.home();
        HttpResponse<String> refused = post(page + "/confirm", List.of(), mary);
        assertThat(refused.body()).contains("Not told: 0 of 1 triggers are proved");
        assertThat(post(page + "/confirm", List.of("reason", "No <line> any more"), mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(body(page, mary)).contains("NOT every trigger proved: No &lt;line&gt; any more");
        assertThat(post(page + "/confirm", List.of("reason", "x"), olive).statusCode())
                .isEqualTo(403);
    }

    @Test
    void what_stands_in_the_way_has_somebody_who_sees_to_it() throws Exception {
        Place place = place("9 Harbour Row");
        String page = "/readiness/homes/" + place.home();
        assertThat(post(page + "/exception", List.of("kind", "REFUSED", "owner", ""), mary)
                        .body())
                .contains("who sees to it (at most");
        List<String> refused =
                List.of("kind", "REFUSED", "owner", "Mary N", "review", "2026-12-01", "note", "Wants her son there");
        assertThat(post(page + "/exception", refused, mary).statusCode()).isEqualTo(303);
        assertThat(body(page, mary))
                .contains("refused, since", "Mary N sees to it, looked at again 1 Dec 2026. Wants her son there");
        await().atMost(PATIENCE)
                .until(() -> body("/readiness?exception=any", mary).contains("9 Harbour Row"));
        post(page + "/exception/end", List.of(), mary);
        assertThat(body(page, mary)).doesNotContain("Mary N sees to it");
        assertThat(body("/homes/" + place.home(), mary)).contains("Readiness for the analogue shutdown");
    }

    @Test
    void nobody_else_sees_it() throws Exception {
        Place place = place("10 Harbour Row");
        String page = "/readiness/homes/" + place.home();
        assertThat(console.get(page).statusCode()).isEqualTo(303);
        assertThat(console.get(page, "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/readiness", "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get(page, "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(body("/readiness", stranger)).doesNotContain("Harbour");
        for (String path : List.of("/readiness", "/prove-codes")) {
            assertThat(console.get("/api/v1/homes/" + place.home() + path, "Cookie", stranger)
                            .body())
                    .doesNotContain("UNKNOWN");
        }
        assertThat(post(page + "/confirm", List.of("reason", "mine"), stranger).statusCode())
                .isNotEqualTo(500);
        assertThat(body(page, mary)).contains("Provider told</dt><dd>no");
        assertThat(console.get("/prove/ABCDEFGH").statusCode()).isEqualTo(404);
        assertThat(console.get("/prove/test/" + "x".repeat(43)).statusCode()).isEqualTo(404);
    }

    @Test
    void the_interface_lists_counts_issues_and_takes_back() throws Exception {
        Place place = place("11 Harbour Row");
        String token = "Bearer " + console.demoToken;
        await().atMost(PATIENCE)
                .until(() -> console.get("/api/v1/readiness?limit=200", "Authorization", token)
                        .body()
                        .contains("11 Harbour Row"));
        JsonObject figures =
                new JsonObject(console.get("/api/v1/readiness/figures?risk=STANDARD", "Authorization", token)
                        .body());
        assertThat(figures.getLong("homes")).isPositive();
        assertThat(figures.getJsonObject("by").getJsonObject("risk").getLong("STANDARD"))
                .isEqualTo(figures.getLong("homes"));
        JsonObject home =
                new JsonObject(console.get("/api/v1/homes/" + place.home() + "/readiness", "Authorization", token)
                        .body());
        assertThat(home.getString("proof")).isEqualTo("NEVER");
        assertThat(home.getJsonArray("triggers").getJsonObject(0).getString("reason"))
                .isEqualTo("NEVER_HEARD");

        String codes = "/api/v1/homes/" + place.home() + "/prove-codes";
        HttpResponse<String> issued =
                console.json(codes, "{\"from\":\"2026-01-01\",\"until\":\"2026-01-05\"}", "Authorization", token);
        assertThat(issued.statusCode()).isEqualTo(201);
        String id = new JsonObject(issued.body()).getString("id");
        assertThat(console.json(codes, "{\"from\":\"2026-01-01\",\"until\":\"2027-01-05\"}", "Authorization", token)
                        .statusCode())
                .isEqualTo(422);
        HttpRequest.Builder revoke =
                console.request(codes + "/" + id, "Authorization", token).DELETE();
        assertThat(console.send(revoke).statusCode()).isEqualTo(200);
        JsonArray known =
                new JsonObject(console.get(codes, "Authorization", token).body()).getJsonArray("items");
        assertThat(known.getJsonObject(0).getString("revokedAt")).isNotNull();
        assertThat(console.json("/api/v1/homes/" + place.home() + "/line-confirmations", "{}", "Authorization", token)
                        .statusCode())
                .isEqualTo(409);
        assertThat(console.get("/api/v1/readiness?risk=HUGE", "Authorization", token)
                        .statusCode())
                .isEqualTo(422);
        assertThat(console.get("/api/v1/readiness?cursor=x", "Authorization", token)
                        .statusCode())
                .isEqualTo(422);
    }

    private record Place(UUID home, String cid) {}

    private static Place place(String line1) throws Exception {
        String cid = Integer.toString(CID.incrementAndGet());
        String unit = """
                {"cid": "%s", "protocol": "mqtt", "authentication": "none", "serviceUser": {"name": "Edith Marlow"},
                 "home": {"line1": "%s", "postcode": "ZZ1 1ZZ"}}""".formatted(cid, line1);
        assertThat(console.json("/api/v1/units", unit, "Authorization", "Bearer " + console.demoToken)
                        .statusCode())
                .isEqualTo(201);
        UUID home = TestConsole.await(console.database
                        .pool()
                        .preparedQuery("select home_id from home_unit where cid = $1")
                        .execute(Tuple.of(cid)))
                .iterator()
                .next()
                .getUUID(0);
        console.test.execute("insert into peripheral (id, service_id, home_id, unit_id, dty, name, since) select '"
                + Ids.next() + "', service_id, home_id, id, '0003', 'Pendant', now() - interval '1 day' from home_unit"
                + " where cid = '" + cid + "'");
        return new Place(home, cid);
    }

    private static String issue(Place place) throws Exception {
        String today = console.now().toString().substring(0, 10);
        String page = post(
                        "/readiness/homes/" + place.home() + "/prove-code",
                        List.of("from", today, "until", today),
                        mary)
                .body();
        assertThat(page).contains("shown this once");
        return page.replaceAll("(?s).*class=\"issued\">([^<]+)<.*", "$1");
    }

    private static String body(String path, String cookie) throws Exception {
        return console.get(path, "Cookie", cookie).body();
    }

    private static HttpResponse<String> post(String path, List<String> fields, String cookie) throws Exception {
        List<String> all = new java.util.ArrayList<>(fields);
        all.add("_csrf");
        all.add(console.csrf(cookie));
        return console.form(path, all, "Cookie", cookie);
    }
}
