package org.tocsin.console.telephone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** A home's contacts and what is read first on its card, kept on its page and by other systems. */
class KeptPagesTest {
    private static TestConsole console;
    private static String olive;
    private static String path;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        path = home("990001", "12 Elm Road");
    }

    private static String home(String cid, String line1) throws Exception {
        HttpResponse<String> enrolled = console.json(
                "/api/v1/units", """
                {"cid": "%s", "protocol": "scaip", "authentication": "none",
                 "serviceUser": {"name": "Margaret Shah", "telephone": "020 7946 0123", "notes": "84"},
                 "home": {"line1": "%s", "postcode": "NW5 1AB", "risks": "Large dog"},
                 "contacts": [{"name": "Nadia Shah", "telephone": "07700 900123", "kind": "relative",
                   "relation": "daughter"}, {"name": "Joe Last", "telephone": "07700 900124", "kind": "keyholder"}]}""".formatted(cid, line1), "Authorization", "Bearer " + console.demoToken);
        assertThat(enrolled.statusCode()).isEqualTo(201);
        String found =
                api("GET", "/api/v1/homes?q=" + line1.replace(" ", "+"), null).body();
        return "/homes/" + found("\"id\":\"([0-9a-f-]{36})\"", found);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void an_operator_corrects_moves_and_retires_on_the_page() throws Exception {
        String joe = contact("Joe Last");
        assertThat(page()).containsSubsequence("Nadia Shah", "Joe Last");
        post("/contacts/" + joe + "/place", "to", "up");
        assertThat(kept()).containsSubsequence("Joe Last", "Nadia Shah");
        post(
                "/contacts/" + joe,
                "name",
                "Joe Lastman",
                "telephone",
                "07700 900125",
                "relation",
                "next door",
                "kind",
                "RELATIVE",
                "email",
                "joe@example.org",
                "language",
                "cy");
        assertThat(kept())
                .contains("Joe Lastman", "next door, relative", "07700 900125", "joe@example.org", "reads Welsh");
        post("/contacts/" + joe + "/retire");
        assertThat(kept()).contains("Ask again: Joe Lastman").containsSubsequence("Nadia Shah", "Joe Lastman");
        assertThat(page()).doesNotContain("/contacts/" + joe + "/place");
        post("/contacts/" + joe + "/restore");
        assertThat(kept()).doesNotContain("Ask again: Joe Lastman").containsSubsequence("Nadia Shah", "Joe Lastman");
        post("/contacts/" + joe, "name", "Joe Last", "kind", "KEYHOLDER");
        assertThat(status("/contacts/" + joe + "/place", "to", "nowhere")).isEqualTo(422);
        assertThat(status("/contacts/" + joe, "name", "", "kind", "KEYHOLDER")).isEqualTo(422);
    }

    @Test
    void what_is_read_first_says_who_asked() throws Exception {
        String person = found("/people/([0-9a-f-]{36})/confirm", page());
        assertThat(kept()).contains("never asked");
        post("/risks/confirm");
        post("/people/" + person + "/confirm");
        assertThat(section("The card")).containsPattern("Large dog</span>\\s*<span class=\"aside\">asked [^<]+, olive");
        post("/people/" + person, "name", "Margaret Shaw", "telephone", "020 7946 0124", "notes", "84, hears badly");
        assertThat(section("The card")).contains("Margaret Shaw", "020 7946 0124", "84, hears badly");
        post("/people/" + person, "name", "Margaret Shah", "telephone", "020 7946 0123", "notes", "84");
    }

    @Test
    void the_risks_are_corrected_and_on_the_open_alarm_one_tap_says_that_it_still_holds() throws Exception {
        String others = path;
        path = home("990002", "14 Ash Road");
        try {
            oneTap();
        } finally {
            path = others;
        }
    }

    private static void oneTap() throws Exception {
        post("/risks", "risks", "Large dog, <b>bites</b>");
        assertThat(section("The card"))
                .containsPattern(
                        "Large dog, &lt;b&gt;bites&lt;/b&gt;</span>\\s*<span class=\"aside\">asked [^<]+, olive");
        assertThat(status("/risks", "risks", "x".repeat(2_001))).isEqualTo(422);
        post("/risks", "risks", "");
        assertThat(section("The card")).contains("No risks are on file.");
        post("/risks", "risks", "Large dog");
        post("/card", "kind", "MEDICAL", "words", "Insulin");

        console.signal("990002", "r1", Map.of("dty", "0003"));
        Pattern id = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
        String open = Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> api("GET", "/api/v1/alarms?cid=990002&state=open", null)
                                .body(),
                        found -> id.matcher(found).find());
        String alarm = "/alarms/" + found(id.pattern(), open);
        String mary = console.signedIn(console.demo, "mary2", Role.MANAGER);
        post("/people/" + found("/people/([0-9a-f-]{36})/confirm", page()) + "/confirm");
        List<String> all = Pattern.compile("name=\"of\" value=\"([^\"]+)\"")
                .matcher(console.get(alarm, "Cookie", olive).body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(all).anyMatch("risks"::equals).anyMatch(of -> of.startsWith("person:"));
        assertThat(all).anyMatch(of -> of.startsWith("line:")).anyMatch(of -> of.startsWith("contact:"));
        String holds = alarm + "/card/still-holds";
        for (String of : all) {
            HttpResponse<String> said =
                    console.form(holds, List.of("_csrf", console.csrf(mary), "of", of), "Cookie", mary);
            assertThat(said.statusCode()).as(of).isEqualTo(303);
        }
        assertThat(section("The card")).contains(", mary2").doesNotContain(", olive", "never asked");
        assertThat(api("GET", "/api/v1" + path, null).body())
                .contains("\"risksConfirmedBy\":\"operator:mary2\"", "\"confirmedBy\":\"operator:mary2\"")
                .containsPattern("\"risksConfirmedAt\":\"20[^\"]+Z\"");
        String stranger = console.signedIn(console.other, "far2", Role.OPERATOR);
        assertThat(console.form(holds, List.of("_csrf", console.csrf(stranger), "of", "risks"), "Cookie", stranger)
                        .statusCode())
                .isEqualTo(404);
        for (String of : List.of("", "line:x", "line:" + UUID.randomUUID())) {
            assertThat(console.form(holds, List.of("_csrf", console.csrf(olive), "of", of), "Cookie", olive)
                            .body())
                    .contains("That is not on the card any more.");
        }
        api("POST", "/api/v1" + alarm + "/take", "{\"operator\": \"mary2\"}");
        String close = "{\"operator\": \"mary2\", \"outcome\": \"accidental\", \"spokenTo\": \"Mrs Shah\"}";
        assertThat(api("POST", "/api/v1" + alarm + "/close", close).statusCode())
                .isEqualTo(200);
        assertThat(console.get(alarm, "Cookie", olive).body())
                .as("closed")
                .contains("Large dog")
                .doesNotContain("/card/still-holds");
    }

    @Test
    void other_systems_do_the_same_and_see_only_their_own() throws Exception {
        String contacts = "/api/v1" + path + "/contacts";
        HttpResponse<String> made =
                api("POST", contacts, "{\"name\": \"Una Webb\", \"kind\": \"keyholder\", \"telephone\": \"1\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        String una = contacts + "/" + found("\"id\":\"([0-9a-f-]{36})\"", made.body());
        assertThat(api("PATCH", una, "{\"telephone\": \"07700 900777\", \"place\": 1}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api("GET", contacts, null).body())
                .contains("\"place\":1,\"name\":\"Una Webb\",\"telephone\":\"07700 900777\"", "\"retiredAt\":null");
        assertThat(api("POST", una + "/retire", "{}").statusCode()).isEqualTo(200);
        assertThat(api("POST", una + "/retire", "{}").statusCode()).isEqualTo(404);
        assertThat(api("GET", contacts, null).body()).contains("\"place\":null,\"name\":\"Una Webb\"");
        assertThat(api("POST", una + "/restore", "{}").statusCode()).isEqualTo(200);
        assertThat(api("PATCH", una, "{\"email\": \"none\"}").statusCode()).isEqualTo(422);
        String person = "/api/v1" + path + "/residents/" + found("/people/([0-9a-f-]{36})/confirm", page());
        assertThat(api("PATCH", person, "{\"notes\": \"85\"}").statusCode()).isEqualTo(200);
        assertThat(section("The card")).contains("85", "020 7946 0123");
        assertThat(api("POST", person + "/confirm", "{}").statusCode()).isEqualTo(200);
        assertThat(api("POST", "/api/v1" + path + "/risks/confirm", "{}").statusCode())
                .isEqualTo(200);
        assertThat(console.get(contacts, "Authorization", "Bearer " + console.otherToken)
                        .statusCode())
                .isEqualTo(404);
        api("POST", una + "/retire", "{}");
    }

    @Test
    void one_new_client_needs_no_file() throws Exception {
        String mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        assertThat(console.get("/homes/new", "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.get("/homes", "Cookie", mary).body()).contains("/homes/new");
        List<String> typed = new ArrayList<>(List.of("_csrf", console.csrf(mary), "line1", "3 New Street"));
        typed.addAll(List.of("postcode", "LS2 1AA", "area", "North", "externalId", "N-1", "name", ""));
        typed.addAll(List.of("contact1", "Una Webb", "telephone1", "1", "relation1", "niece", "kind1", "KEYHOLDER"));
        HttpResponse<String> refused = console.form("/homes/new", typed, "Cookie", mary);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("who lives there", "value=\"3 New Street\"", "value=\"Una Webb\"");
        typed.set(typed.indexOf("name") + 1, "Edith Webb");
        HttpResponse<String> opened = console.form("/homes/new", typed, "Cookie", mary);
        assertThat(opened.statusCode()).isEqualTo(303);
        String home = opened.headers().firstValue("Location").orElseThrow();
        assertThat(console.get(home, "Cookie", mary).body())
                .contains("3 New Street", "Edith Webb", "niece, keyholder", "North");
        assertThat(console.form("/homes/new", typed, "Cookie", mary).statusCode())
                .as("the number is another home's")
                .isEqualTo(422);
        String body = """
                {"serviceUser": {"name": "Ann Webb"}, "home": {"line1": "4 New Street", "postcode": "LS2 1AA",
                 "externalId": "N-2"}, "contacts": [{"name": "Bo Webb", "kind": "relative"}]}""";
        HttpResponse<String> made = api("POST", "/api/v1/homes", body);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(api("POST", "/api/v1/homes", body).statusCode()).isEqualTo(409);
        String id = found("\"id\":\"([0-9a-f-]{36})\"", made.body());
        assertThat(api("GET", "/api/v1/homes/" + id + "/contacts", null).body()).contains("Bo Webb");
    }

    private static String contact(String name) throws Exception {
        return found("/contacts/([0-9a-f-]{36})/confirm\">[^/]*aria-label=\"Still holds: " + name, page());
    }

    private static String kept() throws Exception {
        String page = page();
        return page.substring(page.indexOf("id=\"card\""));
    }

    private static String section(String label) throws Exception {
        String page = page();
        return page.substring(page.indexOf("aria-label=\"" + label));
    }

    private static String page() throws Exception {
        return console.get(path, "Cookie", olive).body();
    }

    private static void post(String part, String... fields) throws Exception {
        assertThat(status(part, fields)).isEqualTo(303);
    }

    private static int status(String part, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(olive)));
        all.addAll(List.of(fields));
        return console.form(path + part, all, "Cookie", olive).statusCode();
    }

    private static HttpResponse<String> api(String method, String at, @org.jspecify.annotations.Nullable String body)
            throws Exception {
        return console.send(console.request(at, "Authorization", "Bearer " + console.demoToken)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String found(String regex, String in) {
        Matcher matcher = Pattern.compile(regex).matcher(in);
        assertThat(matcher.find()).as("%s in %s", regex, in).isTrue();
        return matcher.group(1);
    }
}
