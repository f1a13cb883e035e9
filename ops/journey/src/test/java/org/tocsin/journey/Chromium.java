package org.tocsin.journey;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.OnThisMachine;

/**
 * A real browser. {@code TOCSIN_CHROMIUM} names its program; otherwise the one the system has. One after another the tests
 * use the same one, each with windows of its own; it ends with the tests' process.
 */
public final class Chromium implements AutoCloseable {
    private static @Nullable Chromium usual;

    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run");

    /** What is waited for comes by itself, on a machine that does much else: what fails, fails for another reason. */
    private static final double PATIENCE_MS = 20_000;

    /** A number that this browser cannot hand to a telephone would leave the page half gone, and keys unheard. */
    private static final String NO_TELEPHONE = "window.addEventListener('click',"
            + " event => event.target.closest?.('a[href^=\"tel:\"]') && event.preventDefault())";

    private final Playwright playwright;
    private final Browser browser;
    private final boolean shared;

    private Chromium(Playwright playwright, Browser browser, boolean shared) {
        this.playwright = playwright;
        this.browser = browser;
        this.shared = shared;
    }

    /** Starts it. Where there is none the test is skipped with a sentence; on a build server it fails. */
    public static Chromium launch() {
        Chromium before = usual;
        if (before != null && before.browser.isConnected()) {
            return before;
        }
        Chromium fresh = launch(List.of(), true);
        usual = fresh;
        return fresh;
    }

    /** One whose camera shows this film (YUV4MPEG2), and asks nobody whether it may. */
    static Chromium withCamera(Path film) {
        return launch(
                List.of(
                        "--use-fake-device-for-media-stream",
                        "--use-fake-ui-for-media-stream",
                        "--use-file-for-fake-video-capture=" + film.toAbsolutePath()),
                false);
    }

    private static Chromium launch(List<String> more, boolean shared) {
        Optional<Path> program = program();
        OnThisMachine.needs(program.isPresent(), "Chromium (Debian: chromium; TOCSIN_CHROMIUM names another)");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program.orElseThrow())
                        .setArgs(
                                Stream.concat(ARGUMENTS.stream(), more.stream()).toList()));
        return new Chromium(playwright, browser, shared);
    }

    private static Optional<Path> program() {
        String named = System.getenv("TOCSIN_CHROMIUM");
        List<String> candidates = named != null
                ? List.of(named)
                : List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
        return candidates.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /** An operator's screen: its own sign-in, nothing shared with another window. */
    BrowserContext screen(int width, int height, ColorScheme scheme) {
        BrowserContext screen = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
        screen.addInitScript(NO_TELEPHONE);
        screen.onWebError(stumble -> System.err.println("A page stumbled at "
                + (stumble.page() == null
                        ? "an address unknown"
                        : stumble.page().url()) + ": " + stumble.error()));
        return screen;
    }

    /** The smallest screen a control room works on, dark. */
    public BrowserContext screen() {
        return screen(1366, 768, ColorScheme.DARK);
    }

    /** A responder's phone. */
    public BrowserContext phone(ColorScheme scheme) {
        BrowserContext phone = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(390, 844)
                .setHasTouch(true)
                .setColorScheme(scheme));
        // No map to open here, and the browser's own question about it would swallow every later touch.
        phone.addInitScript("window.open = address => { window.asked = address; return null; }");
        return phone;
    }

    @Override
    public void close() {
        List.copyOf(browser.contexts()).forEach(BrowserContext::close);
        if (!shared) {
            browser.close();
            playwright.close();
        }
    }
}
