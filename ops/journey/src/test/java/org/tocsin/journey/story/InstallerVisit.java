package org.tocsin.journey.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.journey.story.StoryHome.Asked;
import org.tocsin.journey.story.StoryHome.What;
import org.tocsin.simulator.Simulator;
import org.tocsin.simulator.estate.Trigger;

/** One visit, as an installer's phone tells it; the triggers are pressed in the simulated home. */
final class InstallerVisit {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Desk phone;
    private final Simulator homes;
    private final StoryClock clock;
    private final StoryHome home;
    private final String path;
    private final String kind;
    private final Map<Trigger, String> triggers = new HashMap<>();

    /** Plans it for today. */
    InstallerVisit(Desk phone, Simulator homes, StoryClock clock, StoryHome home, String kind) {
        this.phone = phone;
        this.homes = homes;
        this.clock = clock;
        this.home = home;
        this.kind = kind;
        this.path = phone.form("/visits", "home", home.id, "kind", kind);
        home.visitPlanned = true;
    }

    /** Nobody opens. */
    void noAccess() {
        say(act("NO_ACCESS", Map.of("note", "Rang twice, nobody came to the door.")));
        home.visitPlanned = false;
        home.visited = true;
        home.noAccess++;
        home.inTheWay = new StoryHome.InTheWay("NO_ACCESS_" + Math.min(3, home.noAccess), phone.name(), null);
    }

    /** Begun, and left before anything was tested. */
    void leave() {
        say(act("BEGIN", Map.of()), act("LEAVE", Map.of("note", "The electrician has to come first.")));
        home.visitPlanned = false;
        home.visited = true;
    }

    /** Everything before the first trigger. */
    void begin(@Nullable Fit fit) {
        List<Map<String, Object>> acts = new ArrayList<>();
        acts.add(act("BEGIN", Map.of()));
        home.visitPlanned = false;
        home.visited = true;
        if (fit != null) {
            acts.add(act("UNIT", fit.said()));
        }
        acts.add(act("SIGNAL", Map.of("network", "Blue", "dbm", "-84")));
        acts.add(act("SIGNAL", Map.of("network", "Green", "dbm", "-91")));
        acts.add(act("KEY_SAFE", Map.of("result", "OPENED")));
        acts.add(act("CONTACTS", Map.of("note", "Rang the first of them")));
        acts.add(act("PERSON", Map.of("note", "Presses it, wears it, agrees")));
        for (String step : List.of("POWER_OFF", "POWER_BACK", "PATH_LOSS", "HEARTBEAT")) {
            acts.add(act("NOT_TESTABLE", Map.of("step", step, "reason", "No socket can be reached in this home")));
        }
        acts.add(act("TEST_MODE_ON", Map.of()));
        JsonNode state = say(acts);
        for (JsonNode trigger : state.get("triggers")) {
            boolean pendant = trigger.get("device").asText().endsWith(Trigger.PENDANT.deviceId());
            triggers.put(
                    pendant ? Trigger.PENDANT : Trigger.SMOKE, trigger.get("id").asText());
        }
        assertThat(triggers.keySet()).as(home.toString()).containsExactlyInAnyOrderElementsOf(home.truth.triggers());
        if (fit != null) {
            fitted(fit);
        }
    }

    /**
     * What stands on the label.
     *
     * @param iccid of the SIM that is put in; null where nobody touches it
     */
    record Fit(String cid, @Nullable String iccid, String network) {
        Map<String, Object> said() {
            return iccid == null ? Map.of("unit", cid) : Map.of("unit", cid, "iccid", iccid, "network", network);
        }
    }

    private void fitted(Fit fit) {
        if (home.cid.equals(fit.cid())) {
            home.changed(What.SIM_SWAP);
            return;
        }
        home.fit(fit.cid());
        if (kind.equals("UPGRADE")) {
            home.changed(What.UNIT_SWAP);
        }
    }

    /** Asks, and nobody sets it off. */
    void askInVain(Trigger trigger) {
        say(act("ASK", Map.of("step", "TRIGGER", "trigger", triggers.get(trigger))));
        home.asked.add(new Asked(path, trigger, false, home.cid, Instant.now(), Instant.now()));
    }

    /** The platform has listened long enough. */
    void notHeard(Trigger trigger) {
        outcome(trigger, "NOT_HEARD");
    }

    void hear(Trigger trigger) {
        say(act("ASK", Map.of("step", "TRIGGER", "trigger", triggers.get(trigger))));
        Instant from = Instant.now();
        press(trigger);
        outcome(trigger, "HEARD");
        home.asked.add(new Asked(path, trigger, false, home.cid, from, Instant.now()));
    }

    void notTestable(Trigger trigger) {
        say(act(
                "NOT_TESTABLE",
                Map.of(
                        "step",
                        "TRIGGER",
                        "trigger",
                        triggers.get(trigger),
                        "reason",
                        "It hangs where nobody can reach it")));
    }

    /** Test mode ends, an operator answers the last press, and the visit is complete. */
    void finish() {
        say(act("TEST_MODE_OFF", Map.of()), act("ASK", Map.of("step", "LAST_PRESS")));
        Instant from = Instant.now();
        press(Trigger.PENDANT);
        await("the last press at " + home)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> state().at("/steps/LAST_PRESS/outcome").asText().equals("HEARD"));
        home.asked.add(new Asked(path, Trigger.PENDANT, true, home.cid, from, Instant.now()));
        say(act("SPEECH", Map.of("there", "HEARD", "here", "HEARD", "with", "Olive")), act("COMPLETE", Map.of()));
        if (home.inTheWay != null && home.inTheWay.kind().startsWith("NO_ACCESS")) {
            home.inTheWay = null;
        }
        if (!kind.equals("RECHECK")) {
            home.equipment = "DIGITAL";
        }
    }

    /** The whole of it, every trigger heard but those that cannot be. */
    void whole(@Nullable Fit fit, List<Trigger> unreachable) {
        begin(fit);
        for (Trigger trigger : home.truth.triggers()) {
            if (unreachable.contains(trigger)) {
                notTestable(trigger);
            } else {
                hear(trigger);
            }
        }
        finish();
    }

    private void press(Trigger trigger) {
        await("a press at " + home)
                .atMost(PATIENCE)
                .until(() -> homes.raise(home.cid, trigger)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get());
    }

    private void outcome(Trigger trigger, String expected) {
        await(trigger + " " + expected + " at " + home)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    for (JsonNode one : state().get("triggers")) {
                        if (one.get("id").asText().equals(triggers.get(trigger))) {
                            return one.at("/test/outcome").asText().equals(expected);
                        }
                    }
                    return false;
                });
    }

    private JsonNode state() {
        return phone.json(path + "/state");
    }

    @SafeVarargs
    private JsonNode say(Map<String, Object>... acts) {
        return say(List.of(acts));
    }

    private JsonNode say(List<Map<String, Object>> acts) {
        JsonNode answer = phone.send(path + "/acts", Map.of("acts", acts));
        for (JsonNode one : answer.get("answers")) {
            assertThat(one.get("refused").isNull())
                    .as("%s at %s: %s", acts, home, one)
                    .isTrue();
        }
        return answer.get("state");
    }

    private Map<String, Object> act(String name, Map<String, Object> data) {
        return Map.of(
                "id",
                UUID.randomUUID().toString(),
                "kind",
                name,
                "at",
                clock.instant().toString(),
                "data",
                data);
    }
}
