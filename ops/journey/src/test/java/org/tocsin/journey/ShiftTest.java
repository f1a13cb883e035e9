package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two operators share a night by keyboard alone. */
class ShiftTest {
    private static Chromium chromium;
    private static AlarmCentre centre;
    private static ScaipPress unit;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory);
        unit = new ScaipPress(centre.sipPort());
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
    void an_alarm_is_parked_comes_back_by_a_press_and_is_handed_over_by_keys_alone() {
        try (BrowserContext here = chromium.screen();
                BrowserContext there = chromium.screen()) {
            Page olga = centre.signIn(here, "operator");
            Page oskar = centre.signIn(there, "operator2");
            press("760001", "Mrs Byron", "a");
            assertThat(strip(olga, "Mrs Byron")).isVisible();
            keys(olga, "n");
            assertThat(olga.locator("#case h1")).hasText("Mrs Byron");
            keys(olga, "t");
            assertThat(olga.locator("#case .standing")).containsText("you have it");

            keys(olga, "p");
            assertThat(olga.locator("#panel-park")).isVisible();
            keys(olga, "1");
            assertThat(olga.locator("#panel-park [data-confirm]")).isDisabled();
            olga.keyboard().type("daughter rings back");
            assertThat(olga.locator("#panel-park [data-confirm]")).hasText("Park for 1 minute");
            keys(olga, "Enter");
            assertThat(olga.locator("#case .standing")).containsText("parked until");
            assertThat(strip(oskar, "Mrs Byron")).containsText("daughter rings back");

            unit.press("760001", "b", Map.of("dty", "0003", "stc", "0010"));
            assertThat(strip(oskar, "Mrs Byron")).not().containsText("daughter rings back");
            assertThat(olga.locator("body")).hasAttribute("data-sounds", "life");
            keys(olga, "t");
            // What may be done with it is there with the alarm itself; that it falls silent is told sooner.
            assertThat(olga.locator("#case .standing")).containsText("you have it");
            assertThat(olga.locator("body")).hasAttribute("data-sounds", "quiet");

            keys(olga, "h");
            Locator asked = olga.locator("#panel-hand-over label", new Page.LocatorOptions().setHasText("is there"));
            keys(olga, asked.first().locator("kbd").textContent());
            olga.keyboard().type("ambulance on its way");
            keys(olga, "Enter");
            assertThat(olga.locator("#case")).containsText("is asked to take over");
            assertThat(olga.locator("#case .standing")).containsText("you have it");

            assertThat(oskar.locator("#bay-waiting")).containsText("Mrs Byron");
            keys(oskar, "n");
            assertThat(oskar.locator("#part-head")).containsText("ambulance on its way");
            keys(oskar, "t");
            assertThat(oskar.locator("#case .standing")).containsText("you have it");
            assertThat(oskar.locator("#part-log")).containsText("Handed over by");
            assertThat(olga.locator("#case .standing")).containsText("operator2 has it");

            Page room = here.newPage();
            room.navigate(centre.address("/shift"));
            assertThat(room.locator("#room")).containsText("Mrs Byron");
            assertThat(room.locator("#room")).containsText("there since");
        }
    }

    @Test
    void every_board_counts_down_when_somebody_s_browser_is_gone_and_who_comes_back_keeps_it() {
        try (BrowserContext here = chromium.screen()) {
            Page olga = centre.signIn(here, "operator");
            try (BrowserContext there = chromium.screen()) {
                Page oskar = centre.signIn(there, "operator2");
                press("760002", "Mr Keats", "a");
                strip(oskar, "Mr Keats").click();
                assertThat(oskar.locator("#case h1")).hasText("Mr Keats");
                keys(oskar, "t");
                assertThat(oskar.locator("#case .standing")).containsText("you have it");
            }
            assertThat(olga.locator("#releasing"))
                    .containsText(
                            "operator2's browser is gone",
                            new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
            // Another test's alarm may be in the same hands.
            Locator left = olga.locator("#releasing .banner:has-text('Mr Keats') .left");
            String first = left.textContent();
            olga.waitForCondition(() -> !left.textContent().equals(first));
            assertThat(Integer.parseInt(first)).isBetween(1, 30);
            try (BrowserContext back = chromium.screen()) {
                Page oskar = centre.signIn(back, "operator2");
                assertThat(oskar.locator("#bay-hand")).containsText("Mr Keats");
                assertThat(olga.locator("#releasing .banner")).hasCount(0);
            }
        }
    }

    private static void press(String cid, String name, String ref) {
        centre.enrol(Homes.plain(cid, name, "1 Test Street", "NW1 1AA"));
        unit.press(cid, ref, Map.of("dty", "0003", "stc", "0010"));
    }

    private static void keys(Page page, String... keys) {
        List.of(keys).forEach(page.keyboard()::press);
    }

    private static Locator strip(Page page, String name) {
        return page.locator(".strip", new Page.LocatorOptions().setHasText(name));
    }
}
