package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's telephone, in a real browser, without a mouse; and a card that stays when the network goes. */
class TelephoneTest {
    private static volatile Duration ahead = Duration.ZERO;

    private static Chromium chromium;
    private static AlarmCentre centre;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory, () -> Instant.now().plus(ahead));
        centre.enrol(Homes.margaret("660001"));
        centre.enrol(Homes.plain("660002", "Ivy Stone", "7 Hill Street", "SE1 1AA"));
        centre.enrol(Homes.plain("660003", "Rose Quay", "9 Long Acre", "SE1 1AB"));
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
    @DisplayName("the daughter rings: found by her number, a case, a call; by keyboard alone")
    void by_keyboard_alone() {
        Page page = centre.signIn(chromium.screen(), "operator");
        page.keyboard().press("/");
        assertThat(page.locator("#q")).isFocused();
        page.keyboard().type("+44 20 7946 0311");
        assertThat(page.locator("a.hit").first()).containsText("Nadia Shah, daughter");
        page.keyboard().press("Enter");
        assertThat(page.locator("a.hit").first()).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#case-form [name=reason]")).isFocused();
        assertThat(page.locator("#case-form [name=caller]")).hasValue("Nadia Shah, daughter");
        page.keyboard().type("cannot reach her mother");
        page.keyboard().press("Enter");
        assertThat(page.locator("#case h1")).hasText("Margaret Shah");
        assertThat(page.locator("#case .standing")).containsText("you have it");
        assertThat(page.locator("#part-log")).containsText("Call from Nadia Shah, daughter, 020 7946 0311");
        assertThat(page).hasURL(Pattern.compile("/alarms/[0-9a-f-]{36}$"));

        // This browser has no telephone: a number it cannot hand on would leave the page half gone.
        page.evaluate("() => window.addEventListener('click', (event) => event.target.closest('a[href^=\"tel:\"]')"
                + " && event.preventDefault())");
        page.locator("a[data-dial]", new Page.LocatorOptions().setHasText("020 7946 0177"))
                .focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#part-log")).containsText("Rings Paul Whitcombe");
        page.locator("[name=result][value=NO_ANSWER]").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#part-log")).containsText("Paul Whitcombe, next door: no answer");
        page.context().close();
    }

    @Test
    @DisplayName("the card says what must be known, above the fold; the network goes, it stays readable and says so")
    void the_card_stays() {
        Page page = centre.signIn(chromium.screen(), "operator");
        String home = homeAt("hill+street");
        for (String[] line : new String[][] {
            {"RESPECT", "ReSPECT form on the fridge"},
            {"MEDICAL", "Type 2 diabetes, insulin"},
            {"LANGUAGE", "Gujarati first"},
            {"RISK", "Large dog in the hall"}
        }) {
            centre.post("/api/v1/homes/" + home + "/card", Map.of("kind", line[0], "words", line[1]), 201);
        }
        String alarm = caseOf(home);
        page.navigate(centre.address("/alarms/" + alarm));
        for (String words : new String[] {
            "ReSPECT form on the fridge",
            "Never a reason not to call 999",
            "Type 2 diabetes",
            "Gujarati first",
            "Large dog in the hall",
            "7 Hill Street"
        }) {
            BoundingBox box =
                    page.locator("#part-card").getByText(words).first().boundingBox();
            assertThat(box.y + box.height).as(words).isLessThan(728);
        }
        page.locator("[data-key-act=floor]").click();
        assertThat(page.locator("[data-clock=floor]")).containsText("Up again");

        page.context().setOffline(true);
        page.evaluate(
                "id => window.htmx.ajax('GET', `/alarms/${id}`, { target: '#alarm', swap: 'innerHTML' }).catch(() => {})",
                alarm);
        assertThat(page.locator("#kept")).containsText("The platform cannot be reached. This card is as it was");
        assertThat(page.locator("#part-card")).containsText("ReSPECT form on the fridge");
        assertThat(page.locator("#case button").first()).isDisabled();
        page.context().setOffline(false);
        assertThat(page.locator("#kept")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(30_000));
        page.context().close();
    }

    @Test
    @DisplayName("an answer that was under way when the network went shows what it says, and opens no button")
    void an_answer_that_comes_late_opens_nothing() {
        Page page = centre.signIn(chromium.screen(), "operator");
        String alarm = caseOf(homeAt("long+acre"));
        page.navigate(centre.address("/alarms/" + alarm));
        assertThat(page.locator("#link")).hasText("live");
        List<Route> underWay = new ArrayList<>();
        AtomicBoolean gone = new AtomicBoolean();
        page.route("**/alarms/" + alarm, route -> {
            if (gone.get()) {
                route.abort("internetdisconnected");
            } else {
                underWay.add(route);
            }
        });
        centre.post(
                "/api/v1/alarms/" + alarm + "/spoken",
                Map.of("operator", "operator", "answer", "AT_HOME", "who", "Bill Quay"),
                200);
        page.waitForCondition(() -> !underWay.isEmpty());
        // After the page's own listener: what can be pressed in the very moment in which an answer has been drawn.
        page.evaluate("() => document.body.addEventListener('alarm-renewed', () => {"
                + " window.pressable = document.querySelectorAll('#case button:enabled').length; })");

        gone.set(true);
        page.evaluate(
                "id => { window.htmx.ajax('GET', `/alarms/${id}`, { target: '#alarm', swap: 'innerHTML' }).catch(() => {}); }",
                alarm);
        assertThat(page.locator("#kept")).containsText("The platform cannot be reached. This card is as it was");
        assertThat(page.locator("#part-log")).not().containsText("Bill Quay");
        underWay.forEach(Route::resume);
        page.waitForFunction("() => window.pressable !== undefined");
        assertThat(page.evaluate("() => window.pressable")).isEqualTo(0);
        assertThat(page.locator("#part-log")).containsText("Bill Quay");
        assertThat(page.locator("#kept")).containsText("The platform cannot be reached. This card is as it was");

        gone.set(false);
        page.unroute("**/alarms/" + alarm);
        assertThat(page.locator("#kept")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(30_000));
        assertThat(page.locator("#case button:enabled").first()).isVisible();
        page.context().close();
    }

    private static String homeAt(String street) {
        return centre.get("/api/v1/find?q=" + street)
                .get("homes")
                .get(0)
                .get("id")
                .textValue();
    }

    private static String caseOf(String home) {
        return centre.post(
                        "/api/v1/cases",
                        Map.of(
                                "homeId", home,
                                "caller", "A neighbour",
                                "reason", "heard her call",
                                "priority", "life",
                                "operator", "operator"),
                        201)
                .get("alarmId")
                .textValue();
    }
}
