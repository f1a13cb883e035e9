package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.console.board.Key;
import org.tocsin.console.board.Keys;

/** A whole alarm by keyboard alone, from the sign-in to the close: every key of the table is pressed where it works. */
class KeyboardTest {
    private static final LocatorAssertions.ContainsTextOptions LONG =
            new LocatorAssertions.ContainsTextOptions().setTimeout(20_000);

    private static Chromium chromium;
    private static AlarmCentre centre;
    private static ScaipPress unit;

    private final Set<String> pressed = new TreeSet<>();

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory);
        unit = new ScaipPress(centre.sipPort());
    }

    @AfterAll
    static void close() {
        if (unit != null) {
            unit.close();
        }
        if (centre != null) {
            centre.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void from_the_sign_in_to_the_close_every_key_does_what_the_table_says() {
        centre.enrol(Homes.margaret("650001"));
        centre.enrol(Homes.plain("650002", "Mr Keats", "2 Key Street", "NW1 1AA"));
        unit.press("650002", "a", Map.of("dty", "0003", "stc", "0010"));
        try (BrowserContext room = chromium.screen();
                BrowserContext other = chromium.screen()) {
            Page olga = signIn(room, "operator");
            walkTheBoard(olga);
            openACaseByName(olga);
            workOnIt(olga);
            callsAndClocks(olga);
            handBackAndForth(olga);
            letItBeClosed(olga, signIn(other, "manager"));
        }
        assertThat(pressed)
                .as("every key of the table")
                .isEqualTo(Keys.table().stream().map(Key::key).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Nothing but what a keyboard has: no field is clicked. */
    private Page signIn(BrowserContext window, String username) {
        Page page = window.newPage();
        page.navigate(centre.address("/login"));
        assertThat(page.getByLabel("User name")).isFocused();
        page.keyboard().type(username);
        page.keyboard().press("Tab");
        page.keyboard().type(centre.password());
        page.keyboard().press("Enter");
        assertThat(page.locator("#link")).containsText("live", LONG);
        return page;
    }

    private void walkTheBoard(Page page) {
        press(page, "?");
        assertThat(page.locator("#key-help")).isVisible();
        press(page, "Escape");
        assertThat(page.locator("#key-help")).isHidden();
        page.locator(".today summary").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#today-rule")).containsText("Each press of a home is a call of its own", LONG);
        assertThat(page.locator("#today-rule")).isVisible();
        page.keyboard().press("Enter");
        assertThat(page.locator("#today-rule")).isHidden();
        page.evaluate("document.activeElement.blur()");
        assertThat(page.locator("#bay-waiting")).containsText("Mr Keats", LONG);
        press(page, "n");
        says(page, "#case h1", "Mr Keats");
        press(page, "Escape");
        says(page, "#alarm", "Nothing open");
        press(page, "ArrowDown", "along");
        assertThat(page.locator("#bay-waiting .strip a").first()).isFocused();
        assertThat(page.locator("#key-strip [data-key=t]")).containsText("take the chosen row");
        press(page, "t");
        says(page, "#case .standing", "you have it");
        press(page, "b");
        page.keyboard().press("Enter");
        says(page, "#case .standing", "nobody has it");
        press(page, "Escape");
        says(page, "#alarm", "Nothing open");
    }

    private void openACaseByName(Page page) {
        press(page, "/");
        assertThat(page.locator("#q")).isFocused();
        page.keyboard().type("margaret shah");
        says(page, "a.hit >> nth=0", "Margaret Shah");
        page.keyboard().press("Enter");
        assertThat(page.locator("a.hit").first()).isFocused();
        page.keyboard().press("Enter");
        // Found by her name she is who rings; what she says is still missing.
        assertThat(page.locator("#case-form [name=reason]")).isFocused();
        page.keyboard().type("does not answer her door");
        page.keyboard().press("Enter");
        says(page, "#case h1", "Margaret Shah");
        says(page, "#case .standing", "you have it");
    }

    private void workOnIt(Page page) {
        press(page, "k");
        says(page, "#key-safe", "4711");
        shifted(page, "K");
        says(page, "#part-log", "The key safe did not open");
        press(page, "a");
        press(page, "1", "1-9");
        assertThat(page.locator("#panel-spoken [data-confirm]")).hasText("Write down: spoken to Margaret Shah");
        press(page, "Escape");
        Locator done = page.locator("#part-doing .step-done");
        int before = done.count();
        press(page, "s");
        // What the step asks for differs from script to script: a tick is done at once, a form is left again.
        page.waitForCondition(() ->
                done.count() > before || page.locator(".panel:not([hidden])").count() > 0);
        if (page.locator(".panel:not([hidden])").count() > 0) {
            page.keyboard().press("Escape");
        }
        press(page, "i");
        writing(page);
        page.keyboard().type("she has gone out");
        press(page, "Enter");
        says(page, "#part-doing", "she has gone out");
        press(page, "m");
        page.keyboard().type("Ring the daughter about the door");
        page.keyboard().press("Enter");
        says(page, "#part-log", "Ring the daughter about the door");
        press(page, "c");
        page.keyboard().press("1");
        page.keyboard().press("Enter");
        says(page, "#part-log", "alled out");
        shifted(page, "C");
        page.keyboard().press("1");
        page.keyboard().press("Enter");
        says(page, ".contacts li.busy", "accepted");
        shifted(page, "J");
        assertThat(page.locator(".contacts .when [name=minutes]")).isFocused();
        page.keyboard().type("20");
        page.keyboard().press("Enter");
        says(page, "#case .road", "Expected at");
        press(page, "p");
        page.keyboard().press("1");
        page.keyboard().type("daughter rings back");
        page.keyboard().press("Enter");
        says(page, "#case .standing", "parked until");
        press(page, "t");
        says(page, "#case .standing", "you have it");
        press(page, "h");
        page.keyboard().press("1");
        page.keyboard().type("going home");
        page.keyboard().press("Enter");
        says(page, "#part-head", "next shift");
        press(page, "l");
        assertThat(page.locator("[data-key-act=end-offer]")).hasCount(0);
    }

    private void callsAndClocks(Page page) {
        press(page, "d");
        says(page, "#part-log", "Rings ");
        says(page, ".came", "Nadia Shah");
        press(page, "x");
        says(page, "#part-log", ": no answer");
        // Who did not answer is not rung for ever.
        press(page, "d");
        says(page, ".came", "Paul Whitcombe");
        assertThat(page.locator("[data-key-act=call-spoke]")).isVisible();
        press(page, "y");
        assertThat(page.locator("[data-key-act=call-spoke]")).hasCount(0);
        press(page, "q");
        says(page, ".came", "Margaret Shah");
        shifted(page, "X");
        page.keyboard().press("1");
        writing(page);
        page.keyboard().type("she is well");
        page.keyboard().press("Enter");
        says(page, "#part-log", "Margaret Shah: spoke; she is well");
        shifted(page, "D");
        writing(page);
        page.keyboard().type("Dr Grey, GP");
        page.keyboard().press("Enter");
        says(page, "#part-log", "Dr Grey, GP: spoke");
        press(page, ".");
        writing(page);
        page.keyboard().type("her lamp is on");
        page.keyboard().press("Enter");
        says(page, "#part-log", "her lamp is on");
        page.evaluate("document.activeElement.blur()");
        press(page, "r");
        assertThat(page.locator(".ring-back [name=whom]")).isFocused();
        page.keyboard().type("Margaret");
        page.keyboard().press("Tab");
        page.keyboard().type("is she up");
        page.keyboard().press("Enter");
        says(page, "#part-doing", "is she up");
        press(page, "f");
        page.keyboard().press("6");
        writing(page);
        page.keyboard().type("180");
        page.keyboard().press("Enter");
        says(page, "[data-clock=floor].urgent", "Up again");
        press(page, "f");
        page.keyboard().press("2");
        page.keyboard().press("Enter");
        says(page, "#part-log", "15 minutes already, not 180");
        press(page, "w");
        says(page, "#part-log", "Staying with them");
        press(page, "g");
        says(page, "#part-log", "Spoken with again");
        press(page, "e");
        assertThat(page.locator(".clocks [name=reference]")).isFocused();
        page.keyboard().type("C-1234");
        page.keyboard().press("Enter");
        says(page, "#part-head", "C-1234");
        press(page, "u");
        says(page, "#part-log", "999 told how it stands now");
        Page sheet = page.context().waitForPage(() -> press(page, "z"));
        assertThat(sheet.locator("main")).containsText("C-1234", LONG);
        sheet.close();
        press(page, "j");
        page.keyboard().press("2");
        page.keyboard().press("Enter");
        says(page, "#part-log", "Off the floor after");
    }

    private void handBackAndForth(Page page) {
        press(page, "b");
        page.keyboard().type("look at the door");
        page.keyboard().press("Enter");
        says(page, "#case .standing", "nobody has it");
        page.keyboard().press("t");
        says(page, "#case .standing", "you have it");
    }

    private void letItBeClosed(Page olga, Page manager) {
        press(manager, "ArrowDown", "along");
        int rows = 3;
        while (rows-- > 0
                && !manager.locator(".strip:has(a:focus)").textContent().contains("Margaret Shah")) {
            manager.keyboard().press("ArrowDown");
        }
        manager.keyboard().press("Enter");
        says(manager, "#case h1", "Margaret Shah");
        press(manager, "v");
        writing(manager);
        manager.keyboard().type("her daughter has seen her");
        manager.keyboard().press("Enter");
        says(manager, "#part-log", "her daughter has seen her");
        // She is told before she closes: what she has begun to fill in stays as it is.
        says(olga, "#part-log", "her daughter has seen her");
        press(olga, "o");
        press(olga, "a", "a-z");
        Locator confirm = olga.locator("#panel-close [data-confirm]");
        assertThat(confirm).containsText("Close as accidental press", LONG);
        olga.keyboard().press("Enter");
        assertThat(olga.locator("#case")).hasAttribute("data-state", "CLOSED");
    }

    private void shifted(Page page, String key) {
        press(page, "Shift+" + key, key);
    }

    private void press(Page page, String key) {
        press(page, key, key);
    }

    /** Waits until the strip of keys offers it: what is not offered does nothing. */
    private void press(Page page, String key, String offered) {
        assertThat(page.locator("#key-strip [data-key='" + offered + "']")).isVisible();
        page.keyboard().press(key);
        pressed.add(offered);
    }

    /** Until a field has the focus, letters are keys. */
    private static void writing(Page page) {
        page.waitForFunction(
                "() => document.activeElement.matches('input:not([type=radio]):not([type=checkbox]), textarea')");
    }

    private static void says(Page page, String where, String words) {
        assertThat(page.locator(where)).containsText(words, LONG);
    }
}
