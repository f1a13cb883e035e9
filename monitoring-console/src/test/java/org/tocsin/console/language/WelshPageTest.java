package org.tocsin.console.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is exchanged on a page, and all that is not. */
class WelshPageTest {
    private final List<String> missed = new ArrayList<>();
    private final Phrases phrases = new Phrases(Map.of(
            "Board", "Bwrdd",
            "Close", "Cau",
            "Ring {0}", "Ffoniwch {0}",
            "Fish & chips", "Pysgod a 'sglodion",
            "waits", "yn aros"));

    @Test
    void texts_and_what_is_read_out_are_exchanged_and_nothing_else() {
        assertThat(welsh("""
                <html lang="en-GB"><title>Board</title><script>Board</script>
                <a href="/board" title="Board" data-label="Board">
                  Board <b>waits</b></a><input name="Board" value="Board" placeholder="Close">
                <input type="submit" value="Close"><textarea>Board</textarea><!-- Board --></html>""")).isEqualTo("""
                <html lang="cy"><title>Bwrdd</title><script>Board</script>
                <a href="/board" title="Bwrdd" data-label="Board">
                  Bwrdd <b>yn aros</b></a><input name="Board" value="Board" placeholder="Cau">
                <input type="submit" value="Cau"><textarea>Board</textarea><!-- Board --></html>""");
        assertThat(missed).isEmpty();
    }

    @Test
    void data_stays_what_it_is() {
        String data = "<p translate=\"no\">Board <span>Close</span> <p>Ring Ann</p> waits</p>";
        assertThat(welsh(data + "<i>waits</i>")).isEqualTo(data + "<i>yn aros</i>");
        assertThat(missed).isEmpty();
    }

    @Test
    void what_has_no_welsh_is_shown_in_english_and_says_so() {
        assertThat(welsh("<p class=\"x\">Nothing yet.</p><p>Nothing <b>waits</b></p><em lang=\"fr\">Rien</em>"))
                .isEqualTo(
                        "<p lang=\"en\" class=\"x\">Nothing yet.</p><p>Nothing <b>yn aros</b></p><em lang=\"fr\">Rien</em>");
        assertThat(missed).containsExactly("Nothing yet.", "Nothing", "Rien");
    }

    @Test
    void what_a_stranger_wrote_stays_text() {
        assertThat(welsh(
                        "<b>Ring &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; Ann</b><i>Fish &amp; chips</i>"))
                .isEqualTo("<b>Ffoniwch &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; Ann</b>"
                        + "<i>Pysgod a &#39;sglodion</i>");
        assertThat(welsh("<a title=\"Ring &#34;Ann&#34; &lt;x\">4 &lt; 5</a>"))
                .isEqualTo("<a title=\"Ffoniwch &#34;Ann&#34; &lt;x\">4 &lt; 5</a>");
    }

    @Test
    void a_page_that_is_cut_off_comes_out_as_it_went_in() {
        for (String page :
                List.of("<p", "<p class=\"", "<script>Board", "<!-- ", "</", "<p translate=\"no\">Board", "")) {
            assertThat(welsh(page)).isEqualTo(page);
        }
    }

    private String welsh(String page) {
        return WelshPage.of(phrases, page, missed::add);
    }
}
