package org.tocsin.console.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.ApiTokens;
import org.tocsin.access.Scope;
import org.tocsin.access.Sessions;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.BoardReader;
import org.tocsin.alarm.Queue;
import org.tocsin.console.Parts;
import org.tocsin.console.api.AlarmJson;
import org.tocsin.console.api.Json;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Metrics;
import org.tocsin.shift.PresenceWorker;

/**
 * Tells every listener what changes on the board of its own service: a snapshot first, then each change, and a beat
 * every five seconds as long as the store can be read. One event loop only.
 */
public final class LiveLink {
    private static final Logger LOG = LoggerFactory.getLogger(LiveLink.class);
    private static final long BEAT_MS = 5_000;
    private static final Duration OLDEST = Duration.ofSeconds(8);
    private static final int MOST_SOCKETS = 1_000;
    private static final short GOING_AWAY = 1001;
    private static final String NUDGE = "{\"type\":\"callout\"}";

    private final Parts parts;
    private final InstantSource clock;
    private final Sessions sessions;
    private final ApiTokens tokens;
    private final BoardFeed feed;
    private final CalloutNudge nudge;
    private final Presences presences;
    private final Set<LiveSocket> sockets = new HashSet<>();
    private final Timer push;
    private final Counter tooSlow;
    private volatile int connected;

    /** @param presence who keeps on record whose browser is there */
    public LiveLink(Parts parts, PresenceWorker presence) {
        this.parts = parts;
        this.clock = parts.clock();
        this.sessions = new Sessions(parts.database(), parts.clock());
        this.tokens = new ApiTokens(parts.database(), parts.clock());
        this.feed = new BoardFeed(new BoardReader(parts.database()), parts.clock(), new Listeners());
        this.nudge = new CalloutNudge(parts.database());
        this.presences = new Presences(presence, () -> List.copyOf(sockets));
        MeterRegistry metrics = parts.metrics();
        this.push = Timer.builder(Metrics.LIVE_PUSH)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(metrics);
        this.tooSlow = metrics.counter(Metrics.LIVE_TOO_SLOW);
        Gauge.builder(Metrics.LIVE_LISTENERS, this, link -> link.connected).register(metrics);
    }

    /** Begins to follow the board; on the caller's context, where everything else must be called too. */
    public void start(Vertx vertx) {
        feed.start(vertx, parts.wakeup());
        vertx.setPeriodic(BEAT_MS, timer -> beat());
        presences.start(vertx);
    }

    /** Tells everybody to go elsewhere. */
    public void stop() {
        feed.stop();
        List.copyOf(sockets).forEach(socket -> socket.close(GOING_AWAY, "the console ends"));
    }

    /**
     * Somebody acted on their board, whether or not its live link stands: their browser was there a moment ago. Safe on any
     * thread.
     */
    public void acted(UUID operatorId) {
        presences.acted(operatorId);
    }

    /** True when no more listeners are taken. */
    boolean full() {
        return sockets.size() >= MOST_SOCKETS;
    }

    /**
     * A new listener; it gets its snapshot at once, or as soon as there is one.
     *
     * @param pass the socket ends when this does
     * @param board false for a responder, who is only told about callouts
     */
    void add(ServerWebSocket webSocket, Scope scope, LiveSocket.Pass pass, boolean board) {
        LiveSocket socket = new LiveSocket(webSocket, scope, pass, board);
        sockets.add(socket);
        connected = sockets.size();
        webSocket.handler(ignored -> {});
        webSocket.exceptionHandler(ignored -> remove(socket));
        webSocket.closeHandler(closed -> remove(socket));
        presences.came(socket);
        if (board && feed.callsKnown()) {
            keep(socket, socket.snapshot(snapshot(scope.serviceId())));
        }
    }

    private void remove(LiveSocket socket) {
        sockets.remove(socket);
        connected = sockets.size();
    }

    private void keep(LiveSocket socket, boolean keptUp) {
        if (!keptUp) {
            tooSlow.increment();
            LOG.atInfo()
                    .addKeyValue("operatorId", socket.scope().operatorId())
                    .log("a live listener was too slow and is closed");
            remove(socket);
        }
    }

