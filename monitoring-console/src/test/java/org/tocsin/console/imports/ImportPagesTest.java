package org.tocsin.console.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** A manager's way from a file to homes on file and back, as a browser without scripts goes it. */
class ImportPagesTest {
    private static final Pattern SELECTED = Pattern.compile("<select id=\"c(\\d+)\".*?</select>", Pattern.DOTALL);
    private static final Pattern CHOSEN = Pattern.compile("<option value=\"([a-z0-9_]+)\" selected");

    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_file_is_sent_looked_at_put_on_file_and_taken_back() throws Exception {
        String csv = "Property ID;Address;Postcode;Client name;Unit number;Protocol\n"
                + "M1;1 Mill Lane;LS1;Edith <b>Shah</b>;660001;MQTT\nM2;2 Mill Lane;;Nobody;;\n";
        String path = send(csv, mary);
        String page = page(path);
        assertThat(page)
                .contains(
                        "Say what the columns are", "Edith &lt;b&gt;Shah&lt;/b&gt;", "separated by semicolons, 2 rows");
        assertThat(console.form(path + "/check", form(mary, chosen(page)), "Cookie", mary)
                        .statusCode())
                .isEqualTo(303);
        String looked = settled(path, "Looked at: 1 row good, 1 refused");
        assertThat(looked).contains("Put the 1 good rows on file", "<td>3</td>", "Postcode is missing.");
        assertThat(console.get(path + "/problems.csv", "Cookie", mary).body())
                .contains("row,what,why,Property ID", "3,refused,Postcode is missing.,M2,2 Mill Lane");
        console.form(path + "/run", form(mary, List.of("which", "good")), "Cookie", mary);
        settled(path, "Put on file: 1 new homes, 0 changed");
        assertThat(console.get("/units/660001", "Cookie", mary).body()).contains("Edith");
        HttpResponse<String> secrets = console.form(path + "/secrets", form(mary, List.of()), "Cookie", mary);
        assertThat(secrets.body()).matches("(?s)\ufeffcid,protocol,secret\r\n660001,MQTT,[0-9a-f]{40}\r\n");
        assertThat(console.form(path + "/secrets", form(mary, List.of()), "Cookie", mary)
                        .statusCode())
                .isEqualTo(409);
        console.form(path + "/undo", form(mary, List.of()), "Cookie", mary);
        settled(path, "Taken back: 1 row, 0 kept");
        assertThat(console.get("/units/660001", "Cookie", mary).statusCode()).isEqualTo(404);
        assertThat(chosen(page(send(csv, mary)))).isEqualTo(chosen(page));
    }

