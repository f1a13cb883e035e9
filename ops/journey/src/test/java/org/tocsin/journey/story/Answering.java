package org.tocsin.journey.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.tocsin.journey.AlarmCentre;

/** An operator who takes every call that comes in and closes it, by way of a program that acts in her name. */
final class Answering implements AutoCloseable {
    private static final long LOOKS_EVERY_MS = 200;
    private static final String NAME = "operator";

    private final AlarmCentre centre;
    private final ScheduledExecutorService shift = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> looking;

    Answering(AlarmCentre centre) {
        this.centre = centre;
        this.looking = shift.scheduleWithFixedDelay(this::look, 0, LOOKS_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** True when nobody waits. Fails when the operator could not do her work. */
    boolean calm() throws Exception {
        if (looking.isDone()) {
            looking.get(1, TimeUnit.SECONDS);
        }
        return calls().isEmpty();
    }

    private List<JsonNode> calls() {
        List<JsonNode> calls = new ArrayList<>();
        for (JsonNode alarm : centre.get("/api/v1/alarms?state=open&limit=200").get("items")) {
            if (alarm.get("kind").asText().equals("ALARM")) {
                calls.add(alarm);
            }
        }
        return calls;
    }

    private void look() {
        calls().forEach(this::answer);
    }

    private void answer(JsonNode alarm) {
        String path = "/api/v1/alarms/" + alarm.get("id").asText();
        if (alarm.get("state").asText().equals("WAITING")) {
            centre.post(path + "/take", Map.of("operator", NAME), 200);
        }
        Map<String, String> end = Map.of("operator", NAME, "outcome", "false-alarm", "spokenTo", "whoever was there");
        centre.post(path + "/close", end, 200);
    }

    @Override
    public void close() throws InterruptedException {
        shift.shutdown();
        if (!shift.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the operator's shift does not end");
        }
    }
}
