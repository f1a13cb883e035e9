package org.tocsin.console.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;
import org.tocsin.speech.Extensions;

/** The pages of speech, of extensions and of the rules of supervision: what holds, who changes it, what cannot be. */
class SpeechPagesTest {
    private static final String SPEECH = "/settings/speech";
    private static final String EXTENSIONS = "/settings/extensions";
    private static final String RULES = "/settings/supervision";

    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;
    private static final String BELL = Ids.next().toString();

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        console.test.execute("insert into unit_model (id, service_id, make, name, created_at, heartbeat_s) values ('"
                + BELL + "', '" + console.demo.id() + "', 'Acme', 'Bell', '2026-01-01Z', 3600)");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_manager_sets_whom_a_unit_calls_and_programs_read_the_same() throws Exception {
        assertThat(body(SPEECH, mary))
                .contains("A unit calls the receiver it was set up with.", "name=\"overflowNumber\"")
                .contains("what is counted is the time to take")
                .doesNotContain("Last changed");
        HttpResponse<String> bad =
                post(SPEECH, mary, "number", "0113 496 0000", "holdSeconds", "5", "speechWithinSeconds", "soon");
        assertThat(bad.statusCode()).isEqualTo(422);
        assertThat(bad.body())
                .contains("An address is sip:user@host", "value=\"0113 496 0000\"", "value=\"5\"", "value=\"soon\"")
                .contains("A unit calls the receiver it was set up with.");

        ok(post(
                SPEECH,
                mary,
                "number",
                "sip:TOKEN@pbx.example.net",
                "overflowNumber",
                "tel:+441632960001",
                "holdSeconds",
                "90",
                "callsReported",
                "yes"));

        assertThat(body(SPEECH, mary))
                .contains("told to call sip:TOKEN@pbx.example.net", "within 90 seconds, calls tel:+441632960001")
                .contains("answered is counted from speech", "Last changed: mary, ");
        assertThat(rest("/speech-settings", console.demoToken))
                .contains(
                        "\"number\":\"sip:TOKEN@pbx.example.net\"", "\"holdSeconds\":90", "\"speechWithinSeconds\":60")
                .contains("\"callsReported\":true");
        assertThat(one("select count(*) from calls_reported_change where by = 'operator:mary'"))
                .isEqualTo("1");
        assertThat(one("select address is not null from audit where action = 'change-speech-settings'"))
                .isEqualTo("true");
        assertThat(body(SPEECH, stranger)).contains("set up with.").doesNotContain("Acme Bell", "pbx.example");
    }

