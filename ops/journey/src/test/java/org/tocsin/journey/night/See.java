package org.tocsin.journey.night;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;

/** Waits until it stands on a page. Looks more often than an assertion does: of these waits a night has a thousand. */
final class See {
    private static final double LONGEST_MS = 60_000;

    private See() {}

    static void shown(Locator what) {
        until(what, WaitForSelectorState.VISIBLE);
    }

    /** One of them is shown, with these words in it. */
    static void says(Locator what, String words) {
        shown(what.filter(new Locator.FilterOptions().setHasText(words)));
    }

    /** Is there, whether or not there is anything to be seen of it. */
    static void there(Locator what) {
        until(what, WaitForSelectorState.ATTACHED);
    }

    static void gone(Locator what) {
        until(what, WaitForSelectorState.HIDDEN);
    }

    private static void until(Locator what, WaitForSelectorState state) {
        what.first().waitFor(new Locator.WaitForOptions().setState(state).setTimeout(LONGEST_MS));
    }
}
