package org.tocsin.journey;

import com.microsoft.playwright.Page;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what a page can only promise: what its database holds, what its worker does. {@link Page#waitForFunction} is not
 * for it: it takes the promise itself for a yes, and waits for nothing.
 */
final class Promised {
    private static final double PATIENCE_MS = 30_000;

    private Promised() {}

    /** Until this expression's promise is kept with {@code true}. */
    static void comes(Page page, String expression) {
        comes(page, expression, null);
    }

    /** Until this function's promise, of this argument, is kept with {@code true}. */
    static void comes(Page page, String function, @Nullable Object argument) {
        page.waitForCondition(
                () -> Boolean.TRUE.equals(page.evaluate(function, argument)),
                new Page.WaitForConditionOptions().setTimeout(PATIENCE_MS));
    }

    /** Until the worker behind this page works and holds all that the page is made of: then it opens without a signal. */
    static void keepsItself(Page page) {
        comes(page, "navigator.serviceWorker.ready.then(worker => worker.active.state === 'activated')");
        comes(page, """
                Promise.all([location.pathname, ...performance.getEntriesByType("resource").map(one => one.name)
                    .filter(name => name.startsWith(`${location.origin}/static/`))].map(one => caches.match(one)))
                  .then(kept => kept.every(Boolean))""");
    }
}
