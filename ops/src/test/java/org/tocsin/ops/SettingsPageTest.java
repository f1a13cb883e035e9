package org.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.service.WatchSetting;

class SettingsPageTest {
    private static final Pattern NAME = Pattern.compile("TOCSIN_[A-Z0-9_]+");
    private static final Path ROOT = Path.of("..");

    @Test
    @DisplayName("Every variable the programs read is on the page of settings, and no other")
    void the_page_and_the_programs_name_the_same() throws IOException {
        Set<String> read = new TreeSet<>();
        for (String module : Set.of("alarm-core", "gateway", "monitoring-console", "device-simulator", "ops")) {
            read.addAll(names(ROOT.resolve(module).resolve("src/main")));
        }
        read.addAll(names(ROOT.resolve("ops/tocsin")));
        assertThat(names(ROOT.resolve("ops/docs/settings.md"))).isEqualTo(read);
    }

    @Test
    @DisplayName(
            "Every number by which a service watches and tests is on the page of settings, with what it begins with")
    void the_page_names_every_setting_of_a_service() {
        String page = text(ROOT.resolve("ops/docs/settings.md"));
        for (WatchSetting setting : WatchSetting.values()) {
            WatchSetting.Range range = setting.range();
            assertThat(page)
                    .contains("| `%s` | %d | %d–%d |"
                            .formatted(setting.jsonName(), range.usual(), range.least(), range.most()));
        }
    }

    /** Without those that stand for a file; any variable may. */
    private static Set<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*(\\.java|\\.xml|\\.md|/tocsin)"))
                    .flatMap(file -> NAME.matcher(text(file)).results().map(MatchResult::group))
                    .filter(name -> !name.endsWith("_FILE"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