    private String snapshot(UUID serviceId) {
        List<Map<String, @Nullable Object>> alarms =
                feed.openOf(serviceId).stream().map(AlarmJson::strip).toList();
        return Json.bytes(Map.of("type", "snapshot", "at", clock.instant().toString(), "alarms", alarms))
                .toString();
    }

    /** No beat while the board cannot be read: whoever hears none says that the link is lost. */
    private void beat() {
        Duration age = Duration.between(feed.asOf(), clock.instant());
        if (age.compareTo(OLDEST) <= 0) {
            sendBeat();
        }
        endWithTheirPass(true, sessions::stillValid);
        endWithTheirPass(false, tokens::stillValid);
    }

    private void sendBeat() {
        String text = Json.bytes(Map.of(
                        "type",
                        "beat",
                        "at",
                        clock.instant().toString(),
                        "asOf",
                        feed.asOf().toString()))
                .toString();
        List.copyOf(sockets).forEach(socket -> keep(socket, socket.beat(text)));
    }

    /** A session that was signed out or expired, a token that was revoked: whichever console ended it. */
    private void endWithTheirPass(boolean session, Function<Set<String>, Future<Set<String>>> stillValid) {
        List<LiveSocket> asked = sockets.stream()
                .filter(socket -> socket.pass().session() == session)
                .toList();
        if (asked.isEmpty()) {
            return;
        }
        stillValid
                .apply(asked.stream().map(socket -> socket.pass().token()).collect(Collectors.toSet()))
                .onSuccess(valid -> asked.stream()
                        .filter(socket -> !valid.contains(socket.pass().token()))
                        .forEach(socket -> socket.close(LiveSocket.SESSION_ENDED, "signed out")))
                .onFailure(e -> LOG.atWarn()
                        .addKeyValue("error", LoggedError.kind(e))
                        .log("whether listeners are still signed in could not be asked"));
    }

    /** What the feed has to say, to whom it concerns. */
    private final class Listeners implements BoardFeed.Audience {
        @Override
        public void changed(AlarmRow row, boolean pressed) {
            nudge.changed(row.alarm().id());
            List<LiveSocket> theirs = sockets.stream()
                    .filter(LiveSocket::showsBoard)
                    .filter(socket ->
                            socket.scope().serviceId().equals(row.alarm().serviceId()))
                    .toList();
            if (theirs.isEmpty()) {
                return;
            }
            Map<String, @Nullable Object> strip = AlarmJson.strip(row);
            // Whoever reads the alarm in this state already need not read it again.
            strip.put("version", row.version());
            String text = Json.bytes(Map.of("type", "alarm", "alarm", strip)).toString();
            boolean call = row.alarm().trigger().queue() != Queue.TECHNICAL;
            theirs.forEach(socket -> keep(socket, socket.alarm(row.alarm().id(), text, call)));
            if (pressed) {
                push.record(since(row.alarm().progress().pressedAt()));
            }
        }

        @Override
        public void startedOver() {
            Map<UUID, String> texts = new HashMap<>();
            List.copyOf(sockets).stream().filter(LiveSocket::showsBoard).forEach(socket -> {
                String text = texts.computeIfAbsent(socket.scope().serviceId(), LiveLink.this::snapshot);
                keep(socket, socket.snapshot(text));
            });
            List.copyOf(sockets).stream()
                    .filter(socket -> !socket.showsBoard())
                    .forEach(socket -> keep(socket, socket.beat(NUDGE)));
        }

        @Override
        public void looked() {
            Set<UUID> responders = sockets.stream()
                    .filter(socket -> !socket.showsBoard())
                    .map(socket -> Objects.requireNonNull(socket.scope().operatorId()))
                    .collect(Collectors.toSet());
            nudge.concerned(responders)
                    .onSuccess(concerned -> List.copyOf(sockets).stream()
                            .filter(socket -> !socket.showsBoard()
                                    && concerned.contains(socket.scope().operatorId()))
                            .forEach(socket -> keep(socket, socket.beat(NUDGE))))
                    .onFailure(e -> LOG.atWarn()
                            .addKeyValue("error", LoggedError.kind(e))
                            .log("responders could not be told"));
        }

        /** Never below zero, whatever the gateway's clock says. */
        private Duration since(Instant pressedAt) {
            Duration since = Duration.between(pressedAt, clock.instant());
            return since.isNegative() ? Duration.ZERO : since;
        }
    }
}
