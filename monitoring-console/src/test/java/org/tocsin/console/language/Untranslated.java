package org.tocsin.console.language;

import java.util.ArrayList;
import java.util.List;

/** What has no Welsh, for tests of other packages. */
public final class Untranslated {
    private Untranslated() {}

    /** The texts of this page that stay English. */
    public static List<String> in(String page) {
        List<String> missed = new ArrayList<>();
        Language.welsh(page, missed::add);
        return missed;
    }

    /** Those of these words that stay English. */
    public static List<String> of(List<String> words) {
        return in("<p>" + String.join("</p><p>", words) + "</p>");
    }
}
