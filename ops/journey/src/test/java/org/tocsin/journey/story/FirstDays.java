package org.tocsin.journey.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.tocsin.simulator.estate.EstateTable;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.estate.Truth;

/** The first days of the story: a table, homes that are heard, the first that are proven, and a campaign over all. */
final class FirstDays {
    private static final Duration LISTENS = Duration.ofSeconds(100);

    private final SeedService service;
    private final Roads roads;
    private List<Truth> truth = List.of();

    FirstDays(SeedService service, Roads roads) {
        this.service = service;
        this.roads = roads;
    }

    void theTableIsPutOnFile(Path directory) throws Exception {
        Path csv = directory.resolve("estate.csv");
        Path told = directory.resolve("truth.tsv");
        EstateTable.Written written = EstateTable.write(service.size, 1, csv, told);
        truth = Truth.read(told);
        Imports table = Imports.of(service.mary, csv);
        assertThat(table.heading()).isEqualTo("Put on file: %,d new homes, 0 changed".formatted(written.good()));
        assertThat(table.refused())
                .isEqualTo(truth.stream()
                        .filter(row -> row.verdict() == Truth.Verdict.REFUSE)
                        .map(Truth::row)
                        .collect(Collectors.toSet()));
        Map<String, String> ids = service.homeIds();
        for (Truth row : truth) {
            if (row.verdict() == Truth.Verdict.IMPORT) {
                service.estate.put(row.homeId(), new StoryHome(row, Objects.requireNonNull(ids.get(row.homeId()))));
                if (row.live() || row.ghost()) {
                    service.units.put(
                            row.wire().cid(),
                            new Rate.Unit(row.wire().model(), row.wire().network()));
                }
            }
        }
        service.centre.put("/api/v1/proof-settings", service.limits());
        for (String risk : List.of("critical", "high", "standard")) {
            service.centre.put(
                    "/api/v1/supervision/rules",
                    Map.of(
                            "risk",
                            risk,
                            "intervalSeconds",
                            service.heartbeat().toSeconds(),
                            "gracePercent",
                            200,
                            "graceMinimumSeconds",
                            1));
        }
        Map<String, String> secrets = table.secrets();
        service.moveIn(truth.stream()
                .filter(row -> row.live() && row.verdict() == Truth.Verdict.IMPORT)
                .map(row -> row.credentials(secrets.get(row.wire().cid()), "demo"))
                .toList());
    }

    /** All that will ever be heard, and the strangers, each of whom presses once. */
    void theHomesAreHeard() throws Exception {
        long live = service.estate.values().stream()
                .filter(home -> home.truth.live())
                .count();
        await("the homes are connected")
                .atMost(Duration.ofSeconds(120))
                .until(() -> service.homes.snapshot().connected() >= live);
        List<Truth> others =
                truth.stream().filter(row -> row.kind().equals("STRANGER")).toList();
        service.moveIn(others.stream().map(row -> row.credentials(null, "demo")).toList());
        List<String> unknown = others.stream().map(row -> row.wire().cid()).toList();
        service.strangers = unknown.size();
        for (String cid : unknown) {
            await("a stranger presses")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> SeedService.wait(service.homes.raise(cid, Trigger.PENDANT)));
        }
        await("strangers are heard, too")
                .atMost(Duration.ofSeconds(120))
                .until(() -> service.homes.lines().stream()
                                .filter(line -> unknown.contains(line.cid()) && line.acknowledged())
                                .count()
                        == unknown.size());
    }

    void theFirstAreProven(Cast cast) throws Exception {
        Desk ian = roads.phone();
        List<StoryHome> two = cast.take(2, home -> home.truth.live() && home.has(Trigger.SMOKE));
        InstallerVisit heardAtLast = new InstallerVisit(ian, service.homes, service.clock, two.get(0), "RECHECK");
        InstallerVisit neverHeard = new InstallerVisit(ian, service.homes, service.clock, two.get(1), "RECHECK");
        heardAtLast.begin(null);
        neverHeard.begin(null);
        heardAtLast.askInVain(Trigger.PENDANT);
        neverHeard.askInVain(Trigger.SMOKE);
        service.clock.pass(LISTENS);
        heardAtLast.notHeard(Trigger.PENDANT);
        neverHeard.notHeard(Trigger.SMOKE);
        heardAtLast.hear(Trigger.PENDANT);
        heardAtLast.hear(Trigger.SMOKE);
        heardAtLast.finish();
        neverHeard.hear(Trigger.PENDANT);
        neverHeard.notTestable(Trigger.SMOKE);
        neverHeard.finish();
        roads.back(ian);
        List<Roads.Errand> errands = new ArrayList<>();
        cast.take(service.proven / 10, home -> home.truth.live())
                .forEach(home -> errands.add(Roads.Errand.recheck(home)));
        roads.inParallel(errands);
        service.settled();
    }

    /** The whole estate is asked; a test proves no trigger, so that the day is kept as it began. */
    void theNextDay() {
        service.clock.set(SeedService.inTheMorning(21));
        service.mary.signIn();
        aCampaignOverAll();
        await("the day is kept").atMost(Duration.ofSeconds(60)).until(service::keptToday);
        Instant now = service.clock.instant();
        service.kept.put(
                now.atZone(SeedService.ZONE).toLocalDate(), service.expected().day());
    }

    private void aCampaignOverAll() {
        String beta = service.models().get("Simworks Beta");
        service.mary.form("/health-tests/models/" + beta, "method", "PERIODIC", "hours", "1");
        Map<String, String> ways = new HashMap<>();
        service.units.forEach((cid, unit) -> {
            boolean mqtt = SeedService.speaksMqtt(cid);
            if (unit.model().equals("Simworks Beta")) {
                ways.put(cid, "PERIODIC");
            } else if (mqtt) {
                ways.put(cid, "COMMAND");
            }
        });
        HealthCampaign all = new HealthCampaign(
                service,
                service.mary,
                Map.of(
                        "name", "Everybody",
                        "hours", "always",
                        "trialPerModel", 2,
                        "attempts", 2,
                        "retryAfterSeconds", 0,
                        "answerWithinSeconds", 60),
                ways);
        service.rounds.add(all.drive(true));
    }
}
