package org.tocsin.journey.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tocsin.simulator.estate.Truth;
import org.tocsin.simulator.unit.Condition;

/** The last day of the story: installers everywhere, whatever changes afterwards, and some who fall silent. */
final class LastDays {
    private final SeedService service;
    private final Roads roads;
    private final Cast cast;

    LastDays(SeedService service, Roads roads, Cast cast) {
        this.service = service;
        this.roads = roads;
        this.cast = cast;
    }

    void threeWeeksLater() {
        service.clock.set(Duration.ZERO);
        service.mary.signIn();
        roads.signIn();
    }

    void installersInParallel() throws Exception {
        int left = service.proven - 2 - service.proven / 10;
        List<Roads.Errand> errands = new ArrayList<>();
        List<String> shelf = service.shelve(left / 2 + 2);
        int next = 0;
        for (StoryHome home : cast.take(left / 5, home -> home.truth.kind().equals("ANALOGUE"))) {
            errands.add(new Roads.Errand(home, "INSTALL", new InstallerVisit.Fit(shelf.get(next++), null, "")));
        }
        for (StoryHome home :
                cast.take(Math.max(1, left / 10), home -> home.truth.kind().equals("CONVERTER"))) {
            errands.add(new Roads.Errand(home, "INSTALL", new InstallerVisit.Fit(shelf.get(next++), null, "")));
        }
        for (StoryHome home : cast.take(1, home -> home.truth.kind().equals("CONVERTER"))) {
            errands.add(new Roads.Errand(home, "RECHECK", new InstallerVisit.Fit(shelf.get(next++), null, "")));
        }
        for (StoryHome home : cast.take(1, home -> home.truth.ghost())) {
            errands.add(new Roads.Errand(home, "UPGRADE", new InstallerVisit.Fit(shelf.get(next++), null, "")));
        }
        for (StoryHome home : cast.take(Math.max(1, left / 10), home -> home.truth.live())) {
            errands.add(new Roads.Errand(home, "UPGRADE", new InstallerVisit.Fit(shelf.get(next++), null, "")));
        }
        for (StoryHome home : cast.take(1, home -> home.truth.live())) {
            errands.add(new Roads.Errand(home, "RECHECK", new InstallerVisit.Fit(home.cid, "8944999900001", "Green")));
            service.units.computeIfPresent(home.cid, (cid, unit) -> new Rate.Unit(unit.model(), "Green"));
        }
        cast.take(Math.max(3, left / 8), home -> home.truth.live() && service.alpha(home))
                .forEach(home -> errands.add(Roads.Errand.recheck(home)));
        cast.take(
                        Math.max(3, left / 8),
                        home -> home.truth.live() && SeedService.speaksMqtt(home.cid) && !service.alpha(home))
                .forEach(home -> errands.add(Roads.Errand.recheck(home)));
        cast.take(Math.max(0, left - errands.size()), home -> home.truth.live())
                .forEach(home -> errands.add(Roads.Errand.recheck(home)));
        roads.inParallel(errands);
        cast.visited(errands.stream().map(Roads.Errand::home).toList());
    }

    /** Homes nobody could get into, or that are not to be visited; and lines whose providers are told. */
    void whatStandsInTheWay() throws Exception {
        Desk ian = roads.phone();
        for (int times = 1; times <= 4; times++) {
            for (StoryHome home : cast.take(1, home -> !home.truth.ghost())) {
                for (int i = 0; i < times; i++) {
                    new InstallerVisit(ian, service.homes, service.clock, home, "RECHECK").noAccess();
                }
            }
        }
        StoryHome atLast = cast.take(1, home -> home.truth.live()).get(0);
        new InstallerVisit(ian, service.homes, service.clock, atLast, "RECHECK").noAccess();
        new InstallerVisit(ian, service.homes, service.clock, atLast, "RECHECK").whole(null, List.of());
        StoryHome left =
                cast.take(1, home -> home.truth.kind().equals("ANALOGUE")).get(0);
        new InstallerVisit(ian, service.homes, service.clock, left, "INSTALL").leave();
        StoryHome planned = cast.take(
                        1,
                        home -> home.truth.kind().equals("ANALOGUE")
                                && home.truth.home().planned().equals(Truth.NONE))
                .get(0);
        new InstallerVisit(ian, service.homes, service.clock, planned, "INSTALL");
        roads.back(ian);
        LocalDate again = LocalDate.of(2026, 12, 24);
        for (String kind : List.of("REFUSED", "IN_HOSPITAL", "AWAITING_STOCK")) {
            StoryHome home = cast.take(1, any -> !any.truth.ghost()).get(0);
            service.centre.put(
                    "/api/v1/homes/" + home.id + "/readiness-exception",
                    Map.of("kind", kind, "owner", "Mary & the ward", "reviewOn", again.toString()));
            home.inTheWay = new StoryHome.InTheWay(kind, "Mary & the ward", again);
        }
        for (StoryHome home : cast.proven(service.proven / 4)) {
            service.centre.post("/api/v1/homes/" + home.id + "/line-confirmations", Map.of(), 201);
            home.providerTold = true;
        }
        StoryHome unproven =
                cast.take(1, home -> home.truth.kind().equals("ANALOGUE")).get(0);
        service.centre.post(
                "/api/v1/homes/" + unproven.id + "/line-confirmations",
                Map.of("overrideReason", "Moves to a care home on Monday"),
                201);
        unproven.providerTold = true;
    }

