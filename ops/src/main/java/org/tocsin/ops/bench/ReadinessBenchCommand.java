package org.tocsin.ops.bench;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How soon the readiness of a large estate is worked out, and how soon its page is there. */
@Command(
        name = "bench-readiness",
        mixinStandardHelpOptions = true,
        description = "How soon the readiness page of a large estate is there.")
public final class ReadinessBenchCommand implements Callable<Integer> {
    /** Of the first paint, which begins with the first of the answer. */
    private static final int LIMIT_MS = 1_000;

    @Option(names = "--homes", defaultValue = "100000", description = "Homes (default: ${DEFAULT-VALUE}).")
    private int homes;

    @Option(
            names = "--loads",
            defaultValue = "50",
            description = "Times each page is asked (default: ${DEFAULT-VALUE}).")
    private int loads;

    private final Verdicts verdicts = new Verdicts();

    @Override
    public Integer call() throws Exception {
        LargeEstate.show(homes, this::measure);
        return verdicts.exitCode();
    }

    private void measure(int port) throws Exception {
        HttpClient browser = signedIn(port);
        for (String path : List.of(
                "/readiness",
                "/readiness?state=PROVEN",
                "/readiness?risk=1&area=Ward+3&proof=NEVER",
                "/readiness?provider=P1&exception=any")) {
            load(browser, port, path, 5);
            Latencies answers = load(browser, port, path, loads);
            say("  %-45s %s", path, answers);
            verdicts.atMost("p99 of the whole answer", answers.millis(0.99), LIMIT_MS, "ms");
        }
    }

    private static HttpClient signedIn(int port) throws Exception {
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        HttpRequest form = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "username=" + LargeEstate.USER + "&password=" + LargeEstate.PASSWORD.replace(" ", "+")))
                .build();
        browser.send(form, HttpResponse.BodyHandlers.ofString());
        return browser;
    }

    private static Latencies load(HttpClient browser, int port, String path, int times) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        Latencies latencies = new Latencies(times);
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            HttpResponse<String> page = browser.send(request, HttpResponse.BodyHandlers.ofString());
            latencies.add(System.nanoTime() - begin);
            if (page.statusCode() != 200 || !page.body().contains("Readiness for the analogue shutdown")) {
                throw new IllegalStateException(path + " answers " + page.statusCode());
            }
        }
        return latencies;
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
