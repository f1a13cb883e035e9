package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of an alarm, told as it happens: from a button in a home to a closed case. */
class JourneyTest {
    private static Chromium chromium;
    private static AlarmCentre centre;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory);
    }

    @AfterAll
    static void close() {
        if (centre != null) {
            centre.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void from_a_button_in_a_home_to_a_closed_case() {
        JsonNode margaret = centre.enrol(Homes.margaret("880001"));
        centre.enrol(Homes.plain("880002", "George Adeyemi", "88 Park Road", "NW1 4RP"));

        try (BrowserContext room = chromium.screen();
                BrowserContext pocket = chromium.phone(ColorScheme.DARK);
                MqttPress pendant = new MqttPress(centre.mqttPort(), margaret);
                ScaipPress scaip = new ScaipPress(centre.sipPort())) {
            // Olive begins her shift; the board is empty and live.
            Page olive = centre.signIn(room, "operator");
            assertThat(olive.locator("#link")).hasText("live");
            assertThat(olive.locator("#bay-waiting")).hasText("Nobody waits.");

            // George's smoke detector speaks SCAIP over UDP; then Margaret presses her pendant, over MQTT.
            scaip.press("880002", "a1", Map.of("dty", "0023", "stc", "0009", "lco", "021", "crd", "sip:"));
            assertThat(strip(olive, "George Adeyemi")).containsText("kitchen");
            pendant.press("m1", "0003", "012");
            Locator waiting = strip(olive, "Margaret Shah");
            assertThat(waiting).containsText("12 Elm Road");
            assertThat(waiting).containsText("LIFE");
            assertThat(olive.locator("body")).hasAttribute("data-sounds", "life");

            // She opens Margaret's alarm: who, where, what to know before anybody goes in, whom to call.
            waiting.click();
            Locator alarm = olive.locator("#case");
            assertThat(alarm.getByRole(AriaRole.HEADING, new Locator.GetByRoleOptions().setLevel(1)))
                    .hasText("Margaret Shah");
            assertThat(alarm.locator(".risks")).containsText("Large dog in the kitchen");
            assertThat(alarm.locator(".address")).containsText("12 Elm Road");
            assertThat(alarm.locator(".contacts")).containsText("Nadia Shah");
            assertThat(alarm.locator("#key-safe")).not().containsText("4711");

            // One key and it is hers; it falls silent for Margaret, and only for her.
            olive.keyboard().press("t");
            assertThat(alarm.locator(".standing")).containsText("you have it");
            assertThat(olive.locator("#bay-open")).containsText("you have it");

            // A second press joins the case and sounds again, at her.
            pendant.press("m2", "0003", "012");
            assertThat(olive.locator("#bay-open")).containsText("2nd press");
            olive.keyboard().press("t");
            assertThat(alarm.locator("#part-log")).containsText("New press noticed");

            // She calls out the responder: c, the number, Enter on a button that says what will happen.
            olive.keyboard().press("c");
            olive.keyboard().press("3");
            assertThat(olive.locator("#panel-call-out [data-confirm]")).hasText("Call out Rhona Pond");
            olive.keyboard().press("Enter");
            assertThat(alarm.locator(".contacts .busy")).containsText("Rhona Pond");

            // Rhona's phone shows it: risks before the address, one large button.
            Page rhona = centre.signIn(pocket, "responder");
            assertThat(rhona.locator(".risks")).containsText("Large dog");
            assertThat(rhona.locator(".address")).containsText("12 Elm Road");
            rhona.getByRole(AriaRole.BUTTON, named("Accept")).click();
            assertThat(olive.locator("#case .contacts .busy")).containsText("accepted");
            rhona.getByRole(AriaRole.BUTTON, named("I am on the way")).click();
            assertThat(olive.locator("#case .contacts .busy")).containsText("on the way");
            assertThat(rhona.waitForFunction("window.asked").jsonValue())
                    .isEqualTo("geo:0,0?q=12%20Elm%20Road%2C%20Gospel%20Oak%2C%20London%2C%20NW5%201AB");
            rhona.getByRole(AriaRole.BUTTON, named("Show the way in")).click();
            assertThat(rhona.locator(".way-in")).containsText("4711");
            rhona.getByRole(AriaRole.BUTTON, named("I have arrived")).click();
            assertThat(olive.locator("#case .contacts .busy")).containsText("arrived");
            rhona.getByLabel("What was done?").fill("Helped back to bed, no injury, tea made.");
            rhona.getByRole(AriaRole.BUTTON, named("I have left")).click();
            assertThat(rhona.locator("#jobs")).containsText("No call-out for you");
            assertThat(olive.locator("#case .standing")).containsText("outcome is still to be recorded");

            // She closes it by keyboard, with an outcome in words.
            olive.keyboard().press("o");
            olive.keyboard().press("4");
            assertThat(olive.locator("#panel-close [data-confirm]")).hasText("Close as responder attended");
            olive.keyboard().press("Enter");
            assertThat(alarm.locator(".standing")).containsText("closed");
            assertThat(alarm).hasAttribute("data-state", "CLOSED");

            theLogTellsItAll();
        }
    }

    private static void theLogTellsItAll() {
        JsonNode closed = centre.get("/api/v1/alarms?cid=880001&state=closed").at("/items/0");
        assertThat(closed.get("signalCount").asInt()).isEqualTo(2);
        assertThat(closed.get("outcome").asText()).isEqualTo("responder-attended");
        JsonNode log = centre.get("/api/v1/alarms/" + closed.get("id").asText()).get("log");
        assertThat(log)
                .extracting(entry -> entry.get("kind").asText())
                .containsSubsequence(
                        "SIGNAL",
                        "TAKEN",
                        "SIGNAL",
                        "TAKEN",
                        "CALLED_OUT",
                        "ACCEPTED",
                        "EN_ROUTE",
                        "VIEWED_SECRET",
                        "ARRIVED",
                        "LEFT",
                        "CLOSED");
    }

    private static Locator strip(Page page, String name) {
        return page.locator(".strip", new Page.LocatorOptions().setHasText(name));
    }

    private static Page.GetByRoleOptions named(String words) {
        return new Page.GetByRoleOptions().setName(words).setExact(true);
    }
}
