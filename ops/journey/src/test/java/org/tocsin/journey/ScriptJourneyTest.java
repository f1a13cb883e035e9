package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the alarm to its end by the keyboard alone, along its script; and an end that is refused. */
class ScriptJourneyTest {
    private static Chromium chromium;
    private static AlarmCentre centre;
    private static ScaipPress unit;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory);
        unit = new ScaipPress(centre.sipPort());
        centre.enrol(Homes.plain("660101", "Ada Hill", "1 Test Street", "NW1 1AA"));
        centre.enrol(Homes.plain("660102", "Ben Marsh", "2 Test Street", "NW1 1AA"));
        centre.enrol(Homes.plain("660103", "Cora Lane", "3 Test Street", "NW1 1AA"));
    }

    @AfterAll
    static void close() {
        if (unit != null) {
            unit.close();
        }
        if (centre != null) {
            centre.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void an_accidental_press_along_its_script_and_closed_with_three_keys() {
        press("660101");
        try (BrowserContext room = chromium.screen()) {
            Page page = open(room, "Ada Hill");
            page.keyboard().press("t");
            Locator next = page.locator("#part-doing [aria-current=step]");
            assertThat(next).containsText("Are you all right?");

            // s: what the step asks for; 1: the resident; Enter: as the button says.
            page.keyboard().press("s");
            page.keyboard().press("1");
            Locator confirm = page.locator("#panel-spoken [data-confirm]");
            assertThat(confirm).hasText("Write down: spoken to Ada Hill");
            page.keyboard().press("Enter");
            assertThat(page.locator("#part-log")).containsText("spoke with Ada Hill at the home");
            assertThat(page.locator("#panel-spoken")).isHidden();
            assertThat(next).containsText("Ask whether they have fallen");

            // One key a step; each tick with its time, by whom, and a line of the log.
            page.keyboard().press("s");
            assertThat(next).containsText("Ask whether they can stand");
            assertThat(page.locator("#part-doing .step-done").nth(1)).containsText("Olive");
            assertThat(page.locator("#part-log")).containsText("step 2 done: Ask whether they have fallen");

            // A step that cannot be done says why.
            page.keyboard().press("i");
            page.keyboard().type("she hangs up");
            page.keyboard().press("Enter");
            assertThat(page.locator("#part-doing .step-not-possible")).containsText("she hangs up");
            assertThat(page.locator("#panel-not-possible")).isHidden();

            page.keyboard().press("o");
            page.keyboard().press("a");
            assertThat(page.locator("#panel-close [data-confirm]"))
                    .hasText("Close as accidental press, spoken to Ada Hill");
            page.keyboard().press("Enter");
            assertThat(page.locator("#case")).hasAttribute("data-state", "CLOSED");
            assertThat(page.locator("#case .standing")).containsText("spoken to Ada Hill");
        }
    }

    @Test
    void nobody_answers_and_no_key_closes_it_without_help() {
        press("660102");
        try (BrowserContext room = chromium.screen()) {
            Page page = open(room, "Ben Marsh");
            page.keyboard().press("t");
            assertThat(page.locator("#case .standing")).containsText("you have it");
            page.keyboard().press("a");
            page.keyboard().press("2");
            assertThat(page.locator("#panel-spoken [data-confirm]")).hasText("Write down: nobody answers, call back");
            page.keyboard().press("Enter");
            assertThat(page.locator("#part-doing [aria-current=step]")).containsText("Call back: ring the unit");
            assertThat(page.locator("#panel-spoken")).isHidden();

            page.keyboard().press("o");
            page.keyboard().press("a");
            Locator confirm = page.locator("#panel-close [data-confirm]");
            assertThat(confirm).hasText("Not as accidental press: nobody there has been spoken to");
            assertThat(confirm).isDisabled();
            page.keyboard().press("Enter");
            assertThat(page.locator("#case")).hasAttribute("data-state", "TAKEN");
            page.keyboard().press("Escape");

            // Whoever goes past the page is refused by the platform.
            String alarm = centre.get("/api/v1/alarms?cid=660102&state=open")
                    .at("/items/0/id")
                    .asText();
            String why = centre.post(
                            "/api/v1/alarms/" + alarm + "/close",
                            Map.of("operator", "operator", "outcome", "accidental", "spokenTo", "Ben"),
                            422)
                    .get("detail")
                    .asText();
            assertThat(why).startsWith("Nobody has spoken with this home");

            // An outcome alone sends no ambulance either: the form asks for what stands behind it.
            page.keyboard().press("o");
            page.keyboard()
                    .press(page.locator("#panel-close input[value=ambulance]").getAttribute("data-letter"));
            assertThat(confirm).hasText("Not as ambulance: no call to 999 is on record");
            assertThat(confirm).isDisabled();
            page.keyboard().type("C-77");
            assertThat(confirm).hasText("Close as ambulance, 999 reference C-77");
            page.keyboard().press("Enter");
            assertThat(page.locator("#case")).hasAttribute("data-state", "CLOSED");
            assertThat(page.locator("#part-log")).containsText("999 rung, reference C-77");
        }
    }

    @Test
    void news_that_arrive_within_an_act_do_not_keep_the_page_from_being_read_again() {
        press("660103");
        try (BrowserContext room = chromium.screen()) {
            Page page = open(room, "Cora Lane");
            page.keyboard().press("t");
            assertThat(page.locator("#case .standing")).containsText("you have it");
            String path = URI.create(page.url()).getPath();
            List<Route> readings = new ArrayList<>();
            List<Route> acts = new ArrayList<>();
            page.route("**" + path, readings::add);
            page.route("**" + path + "/clocks/floor", acts::add);

            // The page is being read again; she acts before it has been.
            press("660103", "s2");
            page.waitForCondition(() -> !readings.isEmpty());
            page.keyboard().press("f");
            page.keyboard().press("Enter");
            page.waitForCondition(() -> !acts.isEmpty());
            page.unroute("**" + path);
            readings.forEach(Route::resume);
            acts.forEach(Route::resume);
            assertThat(page.locator("[data-clock=floor]")).containsText("Up again");
            assertThat(page.locator("#part-head")).containsText("2nd press");

            press("660103", "s3");
            assertThat(page.locator("#part-head")).containsText("3rd press");
        }
    }

    private static void press(String cid) {
        press(cid, "s1");
    }

    private static void press(String cid, String ref) {
        unit.press(cid, ref, Map.of("dty", "0003", "stc", "0010", "lco", "012"));
    }

    private static Page open(BrowserContext room, String name) {
        Page page = centre.signIn(room, "operator");
        page.locator(".strip", new Page.LocatorOptions().setHasText(name)).click();
        assertThat(page.locator("#case h1")).hasText(name);
        return page;
    }
}