    @Test
    void an_import_is_its_own_service_s_manager_s() throws Exception {
        String path = send("home id,address,postcode\nN1,1 North Road,LS1\n", mary);
        assertThat(console.get(path, "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.get("/estate/export", "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.get(path + "/problems.csv", "Cookie", olive).statusCode())
                .isEqualTo(403);
        assertThat(upload("a,b\n1,2\n", olive, console.csrf(olive)).statusCode())
                .isEqualTo(403);
        assertThat(upload("a,b\n1,2\n", mary, "wrong").statusCode()).isEqualTo(403);
        assertThat(upload("a,b\n1,2\n", "tocsin_session=none", "x").statusCode())
                .isEqualTo(303);
        assertThat(console.get(path, "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(console.get(path + "/problems.csv", "Cookie", stranger).statusCode())
                .isEqualTo(404);
        console.form(path + "/stop", form(stranger, List.of()), "Cookie", stranger);
        assertThat(page(path)).contains("Say what the columns are");
        assertThat(console.form(path + "/check", form(mary, List.of("c1", "line1")), "Cookie", mary)
                        .body())
                .contains("No column says which home a row is about");
        assertThat(page(send("only headings\n", mary))).contains("Not read", "has headings and no rows");
    }

    @Test
    void a_file_is_not_even_received_of_whoever_may_not_send_one() throws Exception {
        // Who is refused for being an operator is refused before the body, where the form's token is, is read.
        assertThat(upload("a,b\n1,2\n", olive, "wrong").body()).contains("service manager");
        assertThat(upload("a,b\n1,2\n", mary, "wrong").body()).contains("out of date");
    }

    @Test
    void rows_that_went_in_come_back_without_what_opens_a_door_and_each_table_is_on_the_audit_trail() throws Exception {
        // A home whose unit is analogue: the row goes in, and something of it is left out, which is told.
        String path = send(
                "home id,address,postcode,equipment,unit number,key safe\nK1,1 Key Road,LS1,analogue,661001,C4711Y\n",
                mary);
        console.form(path + "/check", form(mary, chosen(page(path))), "Cookie", mary);
        settled(path, "Looked at: 1 row good");
        assertThat(console.get(path + "/problems.csv", "Cookie", mary).body())
                .contains("left out", "1 Key Road")
                .doesNotContain("C4711Y");
        int looks = TestConsole.await(console.database
                .pool()
                .query("select 1 from audit where action = 'import-problems' and subject = 'import:"
                        + path.substring(path.lastIndexOf('/') + 1) + "'")
                .execute()
                .map(rows -> rows.size()));
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void everything_is_sent_away_as_a_zip() throws Exception {
        HttpResponse<String> zip = console.get("/estate/export", "Cookie", mary);
        assertThat(zip.statusCode()).isEqualTo(200);
        assertThat(zip.headers().firstValue("Content-Type")).contains("application/zip");
        assertThat(zip.body()).startsWith("PK").contains("homes.csv", "tables/home_unit.csv");
    }

    @Test
    void who_was_never_heard_and_who_is_not_on_file_is_listed_and_a_stranger_gets_a_home() throws Exception {
        console.signal("669999", "s1", java.util.Map.of("dty", "0003", "stc", "0010"));
        String token = "Bearer " + console.demoToken;
        // A stranger's call goes to the service that was named for those who name none.
        console.test.execute("update signal set service_id = '" + console.demo.id() + "' where cid = '669999'");
        assertThat(console.get("/estate/strangers", "Cookie", olive).body())
                .contains("669999")
                .doesNotContain("Put on file");
        assertThat(console.get("/estate/strangers.csv", "Cookie", olive).body()).contains("669999,1,");
        assertThat(console.get("/api/v1/strangers", "Authorization", token).body())
                .contains("\"cid\":\"669999\"");
        assertThat(console.get("/api/v1/strangers", "Authorization", "Bearer " + console.otherToken)
                        .body())
                .doesNotContain("669999");
        console.test.execute("insert into home (id, service_id, external_id, line1, postcode, created_at) values"
                + " (gen_random_uuid(), '" + console.demo.id() + "', 'S1', '1 Stray Street', 'LS3', now())");
        List<String> form = form(mary, List.of("home", "S1", "protocol", "SCAIP", "proof", "none"));
        assertThat(console.form("/estate/strangers/669999/home", form, "Cookie", mary)
                        .body())
                .contains("is on file");
        assertThat(console.get("/estate/strangers", "Cookie", mary).body()).doesNotContain("669999");
        console.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " select gen_random_uuid(), service_id, id, '668888', 'SCAIP', 'NONE', now() - interval '9 days'"
                        + " from home where external_id = 'S1'");
        assertThat(console.get("/estate/ghosts", "Cookie", olive).body()).contains("668888", "1 Stray Street, LS3");
        assertThat(console.get("/estate/ghosts.csv", "Cookie", olive).body()).contains("668888,SCAIP,S1");
        assertThat(console.get("/api/v1/ghosts", "Authorization", token).body()).contains("\"cid\":\"668888\"");
        console.form("/estate/ghosts/days", form(mary, List.of("days", "30")), "Cookie", mary);
        assertThat(console.get("/estate/ghosts", "Cookie", olive).body()).doesNotContain("668888");
    }

    private static String send(String csv, String cookie) throws Exception {
        HttpResponse<String> sent = upload(csv, cookie, console.csrf(cookie));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
        return sent.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> upload(String csv, String cookie, String csrf) throws Exception {
        String body = "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + csrf + "\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"estate.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n" + csv + "\r\n--b--\r\n";
        return console.send(console.request("/estate/imports", "Cookie", cookie)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String page(String path) throws Exception {
        return console.get(path, "Cookie", mary).body();
    }

    private static String settled(String path, String heading) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(page(path)).contains(heading));
        try {
            return page(path);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> form(String cookie, List<String> fields) throws Exception {
        List<String> form = new ArrayList<>(List.of("_csrf", console.csrf(cookie)));
        form.addAll(fields);
        return form;
    }

    /** What the page proposes, as its form would send it. */
    private static List<String> chosen(String page) {
        List<String> fields = new ArrayList<>();
        Matcher select = SELECTED.matcher(page);
        while (select.find()) {
            Matcher chosen = CHOSEN.matcher(select.group());
            fields.add("c" + select.group(1));
            fields.add(chosen.find() ? chosen.group(1) : "");
        }
        return fields;
    }
}
