package org.tocsin.simulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.tocsin.simulator.SimulatorConfig.Traffic;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Outfit;
import org.tocsin.simulator.estate.SimulatedHome;
import org.tocsin.simulator.estate.SimulatedHome.Speaks;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.mqtt.MqttUnit;
import org.tocsin.simulator.scaip.ScaipUnit;
import org.tocsin.simulator.scaip.SipLine;
import org.tocsin.simulator.unit.SimulatedUnit;
import org.tocsin.simulator.unit.Surroundings;

/** Homes that share one event loop, its sockets and its timers. Everything in it runs on that loop. */
final class Street {
    private static final long RATE_TICK_MILLIS = 10;
    private static final long DAY_TICK_MILLIS = 1_000;

    private final ContextInternal context;
    private final Surroundings around;
    private final SipLine line;
    private final MqttUnit.Receivers mqtt;
    private final Traffic traffic;
    private final SplittableRandom random;
    private final List<Door> doors = new ArrayList<>();
    private boolean raising;
    private boolean stopped;
    private int nextHome;
    private double due;
    private long lastTick;
    private double secondsAhead;

    /** A home of this street: its unit, and what can be raised there. */
    private record Door(SimulatedUnit unit, Outfit outfit) {}

    Street(
            ContextInternal context,
            Surroundings around,
            SipLine line,
            MqttUnit.Receivers mqtt,
            Traffic traffic,
            long seed) {
        this.context = context;
        this.around = around;
        this.line = line;
        this.mqtt = mqtt;
        this.traffic = traffic;
        this.random = new SplittableRandom(seed);
    }

    /** Switches a home on after the given time. */
    void moveIn(SimulatedHome home, Credentials credentials, Duration after) {
        context.runOnContext(v -> {
            if (stopped) {
                return;
            }
            SimulatedUnit unit = unit(home, credentials);
            doors.add(new Door(unit, Outfit.of(home)));
            around.scheduler().after(after.toMillis(), () -> {
                if (!stopped) {
                    unit.start();
                }
            });
        });
    }

    private SimulatedUnit unit(SimulatedHome home, Credentials credentials) {
        Duration heartbeat = traffic.heartbeatPace();
        return home.speaks() == Speaks.MQTT
                ? new MqttUnit(credentials, context, mqtt, around, heartbeat)
                : new ScaipUnit(
                        credentials,
                        line,
                        home.speaks() == Speaks.SCAIP_TCP ? ScaipUnit.Habits.TCP : ScaipUnit.Habits.UDP,
                        heartbeat,
                        traffic.testPace());
    }

    /** From now on the homes raise what the traffic says; the share is this street's part of a rate. */
    void beginRaising(double share, int inFlight) {
        context.runOnContext(v -> {
            if (traffic.quiet() || doors.isEmpty() || raising) {
                return;
            }
            raising = true;
            lastTick = around.scheduler().nanos();
            if (inFlight > 0) {
                for (int i = 0; i < inFlight; i++) {
                    keepGoing();
                }
            } else if (traffic.alarmsPerMinute() > 0) {
                tickRate(traffic.alarmsPerMinute() / 60 * share);
            } else {
                tickDay();
            }
        });
    }

    void endRaising() {
        context.runOnContext(v -> raising = false);
    }

    /** One alarm after another; a home whose queue is full is passed over. */
    private void keepGoing() {
        if (raising && !raiseAtNextHome(() -> context.runOnContext(v -> keepGoing()))) {
            around.scheduler().after(RATE_TICK_MILLIS, this::keepGoing);
        }
    }

    /** Evenly, whatever the platform does; at most a second is made up for after a stall. */
    private void tickRate(double perSecond) {
        if (!raising) {
            return;
        }
        long now = around.scheduler().nanos();
        due = Math.min(due + (now - lastTick) / 1e9 * perSecond, Math.max(1, perSecond));
        lastTick = now;
        for (; due >= 1; due--) {
            raiseAtNextHome(() -> {});
        }
        around.scheduler().after(RATE_TICK_MILLIS, () -> tickRate(perSecond));
    }

    private void tickDay() {
        if (!raising) {
            return;
        }
        long now = around.scheduler().nanos();
        double seconds = (now - lastTick) / 1e9 * traffic.timeFactor();
        lastTick = now;
        secondsAhead += seconds * (1 - 1 / traffic.timeFactor());
        double rate = Day.callsPerSecond(doors.size(), LocalTime.now().plusSeconds(Math.round(secondsAhead)));
        int calls = Day.drawCount(rate * seconds, random);
        for (int i = 0; i < calls; i++) {
            around.scheduler().after(random.nextLong(DAY_TICK_MILLIS), this::raiseAnywhere);
        }
        around.scheduler().after(DAY_TICK_MILLIS, this::tickDay);
    }

    private void raiseAnywhere() {
        if (raising) {
            raise(doors.get(random.nextInt(doors.size())), () -> {});
        }
    }

    private boolean raiseAtNextHome(Runnable whenDone) {
        Door door = doors.get(nextHome);
        nextHome = (nextHome + 1) % doors.size();
        return raise(door, whenDone);
    }

    private boolean raise(Door door, Runnable whenDone) {
        Trigger trigger = door.outfit().draw(random);
        return door.unit().raise(trigger, door.outfit().room(trigger, random), whenDone);
    }

    /** Raises one signal at the unit with that cid; false where it does not live here. */
    Future<Boolean> raiseAt(String cid, Trigger trigger) {
        Promise<Boolean> raised = Promise.promise();
        context.runOnContext(v -> {
            for (Door door : doors) {
                if (door.unit().cid().equals(cid)) {
                    raised.complete(door.unit().raise(trigger, door.outfit().room(trigger, random), () -> {}));
                    return;
                }
            }
            raised.complete(false);
        });
        return raised.future();
    }

    /** Has something done at the unit with that cid; false where it does not live here. */
    Future<Boolean> at(String cid, Predicate<SimulatedUnit> act) {
        Promise<Boolean> done = Promise.promise();
        context.runOnContext(v -> done.complete(doors.stream()
                .map(Door::unit)
                .filter(unit -> unit.cid().equals(cid))
                .findFirst()
                .map(act::test)
                .orElse(false)));
        return done.future();
    }

    Future<Void> stop() {
        Promise<Void> silent = Promise.promise();
        context.runOnContext(v -> {
            raising = false;
            stopped = true;
            doors.forEach(door -> door.unit().stop());
            silent.complete();
        });
        return silent.future().compose(v -> line.close());
    }
}
