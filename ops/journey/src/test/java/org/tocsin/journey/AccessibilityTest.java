package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
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
    private static final String AXE = "/axe.min.js";

    // All of its rules but the experimental ones, and that of 2.2 on the size of what is pressed, which it leaves out
    // unless
    // asked.
    private static final String LIGHT = run("{ rules: { 'target-size': { enabled: true } } }");
    // In the other scheme nothing but the colours is different.
    private static final String DARK = run("{ runOnly: ['color-contrast'] }");

    private static Chromium chromium;
    private static AlarmCentre centre;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory, InstantSource.system(), Map.of("TOCSIN_SECRET_KEY", EveryPage.KEY));
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
    void nothing_is_found_on_any_page_light_or_dark_and_no_page_is_forgotten() throws IOException {
        assertThat(EveryPage.forgotten(centre))
                .as("pages on no list: put each on that of EveryPage, or say there that it is none")
                .isEmpty();
        Evening.raise(centre, chromium);
        String axe = axe();
        List<String> found = new ArrayList<>();
        EveryPage.walk(centre, chromium, LOOK, (place, page) -> {
            page.evaluate(axe);
            found.addAll(found(place, "light", page.evaluate(LIGHT)));
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            found.addAll(found(place, "dark", page.evaluate(DARK)));
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        });
        assertThat(found).isEmpty();
    }

    private static String run(String options) {
        return """
                () => axe.run(document, Object.assign({ resultTypes: ['violations'] }, %s)).then((result) =>
                  result.violations.map((one) => `${one.id}: ${one.help}: `
                    + one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160)).join('  |  ')))
                """.formatted(options);
    }

    private static List<String> found(EveryPage.Place place, String scheme, Object violations) {
        return ((List<?>) violations)
                .stream()
                        .map(one -> place.name() + " (" + place.route() + ", " + scheme + "): " + one)
                        .toList();
    }

    /** As it lies in Deque's artifact. */
    private static String axe() throws IOException {
        try (InputStream in = AccessibilityTest.class.getResourceAsStream(AXE)) {
            return new String(Objects.requireNonNull(in, AXE).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
