package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A street loses its mains, and somebody in it falls: what an operator sees and does, in a real browser. */
class IncidentTest {
    private static final int HOMES = 60;
    private static final double PATIENCE_MS = 60_000;

    @Test
    void sixty_homes_without_mains_are_one_strip_and_a_press_from_one_of_them_stands_on_top(@TempDir Path directory) {
        try (Chromium chromium = Chromium.launch();
                AlarmCentre centre = AlarmCentre.open(directory);
                ScaipPress unit = new ScaipPress(centre.sipPort());
                BrowserContext window = chromium.screen()) {
            for (int i = 0; i < HOMES; i++) {
                centre.enrol(Homes.plain(cid(i), "Resident " + cid(i), i + " Dark Street", "DK1 1AA"));
            }
            Page board = centre.signIn(window, "operator");
            for (int i = 0; i < HOMES; i++) {
                unit.press(cid(i), "m" + i, Map.of("dty", "0002", "stc", "0085"));
                if (i % 20 == 10) {
                    keysAct(board);
                }
            }
            Locator card = board.locator(".strip.incident");
            assertThat(card).containsText("Mains failure in DK1", soon());
            assertThat(card).containsText(HOMES + " homes, 0 back, " + HOMES + " to ring", soon());
            assertThat(board.locator(".strip")).hasCount(1);
            assertThat(board.locator("body")).hasAttribute("data-sounds", "urgent");

            unit.press(cid(7), "life", Map.of("dty", "0003", "stc", "0010"));
            assertThat(board.locator(".bay-waiting .strip").first()).containsText("Resident " + cid(7));
            assertThat(board.locator("body")).hasAttribute("data-sounds", "life");
            card.click();
            assertThat(board.locator("#case h1")).hasText("Mains failure in DK1");
            board.keyboard().press("t");
            assertThat(board.locator("#case .standing")).containsText("you have it");
            assertThat(board.locator("#part-head .mark")).containsText("INCIDENT");
            picture(board, "incident-card");
            work(centre, window);
        }
    }

    /** While the next homes lose their mains. How soon they act is measured by benches, on a machine that is quiet. */
    private static void keysAct(Page board) {
        board.keyboard().press("?");
        assertThat(board.locator("#key-help")).isVisible();
        board.keyboard().press("Escape");
        assertThat(board.locator("#key-help")).isHidden();
    }

    private static void work(AlarmCentre centre, BrowserContext window) {
        Page list = window.newPage();
        list.navigate(centre.address("/incidents"));
        list.locator("table a").first().click();
        assertThat(list.locator("h1")).hasText("Mains failure in DK1");
        assertThat(list.locator(".life-now")).hasCount(1);
        picture(list, "incident");
        list.locator("[data-all]").check();
        list.getByText("Spoken to, well").click();
        list.locator("input[name=note]").fill("rang the whole street");
        assertThat(list.locator("[data-submit]")).hasText("Write it down for " + HOMES + " homes");
        list.keyboard().press("Enter");
        assertThat(list.locator(".empty")).containsText("Nobody is left to ring");
        list.navigate(centre.address("/carriers"));
        picture(list, "carriers");
        list.locator("table").nth(2).locator("a").first().click();
        assertThat(list.locator("h1")).containsText("without power for 8 hours");
        picture(list, "what-if");
        list.setViewportSize(390, 844);
        list.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        picture(list, "what-if-phone");
        list.navigate(centre.address("/incidents"));
        list.locator("table a").first().click();
        list.locator(".parts a").last().click();
        picture(list, "incident-phone");
    }

    /** Where somebody looks at them. */
    private static void picture(Page page, String name) {
        String folder = System.getProperty("tocsin.screenshots");
        if (folder != null) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")));
        }
    }

    private static LocatorAssertions.ContainsTextOptions soon() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
    }

    private static String cid(int i) {
        return Integer.toString(660_000 + i);
    }
}
