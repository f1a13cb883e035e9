package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures of every page with living alarms, dark and light, at the sizes the screens are made for. Run by
 * {@code ops/screenshots}, which names the folder; otherwise left out. A person looks at what it made.
 */
@EnabledIfSystemProperty(named = "tocsin.screenshots", matches = ".+")
class Screenshots {
    private static final List<List<String>> NEIGHBOURS = List.of(
            List.of("880011", "Arthur Pemberton", "3 Mill Lane", "NW6 1NB", "0005", "0009", "021"),
            List.of("880012", "Irene Kowalska", "Flat 4, Birch Court", "N19 5QT", "0003", "0010", "042"),
            List.of("880013", "George Adeyemi", "88 Park Road", "NW1 4RP", "0012", "0009", "012"),
            List.of("880014", "Joan Baker", "16 Lock View", "NW1 8AF", "0014", "0009", "039"),
            List.of("880015", "Ahmed Rashid", "6 Lock View", "NW1 8AF", "0002", "0085", "042"),
            List.of("880016", "Doris Lane", "2 Gate Street", "NW3 2JT", "0003", "0016", "000"),
            List.of("880017", "Patrick O'Neill", "41 Haverstock Hill", "NW3 4RL", "0023", "0009", "021"));

    private Chromium chromium;
    private AlarmCentre centre;
    private static final List<String> ESTATE = List.of(
            "/homes",
            "/stock",
            "/reviews",
            "/estate/ghosts",
            "/estate/strangers",
            "/estate/imports",
            "/supervision",
            "/faults",
            "/incidents",
            "/carriers",
            "/health-tests",
            "/health-tests/new",
            "/health-tests/calls",
            "/settings/watching",
            "/visits",
            "/readiness",
            "/rota",
            "/report",
            "/figures",
            "/figures/calls?which=EVERY",
            "/figures/quality",
            "/figures/staffing",
            "/figures/profiles",
            "/prove",
            "/shift",
            "/shift/rules",
            "/keys");
    private final Path to = Path.of(System.getProperty("tocsin.screenshots", "."));

