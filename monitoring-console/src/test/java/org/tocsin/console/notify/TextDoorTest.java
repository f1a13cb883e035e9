package org.tocsin.console.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/**
 * Texts that GOV.UK Notify hands on, over a real socket: posted as its documentation says ("Callbacks", "Received text
 * messages"), five strings and a bearer token, and again where the answer is no 2xx.
 */
class TextDoorTest {
    private static final String TOKEN = "token-of-received-texts";

    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;
    private static String provider;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        post("/notifications/address", mary, "url", "https://tocsin.example.net");
        HttpResponse<String> set = post(
                "/notifications/providers/govuk_notify",
                mary,
                "url",
                "https://127.0.0.1:1",
                "smsTemplate",
                "f33517ff-2a88-4f6e-b855-c550268ce08a",
                "apiKey",
                "my_key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0",
                "replies",
                "yes",
                "replyToken",
                TOKEN);
        assertThat(set.statusCode()).isEqualTo(303);
        provider = value("select id::text from notify_provider where ended_at is null");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_text_is_an_answer_and_what_is_none_is_seen_by_whoever_has_the_alarm() throws Exception {
        String alarm = asked("7902001", "Amir Shah", "+447700900001");
        String page = console.get("/notifications", "Cookie", mary).body();
        assertThat(page)
                .contains("https://tocsin.example.net/notify/texts/" + provider, "Token of received texts")
                .doesNotContain(TOKEN);

        String unclear = UUID.randomUUID().toString();
        assertThat(hand(unclear, "447700900001", "Is he <b>ok</b>?")).isEqualTo(204);
        assertThat(console.get("/alarms/" + alarm, "Cookie", olive).body())
                .contains("Amir Shah texted, and that is no clear answer. Ring them:", "&lt;b&gt;ok");
        assertThat(console.get("/alarms/" + alarm, "Cookie", olive + "; tocsin_language=cy")
                        .body())
                .contains("Anfonodd Amir Shah neges destun, ac nid yw&#39;n ateb clir.");
        assertThat(value("select sounding::text from alarm where id = '" + alarm + "'"))
                .isEqualTo("true");

        String going = UUID.randomUUID().toString();
        // Posted again, as the provider does where our answer was lost.
        for (int i = 0; i < 3; i++) {
            assertThat(hand(going, "447700900001", "1")).isEqualTo(204);
        }
        assertThat(value("select state from callout where alarm_id = '" + alarm + "'"))
                .isEqualTo("ACCEPTED");
        assertThat(value("select count(*)::text from alarm_entry where alarm_id = '" + alarm
                        + "' and kind = 'ACCEPTED' and words = 'Amir Shah accepted by text: \"1\"'"))
                .isEqualTo("1");
        assertThat(console.get("/notifications", "Cookie", mary).body())
                .contains(
                        "The last texts received", "Amir Shah, 447700900001", "a person has to read it", "I am going");
        assertThat(console.get("/notifications", "Cookie", stranger).body()).doesNotContain("Amir Shah");
    }

    @Test
    void a_text_from_a_number_that_was_not_asked_is_a_call_back_that_is_due() throws Exception {
        assertThat(hand(UUID.randomUUID().toString(), "447700900444", "Who are you?"))
                .isEqualTo(204);
        assertThat(console.get("/call-backs", "Cookie", olive).body())
                .contains("447700900444", "SMS: \"Who are you?\"");
    }

    @Test
    void whoever_does_not_prove_to_be_the_provider_is_refused_and_shuts_nobody_out() throws Exception {
        String id = UUID.randomUUID().toString();
        String body = body(id, "447700900001", "1");
        assertThat(send(UUID.randomUUID().toString(), TOKEN, body)).isEqualTo(403);
        assertThat(send(provider, null, body)).isEqualTo(403);
        assertThat(send("no-id", TOKEN, body)).isEqualTo(404);
        assertThat(send(provider, TOKEN, "{")).isEqualTo(400);
        assertThat(send(provider, TOKEN, "{\"id\":\"x\"}")).isEqualTo(400);
        assertThat(send(provider, TOKEN, body(id, "447700900001", "x".repeat(70_000))))
                .isEqualTo(413);
        assertThat(value("select count(*)::text from received_text where reference = '" + id + "'"))
                .isEqualTo("0");
        int status = 0;
        for (int i = 0; i < 21; i++) {
            status = send(provider, "wrong-token-number-" + i, body);
        }
        assertThat(status).isEqualTo(429);
        // Services of one provider are posted to from the same addresses.
        assertThat(send(provider, TOKEN, "{\"id\":\"x\"}")).isEqualTo(400);
        assertThat(console.get("/login").statusCode()).isEqualTo(200);
    }

    /** An alarm of a home whose contact was asked by text; its id. */
    private static String asked(String cid, String contact, String telephone) throws Exception {
        console.json(
                "/api/v1/units",
                """
                {"cid":"%s","protocol":"scaip","authentication":"none",
                 "home":{"line1":"12 Rose Court","postcode":"LS1 4AB"},"serviceUser":{"name":"Edith Shah"},
                 "contacts":[{"name":"%s","telephone":"%s","kind":"relative"}]}
                """.formatted(cid, contact, telephone),
                "Authorization",
                "Bearer " + console.demoToken);
        console.press(cid, "first");
        String alarm = value("select id::text from alarm where cid = '" + cid + "'");
        for (String act : List.of("take", "call-out")) {
            assertThat(console.json(
                                    "/api/v1/alarms/" + alarm + "/" + act,
                                    "{}",
                                    "Cookie",
                                    olive,
                                    "X-CSRF-Token",
                                    console.csrf(olive))
                            .statusCode())
                    .isEqualTo(200);
        }
        // Handed to the provider.
        value(
                "update notification set state = 'SENT', attempts = 1, sent_at = asked_at, due_at = null where alarm_id = '"
                        + alarm + "' and channel = 'SMS' returning state");
        return alarm;
    }

    private static int hand(String id, String from, String words) throws Exception {
        return send(provider, TOKEN, body(id, from, words));
    }

    private static String body(String id, String from, String words) {
        return new JsonObject()
                .put("id", id)
                .put("source_number", from)
                .put("destination_number", "07700987654")
                .put("message", words)
                .put("date_received", console.now().toString())
                .encode();
    }

    private static int send(String to, @Nullable String token, String body) throws Exception {
        String[] headers = token == null
                ? new String[] {"Content-Type", "application/json"}
                : new String[] {"Content-Type", "application/json", "Authorization", "Bearer " + token};
        return console.send(
                        console.request("/notify/texts/" + to, headers).POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    private static HttpResponse<String> post(String path, String cookie, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(cookie)));
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
