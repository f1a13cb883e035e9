package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More alarms than are drawn at once: every row is reached by key, counted for who cannot see, and never cut. */
class LongBoardTest {
    /** More than a list draws (bay.js). */
    private static final int ALARMS = 70;

    private static final String WHOLE = """
            () => {
              const row = document.activeElement.closest(".strip")?.getBoundingClientRect();
              const list = document.getElementById("bay-waiting").getBoundingClientRect();
              return row && row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
            }
            """;

    @Test
    void the_last_row_is_reached_said_and_stays_whole_when_a_banner_comes(@TempDir Path directory) {
        try (Chromium chromium = Chromium.launch();
                AlarmCentre centre = AlarmCentre.open(directory);
                BrowserContext window = chromium.screen()) {
            raise(centre);
            Page page = centre.signIn(window, "operator");
            assertThat(page.locator("#waiting-words")).containsText(ALARMS + ", ");

            page.keyboard().press("End");
            chosenIs(page, ALARMS);
            assertThat(page.locator("#bay-waiting .strip").first()).not().hasAttribute("aria-posinset", "1");
            page.waitForFunction(WHOLE);

            // One of its own: each of the page's is taken away by the next answer of the platform.
            page.evaluate("() => { const one = document.getElementById('failed'); const banner = one.cloneNode(true);"
                    + " banner.id = 'stays'; banner.hidden = false; one.after(banner); }");
            assertThat(page.locator("#stays")).isVisible();
            page.waitForFunction(WHOLE);

            page.keyboard().press("Home");
            chosenIs(page, 1);
            page.waitForFunction(WHOLE);
        }
    }

    private static void chosenIs(Page page, int row) {
        Locator chosen = page.locator("#bay-waiting .strip:focus-within");
        assertThat(chosen).hasAttribute("aria-posinset", Integer.toString(row));
        assertThat(chosen).hasAttribute("aria-setsize", Integer.toString(ALARMS));
    }

    private static void raise(AlarmCentre centre) {
        try (ScaipPress unit = new ScaipPress(centre.sipPort())) {
            for (int i = 0; i < ALARMS; i++) {
                String cid = Integer.toString(660_001 + i);
                centre.enrol(Homes.plain(cid, "Resident " + i, i + " Long Street", "NW1 1AA"));
                unit.press(cid, "a", Map.of("dty", "0003", "stc", "0010"));
            }
        }
    }
}
