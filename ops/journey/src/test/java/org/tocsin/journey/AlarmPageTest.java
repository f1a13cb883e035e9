package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The open alarm is always what the platform knows, and never takes anything from under somebody's fingers: with answers
 * that come late and in the wrong order.
 */
class AlarmPageTest {
    private static final Map<String, String> PENDANT = Map.of("dty", "0003", "stc", "0010");

    private static Chromium chromium;
    private static AlarmCentre centre;
    private static ScaipPress unit;
    private static Page colleague;

    private final Deque<Route> readings = new ArrayDeque<>();
    private final Deque<Route> acts = new ArrayDeque<>();
    private BrowserContext window;
    private Page page;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory);
        unit = new ScaipPress(centre.sipPort());
        colleague = centre.signIn(chromium.screen(), "operator2");
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

    @BeforeEach
    void signIn() {
        window = chromium.screen();
        page = centre.signIn(window, "operator");
    }

    @AfterEach
    void leave() {
        window.close();
    }

    @Test
    @DisplayName("an act meets news: the page shows what was done, and what happens afterwards")
    void an_act_meets_news() {
        opened("750001");
        holdBack();
        note("750001", "her son rang");
        page.waitForCondition(() -> readings.size() == 1);
        page.keyboard().press("t");
        page.waitForCondition(() -> acts.size() == 1);
        readings.remove().resume();
        page.waitForResponse(Pattern.compile("/take$"), () -> acts.remove().resume());
        assertThat(page.locator("#case .standing")).containsText("you have it");

        letGo();
        assertThat(page.locator("#part-log")).containsText("her son rang");
        unit.press("750001", "again", PENDANT);
        assertThat(page.locator("#part-head")).containsText("2nd press");
        note("750001", "she is up again");
        assertThat(page.locator("#part-log")).containsText("she is up again");
    }

    @Test
    @DisplayName("what was read before an act is not shown after it")
    void news_that_come_late() {
        opened("750002");
        holdBack();
        note("750002", "her son rang");
        page.waitForCondition(() -> readings.size() == 1);
        Route early = readings.remove();
        APIResponse answer = early.fetch();
        page.keyboard().press("t");
        page.waitForCondition(() -> acts.size() == 1);
        acts.remove().resume();
        assertThat(page.locator("#case .standing")).containsText("you have it");
        early.fulfill(new Route.FulfillOptions().setResponse(answer));
        page.waitForCondition(() -> readings.size() == 1);
        assertThat(page.locator("#case .standing").textContent()).contains("you have it");
        letGo();
    }

    @Test
    @DisplayName("an alarm that was taken before it was there to be read is shown as taken")
    void an_alarm_that_opens_late() {
        centre.enrol(Homes.plain("750006", "Resident 750006", "1 Test Street", "NW1 1AA"));
        unit.press("750006", "first", PENDANT);
        page.navigate(centre.address("/"));
        assertThat(page.locator("#link")).hasText("live");
        holdBack();
        page.locator("[data-alarm='" + alarm("750006") + "']").first().click();
        page.waitForCondition(() -> readings.size() == 1);
        Route early = readings.remove();
        APIResponse answer = early.fetch();
        page.keyboard().press("t");
        page.waitForCondition(() -> acts.size() == 1);
        acts.remove().resume();
        assertThat(page.locator("#case .standing")).containsText("you have it");
        early.fulfill(new Route.FulfillOptions().setResponse(answer));
        page.waitForCondition(() -> readings.size() == 1);
        assertThat(page.locator("#case .standing").textContent()).contains("you have it");
        letGo();
    }

    @Test
    @DisplayName("of two that are opened in a row the last one is taken")
    void two_are_opened() {
        for (String cid : List.of("750007", "750008")) {
            centre.enrol(Homes.plain(cid, "Resident " + cid, "1 Test Street", "NW1 1AA"));
            unit.press(cid, "first", PENDANT);
        }
        page.navigate(centre.address("/"));
        assertThat(page.locator("#link")).hasText("live");
        holdBack();
        page.locator("[data-alarm='" + alarm("750007") + "']").first().click();
        page.waitForCondition(() -> readings.size() == 1);
        page.locator("[data-alarm='" + alarm("750008") + "']").first().click();
        page.keyboard().press("t");
        letGo();
        assertThat(page.locator("#case h1")).hasText("Resident 750008");
        assertThat(page.locator("#case .standing")).containsText("you have it");
        assertThat(centre.get("/api/v1/alarms?cid=750007")
                        .get("items")
                        .get(0)
                        .get("state")
                        .textValue())
                .isEqualToIgnoringCase("waiting");
    }

    @Test
    @DisplayName("a form that was begun stays, whatever comes and whoever acts; it is sent as it was written")
    void a_form_that_was_begun() {
        opened("750003");
        page.keyboard().press("t");
        assertThat(page.locator("#case .standing")).containsText("you have it");
        page.locator("summary[data-key-act=call-back]").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator(".ring-back [name=whom]")).isFocused();
        page.keyboard().type("Mrs ");
        note("750003", "her son rang");
        assertThat(page.locator("#part-log")).containsText("her son rang");
        page.keyboard().type("Lovelace");
        unit.press("750003", "again", PENDANT);
        assertThat(page.locator("#part-head")).containsText("2nd press");
        page.keyboard().press("Tab");
        page.keyboard().type("is she up");
        assertThat(page.locator(".ring-back [name=whom]")).hasValue("Mrs Lovelace");

        // An act of one's own leaves it alone too.
        page.locator("[data-key-act=floor]").click();
        page.keyboard().press("Enter");
        assertThat(page.locator("[data-clock=floor]")).containsText("Up again");
        page.locator(".ring-back [name=reason]").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#part-doing")).containsText("To be rung back");
        assertThat(page.locator("#part-doing")).containsText("is she up");
        assertThat(page.locator("details[open] .ring-back")).hasCount(0);
        assertThat(page.locator(".ring-back [name=whom]")).hasValue("");
    }

    @Test
    @DisplayName(
            "a panel and a note that are being written stay, and what they kept back is shown once they are closed")
    void a_panel_that_is_open() {
        opened("750004");
        page.keyboard().press("t");
        assertThat(page.locator("#case .standing")).containsText("you have it");
        page.locator(".log-head [name=note]").focus();
        page.keyboard().type("the daughter");
        note("750004", "her son rang");
        assertThat(page.locator("#part-log")).containsText("her son rang");
        page.keyboard().type(" is on her way");
        page.keyboard().press("Enter");
        assertThat(page.locator("#part-log")).containsText("the daughter is on her way");

        page.keyboard().press("b");
        assertThat(page.locator("#panel-hand-back [name=note]")).isFocused();
        page.keyboard().type("ring");
        String alarm = alarm("750004");
        centre.post("/api/v1/alarms/" + alarm + "/hand-back", Map.of("operator", "operator"), 200);
        assertThat(page.locator("#case .standing")).not().containsText("you have it");
        assertThat(page.locator("#panel-hand-back [name=note]")).hasValue("ring");
        page.keyboard().press("Escape");
        assertThat(page.locator("#panel-hand-back")).hasCount(0);
        assertThat(page.locator("#case .standing")).not().containsText("you have it");
        assertThat(page.locator("[data-act=take]")).isVisible();
    }

    @Test
    @DisplayName("what is read again of an alarm does not push away the search that was opened since")
    void a_search_that_was_opened_since() {
        opened("750005");
        holdBack();
        note("750005", "her son rang");
        page.waitForCondition(() -> readings.size() == 1);
        page.evaluate(
                "() => document.body.addEventListener('htmx:afterRequest', (event) => {"
                        + " if (event.detail.pathInfo.requestPath.startsWith('/alarms/')) document.body.dataset.read = 'again'; })");
        page.keyboard().press("/");
        assertThat(page.locator("#q")).isFocused();
        page.keyboard().type("Resident 7");
        readings.remove().resume();
        assertThat(page.locator("body")).hasAttribute("data-read", "again");
        assertThat(page.locator("#q").count()).isEqualTo(1);
        page.keyboard().type("50005");
        assertThat(page.locator("#q")).hasValue("Resident 750005");
        letGo();
    }

    @Test
    @DisplayName("a fold that a key opens is shown to its end")
    void a_fold_below_the_column() {
        opened("750011");
        page.keyboard().press("t");
        assertThat(page.locator("#case .standing")).containsText("you have it");
        page.locator("#case .doing").evaluate("doing => { doing.style.paddingTop = '900px'; }");
        page.keyboard().press("r");
        assertThat(page.locator(".ring-back button"))
                .isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(0.9));
    }

    @Test
    @DisplayName("no row of the board moves under a mouse button that is down")
    void a_press_holds_the_rows() {
        opened("750012");
        centre.enrol(Homes.plain("750013", "Resident 750013", "1 Test Street", "NW1 1AA"));
        page.evaluate("() => { window.holds = setInterval(() => dispatchEvent(new PointerEvent('pointerdown')), 200);"
                + " dispatchEvent(new PointerEvent('pointerdown')); }");
        Locator counted = page.locator(".counts [data-priority='1'] b");
        assertThat(counted).hasText(Pattern.compile("[0-9]+"));
        String before = counted.textContent();
        unit.press("750013", "first", PENDANT);
        assertThat(counted).not().hasText(before);
        Locator row = page.locator(".strip:has-text('Resident 750013')");
        assertThat(row).hasCount(0);
        page.evaluate("() => { clearInterval(window.holds); dispatchEvent(new PointerEvent('pointerup')); }");
        assertThat(row).hasCount(1);
    }

    /** Readings of the open alarm and acts on it wait until the test lets them go. */
    private void holdBack() {
        page.route(Pattern.compile("/alarms/[0-9a-f-]{36}(/take)?$"), route -> {
            (route.request().method().equals("GET") ? readings : acts).add(route);
        });
    }

    private void letGo() {
        page.unrouteAll();
        readings.forEach(Route::resume);
        acts.forEach(Route::resume);
    }

    private void opened(String cid) {
        centre.enrol(Homes.plain(cid, "Resident " + cid, "1 Test Street", "NW1 1AA"));
        unit.press(cid, "first", PENDANT);
        page.navigate(centre.address("/alarms/" + alarm(cid)));
        assertThat(page.locator("#link")).hasText("live");
        assertThat(page.locator("#case h1")).hasText("Resident " + cid);
    }

    private static String alarm(String cid) {
        return centre.get("/api/v1/alarms?cid=" + cid)
                .get("items")
                .get(0)
                .get("id")
                .textValue();
    }

    /** By somebody else. */
    private static void note(String cid, String words) {
        APIResponse answer = colleague
                .context()
                .request()
                .post(
                        centre.address("/alarms/" + alarm(cid) + "/note"),
                        RequestOptions.create()
                                .setHeader("HX-Request", "true")
                                .setHeader("Origin", centre.address(""))
                                .setForm(FormData.create()
                                        .set(
                                                "_csrf",
                                                colleague
                                                        .locator("input[name=_csrf]")
                                                        .first()
                                                        .inputValue())
                                        .set("note", words)));
        assertThat(answer.text()).contains(words);
    }
}
