package org.tocsin.console;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Operator;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.access.Sessions;
import org.tocsin.console.language.Language;
import org.tocsin.platform.LoggedError;

/** Signing in and out, and who is behind a request. Whoever is not signed in sees nothing. */
public final class Login {
    /** Asked for with everything that changes something; sent back with a refusal, where another one would have been right. */
    private static final String CSRF_HEADER = "X-CSRF-Token";

    static final String COOKIE = "tocsin_session";
    private static final Logger LOG = LoggerFactory.getLogger(Login.class);
    private static final String SIGNED_IN = "tocsin.signed-in";
    private static final String FIRST_PASSWORD = "tocsin.first-password";
    private static final String RETRY_SECONDS = "60";
    /** Where a password that was handed out is changed: until then everything else is shut. */
    private static final String CHOOSE = "/password";

    private final OperatorStore operators;
    private final Sessions sessions;
    private final AuditTrail audit;
    private final SignInLimit limit;
    private final TemplateEngine templates;
    private final boolean https;

    Login(Parts parts, TemplateEngine templates, boolean https) {
        this.operators = parts.operators();
        this.sessions = new Sessions(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.limit = new SignInLimit(parts.clock());
        this.templates = templates;
        this.https = https;
    }

    /** The person behind this request; only in handlers that come after {@link #require}. */
    public static SignedIn signedIn(RoutingContext context) {
        return Objects.requireNonNull(found(context), "this route is open to people who are not signed in");
    }

    /** The person behind this request, or null. */
    static @Nullable SignedIn found(RoutingContext context) {
        return context.get(SIGNED_IN);
    }

    /** Whether the person behind this request came with a password that was handed to them, and has still to choose one. */
    public static boolean firstPassword(RoutingContext context) {
        return Boolean.TRUE.equals(context.<@Nullable Boolean>get(FIRST_PASSWORD));
    }

    /** The two addresses that are open to everybody. */
    void mountOpen(Router router) {
        router.get("/login").handler(context -> page(context, 200, "", ""));
        router.post("/login").handler(this::signIn);
    }

    /** What only those who are signed in can reach. */
    void mountSignedIn(Router router) {
        router.post("/logout").handler(this::signOut);
    }

    /**
     * Lets only those pass who are signed in, before anything of the body is read: a file of a stranger's is not even
     * received. The CSRF token is in the body; {@link #require} comes after it.
     */
    void requireBeforeBody(RoutingContext context) {
        context.request().pause();
        look(context).onComplete(found -> {
            context.request().resume();
            if (found.failed()) {
                context.fail(503, found.cause());
            } else if (found.result() == null) {
                sendTo(context, "/login");
            } else if (mustChooseFirst(context)) {
                sendTo(context, CHOOSE);
            } else {
                context.next();
            }
        });
    }

    /** Lets only those pass who are signed in, and nothing that changes something without its CSRF token. */
    void require(RoutingContext context) {
        look(context).onComplete(found -> {
            if (context.response().ended()) {
                // Refused meanwhile because the store was silent: nothing is done behind somebody's back.
                return;
            }
            if (found.failed()) {
                context.fail(503, found.cause());
            } else if (found.result() == null) {
                sendTo(context, "/login");
            } else if (mustChooseFirst(context)) {
                sendTo(context, CHOOSE);
            } else if (!carriesCsrf(context)) {
                context.response().putHeader(CSRF_HEADER, "out of date");
                context.fail(403, new Refusal("This form is out of date. Load the page again."));
            } else {
                context.next();
            }
        });
    }

    private static boolean mustChooseFirst(RoutingContext context) {
        String path = context.normalizedPath();
        return firstPassword(context) && !path.equals(CHOOSE) && !path.equals("/logout");
    }

    /** Finds out who is behind the request; null for nobody. */
    Future<@Nullable SignedIn> look(RoutingContext context) {
        String token = token(context.request());
        if (token == null) {
            return Future.succeededFuture();
        }
        return sessions.find(token).map(found -> {
            SignedIn signedIn = found.map(SignedIn::of).orElse(null);
            context.put(SIGNED_IN, signedIn);
            context.put(FIRST_PASSWORD, found.isPresent() && found.get().firstPassword());
            return signedIn;
        });
    }

    /** True for a request that changes nothing, or carries its session's token. */
    static boolean carriesCsrf(RoutingContext context) {
        HttpMethod method = context.request().method();
        if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
            return true;
        }
        String sent = context.request().getHeader(CSRF_HEADER);
        if (sent == null) {
            sent = context.request().getFormAttribute("_csrf");
        }
        return sent != null && same(sent, signedIn(context).csrf());
    }

