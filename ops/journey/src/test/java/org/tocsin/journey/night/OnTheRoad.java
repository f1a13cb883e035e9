package org.tocsin.journey.night;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

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
        assertThat(phone.locator("article.job h1")).containsText(person);
    }

    void accept() {
        button("Accept").click();
        assertThat(button("I am on the way")).isVisible();
    }

    void respond() {
        button("Respond and navigate").click();
        assertThat(button("I have arrived")).isVisible();
    }

    void setOff() {
        button("I am on the way").click();
        assertThat(button("I have arrived")).isVisible();
    }

    void decline(String why) {
        phone.getByText("I cannot go", new Page.GetByTextOptions().setExact(true)).click();
        phone.getByLabel("Why?").fill(why);
        button("Decline").click();
        assertThat(phone.locator("#jobs")).containsText("No call-out for you");
    }

    void arrive() {
        button("I have arrived").click();
        assertThat(phone.locator(".alone")).isVisible();
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
        assertThat(phone.locator("#said")).containsText("Received: your report stands in the case");
    }

    void leave(String done) {
        phone.getByLabel("What was done?").fill(done);
        button("I have left").click();
        assertThat(phone.locator("#jobs")).containsText("No call-out for you");
    }

    void losesSignal() {
        pocket.setOffline(true);
        assertThat(phone.locator("#link")).hasText("no signal");
    }

    void hasSignal() {
        pocket.setOffline(false);
        assertThat(phone.locator("#waiting")).hasText("nothing waiting");
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
