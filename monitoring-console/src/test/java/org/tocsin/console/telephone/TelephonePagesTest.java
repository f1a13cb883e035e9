package org.tocsin.console.telephone;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The telephone's pages as a browser without scripts gets them, and who gets them. */
class TelephonePagesTest {
    private static TestConsole console;
    private static String olive;
    private static String rhona;
    private static String stranger;
    private static String home;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "olive", Role.OPERATOR);
        console.person(console.demo, "rhona", Role.RESPONDER);
        console.person(console.other, "stranger", Role.OPERATOR);
        olive = console.signIn("olive");
        rhona = console.signIn("rhona");
        stranger = console.signIn("stranger");
        HttpResponse<String> enrolled =
                console.json("/api/v1/units", """
                {"cid": "990001", "protocol": "scaip", "authentication": "none",
                 "serviceUser": {"name": "Margaret Shah", "telephone": "020 7946 0123", "notes": "84"},
                 "home": {"line1": "12 Elm Road", "postcode": "NW5 1AB", "risks": "Large dog", "keySafe": "4711"},
                 "contacts": [{"name": "Nadia Shah", "telephone": "07700 900123", "kind": "relative",
                   "relation": "daughter"}]}""", "Authorization", "Bearer " + console.demoToken);
        assertThat(enrolled.statusCode()).isEqualTo(201);
        home = found("\"id\":\"([0-9a-f-]{36})\"", api("/api/v1/homes").body());
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void from_the_daughter_s_number_to_a_case_with_its_card() throws Exception {
        String hits = page("/find?q=%2B44+7700+900+123");
        assertThat(hits).contains("Margaret Shah", "12 Elm Road", "Nadia Shah, daughter");
        String form = page(found("href=\"(/find/case\\?home=[^\"]+)\"", hits).replace("&amp;", "&"));
        assertThat(form).contains("value=\"Nadia Shah, daughter\"", "value=\"07700 900123\"");
        String alarm = open("Nadia Shah, daughter", "does not answer her door");
        String card = page(alarm);
        assertThat(card)
                .contains(
                        "Call from Nadia Shah, daughter: does not answer her door",
                        "you have it",
                        "Large dog",
                        "data-dial=",
                        "On the floor",
                        "Sheet for 999")
                .doesNotContain("4711");
        String contact = found("data-dial=\"([0-9a-f-]{36})\"[^>]*>07700", card);
        post(alarm + "/calls", "dial", contact);
        String rung = page(alarm);
        assertThat(rung).contains("Rings Nadia Shah, daughter, 07700 900123", "what came of it?");
        post(found("action=\"(/alarms/[^\"]+/calls/[^\"]+)\"", rung), "result", "NO_ANSWER");
        assertThat(page(alarm)).contains("Nadia Shah, daughter: no answer").doesNotContain("what came of it?");

        post(alarm + "/clocks/ambulance", "act", "start", "reference", "C-1234");
        post(alarm + "/key-safe/failed");
        assertThat(page(alarm)).contains("999 rung, C-1234", "The key-safe code is wrong.");
        String sheet = page(alarm + "/handover");
        assertThat(sheet)
                .contains("Margaret Shah", "12 Elm Road", "Large dog", "reference C-1234")
                .doesNotContain("4711");
        assertThat(post(alarm + "/handover").body()).contains("4711");
        assertThat(page(alarm)).contains("Looked up how to get in.");
        // Its reader is a crew; whoever reads it out finds their place in their own language too.
        assertThat(console.get(alarm + "/handover", "Cookie", olive + "; tocsin_language=cy")
                        .body())
                .contains("<h2>Risks to the crew</h2>", "<p class=\"small\" lang=\"cy\">Risgiau i'r criw</p>");
        assertThat(sheet).doesNotContain("lang=\"cy\">Risgiau");
        HttpResponse<String> pdf = console.get(alarm + "/handover.pdf", "Cookie", olive);
        assertThat(pdf.headers().firstValue("Content-Type")).contains("application/pdf");

        post(alarm + "/call-backs", "whom", "Margaret", "reason", "is she up", "minutes", "10");
        assertThat(page("/reminders")).contains("Ring Margaret at", "data-reminds=\"quiet\"");
        console.ahead = console.ahead.plus(Duration.ofMinutes(10));
        assertThat(page("/reminders")).contains("Ring Margaret now: is she up", "data-reminds=\"sounds\"");
        String list = page("/call-backs");
        assertThat(list).contains("is she up", "Key safes that did not open", "12 Elm Road");
        assertThat(TestConsole.await(console.database
                                .pool()
                                .query("select count(*) from audit where action = 'read-call-backs'")
                                .execute())
                        .iterator()
                        .next()
                        .getLong(0))
                .isPositive();
        post(found("action=\"(/call-backs/[^\"]+)\"", list), "words", "up and well");
        post(found("action=\"(/key-safes/[^\"]+)\"", list), "words", "new code");
        assertThat(page("/call-backs")).contains("Nobody is to be rung", "None. Where a code fails");
        assertThat(page(alarm))
                .contains("Rung back: Margaret: up and well")
                .doesNotContain("The key-safe code is wrong");
        post(alarm + "/close", "outcome", "accidental", "spokenTo", "Margaret");
    }

    @Test
    void a_clock_runs_from_when_they_fell_and_every_call_is_written_down() throws Exception {
        String alarm = open("A neighbour", "she lies in the kitchen");
        assertThat(page(alarm)).contains("When did they fall?", "data-opens=\"panel-floor\"");
        post(alarm + "/clocks/floor", "act", "start", "ago", "more", "minutes", "180");
        assertThat(page(alarm)).contains("On the floor for 180 minutes already", "since when");
        post(alarm + "/clocks/floor", "act", "correct", "ago", "30");
        assertThat(page(alarm)).contains("On the floor for 30 minutes already, not 180");
        assertThat(post(alarm + "/clocks/floor", "act", "correct", "ago", "more", "minutes", "x")
                        .body())
                .contains("Say how many minutes ago, in figures.");
        post(alarm + "/clocks", "act", "end", "kind", "floor", "note", "lifted");
        assertThat(page(alarm)).contains("Off the floor after 30 minutes: lifted");

        // Who was rung without an answer is not rung again before the others.
        String card = page(alarm);
        String first = found("data-dial=\"([0-9a-f-]{36})\" data-key-act=\"dial\"", card);
        assertThat(card).contains("data-key-act=\"ring-home\"", "data-key-act=\"handover\"");
        post(alarm + "/calls", "dial", first);
        assertThat(page(alarm)).contains(">rung ");

        // Word for word as the page of the banner sends it, and as the form does.
        post(alarm + "/calls", "whom", "the manager on call, Mary", "telephone", "07700 900555");
        assertThat(page(alarm)).contains("Rings the manager on call, Mary, 07700 900555");
        post(alarm + "/calls", "whom", "Gas emergency", "result", "SPOKE", "note", "an engineer comes");
        assertThat(page(alarm)).contains("Rings Gas emergency", "Gas emergency: spoke; an engineer comes");
        assertThat(post(alarm + "/calls", "whom", "x".repeat(121)).body()).contains("Whom: at most 120 characters.");

        // Nobody came, and nobody says so: an outcome alone sends no ambulance.
        post(alarm + "/spoken", "said", "nobody");
        assertThat(page(alarm)).contains("value=\"ambulance\"", "data-asks=\"reference999\"");
        assertThat(post(alarm + "/close", "outcome", "ambulance").body())
                .contains("No call to 999 is on record: write down its reference");
        post(alarm + "/calls", "whom", "999", "result", "SPOKE", "note", "a crew is on its way");
        assertThat(page(alarm)).doesNotContain("data-asks=\"reference999\"");
        post(alarm + "/close", "outcome", "ambulance");
        assertThat(page(alarm)).contains("data-state=\"CLOSED\"");
    }

    @Test
    void tasks_that_are_overdue_or_urgent_stand_over_the_board() throws Exception {
        String alarm = open("A neighbour", "asks about her lamp");
        assertThat(page("/board/tasks")).doesNotContain("overdue");
        post(alarm + "/follow-up", "what", "ring the surgery", "due", "0", "urgent", "yes");
        assertThat(page("/board/tasks")).contains("urgent").doesNotContain("overdue");
        TestConsole.await(console.database
                .pool()
                .query("update follow_up set due_at = '2026-01-01T00:00:00Z' where what = 'ring the surgery'")
                .execute());
        assertThat(page("/board/tasks")).contains("overdue").contains("href=\"/follow-ups\"");
        post(found("action=\"(/follow-ups/[^\"]+/done)\"", page("/follow-ups")), "result", "rung");
        assertThat(page("/board/tasks")).doesNotContain("overdue");
        post(alarm + "/close", "outcome", "accidental", "spokenTo", "Margaret");
    }

    @Test
    void the_card_is_kept_on_the_home_s_page_and_stands_beside_the_alarm() throws Exception {
        String path = "/homes/" + home;
        String person = found("<option value=\"([0-9a-f-]{36})\">Margaret Shah", page(path));
        post(path + "/card", "kind", "RESPECT", "person", person, "words", "Blue form on the fridge");
        post(path + "/card", "kind", "LANGUAGE", "person", person, "words", "Gujarati, some English");
        post(path + "/card", "kind", "RISK", "person", "", "words", "Loose stair rod");
        String contact = found("/contacts/([0-9a-f-]{36})/confirm", page(path));
        post(
                path + "/contacts/" + contact + "/away",
                "from",
                "2020-01-01",
                "until",
                "2099-12-31",
                "note",
                "in Cardiff");
        assertThat(page(path)).contains("not now, away until", "Blue form on the fridge");
        String alarm = open("A neighbour", "light is on all night");
        assertThat(page(alarm))
                .contains(
                        "Blue form on the fridge",
                        "Never a reason not to call 999.",
                        "Gujarati, some English",
                        "Loose stair rod",
                        "not now: away until Thu 31 Dec, in Cardiff")
                .containsPattern("olive</span>");
        post(alarm + "/close", "outcome", "accidental", "spokenTo", "Margaret");
        HttpResponse<String> refused = post(path + "/card", "kind", "NONSENSE", "words", "x");
        assertThat(refused.statusCode()).isEqualTo(422);
    }

    @Test
    void another_service_and_another_trade_see_nothing_of_it() throws Exception {
        String alarm = open("A neighbour", "a smell of gas");
        assertThat(console.get("/find?q=margaret", "Cookie", stranger).body())
                .contains("Nobody and nothing on file fits")
                .doesNotContain("Elm Road");
        assertThat(console.get("/find/case?home=" + home, "Cookie", stranger).statusCode())
                .isEqualTo(404);
        assertThat(console.get(alarm + "/handover", "Cookie", stranger).statusCode())
                .isEqualTo(404);
        assertThat(console.get(alarm + "/handover.pdf", "Cookie", stranger).statusCode())
                .isEqualTo(404);
        List<String> fields =
                List.of("_csrf", console.csrf(stranger), "home", home, "caller", "x", "reason", "y", "priority", "1");
        assertThat(console.form("/cases", fields, "Cookie", stranger).statusCode())
                .isEqualTo(404);
        console.form(
                "/homes/" + home + "/card",
                List.of("_csrf", console.csrf(stranger), "kind", "RISK", "words", "from elsewhere"),
                "Cookie",
                stranger);
        assertThat(page("/homes/" + home)).doesNotContain("from elsewhere");
        for (String path : List.of("/find", "/call-backs", "/reminders", "/sound-test", alarm + "/handover")) {
            assertThat(console.get(path, "Cookie", rhona).statusCode()).as(path).isEqualTo(403);
        }
        String token = "Bearer " + console.otherToken;
        assertThat(console.get("/api/v1/find?q=margaret", "Authorization", token)
                        .body())
                .contains("\"homes\":[]");
        assertThat(console.get("/api/v1/homes/" + home + "/card", "Authorization", token)
                        .statusCode())
                .isEqualTo(404);
        assertThat(console.get("/api/v1" + alarm + "/calls", "Authorization", token)
                        .statusCode())
                .isEqualTo(404);
        post(alarm + "/close", "outcome", "accidental", "spokenTo", "Margaret");
    }

    @Test
    void programs_find_open_and_ask_in_an_operator_s_name() throws Exception {
        assertThat(api("/api/v1/find?q=020+7946+0123").body()).contains("\"by\":\"TELEPHONE\"", "Margaret Shah");
        String body = """
                {"homeId": "%s", "caller": "GP surgery", "telephone": "020 7946 0999", "reason": "asks for a look",
                 "priority": "urgent", "operator": "olive"}""".formatted(home);
        HttpResponse<String> opened = send("/api/v1/cases", body);
        assertThat(opened.statusCode()).isEqualTo(201);
        assertThat(send("/api/v1/cases", body).statusCode()).isEqualTo(200);
        String alarm = found("\"alarmId\":\"([^\"]+)\"", opened.body());
        assertThat(api("/api/v1/alarms/" + alarm + "/calls").body()).contains("GP surgery", "\"direction\":\"IN\"");
        HttpResponse<String> asked =
                send("/api/v1/call-backs", """
                {"alarmId": "%s", "whom": "GP surgery", "reason": "tell them", "dueAt": "%s"}""".formatted(alarm, console.now().plusSeconds(60)));
        assertThat(asked.statusCode()).isEqualTo(201);
        assertThat(api("/api/v1/call-backs").body()).contains("tell them");
        String id = found("\"id\":\"([^\"]+)\"", asked.body());
        assertThat(send("/api/v1/call-backs/" + id + "/done", "{\"words\": \"told\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("/api/v1/homes/" + home + "/card", "{\"kind\": \"ACCESS\", \"words\": \"Back door\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(api("/api/v1/homes/" + home + "/card").body()).contains("Back door");
        post("/alarms/" + alarm + "/close", "outcome", "accidental", "spokenTo", "Margaret");
    }

    @Test
    void a_sound_test_is_kept_with_its_name() throws Exception {
        assertThat(page("/reminders")).contains("Nobody has heard this screen");
        post("/sound-test", "heard", "life", "heard", "urgent");
        assertThat(page("/reminders")).contains("Nobody has heard this screen");
        List<String> all = new ArrayList<>();
        for (String sound : List.of("life", "urgent", "fault", "information", "reminder", "lost")) {
            all.addAll(List.of("heard", sound));
        }
        post("/sound-test", all.toArray(String[]::new));
        assertThat(page("/reminders")).doesNotContain("Nobody has heard this screen");
        assertThat(page("/sound-test")).contains("You heard all of them on");
    }

    /** Opens a case by the form; gives its address. */
    private static String open(String caller, String reason) throws Exception {
        HttpResponse<String> opened = post(
                "/cases",
                "home",
                home,
                "caller",
                caller,
                "telephone",
                "07700 900123",
                "reason",
                reason,
                "priority",
                "2");
        assertThat(opened.statusCode()).isEqualTo(303);
        return opened.headers().firstValue("Location").orElseThrow();
    }

    private static String page(String path) throws Exception {
        return console.get(path, "Cookie", olive).body();
    }

    private static HttpResponse<String> post(String path, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(olive)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", olive);
    }

    private static HttpResponse<String> api(String path) throws Exception {
        return console.get(path, "Authorization", "Bearer " + console.demoToken);
    }

    private static HttpResponse<String> send(String path, String body) throws Exception {
        return console.json(path, body, "Authorization", "Bearer " + console.demoToken);
    }

    private static String found(String regex, String in) {
        Matcher matcher = Pattern.compile(regex).matcher(in);
        assertThat(matcher.find()).as("%s in %s", regex, in).isTrue();
        return matcher.group(1);
    }
}
