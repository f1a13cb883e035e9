package org.tocsin.console.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** A power cut as operators without scripts see it and work on it, with a console's own workers. */
class IncidentPagesTest {
    private static final Pattern ID = Pattern.compile("/incidents/([0-9a-f-]{36})");
    private static final Pattern HOME = Pattern.compile("name=\"home\" value=\"([0-9a-f-]{36})\"");
    private static final Pattern FAULT = Pattern.compile("/faults/([0-9a-f-]{36})");

    private static TestConsole console;
    private static String olive;
    private static String mary;
    private static String rhona;
    private static String stranger;
    private static String incident;
    private static int refs;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        rhona = console.signedIn(console.demo, "rhona", Role.RESPONDER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        for (int i = 0; i < 6; i++) {
            home(9_900 + i, "North <b>gate</b>", i);
            say(9_900 + i, "0002", "0085");
        }
        incident = "/incidents/" + found(ID, () -> console.get("/incidents", "Cookie", olive));
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void the_homes_are_listed_by_risk_and_what_came_of_ringing_them_is_written_down_for_many() throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(() -> list("all").contains("All (6)"));
        String page = list("to_ring");
        assertThat(page)
                .contains("Mains failure in North &lt;b&gt;gate&lt;/b&gt;", "standard risk, no second path on file")
                .contains("until that is 0 the card cannot be closed")
                .doesNotContain("<b>gate");
        List<String> homes =
                HOME.matcher(page).results().map(one -> one.group(1)).toList();
        assertThat(homes).hasSize(6);
        List<String> form = List.of(
                "_csrf",
                console.csrf(olive),
                "which",
                "ALL",
                "result",
                "WELL",
                "note",
                "candle lit",
                "home",
                homes.get(0),
                "home",
                homes.get(1));
        assertThat(console.form(incident + "/contact", form, "Cookie", olive).statusCode())
                .isEqualTo(303);
        assertThat(list("all")).contains("rung once: spoken to, well, candle lit, by olive", "To ring (4)");
        String card = console.get("/alarms/" + card(), "Cookie", olive).body();
        assertThat(card).contains("INCIDENT", "One card for 6 homes", incident);

        HttpResponse<String> taken = act("take");
        assertThat(taken.statusCode()).isEqualTo(303);
        assertThat(console.form(
                                "/alarms/" + card() + "/close",
                                List.of("_csrf", console.csrf(olive), "outcome", "power-or-line"),
                                "Cookie",
                                olive)
                        .body())
                .contains("4 homes are neither back nor has anybody spoken with them");
    }

