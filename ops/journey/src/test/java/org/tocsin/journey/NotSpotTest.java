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
import com.microsoft.playwright.options.FilePayload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A responder whose phone has no signal from the road to the door and back, and a home that proves that she was there. */
class NotSpotTest {
    private static final String CID = "880101";
    private static final String DOOR = "880102";

    private static Chromium chromium;
    private static AlarmCentre centre;
    private static MqttPress pendant;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory);
        pendant = new MqttPress(centre.mqttPort(), centre.enrol(Homes.margaret(CID)));
    }

    @AfterAll
    static void close() {
        if (pendant != null) {
            pendant.close();
        }
        if (centre != null) {
            centre.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void without_a_signal_she_gets_in_writes_down_what_she_finds_and_the_home_proves_it() {
        try (BrowserContext room = chromium.screen();
                BrowserContext pocket = chromium.phone(ColorScheme.DARK)) {
            Page olive = centre.signIn(room, "operator");
            pendant.press("n1", "0003", "012");
            calledOut(olive, "Margaret Shah", "3");

            Page rhona = centre.signIn(pocket, "responder");
            assertThat(rhona.locator(".risks")).containsText("Large dog", patient());
            Promised.keepsItself(rhona);
            rhona.reload();
            button(rhona, "Respond and navigate").click();
            assertThat(olive.locator("#case .contacts .busy")).containsText("on the way", patient());
            assertThat(rhona.evaluate("window.asked").toString()).startsWith("geo:0,0?q=12%20Elm%20Road");
            assertThat(rhona.locator(".way-in")).containsText("Kept on this phone", patient());
            Promised.comes(rhona, HELD + ".then(held => held === 1)");

            // The signal is gone; the page opens all the same, and the sealed code is here.
            pocket.setOffline(true);
            assertThat(rhona.locator("#link")).hasText("no signal", text());
            rhona.reload();
            assertThat(rhona.locator(".address")).containsText("12 Elm Road", patient());
            assertThat(rhona.locator(".way-in")).containsText("it opens without a signal", patient());
            button(rhona, "Show the way in").click();
            assertThat(rhona.locator(".way-in")).containsText("4711", patient());
            button(rhona, "The code does not open it").click();
            assertThat(rhona.locator(".way-in")).containsText("That the code did not open is saved here", patient());
            button(rhona, "I have arrived").click();
            assertThat(rhona.locator("#waiting")).hasText("3 waiting to send", text());

            // She presses the pendant: it sounds at the centre like any press, whoever pressed it.
            pendant.press("n2", "0003", "012");
            assertThat(olive.locator("#bay-open")).containsText("2nd press", patient());

            reportsAFall(rhona);
            assertThat(rhona.locator("#waiting")).hasText("4 waiting to send", text());

            pocket.setOffline(false);
            assertThat(rhona.locator("#waiting")).hasText("nothing waiting", text());
            theCentreHasAnotherCode(olive, rhona);
            assertThat(rhona.locator(".proof")).containsText("your arrival is proven", patient());
            assertThat(olive.locator("#case .road")).containsText("pressed in the home at", patient());
            assertThat(olive.locator("#case .road")).containsText("hospital avoided", patient());

            rhona.getByLabel("What was done?").fill("Helped up with the cushion.");
            button(rhona, "I have left").click();
            assertThat(rhona.locator("#jobs")).containsText("No call-out for you", patient());
            assertThat(rhona.locator("#said")).containsText("Received. The alarm centre closes", patient());
            // The code went with her leaving.
            Promised.comes(rhona, HELD + ".then(held => held === 0)");
            theLogTellsIt();
        }
    }

    @Test
    void she_says_when_she_comes_and_a_photo_taken_without_a_signal_is_sent_once() {
        centre.enrol(Homes.plain(DOOR, "Edwin Hale", "9 Picture Row", "LS2 8PP"));
        try (ScaipPress unit = new ScaipPress(centre.sipPort());
                BrowserContext room = chromium.screen();
                BrowserContext desk = chromium.screen();
                BrowserContext pocket = chromium.phone(ColorScheme.DARK)) {
            Page mary = centre.signIn(desk, "manager");
            mary.navigate(centre.address("/settings/photos"));
            button(mary, "Switch photos on").click();
            assertThat(button(mary, "Switch photos off")).isVisible(visible());

            Page olive = centre.signIn(room, "operator");
            unit.press(DOOR, "e1", Map.of("dty", "0003"));
            calledOut(olive, "Edwin Hale", "1");
            Page rhona = centre.signIn(pocket, "responder");
            Promised.keepsItself(rhona);
            rhona.reload();
            button(rhona, "Respond and navigate").click();
            button(rhona, "20 min").click();
            assertThat(rhona.locator(".eta")).containsText("You are expected at", patient());
            assertThat(olive.locator("#case .road [data-clock=eta]")).containsText("Expected at", patient());
            assertThat(olive.locator("#bay-open")).containsText("expected ", patient());

            pocket.setOffline(true);
            assertThat(rhona.locator("#link")).hasText("no signal", text());
            button(rhona, "I have arrived").click();
            rhona.locator(".photos input[type=file]").setInputFiles(new FilePayload("door.png", "image/png", door()));
            assertThat(rhona.locator("#waiting")).hasText("2 waiting to send", text());
            assertThat(rhona.locator(".photos")).containsText("1 saved here", patient());

            pocket.setOffline(false);
            assertThat(rhona.locator("#waiting")).hasText("nothing waiting", text());
            assertThat(rhona.locator(".photos")).containsText("2 more may be sent", patient());
            Locator photo = olive.locator("#case .road a[href^='/photos/']");
            assertThat(photo).hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(30_000));
            APIResponse picture = olive.request().get(centre.address(String.valueOf(photo.getAttribute("href"))));
            assertThat(picture.status()).isEqualTo(200);
            assertThat(picture.headers()).containsEntry("content-type", "image/jpeg");
            rhona.getByLabel("What was done?").fill("Looked at the step.");
            button(rhona, "I have left").click();
            assertThat(rhona.locator("#jobs")).containsText("No call-out for you", patient());
        }
    }

    @Test
    void nothing_is_drawn_anew_under_a_thumb_that_is_down() {
        try (BrowserContext pocket = chromium.phone(ColorScheme.LIGHT)) {
            Page rhona = centre.signIn(pocket, "responder");
            assertThat(rhona.evaluate("""
                            async () => {
                              const { isPressed } = await import("/static/js/press.js");
                              const said = [];
                              let draw;
                              const drawn = new Promise((done) => { draw = () => { said.push("drawn"); done(); }; });
                              said.push(isPressed(draw));
                              dispatchEvent(new PointerEvent("pointerdown"));
                              said.push(isPressed(draw), isPressed(draw), "down");
                              dispatchEvent(new PointerEvent("pointerup"));
                              addEventListener("click", () => said.push("clicked"), { once: true });
                              dispatchEvent(new MouseEvent("click"));
                              await drawn;
                              said.push(isPressed(draw));
                              return said.join(" ");
                            }""")).isEqualTo("false true true down clicked drawn false");
        }
    }

    /** What she held is shown no more: her phone has fetched the new one by itself. */
    private static void theCentreHasAnotherCode(Page olive, Page rhona) {
        assertThat(olive.locator("#case")).containsText("The key-safe code is wrong.", patient());
        assertThat(rhona.locator(".where")).containsText("The code on file did not open on", patient());
        Object before = rhona.evaluate(VERSION);
        String home = centre.get("/api/v1/homes?q=elm").at("/items/0/id").asText();
        assertThat(centre.patch("/api/v1/homes/" + home + "/access", Map.of("keySafe", "9753"))
                        .at("/onTheWay/0")
                        .asText())
                .isEqualTo("Rhona Pond");
        assertThat(rhona.locator(".where")).not().containsText("4711", patient());
        assertThat(rhona.locator(".where")).not().containsText("did not open on", patient());
        Promised.comes(
                rhona, "before => " + VERSION + ".then(version => Boolean(version) && version !== before)", before);
        button(rhona, "Show the way in").click();
        assertThat(rhona.locator(".way-in")).containsText("9753", patient());
    }

    /** Larger than a phone sends: it is shrunk there. */
    private static byte[] door() {
        BufferedImage image = new BufferedImage(2400, 1800, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Which version of the way in the phone keeps. */
    private static final String VERSION = """
            new Promise(done => { const open = indexedDB.open('tocsin', 1); open.onsuccess = () => {
              const all = open.result.transaction('seen').objectStore('seen').getAll();
              all.onsuccess = () => { open.result.close();
                done(all.result.filter(one => one.of.includes(':way-in:')).map(one => one.what.version).join()); }; }; })""";

    /** How many ways in the phone keeps. */
    private static final String HELD = """
            new Promise(done => { const open = indexedDB.open('tocsin', 1); open.onsuccess = () => {
              const all = open.result.transaction('seen').objectStore('seen').getAllKeys();
              all.onsuccess = () => { open.result.close();
                done(all.result.filter(key => String(key).includes(':way-in:')).length); }; }; })""";

    /** @param key of Rhona Pond among those who can be called out */
    private static void calledOut(Page olive, String who, String key) {
        olive.locator(".strip", new Page.LocatorOptions().setHasText(who)).click();
        assertThat(olive.locator("#case h1")).containsText(who, patient());
        olive.keyboard().press("t");
        assertThat(olive.locator("#case .standing")).containsText("you have it", patient());
        olive.keyboard().press("c");
        olive.keyboard().press(key);
        assertThat(olive.locator("#panel-call-out [data-confirm]")).hasText("Call out Rhona Pond", text());
        olive.keyboard().press("Enter");
        assertThat(olive.locator("#case .contacts .busy")).containsText("Rhona Pond", patient());
    }

    private static void reportsAFall(Page rhona) {
        rhona.locator("summary", new Page.LocatorOptions().setHasText("What you found and did"))
                .click();
        answer(rhona, "Were they on the floor?", "Yes");
        assertThat(rhona.locator(".verdict")).hasText("Ask every question before you lift.", text());
        answer(rhona, "New or strong pain", "Yes");
        assertThat(rhona.locator(".verdict")).containsText("Do not lift", patient());
        answer(rhona, "New or strong pain", "No");
        answer(rhona, "Awake, and talking", "Yes");
        answer(rhona, "Can they move", "Yes");
        for (String question : List.of("Does the neck", "Numb, tingling", "Bleeding that", "Looks or feels ill")) {
            answer(rhona, question, "No");
        }
        assertThat(rhona.locator(".verdict")).containsText("Nothing said here speaks against", patient());
        rhona.getByLabel("How they got up").selectOption("CUSHION");
        rhona.getByLabel("Injury").selectOption("NONE");
        answer(rhona, "Would they have gone to hospital", "Yes");
        button(rhona, "Keep the report").click();
    }

    private static void answer(Page rhona, String question, String answer) {
        rhona.locator("fieldset", new Page.LocatorOptions().setHasText(question))
                .last()
                .getByLabel(answer, new Locator.GetByLabelOptions().setExact(true))
                .check();
    }

    private static void theLogTellsIt() {
        JsonNode alarm = centre.get("/api/v1/alarms?cid=" + CID).at("/items/0");
        JsonNode log = centre.get("/api/v1/alarms/" + alarm.get("id").asText()).get("log");
        assertThat(log)
                .extracting(entry -> entry.get("kind").asText())
                .contains("PROVEN_BY_PRESS", "SCENE")
                .containsSubsequence("ACCEPTED", "EN_ROUTE", "VIEWED_SECRET", "ARRIVED", "LEFT");
        assertThat(log)
                .extracting(entry -> entry.get("words").asText())
                .anyMatch(words -> words.startsWith("How to get in is kept sealed"))
                .anyMatch(words -> words.endsWith("looked up how to get in, on the phone"));
    }

    private static Locator button(Page page, String words) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(words).setExact(true));
    }

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    }

    private static LocatorAssertions.IsVisibleOptions visible() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(30_000);
    }

    private static LocatorAssertions.HasTextOptions text() {
        return new LocatorAssertions.HasTextOptions().setTimeout(30_000);
    }
}
