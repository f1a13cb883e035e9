package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.ops.bench.LargeEstate;

/**
 * The readiness pages of a large estate in a real browser: how soon each is painted. Run by {@code ops/bench paint}, which
 * says how many homes; no test by its name, so the test runner leaves it alone. The goal: first paint within 1 s at 100,000
 * homes, on two cores that also carry the platform and its database; the first look after a start counts too.
 */
class ReadinessLoad {
    private static final int LOADS = 20;

    private final int homes = Integer.getInteger("tocsin.readiness.homes", 100_000);

    @Test
    void first_paint() throws Exception {
        PageTimes times = new PageTimes();
        LargeEstate.show(homes, port -> {
            try (Chromium chromium = Chromium.launch();
                    BrowserContext office = chromium.screen()) {
                String place = "http://127.0.0.1:" + port;
                Page page = AlarmCentre.signIn(office, LargeEstate.USER, LargeEstate.PASSWORD, place);
                for (String path :
                        List.of("/readiness", "/readiness?state=PROVEN", "/readiness?risk=1&area=Ward+3&proof=NEVER")) {
                    List<Double> painted = new ArrayList<>();
                    for (int i = 0; i < LOADS; i++) {
                        page.navigate(place + path);
                        assertThat(page.locator("h1")).hasText("Readiness for the analogue shutdown");
                        painted.add(PageTimes.firstPaint(page));
                    }
                    times.painted(path, painted);
                }
            }
        });
        times.judge();
    }
}
