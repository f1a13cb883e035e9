package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labels read with the phone's camera. The browser of this system reads no bar codes: there the page offers typing at once;
 * and where a browser does (here one that is given a reader for grey stripes) the way from the lens to the field is walked
 * with real pictures.
 */
class CameraTest {
    private static final String ICCID = "89440000000000424242";
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    /** Reads one digit a stripe, after a white and a black one, from what the camera shows. */
    private static final String READER = """
            window.BarcodeDetector = class {
              async detect(video) {
                if (!video.videoWidth) return [];
                const canvas = document.createElement("canvas");
                canvas.width = video.videoWidth;
                canvas.height = video.videoHeight;
                const paper = canvas.getContext("2d");
                paper.drawImage(video, 0, 0);
                const stripes = %d;
                const grey = [];
                for (let i = 0; i < stripes; i++) {
                  const x = Math.floor((i + 0.5) * canvas.width / stripes);
                  grey.push(paper.getImageData(x, canvas.height / 2, 1, 1).data[1]);
                }
                const [white, black, ...digits] = grey;
                if (white - black < 100) return [];
                const text = digits.map((one) => Math.round((one - black) / (white - black) * 219 / 24)).join("");
                return [{ rawValue: ` ${text} ` }];
              }
            };
            """;

    private static Chromium chromium;
    private static AlarmCentre centre;

    @BeforeAll
    static void open(@TempDir Path directory) throws IOException {
        chromium = Chromium.withCamera(film(directory.resolve("label.y4m"), ICCID));
        centre = AlarmCentre.open(directory, Instant::now);
        centre.enrol(Homes.plain("8860001", "Gwen Lens", "3 Camera Street", "CF10 1AA"));
        centre.enrol(Homes.plain("8860002", "Gwen Keys", "5 Typing Street", "CF10 1AB"));
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
    void a_label_before_the_camera_fills_the_field_and_the_camera_goes_dark() {
        try (BrowserContext pocket = chromium.phone(ColorScheme.LIGHT)) {
            pocket.grantPermissions(List.of("camera"));
            pocket.addInitScript(READER.formatted(ICCID.length() + 2));
            pocket.addInitScript("""
                    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                    navigator.mediaDevices.getUserMedia = async (wish) => window.lens = await real(wish);
                    """);
            Page ian = begin(pocket, "3 Camera");
            Locator unit = ian.locator("#v-unit");
            unit.locator("#v-unit-change > summary").click();
            button(unit, "Scan the SIM").click();
            assertThat(unit.locator("#sim-label"))
                    .hasValue(ICCID, new LocatorAssertions.HasValueOptions().setTimeout(30_000));
            assertThat(ian.evaluate("window.lens.getTracks().map(track => track.readyState).join()"))
                    .isEqualTo("ended");
            assertThat(unit.locator("video")).hasCount(0);
            unit.getByLabel("Unit: id or serial number").fill("8860001");
            button(unit, "This unit stands here").click();
            assertThat(unit).containsText("SIM " + ICCID, patient());
        }
    }

    @Test
    void a_browser_that_reads_no_labels_offers_typing_at_once() {
        try (BrowserContext pocket = chromium.phone(ColorScheme.DARK)) {
            Page ian = begin(pocket, "5 Typing");
            Locator unit = ian.locator("#v-unit");
            unit.locator("#v-unit-change > summary").click();
            assertThat(unit).containsText("This browser reads no labels", patient());
            assertThat(button(unit, "Scan the SIM")).hasCount(0);
            unit.getByLabel("Unit: id or serial number").fill("8860002");
            unit.getByLabel("SIM: number on the card").fill("89440000000000424243");
            button(unit, "This unit stands here").click();
            assertThat(unit).containsText("SIM 89440000000000424243", patient());
        }
    }

    private static Page begin(BrowserContext pocket, String street) {
        Page ian = centre.signIn(pocket, "installer");
        ian.navigate(centre.address("/visits?q=" + street.replace(" ", "%20")));
        ian.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Plan or begin").setExact(true))
                .click();
        ian.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("I am in the home").setExact(true))
                .click();
        assertThat(ian.locator("#v-unit")).containsText("Unit 886", patient());
        return ian;
    }

    /** Three pictures of upright stripes: white, black, then a shade a digit. */
    private static Path film(Path file, String digits) throws IOException {
        int stripes = digits.length() + 2;
        byte[] row = new byte[WIDTH];
        for (int x = 0; x < WIDTH; x++) {
            int stripe = x * stripes / WIDTH;
            row[x] = (byte) (stripe == 0 ? 235 : stripe == 1 ? 16 : 16 + 24 * (digits.charAt(stripe - 2) - '0'));
        }
        byte[] colour = new byte[WIDTH * HEIGHT / 2];
        Arrays.fill(colour, (byte) 128);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(("YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420\n".formatted(WIDTH, HEIGHT))
                    .getBytes(StandardCharsets.US_ASCII));
            for (int frame = 0; frame < 3; frame++) {
                out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
                for (int y = 0; y < HEIGHT; y++) {
                    out.write(row);
                }
                out.write(colour);
            }
        }
        return file;
    }

    private static Locator button(Locator place, String words) {
        return place.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(words).setExact(true));
    }

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    }
}
