package org.tocsin.console.telephone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
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

/** How to get in, put on file by people and programs and shown by no form; and to the installer of an open visit. */
class WayInPagesTest {
    private static TestConsole console;
    private static String olive;
    private static String ian;
    private static String mona;
    private static String stranger;
    private static String home;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        ian = console.signedIn(console.demo, "ian", Role.INSTALLER);
        mona = console.signedIn(console.demo, "mona", Role.MANAGER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        HttpResponse<String> enrolled =
                console.json("/api/v1/units", """
                {"cid": "990771", "protocol": "scaip", "authentication": "none",
                 "serviceUser": {"name": "Gwen Safe"},
                 "home": {"line1": "5 Latch Row", "postcode": "NW5 1AB", "keySafe": "4711"}}""", "Authorization", "Bearer " + console.demoToken);
        assertThat(enrolled.statusCode()).isEqualTo(201);
        home = found(
                "\"id\":\"([0-9a-f-]{36})\"",
                console.get("/api/v1/homes", "Authorization", "Bearer " + console.demoToken)
                        .body());
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_code_that_failed_is_settled_with_the_new_one_and_no_page_tells_either() throws Exception {
        String path = "/homes/" + home;
        assertThat(page(path, olive)).contains("Change the way in", "no note is on file");
        String alarm = open();
        post(alarm + "/key-safe/failed", olive);
        assertThat(page(path, olive)).contains("The key-safe code did not open");
        String settle = found("action=\"(/key-safes/[^\"]+)\"", page("/call-backs", olive));
        assertThat(post(settle, olive, "code", "8642", "words", "it is 8642 now")
                        .statusCode())
                .isEqualTo(422);
        assertThat(post(settle, olive, "code", "8642", "words", "asked the daughter")
                        .statusCode())
                .isEqualTo(303);
        assertThat(post(alarm + "/key-safe", olive).body()).contains("8642").doesNotContain("4711");
        assertThat(post(path + "/way-in", olive, "note", "Ring twice").statusCode())
                .isEqualTo(303);
        assertThat(page(path, olive))
                .contains("a note is on file", ", olive")
                .doesNotContain("8642", "4711", "Ring twice", "did not open");
        assertThat(post(path + "/way-in", olive).statusCode())
                .as("nothing said")
                .isEqualTo(422);
        post(path + "/way-in", stranger, "code", "0000");
        assertThat(post(alarm + "/key-safe", olive).body()).contains("8642", "Ring twice");

        assertThat(patch(console.otherToken, "{\"keySafe\": \"0000\"}").statusCode())
                .isEqualTo(404);
        assertThat(patch(console.demoToken, "{}").statusCode()).isEqualTo(422);
        HttpResponse<String> changed = patch(console.demoToken, "{\"keySafe\": \"1357\", \"accessNote\": null}");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo("{\"onTheWay\":[]}");
        assertThat(post(alarm + "/key-safe", olive).body()).contains("1357").doesNotContain("8642", "Ring twice");
        assertThat(page(alarm, olive)).doesNotContain("1357");
        post(alarm + "/close", olive, "outcome", "accidental", "spokenTo", "Gwen");
    }

    @Test
    void the_installer_of_an_open_visit_sees_it_and_what_did_not_open_is_everybody_s_task() throws Exception {
        assertThat(patch(console.demoToken, "{\"keySafe\": \"2468\"}").statusCode())
                .isEqualTo(200);
        HttpResponse<String> planned = post("/visits", ian, "home", home, "kind", "RECHECK");
        String visit = planned.headers().firstValue("Location").orElseThrow();
        assertThat(access(visit, ian).body()).contains("Begin the visit first").doesNotContain("2468");
        act(visit, "BEGIN", new JsonObject());
        HttpResponse<String> shown = access(visit, ian);
        assertThat(new JsonObject(shown.body()).getString("code")).isEqualTo("2468");
        assertThat(shown.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page(visit + "/state", ian)).doesNotContain("2468");
        assertThat(access(visit, mona).body())
                .contains("Somebody else began this visit")
                .doesNotContain("2468");
        assertThat(access(visit, olive).statusCode()).isEqualTo(403);
        assertThat(access(visit, stranger).statusCode()).isEqualTo(404);

        act(visit, "KEY_SAFE", new JsonObject().put("result", "DID_NOT_OPEN"));
        assertThat(page("/call-backs", olive)).contains("5 Latch Row", "ian");
        assertThat(page("/follow-ups", olive)).contains("The key safe does not open with the code on file");
        act(visit, "LEAVE", new JsonObject().put("note", "no unit in the van"));
        assertThat(access(visit, ian).body()).contains("This visit is over").doesNotContain("2468");
    }

    private static String open() throws Exception {
        HttpResponse<String> opened =
                post("/cases", olive, "home", home, "caller", "A neighbour", "reason", "no answer", "priority", "2");
        assertThat(opened.statusCode()).isEqualTo(303);
        return opened.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> patch(String token, String body) throws Exception {
        return console.send(console.request(
                        "/api/v1/homes/" + home + "/access",
                        "Authorization",
                        "Bearer " + token,
                        "Content-Type",
                        "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> access(String visit, String who) throws Exception {
        return console.json(visit + "/access", "{}", "Cookie", who, "X-CSRF-Token", console.csrf(who));
    }

    private static void act(String visit, String kind, JsonObject data) throws Exception {
        JsonObject act = new JsonObject()
                .put("id", Ids.next().toString())
                .put("kind", kind)
                .put("at", console.now().toString())
                .put("data", data);
        HttpResponse<String> answer = console.json(
                visit + "/acts",
                new JsonObject().put("acts", new JsonArray().add(act)).encode(),
                "Cookie",
                ian,
                "X-CSRF-Token",
                console.csrf(ian));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("\"refused\":\"");
    }

    private static String page(String path, String who) throws Exception {
        return console.get(path, "Cookie", who).body();
    }

    private static HttpResponse<String> post(String path, String who, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(who)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", who);
    }

    private static String found(String regex, String in) {
        Matcher matcher = Pattern.compile(regex).matcher(in);
        assertThat(matcher.find()).as("%s in %s", regex, in).isTrue();
        return matcher.group(1);
    }
}
