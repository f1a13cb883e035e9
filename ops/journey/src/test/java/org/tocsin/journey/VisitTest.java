package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installer in a home: triggers pressed on the wire, a phone without a signal, an operator who answers. */
class VisitTest {
    private static final String CID = "8850001";
    private static final Map<String, String> PENDANT = Map.of("dty", "0003", "did", "AB12");

    private static volatile Duration ahead = Duration.ZERO;
    private static Chromium chromium;
    private static AlarmCentre centre;
    private static ScaipPress unit;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory, () -> Instant.now().plus(ahead));
        unit = new ScaipPress(centre.sipPort());
        centre.enrol(Homes.plain(CID, "Gwen Ŵyn", "3 Heol y Tŵr", "CF10 1AA"));
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

    /** A phone is refused by a clock that is far ahead of its own. */
    @AfterEach
    void clocks_agree_again() {
        ahead = Duration.ZERO;
    }

    @Test
    void a_home_is_tested_trigger_by_trigger_and_what_nobody_asked_for_is_live() throws IOException {
        try (BrowserContext pocket = chromium.phone(ColorScheme.LIGHT);
                BrowserContext room = chromium.screen()) {
            Page olive = centre.signIn(room, "operator");
            Page ian = centre.signIn(pocket, "installer");
            begin(ian);
            addTrigger(ian, "Pendant", "AB12", "hall");
            addTrigger(ian, "Smoke detector", "", "kitchen");

            // Where there is no signal the page opens all the same, and what is written down waits, visibly.
            withoutSignal(pocket, ian);

            button(ian, "Switch test mode on").click();
            assertThat(olive.locator("#tests")).containsText("3 Heol y Tŵr", patient());
            Locator pendant = trigger(ian, "Pendant, hall");
            pendant.getByRole(AriaRole.BUTTON, exactly("Listen: I set it off now"))
                    .click();
            assertThat(pendant.locator(".outcome")).containsText("listening", patient());
            unit.press(CID, "p1", PENDANT);
            assertThat(pendant.locator(".outcome")).containsText("heard · received “Pendant", patient());
            assertThat(alarms()).isEmpty();

            // The resident falls meanwhile: live, on the board, and from then on every press is.
            unit.press(CID, "f1", Map.of("dty", "0005"));
            assertThat(olive.locator("#bay-waiting")).containsText("Gwen Ŵyn", patient());
            assertThat(ian.locator("#v-mode")).containsText("every press is live", patient());
            answerAndClose(olive, "Gwen Ŵyn");
            assertThat(ian.locator("#v-mode")).not().containsText("every press is live", patient());

            Locator smoke = trigger(ian, "Smoke detector, kitchen");
            smoke.locator("summary").click();
            smoke.getByRole(AriaRole.BUTTON, exactly("By its test button")).click();
            assertThat(smoke.locator(".outcome")).containsText("listening", patient());
            unit.press(CID, "s1", Map.of("dty", "0023", "stc", "0009"));
            assertThat(smoke.locator(".outcome")).containsText("heard by its test button", patient());

            theRestIsWrittenDown(ian);
            button(ian, "End test mode").click();
            Locator last = ian.locator("[data-step=LAST_PRESS]");
            last.getByRole(AriaRole.BUTTON).click();
            assertThat(last).containsText("listening", patient());
            unit.press(CID, "last", PENDANT);
            assertThat(olive.locator("#bay-waiting")).containsText("Gwen Ŵyn", patient());
            assertThat(button(ian, "The visit is complete")).isDisabled();
            answerAndClose(olive, "Gwen Ŵyn");
            assertThat(last).containsText("taken by an operator at", patient());
            assertThat(button(ian, "The visit is complete")).isDisabled();
            speaks(ian);
            button(ian, "The visit is complete").click();
            assertThat(ian.locator("#v-over")).containsText("This visit is complete.", patient());

            String address = ian.locator("#v-over").getByText("Evidence").getAttribute("href");
            String evidence = text(ian, address);
            assertThat(evidence)
                    .contains("3 Heol y Tŵr", "Gwen Ŵyn", "The visit is complete.", "taken by an operator at")
                    .contains("heard by its test button", "not testable", "Written where there was no signal")
                    .contains("another path: primary communication link failure", "One SIM, and it roams to no other")
                    .contains("heard both ways, with Olive Porter, from the bathroom");
            assertThat(text(ian, address.replace("evidence", "leave-behind")))
                    .contains("Press your pendant once a month", "An operator took it");
        }
    }

    @Test
    void a_cable_that_nobody_pulled_is_no_second_path() throws IOException {
        String cid = "8850011";
        centre.enrol(Homes.plain(cid, "Cable Left", "11 Heol y Tŵr", "CF10 1AA"));
        try (BrowserContext pocket = chromium.phone(ColorScheme.LIGHT)) {
            Page ian = centre.signIn(pocket, "installer");
            begin(ian, "11 Heol");
            addTrigger(ian, "Pendant", "AB12", "hall");
            button(ian, "Switch test mode on").click();
            Locator path = ian.locator("[data-step=PATH_LOSS]");
            path.getByRole(AriaRole.BUTTON, exactly("The first path is off: listen, I press now"))
                    .click();
            assertThat(path).containsText("listening", patient());
            unit.press(cid, "p1", PENDANT);
            ahead = ahead.plusSeconds(95);
            assertThat(path).containsText("an alarm came; by which path is not known · received", patient());
            String visit = ian.url();
            assertThat(text(ian, visit.substring(visit.indexOf("/visit/")) + "/evidence.pdf"))
                    .contains("an alarm came; by which path is not known")
                    .contains("Nothing shows that it came by the second path.");
        }
    }

    @Test
    void of_two_pendants_alike_it_is_said_that_one_was_heard_and_not_which() throws IOException {
        String cid = "8850012";
        centre.enrol(Homes.plain(cid, "Pair Alike", "12 Heol y Tŵr", "CF10 1AA"));
        try (BrowserContext pocket = chromium.phone(ColorScheme.DARK)) {
            Page ian = centre.signIn(pocket, "installer");
            begin(ian, "12 Heol");
            addTrigger(ian, "Pendant", "", "hall");
            addTrigger(ian, "Pendant", "", "bedroom");
            button(ian, "Switch test mode on").click();
            Locator hers = trigger(ian, "Pendant, bedroom");
            hers.getByRole(AriaRole.BUTTON, exactly("Listen: I set it off now")).click();
            assertThat(hers).containsText("listening", patient());
            unit.press(cid, "t1", PENDANT);
            assertThat(hers).containsText("heard; from which of several is not known · received", patient());
            assertThat(hers)
                    .containsText("the unit names device AB12: several triggers on file could have that number");
            assertThat(ian.locator("#v-done"))
                    .containsText("Pendant, bedroom: heard, but from which of several is not known.");
            String visit = ian.url();
            assertThat(text(ian, visit.substring(visit.indexOf("/visit/")) + "/evidence.pdf"))
                    .contains("From which of several of its kind it came is not known.");
        }
    }

    @Test
    void once_the_phone_is_lost_the_very_trigger_that_was_asked_for_is_live() {
        String cid = "8850002";
        centre.enrol(Homes.plain(cid, "Lost Phone", "4 Heol y Tŵr", "CF10 1AA"));
        try (BrowserContext pocket = chromium.phone(ColorScheme.DARK);
                BrowserContext room = chromium.screen()) {
            Page olive = centre.signIn(room, "operator");
            Page ian = centre.signIn(pocket, "installer");
            begin(ian, "4 Heol");
            addTrigger(ian, "Pendant", "AB12", "hall");
            button(ian, "Switch test mode on").click();
            Locator pendant = trigger(ian, "Pendant, hall");
            pendant.getByRole(AriaRole.BUTTON, exactly("Listen: I set it off now"))
                    .click();
            assertThat(pendant.locator(".outcome")).containsText("listening", patient());
            assertThat(olive.locator("#tests")).containsText("only a test: Pendant, hall", patient());
            pocket.setOffline(true);
            assertThat(ian.locator("#trouble")).containsText("everything from this home is live", patient());
            ahead = ahead.plusSeconds(61);
            unit.press(cid, "x1", PENDANT);
            assertThat(olive.locator("#bay-waiting")).containsText("Lost Phone", patient());
            assertThat(olive.locator("#tests")).containsText("phone lost, everything is live", patient());
        }
    }

    @Test
    void a_phone_that_changes_hands_keeps_nothing_of_who_had_it() {
        String cid = "8850009";
        centre.enrol(Homes.plain(cid, "Shared Phone", "9 Hand Street", "LS9 9AA"));
        try (BrowserContext pocket = chromium.phone(ColorScheme.LIGHT)) {
            Page ian = centre.signIn(pocket, "installer");
            begin(ian, "9 Hand");
            Promised.keepsItself(ian);
            ian.reload();
            assertThat(ian.locator("#link")).hasText("live", text());
            String visit = ian.url();
            pocket.setOffline(true);
            assertThat(ian.locator("#link")).hasText("no signal", text());
            keep(ian, "Who was rung or checked?", "Said by Ian");
            assertThat(ian.locator("#waiting")).hasText("1 waiting to send", text());
            // Left without signing out, as a session does by itself.
            pocket.clearCookies();
            pocket.setOffline(false);

            Page mary = centre.signIn(pocket, "manager");
            mary.navigate(visit);
            assertThat(mary.locator("#link")).hasText("live", text());
            assertThat(mary.locator("#waiting")).hasText("nothing waiting", text());
            assertThat(mary.locator("#v-log")).not().containsText("Said by Ian");
            mary.navigate(centre.address("/login"));
            Promised.comes(mary, "caches.keys().then(names => names.every(name => !name.startsWith('tocsin-shell-')))");

            ian.navigate(centre.address("/login"));
            centre.signIn(pocket, "installer").navigate(visit);
            Page again = pocket.pages().get(pocket.pages().size() - 1);
            assertThat(again.locator("#waiting")).hasText("nothing waiting", text());
            assertThat(again.locator("#v-access")).containsText("Said by Ian", patient());
        }
    }

    @Test
    void what_somebody_may_do_no_longer_is_refused_in_words_and_stays_readable() {
        centre.enrol(Homes.plain("8850010", "Role Gone", "10 Role Row", "LS9 9AA"));
        try (BrowserContext pocket = chromium.phone(ColorScheme.LIGHT)) {
            Page ian = centre.signIn(pocket, "installer");
            begin(ian, "10 Role");
            centre.execute("update operator set role = 'OPERATOR' where username = 'installer'");
            keep(ian, "Who was rung or checked?", "Rang the son");
            assertThat(ian.locator("#v-refused")).containsText("Rang the son. Visits are the installers'", patient());
            assertThat(ian.locator("#waiting")).hasText("nothing waiting", text());
            ian.reload();
            assertThat(ian.locator("#unsent")).containsText("Not taken: Visits are the installers'", patient());
            assertThat(ian.locator("#unsent")).containsText("Rang the son");
            assertThat(ian.locator("#unsent")).not().containsText("is sent from its own page");
        } finally {
            centre.execute("update operator set role = 'INSTALLER' where username = 'installer'");
        }
    }

    private static void begin(Page ian) {
        begin(ian, "3 Heol");
    }

    private static void begin(Page ian, String street) {
        ian.navigate(centre.address("/visits?q=" + street.replace(" ", "%20")));
        button(ian, "Plan or begin").click();
        button(ian, "I am in the home").click();
        assertThat(ian.locator("#v-unit")).containsText("Unit 885", patient());
    }

    private static void addTrigger(Page ian, String name, String did, String room) {
        Locator section = ian.locator("#v-triggers");
        if (section.locator("#v-trigger-add[open]").count() == 0) {
            section.locator("#v-trigger-add > summary").click();
        }
        section.getByLabel("What is it?").selectOption(name);
        section.getByLabel("Its own id").fill(did);
        section.getByLabel("Room").fill(room);
        section.getByRole(AriaRole.BUTTON, exactly("It is here")).click();
        assertThat(trigger(ian, name + ", " + room)).isVisible(visible());
    }

    private static void withoutSignal(BrowserContext pocket, Page ian) {
        Promised.keepsItself(ian);
        ian.reload();
        assertThat(ian.locator("#link")).hasText("live", text());
        pocket.setOffline(true);
        assertThat(ian.locator("#link")).hasText("no signal", text());
        ian.reload();
        assertThat(ian.locator("#v-home")).containsText("Gwen Ŵyn", patient());
        assertThat(ian.locator("#link")).hasText("no signal", text());
        keep(ian, "Who was rung or checked?", "Written where there was no signal");
        keep(ian, "Presses it, wears it, agrees?", "All three");
        assertThat(ian.locator("#waiting")).hasText("2 waiting to send", text());
        assertThat(ian.locator("#v-access")).containsText("Saved here", patient());
        assertThat(ian.locator("#v-mode").getByRole(AriaRole.BUTTON, exactly("Needs a signal")))
                .isDisabled();
        pocket.setOffline(false);
        assertThat(ian.locator("#waiting")).hasText("nothing waiting", text());
        assertThat(ian.locator("#v-access")).containsText("Written where there was no signal · at", patient());
        assertThat(ian.locator("#v-log")).containsText("received there", patient());
    }

    private static void theRestIsWrittenDown(Page ian) {
        Locator path = ian.locator("[data-step=PATH_LOSS]");
        path.getByRole(AriaRole.BUTTON, exactly("The first path is off: listen, I press now"))
                .click();
        assertThat(path).containsText("listening", patient());
        unit.press(CID, "cable", Map.of("dty", "0041", "stc", "0026"));
        unit.press(CID, "p2", PENDANT);
        assertThat(path).containsText("heard · received", patient());
        assertThat(path).containsText("another path: primary communication link failure", patient());
        unit.press(CID, "cableback", Map.of("dty", "0041", "stc", "0115"));
        for (String status : List.of("0085", "0086")) {
            Locator power = ian.locator("[data-step=" + (status.equals("0085") ? "POWER_OFF" : "POWER_BACK") + "]");
            power.getByRole(AriaRole.BUTTON).first().click();
            assertThat(power).containsText("listening", patient());
            unit.press(CID, "power" + status, Map.of("dty", "0041", "stc", status));
            assertThat(power).containsText("heard · received", patient());
        }
        Locator life = ian.locator("[data-step=HEARTBEAT]");
        life.locator("summary").click();
        life.getByLabel("Why not?").fill("Reports once a day only");
        life.getByRole(AriaRole.BUTTON, exactly("It cannot be tested")).click();
        assertThat(life).containsText("not testable", patient());
        ian.locator("#v-signal").getByLabel("Network").fill("Alpha");
        ian.locator("#v-signal").getByLabel("Strength in dBm").fill("-112");
        ian.locator("#v-signal").getByRole(AriaRole.BUTTON).click();
        assertThat(ian.locator("#v-done")).containsText("Alpha is below -105 dBm", patient());
        ian.locator("#v-signal").getByLabel("Network").fill("Alpha");
        ian.locator("#v-signal").getByLabel("Strength in dBm").fill("-112");
        ian.locator("#v-signal").getByLabel("Why it may stay so").fill("No better place in this house");
        ian.locator("#v-signal").getByRole(AriaRole.BUTTON).click();
        assertThat(ian.locator("#v-done")).containsText("Measure the second network too", patient());
        Locator only = ian.locator("#v-signal-only");
        only.locator("summary").click();
        only.getByLabel("Why there is none").fill("One SIM, and it roams to no other");
        only.getByRole(AriaRole.BUTTON, exactly("Keep it")).click();
        assertThat(ian.locator("#v-signal")).containsText("No second network: One SIM", patient());
        ian.locator("#v-access").getByRole(AriaRole.BUTTON).first().click();
        assertThat(ian.locator("#v-done")).not().containsText("Alpha is below", patient());
        assertThat(ian.locator("#v-done")).not().containsText("key safe", patient());
    }

    private static void speaks(Page ian) {
        Locator speech = ian.locator("#v-speech");
        speech.getByLabel("The centre heard the resident:").selectOption("heard");
        speech.getByLabel("The resident heard the centre:").selectOption("heard");
        speech.getByLabel("Who spoke at the centre?").fill("Olive Porter");
        speech.getByLabel("From which room?").fill("bathroom");
        speech.getByRole(AriaRole.BUTTON, exactly("Keep it")).click();
        assertThat(speech.locator(".outcome")).containsText("heard both ways, with Olive Porter", patient());
    }

    /** Takes it, says what it was, closes it: by keyboard, as an operator does. */
    private static void answerAndClose(Page olive, String who) {
        olive.locator("#bay-waiting .strip", new Page.LocatorOptions().setHasText(who))
                .filter(new Locator.FilterOptions().setHasText("LIFE"))
                .click();
        assertThat(olive.locator("#case .standing")).containsText("nobody has it", patient());
        olive.keyboard().press("t");
        assertThat(olive.locator("#case .standing")).containsText("you have it", patient());
        olive.keyboard().press("o");
        olive.keyboard().press("3");
        olive.keyboard().type("Ian, who tests it");
        assertThat(olive.locator("#panel-close [data-confirm]")).isVisible(visible());
        olive.keyboard().press("Enter");
        assertThat(olive.locator("#case .standing")).containsText("closed", patient());
    }

    private static void keep(Page ian, String label, String words) {
        Locator field = ian.getByLabel(label);
        field.fill(words);
        field.press("Enter");
    }

    private static String text(Page ian, String address) throws IOException {
        APIResponse answer = ian.request().get(centre.address(address));
        assertThat(answer.status()).isEqualTo(200);
        try (PDDocument document = Loader.loadPDF(answer.body())) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    private static List<JsonNode> alarms() {
        List<JsonNode> found = new java.util.ArrayList<>();
        centre.get("/api/v1/alarms?cid=" + CID).get("items").forEach(found::add);
        return found;
    }

    private static Locator trigger(Page ian, String words) {
        return ian.locator("#v-triggers li", new Page.LocatorOptions().setHasText(words));
    }

    private static Locator button(Page ian, String words) {
        return ian.getByRole(AriaRole.BUTTON, exactlyOnPage(words));
    }

    private static Page.GetByRoleOptions exactlyOnPage(String words) {
        return new Page.GetByRoleOptions().setName(words).setExact(true);
    }

    private static Locator.GetByRoleOptions exactly(String words) {
        return new Locator.GetByRoleOptions().setName(words).setExact(true);
    }

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    }

    private static LocatorAssertions.HasTextOptions text() {
        return new LocatorAssertions.HasTextOptions().setTimeout(30_000);
    }

    private static LocatorAssertions.IsVisibleOptions visible() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(30_000);
    }
}
