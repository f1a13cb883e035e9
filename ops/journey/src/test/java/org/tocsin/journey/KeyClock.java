package org.tocsin.journey;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How soon keys act on a board in a real browser, by the page's own clock. */
final class KeyClock {
    /** Each as often as its name is here; each does something after the one before. */
    private static final List<String> KEYS =
            List.of("n", "t", "ArrowDown", "PageDown", "End", "Home", "?", "?", "Escape", "Escape");

    // A key is pressed by the browser's own input, not by the page. The clock starts with the event's own time, which
    // is
    // when the browser had it, and ends in the task behind the frame that shows what it did: what it did is painted
    // then.
    // What comes from the platform is looked for before each frame, so that this very frame shows it; what the page did
    // itself is there as soon as the event has been handled, and the next frame shows it. Only then the page says how
    // long
    // it took: nothing is asked of it meanwhile, because asking takes its time too.
    private static final String WATCH = """
            () => {
              const alarm = () => document.querySelector("#case");
              const shown = {
                n: () => alarm()?.dataset.alarm,
                t: () => alarm()?.dataset.alarm + alarm()?.dataset.state,
                ArrowDown: () => document.activeElement?.closest?.(".strip")?.dataset.alarm,
                PageDown: () => document.activeElement?.closest?.(".strip")?.dataset.alarm,
                End: () => document.activeElement?.closest?.(".strip")?.dataset.alarm,
                Home: () => document.activeElement?.closest?.(".strip")?.dataset.alarm,
                "?": () => document.getElementById("key-help").hidden,
                Escape: () => alarm()?.dataset.alarm + document.activeElement?.tagName,
              };
              addEventListener("keydown", (event) => {
                const read = shown[event.key];
                const before = read();
                const took = () => {
                  const ms = performance.now() - event.timeStamp;
                  console.debug("acted", event.key, ms);
                };
                const look = () => {
                  if (read() === before && performance.now() - event.timeStamp < 5000) {
                    requestAnimationFrame(look);
                  } else {
                    setTimeout(took, 0);
                  }
                };
                setTimeout(() => requestAnimationFrame(look), 0);
              }, { capture: true });
            }
            """;

    private final Page page;
    private Map<String, List<Double>> took = new LinkedHashMap<>();

    /** @param page a board with more open alarms than keys will take */
    KeyClock(Page page) {
        this.page = page;
        page.evaluate(WATCH);
    }

    /** Presses every key, without a pause. */
    void round() {
        KEYS.forEach(key -> took.computeIfAbsent(key, k -> new ArrayList<>()).add(acted(key)));
    }

    /** What each key took since this was last asked, in milliseconds. */
    Map<String, List<Double>> read() {
        Map<String, List<Double>> read = took;
        took = new LinkedHashMap<>();
        return read;
    }

    private double acted(String key) {
        String begin = "acted " + key + " ";
        ConsoleMessage said = page.waitForConsoleMessage(
                new Page.WaitForConsoleMessageOptions()
                        .setPredicate(message -> message.text().startsWith(begin)),
                () -> page.keyboard().press(key));
        return Double.parseDouble(said.text().substring(begin.length()));
    }
}
