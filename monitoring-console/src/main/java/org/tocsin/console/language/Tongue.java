package org.tocsin.console.language;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which language somebody reads what is drawn or printed for them: a picture cannot be exchanged afterwards. */
public enum Tongue {
    ENGLISH(Locale.UK),
    WELSH(Locale.forLanguageTag("cy-GB"));

    private final Locale locale;

    Tongue(Locale locale) {
        this.locale = locale;
    }

    /** Of whoever asks. */
    public static Tongue of(RoutingContext context) {
        return Language.reads(context) ? WELSH : ENGLISH;
    }

    /** As a setting says it, en or cy; null for anything else. */
    public static @Nullable Tongue read(String code) {
        return code.equals("en") ? ENGLISH : code.equals("cy") ? WELSH : null;
    }

    /** For the names of months. */
    public Locale locale() {
        return locale;
    }

    /** These words of ours as they are read; English where they have no Welsh. */
    public String say(String english) {
        return this == WELSH ? Language.words(english) : english;
    }

    /** The same of each of them. */
    public List<String> say(List<String> english) {
        return english.stream().map(this::say).toList();
    }

    /** A finished sheet, well-formed XHTML, as it is printed. */
    public String paper(String english) {
        return this == WELSH ? Language.paper(english) : english;
    }
}
