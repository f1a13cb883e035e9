package org.tocsin.console.estate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** Homes as a browser without scripts and a program get them, what may be changed, and by whom. */
class HomePagesTest {
    private static final AtomicInteger CID = new AtomicInteger(990_000);

    private static TestConsole console;
    private static String olive;
    private static String ian;
    private static String mary;
    private static String rhona;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        ian = console.signedIn(console.demo, "ian", Role.INSTALLER);
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        rhona = console.signedIn(console.demo, "rhona", Role.RESPONDER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void everything_on_file_but_how_to_get_in_is_on_one_page() throws Exception {
        String cid = enrol("Edith <b>Shah</b>", "LS1 4AP", "H-1");
        String id = homeOf(cid);
        long before = audited("read-home", id);
        HttpResponse<String> page = console.get("/homes/" + id, "Cookie", olive);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Edith &lt;b&gt;Shah", "12 Rose Court, Leeds, LS1 4AP", "Large dog", "Amir Shah")
                .contains(
                        "oxygen or other powered care", "BT, to be moved on 1 Dec 2026", "Pendant, worn", "0001 / 00A1")
                .contains("SN-" + cid, "no second path", "Unit " + cid)
                .doesNotContain("<b>Shah", "4711", "Side door", "Change what is known");
        assertThat(audited("read-home", id)).isEqualTo(before + 1);
        assertThat(console.get("/homes/" + id, "Cookie", mary).body()).contains("Change what is known");
        assertThat(console.get("/homes/" + id, "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(console.get("/homes/" + id, "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/homes", "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/homes/x", "Cookie", mary).statusCode()).isEqualTo(404);
    }

    @Test
    void homes_are_found_by_what_people_know_of_them_and_by_nobody_else() throws Exception {
        String cid = enrol("Wilhelmina Quill", "ZE1 9XX", "EXT-77");
        String id = homeOf(cid);
        for (String words : List.of("helmina+q", "ze1+9", "ZE19X", "ext-7", cid, "rose+cou")) {
            assertThat(console.get("/homes?q=" + words, "Cookie", ian).body())
                    .as(words)
                    .contains("/homes/" + id);
            assertThat(console.get("/homes?q=" + words, "Cookie", stranger).body())
                    .as(words)
                    .doesNotContain("/homes/" + id);
        }
        assertThat(console.get("/homes?q=wilhelmina&tier=CRITICAL&equipment=DIGITAL&area=Harehills", "Cookie", mary)
                        .body())
                .contains("/homes/" + id);
        assertThat(console.get("/homes?q=wilhelmina&equipment=ANALOGUE", "Cookie", mary)
                        .body())
                .contains("No home fits");
        assertThat(console.get("/homes?q=%25", "Cookie", mary).body()).contains("No home fits");
        assertThat(console.get("/homes?after=x", "Cookie", mary).statusCode()).isEqualTo(404);
    }

    @Test
    void the_list_comes_in_pages_that_miss_nobody() throws Exception {
        console.test.execute("insert into home (id, service_id, line1, postcode, area, created_at) select"
                + " gen_random_uuid(), '" + console.demo.id()
                + "', n || ' Page Street', 'PG1 ' || n % 7, 'Paging', now()"
                + " from generate_series(1, 120) n");
        List<String> seen = new ArrayList<>();
        String next = "/homes?area=Paging";
        while (next != null) {
            String page = console.get(next, "Cookie", olive).body();
            page.lines().filter(line -> line.contains("class=\"first\"")).forEach(line -> seen.add(line.strip()));
            int at = page.indexOf("href=\"/homes?area=Paging&amp;after=");
            next = at < 0
                    ? null
                    : page.substring(at + 6, page.indexOf('"', at + 6)).replace("&amp;", "&");
        }
        assertThat(seen).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void a_manager_changes_facts_and_what_may_stale_a_proof_is_noted() throws Exception {
        String cid = enrol("Ada Lock", "LS2 1AA", "H-2");
        String path = "/homes/" + homeOf(cid);
        List<String> facts = List.of(
                "_csrf",
                console.csrf(mary),
                "tier",
                "HIGH",
                "equipment",
                "DIGITAL",
                "vulnerability",
                "FALLS",
                "vulnerability",
                "LIVES_ALONE",
                "provider",
                "Sky",
                "plannedOn",
                "2026-12-24",
                "area",
                "Chapeltown",
                "externalId",
                "H-2");
        assertThat(console.form(path + "/facts", facts, "Cookie", mary).statusCode())
                .isEqualTo(303);
        assertThat(console.get(path, "Cookie", mary).body())
                .contains("lives alone, falls", "Sky, to be moved on 24 Dec 2026", "Line: BT → Sky", "mary");
        assertThat(console.form(path + "/facts", csrf(olive, "tier", "HIGH", "equipment", "DIGITAL"), "Cookie", olive)
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.form(path + "/line", csrf(stranger, "act", "withdraw"), "Cookie", stranger)
                        .body())
                .contains("not on file");
        console.form(path + "/triggers", csrf(mary, "dty", "0040", "name", "Smoke", "room", "hall"), "Cookie", mary);
        assertThat(console.get(path, "Cookie", mary).body()).contains("Smoke, hall", "Trigger added: Smoke, hall");
        assertThat(console.form(path + "/triggers", csrf(mary, "dty", "4", "name", "Smoke"), "Cookie", mary)
                        .body())
                .contains("four digits");
        assertThat(console.form(path + "/facts", csrf(mary, "tier", "X", "equipment", "DIGITAL"), "Cookie", mary)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void a_line_is_confirmed_with_its_proof_or_a_written_reason_and_by_no_tick() throws Exception {
        String id = homeOf(enrol("Ira Lock", "LS2 1AX", "H-12"));
        String path = "/homes/" + id;
        String confirm = "/readiness/homes/" + id + "/confirm";
        assertThat(console.form(path + "/line", csrf(mary, "act", "confirm"), "Cookie", mary)
                        .statusCode())
                .isEqualTo(422);
        assertThat(told(id)).isEqualTo("false 0 0");
        assertThat(console.get(path, "Cookie", mary).body())
                .contains("not yet", "href=\"/readiness/homes/" + id + "\">Told to the line provider")
                .doesNotContain("Withdraw that", "none is kept here");
        assertThat(console.form(confirm, csrf(mary), "Cookie", mary).body()).contains("Not told: 0 of 1 triggers");
        assertThat(console.form(confirm, csrf(mary, "reason", "Has no line any more"), "Cookie", mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(told(id)).isEqualTo("true 1 1");
        assertThat(console.get(path, "Cookie", mary).body())
                .contains("by mary", "Withdraw that")
                .doesNotContain("none is kept here");

        console.form(path + "/line", csrf(mary, "act", "moved", "words", "to a digital line"), "Cookie", mary);
        assertThat(told(id)).isEqualTo("false 1 1");
        assertThat(console.get(path, "Cookie", mary).body())
                .contains("not yet", "Told to the line provider")
                .doesNotContain("Withdraw that");
        console.form(confirm, csrf(mary, "reason", "Has no line any more"), "Cookie", mary);
        assertThat(told(id)).isEqualTo("true 2 2");
        console.form(path + "/line", csrf(mary, "act", "withdraw"), "Cookie", mary);
        assertThat(told(id)).isEqualTo("false 2 2");
    }

    @Test
    void what_another_system_says_of_the_line_is_shown_without_evidence() throws Exception {
        String id = homeOf(enrol("Jay Lock", "LS2 1AY", "H-13"));
        console.test.execute(
                "update home set line_confirmed_at = '2026-01-10T09:00Z', line_confirmed_by = 'Fern Valley'"
                        + " where id = '" + id + "'");
        assertThat(console.get("/homes/" + id, "Cookie", mary).body())
                .contains("by Fern Valley", "none is kept here", "Withdraw that", "Told to the line provider");
    }

    /** Whether the provider is told as a program reads it; how often it was written down, and audited. */
    private static String told(String home) throws Exception {
        JsonObject line = new JsonObject(
                        console.get("/api/v1/homes/" + home, "Authorization", "Bearer " + console.demoToken)
                                .body())
                .getJsonObject("line");
        return (line.getString("confirmedAt") != null) + " "
                + text("select count(*)::text from line_confirmation where home_id = '" + home + "'") + " "
                + (audited("confirm-line", home) + audited("confirm-line-unproven", home));
    }

    @Test
    void a_status_is_recorded_by_an_operator_and_shown_wherever_the_person_is() throws Exception {
        String cid = enrol("Bea Lock", "LS2 1AB", "H-3");
        String id = homeOf(cid);
        String person = person(cid);
        String path = "/homes/" + id + "/people/" + person + "/status";
        List<String> away =
                csrf(olive, "status", "AWAY", "until", "2027-11-06T12:00", "reviewOn", "2026-01-01", "note", "Whitby");
        assertThat(console.form(path, away, "Cookie", olive).statusCode()).isEqualTo(303);
        assertThat(console.form(path, csrf(ian, "status", "AWAY"), "Cookie", ian)
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.form(path, csrf(stranger, "status", "AWAY"), "Cookie", stranger)
                        .statusCode())
                .isEqualTo(422);
        assertThat(console.get("/homes/" + id, "Cookie", olive).body())
                .contains("Bea Lock: away until Sat 6 Nov, 12:00. What this home sends sounds as ever.", "Whitby");
        assertThat(console.get("/homes?status=AWAY", "Cookie", olive).body()).contains("/homes/" + id);
        assertThat(console.get("/reviews", "Cookie", olive).body())
                .contains("Bea Lock", "to be asked after on 1 Jan 2026");
        assertThat(console.get("/reviews", "Cookie", stranger).body()).doesNotContain("Bea Lock");
        console.press(cid, "r1");
        String alarm = text("select id::text from alarm where cid = '" + cid + "'");
        assertThat(console.get("/alarms/" + alarm, "Cookie", olive).body())
                .contains("away until Sat 6 Nov, 12:00", "On file as away.");
    }

    @Test
    void a_unit_goes_the_round_of_home_back_clean_and_another_home() throws Exception {
        String to = homeOf(enrol("Dot Lock", "LS2 1AD", "H-5"));
        console.form("/stock", csrf(ian, "kind", "CONVERTER", "name", "ATA 2", "serial", "C-1"), "Cookie", ian);
        String converter = text("select id::text from stock_item where serial = 'C-1'");
        assertThat(act(converter, "issue", "home", to)).isEqualTo(303);
        assertThat(console.get("/homes/" + to, "Cookie", ian).body()).contains("ATA 2, serial C-1");
        assertThat(act(converter, "clean")).isEqualTo(422);
        assertThat(act(converter, "return")).isEqualTo(303);
        assertThat(act(converter, "issue", "home", to)).as("not clean").isEqualTo(422);
        assertThat(act(converter, "clean")).isEqualTo(303);
        assertThat(console.get("/stock/" + converter, "Cookie", ian).body())
                .contains("Cleaned, back on the shelf", "Came back from 12 Rose Court");
        assertThat(console.get("/stock/" + converter, "Cookie", stranger).statusCode())
                .isEqualTo(404);
        assertThat(console.get("/stock", "Cookie", olive).body()).contains("ATA 2", "on the shelf");
        assertThat(console.form("/stock", csrf(olive, "kind", "UNIT", "name", "x"), "Cookie", olive)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_program_reads_and_changes_homes_of_its_own_service() throws Exception {
        String id = homeOf(enrol("Eve Lock", "LS2 1AE", "H-6"));
        String[] token = {"Authorization", "Bearer " + console.demoToken};
        JsonObject home =
                new JsonObject(console.get("/api/v1/homes/" + id, token).body());
        assertThat(home.getString("riskTier")).isEqualTo("critical");
        assertThat(home.getJsonArray("triggers").size()).isEqualTo(1);
        assertThat(home.encode()).doesNotContain("4711");
        HttpResponse<String> changed = console.send(console.request("/api/v1/homes/" + id, token)
                .header("Content-Type", "application/json")
                .method(
                        "PATCH",
                        HttpRequest.BodyPublishers.ofString(
                                "{\"area\":\"Seacroft\",\"line\":{\"plannedOn\":\"2027-01-10\"}}")));
        assertThat(new JsonObject(changed.body()).getString("area")).isEqualTo("Seacroft");
        assertThat(new JsonObject(changed.body()).getJsonObject("line").encode())
                .contains("\"provider\":\"BT\"", "2027-01-10");
        String person = home.getJsonArray("residents").getJsonObject(0).getString("serviceUserId");
        String statuses = "/api/v1/homes/" + id + "/residents/" + person + "/statuses";
        assertThat(console.json(statuses, "{\"status\":\"in-hospital\"}", token).statusCode())
                .isEqualTo(201);
        assertThat(console.get("/api/v1/homes?status=in-hospital&area=Seacroft", token)
                        .body())
                .contains(id);
        String[] theirs = {"Authorization", "Bearer " + console.otherToken};
        assertThat(console.get("/api/v1/homes/" + id, theirs).statusCode()).isEqualTo(404);
        assertThat(console.json(statuses, "{\"status\":\"deceased\"}", theirs).statusCode())
                .isEqualTo(404);
        assertThat(console.get("/api/v1/homes?q=Eve", theirs).body()).contains("\"items\":[]");
        HttpResponse<String> taken = console.send(console.request("/api/v1/homes/" + id, token)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"externalId\":\"H-5x\"}")));
        assertThat(taken.statusCode()).isEqualTo(200);
    }

    @Test
    void a_manager_takes_a_copy_of_everything_held_about_one_person() throws Exception {
        String cid = enrol("Flo Lock", "LS2 1AF", "H-7");
        String home = homeOf(cid);
        String path = "/homes/" + home + "/people/" + person(cid);
        console.press(cid, "r1");
        assertThat(console.form(path + "/copy", csrf(olive), "Cookie", olive).statusCode())
                .isEqualTo(403);
        assertThat(console.form(path + "/copy", csrf(stranger), "Cookie", stranger)
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> copy = console.form(path + "/copy", csrf(mary), "Cookie", mary);
        assertThat(copy.headers().firstValue("Content-Type")).contains("application/zip");
        assertThat(copy.body()).startsWith("PK").contains("held.json", "held.html");
        assertThat(console.form("/homes/" + home + "/end", csrf(mary, "on", "true"), "Cookie", mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.form("/homes/" + home + "/end", csrf(stranger, "on", "true"), "Cookie", stranger)
                        .statusCode())
                .isEqualTo(404);
        assertThat(console.get("/homes/" + home, "Cookie", mary).body())
                .contains("Put on legal hold", "No longer with the service since");
    }

    private static int act(String item, String act, String... more) throws Exception {
        return console.form("/stock/" + item + "/" + act, csrf(ian, more), "Cookie", ian)
                .statusCode();
    }

    private static List<String> csrf(String cookie, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(cookie)));
        all.addAll(List.of(fields));
        return all;
    }

    /** Over REST, as an installation does it. */
    private static String enrol(String person, String postcode, String externalId) throws Exception {
        String cid = Integer.toString(CID.incrementAndGet());
        HttpResponse<String> answer = console.json(
                "/api/v1/units",
                """
                {"cid":"%1$s","protocol":"scaip","authentication":"none","serial":"SN-%1$s","paths":["mobile"],
                 "iccid":"89441000000%1$s","simNetwork":"EE",
                 "home":{"line1":"12 Rose Court","town":"Leeds","postcode":"%2$s","risks":"Large dog",
                   "keySafe":"4711","accessNote":"Side door sticks","externalId":"%3$s","area":"Harehills",
                   "riskTier":"critical","vulnerabilities":["oxygen"],"equipment":"digital",
                   "line":{"provider":"BT","plannedOn":"2026-12-01"}},
                 "serviceUser":{"name":"%4$s"},
                 "contacts":[{"name":"Amir Shah","kind":"relative","relation":"son"}],
                 "triggers":[{"dty":"0001","did":"00A1","name":"Pendant","room":"worn"}]}
                """.formatted(cid, postcode, externalId, person),
                "Authorization",
                "Bearer " + console.demoToken);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return cid;
    }

    private static String homeOf(String cid) throws Exception {
        return text("select home_id::text from home_unit where cid = '" + cid + "'");
    }

    private static String person(String cid) throws Exception {
        return text("select r.service_user_id::text from resident r join home_unit u on u.home_id = r.home_id"
                + " where u.cid = '" + cid + "'");
    }

    private static long audited(String action, String home) throws Exception {
        return Long.parseLong(text(
                "select count(*)::text from audit where action = '" + action + "' and subject = 'home:" + home + "'"));
    }

    private static String text(String sql) throws Exception {
        return TestConsole.await(console.database
                .pool()
                .query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getString(0)));
    }
}
