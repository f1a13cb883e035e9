package org.tocsin.console.visit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.console.print.TaggedPdf;
import org.tocsin.platform.Ids;

/** An installer's visit as the phone's script sees it, on every board meanwhile, and on paper. */
class VisitPagesTest {
    /** No Welsh word looks like one of these. */
    private static final Pattern ENGLISH =
            Pattern.compile("\\b(?:the|is|was|not|and|your|this|received|tested|heard|asked|of)\\b");

    private static TestConsole console;
    private static String ian;
    private static String olive;
    private static String rhona;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        ian = console.signedIn(console.demo, "ian", Role.INSTALLER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        rhona = console.signedIn(console.demo, "rhona", Role.RESPONDER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_home_is_found_a_visit_begun_and_a_trigger_heard_and_it_stands_on_paper() throws Exception {
        UUID home = home("7710001", "Edith <b>Shah</b>", "7 Fitting Lane");
        assertThat(console.get("/visits?q=fitting", "Cookie", ian).body())
                .contains("7 Fitting Lane", "Edith &lt;b&gt;Shah")
                .doesNotContain("<b>Shah");
        String visit = begin(home);
        assertThat(console.get("/visit/" + visit, "Cookie", ian).body()).contains("nothing waiting", visit);

        UUID pendant = Ids.next();
        send(visit, act(Ids.next(), "BEGIN", Map.of()));
        JsonObject state = send(
                visit,
                act(pendant, "TRIGGER", Map.of("dty", "0003", "did", "AB12", "name", "Pendant", "room", "hall")));
        assertThat(state.getJsonArray("triggers").getJsonObject(0).getString("words"))
                .isEqualTo("Pendant, hall");
        send(visit, act(Ids.next(), "TEST_MODE_ON", Map.of()));
        send(visit, act(Ids.next(), "ASK", Map.of("step", "TRIGGER", "trigger", pendant.toString())));
        String board = console.get("/board/tests", "Cookie", olive).body();
        assertThat(board).contains("7 Fitting Lane", "The ian", "only a test: Pendant, hall");
        assertThat(console.get("/board/tests", "Cookie", stranger).body()).doesNotContain("Fitting");
        console.signal("7710001", "p1", Map.of("dty", "0003", "did", "AB12", "lte", "Hall"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonObject test =
                    state(visit, ian).getJsonArray("triggers").getJsonObject(0).getJsonObject("test");
            assertThat(test.getString("outcome")).isEqualTo("HEARD");
            assertThat(test.getString("heard")).isEqualTo("Pendant, Hall, device AB12");
        });
        assertThat(console.get("/api/v1/alarms?cid=7710001", "Authorization", "Bearer " + console.demoToken)
                        .body())
                .contains("\"items\":[]");

        String sheet = paper("/visit/" + visit + "/leave-behind.pdf", "en");
        assertThat(sheet)
                .contains("7 Fitting Lane", "Edith <b>Shah</b>", "Pendant, hall heard", "This visit is not complete");
        String evidence = paper("/visit/" + visit + "/evidence.pdf", "en");
        assertThat(evidence).contains("pendant AB12", "received Pendant, Hall, device AB12", "not tested");
        // The card says what is spoken there; whoever prints it may read another language.
        assertThat(sheet).doesNotContain("cartref");
        console.test.execute("insert into card_fact (id, service_id, home_id, kind, words, recorded_at, recorded_by,"
                + " confirmed_at, confirmed_by) values ('%s', '%s', '%s', 'LANGUAGE', 'Welsh at home', '2026-01-01Z',"
                        .formatted(Ids.next(), console.demo.id(), home)
                + " 'operator:olive', '2026-01-01Z', 'operator:olive')");
        String welsh = paper("/visit/" + visit + "/leave-behind.pdf", "cy");
        assertThat(welsh)
                .contains("Beth a brofwyd yn eich cartref", "7 Fitting Lane", "Tlws gwddf, cyntedd clywyd", "1 o ")
                .doesNotContainPattern(ENGLISH);
        assertThat(paper("/visit/" + visit + "/leave-behind.pdf?lang=en", "en")).contains("This visit is not complete");
        assertThat(paper("/visit/" + visit + "/evidence.pdf", "en")).contains("The visit is not complete");
        assertThat(paper("/visit/" + visit + "/evidence.pdf?lang=cy", "cy"))
                .contains("Nid yw'r ymweliad yn gyflawn", "derbyniwyd")
                .doesNotContainPattern(ENGLISH);
    }

    @Test
    void the_unit_says_how_it_is_set_up_and_whether_others_of_its_model_are_so_too() throws Exception {
        UUID home = home("7710085", "Eva Set", "5 Fitting Lane");
        home("7710086", "Una Like", "6 Fitting Lane");
        home("7710087", "Ned Other", "4 Fitting Lane");
        String visit = begin(home);
        send(visit, act(Ids.next(), "BEGIN", Map.of()));
        assertThat(state(visit, ian).getJsonObject("unit").getString("settings"))
                .isNull();
        says("7710085", "9f2c01aa");
        assertThat(state(visit, ian).getJsonObject("unit").getString("settings"))
                .isEqualTo("mark 9f2c01aa");
        console.test.execute(
                "with m as (insert into unit_model (id, service_id, make, name, created_at) values ('%s', '%s',"
                                .formatted(Ids.next(), console.demo.id())
                        + " 'Acme', 'Set', '2026-01-01Z') returning id) update home_unit set model_id = m.id, firmware = '1.0'"
                        + " from m where cid in ('7710085', '7710086', '7710087')");
        says("7710086", "9f2c01aa");
        says("7710087", "factory");
        JsonObject unit = state(visit, ian).getJsonObject("unit");
        assertThat(unit.getString("settings")).isEqualTo("mark 9f2c01aa, the same on 1 of 2 others of its model");
        assertThat(unit.getString("firmware")).isEqualTo("3.2.1");
        assertThat(paper("/visit/" + visit + "/evidence.pdf", "en"))
                .contains("mark 9f2c01aa, the same on 1 of 2 others of its model", "3.2.1");
        assertThat(paper("/visit/" + visit + "/evidence.pdf?lang=cy", "cy"))
                .contains("marc 9f2c01aa, yr un peth ar 1 o'r 2 arall o'i fodel");
    }

    private static void says(String cid, String settings) {
        console.test.execute(
                "insert into unit_state (unit_id, service_id, state, since, reported_at, firmware, settings)"
                        + " select id, service_id, 'READY', now(), now(), '3.2.1', '%s' from home_unit where cid = '%s'"
                                .formatted(settings, cid));
    }

    @Test
    void the_phone_is_lost_and_the_boards_say_so() throws Exception {
        UUID home = home("7710002", "Tom Lost", "8 Fitting Lane");
        String visit = begin(home);
        send(visit, act(Ids.next(), "BEGIN", Map.of()), act(Ids.next(), "TEST_MODE_ON", Map.of()));
        console.ahead = console.ahead.plusSeconds(61);
        assertThat(console.get("/board/tests", "Cookie", olive).body()).contains("phone lost, everything is live");
        state(visit, ian);
        assertThat(console.get("/board/tests", "Cookie", olive).body())
                .contains("nothing asked for, everything is live");
        console.ahead = console.ahead.plusSeconds(1_800);
        state(visit, ian);
        assertThat(console.get("/board/tests", "Cookie", olive).body()).doesNotContain("8 Fitting Lane");
    }

    @Test
    void only_those_who_may_and_only_with_their_session_s_mark() throws Exception {
        UUID home = home("7710003", "Ann Own", "9 Fitting Lane");
        String visit = begin(home);
        for (String path :
                List.of("/visit/" + visit, "/visit/" + visit + "/state", "/visit/" + visit + "/evidence.pdf")) {
            assertThat(console.get(path, "Cookie", stranger).statusCode()).isEqualTo(404);
            assertThat(console.get(path, "Cookie", rhona).statusCode()).isEqualTo(403);
            assertThat(console.get(path, "Cookie", olive).statusCode()).isEqualTo(403);
        }
        assertThat(console.get("/board/tests", "Cookie", ian).statusCode()).isEqualTo(403);
        String body = body(act(Ids.next(), "BEGIN", Map.of()));
        assertThat(console.json("/visit/" + visit + "/acts", body, "Cookie", ian)
                        .statusCode())
                .isEqualTo(403);
        for (String broken : List.of("{}", "[]", "{\"acts\":[]}", "{\"acts\":[{}]}", "{\"acts\":[{\"id\":1}]}", "x")) {
            assertThat(post(visit, broken, ian).statusCode()).isEqualTo(400);
        }
        // A refused act stops none that comes after it, and a second sending changes nothing.
        UUID id = Ids.next();
        String three =
                body(act(Ids.next(), "TEST_MODE_ON", Map.of()), act(id, "BEGIN", Map.of()), act(id, "BEGIN", Map.of()));
        JsonObject answer = new JsonObject(post(visit, three, ian).body());
        assertThat(answer.getJsonArray("answers").getJsonObject(0).getString("refused"))
                .contains("Begin the visit first");
        assertThat(answer.getJsonArray("answers").getJsonObject(2).getString("refused"))
                .isNull();
        assertThat(answer.getJsonObject("state").getString("state")).isEqualTo("OPEN");
    }

    @Test
    void the_limits_are_the_service_s_own_and_the_home_s_page_shows_its_visits() throws Exception {
        String token = "Bearer " + console.otherToken;
        assertThat(console.get("/api/v1/visit-settings", "Authorization", token).body())
                .contains("\"phoneLostSeconds\":60", "\"signalLimitDbm\":-105");
        HttpResponse<String> changed = console.send(
                console.request("/api/v1/visit-settings", "Authorization", token, "Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"phoneLostSeconds\":30}")));
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(console.get("/api/v1/visit-settings", "Authorization", token).body())
                .contains("\"phoneLostSeconds\":30");
        assertThat(console.get("/api/v1/visit-settings", "Authorization", "Bearer " + console.demoToken)
                        .body())
                .contains("\"phoneLostSeconds\":60");
        UUID home = home("7710004", "Kay Panel", "10 Fitting Lane");
        begin(home);
        assertThat(console.get("/homes/" + home, "Cookie", ian).body()).contains("Plan a visit", "Installation");
        assertThat(console.get("/homes/" + home, "Cookie", olive).body())
                .contains("Installation")
                .doesNotContain("Plan a visit");
    }

    @Test
    void whoever_is_an_installer_no_longer_is_refused_in_words_and_their_phone_shows_what_it_kept() throws Exception {
        UUID home = home("7710006", "Una Changed", "12 Fitting Lane");
        String visit = begin(home);
        send(visit, act(Ids.next(), "BEGIN", Map.of()));
        String before = shownVersion(visit);
        assertThat(state(visit, ian).getString("wayInVersion")).isEqualTo(before);
        console.test.execute("update home set key_safe_enc = '\\x01' where id = '" + home + "'");
        assertThat(state(visit, ian).getString("wayInVersion")).isNotEqualTo(before);
        assertThat(state(visit, ian).getString("by")).isNotBlank();

        console.test.execute("update operator set role = 'OPERATOR' where username = 'ian'");
        try {
            HttpResponse<String> refused = post(visit, body(act(Ids.next(), "COMPLETE", Map.of())), ian);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
            assertThat(refused.headers().firstValue("X-CSRF-Token"))
                    .as("not for its mark")
                    .isEmpty();
            assertThat(refused.body()).contains("Visits are the installers'");
            assertThat(console.get("/visit/" + visit, "Cookie", ian, "Accept", "text/html")
                            .body())
                    .contains("Not for you", "id=\"unsent\" data-by=\"", "/static/js/unsent.js");
        } finally {
            console.test.execute("update operator set role = 'INSTALLER' where username = 'ian'");
        }
    }

    private static String shownVersion(String visit) throws Exception {
        HttpResponse<String> shown =
                console.json("/visit/" + visit + "/access", "{}", "Cookie", ian, "X-CSRF-Token", console.csrf(ian));
        return new JsonObject(shown.body()).getString("version");
    }

    private static String begin(UUID home) throws Exception {
        HttpResponse<String> planned = console.form(
                "/visits",
                List.of("_csrf", console.csrf(ian), "home", home.toString(), "kind", "INSTALL"),
                "Cookie",
                ian);
        assertThat(planned.statusCode()).isEqualTo(303);
        return planned.headers().firstValue("Location").orElseThrow().substring("/visit/".length());
    }

    private static String act(UUID id, String kind, Map<String, String> data) {
        return new JsonObject()
                .put("id", id.toString())
                .put("kind", kind)
                .put("at", console.now().toString())
                .put("data", new JsonObject(Map.copyOf(data)))
                .encode();
    }

    private static String body(String... acts) {
        return "{\"acts\":[" + String.join(",", acts) + "]}";
    }

    private static JsonObject send(String visit, String... acts) throws Exception {
        HttpResponse<String> answer = post(visit, body(acts), ian);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("\"refused\":\"");
        return new JsonObject(answer.body()).getJsonObject("state");
    }

    private static HttpResponse<String> post(String visit, String body, String who) throws Exception {
        return console.json("/visit/" + visit + "/acts", body, "Cookie", who, "X-CSRF-Token", console.csrf(who));
    }

    private static JsonObject state(String visit, String who) throws Exception {
        return new JsonObject(
                console.get("/visit/" + visit + "/state", "Cookie", who).body());
    }

    private static String paper(String path, String language) throws Exception {
        HttpRequest request = console.request(path, "Cookie", ian)
                .timeout(Duration.ofSeconds(60))
                .GET()
                .build();
        HttpResponse<InputStream> answer =
                java.net.http.HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/pdf");
        byte[] pdf = answer.body().readAllBytes();
        TaggedPdf.isReadAloud(pdf, language, title(path, language));
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    private static String title(String path, String language) {
        boolean welsh = language.equals("cy");
        return path.contains("evidence")
                ? welsh ? "Tystiolaeth o ymweliad" : "Evidence of a visit"
                : welsh ? "Beth a brofwyd yn eich cartref" : "What was tested in your home";
    }

    private static UUID home(String cid, String name, String line1) {
        UUID home = Ids.next();
        UUID person = Ids.next();
        UUID service = console.demo.id();
        console.test.execute("insert into home (id, service_id, line1, postcode, created_at) values ('%s', '%s', '%s',"
                        .formatted(home, service, line1)
                + " 'LS1 4AP', '2026-01-01Z')");
        console.test.execute("insert into service_user (id, service_id, name, created_at) values ('%s', '%s', '%s',"
                        .formatted(person, service, name)
                + " '2026-01-01Z')");
        console.test.execute("insert into resident (service_id, home_id, service_user_id, since) values ('%s', '%s',"
                        .formatted(service, home)
                + " '%s', '2026-01-01Z')".formatted(person));
        console.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '%s', 'SCAIP', 'NONE', '2026-01-01Z')"
                                .formatted(Ids.next(), service, home, cid));
        return home;
    }
}
