package org.tocsin.console.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.console.Refusal;
import org.tocsin.platform.LoggedError;

/** A refusal that programs can read (RFC 9457, {@code application/problem+json}). */
public final class Problem extends RuntimeException {
    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    private static final String UNKNOWN =
            "The store did not answer in time. Whether this was done is not known: look again.";

    private final int status;
    private final transient Map<String, Object> members = new LinkedHashMap<>();

    /** @param detail one sentence for whoever wrote the program; never anything from the store or the stack */
    public Problem(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
        members.put("type", "about:blank");
        members.put("title", title(status));
        members.put("status", status);
        members.put("detail", detail);
    }

    /** 422: this field is missing or wrong; {@code home.line1}, {@code contacts[2].name}. */
    public static Problem field(String field, String why) {
        return new Problem(422, why).with("field", field);
    }

    public static Problem notFound() {
        return new Problem(404, "There is nothing here.");
    }

    /** Adds a member, {@code takenBy}. */
    public Problem with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    Map<String, Object> members() {
        return members;
    }

    /** Answers a failed request of the interface. */
    public static void answer(RoutingContext context) {
        if (context.response().ended()) {
            return;
        }
        Problem problem = of(context.statusCode(), context.failure());
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        if (problem.status() == 401) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
        } else if (problem.status() == 503) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
        }
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(Json.bytes(problem.members()));
    }

    private static Problem of(int status, @Nullable Throwable cause) {
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof Refusal) {
            return new Problem(status, String.valueOf(cause.getMessage()));
        }
        if (status == 503) {
            LOG.atWarn()
                    .addKeyValue("error", cause == null ? "" : LoggedError.kind(cause))
                    .log("the store did not answer a request");
        } else if (cause != null && (status < 400 || status >= 500)) {
            LOG.atError()
                    .addKeyValue("error", LoggedError.kind(cause))
                    .addKeyValue("outcome", status)
                    .log("a request could not be answered");
            return new Problem(500, "Something went wrong here. It has been written down.");
        }
        return new Problem(status, detail(status));
    }

    private static String detail(int status) {
        return switch (status) {
            case 503 -> UNKNOWN;
            case 400 -> "The request could not be read.";
            case 404 -> "There is nothing here.";
            case 405 -> "This address does not know that method.";
            case 413 -> "The body is larger than 64 KiB.";
            default -> title(status) + ".";
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 426 -> "Upgrade Required";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Refused" : "Internal Server Error";
        };
    }
}
