package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What phones keep and send, script by script in a real browser, against a platform that answers as it is told to. */
class PhoneScriptsTest {
    private static Chromium chromium;
    private static HttpServer files;
    private static BrowserContext pocket;
    private static Page page;

    @BeforeAll
    static void open() throws IOException {
        chromium = Chromium.launch();
        files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.createContext("/", PhoneScriptsTest::file);
        files.start();
        pocket = chromium.phone(ColorScheme.DARK);
        page = pocket.newPage();
        page.navigate("http://127.0.0.1:" + files.getAddress().getPort() + "/");
    }

    @AfterAll
    static void close() {
        if (pocket != null) {
            pocket.close();
        }
        if (files != null) {
            files.stop(0);
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void what_is_not_understood_together_is_said_one_by_one_and_only_that_is_refused() {
        Object found = page.evaluate("""
                async () => {
                  const { Outbox } = await import("/static/js/outbox.js");
                  const said = [];
                  let now;
                  const outbox = new Outbox("one by one", async (acts) => {
                    said.push(acts.map((act) => act.kind).join(" "));
                    return acts.some((act) => act.kind === "NEW") ? null : acts.map(({ id }) => ({ id, refused: null }));
                  }, (changed) => { now = changed; });
                  outbox.sending = true;
                  for (const kind of ["FIRST", "NEW", "LAST"]) {
                    await outbox.add(kind, {});
                  }
                  outbox.sending = false;
                  await outbox.flush();
                  return { said, received: now.received.map((act) => act.kind), waiting: now.waiting.length,
                    refused: now.refused.map((act) => `${act.kind}: ${act.why}`) };
                }""");
        assertThat(found)
                .isEqualTo(Map.of(
                        "said", List.of("FIRST NEW LAST", "FIRST", "NEW", "LAST"),
                        "received", List.of("FIRST", "LAST"),
                        "waiting", 0,
                        "refused", List.of("NEW: The platform did not understand this.")));
    }

    @Test
    void a_photo_is_sent_once_more_with_a_fresh_mark_and_refused_with_that_one_is_refused_for_good() {
        assertThat(photo("[403, 200]", "'fresh'"))
                .isEqualTo(Map.of("marks", List.of("old", "fresh"), "waiting", 0, "refused", List.of(), "trouble", ""));
        assertThat(photo("[403, 403]", "'fresh'"))
                .isEqualTo(Map.of(
                        "marks",
                        List.of("old", "fresh"),
                        "waiting",
                        0,
                        "refused",
                        List.of("Photos are not for you."),
                        "trouble",
                        ""));
        assertThat(photo("[403, 403]", "Promise.reject(new Error('no signal'))"))
                .as("nobody was reached: it stays in the phone")
                .isEqualTo(Map.of(
                        "marks", List.of("old", "old"), "waiting", 1, "refused", List.of(), "trouble", "no signal"));
        assertThat(photo("[503, 200]", "'fresh'"))
                .as("too many at once: again, by itself")
                .isEqualTo(Map.of("marks", List.of("old", "old"), "waiting", 0, "refused", List.of(), "trouble", ""));
    }

    /** One photo in an outbox that is asked twice to send what it has. */
    private static Object photo(String answers, String fresh) {
        return page.evaluate("""
                async () => {
                  const { Outbox } = await import("/static/js/outbox.js");
                  const { sendPhoto } = await import("/static/js/photo.js");
                  const real = window.fetch;
                  const answers = %s;
                  const marks = [];
                  window.fetch = async (address, how) => {
                    marks.push(how.headers["X-CSRF-Token"]);
                    return answers[0] === 200
                      ? new Response('{"refused":null}', { status: answers.shift() })
                      : new Response("Photos are not for you.\\n", { status: answers.shift() });
                  };
                  let now;
                  const outbox = new Outbox(`photo ${Math.random()}`, async () => [], (changed) => { now = changed; },
                    (act) => sendPhoto("/respond/c/photos", act, "old", async () => %s));
                  try {
                    outbox.sending = true;
                    await outbox.add("PHOTO", {}, new Uint8Array([1, 2, 3]).buffer);
                    outbox.sending = false;
                    await outbox.flushFiles();
                    await outbox.flushFiles();
                  } finally {
                    window.fetch = real;
                  }
                  return { marks, waiting: now.waiting.length, refused: now.refused.map((act) => act.why), trouble: now.trouble };
                }""".formatted(answers, fresh));
    }

    @Test
    void what_is_refused_for_good_is_shown_with_its_reason_and_may_be_sent_again_and_holds_up_nothing() {
        String ours = "text/plain";
        assertThat(acts(ours, "[403, 403]", "")).as("the role is gone").isEqualTo("refused: Not for you. sent 2");
        assertThat(acts(ours, "[404]", "")).isEqualTo("refused: Not for you. sent 1");
        assertThat(acts(ours, "[410]", "")).isEqualTo("refused: Not for you. sent 1");
        assertThat(acts(ours, "[422]", "")).isEqualTo("unread sent 1");
        assertThat(acts(ours, "[403, 200]", "")).as("signed in anew").isEqualTo("taken sent 2");
        assertThat(acts(ours, "[403, 403]", "out of date"))
                .as("kept, whoever it was signs in again")
                .isEqualTo("kept: sign in again sent 2");
        assertThat(acts(ours, "[401]", "")).isEqualTo("kept: sign in again sent 1");
        assertThat(acts(ours, "[503]", "")).isEqualTo("kept: the platform answered 503 sent 1");
        assertThat(acts("text/html", "[403, 403]", ""))
                .as("somebody else's sign-in stands between")
                .isEqualTo("kept: the platform answered 403 sent 2");
        assertThat(page.evaluate("""
                async () => {
                  const { Outbox, forget, unsent } = await import("/static/js/outbox.js");
                  let may = false;
                  let now;
                  const outbox = new Outbox("ian:shut", async (acts) => acts.map(({ id }) =>
                    may ? { id, refused: null } : { id, refused: "Not for you.", shut: true }), (changed) => { now = changed; });
                  outbox.sending = true;
                  await outbox.add("KEY_SAFE", { note: "stiff" });
                  await outbox.add("COMPLETE", {});
                  outbox.sending = false;
                  await outbox.flush();
                  const refused = now.refused.map((act) => `${act.kind}: ${act.why}`).join(" ");
                  const left = await forget();
                  const kept = (await unsent("ian")).length;
                  may = true;
                  outbox.sending = true;
                  for (const act of now.refused) {
                    await outbox.again(act.id);
                  }
                  outbox.sending = false;
                  await outbox.flush();
                  return [refused, left, kept, (await unsent("ian")).length].join(" | ");
                }""")).isEqualTo("KEY_SAFE: Not for you. COMPLETE: Not for you. | 0 | 2 | 0");
    }

    @Test
    void where_a_page_is_shut_what_waits_and_what_was_refused_are_shown_apart_and_a_refusal_is_read_there() {
        Object shown = page.evaluate("""
                async () => {
                  const { Outbox, unsent } = await import("/static/js/outbox.js");
                  const answers = { REPORT: { refused: "This call-out is over." }, LEFT: { refused: "Not for you.", shut: true } };
                  const outbox = new Outbox("una:callout", async (acts) => acts.filter((act) => answers[act.kind])
                    .map((act) => ({ id: act.id, ...answers[act.kind] })), () => {});
                  for (const kind of ["REPORT", "LEFT", "ARRIVED"]) {
                    outbox.sending = true;
                    await outbox.add(kind, { note: `note of ${kind}` });
                    outbox.sending = false;
                    await outbox.flush();
                  }
                  document.body.replaceChildren();
                  const place = document.createElement("section");
                  Object.assign(place, { id: "unsent", hidden: true });
                  place.dataset.by = "una";
                  document.body.append(place);
                  await import("/static/js/unsent.js");
                  const drawn = async (done) => {
                    while (!done()) {
                      await new Promise((resolve) => requestAnimationFrame(resolve));
                    }
                    return [...place.children].map((one) => one.tagName === "P" && one.className !== "quiet" ? "words"
                      : one.textContent.replace(/, \\w{3} .*?: /, ": ")).join(" | ");
                  };
                  const first = await drawn(() => !place.hidden);
                  const buttons = place.querySelectorAll("button");
                  const before = place.children.length;
                  buttons[0].click();
                  const then = await drawn(() => place.children.length < before);
                  const left = (await unsent("una")).length;
                  answers.ARRIVED = { refused: null };
                  await outbox.flush();
                  return [first, buttons.length, then, left].join("\\n");
                }""");
        assertThat(shown).asString().isEqualTo("""
                        Kept on this phone, not sent | words | That you arrived: note of ARRIVED | Not taken by the platform | words \
                        | Not taken: This call-out is over.Your report: note of REPORTI have read it \
                        | Not taken: Not for you.That you left: note of LEFTIt is kept here. Tell your manager what it says; \
                        when you may again, send it once more.
                        1
                        Kept on this phone, not sent | words | That you arrived: note of ARRIVED | Not taken by the platform | words \
                        | Not taken: Not for you.That you left: note of LEFTIt is kept here. Tell your manager what it says; \
                        when you may again, send it once more.
                        2""");
    }

    private static Object acts(String type, String statuses, String mark) {
        return page.evaluate("""
                async () => {
                  const { sendKept } = await import("/static/js/answers.js");
                  const statuses = %1$s;
                  let sent = 0;
                  const headers = { "Content-Type": "%2$s", ...("%3$s" ? { "X-CSRF-Token": "%3$s" } : {}) };
                  const post = async () => {
                    sent++;
                    const status = statuses.shift();
                    return status === 200 ? new Response("{}", { status }) : new Response("Not for you.\\n", { status, headers });
                  };
                  try {
                    const { answer, refused } = await sendKept(post, async () => {});
                    return `${answer ? "taken" : refused ? `refused: ${refused}` : "unread"} sent ${sent}`;
                  } catch (problem) {
                    return `kept: ${problem.message} sent ${sent}`;
                  }
                }""".formatted(statuses, type, mark));
    }

    @Test
    void what_was_said_without_a_signal_is_shown_in_the_service_s_time_wherever_the_phone_thinks_it_is() {
        Object words = page.evaluate("""
                async () => {
                  const { eta } = await import("/static/js/eta.js");
                  const said = { kind: "ETA", at: "2026-11-22T03:20:00Z", data: { callout: "c", minutes: "20" } };
                  return eta({ acts: { waiting: [said] }, state: { zone: "Asia/Kathmandu" }, act() {} }, { id: "c" }).textContent;
                }""");
        assertThat(words.toString()).contains("You are expected at 09:25:00");
    }

    private static void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean script = path.matches("/static/js/[a-z]+\\.js");
        try (exchange;
                InputStream found = script ? PhoneScriptsTest.class.getResourceAsStream(path) : null) {
            byte[] body = found == null
                    ? "<!doctype html><title>phone</title>".getBytes(StandardCharsets.UTF_8)
                    : found.readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", script ? "text/javascript" : "text/html");
            exchange.sendResponseHeaders(script && found == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