    void simsFirmwareAndLines(Path directory) throws Exception {
        Path supplier = directory.resolve("swaps.csv");
        StringBuilder rows = new StringBuilder("Property Ref,Alarm number,SIM (ICCID),Network,Line provider\n");
        int sims = 0;
        List<StoryHome> swapped = cast.proven(
                Math.max(2, service.proven / 10),
                home -> home.cid.equals(home.truth.wire().cid()) && !SeedService.speaksMqtt(home.cid));
        for (StoryHome home : swapped) {
            rows.append("%s,%s,89440099%08d,Indigo,\n".formatted(home.truth.homeId(), home.cid, ++sims));
        }
        List<StoryHome> moved = cast.proven(
                Math.max(2, service.proven / 20), home -> !home.provider.equals(Truth.NONE) && !swapped.contains(home));
        for (StoryHome home : moved) {
            rows.append("%s,,,,Orbit Phones\n".formatted(home.truth.homeId()));
        }
        Files.writeString(supplier, rows);
        assertThat(Imports.of(service.mary, supplier).heading())
                .isEqualTo("Put on file: 0 new homes, %,d changed".formatted(swapped.size() + moved.size()));
        for (StoryHome home : swapped) {
            home.changed(StoryHome.What.SIM_SWAP);
            service.units.computeIfPresent(home.cid, (cid, unit) -> new Rate.Unit(unit.model(), "Indigo"));
        }
        for (StoryHome home : moved) {
            home.changed(StoryHome.What.LINE);
            home.provider = "Orbit Phones";
        }
        int connected = service.homes.snapshot().connected();
        Predicate<StoryHome> still =
                home -> SeedService.speaksMqtt(home.cid) && !swapped.contains(home) && !moved.contains(home);
        List<StoryHome> pushed =
                new ArrayList<>(cast.proven(Math.max(2, service.proven / 16), still.and(service::alpha)));
        pushed.addAll(cast.proven(Math.max(2, service.proven / 16), still.and(home -> !service.alpha(home))));
        for (StoryHome home : pushed) {
            home.changed(StoryHome.What.FIRMWARE);
            assertThat(SeedService.wait(service.homes.change(home.cid, Condition.NEW.withFirmware("2.1.0"))))
                    .isTrue();
        }
        for (StoryHome home : cast.proven(1, still.and(home -> !pushed.contains(home)))) {
            home.changed(StoryHome.What.ROAMING);
            assertThat(SeedService.wait(service.homes.change(home.cid, Condition.NEW.withBearer("umts"))))
                    .isTrue();
        }
        await("they are back")
                .atMost(Duration.ofSeconds(60))
                .until(() -> service.homes.snapshot().connected() >= connected);
        service.settled();
    }

    void someFallSilent() throws Exception {
        for (StoryHome home :
                cast.take(Math.max(3, service.size / 200), home -> home.truth.live() && !service.alpha(home))) {
            assertThat(SeedService.wait(service.homes.switchOff(home.cid))).isTrue();
            home.switchedOff = true;
        }
    }

    /** One model alone is asked again; what else has new firmware still waits. */
    void theFirmwareIsTestedRemotely() {
        String alpha = service.models().get("Simworks Alpha");
        Set<String> standing =
                service.estate.values().stream().map(home -> home.cid).collect(Collectors.toSet());
        Map<String, String> ways = new HashMap<>();
        service.units.forEach((cid, unit) -> {
            if (unit.model().equals("Simworks Alpha") && SeedService.speaksMqtt(cid) && standing.contains(cid)) {
                ways.put(cid, "COMMAND");
            }
        });
        service.rounds.add(new HealthCampaign(
                        service,
                        service.mary,
                        Map.of(
                                "name",
                                "After new firmware",
                                "selection",
                                Map.of("unitModelId", alpha),
                                "hours",
                                "always",
                                "trialPerModel",
                                0,
                                "attempts",
                                1,
                                "answerWithinSeconds",
                                10),
                        ways)
                .drive(false));
    }
}
