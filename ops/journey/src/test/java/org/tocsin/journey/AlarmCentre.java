package org.tocsin.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.ops.AllInOne;
import org.tocsin.ops.AllInOneConfig;
import org.tocsin.platform.TestDatabase;

/** A whole alarm receiving centre for a test: everything real, on free ports, with the demo's people. */
public final class AlarmCentre implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AllInOne all;
    private final @Nullable TestDatabase database;

    private AlarmCentre(AllInOne all, @Nullable TestDatabase database) {
        this.all = all;
        this.database = database;
    }

    /** @param directory empty; its secrets live in it, its database beside those of the other tests */
    static AlarmCentre open(Path directory) {
        return open(directory, InstantSource.system());
    }

    /** @param clock by which its business runs */
    static AlarmCentre open(Path directory, InstantSource clock) {
        return open(directory, clock, Map.of());
    }

    /** @param settings beside the usual ones */
    public static AlarmCentre open(Path directory, InstantSource clock, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TOCSIN_HTTP_PORT", "0",
                "TOCSIN_MQTT_PORT", "0",
                "TOCSIN_SIP_PORT", "0",
                "TOCSIN_OPS_PORT", "0"));
        TestDatabase database = settings.containsKey("TOCSIN_DATABASE_URL") ? null : TestDatabase.create();
        if (database != null) {
            environment.put("TOCSIN_DATABASE_URL", database.url().uri());
            environment.put("TOCSIN_MIGRATE_DATABASE_URL", database.ownerUrl().uri());
        }
        environment.putAll(settings);
        AllInOneConfig config = new AllInOneConfig(environment, directory, true, AllInOneConfig.Estate.none());
        return new AlarmCentre(new AllInOne(config, words -> {}, clock).start(), database);
    }

    /** Puts a unit and its home on file over REST, as an integrator would; gives the answer. */
    public JsonNode enrol(Map<String, ?> unit) {
        return send("POST", "/api/v1/units", unit, 201);
    }

    public JsonNode get(String path) {
        return send("GET", path, null, 200);
    }

    public JsonNode post(String path, Map<String, ?> body, int expected) {
        return send("POST", path, body, expected);
    }

    public JsonNode put(String path, Map<String, ?> body) {
        return send("PUT", path, body, 200);
    }

    public JsonNode patch(String path, Map<String, ?> body) {
        return send("PATCH", path, body, 200);
    }

    private JsonNode send(String method, String path, @Nullable Object body, int expected) {
        try {
            HttpRequest.BodyPublisher publisher = body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
            HttpRequest request = HttpRequest.newBuilder(URI.create(address(path)))
                    .timeout(Duration.ofSeconds(20))
                    .header("Authorization", "Bearer " + all.apiToken())
                    .header("Content-Type", "application/json")
                    .method(method, publisher)
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Signs in as a person does: the form, the button. */
    public Page signIn(BrowserContext window, String username) {
        return signIn(window, username, address(""));
    }

    /** @param place where this browser reaches the platform, "http://127.0.0.1:8080" */
    public Page signIn(BrowserContext window, String username, String place) {
        return signIn(window, username, all.demoPassword(), place);
    }

    static Page signIn(BrowserContext window, String username, String password, String place) {
        Page page = window.newPage();
        page.navigate(place + "/login");
        page.getByLabel("User name").fill(username);
        page.getByLabel("Password").fill(password);
        page.keyboard().press("Enter");
        page.waitForURL(url -> !url.endsWith("/login"));
        return page;
    }

    /** Of each of the demo's people. */
    public String password() {
        return all.demoPassword();
    }

    /** Of the demo's service, for programs. */
    public String token() {
        return all.apiToken();
    }

    public String address(String path) {
        return "http://127.0.0.1:" + all.ports().http() + path;
    }

    /** Every address that answers a GET, as it is written in the routes. */
    List<String> addresses() {
        return all.addresses();
    }

    /** Runs SQL as the database's owner, for what only time brings about; where the database is the centre's own. */
    void execute(String sql) {
        Objects.requireNonNull(database, "a database of its own").execute(sql);
    }

    public int httpPort() {
        return all.ports().http();
    }

    public int sipPort() {
        return all.ports().sip();
    }

    public int mqttPort() {
        return all.ports().mqtt();
    }

    @Override
    public void close() {
        all.close();
    }
}