    @BeforeEach
    void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory);
    }

    @Test
    void of_every_page() {
        raise();
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            board(1366, 768, scheme);
            board(1920, 1080, scheme);
            // What is left of 1366 by 768 at 200 %.
            board(683, 384, scheme);
            board(390, 844, scheme);
            phone(scheme);
            estate(1366, 768, scheme);
            estate(390, 844, scheme);
        }
    }

    @AfterEach
    void close() {
        if (centre != null) {
            centre.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    private void raise() {
        JsonNode margaret = centre.enrol(Homes.margaret("880001"));
        NEIGHBOURS.forEach(home -> centre.enrol(Homes.plain(home.get(0), home.get(1), home.get(2), home.get(3))));
        earlierAlarms(margaret);
        roseCourt();
        testsThatNeedACall();
        try (MqttPress pendant = new MqttPress(centre.mqttPort(), margaret);
                ScaipPress scaip = new ScaipPress(centre.sipPort())) {
            NEIGHBOURS.forEach(home ->
                    scaip.press(home.get(0), "s1", Map.of("dty", home.get(4), "stc", home.get(5), "lco", home.get(6))));
            // Gives up: nobody was heard.
            scaip.press("880014", "s1", Map.of("mty", "RE", "dty", "0014"));
            scaip.press("880099", "r1", Map.of("dty", "0043", "did", "90", "sco", "1"));
            scaip.press("880099", "r2", Map.of("dty", "0004", "did", "12", "sco", "2", "lco", "011"));
            scaip.press("880099", "r3", Map.of("dty", "0041", "stc", "0085"));
            scaip.press("880099", "r4", Map.of("dty", "0041", "stc", "0086"));
            scaip.press("5550107", "s2", Map.of("dty", "0003", "stc", "0010"));
            scaip.press("880012", "s3", Map.of("dty", "0003", "stc", "0010", "lco", "042"));
            pendant.press("m1", "0003", "012");
            pendant.press("m2", "0003", "012");
            work();
        }
    }

    /** Grouped housing: a flat, a door, and one controller for both. */
    private void roseCourt() {
        centre.enrol(Homes.plain("880099", "Rose Court controller", "Rose Court", "N1 9RC"));
        String scheme = "/api/v1/schemes/"
                + centre.put("/api/v1/schemes", Map.of("name", "Rose Court", "managerFirstSeconds", 900))
                        .get("id")
                        .asText();
        centre.put(scheme + "/controllers/880099", Map.of());
        centre.put(scheme + "/points", Map.of("did", "90", "kind", "door", "name", "Main entrance"));
        centre.put(
                scheme + "/points",
                Map.of(
                        "did", "12",
                        "kind", "dwelling",
                        "name", "Flat 12",
                        "home", Map.of("line1", "Flat 12, Rose Court", "postcode", "N1 9RC"),
                        "serviceUser", Map.of("name", "Elsie Marsh")));
    }

    /** A campaign whose units are tested while somebody speaks with the home. */
    private void testsThatNeedACall() {
        centre.put("/api/v1/unit-models", Map.of("make", "Bell", "name", "One"));
        for (int i = 1; i <= 3; i++) {
            Map<String, Object> home =
                    new HashMap<>(Homes.plain("88020" + i, "Walter Pike", i + " Dial Street", "N1 7DS"));
            home.put("model", Map.of("make", "Bell", "name", "One"));
            centre.enrol(home);
        }
        try (BrowserContext desk = chromium.screen()) {
            Page mary = centre.signIn(desk, "manager");
            mary.navigate(centre.address("/health-tests/models"));
            mary.getByLabel("Way").selectOption("BY_CALL");
            mary.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save"))
                    .click();
            centre.post("/api/v1/campaigns", Map.of("name", "Spring tests", "hours", "always"), 201);
            mary.waitForTimeout(3_000);
        }
    }

    /** A history, so that the last alarms have something to show. */
    private void earlierAlarms(JsonNode margaret) {
        List<String> outcomes =
                List.of("accidental", "reassured", "responder-attended", "family-attended", "test-call");
        try (MqttPress pendant = new MqttPress(centre.mqttPort(), margaret)) {
            for (int i = 0; i < outcomes.size(); i++) {
                pendant.press("p" + i, i % 2 == 0 ? "0003" : "0004", i % 3 == 0 ? "011" : "012");
                String id = centre.get("/api/v1/alarms?cid=880001&state=open")
                        .at("/items/0/id")
                        .asText();
                centre.post("/api/v1/alarms/" + id + "/take", Map.of("operator", "operator"), 200);
                centre.post(
                        "/api/v1/alarms/" + id + "/close",
                        Map.of("operator", "operator", "outcome", outcomes.get(i), "spokenTo", "Mrs Shah"),
                        200);
            }
        }
    }

    /** Two operators at work, a responder on her way. */
    private void work() {
        try (BrowserContext room = chromium.screen();
                BrowserContext room2 = chromium.screen();
                BrowserContext pocket = chromium.phone(ColorScheme.DARK)) {
            Page tom = centre.signIn(room2, "operator2");
            open(tom, "Patrick O'Neill");
            tom.keyboard().press("t");
            assertThat(tom.locator("#case .standing")).containsText("you have it");
            Page olive = centre.signIn(room, "operator");
            open(olive, "Margaret Shah");
            olive.keyboard().press("t");
            assertThat(olive.locator("#case .standing")).containsText("you have it");
            olive.keyboard().press("c");
            olive.keyboard().press("3");
            olive.keyboard().press("Enter");
            assertThat(olive.locator(".contacts .busy")).containsText("asked");
            Page rhona = centre.signIn(pocket, "responder");
            rhona.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Accept"))
                    .click();
            assertThat(olive.locator(".contacts .busy")).containsText("accepted");
        }
    }

    private void board(int width, int height, ColorScheme scheme) {
        String suffix = "-" + width + "x" + height + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        try (BrowserContext room = chromium.screen(width, height, scheme)) {
            Page page = room.newPage();
            page.navigate(centre.address("/login"));
            picture(page, "sign-in" + suffix);
            page.close();
            Page board = centre.signIn(room, "operator");
            assertThat(board.locator("#link")).hasText("live");
            board.keyboard().press("Shift");
            picture(board, "board" + suffix);
            open(board, "Margaret Shah");
            picture(board, "alarm" + suffix);
            board.keyboard().press("o");
            board.keyboard().press("1");
            picture(board, "closing" + suffix);
            board.keyboard().press("Escape");
            board.keyboard().press("?");
            picture(board, "keys" + suffix);
            board.keyboard().press("Escape");
            board.mouse().move(width / 2.0, 10);
            open(board, "Unit 5550107");
            picture(board, "stranger" + suffix);
            open(board, "Main entrance");
            picture(board, "door" + suffix);
            open(board, "Elsie Marsh");
            picture(board, "flat" + suffix);
            open(board, "Joan Baker");
            picture(board, "no-speech" + suffix);
            Page units = board.context().newPage();
            units.navigate(centre.address("/units?q=NW6"));
            picture(units, "units" + suffix);
        }
        try (BrowserContext desk = chromium.screen(width, height, scheme)) {
            unit(desk, "unit" + suffix);
        }
    }

    private void unit(BrowserContext window, String name) {
        Page page = centre.signIn(window, "manager");
        page.navigate(centre.address("/units/880001"));
        if (page.locator("#part-commands .standing").count() == 0) {
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send a test"))
                    .click();
        }
        assertThat(page.locator("#part-commands .standing").first()).isVisible();
        page.screenshot(new Page.ScreenshotOptions().setPath(to.resolve(name)).setFullPage(true));
    }

    /** What a manager opens to see whether the estate is ready. */
    private void estate(int width, int height, ColorScheme scheme) {
        String suffix = "-" + width + "x" + height + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        try (BrowserContext desk = chromium.screen(width, height, scheme)) {
            Page page = centre.signIn(desk, "manager");
            for (String path : ESTATE) {
                page.navigate(centre.address(path));
                whole(page, path.substring(1).replace('/', '-') + suffix);
            }
            page.navigate(centre.address("/homes?q=Shah"));
            page.locator("main a[href^='/homes/']").first().click();
            page.locator("h1").waitFor();
            whole(page, "home" + suffix);
        }
    }

    private void whole(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(to.resolve(name)).setFullPage(true));
    }

    private void phone(ColorScheme scheme) {
        try (BrowserContext pocket = chromium.phone(scheme)) {
            Page page = centre.signIn(pocket, "responder");
            assertThat(page.locator(".job")).isVisible();
            assertThat(page.locator("#link")).hasText("live");
            picture(page, "responder-390x844-" + scheme.name().toLowerCase(Locale.ROOT) + ".png");
        }
        try (BrowserContext pocket = chromium.phone(scheme)) {
            unit(pocket, "unit-390x844-" + scheme.name().toLowerCase(Locale.ROOT) + ".png");
        }
        try (BrowserContext pocket = chromium.phone(scheme)) {
            Page page = centre.signIn(pocket, "installer");
            picture(page, "visits-today-390x844-" + scheme.name().toLowerCase(Locale.ROOT) + ".png");
            page.navigate(centre.address("/visits?q=Dial%20Street"));
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Plan or begin"))
                    .first()
                    .click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("I am in the home"))
                    .click();
            assertThat(page.locator("#v-speech")).isVisible();
            whole(page, "visit-390x844-" + scheme.name().toLowerCase(Locale.ROOT) + ".png");
            page.navigate(centre.address("/units"));
            assertThat(page.locator("h1")).hasText("Units");
            picture(page, "units-390x844-" + scheme.name().toLowerCase(Locale.ROOT) + ".png");
        }
    }

    private void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(to.resolve(name)));
    }

    private static void open(Page page, String name) {
        page.locator(".strip", new Page.LocatorOptions().setHasText(name)).click();
        assertThat(page.locator("#case h1")).hasText(name);
        assertThat(page.locator(".strip.is-open")).containsText(name);
    }
}
