package org.tocsin.console.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.signal.Receipt;

/** The pages of scripts, outcomes, tasks and call lists as a browser without scripts gets them, and over REST. */
class ScriptPagesTest {
    private static TestConsole console;
    private static String olive;
    private static String mary;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "olive", Role.OPERATOR);
        console.person(console.demo, "mary", Role.MANAGER);
        console.person(console.demo, "ian", Role.INSTALLER);
        console.person(console.other, "stranger", Role.MANAGER);
        olive = console.signIn("olive");
        mary = console.signIn("mary");
        stranger = console.signIn("stranger");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_manager_previews_publishes_and_reads_what_was_before() throws Exception {
        String path = "/scripts/FLOOD";
        assertThat(get("/scripts", olive)).contains("Smoke, heat or fire", "as shipped");
        assertThat(get(path, mary)).contains("Ask where the water comes from", "How an operator would see it");
        String words = "Ask. {spoken to}\r\nOnly at night. [between 22:00 and 07:00]\r\nEnd. {close}\r\n";
        assertThat(form(path, mary, "do", "preview", "words", words, "time", "12:00")
                        .body())
                .contains("not now: only between 22:00 and 07:00");
        assertThat(form(path, mary, "do", "publish", "words", "Go. {fly}").body())
                .contains("nobody knows what {fly} does");
        assertThat(form(path, olive, "do", "publish", "words", words).statusCode())
                .isEqualTo(403);
        assertThat(form(path, mary, "do", "save", "words", words).statusCode()).isEqualTo(303);
        assertThat(get(path, mary))
                .contains("A draft is being written", "against what alarms go by now")
                .contains("<li class=\"line-new\"><span class=\"unseen\">new: </span>Only at night.");
        assertThat(form(path, mary, "do", "publish", "words", words, "note", "first")
                        .statusCode())
                .isEqualTo(303);
        assertThat(form(path, mary, "do", "publish", "words", "Newer. {close}").statusCode())
                .isEqualTo(303);
        String page = get(path, olive);
        assertThat(page)
                .contains("Version 2", "Version 1", "first", "1 line new, 3 gone")
                .doesNotContain("against what alarms go by now");
        String old = page.replaceAll("(?s).*href=\"(/script-versions/[0-9a-f-]+)\">Version 1<.*", "$1");
        assertThat(get(old, olive))
                .contains("Only at night. [between 22:00 and 07:00]", "Against the script that came with the platform");
        assertThat(console.get(old, "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(get(path, stranger))
                .contains("the script that came with the platform")
                .doesNotContain("Newer.");
    }

    @Test
    void installers_read_no_scripts_and_operators_keep_no_outcomes() throws Exception {
        String ian = console.signIn("ian");
        assertThat(console.get("/scripts", "Cookie", ian).statusCode()).isEqualTo(403);
        assertThat(console.get("/outcomes", "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.get("/call-lists", "Cookie", ian).statusCode()).isEqualTo(403);
    }

    @Test
    void outcomes_are_added_and_put_out_of_use() throws Exception {
        assertThat(get("/outcomes", mary)).contains("Accidental press");
        form("/outcomes", mary, "code", "went-back-to-bed", "label", "Went back to bed", "letter", "w");
        assertThat(get("/outcomes", mary)).contains("Went back to bed");
        form("/outcomes/went-back-to-bed/retire", mary);
        assertThat(get("/outcomes", mary)).contains("Offer Went back to bed again");
        assertThat(form("/outcomes", mary, "code", "NO CODE", "label", "x").body())
                .contains("small letters, digits and hyphens");
        assertThat(get("/outcomes", stranger)).doesNotContain("Went back to bed");
    }

    @Test
    void an_alarm_is_worked_through_its_script_over_rest_and_by_form() throws Exception {
        String alarm = alarm("661001");
        String path = "/api/v1/alarms/" + alarm;
        assertThat(rest("GET", path + "/scripts", null).body()).contains("\"occasion\":\"PENDANT\"", "as shipped");
        assertThat(rest("POST", path + "/script-steps", "{\"operator\":\"olive\",\"occasion\":\"PENDANT\",\"step\":4}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(rest("POST", path + "/spoken", "{\"operator\":\"olive\",\"answer\":\"NOBODY\"}")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = rest(
                "POST",
                path + "/close",
                "{\"operator\":\"olive\",\"outcome\":\"accidental\",\"spokenTo\":\"Mrs Shah\"}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Nobody has spoken with this home");
        assertThat(get("/alarms/" + alarm, olive)).contains("No speech", "Call back: ring the unit");
        form("/alarms/" + alarm + "/follow-up", olive, "what", "Ring the daughter", "due", "1");
        form("/alarms/" + alarm + "/spoken", olive, "said", "at-home", "who", "Mrs Shah");
        assertThat(rest("POST", path + "/close", "{\"operator\":\"olive\",\"outcome\":\"accidental\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/follow-ups", olive)).contains("Ring the daughter", "1 task remains");
        assertThat(get("/follow-ups", stranger)).doesNotContain("Ring the daughter");
        String task = get("/follow-ups", olive).replaceAll("(?s).*action=\"(/follow-ups/[0-9a-f-]+/done)\".*", "$1");
        HttpResponse<String> nobody = rest("POST", "/api/v1" + task, "{\"result\":\"rung\"}");
        assertThat(nobody.statusCode()).isEqualTo(422);
        assertThat(nobody.body()).contains("\"field\":\"operator\"");
        assertThat(rest("POST", "/api/v1" + task, "{\"result\":\"rung\",\"operator\":\"olive\"}")
                        .body())
                .isEqualTo("{\"already\":false}");
        form(task, olive, "result", "rung again");
        assertThat(get("/follow-ups", olive)).contains("Nothing remains to be done", "rung (olive)");
    }

    @Test
    void tasks_are_read_over_rest_a_page_at_a_time() throws Exception {
        String path = "/api/v1/alarms/" + alarm("661009") + "/follow-ups";
        for (int day = 1; day <= 3; day++) {
            assertThat(rest(
                                    "POST",
                                    path,
                                    "{\"operator\":\"olive\",\"what\":\"Step %d\",\"dueAt\":\"%s\"}"
                                            .formatted(day, Instant.now().plus(Duration.ofDays(day))))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(stepsRead("open")).containsExactly("Step 1", "Step 2", "Step 3");
        assertThat(rest("GET", "/api/v1/follow-ups?cursor=x", null).statusCode())
                .isEqualTo(422);
        String list = rest("GET", "/api/v1/follow-ups?limit=200", null).body();
        for (String step : List.of("Step 2", "Step 1", "Step 3")) {
            String id = list.replaceAll("(?s).*\\{\"id\":\"([0-9a-f-]{36})\",\"what\":\"" + step + "\".*", "$1");
            rest("POST", "/api/v1/follow-ups/" + id + "/done", "{\"result\":\"done\",\"operator\":\"olive\"}");
        }
        assertThat(stepsRead("open")).isEmpty();
        assertThat(stepsRead("done")).containsExactly("Step 3", "Step 1", "Step 2");
    }

    /** Two at a time, to the end. */
    private static List<String> stepsRead(String state) throws Exception {
        List<String> steps = new ArrayList<>();
        String next = "";
        do {
            String page = rest("GET", "/api/v1/follow-ups?limit=2&state=" + state + next, null)
                    .body();
            Matcher what = Pattern.compile("\"what\":\"(Step [0-9])\"").matcher(page);
            while (what.find()) {
                steps.add(what.group(1));
            }
            Matcher more = Pattern.compile("\"next\":\"([0-9a-f-]{36})\"").matcher(page);
            next = more.find() ? "&cursor=" + more.group(1) : "";
        } while (!next.isEmpty());
        return steps;
    }

    @Test
    void nothing_of_another_service_is_reached_over_rest() throws Exception {
        String path = "/api/v1/alarms/" + alarm("661002");
        for (String ask : List.of("/scripts")) {
            assertThat(console.get(path + ask, "Authorization", "Bearer " + console.otherToken)
                            .statusCode())
                    .isEqualTo(404);
        }
        for (String act : List.of(
                "/spoken {\"operator\":\"stranger\",\"answer\":\"NOBODY\"}",
                "/close-allowance {\"operator\":\"stranger\",\"reason\":\"x\"}",
                "/script-steps {\"operator\":\"stranger\",\"occasion\":\"PENDANT\",\"step\":1}",
                "/follow-ups {\"operator\":\"stranger\",\"what\":\"x\",\"dueAt\":\"2099-01-01T00:00:00Z\"}")) {
            String[] parts = act.split(" ", 2);
            HttpResponse<String> answer =
                    console.json(path + parts[0], parts[1], "Authorization", "Bearer " + console.otherToken);
            assertThat(answer.statusCode()).as(act).isIn(404, 422);
            assertThat(answer.body()).doesNotContain("\"state\"");
        }
    }

    @Test
    void a_home_is_put_on_a_call_list_and_its_rule_is_kept() throws Exception {
        alarm("661003");
        String home = rest("GET", "/api/v1/homes?limit=50", null)
                .body()
                .replaceAll("(?s).*?\"id\":\"([0-9a-f-]{36})\".*", "$1");
        String plans = "/api/v1/homes/" + home + "/call-plans";
        assertThat(rest("POST", plans, "{\"kind\":\"WELL_BEING\",\"purpose\":\"How did you sleep?\",\"at\":\"09:30\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(get("/homes/" + home, mary)).contains("Well-being call every day at 09:30: How did you sleep?");
        assertThat(console.get(plans, "Authorization", "Bearer " + console.otherToken)
                        .body())
                .contains("\"items\":[]");
        form("/call-lists/rules", mary, "kind", "REMINDER", "minutes", "20", "attempts", "3", "retry", "5");
        assertThat(rest("GET", "/api/v1/call-rules", null).body()).contains("\"madeWithinSeconds\":1200");
        assertThat(get("/call-lists", olive)).contains("None is due.", "Reminder: sounds on the board");
        String outcome = "/api/v1/call-lists/" + java.util.UUID.randomUUID() + "/outcome";
        assertThat(rest("POST", outcome, "{\"outcome\":\"NO_ANSWER\"}").statusCode())
                .isEqualTo(422);
        assertThat(rest("POST", outcome, "{\"outcome\":\"NO_ANSWER\",\"operator\":\"olive\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    private static String alarm(String cid) throws Exception {
        rest("POST", "/api/v1/units", """
                {"cid": "%s", "protocol": "scaip", "authentication": "none",
                 "home": {"line1": "1 Elm Road", "postcode": "NW5 1AB"}, "serviceUser": {"name": "Mrs Shah"}}
                """.formatted(cid));
        Receipt receipt = console.press(cid, "a1");
        assertThat(receipt).isInstanceOf(Receipt.Recorded.class);
        String id = rest("GET", "/api/v1/alarms?cid=" + cid, null)
                .body()
                .replaceAll("(?s).*?\"id\":\"([0-9a-f-]{36})\".*", "$1");
        form("/alarms/" + id + "/take", olive);
        return id;
    }

    private static HttpResponse<String> rest(String method, String path, @Nullable String body) throws Exception {
        return body == null
                ? console.get(path, "Authorization", "Bearer " + console.demoToken)
                : console.json(path, body, "Authorization", "Bearer " + console.demoToken);
    }

    private static String get(String path, String cookie) throws Exception {
        return console.get(path, "Cookie", cookie).body();
    }

    private static HttpResponse<String> form(String path, String cookie, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(cookie)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", cookie);
    }
}
