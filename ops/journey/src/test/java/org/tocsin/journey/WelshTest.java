package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who reads Welsh works on an alarm from the sign-in to its end. */
class WelshTest {
    private static final Map<String, String> PENDANT = Map.of("dty", "0003", "stc", "0010", "lco", "021");

    /** What the pages' script must make of the same words as the platform does. */
    private static final Map<String, String> SAME = Map.of(
            "Pendant, kitchen", "Tlws gwddf, cegin",
            "Sat 21 Nov, 03:10:07 · you have it", "Sad 21 Tach, 03:10:07 · gennych chi mae hwn",
            "Close as accidental press, spoken to Mrs Shah", "Cau fel gwasgiad damweiniol, siaradwyd â Mrs Shah",
            "3 waiting to send", "3 yn aros i'w hanfon",
            "parked until 03:10:07: tea", "wedi'i barcio tan 03:10:07: tea",
            "4th fall in 7 days", "cwymp rhif 4 mewn 7 diwrnod",
            "Shares are rounded down. The month is that of the alarm.",
                    "Talgrynnir cyfrannau i lawr. Mis y larwm yw'r mis.");

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
    @DisplayName("from Cymraeg on the sign-in page to an alarm closed by keyboard, and back to English")
    void a_shift_in_welsh() {
        try (BrowserContext window = chromium.screen()) {
            Page first = window.newPage();
            first.navigate(centre.address("/login"));
            choose(first, "cy");
            assertThat(first.locator("h1 + p")).hasText("Mae rhywun yn gwasgu. Mae rhywun yn ateb.");
            choose(first, "en-GB");
            first.close();
            Page page = centre.signIn(window, "operator");
            choose(page, "cy");
            assertThat(page.locator("#bay-waiting")).containsText("Does neb yn aros.");
            assertThat(page.locator("#link")).hasText("yn fyw");

            unit.press("770001", "w1", PENDANT);
            Locator strip = page.locator("#bay-waiting .strip");
            assertThat(strip.locator(".trigger")).hasText("Tlws gwddf, cegin");
            assertThat(strip.locator(".name")).hasText("Uned 770001");
            assertThat(page.locator("#say-now")).containsText("BYWYD: Uned 770001, Tlws gwddf, cegin");
            page.keyboard().press("n");
            assertThat(page.locator("#case .standing")).hasText("yn aros, does gan neb hwn");
            page.keyboard().press("t");
            assertThat(page.locator("#case .standing")).containsText("gennych chi mae hwn");
            assertThat(page.locator("#key-strip")).containsText("galw allan");
            page.keyboard().press("o");
            Locator panel = page.locator("#panel-close");
            assertThat(panel.locator("h2")).hasText("Sut daeth i ben? Gwasgwch ei lythyren.");
            page.keyboard().press("1");
            assertThat(panel.locator("[data-confirm]")).containsText("gwasgiad damweiniol");
            page.keyboard().press("Escape");
            choose(page, "en-GB");
            assertThat(page.locator("#case .standing")).containsText("you have it");
        }
    }

    @Test
    @DisplayName("the pages' script and the platform make the same of the same words")
    void two_readers_of_one_catalogue() {
        try (BrowserContext window = chromium.screen()) {
            Page page = window.newPage();
            page.navigate(centre.address("/login"));
            SAME.forEach((english, welsh) -> assertThat(page.evaluate(
                            "text => import('/static/js/welsh.js').then((module) => module.say(text))", english))
                    .isEqualTo(welsh));
            for (String other : List.of("Mrs Iris Shah", "June", "she is up, has eaten", "Bwrdd")) {
                assertThat(page.evaluate(
                                "text => import('/static/js/welsh.js').then((module) => module.say(text))", other))
                        .isNull();
            }
        }
    }

    private static void choose(Page page, String language) {
        page.locator("form.language button").click();
        assertThat(page.locator("html")).hasAttribute("lang", language);
    }
}
