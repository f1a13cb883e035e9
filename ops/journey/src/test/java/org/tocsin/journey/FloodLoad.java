package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole area loses its mains while an operator works: whether the board stutters in a real browser. Run by {@code
 * ops/bench dark}, which says how many homes; no test by its name, so the test runner leaves it alone. The goal: a key acts
 * within 100 ms at p99 throughout, and in the end every home is behind one card.
 */
class FloodLoad {
    /** Five times as fast as the worst that a service has to bear: all of it within five minutes. */
    private static final Duration WITHIN = Duration.ofMinutes(1);

    private static final int WARM_UP = 15;
    private static final int IN_PEACE = 60;
    /** More than the keys take meanwhile. */
    private static final int ALARMS = 600;

    private static final double PATIENCE_MS = 120_000;
    private static final String LONG_TASKS = """
            () => {
              window.longest = 0;
              new PerformanceObserver((seen) => seen.getEntries().forEach((task) => {
                window.longest = Math.max(window.longest, task.duration);
              })).observe({ type: "longtask" });
            }
            """;

    private final int homes = Integer.getInteger("tocsin.dark.homes", 7_000);

    @Test
    void keys_while_an_area_goes_dark(@TempDir Path directory) throws Exception {
        PageTimes times = new PageTimes();
        try (Chromium chromium = Chromium.launch();
                AlarmCentre centre = AlarmCentre.open(directory);
                ScaipPress unit = new ScaipPress(centre.sipPort());
                BrowserContext room = chromium.screen()) {
            for (int i = 0; i < ALARMS; i++) {
                centre.enrol(Homes.plain(pressing(i), "Resident " + i, i + " Long Street", "NW1 1AA"));
                unit.press(pressing(i), "a", Map.of("dty", "0003", "stc", "0010"));
            }
            for (int i = 0; i < homes; i++) {
                centre.enrol(Homes.plain(dark(i), "Neighbour " + i, i + " Dark Street", "DK1 1AA"));
            }
            Page board = centre.signIn(room, "operator");
            assertThat(board.locator("#waiting-words")).containsText(Integer.toString(ALARMS), soon());
            KeyClock keys = new KeyClock(board);
            rounds(keys, WARM_UP);
            keys.read();
            rounds(keys, IN_PEACE);
            times.acted("in peace    ", keys.read());
            board.evaluate(LONG_TASKS);
            CompletableFuture<Void> outage = CompletableFuture.runAsync(() -> outage(centre.sipPort()));
            while (!outage.isDone()) {
                keys.round();
            }
            outage.get(1, TimeUnit.SECONDS);
            times.acted("in the dark ", keys.read());
            System.out.printf(
                    "PAGE      longest stop in the dark %.0f ms%n",
                    PageTimes.number(board.evaluate("() => window.longest")));
            assertThat(board.locator(".strip.incident")).containsText(homes + " homes, 0 back", soon());
            times.judge();
        }
    }

    private static void rounds(KeyClock keys, int count) {
        for (int i = 0; i < count; i++) {
            keys.round();
        }
    }

    /** At an even pace. */
    private void outage(int port) {
        long begun = System.nanoTime();
        try (ScaipPress unit = new ScaipPress(port)) {
            for (int i = 0; i < homes; i++) {
                long due = begun + WITHIN.toNanos() / homes * i;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                unit.press(dark(i), "m", Map.of("dty", "0002", "stc", "0085"));
            }
            System.out.printf(
                    "DARK      %d homes within %d s%n",
                    homes, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static LocatorAssertions.ContainsTextOptions soon() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
    }

    private static String pressing(int i) {
        return Integer.toString(1_000_000 + i);
    }

    private static String dark(int i) {
        return Integer.toString(2_000_000 + i);
    }
}
