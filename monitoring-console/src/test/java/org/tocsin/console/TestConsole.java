package org.tocsin.console;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.tocsin.access.ApiTokens;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.access.Role;
import org.tocsin.access.Sessions;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.TestDatabase;
import org.tocsin.platform.Wakeup;
import org.tocsin.readiness.ProofKey;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.Signals;

/**
 * A whole console on a free port over a real database, with two services and their people, and a browser's or program's
 * way of asking it.
 */
public final class TestConsole implements AutoCloseable {
    public static final String PASSWORD = "correct horse battery";
    public static final Keyring KEYRING = Keyring.fromHex("0f".repeat(32));

    public static final ProofKey PROOF_KEY = ProofKey.generate();

    private static final Map<String, String> PENDANT = Map.of("dty", "0003", "stc", "0010");

    public final TestDatabase test = TestDatabase.create();
    public final Vertx vertx = Vertx.vertx();
    public final Database database = Database.open(vertx, test.url(), 4);
    public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    public final TelecareService demo;
    public final TelecareService other;
    public final String demoToken = ApiTokens.random();
    public final String otherToken = ApiTokens.random();

    /** Added to the real time; tests move it forward. */
    public volatile Duration ahead = Duration.ZERO;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Console console;
    private final SignalIntake intake;

    private TestConsole() throws Exception {
        ServiceStore services = new ServiceStore(database, this::now);
        demo = await(services.ensure("demo", "Demo", ServiceStore.usualOutcomes()));
        other = await(services.ensure("other", "Other", ServiceStore.usualOutcomes()));
        ApiTokens tokens = new ApiTokens(database, this::now);
        await(tokens.ensure(demo.id(), "test", demoToken));
        await(tokens.ensure(other.id(), "test", otherToken));
        ConsoleConfig config = new ConsoleConfig(
                test.url(), KEYRING, new ConsoleConfig.Listen("127.0.0.1", 0, 0), false, "tocsin.local", PROOF_KEY);
        intake = await(SignalIntake.open(vertx, database, this::now, new LastCommit(), new Wakeup(vertx, database)));
        console = await(Console.start(vertx, config, metrics, this::now));
    }

    /** A press of a unit's button, committed as a gateway commits it. */
    public Receipt press(String cid, String ref) throws Exception {
        return await(intake.submit(Signals.of(cid, ref, PENDANT, now()), cid, SignalIntake.Lane.LIFE));
    }

    /** Any message of a unit, committed as a gateway commits it. */
    public Receipt signal(String cid, String ref, Map<String, String> elements) throws Exception {
        return await(intake.submit(Signals.of(cid, ref, elements, now()), cid, SignalIntake.Lane.LIFE));
    }

    public static TestConsole start() throws Exception {
        return new TestConsole();
    }

    public Instant now() {
        return Instant.now().plus(ahead);
    }

    /** Every address of the console. */
    public List<Route> routes() {
        return console.routes();
    }

    public int port() {
        return console.httpPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** Puts a person of this service on file. */
    public UUID person(TelecareService service, String username, Role role) throws Exception {
        try (Passwords passwords = new Passwords(vertx)) {
            return await(new OperatorStore(database, passwords, this::now)
                            .ensure(service.id(), username, "The " + username, role, PASSWORD))
                    .id();
        }
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(request(path, headers).GET());
    }

    /** As a browser sends a form; names and values alternate. */
    public HttpResponse<String> form(String path, List<String> fields, String... headers) throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < fields.size(); i += 2) {
            body.append(i == 0 ? "" : "&")
                    .append(fields.get(i))
                    .append('=')
                    .append(URLEncoder.encode(fields.get(i + 1), StandardCharsets.UTF_8));
        }
        return send(request(path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public HttpResponse<String> json(String path, String body, String... headers) throws Exception {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    /** Signs in by the form; gives the cookie as the browser would send it back. */
    public String signIn(String username) throws Exception {
        HttpResponse<String> answer = form("/login", List.of("username", username, "password", PASSWORD));
        return cookie(answer);
    }

    /** Puts a person of this service on file and signs them in; gives the cookie. */
    public String signedIn(TelecareService service, String username, Role role) throws Exception {
        person(service, username, role);
        return signIn(username);
    }

    /** The session cookie an answer sets, name and value. */
    public static String cookie(HttpResponse<?> answer) {
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    /** The CSRF token of this cookie's session, as its pages carry it. */
    public String csrf(String cookie) throws Exception {
        String token = cookie.substring(cookie.indexOf('=') + 1);
        return await(new Sessions(database, this::now).find(token))
                .orElseThrow()
                .csrf();
    }

    public static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        await(console.stop());
        await(database.close());
        await(vertx.close());
    }
}
