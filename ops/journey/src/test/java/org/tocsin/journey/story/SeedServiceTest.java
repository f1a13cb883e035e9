package org.tocsin.journey.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The seed service's way to the analogue shutdown: a dirty table, a campaign over all, installers in parallel, SIMs
 * swapped and firmware pushed; and then every figure of the committee's pack beside a count of the homes' own ledger.
 * {@code -Dtocsin.story=7000} is the whole of it.
 */
class SeedServiceTest {
    private static final int HOMES = Integer.getInteger("tocsin.story", 350);

    @Test
    void every_figure_of_the_committee_s_pack_is_what_the_homes_own_ledger_says(@TempDir Path directory)
            throws Exception {
        try (SeedService service = new SeedService(directory, HOMES);
                Answering olive = new Answering(service.centre)) {
            Roads roads = new Roads(service);
            FirstDays first = new FirstDays(service, roads);
            chapter("the table is put on file", () -> first.theTableIsPutOnFile(directory));
            chapter("the homes are heard", first::theHomesAreHeard);
            Cast cast = new Cast(service);
            chapter("the first are proven", () -> first.theFirstAreProven(cast));
            await("nobody waits").atMost(Duration.ofSeconds(60)).until(olive::calm);
            chapter("a campaign over all", first::theNextDay);

            LastDays last = new LastDays(service, roads, cast);
            chapter("three weeks later", last::threeWeeksLater);
            chapter("installers in parallel", last::installersInParallel);
            chapter("what stands in the way", last::whatStandsInTheWay);
            chapter("SIMs, firmware and lines", () -> last.simsFirmwareAndLines(directory));
            chapter("some fall silent", last::someFallSilent);
            chapter("the firmware is tested remotely", last::theFirmwareIsTestedRemotely);
            chapter("every figure is right", () -> everyFigureIsRight(service));
        }
    }

    private interface Chapter {
        void tell() throws Exception;
    }

    /** How long it took is worth knowing at full size. */
    private static void chapter(String name, Chapter chapter) throws Exception {
        long begun = System.nanoTime();
        chapter.tell();
        System.out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - begun) / 1e9, name);
    }

    private static void everyFigureIsRight(SeedService service) throws Exception {
        await("every figure is what the ledger says")
                .atMost(service.heartbeat().multipliedBy(6).plusSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(Pack.comparable(Pack.lines(service.mary.get("/report/committee"))))
                        .containsExactlyElementsOf(
                                Pack.comparable(service.expected().lines())));
        homeByHome(service);
        Reckoning reckoning = service.reckoning();
        assertThat(service.estate.values().stream().flatMap(home -> reckoning.standing(home).reasons().stream()))
                .as("all that a proof can go stale by")
                .contains("", "AGE", "SIM_SWAP", "LINE", "FIRMWARE", "NEVER_HEARD");
        String paper = Papers.text(service.mary.file("/report/committee.pdf"));
        List<String> lines = service.expected().lines();
        assertThat(lines.stream()
                        .filter(line -> !line.contains(" | "))
                        .map(line -> line.substring(line.indexOf(": ") + 2)))
                .allSatisfy(sentence -> assertThat(paper).contains(sentence));
    }

    /** Each home's standing, and why, as the platform tells it to a program. */
    private static void homeByHome(SeedService service) {
        Reckoning reckoning = service.reckoning();
        Map<String, StoryHome> byId = new HashMap<>();
        service.estate.values().forEach(home -> byId.put(home.id, home));
        String cursor = "";
        int seen = 0;
        while (true) {
            JsonNode page = service.centre.get("/api/v1/readiness?limit=200" + cursor);
            for (JsonNode one : page.get("items")) {
                StoryHome home =
                        Objects.requireNonNull(byId.get(one.get("homeId").asText()));
                Reckoning.Standing standing = reckoning.standing(home);
                assertThat(one.get("state").asText()).as(home.toString()).isEqualTo(standing.state());
                assertThat(one.get("proof").asText()).as(home.toString()).isEqualTo(standing.proof());
                assertThat(one.get("reason").asText(""))
                        .as(home.toString())
                        .matches(reason -> standing.reasons().contains(reason.equals("null") ? "" : reason));
                seen++;
            }
            if (page.get("next").isNull()) {
                assertThat(seen).isEqualTo(byId.size());
                return;
            }
            cursor = "&cursor=" + URLEncoder.encode(page.get("next").asText(), StandardCharsets.UTF_8);
        }
    }
}
