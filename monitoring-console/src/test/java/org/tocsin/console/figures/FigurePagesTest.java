package org.tocsin.console.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** Figures on pages, as files and over REST: by whom they may be read, what they say, and what people may say to them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FigurePagesTest {
    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;
    private static String month;
    private static String[] token;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        token = new String[] {"Authorization", "Bearer " + console.demoToken};
        month = YearMonth.from(console.now().atZone(ZoneId.of("Europe/London"))).toString();
        for (int i = 0; i < 3; i++) {
            console.press("700000" + i, "R" + i);
        }
        // Three minutes later nobody has answered, and each asks for an investigation.
        console.ahead = Duration.ofSeconds(200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> thisMonth().getJsonObject("investigations").getInteger("missing") == 3);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    private static JsonObject thisMonth() throws Exception {
        HttpResponse<String> answer = console.get("/api/v1/figures/answers", token);
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonArray months = new JsonObject(answer.body()).getJsonArray("months");
        assertThat(months).hasSize(18);
        return months.getJsonObject(0);
    }

    @Test
    @Order(1)
    @DisplayName("each figure is a sentence with its rule and a way to its rows")
    void overview() throws Exception {
        HttpResponse<String> page = console.get("/figures", "Cookie", mary);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "Of 3 calls in", "0 % were taken within 60 seconds (target 97.5 %)", "this is the time to take")
                .contains("3 slow calls have not been investigated yet", "Each press of a home is a call of its own")
                .contains("/figures/calls?month=" + month + "&amp;which=LATE", "data:image/svg+xml;base64,")
                .contains("Nobody has been sent in", "from the decision")
                .contains("The promise to be there within 2 hours is for everybody", "Promise, from the receipt");
        String board = console.get("/", "Cookie", olive).body();
        assertThat(board).contains("<details class=\"today\"><summary>");
        String today = console.get("/board/today", "Cookie", olive).body();
        assertThat(today)
                .contains("<p id=\"today-rule\" hx-swap-oob=\"innerHTML\">Counted are ", "Each press of a home")
                .doesNotContain("title=");
    }

    @Test
    @Order(2)
    @DisplayName("every page is there for managers, and for nobody else")
    void who_may_read() throws Exception {
        for (String path : List.of(
                "/figures",
                "/figures/calls?which=EVERY",
                "/figures/calls.csv?month=" + month,
                "/figures/sent?month=" + month,
                "/figures/sent.csv?month=" + month,
                "/figures/sent?which=PROMISED&clock=RECEIPT&month=" + month,
                "/figures/sent.csv?which=OVER_PROMISE&month=" + month,
                "/figures/profiles",
                "/figures/quality",
                "/figures/falls",
                "/figures/falls/rows?month=" + month,
                "/figures/falls.csv?month=" + month,
                "/figures/staffing",
                "/figures/staffing/rows?day=MONDAY&slot=3",
                "/figures/staffing.csv")) {
            HttpResponse<String> hers = console.get(path, "Cookie", mary);
            assertThat(hers.statusCode()).as(path).isEqualTo(200);
            assertThat(hers.body()).as(path).isNotBlank();
            assertThat(console.get(path, "Cookie", olive).statusCode()).as(path).isEqualTo(403);
        }
        for (String path : List.of(
                "answers",
                "answers/calls?month=" + month,
                "arrivals",
                "arrivals/alarms?month=" + month,
                "arrivals/alarms?which=over-promise&month=" + month,
                "profiles",
                "falls",
                "staffing",
                "quality",
                "quality/samples?month=" + month,
                "quality/form")) {
            assertThat(console.get("/api/v1/figures/" + path, token).statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(console.get("/api/v1/figures/" + path, "Cookie", olive).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(console.get("/figures/calls?which=EVERY", "Cookie", stranger).body())
                .contains("There is no such call");
    }

    @Test
    @Order(3)
    @DisplayName("the rows are those of the figure, also as a file; each reading is on the audit trail")
    void rows() throws Exception {
        HttpResponse<String> rows =
                console.get("/api/v1/figures/answers/calls?which=late&limit=2&month=" + month, token);
        JsonObject page = new JsonObject(rows.body());
        assertThat(page.getJsonArray("items")).hasSize(2);
        HttpResponse<String> more = console.get(
                "/api/v1/figures/answers/calls?which=late&month=" + month + "&cursor=" + page.getString("next"), token);
        assertThat(new JsonObject(more.body()).getJsonArray("items")).hasSize(1);
        HttpResponse<String> file = console.get("/figures/calls.csv?which=LATE&month=" + month, "Cookie", mary);
        assertThat(file.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(file.body().lines()).hasSize(4);
        assertThat(console.get("/api/v1/figures/answers/calls?month=nonsense", token)
                        .statusCode())
                .isEqualTo(422);
        assertThat(audited("read-figure-rows")).isPositive();
    }

    @Test
    @Order(4)
    @DisplayName("a person leaves a call out and writes an investigation, by the forms of the page; a program may not")
    void said() throws Exception {
        JsonArray calls = new JsonObject(
                        console.get("/api/v1/figures/answers/calls?which=not-investigated&month=" + month, token)
                                .body())
                .getJsonArray("items");
        String first = calls.getJsonObject(0).getString("signalId");
        String second = calls.getJsonObject(1).getString("signalId");
        assertThat(console.json(
                                "/api/v1/figures/exclusions",
                                "{\"signalId\":\"" + first + "\",\"reason\":\"A drill\"}",
                                token)
                        .statusCode())
                .isEqualTo(403);
        assertThat(act("/figures/calls/exclude?month=" + month + "&which=LATE", "signal", first, "reason", "x")
                        .body())
                .contains("Say why, in 5 to 2000 characters.");
        HttpResponse<String> left = act(
                "/figures/calls/exclude?month=" + month + "&which=LATE", "signal", first, "reason", "A <b>drill</b>");
        assertThat(left.statusCode()).isEqualTo(303);
        assertThat(left.headers().firstValue("Location")).contains("/figures/calls?month=" + month + "&which=LATE");
        assertThat(act(
                                "/figures/calls/investigate?which=NOT_INVESTIGATED",
                                "signal",
                                second,
                                "cause",
                                "TOO_FEW_PEOPLE",
                                "words",
                                "One of two was ill")
                        .statusCode())
                .isEqualTo(303);

        assertThat(console.get("/figures/calls?which=EXCLUDED&month=" + month, "Cookie", mary)
                        .body())
                .contains("Left out by The mary", "A &lt;b&gt;drill&lt;/b&gt;");
        assertThat(console.get("/figures/calls?which=INVESTIGATED", "Cookie", mary)
                        .body())
                .contains("too few people for what came in. One of two was ill");
        JsonObject now = thisMonth();
        assertThat(now.getJsonObject("counted").getInteger("calls")).isEqualTo(2);
        assertThat(now.getJsonObject("excluded").getInteger("calls")).isEqualTo(1);
        assertThat(now.getJsonObject("investigations").getInteger("missing")).isEqualTo(2);
        assertThat(audited("exclude-from-figures")).isEqualTo(1);
    }

    @Test
    @Order(5)
    @DisplayName("a profile is added and re-judges its months; what is wrong with one is said")
    void profiles() throws Exception {
        assertThat(act("/figures/profiles", "validFrom", "soon", "name", "X", "counted", "EMERGENCY")
                        .body())
                .contains("From which month on: 2026-04.");
        HttpResponse<String> added = console.json(
                "/api/v1/figures/profiles",
                "{\"validFrom\":\"" + month
                        + "\",\"name\":\"Contract\",\"counted\":[\"door\"],\"answerPercent\":\"98.5\","
                        + "\"arriveCrisisSeconds\":5400}",
                token);
        assertThat(added.statusCode()).isEqualTo(201);
        JsonObject now = thisMonth();
        assertThat(now.getJsonObject("counted").getInteger("calls")).isZero();
        assertThat(now.getJsonObject("apart").getJsonObject("emergency").getInteger("calls"))
                .isEqualTo(3);
        assertThat(now.getJsonObject("profile").getString("answerPercent")).isEqualTo("98.5");
        assertThat(now.getJsonObject("profile").getInteger("arriveCrisisSeconds"))
                .isEqualTo(5_400);
        assertThat(console.get("/figures/profiles", "Cookie", mary).body())
                .contains("Contract, from", "For everybody: 100 % in 90 minutes.", "For everybody: 100 % in 2 hours.");
    }

    private static HttpResponse<String> act(String path, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(mary)));
        all.addAll(List.of(fields));
        return console.form(path, all, "Cookie", mary, "Origin", console.uri("").toString());
    }

    private static int audited(String action) throws Exception {
        return TestConsole.await(console.database
                .pool()
                .query("select count(*)::int from audit where action = '" + action + "'")
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0)));
    }
}
