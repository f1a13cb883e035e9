package org.tocsin.console.telephone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        HttpResponse<String> enrolled =
                console.json("/api/v1/units", """
                {"cid": "990001", "protocol": "scaip", "authentication": "none",
                 "serviceUser": {"name": "Margaret Shah", "telephone": "020 7946 0123", "notes": "84"},
                 "home": {"line1": "12 Elm Road", "postcode": "NW5 1AB", "risks": "Large dog"},
                 "contacts": [{"name": "Nadia Shah", "telephone": "07700 900123", "kind": "relative",
                   "relation": "daughter"}, {"name": "Joe Last", "telephone": "07700 900124", "kind": "keyholder"}]}""", "Authorization", "Bearer " + console.demoToken);
        assertThat(enrolled.statusCode()).isEqualTo(201);
        path = "/homes/"
                + found(
                        "\"id\":\"([0-9a-f-]{36})\"",
                        api("GET", "/api/v1/homes?q=elm", null).body());
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
