package org.tocsin.console.language;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.console.Origins;
import org.tocsin.console.Pages;
import org.tocsin.console.Refusal;

/**
 * English, or Welsh where a person has chosen it, which is a cookie of theirs, or has followed a link in Welsh. A page is made in English always; only
 * for whoever reads Welsh is it read once more. Should that ever fail, they get the English page.
 */
public final class Language {
    /** Where the English words of the choice stand on a page, for the templates. */
    public static final String CHOICE = choice("cy", "Cymraeg");

    /** The pages' scripts find the phrases here. */
    public static final String MODULE = "/static/words/cy.js";

    private static final String ENGLISH_CHOICE = choice("en", "English");
    private static final String OF_PAGES = "counter(page) \" of \" counter(pages)";
    private static final String WELSH_OF_PAGES = "counter(page) \" o \" counter(pages)";
    private static final String LINKED = "lang=cy";
    private static final String KNOWN = "tocsin.language";
    private static final Logger LOG = LoggerFactory.getLogger(Language.class);
    private static final String COOKIE = "tocsin_language";
    private static final String SCRIPT = "<script type=\"module\" src=\"/static/js/welsh.js\"></script>\n";
    private static final String THEME = "<script src=\"/static/js/theme.js\"></script>\n";
    private static final long A_YEAR_S = 365 * 24 * 3600L;
    private static final @Nullable Phrases WELSH = load();

    private final boolean https;

    public Language(boolean https) {
        this.https = https;
    }

    /** Where it is chosen: by everybody, also before they sign in. */
    public void mount(Router router) {
        router.post("/language/cy").handler(context -> choose(context, "cy"));
        router.post("/language/en").handler(context -> choose(context, "en"));
    }

    /** This page as whoever asks for it reads it. */
    public static String page(RoutingContext context, String english) {
        return reads(context) ? welsh(english, missed -> {}) : english;
    }

    /** What is printed, in Welsh. */
    static String paper(String english) {
        return welsh(english.replace(OF_PAGES, WELSH_OF_PAGES), missed -> {});
    }

    /** These words in Welsh; as they are where they have none. */
    static String words(String english) {
        String welsh = WELSH == null ? null : WELSH.welsh(Phrases.core(english));
        return welsh == null ? english : welsh;
    }

    /** The phrases as a script; empty where there are none. */
    public static Buffer module() {
        return Buffer.buffer(WELSH == null ? "export default {};\n" : WELSH.module());
    }

    /** @param missed told every text that has no Welsh */
    static String welsh(String english, Consumer<String> missed) {
        if (WELSH == null) {
            return english;
        }
        try {
            String chosen = english.replace(CHOICE, ENGLISH_CHOICE).replace(THEME, THEME + "  " + SCRIPT);
            return WelshPage.of(WELSH, chosen, missed);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("error", e.getClass().getSimpleName()).log("a page could not be put into Welsh");
            return english;
        }
    }

    static boolean reads(RoutingContext context) {
        HttpServerRequest request = context.request();
        Cookie cookie = request.getCookie(COOKIE);
        if (cookie != null) {
            return cookie.getValue().equals("cy");
        }
        // A message in Welsh leads to a page in Welsh; what somebody has chosen themselves goes before it.
        return LINKED.equals(request.query()) || Boolean.TRUE.equals(context.get(KNOWN));
    }

    /** What the reader of this page is known to read, for one who has chosen nothing themselves. */
    public static void known(RoutingContext context, boolean welsh) {
        context.put(KNOWN, welsh);
    }

    /** What an address of ours must end with to lead to the language of the link that was followed; mostly nothing. */
    public static String kept(RoutingContext context) {
        return LINKED.equals(context.request().query()) ? "?" + LINKED : "";
    }

    private void choose(RoutingContext context, String language) {
        if (Origins.foreign(context.request())) {
            context.fail(403, new Refusal("Choose the language on this site only."));
            return;
        }
        // Lax, not Strict: a keyholder comes from a text message and reads Welsh all the same.
        context.response()
                .putHeader(
                        HttpHeaders.SET_COOKIE,
                        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                                .formatted(COOKIE, language, A_YEAR_S, https ? "; Secure" : ""));
        Pages.seeOther(context, from(context.request().getHeader(HttpHeaders.REFERER)));
    }

    /** The page it was chosen on; only its path, so that nobody is sent elsewhere. */
    private static String from(@Nullable String referer) {
        try {
            URI page = URI.create(referer == null ? "/" : referer);
            String path = page.getRawPath();
            if (path == null || !path.startsWith("/") || path.startsWith("//")) {
                return "/";
            }
            return page.getRawQuery() == null ? path : path + "?" + page.getRawQuery();
        } catch (IllegalArgumentException e) {
            return "/";
        }
    }

    private static String choice(String language, String name) {
        return "<form class=\"language\" method=\"post\" action=\"/language/" + language
                + "\"><button class=\"plain\" type=\"submit\" lang=\"" + language + "\" translate=\"no\">" + name
                + "</button></form>";
    }

    // A console without Welsh is better than none: alarms do not wait for a catalogue. A test holds the file.
    private static @Nullable Phrases load() {
        try {
            return Phrases.load();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("error", String.valueOf(e.getMessage())).log("there is no Welsh");
            return null;
        }
    }
}
