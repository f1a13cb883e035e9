package org.tocsin.console.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** A phone company's reply, from the page on which it is sent in to the home it is about. */
class ProviderPagesTest {
    private static TestConsole console;
    private static String mary;
    private static String stranger;
    private static String home;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "mary", Role.MANAGER);
        console.person(console.other, "stranger", Role.MANAGER);
        mary = console.signIn("mary");
        stranger = console.signIn("stranger");
        console.test.execute("insert into home (id, service_id, external_id, uprn, line1, postcode, line_provider,"
                + " created_at) select gen_random_uuid(), id, 'P1', '100023336956', '1 Phone Road', 'LS1 1AA',"
                + " 'Bell & Co', now() from service where code = 'demo'");
        home = value("select id from home where external_id = 'P1'");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_reply_is_sent_in_looked_at_written_and_stands_on_the_home_s_page() throws Exception {
        String table = console.get("/report/providers.csv?provider=Bell+%26+Co", "Cookie", mary)
                .body();
        assertThat(table)
                .contains(
                        "Our reference,Answer,Will not be moved before", ",100023336956,,LS1 1AA,Bell & Co,Y,,N,,P1,,")
                .doesNotContain("Phone Road");
        String reply = table.replace("P1,,", "P1,confirmed,1/3/2027");
        HttpResponse<String> sent = upload(reply, "Bell & Co");
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
        String path = sent.headers().firstValue("Location").orElseThrow();
        String page = console.get(path, "Cookie", mary).body();
        assertThat(page)
                .contains("The reply of Bell &amp; Co: no home comes by it", "Will not be moved before")
                .doesNotContain("Key safe");
        List<String> chosen = new ArrayList<>(List.of("c1", "reply_uprn", "c6", "reply_planned_on"));
        chosen.addAll(List.of("c9", "reply_reference", "c10", "reply_answer", "c11", "reply_not_before"));
        console.form(path + "/check", form(chosen), "Cookie", mary);
        settled(path, "Looked at: 1 row good");
        console.form(path + "/run", form(List.of("which", "good")), "Cookie", mary);
        settled(path, "1 changed");
        assertThat(console.get("/homes/" + home, "Cookie", mary).body())
                .contains("confirmed, will not be moved before 1 Mar 2027", "with reply.csv", "100023336956");
        assertThat(console.get("/report/providers", "Cookie", mary).body())
                .contains("provider=Bell+%26+Co&amp;answer=CONFIRMED\">1</a>");
        assertThat(console.get("/report/providers/homes?provider=Bell+%26+Co&answer=CONFIRMED", "Cookie", mary)
                        .body())
                .contains("1 Phone Road, LS1 1AA", "href=\"/homes/" + home);
        assertThat(console.get("/report/providers/homes?provider=Bell+%26+Co&answer=CONFIRMED", "Cookie", stranger)
                        .body())
                .doesNotContain("Phone Road")
                .contains("There are none.");
        assertThat(console.get("/report/providers/homes?provider=Bell&answer=what", "Cookie", mary)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_uprn_is_a_home_s_fact_on_its_page_and_for_programs() throws Exception {
        List<String> facts = List.of("tier", "STANDARD", "equipment", "UNKNOWN", "externalId", "P1", "uprn", "12 AB");
        assertThat(console.form("/homes/" + home + "/facts", form(facts), "Cookie", mary)
                        .body())
                .contains("A UPRN is 1 to 12 digits.");
        String token = "Bearer " + console.demoToken;
        assertThat(console.get("/api/v1/homes/" + home, "Authorization", token).body())
                .contains("\"uprn\":\"100023336956\"");
    }

    private static HttpResponse<String> upload(String csv, String provider) throws Exception {
        String part = "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
        String body = part.formatted("_csrf", console.csrf(mary)) + part.formatted("replyOf", provider)
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"reply.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n" + csv + "\r\n--b--\r\n";
        return console.send(console.request("/estate/imports", "Cookie", mary)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static void settled(String path, String heading) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(console.get(path, "Cookie", mary).body()).contains(heading));
    }

    private static List<String> form(List<String> fields) throws Exception {
        List<String> form = new ArrayList<>(List.of("_csrf", console.csrf(mary)));
        form.addAll(fields);
        return form;
    }

    private static String value(String sql) throws Exception {
        return TestConsole.await(console.database.pool().query(sql).execute()).stream()
                .findFirst()
                .map(row -> String.valueOf(row.getValue(0)))
                .orElse("");
    }
}