    /** The session's token, as the browser sent it. */
    public static @Nullable String token(HttpServerRequest request) {
        Cookie cookie = request.getCookie(COOKIE);
        return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
    }

    private void signIn(RoutingContext context) {
        if (Origins.foreign(context.request())) {
            context.fail(403, new Refusal("Sign in on this site only."));
            return;
        }
        String username = field(context, "username").strip().toLowerCase(Locale.ROOT);
        String password = field(context, "password");
        String address = address(context);
        if (!limit.allows(address, username)) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            page(context, 429, "Too many failed attempts. Wait a few minutes and try again.", username);
            return;
        }
        if (username.isEmpty() || username.length() > 64 || username.indexOf('\0') >= 0 || password.length() > 256) {
            page(context, 401, "User name or password is wrong.", "");
            return;
        }
        limit.attempted(address, username);
        operators.signIn(username, password).onComplete(tried -> {
            if (tried.failed()) {
                limit.undone(address, username);
                couldNotCheck(context, tried.cause(), username);
            } else if (tried.result().isEmpty()) {
                LOG.atInfo().addKeyValue("remoteAddress", address).log("a sign-in failed");
                page(context, 401, "User name or password is wrong.", username);
            } else {
                limit.succeeded(address, username);
                open(context, tried.result().get(), address);
            }
        });
    }

    private void couldNotCheck(RoutingContext context, Throwable cause, String username) {
        if (!(cause instanceof Passwords.Busy)) {
            LOG.atWarn().addKeyValue("error", LoggedError.kind(cause)).log("a sign-in could not be checked");
        }
        context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
        page(context, 503, "Signing in is not possible right now. Try again in a moment.", username);
    }

    private void open(RoutingContext context, Operator operator, String address) {
        sessions.open(operator)
                .compose(opened -> audit.record(operator.scope(), "sign-in", "operator:" + operator.id(), address)
                        .map(opened))
                .onSuccess(opened -> {
                    setCookie(context, opened.token(), Sessions.LIFETIME.toSeconds());
                    Pages.seeOther(context, "/");
                })
                .onFailure(e -> couldNotCheck(context, e, operator.username()));
    }

    private void signOut(RoutingContext context) {
        String token = Objects.requireNonNull(token(context.request()));
        sessions.revoke(token)
                .onSuccess(revoked -> {
                    setCookie(context, "", 0);
                    Pages.seeOther(context, "/login");
                })
                .onFailure(e -> context.fail(503, e));
    }

    private void setCookie(RoutingContext context, String value, long seconds) {
        context.response()
                .putHeader(
                        HttpHeaders.SET_COOKIE,
                        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
                                .formatted(COOKIE, value, seconds, https ? "; Secure" : ""));
    }

    private void page(RoutingContext context, int status, String problem, String username) {
        if (context.response().ended()) {
            return;
        }
        StringOutput html = new StringOutput();
        templates.render("login.jte", Map.of("problem", problem, "username", username), html);
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Language.page(context, html.toString()));
    }

    private static void sendTo(RoutingContext context, String path) {
        if (context.request().getHeader("HX-Request") != null) {
            // A fragment must not be answered with a whole page: this moves the window itself.
            context.response().setStatusCode(401).putHeader("HX-Redirect", path).end();
            return;
        }
        Pages.seeOther(context, path);
    }

    private static String field(RoutingContext context, String name) {
        String value = context.request().getFormAttribute(name);
        return value == null ? "" : value;
    }

    static String address(RoutingContext context) {
        return Pages.address(context);
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