    @Test
    void how_a_model_is_spoken_with_is_ticked() throws Exception {
        assertThat(body(SPEECH, mary)).contains("Acme Bell", "It calls at once. It is told every number.");
        ok(post(SPEECH + "/models/" + BELL, mary, "held", "yes"));
        assertThat(body(SPEECH, mary)).contains("It waits until an operator has the alarm", "the first number only");
        assertThat(one("select hold_until_taken || '/' || several_numbers || '/' || heartbeat_s from unit_model"
                        + " where id = '" + BELL + "'"))
                .isEqualTo("true/false/3600");
        assertThat(post(SPEECH + "/models/" + BELL, stranger, "held", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void where_a_person_is_called_is_set_and_emptied() throws Exception {
        assertThat(body(EXTENSIONS, mary))
                .contains("The olive", "Called nowhere")
                .doesNotContain("The stranger");
        HttpResponse<String> bad = post(EXTENSIONS, mary, "username", "olive", "extension", "204");
        assertThat(bad.statusCode()).isEqualTo(422);
        assertThat(bad.body()).contains("An address is sip:user@host", "value=\"204\"");
        ok(post(EXTENSIONS, mary, "username", "olive", "extension", "sip:olive@pbx.example.net"));
        assertThat(body(EXTENSIONS, mary))
                .contains("value=\"sip:olive@pbx.example.net\"", "Called there as soon as", "Last changed: mary, ");
        assertThat(post(EXTENSIONS, stranger, "username", "olive", "extension", "tel:+441632960001")
                        .statusCode())
                .isEqualTo(404);
        assertThat(one("select extension from operator where username = 'olive'"))
                .isEqualTo("sip:olive@pbx.example.net");
        ok(post(EXTENSIONS, mary, "username", "olive", "extension", ""));
        assertThat(one("select extension is null from operator where username = 'olive'"))
                .isEqualTo("true");
        assertThat(one("select count(*) from audit where action = 'change-extension'"
                        + " and subject = 'operator:olive'"))
                .isEqualTo("2");
    }

    @Test
    void more_people_than_are_shown_are_told_of() throws Exception {
        String more = "The first thousand are shown. Those of the others are set over REST";
        assertThat(body(EXTENSIONS, stranger)).doesNotContain(more);
        console.test.execute("insert into operator (id, service_id, username, display_name, role, password_hash,"
                + " created_at) select gen_random_uuid(), '" + console.other.id() + "', 'crowd' || n, 'Crowd ' || n,"
                + " 'OPERATOR', 'x', now() from generate_series(1, " + Extensions.MOST_SHOWN + ") n");
        String page = body(EXTENSIONS, stranger);
        assertThat(page).contains(more);
        assertThat(page.split("class=\"set-rule", -1)).hasSize(Extensions.MOST_SHOWN + 1);
    }

    @Test
    void a_rule_of_supervision_is_set_said_in_a_sentence_and_taken_back() throws Exception {
        String page = body(RULES, mary);
        assertThat(page)
                .contains("Expected every 24 hours, as the service says; late after 28 hours 48 minutes, silent after")
                .contains("silent after 36 hours.", "silent after 3 days.", "as every service begins")
                .contains("Acme Bell", "Homes at critical risk");
        HttpResponse<String> bad =
                post(RULES, mary, "model", "", "risk", "CRITICAL", "interval", "0", "percent", "50", "minimum", "5");
        assertThat(bad.statusCode()).isEqualTo(422);
        assertThat(bad.body()).contains("Nothing was changed: A unit is expected every 1 to 10,080 minutes");

        ok(post(RULES, mary, "model", "", "risk", "CRITICAL", "interval", "60", "percent", "50", "minimum", "5"));
        assertThat(body(RULES, mary))
                .contains("Expected every 60 minutes; late after 72 minutes, silent after 90 minutes.")
                .contains("your own rule, set by mary, ");
        assertThat(body(RULES + "?model=" + BELL, mary)).contains("as for any model", "as its model says");
        ok(post(RULES, mary, "model", BELL, "risk", "HIGH", "interval", "", "percent", "0", "minimum", "30"));
        assertThat(body(RULES, mary)).contains("Expected every 60 minutes, as its model says; late after 72 minutes,");
        assertThat(rest("/supervision/rules", console.demoToken))
                .contains("\"risk\":\"critical\",\"intervalSeconds\":3600")
                .contains("\"model\":\"Bell\",\"risk\":\"high\",\"intervalSeconds\":null,\"gracePercent\":0");

        assertThat(body(RULES, stranger)).doesNotContain("Acme Bell", "your own rule");
        assertThat(post(RULES + "/remove", stranger, "model", BELL, "risk", "HIGH")
                        .statusCode())
                .isEqualTo(404);
        ok(post(RULES + "/remove", mary, "model", BELL, "risk", "HIGH"));
        ok(post(RULES + "/remove", mary, "model", "", "risk", "CRITICAL"));
        assertThat(one("select count(*) from supervision_rule where service_id = '" + console.demo.id() + "'"))
                .isEqualTo("0");
        assertThat(one("select string_agg(action, ' ' order by id) from audit where action like '%supervision-rule'"
                        + " and service_id = '" + console.demo.id() + "'"))
                .isEqualTo("save-supervision-rule save-supervision-rule remove-supervision-rule"
                        + " remove-supervision-rule");
    }

    @Test
    void more_rules_than_a_page_of_them_go_on_and_more_models_than_are_shown_are_told_of() throws Exception {
        String service = console.other.id().toString();
        String more = "The first five hundred models are shown.";
        assertThat(body(RULES, stranger)).doesNotContain(more);
        console.test.execute(
                "insert into unit_model (id, service_id, make, name, created_at) select gen_random_uuid(), '" + service
                        + "', 'Many', 'M' || lpad(n::text, 3, '0'), now() from generate_series(1, 500) n");
        console.test.execute("insert into supervision_rule (id, service_id, model_id, risk_tier, interval_s,"
                + " grace_percent, grace_min_s) select gen_random_uuid(), m.service_id, m.id, t, 60, 10, 60 from unit_model m,"
                + " unnest(array['CRITICAL', 'HIGH', 'STANDARD']) t where m.make = 'Many'");
        try {
            assertThat(body(RULES, stranger)).contains(more, "Many M500");
            List<String> found = new ArrayList<>();
            String next = "";
            while (next != null) {
                JsonObject page = new JsonObject(rest("/supervision/rules" + next, console.otherToken));
                page.getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .filter(rule -> "Many".equals(rule.getString("make")))
                        .forEach(rule -> found.add(rule.getString("model") + rule.getString("risk")));
                next = page.getString("next") == null ? null : "?cursor=" + page.getString("next");
            }
            assertThat(found).hasSize(1_500).doesNotHaveDuplicates();
            assertThat(rest("/supervision/rules?cursor=any/STANDARD", console.demoToken))
                    .contains("\"items\":[");
            assertThat(rest("/supervision/rules?cursor=x", console.demoToken)).contains("A cursor is the next");
        } finally {
            console.test.execute("delete from supervision_rule where service_id = '" + service + "'");
            console.test.execute("delete from unit_model where make = 'Many'");
        }
    }

    @Test
    void a_rule_set_to_the_second_stays_so_where_it_is_left_as_shown() throws Exception {
        String body =
                "{\"risk\": \"standard\", \"intervalSeconds\": 930, \"gracePercent\": 10, \"graceMinimumSeconds\": 45}";
        HttpResponse<String> put = console.send(
                console.request("/api/v1/supervision/rules", "Authorization", "Bearer " + console.otherToken)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        ok(post(RULES, stranger, "model", "", "risk", "STANDARD", "interval", "15", "percent", "20", "minimum", "0"));
        assertThat(one("select interval_s || '/' || grace_percent || '/' || grace_min_s from supervision_rule"
                        + " where service_id = '" + console.other.id() + "'"))
                .isEqualTo("930/20/45");
        console.test.execute("delete from supervision_rule where service_id = '" + console.other.id() + "'");
    }

    @Test
    void only_managers_may_look_or_change() throws Exception {
        for (String path : List.of(SPEECH, EXTENSIONS, RULES)) {
            assertThat(get(path, olive).statusCode()).as(path).isEqualTo(403);
            assertThat(post(path, olive, "username", "olive").statusCode())
                    .as(path)
                    .isEqualTo(403);
            assertThat(body("/supervision", mary)).contains("\"" + path + "\"");
            assertThat(body("/supervision", olive)).doesNotContain(path);
        }
    }

    private static String body(String path, String who) throws Exception {
        HttpResponse<String> page = get(path, who);
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        return page.body();
    }

    private static HttpResponse<String> get(String path, String who) throws Exception {
        return console.get(path, "Cookie", who, "Accept", "text/html");
    }

    private static HttpResponse<String> post(String path, String who, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(who)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", who, "Accept", "text/html");
    }

    private static void ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    }

    private static String rest(String path, String token) throws Exception {
        return console.get("/api/v1" + path, "Authorization", "Bearer " + token).body();
    }

    private static String one(String sql) throws Exception {
        return String.valueOf(
                TestConsole.await(console.database.pool().query(sql).execute())
                        .iterator()
                        .next()
                        .getValue(0));
    }
}
