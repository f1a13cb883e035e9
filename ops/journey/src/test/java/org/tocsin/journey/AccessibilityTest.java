package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * WCAG 2.2 AA, as far as a program can tell: axe-core finds nothing on any page, each with something to show, in the light
 * and in the dark. What no program can tell (whether a word is understood, an order makes sense) people look at.
 */
class AccessibilityTest {
    private static final EveryPage.Look LOOK = new EveryPage.Look(1366, 768, ColorScheme.LIGHT);

    /** What whoever stands in a home or at its door reads, with a job, a visit and a test under way. */
    private static final List<String> IN_WELSH = List.of(
            "visit", "visits", "respond", "push", "keyholder", "prove", "prove-test", "prove-result", "sign-in");

    /** Of all pages: a floor, not a goal. */
    private static final double MOST = 0.9;

    private static final String AXE = "/axe.min.js";

    private static final Map<String, String> FORMS = Map.of(
            "o", "#panel-close",
            "c", "#panel-call-out",
            "p", "#panel-park",
            "h", "#panel-hand-over",
            "a", "#panel-spoken",
            "m", "#panel-follow-up",
            "b", "#panel-hand-back",
            "?", "#key-help");

    // All of its rules but the experimental ones, and that of 2.2 on the size of what is pressed, which is left out
    // unless
    // asked for.
    private static final String LIGHT = run("{ rules: { 'target-size': { enabled: true } } }");
    // In the other scheme nothing but the colours is different.
    private static final String DARK = run("{ runOnly: ['color-contrast'] }");

    private static Chromium chromium;
    private static AlarmCentre centre;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory, InstantSource.system(), Map.of("TOCSIN_SECRET_KEY", EveryPage.KEY));
        Evening.raise(centre, chromium);
    }

    @AfterAll
    static void close() {
        if (centre != null) {
            centre.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void no_page_is_forgotten() {
        assertThat(EveryPage.forgotten(centre))
                .as("pages on no list: put each on that of EveryPage, or say there that it is none")
                .isEmpty();
    }

    @Test
    void nothing_is_found_on_any_page_light_or_dark() throws IOException {
        String axe = axe();
        List<String> found = new ArrayList<>();
        try (EnglishLeft english = new EnglishLeft(centre, chromium)) {
            EveryPage.walk(centre, chromium, LOOK, (place, page) -> {
                look(page, axe, place.name(), found);
                english.read(place.name(), page);
            });
            assertThat(found).isEmpty();
            // Names and what people wrote are no words of ours, where they are not marked as such.
            assertThat(english.of(IN_WELSH))
                    .as("without Welsh, scripts' words included")
                    .isEmpty();
            assertThat(english.share()).as("of all texts\n%s", english).isGreaterThan(MOST);
        }
    }

    /** What a key opens over the open alarm is on no address of its own. */
    @Test
    void nothing_is_found_on_any_form_over_the_open_alarm() throws IOException {
        String axe = axe();
        List<String> found = new ArrayList<>();
        try (BrowserContext room = chromium.screen(LOOK.width(), LOOK.height(), LOOK.scheme())) {
            Page page = centre.signIn(room, "operator");
            EveryPage.follow(page, page.locator(".strip:has-text('Margaret Shah') a"));
            page.locator("#case").waitFor();
            // Hers was given back to the board where her browser was gone for long.
            Locator take = page.locator("#key-strip [data-key=t]");
            page.locator("#key-strip [data-key=o]").or(take).first().waitFor();
            if (take.isVisible()) {
                page.keyboard().press("t");
            }
            FORMS.forEach((key, form) -> {
                page.locator("#key-strip [data-key='" + key + "']").waitFor();
                page.keyboard().press(key);
                page.locator(form + ":visible").waitFor();
                look(page, axe, "the form of " + key, found);
                page.keyboard().press("Escape");
                PlaywrightAssertions.assertThat(page.locator(form)).isHidden();
            });
        }
        assertThat(found).isEmpty();
    }

    private static void look(Page page, String axe, String what, List<String> found) {
        page.evaluate(axe);
        found.addAll(found(what, "light", page.evaluate(LIGHT)));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        found.addAll(found(what, "dark", page.evaluate(DARK)));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    private static String run(String options) {
        return """
                () => axe.run(document, Object.assign({ resultTypes: ['violations'] }, %s)).then((result) =>
                  result.violations.map((one) => `${one.id}: ${one.help}: `
                    + one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160)).join('  |  ')))
                """.formatted(options);
    }

    private static List<String> found(String what, String scheme, Object violations) {
        return ((List<?>) violations)
                .stream().map(one -> what + " (" + scheme + "): " + one).toList();
    }

    /** As it lies in Deque's artifact. */
    private static String axe() throws IOException {
        try (InputStream in = AccessibilityTest.class.getResourceAsStream(AXE)) {
            return new String(Objects.requireNonNull(in, AXE).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
