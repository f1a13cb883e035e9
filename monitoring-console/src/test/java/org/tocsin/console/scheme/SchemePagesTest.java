package org.tocsin.console.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** The pages of schemes as a browser without scripts gets them: who puts what on file, and what a call then says. */
class SchemePagesTest {
    private static TestConsole console;
    private static String mary;
    private static String ian;
    private static String olive;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        ian = console.signedIn(console.demo, "ian", Role.INSTALLER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void an_installer_puts_places_into_a_scheme_and_does_not_set_its_times() throws Exception {
        assertThat(body("/schemes", ian))
                .contains("A new scheme", "Its times are the usual ones")
                .doesNotContain("name=\"managerFirst\"");
        assertThat(post("/schemes", ian, "name", "Early Court", "managerFirst", "900", "dutyLimit", "72")
                        .statusCode())
                .isEqualTo(403);
        ok(post("/schemes", ian, "name", "Early Court"));
        String page = "/schemes/" + one("select id::text from scheme where name = 'Early Court'");
        assertThat(body(page, mary)).contains("theirs for 2 minutes", "Change name or rules");
        assertThat(body(page, ian))
                .contains("Put a door or a communal point here")
                .doesNotContain("Change name or rules");
        ok(post(page + "/points", ian, "kind", "door", "did", "90", "name", "Front door"));
        assertThat(post(page, ian, "name", "Early Court", "managerFirst", "900", "dutyLimit", "72")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_manager_puts_a_scheme_on_file_and_a_call_from_its_flat_says_which() throws Exception {
        String page = scheme("Rose Court");
        assertThat(body(page, mary))
                .contains("Rose Court", "0 dwellings, 0 doors", "No unit speaks for this scheme")
                .contains("theirs for 90 seconds", "longer than 12 hours", "from 08:00 to 17:30");
        ok(post(
                page + "/points",
                mary,
                "kind",
                "dwelling",
                "did",
                "0012",
                "name",
                "Flat 12",
                "line1",
                "12 Rose Court",
                "postcode",
                "LS1 4AB",
                "resident",
                "Ada Flat"));
        ok(post(page + "/points", mary, "kind", "door", "did", "90", "name", "Front door"));
        ok(post(page + "/points", mary, "kind", "communal", "did", "91", "name", "Lounge"));
        unit("820001");
        ok(post(page + "/controllers", mary, "cid", "820001"));

        assertThat(body(page, mary))
                .contains("1 dwelling, 1 door, 1 communal point", "Flat 12", "Ada Flat", "12 Rose Court, LS1 4AB")
                .contains("Unit 820001", "Last changed: mary, ")
                .doesNotContain("No unit speaks");
        assertThat(body("/schemes", olive)).contains("Rose Court", "2 doors and communal points", "1 controller");
        console.signal("820001", "R1", Map.of("dty", "0004", "did", "12", "sco", "2"));
        assertThat(one("select point_name || '/' || (select name from scheme where id = scheme_id) from alarm"
                        + " where cid = '820001'"))
                .isEqualTo("Flat 12/Rose Court");
        assertThat(body(page, olive)).contains("Manager on duty since");
        assertThat(one(
                        "select count(*) from audit where actor = 'operator:mary' and address is not null and subject = '"
                                + "scheme:" + page.substring("/schemes/".length())
                                + "' and action like 'save-scheme%'"))
                .isEqualTo("4");

        ok(post(page + "/controllers/remove", mary, "cid", "820001"));
        assertThat(body(page, mary)).contains("No unit speaks for this scheme");
    }

    @Test
    void a_home_on_file_is_found_and_put_into_a_scheme_from_both_sides() throws Exception {
        String elm = scheme("Elm House");
        String first = home("3 Elm Road", "EL1 1AA");
        String second = home("4 Elm Road", "EL1 1AB");
        assertThat(body(elm + "?home=el1+1a", mary)).contains("3 Elm Road", "4 Elm Road", "Put here");
        assertThat(body(elm + "?home=nowhere", mary)).contains("No home fits.");
        ok(post(elm + "/points", mary, "kind", "dwelling", "home", first, "did", "3", "name", "Flat 3"));

        assertThat(body("/homes/" + first, olive)).contains("Flat 3, Elm House", "device id 3");
        assertThat(body("/homes/" + second, mary)).contains("It is no dwelling of a scheme.", "Put it into a scheme");
        String id = elm.substring("/schemes/".length());
        HttpResponse<String> taken =
                post("/homes/" + second + "/scheme", mary, "scheme", id, "did", "03", "name", "Flat 4");
        assertThat(taken.statusCode()).isEqualTo(422);
        assertThat(taken.body()).contains("Behind this device id stands Flat 3 already.");
        HttpResponse<String> put =
                post("/homes/" + second + "/scheme", mary, "scheme", id, "did", "4", "name", "Flat 4");
        assertThat(put.headers().firstValue("Location")).contains("/homes/" + second);
        assertThat(body("/homes/" + second, mary)).contains("Flat 4, Elm House");
        assertThat(body("/homes", olive)).contains("/schemes");
    }

    @Test
    void a_device_id_is_renamed_moved_to_another_scheme_and_taken_off() throws Exception {
        String from = scheme("Oak One");
        String to = scheme("Oak Two");
        String target = to.substring("/schemes/".length());
        ok(post(from + "/points", mary, "kind", "door", "did", "D/1", "name", "Back door"));
        ok(post(to + "/points", mary, "kind", "door", "did", "7", "name", "Gate"));
        assertThat(body(from, mary)).contains("/point?did=D%2F1");
        assertThat(body(from + "/point?did=D%2F1", mary)).contains("Back door", "Oak Two");

        HttpResponse<String> taken =
                post(from + "/point", mary, "was", "D/1", "did", "7", "name", "Back door", "to", target);
        assertThat(taken.statusCode()).isEqualTo(422);
        assertThat(taken.body()).contains("stands Gate already", "value=\"7\"");
        ok(post(from + "/point", mary, "was", "D/1", "did", "8", "name", "Garden door", "to", target));
        assertThat(body(to, mary)).contains("Garden door", "2 doors");
        assertThat(body(from, mary)).doesNotContain("Back door");

        assertThat(post(from + "/point/remove", mary, "did", "8").statusCode()).isEqualTo(404);
        ok(post(to + "/point/remove", mary, "did", "8"));
        assertThat(body(to, mary)).doesNotContain("Garden door");
        assertThat(get(to + "/point?did=8", mary).statusCode()).isEqualTo(404);
    }

    @Test
    void what_cannot_be_is_said_and_nothing_typed_is_lost() throws Exception {
        String page = scheme("Fir Court");
        HttpResponse<String> twice = post("/schemes", mary, form("Fir Court", "120", "14"));
        assertThat(twice.statusCode()).isEqualTo(422);
        assertThat(twice.body()).contains("A scheme of this name is on file already.", "value=\"Fir Court\"");
        for (List<String> bad : List.of(
                List.of("Fir Court", "901", "14"),
                List.of("Fir Court", "60", "0"),
                List.of("Fir Court", "60", "73"),
                List.of("", "60", "14"))) {
            HttpResponse<String> refused = post(page, mary, form(bad.get(0), bad.get(1), bad.get(2)));
            assertThat(refused.statusCode()).as(bad.toString()).isEqualTo(422);
        }
        HttpResponse<String> half =
                post(page, mary, "name", "Fir", "managerFirst", "60", "dutyLimit", "9", "from", "08:00");
        assertThat(half.body()).contains("Give both times", "value=\"Fir\"");
        assertThat(one("select duty_limit_s from scheme where name = 'Fir Court'"))
                .isEqualTo("43200");

        HttpResponse<String> spaced = post(page + "/points", mary, "kind", "door", "did", "a b", "name", "Side door");
        assertThat(spaced.statusCode()).isEqualTo(422);
        assertThat(spaced.body()).contains("1 to 16 letters", "value=\"Side door\"");
        assertThat(post(page + "/points", mary, "kind", "dwelling", "did", "1", "name", "Flat 1")
                        .body())
                .contains("Say where the dwelling is");
        assertThat(post(page + "/points", mary, "kind", "lift", "did", "1", "name", "Lift")
                        .statusCode())
                .isEqualTo(422);
        assertThat(post(page + "/controllers", mary, "cid", "820999").body())
                .contains("No unit of the service has this number.");
        ok(post(page, mary, "name", "Fir Lodge", "managerFirst", "0", "dutyLimit", "12"));
        assertThat(body(page, mary))
                .contains(
                        "Fir Lodge",
                        "Every call sounds at the centre at once",
                        "When somebody is there is not on file");
    }

    @Test
    void an_operator_reads_only_and_another_service_sees_nothing() throws Exception {
        String page = scheme("Ash Court");
        String home = home("9 Ash Road", "AS1 1AA");
        unit("820002");
        assertThat(body(page, olive)).contains("Ash Court").doesNotContain("<form method=\"post\" action=\"/schemes");
        assertThat(get(page + "/point?did=1", olive).statusCode()).isEqualTo(403);
        for (String path : List.of("/schemes", page, page + "/points", page + "/controllers", page + "/point/remove")) {
            assertThat(post(path, olive, form("X", "60", "14")).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }

        assertThat(get(page, stranger).statusCode()).isEqualTo(404);
        assertThat(body("/schemes", stranger)).contains("No scheme is on file.").doesNotContain("Ash Court");
        assertThat(post(page, stranger, form("Theirs", "60", "14")).statusCode())
                .isEqualTo(404);
        assertThat(post(page + "/points", stranger, "kind", "door", "did", "1", "name", "Door")
                        .statusCode())
                .isEqualTo(404);
        ok(post("/schemes", stranger, form("Ash Court", "60", "14")));
        String theirs = "/schemes/" + one("select id from scheme where service_id = '" + console.other.id() + "'");
        assertThat(post(theirs + "/points", stranger, "kind", "dwelling", "home", home, "did", "1", "name", "Mine")
                        .statusCode())
                .isEqualTo(404);
        assertThat(post(theirs + "/controllers", stranger, "cid", "820002").statusCode())
                .isEqualTo(422);
        assertThat(body(theirs + "?home=ash", stranger)).contains("No home fits.");
        ok(post(theirs + "/points", stranger, "kind", "door", "did", "5", "name", "Door"));
        String mine = page.substring("/schemes/".length());
        assertThat(post(theirs + "/point", stranger, "was", "5", "did", "5", "name", "Door", "to", mine)
                        .statusCode())
                .isEqualTo(404);
        assertThat(one("select count(*) from scheme_point p join scheme s on s.id = p.scheme_id"
                        + " where s.service_id <> p.service_id"))
                .isEqualTo("0");
    }

    private static String scheme(String name) throws Exception {
        List<String> fields = new ArrayList<>(List.of(form(name, "90", "12")));
        fields.addAll(List.of("from", "08:00", "until", "17:30"));
        HttpResponse<String> added = post("/schemes", mary, fields.toArray(String[]::new));
        ok(added);
        return added.headers().firstValue("Location").orElseThrow();
    }

    private static String[] form(String name, String first, String limit) {
        return new String[] {"name", name, "managerFirst", first, "dutyLimit", limit};
    }

    private static String home(String line1, String postcode) {
        UUID home = UUID.randomUUID();
        console.test.execute("insert into home (id, service_id, line1, postcode, created_at)"
                + " values ('%s', '%s', '%s', '%s', '2026-01-01Z')"
                        .formatted(home, console.demo.id(), line1, postcode));
        return home.toString();
    }

    private static void unit(String cid) {
        console.test.execute("insert into home_unit (id, service_id, cid, protocol, authentication, created_at)"
                + " values ('%s', '%s', '%s', 'SCAIP', 'NONE', '2026-01-01Z')"
                        .formatted(UUID.randomUUID(), console.demo.id(), cid));
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

    private static String one(String sql) throws Exception {
        return String.valueOf(
                TestConsole.await(console.database.pool().query(sql).execute())
                        .iterator()
                        .next()
                        .getValue(0));
    }
}
