package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.console.board.Keys;

/** What an operator may rely on, whatever comes in. Each test has a home of its own and its own window. */
class BoardTest {
    private static final AtomicInteger HOMES = new AtomicInteger(770_000);

    /** What of the head is cut off, hangs over what stands beside it, or over the edge of the window. */
    private static final String HEAD = """
            () => {
              const parts = [...document.querySelectorAll(
                '.top .clock, .counts li, .oldest, .top > a, .link, .top button, .me')]
                .filter(part => part.getClientRects().length)
                .map(part => {
                  const words = document.createRange();
                  words.selectNodeContents(part);
                  const box = part.getBoundingClientRect();
                  return { name: part.textContent.trim(), left: box.left, right: Math.max(box.right,
                    words.getBoundingClientRect().right), cut: part.scrollWidth > part.clientWidth + 1
                    && getComputedStyle(part).display !== 'inline' };
                })
                .sort((one, other) => one.left - other.left);
              return parts.flatMap((part, i) => [
                part.cut ? `${part.name} is cut off` : null,
                part.right > innerWidth ? `${part.name} hangs over the edge` : null,
                i + 1 < parts.length && part.right + 3 > parts[i + 1].left
                  ? `${part.name} touches ${parts[i + 1].name}` : null]).filter(Boolean);
            }
            """;

    private static Chromium chromium;
    private static AlarmCentre centre;
    private static ScaipPress unit;

    private final String cid = Integer.toString(HOMES.incrementAndGet());
    private final String name = "Resident " + cid;
    private BrowserContext window;

