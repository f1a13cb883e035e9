package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures of every page with living alarms, dark and light, at the sizes the screens are made for. Run by
 * {@code ops/screenshots}, which names the folder; no test by its name, so the test runner leaves it alone. A person looks
 * at what it made.
 */
class Screenshots {
    /** Names a page that is wider than its window, and what stands out of its own box. */
    private static final String WIDER = """
            () => {
              const out = [];
              const root = document.documentElement;
              if (root.scrollWidth > root.clientWidth + 1) out.push(`page ${root.scrollWidth} of ${root.clientWidth}`);
              for (const one of document.querySelectorAll('button, .button, th, td, label, h1, h2, h3, summary, a, p, dt, dd')) {
                const style = getComputedStyle(one);
                if (one.clientWidth > 0 && style.display !== 'inline' && one.scrollWidth > one.clientWidth + 2
                    && style.overflowX !== 'auto' && style.overflowX !== 'scroll') {
                  out.push(`${one.tagName} ${one.className} ${one.scrollWidth} of ${one.clientWidth}: ${one.textContent.trim().slice(0, 40)}`);
                }
              }
              return out.slice(0, 12).join(' | ');
            }""";

    private Chromium chromium;
    private AlarmCentre centre;
    private final Path to = Path.of(System.getProperty("tocsin.screenshots", "."));

    @BeforeEach
    void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory, InstantSource.system(), Map.of("TOCSIN_SECRET_KEY", EveryPage.KEY));
    }

    @Test
    void of_every_page() {
        Evening.raise(centre, chromium);
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            board(1366, 768, scheme);
            board(1920, 1080, scheme);
            // What is left of 1366 by 768 at 200 %.
            board(683, 384, scheme);
            board(390, 844, scheme);
            unit(scheme);
            EveryPage.Look look = new EveryPage.Look(1366, 768, scheme);
            EveryPage.walk(centre, chromium, look, (place, page) -> whole(page, place.name() + suffix(page, scheme)));
        }
        for (EveryPage.Look look : List.of(
                new EveryPage.Look(1920, 1080, ColorScheme.DARK), new EveryPage.Look(390, 844, ColorScheme.LIGHT))) {
            EveryPage.walk(
                    centre, chromium, look, (place, page) -> whole(page, place.name() + suffix(page, look.scheme())));
        }
    }

    /** Longer words are where a page breaks; what is wider than its window is named in a list beside the pictures. */
    @Test
    void of_every_page_in_welsh() throws IOException {
        Evening.raise(centre, chromium);
        List<String> wider = new ArrayList<>();
        for (EveryPage.Look look : List.of(
                new EveryPage.Look(1280, 800, ColorScheme.LIGHT),
                new EveryPage.Look(390, 844, ColorScheme.LIGHT),
                new EveryPage.Look(1280, 800, ColorScheme.DARK))) {
            EveryPage.walk(centre, chromium, look, (place, page) -> {
                page.context().addCookies(List.of(new Cookie("tocsin_language", "cy").setUrl(centre.address("/"))));
                page.reload();
                page.locator(place.ready()).first().waitFor(new Locator.WaitForOptions().setTimeout(20_000));
                String name = "cy-" + place.name() + suffix(page, look.scheme());
                whole(page, name);
                Object cut = page.evaluate(WIDER);
                if (!String.valueOf(cut).isEmpty()) {
                    wider.add(name + ": " + cut);
                }
                page.context().clearCookies(new BrowserContext.ClearCookiesOptions().setName("tocsin_language"));
            });
        }
        Files.write(to.resolve("cy-wider.txt"), wider);
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
            picture(board, "help" + suffix);
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
        }
    }

    /** One that is asked for a test right now. */
    private void unit(ColorScheme scheme) {
        try (BrowserContext window = chromium.phone(scheme)) {
            Page page = centre.signIn(window, "manager");
            page.navigate(centre.address("/units/880001"));
            if (page.locator("#part-commands .standing").count() == 0) {
                page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send a test"))
                        .click();
            }
            assertThat(page.locator("#part-commands .standing").first()).isVisible();
            whole(page, "unit-asked" + suffix(page, scheme));
        }
    }

    private static String suffix(Page page, ColorScheme scheme) {
        return "-%dx%d-%s.png"
                .formatted(
                        page.viewportSize().width,
                        page.viewportSize().height,
                        scheme.name().toLowerCase(Locale.ROOT));
    }

    private void whole(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(to.resolve(name)).setFullPage(true));
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