    @Test
    void nothing_chosen_or_nothing_said_writes_nothing_down() throws Exception {
        assertThat(console.form(
                                incident + "/contact",
                                List.of("_csrf", console.csrf(olive), "result", "WELL"),
                                "Cookie",
                                olive)
                        .body())
                .contains("Choose the homes you rang");
        assertThat(console.form(incident + "/contact", List.of("_csrf", console.csrf(olive)), "Cookie", olive)
                        .body())
                .contains("Say what came of it");
        assertThat(console.form(incident + "/contact", List.of("result", "WELL"), "Cookie", olive)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void another_service_and_a_responder_see_nothing_of_it() throws Exception {
        assertThat(console.get(incident, "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(console.get("/incidents", "Cookie", stranger).body()).contains("There has been none");
        assertThat(console.get("/incidents", "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/faults", "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/carriers", "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/incidents/x", "Cookie", olive).statusCode()).isEqualTo(404);
    }

    @Test
    void a_manager_sets_when_homes_are_one_incident() throws Exception {
        List<String> rule = List.of(
                "_csrf",
                console.csrf(mary),
                "areaHomes",
                "6",
                "carrierHomes",
                "12",
                "minutes",
                "5",
                "percent",
                "60",
                "popOut",
                "30");
        assertThat(console.form("/incidents/rule", rule, "Cookie", mary).statusCode())
                .isEqualTo(303);
        assertThat(console.get("/incidents", "Cookie", mary).body()).contains("value=\"60\"");
        assertThat(console.form(
                                "/incidents/rule",
                                List.of("_csrf", console.csrf(mary), "areaHomes", "0"),
                                "Cookie",
                                mary)
                        .body())
                .contains("Nothing was changed");
        assertThat(console.form("/incidents/rule", List.of("_csrf", console.csrf(olive)), "Cookie", olive)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void an_open_fault_stands_over_the_home_and_no_button_closes_it() throws Exception {
        home(9_950, "South", 50);
        say(9_950, "0003", "0016");
        String fault = "/faults/" + found(FAULT, () -> console.get("/faults", "Cookie", olive));
        String page = console.get(fault, "Cookie", olive).body();
        assertThat(page)
                .contains("Pendant, battery low", "closes by itself when a press or a test of it was received")
                .doesNotContain("Close");
        assertThat(console.get(fault, "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(console.form(
                                fault + "/call",
                                List.of("_csrf", console.csrf(olive), "outcome", "WELL", "note", "at breakfast"),
                                "Cookie",
                                olive)
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get(fault, "Cookie", olive).body()).contains("Spoken to, well; at breakfast, olive");
        say(9_950, "0003", "0010");
        String alarm = console.get("/api/v1/alarms?cid=9950", "Authorization", "Bearer " + console.demoToken)
                .body();
        Matcher id = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"").matcher(alarm);
        assertThat(id.find()).isTrue();
        assertThat(console.get("/alarms/" + id.group(1), "Cookie", olive).body())
                .contains("Open fault: Pendant, battery low", fault);
    }

    @Test
    void carriers_and_what_if_they_failed_also_as_a_file() throws Exception {
        home(9_960, "West", 60);
        console.test.execute("update home_unit set sim_network = '=EE' where cid = '9960'");
        assertThat(console.get("/carriers", "Cookie", mary).body())
                .contains("=EE", "1 critical, 0 high, 0 standard")
                .contains("/carriers/what-if?kind=NETWORK&amp;name=%3DEE&amp;hours=6");
        String query = "?kind=NETWORK&name=%3DEE&hours=6";
        assertThat(console.get("/carriers/what-if" + query, "Cookie", mary).body())
                .contains("=EE down for 6 hours", "no path on file", "1 unit would be without cover");
        HttpResponse<String> file = console.get("/carriers/what-if.csv" + query, "Cookie", mary);
        assertThat(file.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(file.body()).startsWith("cid,").contains("\"9960\",", "\"Nobody on file\",\"'=60 Home Lane");
        assertThat(console.get("/carriers/what-if.csv" + query, "Cookie", stranger)
                        .body())
                .doesNotContain("9960");
        assertThat(console.get("/carriers/what-if?kind=MOON&name=x&hours=6", "Cookie", mary)
                        .statusCode())
                .isEqualTo(404);
    }

    private static String list(String which) throws Exception {
        return console.get(incident + "?which=" + which, "Cookie", olive).body();
    }

    private static String card() throws Exception {
        Matcher card = Pattern.compile("/alarms/([0-9a-f-]{36})\">Its card").matcher(list("all"));
        assertThat(card.find()).isTrue();
        return card.group(1);
    }

    private static HttpResponse<String> act(String act) throws Exception {
        return console.form("/alarms/" + card() + "/" + act, List.of("_csrf", console.csrf(olive)), "Cookie", olive);
    }

    private interface Asking {
        HttpResponse<String> ask() throws Exception;
    }

    /** What the page has as soon as the workers were there. */
    private static String found(Pattern pattern, Asking asking) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            Matcher matcher = pattern.matcher(asking.ask().body());
                            return matcher.find() ? matcher.group(1) : "";
                        },
                        id -> !id.isEmpty());
    }

    private static void home(int cid, String area, int number) {
        UUID home = Ids.next();
        boolean critical = area.equals("West");
        console.test.execute(
                "insert into home (id, service_id, line1, postcode, area, risk_tier, created_at) values ('%s',"
                                .formatted(home)
                        + " '%s', '%s%d Home Lane', 'LS1 4AP', '%s', '%s', now())"
                                .formatted(
                                        console.demo.id(),
                                        critical ? "=" : "",
                                        number,
                                        area,
                                        critical ? "CRITICAL" : "STANDARD"));
        console.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '%d', 'SCAIP', 'NONE', now())"
                                .formatted(Ids.next(), console.demo.id(), home, cid));
    }

    private static void say(int cid, String device, String status) throws Exception {
        console.signal(Integer.toString(cid), "p" + ++refs, Map.of("dty", device, "stc", status));
    }
}