    @BeforeAll
    static void open(@TempDir Path directory) {
        chromium = Chromium.launch();
        centre = AlarmCentre.open(directory);
        unit = new ScaipPress(centre.sipPort());
        // What a test leaves waiting stands over no later test's board, however long they all take.
        centre.put("/api/v1/shift-settings", Map.of("onCallAfterSeconds", 600, "partnerAfterSeconds", 1_200));
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
    void openWindow() {
        window = chromium.screen();
        centre.enrol(Homes.plain(cid, name, "1 Test Street", "NW1 1AA"));
    }

    @AfterEach
    void closeWindow() {
        window.close();
    }

    @Test
    void the_strip_of_keys_shows_what_works_right_now() {
        Page page = centre.signIn(window, "operator");
        press("k1");
        open(page);
        keysAre(page, Set.of("t", "?", "Escape"), Set.of("c", "o", "b", "Enter"));

        page.keyboard().press("t");
        assertThat(page.locator("#case .standing")).containsText("you have it");
        keysAre(page, Set.of("c", "o", "b", "?", "Escape"), Set.of("t", "Enter"));

        page.keyboard().press("o");
        assertThat(page.locator("#panel-close")).isVisible();
        keysAre(page, Set.of("1-9", "Enter", "Escape"), Set.of("c", "o", "b", "n"));

        page.keyboard().press("Escape");
        assertThat(page.locator("#panel-close")).isHidden();
        page.keyboard().press("Escape");
        assertThat(page.locator("#alarm")).containsText("Nothing open");
    }

    @Test
    void the_head_is_whole_and_nothing_in_it_touches_at_each_width_and_in_both_languages() {
        for (int width : List.of(1280, 1366, 1440, 1920)) {
            try (BrowserContext screen = chromium.screen(width, 800, ColorScheme.DARK)) {
                Page page = centre.signIn(screen, "operator");
                for (String language : List.of("en", "cy")) {
                    screen.addCookies(List.of(new Cookie("tocsin_language", language).setUrl(centre.address("/"))));
                    page.reload();
                    assertThat(page.locator("html")).hasAttribute("lang", Pattern.compile("^" + language));
                    assertThat(page.locator("#link")).hasAttribute("data-link", "live");
                    assertThat((List<?>) page.evaluate(HEAD))
                            .as(width + " wide, " + language)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void every_key_of_the_table_stands_in_the_help() {
        Page page = centre.signIn(window, "operator");
        page.keyboard().press("?");
        List<String> help = page.locator("#key-table dt").allTextContents();
        List<String> sentences = page.locator("#key-table dd").allTextContents();
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < help.size(); i++) {
            shown.add(help.get(i) + " " + sentences.get(i));
        }
        assertThat(shown)
                .isEqualTo(Keys.table().stream()
                        .map(key -> key.shown() + " " + key.help())
                        .toList());
        page.keyboard().press("Escape");
        assertThat(page.locator("#key-help")).isHidden();
    }

    @Test
    void one_key_opens_the_most_urgent_and_one_key_takes_it() {
        press("n1");
        Page page = centre.signIn(window, "operator");
        assertThat(strip(page, name)).isVisible();
        page.keyboard().press("n");
        assertThat(page.locator("#case .standing")).containsText("nobody has it");
        String first = page.locator("#case h1").textContent();
        page.keyboard().press("Escape");
        assertThat(page.locator("#alarm")).containsText("Nothing open");
        page.keyboard().press("t");
        assertThat(page.locator("#case h1")).hasText(first);
        assertThat(page.locator("#case .standing")).containsText("you have it");
    }

    @Test
    void what_is_handed_back_waits_and_sounds_again_with_its_note() {
        Page page = centre.signIn(window, "operator");
        press("b1");
        open(page);
        page.keyboard().press("t");
        assertThat(page.locator("#case .standing")).containsText("you have it");
        page.keyboard().press("b");
        page.keyboard().type("rings back at ten");
        page.keyboard().press("Enter");
        assertThat(page.locator("#case .standing")).containsText("nobody has it");
        assertThat(page.locator("#part-log")).containsText("rings back at ten");
        assertThat(page.locator("body")).hasAttribute("data-sounds", "life");
        // The board sounds for others too.
        String alarm = centre.get("/api/v1/alarms?cid=" + cid + "&state=open")
                .at("/items/0/id")
                .asText();
        assertThat(centre.get("/api/v1/alarms/" + alarm).get("sounding").asBoolean())
                .isTrue();
    }

    @Test
    void letters_are_letters_while_something_is_being_written() {
        Page page = centre.signIn(window, "operator");
        press("l1");
        open(page);
        Locator note = page.getByLabel("Note for the log");
        note.click();
        page.keyboard().type("not taken, only noted");
        assertThat(note).hasValue("not taken, only noted");
        page.keyboard().press("Enter");
        assertThat(page.locator("#part-log")).containsText("not taken, only noted");
        assertThat(page.locator("#case")).hasAttribute("data-state", "WAITING");
    }

    @Test
    void a_new_alarm_takes_no_focus_moves_no_open_strip_and_spoils_no_half_written_word() {
        Page page = centre.signIn(window, "operator");
        press("f1");
        open(page);
        Locator note = page.getByLabel("Note for the log");
        note.fill("half a sen");
        BoundingBox before = page.locator("#bay-open .strip").boundingBox();

        String other = Integer.toString(HOMES.incrementAndGet());
        centre.enrol(Homes.plain(other, "Newcomer " + other, "2 Test Street", "NW1 1AA"));
        unit.press(other, "f2", Map.of("dty", "0023", "stc", "0009"));
        assertThat(strip(page, "Newcomer " + other)).isVisible();
        press("f3");
        assertThat(page.locator("#bay-open")).containsText("2nd press");

        assertThat(note).isFocused();
        assertThat(note).hasValue("half a sen");
        BoundingBox after = page.locator("#bay-open .strip").boundingBox();
        assertThat(List.of(after.x, after.y, after.height)).isEqualTo(List.of(before.x, before.y, before.height));
        assertThat(page.locator("#case h1")).hasText(name);
    }

    @Test
    void the_open_alarm_fits_the_smallest_screen_without_scrolling() {
        Page page = centre.signIn(window, "operator");
        press("s1");
        open(page);
        assertThat(page.evaluate("document.scrollingElement.scrollHeight <= innerHeight"))
                .isEqualTo(true);
        for (String part : List.of(".head .acts .primary", "#part-card", "#part-doing", "#part-log", "#part-past")) {
            BoundingBox box = page.locator(part).boundingBox();
            assertThat(box.y + box.height).as(part).isLessThanOrEqualTo(768);
        }
    }

    @Test
    void closing_without_help_sent_asks_who_was_spoken_to_and_the_button_says_it() {
        Page page = centre.signIn(window, "operator");
        press("c1");
        open(page);
        page.keyboard().press("t");
        assertThat(page.locator("#case .standing")).containsText("you have it");
        page.keyboard().press("o");
        page.keyboard().press("1");
        Locator confirm = page.locator("#panel-close [data-confirm]");
        assertThat(confirm).isDisabled();
        page.keyboard().type("Mrs Shah");
        assertThat(confirm).hasText("Close as accidental press, spoken to Mrs Shah");
        page.keyboard().press("Enter");
        assertThat(page.locator("#case")).hasAttribute("data-state", "CLOSED");
        assertThat(page.locator("#case .standing")).containsText("spoken to Mrs Shah");
    }

    @Test
    void who_comes_second_is_told_who_was_first() {
        press("r1");
        try (BrowserContext late = chromium.screen()) {
            // The second operator's live link is down: the window still shows the alarm as waiting.
            Page second = late.newPage();
            second.close();
            late.routeWebSocket("**/live", socket -> {});
            Page slow = centre.signIn(late, "operator2");
            Page quick = centre.signIn(window, "operator");
            open(quick);
            String address = quick.url();
            slow.navigate(address);
            assertThat(slow.locator("#case .standing")).containsText("nobody has it");

            quick.keyboard().press("t");
            assertThat(quick.locator("#case .standing")).containsText("you have it");
            slow.keyboard().press("t");
            assertThat(slow.locator("#problem")).hasText("operator was first and has this alarm now.");
            assertThat(slow.locator("#case .standing")).containsText("operator has it");
        }
    }

    @Test
    void sound_that_the_browser_forbids_is_said_and_ends_with_a_key() {
        centre.signIn(window, "operator").close();
        // A window nobody has touched yet: here the browser plays nothing.
        Page page = window.newPage();
        page.navigate(centre.address("/"));
        assertThat(page.locator("#quiet")).isVisible();
        assertThat(page.locator("body")).hasAttribute("data-sound", "off");
        page.keyboard().press("x");
        assertThat(page.locator("#quiet")).isHidden();
        assertThat(page.locator("body")).hasAttribute("data-sound", "on");
    }

    @Test
    void a_lost_live_link_is_said_and_heard_and_comes_back_with_everything() {
        AtomicBoolean cut = new AtomicBoolean();
        List<Runnable> links = new ArrayList<>();
        window.routeWebSocket("**/live", socket -> {
            if (cut.get()) {
                socket.close();
            } else {
                socket.connectToServer();
                links.add(socket::close);
            }
        });
        Page page = centre.signIn(window, "operator");
        assertThat(page.locator("#link")).hasText("live");

        cut.set(true);
        links.forEach(Runnable::run);
        assertThat(page.locator("#lost")).containsText("The live link is lost. What you see is 00:");
        assertThat(page.locator("#link")).hasText("lost");

        press("x1");
        cut.set(false);
        assertThat(strip(page, name)).isVisible();
        assertThat(page.locator("#lost")).isHidden();
        assertThat(page.locator("#link")).hasText("live");
    }

    @Test
    void what_a_stranger_writes_is_shown_as_text() {
        Page page = centre.signIn(window, "operator");
        List<String> dialogs = new ArrayList<>();
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        String stranger = "99" + cid;
        String hostile = "<script>alert(1)</script>";
        unit.press(stranger, "h1", Map.of("dty", "0003", "lte", hostile, "dte", "<img src=x onerror=alert(2)>"));
        Locator strip = strip(page, "Unit " + stranger);
        assertThat(strip).containsText("not on file");
        strip.click();
        assertThat(page.locator("#case h1")).hasText("Unit " + stranger);
        assertThat(page.locator("#part-log")).containsText(hostile);
        assertThat(page.locator("#part-log")).containsText("Pendant (<img src=x onerror=alert(2)>)");
        assertThat(page.locator("#part-head")).containsText("This unit is not on file");
        assertThat(page.locator("img[src=x]")).hasCount(0);
        assertThat(dialogs).isEmpty();
    }

    @Test
    void what_a_responder_writes_is_kept_until_it_is_received() {
        press("w1");
        String path = "/api/v1/alarms/"
                + centre.get("/api/v1/alarms?cid=" + cid + "&state=open")
                        .at("/items/0/id")
                        .asText();
        centre.post(path + "/take", Map.of("operator", "operator"), 200);
        centre.post(path + "/call-out", Map.of("operator", "operator"), 200);
        try (BrowserContext pocket = chromium.phone(ColorScheme.LIGHT)) {
            Page phone = centre.signIn(pocket, "responder");
            Locator job = phone.locator(".job", new Page.LocatorOptions().setHasText(name));
            assertThat(job).isVisible();
            phone.route("**/respond/acts", Route::abort);
            job.getByText("I cannot go").click();
            job.getByLabel("Why?").fill("the lift is broken");
            job.getByText("Decline", new Locator.GetByTextOptions().setExact(true))
                    .click();
            assertThat(phone.locator("#waiting")).hasText("1 waiting to send");

            phone.unroute("**/respond/acts");
            assertThat(phone.locator("#waiting")).hasText("nothing waiting");
            assertThat(phone.locator("#said")).containsText("Received: you cannot go");
        }
        assertThat(centre.get(path).get("log").toString()).contains("the lift is broken");
    }

    private void press(String ref) {
        unit.press(cid, ref, Map.of("dty", "0003", "stc", "0010", "lco", "012"));
    }

    private void open(Page page) {
        strip(page, name).click();
        assertThat(page.locator("#case h1")).hasText(name);
    }

    private static Locator strip(Page page, String name) {
        return page.locator(".strip", new Page.LocatorOptions().setHasText(name));
    }

    private static void keysAre(Page page, Set<String> there, Set<String> notThere) {
        there.forEach(key ->
                assertThat(page.locator("#key-strip [data-key='" + key + "']")).isVisible());
        notThere.forEach(key ->
                assertThat(page.locator("#key-strip [data-key='" + key + "']")).hasCount(0));
    }
}
