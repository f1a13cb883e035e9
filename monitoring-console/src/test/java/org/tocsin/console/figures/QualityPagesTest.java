package org.tocsin.console.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** The calls that are listened to, the form by which they are judged, and the judging, as a manager's browser does it. */
class QualityPagesTest {
    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;
    private static UUID sample;
    private static UUID marysOwn;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        UUID maryId = console.person(console.demo, "mary", Role.MANAGER);
        UUID oliveId = console.person(console.demo, "olive", Role.OPERATOR);
        mary = console.signIn("mary");
        olive = console.signIn("olive");
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        console.press("7740001", "q1");
        String alarm = new JsonObject(
                        console.get("/api/v1/alarms?cid=7740001", "Authorization", "Bearer " + console.demoToken)
                                .body())
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        LocalDate month =
                LocalDate.ofInstant(console.now(), ZoneId.of("Europe/London")).withDayOfMonth(1);
        console.test.execute(
                "insert into quality_draw (service_id, month, seed, candidates, digest, drawn_at, drawn_by)"
                        + " values ('%s', '%s', 'tocsin', 2, 'abc', '%s', 'test')"
                                .formatted(console.demo.id(), month, console.now()));
        sample = drawn(month, oliveId, alarm, true);
        marysOwn = drawn(month, maryId, alarm, false);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_call_is_judged_by_the_service_s_own_form_under_the_reviewer_s_name() throws Exception {
        assertThat(page("/figures/quality", mary))
                .contains("0 of 2 calls drawn for", "The olive", "999 end to end", "not judged yet")
                .contains("/figures/quality/" + sample, "The one every service begins with.");
        assertThat(post("/figures/quality/form", mary, "words", "Greeted by name")
                        .body())
                .contains("Each line is a highest mark, a space and a question");
        assertThat(post("/figures/quality/form", mary, "words", "5 Greeted by <name>\n10 Asked what happened")
                        .statusCode())
                .isEqualTo(303);
        assertThat(page("/figures/quality", mary)).contains("The service's own, number 1.");
        assertThat(page("/figures/quality/" + sample, mary))
                .contains("Greeted by &lt;name&gt;", "0 to 10", "an end-to-end 999 call", "Judge it")
                .doesNotContain("Judged</h2>");

        assertThat(judge(sample, "0", "4", "")).contains("The form has changed meanwhile");
        assertThat(judge(sample, "1", "x", "")).contains("A mark is a whole number");
        assertThat(judge(sample, "1", "6", "")).contains("role=\"alert\"");
        assertThat(judge(marysOwn, "1", "4", "")).contains("Nobody judges their own call.");
        assertThat(judge(sample, "1", "4", "")).isEmpty();
        assertThat(page("/figures/quality/" + sample, mary))
                .contains("80 %", "by The mary", "4 of 5", "did not apply", "Judge it again");
        assertThat(page("/figures/quality", mary)).contains("1 of 2 calls drawn for", "80 %");
        assertThat(console.get("/figures/quality.csv", "Cookie", mary).body())
                .contains("The olive", "80 %", "The mary", "tocsin");
    }

    @Test
    void it_is_for_managers_of_this_service() throws Exception {
        for (String path : List.of("/figures/quality", "/figures/quality/" + sample, "/figures/quality.csv")) {
            assertThat(console.get(path, "Cookie", olive).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(post("/figures/quality/" + sample, olive, "form", "0", "mark", "1")
                        .statusCode())
                .isEqualTo(403);
        assertThat(page("/figures/quality", stranger))
                .contains("Nothing was drawn.")
                .doesNotContain("The olive");
        assertThat(console.get("/figures/quality/" + sample, "Cookie", stranger).statusCode())
                .isEqualTo(404);
        assertThat(post("/figures/quality/" + sample, stranger, "form", "0", "mark", "1")
                        .statusCode())
                .isEqualTo(404);
    }

    private static UUID drawn(LocalDate month, UUID handler, String alarm, boolean rang999) {
        UUID id = Ids.next();
        console.test.execute(
                "insert into quality_sample (id, service_id, month, operator_id, alarm_id, rang_999, position)"
                        + " values ('%s', '%s', '%s', '%s', '%s', %s, 1)"
                                .formatted(id, console.demo.id(), month, handler, alarm, rang999));
        return id;
    }

    private static String page(String path, String who) throws Exception {
        HttpResponse<String> answer = console.get(path, "Cookie", who);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private static String judge(UUID id, String form, String first, String second) throws Exception {
        return post("/figures/quality/" + id, mary, "form", form, "mark", first, "mark", second)
                .body();
    }

    private static HttpResponse<String> post(String path, String who, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(who)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", who);
    }
}
