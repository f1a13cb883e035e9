package org.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.Route;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;

/**
 * Who may use which address. {@code rights.txt} names every route with the roles that get past its door, and each is asked
 * by everybody: a route that is not in the table, a line without its route, and a door that lets somebody else in fail.
 * What a role may do behind the door, and to whose things, other tests ask.
 */
class RouteRightsTest {
    /** Ends the session it is asked with, and nobody is refused it. */
    private static final String SIGN_OUT = "POST /logout";

    static TestConsole console;
    static final Map<Role, Session> SESSIONS = new EnumMap<>(Role.class);

    /** Somebody who is signed in. */
    record Session(String cookie, String csrf) {}

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        for (Role role : Role.values()) {
            String cookie = console.signedIn(console.demo, "r-" + role.name().toLowerCase(Locale.ROOT), role);
            SESSIONS.put(role, new Session(cookie, console.csrf(cookie)));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void every_address_lets_in_whom_the_table_names_and_nobody_else() throws Exception {
        TreeMap<String, String> real = new TreeMap<>();
        for (String route : routes()) {
            real.put(route, route.equals(SIGN_OUT) ? "everybody who is signed in" : doors(route));
        }
        List<String> lines = new ArrayList<>();
        real.forEach((route, who) -> lines.add(route + " = " + who));
        Path found = Files.write(Path.of("target", "rights.txt"), lines);
        assertThat(lines).as("as they are: %s", found).containsExactlyElementsOf(table());
    }

    private static TreeSet<String> routes() {
        TreeSet<String> routes = new TreeSet<>();
        for (Route route : console.routes()) {
            String path = route.getPath();
            if (path != null && route.methods() != null && !path.endsWith("*")) {
                for (HttpMethod method : route.methods()) {
                    routes.add(method.name() + " " + path);
                }
            }
        }
        return routes;
    }

    private static List<String> table() throws Exception {
        try (InputStream in =
                Objects.requireNonNull(RouteRightsTest.class.getResourceAsStream("rights.txt"), "rights.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    /** Who gets past the door of this route, in words. */
    private static String doors(String route) throws Exception {
        String method = route.substring(0, route.indexOf(' '));
        String path = route.substring(route.indexOf(' ') + 1)
                .replaceAll(":[a-zA-Z]+", UUID.randomUUID().toString());
        boolean api = path.startsWith("/api/");
        if (path.endsWith("/live")) {
            return listeners(path);
        }
        if (!refused(ask(method, path))) {
            return "everybody";
        }
        List<String> in = new ArrayList<>();
        for (Map.Entry<Role, Session> one : SESSIONS.entrySet()) {
            Session session = one.getValue();
            if (!refused(ask(method, path, "Cookie", session.cookie(), "X-CSRF-Token", session.csrf()))) {
                in.add(one.getKey().name().toLowerCase(Locale.ROOT));
            }
        }
        if (api && !refused(ask(method, path, "Authorization", "Bearer " + console.demoToken))) {
            in.add("program");
        }
        return String.join(" ", in);
    }

    /** Who may listen to the live link, which speaks WebSocket only; from a page of this very site, where it matters. */
    private static String listeners(String path) throws Exception {
        if (hears(path)) {
            return "everybody";
        }
        List<String> in = new ArrayList<>();
        for (Map.Entry<Role, Session> one : SESSIONS.entrySet()) {
            if (hears(path, "Cookie", one.getValue().cookie())) {
                in.add(one.getKey().name().toLowerCase(Locale.ROOT));
            }
        }
        if (hears(path, "Authorization", "Bearer " + console.demoToken)) {
            in.add("program");
        }
        return String.join(" ", in);
    }

    private static boolean hears(String path, String... headers) throws Exception {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(console.port())
                .setURI(path)
                .addHeader("Origin", "http://127.0.0.1:" + console.port());
        for (int i = 0; i < headers.length; i += 2) {
            options.addHeader(headers[i], headers[i + 1]);
        }
        WebSocketClient client = console.vertx.createWebSocketClient();
        return TestConsole.await(client.connect(options)
                .compose(socket -> socket.close().map(true))
                .recover(e -> e instanceof UpgradeRejectedException no
                                && Set.of(401, 403).contains(no.getStatus())
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(e))
                .eventually(client::close));
    }

    private static HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        boolean api = path.startsWith("/api/");
        boolean body = !method.equals("GET") && !method.equals("DELETE");
        HttpRequest.Builder request = console.request(path, headers);
        if (body) {
            request.header("Content-Type", api ? "application/json" : "application/x-www-form-urlencoded");
        }
        HttpResponse<String> answer = console.send(request.method(
                method,
                body ? HttpRequest.BodyPublishers.ofString(api ? "{}" : "") : HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(method + " " + path).isNotIn(500, 503);
        return answer;
    }

    private static boolean refused(HttpResponse<?> answer) {
        boolean toSignIn = answer.statusCode() == 303
                && answer.headers().firstValue("Location").orElse("").equals("/login");
        return answer.statusCode() == 401 || answer.statusCode() == 403 || toSignIn;
    }
}
