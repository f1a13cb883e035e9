package org.tocsin.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a message says, in the language of its provider. */
class WordsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:10:00Z");
    private static final String LINK = "https://tocsin.example.net/k/" + "A".repeat(43);

    /** The alphabet of GSM 03.38, without its extension: any other letter makes a text's parts 67 characters short. */
    private static final String GSM = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    @Test
    void a_contact_is_asked_in_english_in_welsh_or_in_both() {
        assertThat(Words.callout(MessageLanguage.EN, "Demo", "Ada Byron", LINK).whole())
                .isEqualTo("Demo: Ada may need help. Can you go now? Please answer here: " + LINK);
        Words welsh = Words.callout(MessageLanguage.CY, "Demo", "Ada Byron", LINK);
        assertThat(welsh.subject()).isEqualTo("Demo: allwch chi fynd?");
        assertThat(welsh.whole())
                .isEqualTo(
                        "Demo: Efallai fod angen help ar Ada. Allwch chi fynd nawr? Atebwch yma: " + LINK + "?lang=cy");
        Words both = Words.callout(MessageLanguage.BOTH, "Demo", null, null);
        assertThat(both.subject()).isEqualTo("Demo: allwch chi fynd? / can you go?");
        assertThat(both.whole())
                .startsWith("Demo: Efallai fod angen help ar rywun yr ydych yn gyswllt iddo.")
                .endsWith("Byddwn yn eich ffonio. / Somebody you are a contact of may need help. Can you go now?"
                        + " We will ring you.");
    }

    @Test
    void a_text_says_how_it_is_answered_by_text_where_that_can_be_done() {
        assertThat(Words.callout(MessageLanguage.EN, "Demo", "Ada Byron", LINK, true)
                        .whole())
                .isEqualTo("Demo: Ada may need help. Can you go now? Text 1: I am going, 2: I can't. Or here: " + LINK)
                .hasSizeLessThanOrEqualTo(160);
        assertThat(Words.callout(MessageLanguage.CY, "Demo", "Ada", null, true).whole())
                .isEqualTo("Demo: Efallai fod angen help ar Ada. Allwch chi fynd nawr?"
                        + " Tecstiwch 1: Rydw i'n mynd, 2: Alla i ddim.");
        assertThat(Words.callout(MessageLanguage.BOTH, "Demo", "Ada", LINK, true)
                        .whole())
                .hasSizeLessThanOrEqualTo(2 * 153)
                .matches(whole -> whole.chars().allMatch(c -> GSM.indexOf(c) >= 0));
    }

    @Test
    void the_manager_on_call_reads_the_same_facts_in_welsh() {
        Instant yesterday = NOW.minusSeconds(6 * 3_600);
        assertThat(Words.untaken(MessageLanguage.CY, "Demo", untaken(yesterday, 1, true), null, NOW)
                        .whole())
                .isEqualTo("Demo: Does neb wedi cymryd larwm bywyd A-12 ers Gwen 20 Tach, 21:10. Gweithredwch nawr.");
        assertThat(Words.untaken(MessageLanguage.CY, "Demo", untaken(NOW, 3, false), "https://t.example", NOW)
                        .whole())
                .isEqualTo("Demo: Does neb wedi cymryd larwm bywyd A-12 ers 03:10. Mae 3 larwm bywyd yn aros."
                        + " Does dim bwrdd ar agor. Agorwch y bwrdd: https://t.example/");
        assertThat(Words.untaken(MessageLanguage.EN, "Demo", untaken(NOW, 3, false), "https://t.example", NOW)
                        .whole())
                .isEqualTo("Demo: Nobody has taken life alarm A-12 since 03:10. 3 life alarms wait. No board is open."
                        + " Please open the board: https://t.example/");
    }

    @Test
    void no_word_of_ours_makes_a_text_longer_to_send() {
        for (MessageLanguage language : MessageLanguage.values()) {
            for (Words words : List.of(
                    Words.trial(language, "Demo"),
                    Words.callout(language, "Demo", null, null),
                    Words.callout(language, "Demo", "Ada", LINK),
                    Words.untaken(language, "Demo", untaken(NOW.minusSeconds(86_400), 2, false), null, NOW),
                    Words.untaken(language, "Demo", untaken(NOW, 1, true), "https://t.example", NOW))) {
                assertThat(words.whole().chars().filter(c -> GSM.indexOf(c) < 0))
                        .as(words.whole())
                        .isEmpty();
                assertThat(words.whole().length())
                        .as(words.whole())
                        .isLessThanOrEqualTo(language == MessageLanguage.BOTH ? 2 * 153 : 160);
            }
        }
    }

    @Test
    void a_provider_says_in_which_language_and_none_is_guessed() {
        assertThat(MessageLanguage.of(provider(null))).isEqualTo(MessageLanguage.EN);
        assertThat(MessageLanguage.of(provider("both"))).isEqualTo(MessageLanguage.BOTH);
        assertThat(MessageLanguage.of(provider("cy"))).isEqualTo(MessageLanguage.CY);
        assertThat(MessageLanguage.of(provider("both"), "en")).isEqualTo(MessageLanguage.EN);
        assertThat(MessageLanguage.of(provider(null), "cy")).isEqualTo(MessageLanguage.CY);
        assertThat(MessageLanguage.of(provider("cy"), null)).isEqualTo(MessageLanguage.CY);
        assertThat(ProviderRules.faults(provider("cy"))).isEmpty();
        assertThat(ProviderRules.faults(provider("Cymraeg"))).containsOnlyKeys("language");
    }

    private static OutsideCall.Situation untaken(Instant since, int waiting, boolean board) {
        return new OutsideCall.Situation(UUID.randomUUID(), "A-12", since, ZoneId.of("Europe/London"), waiting, board);
    }

    private static Provider provider(@Nullable String language) {
        Map<String, String> settings = language == null
                ? Map.of("host", "localhost", "port", "25", "security", "NONE", "from", "a@example.net")
                : Map.of(
                        "host",
                        "localhost",
                        "port",
                        "25",
                        "security",
                        "NONE",
                        "from",
                        "a@example.net",
                        "language",
                        language);
        return new Provider(UUID.randomUUID(), UUID.randomUUID(), Provider.Kind.SMTP, settings, Map.of());
    }
}
