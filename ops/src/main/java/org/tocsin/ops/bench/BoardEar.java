package org.tocsin.ops.bench;

import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** An operator's WebSocket that looks at the clock for every new press. */
final class BoardEar implements WebSocket.Listener {
    private static final int MOST_PRESSES = 1_000_000;

    private final IntPredicate counted;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> pressed = new HashMap<>();
    private Latencies latencies = new Latencies(MOST_PRESSES);
    private int messages;
    private int cards;

    /** @param counted which priorities are measured */
    BoardEar(IntPredicate counted) {
        this.counted = counted;
    }

    /** Forgets what was measured so far. */
    synchronized void begin() {
        latencies = new Latencies(MOST_PRESSES);
        messages = 0;
    }

    synchronized String result() {
        return String.format(
                Locale.ROOT, "%d presses: from received to the operator's WebSocket %s", latencies.count(), latencies);
    }

    /** Waits a moment for the last of so many presses; gives how many did not come. */
    int missing(int sent) throws InterruptedException {
        for (int i = 0; i < 100 && count() < sent; i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Math.max(0, sent - count());
    }

    private synchronized int count() {
        return latencies.count();
    }

    /** The time within which this share of the presses was there, in milliseconds; no number where none came. */
    synchronized double millis(double share) {
        return latencies.count() == 0 ? Double.NaN : latencies.millis(share);
    }

    /** Everything that came, and how many incidents' cards were among it. */
    synchronized String traffic() {
        return messages + " messages, " + cards + " incidents";
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            message(new JsonObject(text.toString()));
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    private synchronized void message(JsonObject message) {
        messages++;
        JsonObject alarm = message.getJsonObject("alarm");
        if (alarm == null) {
            return;
        }
        String at = alarm.getString("pressedAt");
        boolean isNew = !at.equals(pressed.put(alarm.getString("id"), at));
        JsonObject incident = alarm.getJsonObject("incident");
        cards += isNew && incident != null && incident.getBoolean("card") ? 1 : 0;
        if (isNew && counted.test(alarm.getInteger("priority")) && latencies.count() < MOST_PRESSES) {
            latencies.add(Duration.between(Instant.parse(at), Instant.now()).toNanos());
        }
    }
}
