package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
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
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The operator's telephone, in a real browser, without a mouse; and a card that stays when the network goes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
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
        centre.enrol(Homes.plain("660004", "Will Lane", "3 Bell Court", "SE1 1AC"));
        centre.enrol(Homes.plain("660005", "Ann Tide", "5 Ferry Walk", "SE1 1AD"));
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
    @Order(1)
    @DisplayName("the daughter rings: found by her number, a case, a call, a call-back that sounds; by keyboard alone")
    void by_keyboard_alone() {
        Page page = centre.signIn(chromium.screen(), "operator");
        page.navigate(centre.address("/sound-test"));
        page.getByLabel("dialled by this desk's telephone program").uncheck();
        page.navigate(centre.address("/"));
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

        page.locator("a[data-dial]", new Page.LocatorOptions().setHasText("020 7946 0177"))
                .focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#part-log")).containsText("Rings Paul Whitcombe");
        page.locator("button[name=result][value=NO_ANSWER]").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#part-log")).containsText("Paul Whitcombe, next door: no answer");

        page.locator("summary[data-key-act=call-back]").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator(".ring-back [name=whom]")).isFocused();
        page.keyboard().type("Nadia Shah");
        page.keyboard().press("Tab");
        page.keyboard().type("how it went");
        page.keyboard().press("Enter");
        assertThat(page.locator("#part-doing")).containsText("To be rung back");
        ahead = ahead.plus(Duration.ofMinutes(20));
        assertThat(page.locator("#reminders")).containsText("Ring Nadia Shah now");
        assertThat(page.locator("body")).hasAttribute("data-sounds", "reminder");

        // The next shift, at another desk.
        Page next = centre.signIn(chromium.screen(), "operator2");
        next.keyboard().press("x");
        assertThat(next.locator("#reminders")).containsText("Ring Nadia Shah now");
        assertThat(next.locator("body")).hasAttribute("data-sounds", "reminder");
        next.navigate(centre.address("/call-backs"));
        next.getByLabel("What came of ringing Nadia Shah").fill("she knows");
        next.keyboard().press("Enter");
        assertThat(next.locator("main")).containsText("Nobody is to be rung");
        next.context().close();
        page.context().close();
    }

    @Test
    @DisplayName(
            "whoever is on what was found stays there when the answer to the last letter comes; or is in the field")
    void an_answer_that_comes_late_takes_nobody_from_what_they_chose() {
        Page page = centre.signIn(chromium.screen(), "operator");
        page.keyboard().press("/");
        assertThat(page.locator("#q")).isFocused();
        page.keyboard().insertText("7 hill");
        assertThat(page.locator("a.hit").first()).containsText("Ivy Stone");
        typesOnAndChooses(page, " street");
        assertThat(page.locator("a.hit:focus")).containsText("Ivy Stone");

        typesOnAndChooses(page, " nowhere");
        assertThat(page.locator("#found")).containsText("Nobody and nothing on file fits");
        assertThat(page.locator("#q")).isFocused();
        page.context().close();
    }

    /** The answer comes once the first of what was found before has been chosen. */
    private static void typesOnAndChooses(Page page, String more) {
        List<Route> underWay = new ArrayList<>();
        page.route(Pattern.compile("/find[?]part=1"), underWay::add);
        page.locator("#q").focus();
        page.keyboard().press("End");
        page.keyboard().insertText(more);
        page.waitForCondition(() -> !underWay.isEmpty());
        page.keyboard().press("Enter");
        assertThat(page.locator("a.hit").first()).isFocused();
        page.locator("a.hit").first().evaluate("hit => { hit.dataset.before = 'yes'; }");
        page.unroute(Pattern.compile("/find[?]part=1"));
        underWay.forEach(Route::resume);
        assertThat(page.locator("a.hit[data-before]")).hasCount(0);
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
        page.keyboard().press("Enter");
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

    @Test
    @DisplayName(
            "an alarm that is opened or rung from while the network is gone is told of, and is no stumble of the page")
    void what_is_not_answered_is_told_of_and_the_page_stumbles_over_nothing() {
        List<String> stumbles = new ArrayList<>();
        Page page = centre.signIn(chromium.screen(), "operator");
        page.context().onWebError(stumble -> stumbles.add(stumble.error()));
        String alarm = caseOf(homeAt("ferry+walk"));
        page.navigate(centre.address("/"));
        Locator strip = page.locator("[data-alarm='" + alarm + "']").first();
        assertThat(strip).isVisible();
        page.route("**/alarms/**", route -> route.abort("internetdisconnected"));
        strip.click();
        assertThat(page.locator("#failed")).isVisible();
        page.unroute("**/alarms/**");
        page.navigate(centre.address("/alarms/" + alarm));
        Locator dial =
                page.locator("#alarm a[data-dial], #alarm a[data-dial-unit]").first();
        assertThat(dial).isVisible();
        page.route("**/alarms/**", route -> route.abort("internetdisconnected"));
        dial.click();
        assertThat(page.locator("#failed")).isVisible();
        // Whatever the page says of itself is said before it answers this.
        page.evaluate("() => new Promise((resolve) => setTimeout(resolve))");
        assertThat(stumbles).isEmpty();
        page.context().close();
    }

    @Test
    @DisplayName("why closing was refused is still read when news come")
    void a_refusal_outlives_the_news() {
        Page page = centre.signIn(chromium.screen(), "operator");
        String alarm = caseOf(homeAt("bell+court"));
        page.navigate(centre.address("/alarms/" + alarm));
        page.evaluate(
                "id => { window.htmx.ajax('POST', `/alarms/${id}/close`, { source: '#takes', target: '#alarm', values: {"
                        + " outcome: 'accidental', _csrf: document.querySelector('[name=_csrf]').value } }).catch(() => {}); }",
                alarm);
        assertThat(page.locator("#problem")).isVisible();
        centre.post(
                "/api/v1/alarms/" + alarm + "/spoken",
                Map.of("operator", "operator", "answer", "AT_HOME", "who", "Bill Quay"),
                200);
        assertThat(page.locator("#part-log")).containsText("Bill Quay");
        assertThat(page.locator("#problem")).isVisible();
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
