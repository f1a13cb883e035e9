package org.tocsin.journey.night;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;

/** A responder with their phone. One job at a time. */
final class OnTheRoad implements AutoCloseable {
    private final BrowserContext pocket;
    private final Page phone;

    /** @param phone the page of jobs, signed in */
    OnTheRoad(BrowserContext pocket, Page phone) {
        this.pocket = pocket;
        this.phone = phone;
    }

    Page page() {
        return phone;
    }

    void isAsked(String person) {
        See.says(phone.locator("article.job h1"), person);
    }

    void accept() {
        button("Accept").click();
        See.shown(button("I am on the way"));
    }

    void respond() {
        button("Respond and navigate").click();
        See.shown(button("I have arrived"));
    }

    void setOff() {
        button("I am on the way").click();
        See.shown(button("I have arrived"));
    }

    void decline(String why) {
        phone.getByText("I cannot go", new Page.GetByTextOptions().setExact(true))
                .click();
        phone.getByLabel("Why?").fill(why);
        button("Decline").click();
        See.says(phone.locator("#jobs"), "No call-out for you");
    }

    void arrive() {
        button("I have arrived").click();
        See.shown(phone.locator(".alone"));
    }

    void isWell() {
        button("I am well").click();
    }

    /** Somebody lay on the floor, unhurt, and was lifted with the cushion. */
    void reportsALift() {
        phone.locator("summary", new Page.LocatorOptions().setHasText("What you found and did"))
                .click();
        answer("Were they on the floor?", "Yes");
        for (String question : List.of("Awake, and talking", "Can they move")) {
            answer(question, "Yes");
        }
        for (String question : List.of(
                "New or strong pain", "Does the neck", "Numb, tingling", "Bleeding that", "Looks or feels ill")) {
            answer(question, "No");
        }
        phone.getByLabel("How they got up").selectOption("CUSHION");
        phone.getByLabel("Injury").selectOption("NONE");
        answer("Would they have gone to hospital", "Yes");
        button("Keep the report").click();
        See.says(phone.locator("#said"), "Received: your report stands in the case");
    }

    void leave(String done) {
        phone.getByLabel("What was done?").fill(done);
        button("I have left").click();
        See.says(phone.locator("#jobs"), "No call-out for you");
    }

    void losesSignal() {
        pocket.setOffline(true);
        See.says(phone.locator("#link"), "no signal");
    }

    void hasSignal() {
        pocket.setOffline(false);
        See.says(phone.locator("#waiting"), "nothing waiting");
    }

    private void answer(String question, String answer) {
        phone.locator("fieldset", new Page.LocatorOptions().setHasText(question))
                .last()
                .getByLabel(answer, new Locator.GetByLabelOptions().setExact(true))
                .check();
    }

    private Locator button(String words) {
        return phone.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(words).setExact(true));
    }

    @Override
    public void close() {
        pocket.close();
    }
}
