package org.tocsin.console.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.notify.AnswerLink;

/** A keyholder's answer, providers and receipts, over a real socket, without scripts. */
class NotificationPagesTest {
    private static final String KEY =
            "my_key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";

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
    void a_manager_sets_a_provider_up_whose_secret_is_never_shown_and_no_other_service_sees() throws Exception {
        String at = "/notifications/providers/govuk_notify";
        HttpResponse<String> wrong = post(
                at,
                mary,
                "url",
                "http://10.0.0.1",
                "smsTemplate",
                "x",
                "apiKey",
                "nothing",
                "receiptToken",
                "short",
                "language",
                "no");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body())
                .contains("The address begins with https://", "copied whole", "ten characters")
                .contains("The language is en, cy or both");
        String[] right = {
            "url",
            "https://127.0.0.1:1",
            "smsTemplate",
            "f33517ff-2a88-4f6e-b855-c550268ce08a",
            "apiKey",
            KEY,
            "receiptToken",
            "token-of-receipts",
            "language",
            "both"
        };
        assertThat(post(at, olive, right).statusCode()).isEqualTo(403);
        assertThat(post(at, mary, right).statusCode()).isEqualTo(303);
        assertThat(post("/notifications/address", mary, "url", "https://tocsin.example.net/")
                        .statusCode())
                .isEqualTo(303);
        String page = console.get("/notifications", "Cookie", mary).body();
        assertThat(page)
                .contains(
                        "value=\"both\"",
                        "In use.",
                        "kept, not shown",
                        "https://tocsin.example.net/notify/receipts/",
                        "Send a trial")
                .doesNotContain("3d844edf", "token-of-receipts");
        assertThat(console.get("/notifications", "Cookie", stranger).body()).doesNotContain("In use.");
        assertThat(post("/notifications/trial", mary, "channel", "SMS", "to", "07700 900123")
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get("/notifications", "Cookie", mary).body()).contains("07700 900123");

        String provider = value("select id::text from notify_provider where ended_at is null");
        assertThat(receipt(provider, "wrong")).isEqualTo(403);
        assertThat(receipt(provider, "token-of-receipts")).isEqualTo(204);
        assertThat(value("select state from notification where alarm_id is null"))
                .isEqualTo("DELIVERED");
    }

    @Test
    void whoever_has_the_link_answers_learns_a_first_name_and_nothing_by_looking() throws Exception {
        String auth = "Bearer " + console.demoToken;
        console.json("/api/v1/units", """
                {"cid":"7901001","protocol":"scaip","authentication":"none",
                 "home":{"line1":"12 Rose Court","postcode":"LS1 4AB","keySafe":"4711"},"serviceUser":{"name":"Edith Shah"},
                 "contacts":[{"name":"Amir Shah","telephone":"+447700900001","kind":"relative"}]}
                """, "Authorization", auth);
        console.press("7901001", "first");
        String alarm = value("select id::text from alarm where cid = '7901001'");
        String csrf = console.csrf(olive);
        for (String act : List.of("take", "call-out")) {
            assertThat(console.json("/api/v1/alarms/" + alarm + "/" + act, "{}", "Cookie", olive, "X-CSRF-Token", csrf)
                            .statusCode())
                    .isEqualTo(200);
        }
        UUID callout = UUID.fromString(value("select id::text from callout where alarm_id = '" + alarm + "'"));
        String link = "/k/" + AnswerLink.token(TestConsole.KEYRING, callout);
        for (int i = 0; i < 2; i++) {
            assertThat(console.get(link).body())
                    .contains("Edith may need help", "I am going")
                    .doesNotContain("Shah", "Rose Court", "4711", "07700");
        }
        // A message in Welsh leads to Welsh, for whoever has chosen nothing themselves; so do the answers given there.
        assertThat(console.get(link + "?lang=cy").body())
                .contains("<html lang=\"cy\">", "Efallai fod angen help ar Edith", ">English<", "Rydw i&#39;n mynd")
                .doesNotContain("may need help", "I am going");
        assertThat(console.get(link + "?lang=cy", "Cookie", "tocsin_language=en")
                        .body())
                .contains("Edith may need help");
        // Whoever is known to read Welsh finds the page in it, however they came; what is chosen goes before it.
        console.test.execute("update contact set language = 'cy' where name = 'Amir Shah'");
        assertThat(console.get(link).body()).contains("<html lang=\"cy\">", "Efallai fod angen help ar Edith");
        assertThat(console.get(link, "Cookie", "tocsin_language=en").body()).contains("Edith may need help");
        console.test.execute("update contact set language = null where name = 'Amir Shah'");
        assertThat(console.form(link, List.of("answer", "going"), "Origin", "https://elsewhere.example.net")
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.form(link, List.of("answer", "going")).body()).contains("You are going to Edith");
        assertThat(console.form(link + "?lang=cy", List.of("minutes", "20"))
                        .headers()
                        .firstValue("Location"))
                .contains(link + "?lang=cy");
        assertThat(console.get("/alarms/" + alarm, "Cookie", olive).body())
                .contains("Amir Shah accepted by the link sent to them");
        assertThat(console.form(link + "?lang=cy", List.of("answer", "cannot")).body())
                .contains("<html lang=\"cy\">", "role=\"status\">")
                .doesNotContain("Thank you");
        assertThat(value("select state from callout where id = '" + callout + "'"))
                .isEqualTo("DECLINED");

        int status = 0;
        for (int i = 0; i < 21; i++) {
            status = console.get("/k/" + "A".repeat(43)).statusCode();
        }
        assertThat(status).isEqualTo(429);
        // Whoever tries links from the same address keeps nobody from answering theirs.
        assertThat(console.get(link).statusCode()).isEqualTo(200);
        for (int i = 0; i < 20; i++) {
            status = console.get(link).statusCode();
        }
        assertThat(status).isEqualTo(429);
    }

    private static int receipt(String provider, String token) throws Exception {
        String body = new JsonObject()
                .put("reference", value("select id::text from notification where alarm_id is null"))
                .put("status", "delivered")
                .encode();
        return console.send(console.request("/notify/receipts/" + provider, "Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    private static HttpResponse<String> post(String path, String cookie, String... fields) throws Exception {
        List<String> all = new java.util.ArrayList<>(List.of("_csrf", console.csrf(cookie)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", cookie);
    }

    private static String value(String sql) throws Exception {
        return TestConsole.await(console.database
                .pool()
                .query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getString(0)));
    }
}
