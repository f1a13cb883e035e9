package org.tocsin.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.unit.HomeUnit;
import org.tocsin.unit.UnitState.Word;
import org.tocsin.unit.UnitStates;

/**
 * What is written down when a connection is over. A unit that said goodbye is disconnected; one that did not is lost
 * once its Will's delay has passed and it has not come back, here or at another gateway. MQTT 3.1.1 and units without a
 * Will know no delay; they get one, so that a short break makes no noise. Nobody is alarmed by any of it.
 */
final class MqttFarewell {
    private static final Logger LOG = LoggerFactory.getLogger(MqttFarewell.class);
    private static final long LONGEST_DELAY_S = 3_600;
    private static final long TRY_AGAIN_MS = 5_000;
    private static final int MOST_TRIES = 12;

    private final Vertx vertx;
    private final UnitStates states;
    private final MqttSessions sessions;
    private final InstantSource clock;
    private final long usualDelayMs;

    /** @param usualDelayMs for a unit that names none */
    MqttFarewell(Vertx vertx, UnitStates states, MqttSessions sessions, InstantSource clock, long usualDelayMs) {
        this.vertx = vertx;
        this.states = states;
        this.sessions = sessions;
        this.clock = clock;
        this.usualDelayMs = usualDelayMs;
    }

    /** How long after its loss a unit counts as lost: its Will's own delay in MQTT 5, at most an hour. */
    long delayMs(MqttEndpoint endpoint) {
        MqttWill will = endpoint.will();
        if (!MqttLine.isVersion5(endpoint) || will == null || !will.isWillFlag()) {
            return usualDelayMs;
        }
        MqttProperties properties = will.getWillProperties();
        long seconds = properties != null
                        && properties.getProperty(MqttProperties.WILL_DELAY_INTERVAL)
                                instanceof MqttProperties.IntegerProperty delay
                ? Integer.toUnsignedLong(delay.value())
                : 0;
        return TimeUnit.SECONDS.toMillis(Math.min(LONGEST_DELAY_S, seconds));
    }

    /** A unit is connected; what was written down of an earlier connection is over. */
    void welcome(HomeUnit unit) {
        write(unit, Word.CONNECTED, clock.instant(), 1);
    }

    void goodbye(HomeUnit unit) {
        if (sessions.of(unit.cid()).isEmpty()) {
            write(unit, Word.DISCONNECTED, clock.instant(), 1);
        }
    }

    void lost(HomeUnit unit, long delayMs) {
        Instant at = clock.instant();
        if (delayMs == 0) {
            isStillGone(unit, at);
        } else {
            vertx.setTimer(delayMs, timer -> isStillGone(unit, at));
        }
    }

    private void isStillGone(HomeUnit unit, Instant at) {
        if (sessions.of(unit.cid()).isEmpty()) {
            write(unit, Word.LOST, at, 1);
        }
    }

    private void write(HomeUnit unit, Word word, Instant at, int attempt) {
        (word == Word.CONNECTED ? states.back(unit, at) : states.gone(unit, word, at)).onFailure(error -> {
            if (attempt < MOST_TRIES) {
                vertx.setTimer(TRY_AGAIN_MS, timer -> write(unit, word, at, attempt + 1));
            } else {
                LOG.atWarn()
                        .addKeyValue("unitId", unit.id())
                        .addKeyValue("error", String.valueOf(error.getMessage()))
                        .log("what became of a unit's connection could not be written down");
            }
        });
    }
}
