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

    /** Until the worker behind this page works: from then on what is loaded is kept for when there is no signal. */
    static void keepsItself(Page page) {
        comes(page, "navigator.serviceWorker.ready.then(worker => worker.active.state === 'activated')");
    }
}
