package org.tocsin.console;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.ApiTokens;
import org.tocsin.console.api.Caller;
import org.tocsin.console.api.Problem;

/** Who uses REST and live interface: a program with a bearer token (RFC 6750), or a person with a session. */
public final class Callers {
    private static final String CALLER = "tocsin.caller";
    private static final String BEARER = "bearer ";

    private final Login login;
    private final ApiTokens tokens;

    Callers(Login login, ApiTokens tokens) {
        this.login = login;
        this.tokens = tokens;
    }

    /** Who is behind this request; only in handlers that come after {@link #require}. */
    public static Caller caller(RoutingContext context) {
        return Objects.requireNonNull(context.<@Nullable Caller>get(CALLER), "this route is open to everybody");
    }

    /** Lets only those pass who may use the interface; a session must bring its CSRF token to change anything. */
    void require(RoutingContext context) {
        find(context).onComplete(found -> {
            if (context.response().ended()) {
                // Refused meanwhile because the store was silent: nothing is done behind somebody's back.
                return;
            }
            if (found.failed()) {
                context.fail(503, found.cause());
            } else if (found.result() == null && Login.firstPassword(context)) {
                context.fail(403, new Problem(403, "Choose your own password first."));
            } else if (found.result() == null) {
                context.fail(401, new Problem(401, "Send a bearer token of your service, or sign in."));
            } else if (Login.found(context) != null && !Login.carriesCsrf(context)) {
                context.fail(403, new Problem(403, "Send the session's CSRF token in the header X-CSRF-Token."));
            } else {
                context.put(CALLER, found.result());
                context.next();
            }
        });
    }

    /**
     * Who is behind this request; null for nobody, and for somebody who has still to choose a password. A token that is
     * sent decides, whatever cookie comes with it.
     */
    public Future<@Nullable Caller> find(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.headers().contains(HttpHeaders.AUTHORIZATION)) {
            String token = bearer(request);
            return token == null
                    ? Future.succeededFuture()
                    : tokens.find(token)
                            .map(scope ->
                                    scope.map(found -> new Caller(found, null)).orElse(null));
        }
        return login.look(context)
                .map(signedIn -> signedIn == null || Login.firstPassword(context)
                        ? null
                        : new Caller(signedIn.scope(), signedIn.role()));
    }

    /** The token a program sends; null for none. */
    public static @Nullable String bearer(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return null;
        }
        String token = authorization.substring(BEARER.length()).strip();
        return token.isEmpty() ? null : token;
    }
}
