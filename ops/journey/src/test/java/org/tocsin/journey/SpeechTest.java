package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a home and an operator get to speak with each other: a unit over SCAIP, a telephone system over REST, an operator
 * in a browser; and a clock that can be put forward, so that a minute does not take one.
 */
class SpeechTest {
    private static final Map<String, String> PENDANT = Map.of("dty", "0003", "crd", "sip:");
    private static final Map<String, String> PATIENT = Map.of("make", "Patient", "name", "One");
    private static volatile Duration ahead = Duration.ZERO;

    private static Chromium chromium;
    private static AlarmCentre centre;
    private static ScaipPress unit;
    private static Page olive;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory, () -> Instant.now().plus(ahead));
        unit = new ScaipPress(centre.sipPort());
        centre.put(
                "/api/v1/speech-settings",
                Map.of(
                        "number", "sip:speech-TOKEN@arc.example.net",
                        "overflowNumber", "sip:staffed@arc.example.net",
                        "callsReported", true));
        centre.put(
                "/api/v1/unit-models",
                Map.of("make", "Patient", "name", "One", "holdUntilTaken", true, "severalNumbers", false));
        centre.put("/api/v1/operators/operator/extension", Map.of("extension", "sip:olive@pbx.example.net"));
        BrowserContext window = chromium.screen();
        olive = centre.signIn(window, "operator");
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
    @DisplayName("held: hold, hold, taken, the taker's extension; no call within a minute: it sounds again, marked")
    void held_until_taken_and_then_no_call() {
        enrol("7810001", true);
        assertThat(unit.ask("7810001", "h1", PENDANT)).contains("<snu>4</snu>").doesNotContain("<tnu>");
        assertThat(unit.ask("7810001", "h1", PENDANT)).contains("<snu>4</snu>");

        olive.navigate(centre.address("/alarms/" + alarm("7810001")));
        olive.keyboard().press("t");
        assertThat(olive.locator("#case .standing")).containsText("you have it");
        String told = unit.ask("7810001", "h1", PENDANT);
        assertThat(told).contains("<snu>0</snu><mre>1</mre><cre>62</cre><tnu>sip:olive@pbx.example.net</tnu>");

        ahead = ahead.plusSeconds(61);
        assertThat(olive.locator("#part-head")).containsText("no speech, call back");
        assertThat(olive.locator("#part-log")).containsText("no call was connected within 60 seconds");
        assertThat(unit.ask("7810001", "h1", PENDANT)).isEqualTo(told);

        // Called back after all: the mark goes.
        report("back", "connected", Map.of("cid", "7810001"));
        assertThat(olive.locator("#part-doing .call")).containsText("Speech is connected");
        assertThat(olive.locator("#part-head")).not().containsText("no speech, call back");
        assertThat(logOf("7810001").stream().filter(line -> line.startsWith("NO_SPEECH")))
                .hasSize(1);
    }

    @Test
    @DisplayName("held: nobody takes it for a minute, the staffed number")
    void held_without_a_taker() {
        enrol("7810002", true);
        assertThat(unit.ask("7810002", "o1", PENDANT)).contains("<snu>4</snu>");
        ahead = ahead.plusSeconds(60);
        assertThat(unit.ask("7810002", "o1", PENDANT))
                .contains("<snu>0</snu>", "<tnu>sip:staffed@arc.example.net</tnu>");
    }

    @Test
    @DisplayName("RX-39: the call comes in time: the page shows it live, and nothing sounds again")
    void the_call_comes() {
        enrol("7810003", false);
        String told = unit.ask("7810003", "c1", PENDANT);
        String number = told.replaceAll("(?s).*<tnu>(.*)</tnu>.*", "$1");
        assertThat(number).matches("sip:speech-[0-9a-z]{16}@arc\\.example\\.net");
        olive.navigate(centre.address("/alarms/" + alarm("7810003")));

        report("c1", "ringing", Map.of("to", number));
        assertThat(olive.locator("#part-doing .call")).containsText("The home is calling");
        report("c1", "connected", Map.of());
        assertThat(olive.locator("#part-doing .call")).containsText("Speech is connected");
        // A second press in the call gets no further leg.
        assertThat(unit.ask("7810003", "c2", PENDANT)).contains("<snu>0</snu><mre>0</mre><cre>0</cre>");
        report("c1", "cleared", Map.of("recording", "rec/c1"));
        assertThat(olive.locator("#part-log")).containsText("Recording of the call: rec/c1");

        // Another alarm is marked when its minute is over; by then this one's would have been too.
        enrol("7810004", false);
        unit.ask("7810004", "n1", PENDANT);
        ahead = ahead.plusSeconds(61);
        olive.navigate(centre.address("/alarms/" + alarm("7810004")));
        assertThat(olive.locator("#part-head")).containsText("no speech, call back");
        assertThat(logOf("7810003")).noneMatch(line -> line.startsWith("NO_SPEECH"));
    }

    @Test
    @DisplayName("a unit that gives up: it sounds again at once, marked, and stays open")
    void gives_up() {
        enrol("7810005", false);
        unit.press("7810005", "g1", PENDANT);
        unit.press("7810005", "g1", Map.of("dty", "0003", "mty", "RE"));
        JsonNode alarm = centre.get("/api/v1/alarms/" + alarm("7810005"));
        assertThat(alarm.get("flags").toString()).contains("NO_SPEECH");
        assertThat(alarm.get("sounding").booleanValue()).isTrue();
        assertThat(alarm.get("state").textValue()).isEqualTo("WAITING");
    }

    private static void enrol(String cid, boolean patient) {
        Map<String, Object> home = new HashMap<>(Homes.plain(cid, "Resident " + cid, "1 Call Street", "NW1 1AA"));
        if (patient) {
            home.put("model", PATIENT);
        }
        centre.enrol(home);
    }

    private static String alarm(String cid) {
        return centre.get("/api/v1/alarms?cid=" + cid)
                .get("items")
                .get(0)
                .get("id")
                .textValue();
    }

    private static List<String> logOf(String cid) {
        List<String> lines = new ArrayList<>();
        centre.get("/api/v1/alarms/" + alarm(cid))
                .get("log")
                .forEach(line -> lines.add(
                        line.get("kind").textValue() + " " + line.get("words").textValue()));
        return lines;
    }

    private static void report(String callId, String event, Map<String, String> more) {
        Map<String, String> body = new HashMap<>(more);
        body.put("callId", callId);
        body.put("event", event);
        centre.post("/api/v1/calls", body, 201);
    }
}
