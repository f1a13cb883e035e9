package org.tocsin.console.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** A service as {@code setup} leaves it, and everything else by its own pages: from nobody to a responder at a door. */
class NewServiceTest {
    private static final String OWN = "three wet ponies";

    private static TestConsole console;
    private static String ada;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        ada = console.signedIn(console.demo, "ada", Role.ADMIN);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void people_are_made_on_a_page_and_an_alarm_finds_a_responder() throws Exception {
        String olga = own("olga", made("olga", "OPERATOR"));
        String rita = own("rita", made("rita", "RESPONDER", "telephone", "07700 900001", "calledOut", "yes"));
        String rob = own("rob", made("rob", "RESPONDER", "place", "1", "calledOut", "yes"));
        String page = console.get("/people", "Cookie", ada).body();
        assertThat(page).contains("responder of the service, place 1", "responder of the service, place 2");

        String alarm = alarm("881001");
        assertThat(post(olga, alarm + "/take").statusCode()).isEqualTo(303);
        assertThat(post(olga, alarm + "/call-out").statusCode()).isEqualTo(303);
        assertThat(jobs(rita)).isEmpty();
        assertThat(jobs(rob)).hasSize(1);

        assertThat(post(ada, "/people/rob/end").statusCode()).isEqualTo(200);
        String second = alarm("881002");
        assertThat(post(olga, second + "/take").statusCode()).isEqualTo(303);
        assertThat(post(olga, second + "/call-out").statusCode()).isEqualTo(303);
        JsonObject job = jobs(rita).getJsonObject(0);
        JsonObject act = new JsonObject()
                .put("id", Ids.next().toString())
                .put("kind", "RESPOND")
                .put("at", console.now().toString())
                .put("data", new JsonObject().put("callout", job.getString("id")));
        assertThat(console.json(
                                "/respond/acts",
                                new JsonObject()
                                        .put("acts", new JsonArray().add(act))
                                        .encode(),
                                "Cookie",
                                rita,
                                "X-CSRF-Token",
                                console.csrf(rita))
                        .body())
                .doesNotContain("\"refused\":\"");
        assertThat(console.get(second, "Cookie", olga).body()).contains("The rita");
    }

    /** Puts somebody on file by the page; gives the first password it shows. */
    private static String made(String username, String role, String... more) throws Exception {
        List<String> fields =
                new ArrayList<>(List.of("username", username, "displayName", "The " + username, "role", role));
        fields.addAll(List.of(more));
        HttpResponse<String> answer = post(ada, "/people", fields.toArray(String[]::new));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(console.get("/people", "Cookie", ada).body()).doesNotContain("handout");
        Matcher found = Pattern.compile("<b class=\"handout\"[^>]*>([^<]+)</b>").matcher(answer.body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    /** Signs in with the first password and chooses another; gives the cookie. */
    private static String own(String username, String first) throws Exception {
        String cookie = TestConsole.cookie(console.form("/login", List.of("username", username, "password", first)));
        for (String elsewhere : List.of("/", "/respond", "/shift")) {
            assertThat(console.get(elsewhere, "Cookie", cookie).headers().firstValue("Location"))
                    .as(elsewhere)
                    .contains("/password");
        }
        assertThat(console.get("/api/v1/alarms", "Cookie", cookie).statusCode()).isEqualTo(403);
        assertThat(console.get("/password", "Cookie", cookie).body())
                .contains("Choose your own before you go on.")
                .doesNotContain(">Back<");
        assertThat(post(cookie, "/password", "now", first, "next", OWN, "again", OWN)
                        .statusCode())
                .isEqualTo(303);
        return cookie;
    }

    private static String alarm(String cid) throws Exception {
        assertThat(console.json(
                                "/api/v1/units",
                                "{\"cid\": \"" + cid + "\", \"protocol\": \"scaip\", \"authentication\": \"none\","
                                        + " \"serviceUser\": {\"name\": \"Margaret Shah\"},"
                                        + " \"home\": {\"line1\": \"12 Elm Road\", \"postcode\": \"NW5 1AB\"}}",
                                "Authorization",
                                "Bearer " + console.demoToken)
                        .statusCode())
                .isEqualTo(201);
        console.press(cid, "p1");
        return "/alarms/"
                + new JsonObject(
                                console.get("/api/v1/alarms?cid=" + cid, "Authorization", "Bearer " + console.demoToken)
                                        .body())
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("id");
    }

    private static JsonArray jobs(String who) throws Exception {
        return new JsonObject(console.get("/respond/state", "Cookie", who).body()).getJsonArray("jobs");
    }

    private static HttpResponse<String> post(String who, String path, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(who)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", who);
    }
}
