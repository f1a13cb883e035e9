package org.tocsin.console;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.language.Language;

/** Renders templates and answers with them; reads what a form sent. */
public final class Pages {
    private final TemplateEngine templates;

    public Pages(TemplateEngine templates) {
        this.templates = templates;
    }

    /** The template's HTML; every value in it is escaped by the template. */
    public String render(String template, Map<String, ? extends @Nullable Object> values) {
        StringOutput html = new StringOutput();
        templates.render(template, new HashMap<>(values), html);
        return html.toString();
    }

    /** Answers with HTML, unless the request was refused meanwhile because the store was silent. */
    public static void html(RoutingContext context, String html) {
        if (context.response().ended()) {
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .end(Language.page(context, html));
    }

    /** Answers that the page is to be found there. */
    public static void seeOther(RoutingContext context, String location) {
        if (context.response().ended()) {
            return;
        }
        context.response()
                .setStatusCode(303)
                .putHeader(HttpHeaders.LOCATION, location)
                .end();
    }

    /** Answers that a home stays as it was, and why; {@code home} is the address of its page. */
    public void homeUnchanged(RoutingContext context, String home, String why) {
        context.response().setStatusCode(422);
        Map<String, String> values =
                Map.of("heading", "Not changed", "words", why, "backTo", home, "backWords", "Back to the home");
        html(context, render("message.jte", values));
    }

    /** True when a script asks for a part of a page, not a window for the whole of it. */
    public static boolean fragment(RoutingContext context) {
        return context.request().getHeader("HX-Request") != null;
    }

    /** True when a person looks at the answer in a window of its own, so that it should be a page. */
    public static boolean window(RoutingContext context) {
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT);
        return accepted != null && accepted.contains("text/html") && !fragment(context);
    }

    /** From where the request comes, behind the proxies that are trusted; for limits and for the audit trail. */
    public static String address(RoutingContext context) {
        return TrustedProxies.address(context);
    }

    /** The id in this part of the path; null when it is none. */
    public static @Nullable UUID id(RoutingContext context, String name) {
        return uuid(context.pathParam(name));
    }

    /** The text as an id; null when it is none. */
    public static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A form field without white space around it; null when it is absent or blank. */
    public static @Nullable String field(RoutingContext context, String name) {
        String value = context.request().getFormAttribute(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** A form field without white space around it; empty when it is absent. */
    public static String text(RoutingContext context, String name) {
        String value = field(context, name);
        return value == null ? "" : value;
    }
}
