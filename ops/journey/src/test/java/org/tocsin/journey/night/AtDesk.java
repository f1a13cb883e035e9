package org.tocsin.journey.night;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;

/** An operator at their board, working by keys. */
final class AtDesk implements AutoCloseable {

    private final BrowserContext window;
    private final Page page;

    /** @param page the board, signed in */
    AtDesk(BrowserContext window, Page page) {
        this.window = window;
        this.page = page;
        assertThat(page.locator("#link")).hasText("live");
    }

    BrowserContext window() {
        return window;
    }

    Page page() {
        return page;
    }

    /** It stands on the board, whoever has it. */
    void sees(String alarm) {
        assertThat(strip(alarm).first()).isVisible();
    }

    void seesNot(String alarm) {
        assertThat(strip(alarm)).hasCount(0);
    }

    /** What comes out of the loudspeaker. */
    void hears(String what) {
        assertThat(page.locator("body")).hasAttribute("data-sounds", what);
    }

    void open(String alarm) {
        Locator opened = page.locator("#case[data-alarm='%s']".formatted(alarm));
        if (opened.count() == 0) {
            strip(alarm).first().click();
            assertThat(opened).isVisible();
        }
    }

    void take(String alarm) {
        open(alarm);
        assertThat(page.locator("#case [data-act=take]")).isVisible();
        keys("t");
        assertThat(page.locator("#case .standing")).containsText("you have it");
        assertThat(page.locator("#case [data-act=take]")).hasCount(0);
    }

    /** @param whom of the panel's lines: a resident, "Nobody answers" */
    void spoke(String alarm, String whom) {
        open(alarm);
        keys("a");
        Locator panel = panel("panel-spoken");
        keys(number(panel, whom));
        confirm(panel, "Write down");
    }

    /** Somebody who is at the home and whom nobody has on file. */
    void spokeNamed(String alarm, String line, String name) {
        open(alarm);
        keys("a");
        Locator panel = panel("panel-spoken");
        keys(number(panel, line));
        page.keyboard().type(name);
        confirm(panel, "Write down: spoken to " + name);
    }

    /** The next step of the script, which asks for nothing but that it is done. */
    void step(String alarm, String words) {
        open(alarm);
        Locator next = page.locator("#part-doing [aria-current=step]");
        assertThat(next).containsText(words);
        keys("s");
        assertThat(page.locator("#part-doing .step-done").filter(new Locator.FilterOptions().setHasText(words)))
                .isVisible();
    }

    void callOut(String alarm, String whom) {
        open(alarm);
        keys("c");
        Locator panel = panel("panel-call-out");
        keys(number(panel, whom));
        confirm(panel, "Call out " + whom);
        assertThat(contact(whom)).hasClass(Pattern.compile("\\bbusy\\b"));
    }

    /** What a contact without a phone of ours says, written down by the button of this name. */
    void told(String alarm, String whom, String button) {
        open(alarm);
        contact(whom).getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button)).click();
        assertThat(contact(whom).getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button)))
                .hasCount(0);
    }

    void park(String alarm, String howLong, String why) {
        open(alarm);
        keys("p");
        Locator panel = panel("panel-park");
        keys(number(panel, howLong));
        page.keyboard().type(why);
        confirm(panel, "Park for " + howLong);
        assertThat(page.locator("#case .standing")).containsText("parked until");
    }

    void offer(String alarm, String whom, String notes) {
        open(alarm);
        keys("h");
        Locator panel = panel("panel-hand-over");
        keys(number(panel, whom));
        page.keyboard().type(notes);
        confirm(panel, "Ask " + whom);
        assertThat(page.locator("#case")).containsText("asked to take over");
    }

    void handBack(String alarm, String why) {
        open(alarm);
        keys("b");
        Locator panel = panel("panel-hand-back");
        page.keyboard().type(why);
        confirm(panel, "Hand back");
    }

    void followUp(String alarm, String what) {
        open(alarm);
        keys("m");
        Locator panel = panel("panel-follow-up");
        page.keyboard().type(what);
        confirm(panel, "Put it on the list of tasks");
    }

    /** A clock of the case, by its key. */
    void startClock(String alarm, String key, String kind) {
        open(alarm);
        keys(key);
        assertThat(page.locator("[data-clock='%s'][data-since]".formatted(kind))).isVisible();
    }

    void ringBack(String alarm, String whom, String why, String minutes) {
        open(alarm);
        keys("r");
        Locator form = page.locator("form.ring-back");
        form.locator("[name=whom]").fill(whom);
        form.locator("[name=reason]").fill(why);
        form.locator("[name=minutes]").selectOption(minutes);
        form.getByRole(AriaRole.BUTTON).click();
        assertThat(page.locator("#part-doing")).containsText("To be rung back");
    }

    /** @param named who was spoken to, where the closing itself asks for it; empty otherwise */
    void close(String alarm, String outcome, String named) {
        open(alarm);
        keys("o");
        Locator panel = panel("panel-close");
        keys(panel.locator("input[value='%s']".formatted(outcome)).getAttribute("data-letter"));
        if (!named.isEmpty()) {
            page.keyboard().type(named);
        }
        confirm(panel, "Close as");
        assertThat(page.locator("#case")).hasAttribute("data-state", "CLOSED");
    }

    /** A page beside the board, as its links open it. */
    Page beside(String address) {
        Page other = window.newPage();
        other.navigate(address);
        return other;
    }

    void keys(String... keys) {
        List.of(keys).forEach(page.keyboard()::press);
    }

    private Locator panel(String id) {
        Locator panel = page.locator("#" + id);
        assertThat(panel).isVisible();
        return panel;
    }

    /** The key of the line with these words. */
    private static String number(Locator panel, String words) {
        return panel.locator("label")
                .filter(new Locator.FilterOptions().setHasText(words))
                .first()
                .locator("kbd")
                .first()
                .textContent();
    }

    /** What the button says is what will happen; then Enter, and the form is gone. */
    private void confirm(Locator panel, String words) {
        Locator button = panel.locator("[data-confirm]");
        assertThat(button).containsText(words);
        assertThat(button).isEnabled();
        keys("Enter");
        assertThat(panel).isHidden();
    }

    private Locator contact(String name) {
        return page.locator(".contacts li").filter(new Locator.FilterOptions().setHasText(name)).first();
    }

    private Locator strip(String alarm) {
        return page.locator(".strip[data-alarm='%s']".formatted(alarm));
    }

    @Override
    public void close() {
        window.close();
    }
}
