package org.tocsin.console.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** The page of people: a manager ends a sign-in and sees where they are still planned. */
class PeoplePagesTest {
    private static TestConsole console;
    private static String mona;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mona = console.signedIn(console.demo, "mona", Role.MANAGER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void whose_sign_in_has_ended_is_out_at_once_and_stands_where_they_are_still_planned() throws Exception {
        UUID rhona = console.person(console.demo, "rhona", Role.RESPONDER);
        String cookie = console.signIn("rhona");
        console.test.execute(
                "insert into contact (id, service_id, position, name, kind, operator_id) values ('%s', '%s', 1, 'Rhona',"
                                .formatted(UUID.randomUUID(), console.demo.id())
                        + " 'RESPONDER', '" + rhona + "')");
        assertThat(console.get("/people", "Cookie", mona).body())
                .contains("The rhona", "responder of the service, place 1", "End the sign-in of The rhona")
                .doesNotContain("End the sign-in of The mona", "The stranger");
        assertThat(console.get("/people", "Cookie", cookie).statusCode()).isEqualTo(403);

        assertThat(post("/people/rhona/end", stranger).statusCode()).isEqualTo(404);
        assertThat(post("/people/mona/end", mona).statusCode()).isEqualTo(403);
        assertThat(post("/people/rhona/end", mona).body())
                .contains("sign-in has ended", "<b>still responder of the service, place 1</b>");
        assertThat(console.get("/respond", "Cookie", cookie).statusCode()).isEqualTo(303);
        assertThat(post("/people/rhona/restore", mona).body()).contains("rhona may sign in again.");
    }

    @Test
    void a_person_has_a_page_on_which_a_manager_changes_them() throws Exception {
        assertThat(put("/people", mona, "username", "Otto", "displayName", "Otto Green", "role", "OPERATOR")
                        .body())
                .contains("First password, shown only now", "otto");
        assertThat(console.get("/people/otto", "Cookie", mona).body())
                .contains("Otto Green", "has a first password until ", "Make a new first password")
                .doesNotContain("<option value=\"ADMIN\"");
        assertThat(put("/people/otto", mona, "displayName", "Otto Brown", "role", "RESPONDER", "calledOut", "yes")
                        .body())
                .contains("Kept.", "Otto Brown", "responder of the service, place ");
        HttpResponse<String> refused =
                put("/people/otto", mona, "displayName", "Otto", "role", "RESPONDER", "telephone", "ring me");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("A telephone number has digits", "value=\"ring me\"");
        assertThat(put("/people/otto/password", mona).body()).contains("First password, shown only now");
        HttpResponse<String> taken =
                put("/people", mona, "username", "stranger", "displayName", "Somebody", "role", "OPERATOR");
        assertThat(taken.statusCode()).isEqualTo(422);
        assertThat(taken.body()).contains("This user name cannot be had.", "value=\"Somebody\"");
    }

    @Test
    void nothing_of_another_service_and_no_manager_by_a_manager() throws Exception {
        console.person(console.demo, "oona", Role.OPERATOR);
        assertThat(console.get("/people/oona", "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(put("/people/oona", stranger, "displayName", "X", "role", "OPERATOR")
                        .statusCode())
                .isEqualTo(404);
        assertThat(put("/people/oona/password", stranger).statusCode()).isEqualTo(404);
        assertThat(put("/people/oona", mona, "displayName", "Oona", "role", "ADMIN")
                        .statusCode())
                .isEqualTo(403);
        assertThat(put("/people", mona, "username", "max", "displayName", "Max", "role", "MANAGER")
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.get("/people/mona", "Cookie", mona).body()).contains("This is you.");
        assertThat(console.get("/people/nobody", "Cookie", mona).statusCode()).isEqualTo(404);
    }

    @Test
    void everybody_changes_their_own_password_and_is_signed_out_elsewhere() throws Exception {
        console.person(console.demo, "rosie", Role.RESPONDER);
        String here = console.signIn("rosie");
        String there = console.signIn("rosie");
        assertThat(console.get("/respond", "Cookie", here).body()).contains("href=\"/password\"");
        assertThat(change(here, "not this one", "three wet ponies", "three wet ponies"))
                .contains("That is not your present password.");
        assertThat(change(here, TestConsole.PASSWORD, "three wet ponies", "three wet ponys"))
                .contains("typed in two ways");
        assertThat(change(here, TestConsole.PASSWORD, "rosie-rosie-1", "rosie-rosie-1"))
                .contains("first that are tried");
        assertThat(change(here, TestConsole.PASSWORD, "three wet ponies", "three wet ponies"))
                .isEmpty();
        assertThat(console.get("/password?changed=1", "Cookie", here).body()).contains("Changed. Wherever else");
        assertThat(console.get("/respond", "Cookie", there).statusCode()).isEqualTo(303);
        for (int i = 0; i < 10; i++) {
            change(here, "a guess of somebody", "four wet ponies", "four wet ponies");
        }
        assertThat(change(here, "three wet ponies", "four wet ponies", "four wet ponies"))
                .contains("Too many failed attempts");
    }

    @Test
    void programs_keep_people_over_rest_as_a_manager_may() throws Exception {
        JsonObject made = new JsonObject(api("POST", "", 201, """
                {"username": "ruth", "displayName": "Ruth Hill", "role": "RESPONDER", "telephone": "07700 900009"}"""));
        assertThat(made.getString("firstPassword")).hasSize(19);
        assertThat(api("GET", "/ruth", 200, ""))
                .contains("\"telephone\":\"07700 900009\"", "\"role\":\"RESPONDER\"")
                .doesNotContain("firstPassword\"");
        assertThat(api("GET", "", 200, "")).contains("Ruth Hill");
        assertThat(new JsonObject(api("PATCH", "/ruth", 200, "{\"calledOut\": false}")).getValue("place"))
                .isNull();
        assertThat(api("PATCH", "/ruth", 200, "{\"displayName\": \"Ruth Dale\", \"telephone\": null}"))
                .contains("Ruth Dale", "\"telephone\":null");
        assertThat(api("POST", "/ruth/password", 200, "")).contains("firstPassword\"");
        assertThat(api("POST", "/ruth/end", 200, "")).contains("\"active\":false");
        assertThat(api("POST", "/ruth/restore", 200, "")).contains("\"active\":true");
        assertThat(api("PATCH", "/ruth", 403, "{\"role\": \"MANAGER\"}")).contains("administrator");
        assertThat(api("PATCH", "/ruth", 422, "{\"place\": 0}")).contains("place");
        assertThat(api("POST", "", 422, "{\"username\": \"A B\", \"displayName\": \"x\", \"role\": \"OPERATOR\"}"))
                .contains("\"field\":\"username\"");
        assertThat(api("GET", "/stranger", 404, "")).doesNotContain("stranger");
    }

    private static String api(String method, String path, int status, String body) throws Exception {
        HttpRequest.Builder request = console.request(
                "/api/v1/people" + path,
                "Authorization",
                "Bearer " + console.demoToken,
                "Content-Type",
                "application/json");
        HttpResponse<String> answer = console.send(request.method(method, HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    private static String change(String who, String now, String next, String again) throws Exception {
        return put("/password", who, "now", now, "next", next, "again", again).body();
    }

    private static HttpResponse<String> put(String path, String who, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(who)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", who);
    }

    private static HttpResponse<String> post(String path, String cookie) throws Exception {
        return console.form(path, List.of("_csrf", console.csrf(cookie)), "Cookie", cookie);
    }
}
