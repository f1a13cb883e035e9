package org.tocsin.journey;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What of pages as they stand in a browser, scripts' words included, would stay English for somebody who reads Welsh. */
final class EnglishLeft implements AutoCloseable {
    /** What {@code welsh.js} reads: texts, and attributes that are read out or shown. */
    private static final String TEXTS = """
            () => {
              const never = "[translate=no], script, style, textarea, svg, noscript";
              const texts = new Set();
              const take = (text) => texts.add((text ?? "").trim().replace(/\\s+/g, " "));
              const all = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
              for (let node = all.currentNode; node; node = all.nextNode()) {
                const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
                if (element.closest(never)) {
                  continue;
                }
                if (node.nodeType === Node.TEXT_NODE) {
                  take(node.data);
                } else {
                  ["title", "aria-label", "placeholder", "alt"].forEach((name) => take(node.getAttribute(name)));
                }
              }
              return [...texts].filter(Boolean);
            }""";

    private static final String WITHOUT_WELSH =
            "texts => import('/static/js/welsh.js').then(({ say }) => texts.filter((text) => say(text) === null))";

    private final BrowserContext window;
    private final Page reader;
    private final Map<String, List<String>> left = new TreeMap<>();
    private int texts;
    private int missing;

    EnglishLeft(AlarmCentre centre, Chromium chromium) {
        this.window = chromium.screen();
        this.reader = window.newPage();
        reader.navigate(centre.address("/login"));
    }

    /** Reads a page that is shown in English; nothing on it changes. */
    void read(String name, Page page) {
        List<?> said = (List<?>) page.evaluate(TEXTS);
        List<String> without = new ArrayList<>();
        ((List<?>) reader.evaluate(WITHOUT_WELSH, said)).forEach(text -> without.add(String.valueOf(text)));
        texts += said.size();
        missing += without.size();
        if (!without.isEmpty()) {
            left.put(name, without);
        }
    }

    /** Of these pages what has no Welsh; a page with nothing is not in it. */
    Map<String, List<String>> of(List<String> names) {
        Map<String, List<String>> found = new TreeMap<>(left);
        found.keySet().retainAll(names);
        return found;
    }

    /** Of all texts the part that has Welsh, from 0 to 1. */
    double share() {
        return 1.0 - (double) missing / Math.max(1, texts);
    }

    @Override
    public void close() {
        window.close();
    }

    /** All that was found. */
    @Override
    public String toString() {
        StringBuilder all = new StringBuilder();
        left.forEach((name, without) -> without.forEach(
                text -> all.append(name).append(": ").append(text).append("\n")));
        return all.toString();
    }
}
