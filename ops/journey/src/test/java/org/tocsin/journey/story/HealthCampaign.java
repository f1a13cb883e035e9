package org.tocsin.journey.story;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tocsin.journey.story.Reckoning.HealthRound;
import org.tocsin.simulator.ledger.Asking;
import org.tocsin.simulator.ledger.Line;

/** A campaign from its order to its end, with a manager who accepts its trial and a clock that is put on. */
final class HealthCampaign {
    private static final Duration PATIENCE = Duration.ofSeconds(600);
    /** Longer than a unit may take that was asked by command. */
    private static final Duration ANSWER = Duration.ofSeconds(61);
    /** Longer than a unit may stay away that sends a test once an hour. */
    private static final Duration PERIOD = Duration.ofMinutes(67);

    private final SeedService service;
    private final Desk manager;
    private final Map<String, String> units;
    private final Instant from = Instant.now();
    private final String id;
    private String before = "";

    /** @param units those that will be asked, each with its way; others are found not to be supported */
    HealthCampaign(SeedService service, Desk manager, Map<String, ?> order, Map<String, String> units) {
        this.service = service;
        this.manager = manager;
        this.units = Map.copyOf(units);
        this.id = service.centre.post("/api/v1/campaigns", order, 201).get("id").asText();
    }

    /**
     * Until every unit has its result.
     *
     * @param hurried whenever nobody has anything left to say, the clock is put on to the end of what is waited for
     */
    HealthRound drive(boolean hurried) {
        await("the campaign is over")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    JsonNode now = look();
                    String state = now.get("state").asText();
                    if (state.equals("to-accept")) {
                        manager.form("/health-tests/" + id + "/accept");
                    } else if (hurried && quiet(now)) {
                        service.clock.pass(open(now) ? ANSWER : PERIOD);
                    }
                    return state.equals("done");
                });
        return new HealthRound(new HashMap<>(units), from, Instant.now());
    }

    /** Somebody is still to be asked, or to answer. */
    private static boolean open(JsonNode now) {
        JsonNode states = now.at("/progress/states");
        return states.path("planned").asInt() + states.path("sent").asInt() > 0;
    }

    /** Nothing has come since the last look, and no home owes anything. */
    private boolean quiet(JsonNode now) {
        String progress = now.get("state") + now.get("progress").toString();
        boolean still = progress.equals(before);
        before = progress;
        return still && !owed();
    }

    /** Whoever was asked and answers at once, or sends by itself, has been heard. */
    private boolean owed() {
        Set<String> heard = service.homes.lines().stream()
                .filter(line -> line.kind().equals("TEST")
                        && line.acknowledged()
                        && !line.raisedAt().isBefore(from))
                .map(Line::cid)
                .collect(Collectors.toSet());
        boolean asked = service.homes.askings().stream()
                .filter(asking -> !asking.at().isBefore(from) && asking.answer().equals("AT_ONCE"))
                .map(Asking::cid)
                .anyMatch(cid -> !heard.contains(cid));
        return asked
                || service.sendsByItself().anyMatch(cid -> "PERIODIC".equals(units.get(cid)) && !heard.contains(cid));
    }

    private JsonNode look() {
        return service.centre.get("/api/v1/campaigns/" + id);
    }
}
