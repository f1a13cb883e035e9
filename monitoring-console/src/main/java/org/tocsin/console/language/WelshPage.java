package org.tocsin.console.language;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a finished page of ours, or a part of one, once from its beginning to its end and exchanges the texts and the
 * attributes that are read out or shown. Tags, values and everything inside {@code translate="no"} come out as they went
 * in. An element whose one text has no Welsh is marked {@code lang="en"} (WCAG 3.1.2).
 *
 * <p>It reads what our own templates write: every {@code <} of a value is escaped, every attribute stands in quotes.
 */
final class WelshPage {
    private static final Set<String> EMPTY = Set.of(
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
            "path", "circle", "use");

    /** What is never words of ours. */
    private static final Set<String> OTHER = Set.of("script", "style", "textarea", "svg");

    private static final Pattern ATTRIBUTE = Pattern.compile("\\s([a-zA-Z-]+)(?:=\"([^\"]*)\"|='([^']*)')?");
    private static final Set<String> READ = Set.of("title", "aria-label", "placeholder", "alt", "data-head");
    private static final Pattern BUTTON = Pattern.compile("\\stype=\"(?:submit|button|reset)\"");

    private final Phrases phrases;
    private final Consumer<String> missed;
    private final String page;
    private final StringBuilder out;
    private int at;

    /** The start tag just written, as long as nothing has come after it; where its name ends in what is written. */
    private int opened = -1;

    private WelshPage(Phrases phrases, String page, Consumer<String> missed) {
        this.phrases = phrases;
        this.missed = missed;
        this.page = page;
        this.out = new StringBuilder(page.length() + page.length() / 8);
    }

    /** @param missed told every text that has no Welsh */
    static String of(Phrases phrases, String page, Consumer<String> missed) {
        return new WelshPage(phrases, page, missed).read();
    }

    private String read() {
        while (at < page.length()) {
            int tag = page.indexOf('<', at);
            if (tag < 0) {
                tag = page.length();
            }
            if (tag > at) {
                text(page.substring(at, tag), page.startsWith("</", tag));
                at = tag;
                opened = -1;
            } else if (page.startsWith("<!--", at)) {
                copy(after("-->", at));
            } else if (page.startsWith("</", at) || page.startsWith("<!", at)) {
                copy(after(">", at));
                opened = -1;
            } else {
                start();
            }
        }
        return out.toString();
    }

    private void start() {
        int end = endOfTag(at);
        String tag = page.substring(at, end);
        String name = name(tag);
        boolean alone = EMPTY.contains(name) || tag.endsWith("/>");
        if (OTHER.contains(name) && !alone) {
            // A text area's hint is read; what stands in it is somebody's own.
            out.append(name.equals("textarea") ? attributes(tag, false) : tag);
            at = end;
            copy(endOf(name, end));
            opened = -1;
        } else if (tag.contains(" translate=\"no\"")) {
            copy(alone ? end : endOf(name, end));
            opened = -1;
        } else {
            int from = out.length();
            out.append(
                    name.equals("html")
                            ? tag.replaceFirst("lang=\"[^\"]*\"", "lang=\"cy\"")
                            : attributes(tag, name.equals("input")));
            at = end;
            opened = alone || tag.contains(" lang=\"") ? -1 : from + 1 + name.length();
        }
    }

    private void text(String raw, boolean ends) {
        String english = Phrases.core(plain(raw));
        if (english.isEmpty()) {
            out.append(raw);
            return;
        }
        String welsh = phrases.welsh(english);
        if (welsh == null) {
            missed.accept(english);
            if (opened >= 0 && ends) {
                out.insert(opened, " lang=\"en\"");
            }
            out.append(raw);
        } else if (welsh.equals(english)) {
            out.append(raw);
        } else {
            out.append(space(raw, true)).append(escaped(welsh)).append(space(raw, false));
        }
    }

    private String attributes(String tag, boolean input) {
        if (tag.indexOf('=') < 0) {
            return tag;
        }
        boolean button = input && BUTTON.matcher(tag).find();
        Matcher attribute = ATTRIBUTE.matcher(tag);
        StringBuilder changed = null;
        int from = 0;
        while (attribute.find()) {
            String name = attribute.group(1);
            String value = attribute.group(2);
            if (value == null || value.isBlank() || !(READ.contains(name) || (button && name.equals("value")))) {
                continue;
            }
            String english = Phrases.core(plain(value));
            String welsh = phrases.welsh(english);
            if (welsh == null) {
                missed.accept(english);
            } else if (!welsh.equals(english)) {
                changed = changed == null ? new StringBuilder() : changed;
                changed.append(tag, from, attribute.start(2)).append(escaped(welsh));
                from = attribute.end(2);
            }
        }
        return changed == null ? tag : changed.append(tag, from, tag.length()).toString();
    }

    private void copy(int end) {
        out.append(page, at, end);
        at = end;
    }

    private int after(String what, int from) {
        int found = page.indexOf(what, from);
        return found < 0 ? page.length() : found + what.length();
    }

    /** Behind the tag that begins here; a {@code >} in quotes does not end it. */
    private int endOfTag(int from) {
        char quote = 0;
        for (int i = from; i < page.length(); i++) {
            char c = page.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i + 1;
            }
        }
        return page.length();
    }

    /** Behind the end of the element of this name whose start tag ended here. */
    private int endOf(String name, int from) {
        int depth = 1;
        int i = from;
        while (i < page.length()) {
            int tag = page.indexOf('<', i);
            if (tag < 0) {
                return page.length();
            }
            int end = endOfTag(tag);
            String found = page.substring(tag, end);
            if (found.startsWith("</")) {
                depth -= name(found.substring(1)).equals(name) ? 1 : 0;
                if (depth == 0) {
                    return end;
                }
            } else if (name(found).equals(name) && !found.endsWith("/>")) {
                depth++;
            }
            i = end;
        }
        return page.length();
    }

    private static String name(String tag) {
        int end = 1;
        while (end < tag.length() && (Character.isLetterOrDigit(tag.charAt(end)) || tag.charAt(end) == '-')) {
            end++;
        }
        return tag.substring(1, end).toLowerCase(Locale.ROOT);
    }

    private static String space(String raw, boolean before) {
        String other = before ? raw.stripLeading() : raw.stripTrailing();
        return before ? raw.substring(0, raw.length() - other.length()) : raw.substring(other.length());
    }

    private static String plain(String escaped) {
        if (escaped.indexOf('&') < 0) {
            return escaped;
        }
        return escaped.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static String escaped(@Nullable String plain) {
        return String.valueOf(plain)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }
}
