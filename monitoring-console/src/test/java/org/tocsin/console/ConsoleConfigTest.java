package org.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Settings;

class ConsoleConfigTest {
    private static final Map<String, String> GOOD = Map.of(
            "TOCSIN_DATABASE_URL",
            "postgresql://tocsin:secret@db.example:5432/tocsin",
            "TOCSIN_SECRET_KEY",
            "0f".repeat(32));

    @Test
    void what_is_not_set_has_its_usual_value() {
        ConsoleConfig config = ConsoleConfig.from(new Settings(GOOD));
        assertThat(config.listen()).isEqualTo(new ConsoleConfig.Listen("127.0.0.1", 8080, 9090));
        assertThat(config.edge().https()).isFalse();
        assertThat(config.sipRealm()).isEqualTo("tocsin.local");
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void every_fault_is_named_at_once() {
        Map<String, String> wrong = Map.of(
                "TOCSIN_DATABASE_URL", "mysql://x",
                "TOCSIN_SECRET_KEY", "short",
                "TOCSIN_HTTP_PORT", "70000",
                "TOCSIN_PUBLIC_URL", "ftp://x");
        assertThatThrownBy(() -> ConsoleConfig.from(new Settings(wrong)))
                .isInstanceOf(Settings.InvalidSettings.class)
                .hasMessageContainingAll(
                        "TOCSIN_DATABASE_URL", "TOCSIN_SECRET_KEY", "TOCSIN_HTTP_PORT", "TOCSIN_PUBLIC_URL");
        assertThatThrownBy(() -> ConsoleConfig.from(new Settings(Map.of())))
                .hasMessageContainingAll("TOCSIN_DATABASE_URL", "TOCSIN_SECRET_KEY");
    }

    @Test
    void behind_https_cookies_are_for_https_only() {
        Map<String, String> settings = new HashMap<>(GOOD);
        settings.put("TOCSIN_PUBLIC_URL", "https://alarm.example");
        assertThat(ConsoleConfig.from(new Settings(settings)).edge().https()).isTrue();
    }
}
