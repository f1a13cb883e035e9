package org.tocsin.journey.night;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;

/** An operator at their board, working by keys. */
final class AtDesk implements AutoCloseable {

    private final BrowserContext window;
    private final Page page;
    private final Cable cable;
    private boolean connected = true;

    /** @param page the board, signed in over this cable */
    AtDesk(BrowserContext window, Page page, Cable cable) {
        this.window = window;
        this.page = page;
        this.cable = cable;
        See.says(page.locator("#link"), "live");
    }

    Page page() {
        return page;
    }

    /** Its network is there. */
    boolean connected() {
        return connected;
    }

    /** The board says that it is old; a card that was read before stays readable, and says how old it is. */
    void losesNetwork() {
        cable.cut();
        connected = false;
        See.says(page.locator("#link"), "lost");
        See.says(page.locator("#lost"), "The live link is lost. What you see is");
        hears("lost");
    }

    void readsFromMemory(String alarm, String person) {
        strip(alarm).first().click();
        See.shown(page.locator("#case[data-alarm='%s'][data-kept]".formatted(alarm)));
        See.says(page.locator("#kept"), "The platform cannot be reached. This card is as it was");
        See.says(page.locator("#case h1"), person);
    }

    void hasNetwork() {
        cable.mend();
        See.says(page.locator("#link"), "live");
        See.gone(page.locator("#lost"));
        See.gone(page.locator("#kept"));
        connected = true;
    }

    /** It stands on the board, whoever has it. */
    void sees(String alarm) {
        See.shown(strip(alarm));
    }

    void seesNot(String alarm) {
        See.gone(strip(alarm));
    }

    /** What comes out of the loudspeaker. */
    void hears(String what) {
        See.shown(page.locator("body[data-sounds='%s']".formatted(what)));
    }

    void open(String alarm) {
        Locator opened = page.locator("#case[data-alarm='%s']".formatted(alarm));
        if (opened.count() == 0) {
            strip(alarm).first().click();
            See.shown(opened);
        }
    }

    void take(String alarm) {
        open(alarm);
        See.shown(page.locator("#case [data-act=take]"));
        keys("t");
        See.says(page.locator("#case .standing"), "you have it");
        See.gone(page.locator("#case [data-act=take]"));
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
        See.says(next, words);
        keys("s");
        See.shown(page.locator("#part-doing .step-done").filter(new Locator.FilterOptions().setHasText(words)));
    }

    void callOut(String alarm, String whom) {
        open(alarm);
        keys("c");
        Locator panel = panel("panel-call-out");
        keys(number(panel, whom));
        confirm(panel, "Call out " + whom);
        See.says(page.locator(".contacts li.busy"), whom);
    }

    /** What a contact without a phone of ours says, written down by the button of this name. */
    void told(String alarm, String whom, String button) {
        open(alarm);
        contact(whom)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button))
                .click();
        See.gone(contact(whom).getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button)));
    }

    void park(String alarm, String howLong, String why) {
        open(alarm);
        keys("p");
        Locator panel = panel("panel-park");
        keys(number(panel, howLong));
        page.keyboard().type(why);
        confirm(panel, "Park for " + howLong);
        See.says(page.locator("#case .standing"), "parked until");
    }

    void offer(String alarm, String whom, String notes) {
        open(alarm);
        keys("h");
        Locator panel = panel("panel-hand-over");
        keys(number(panel, whom));
        page.keyboard().type(notes);
        confirm(panel, "Ask " + whom);
        See.says(page.locator("#case"), "asked to take over");
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
        if (kind.equals("floor")) {
            keys("Enter");
        } else if (kind.equals("ambulance")) {
            See.shown(page.locator(".clocks [name=reference]:focus"));
            page.keyboard().type("C-" + alarm.substring(0, 4));
            keys("Enter");
        }
        See.shown(page.locator("[data-clock='%s'][data-since]".formatted(kind)));
    }

    void ringBack(String alarm, String whom, String why, String minutes) {
        open(alarm);
        keys("r");
        Locator form = page.locator("form.ring-back");
        form.locator("[name=whom]").fill(whom);
        form.locator("[name=reason]").fill(why);
        form.locator("[name=minutes]").selectOption(minutes);
        form.getByRole(AriaRole.BUTTON).click();
        See.says(page.locator("#part-doing"), "To be rung back");
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
        See.shown(page.locator("#case[data-state=CLOSED]"));
    }

    /** Without speech and without help it ends with no such outcome. */
    void mayNotClose(String alarm, String outcome) {
        open(alarm);
        keys("o");
        Locator panel = panel("panel-close");
        See.says(panel, "Nobody has spoken with this home");
        keys(panel.locator("input[value='%s']".formatted(outcome)).getAttribute("data-letter"));
        See.shown(panel.locator("[data-confirm]:disabled"));
        keys("Escape");
        See.gone(panel);
    }

    /** As a team leader. */
    void allowClosing(String alarm, String why) {
        open(alarm);
        keys("v");
        Locator panel = panel("panel-allow");
        page.keyboard().type(why);
        confirm(panel, "Allow closing without speech");
    }

    /** A page beside the board, as its links open it. */
    Page beside(String path) {
        Page other = window.newPage();
        other.navigate(cable.address() + path);
        return other;
    }

    void keys(String... keys) {
        List.of(keys).forEach(page.keyboard()::press);
    }

    private Locator panel(String id) {
        Locator panel = page.locator("#" + id);
        See.shown(panel);
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
        See.says(panel.locator("[data-confirm]:enabled"), words);
        keys("Enter");
        See.gone(panel);
    }

    private Locator contact(String name) {
        return page.locator(".contacts li")
                .filter(new Locator.FilterOptions().setHasText(name))
                .first();
    }

    private Locator strip(String alarm) {
        return page.locator(".strip[data-alarm='%s']".formatted(alarm));
    }

    @Override
    public void close() {
        window.close();
        cable.close();
    }
}
