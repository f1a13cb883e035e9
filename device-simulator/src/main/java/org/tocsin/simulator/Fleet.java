package org.tocsin.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Enrolment;
import org.tocsin.simulator.estate.SimulatedHome;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.mqtt.MqttUnit;
import org.tocsin.simulator.scaip.SipLine;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Refs;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.SimulatedUnit;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.TlsFiles;

/** All homes of an estate, dealt out to a handful of streets. */
final class Fleet {
    private static final int MOST_STREETS = 2;
    private static final int ENROLLED_AT_A_TIME = 16;

    private final SimulatorConfig config;
    private final Tally tally;
    private final List<Street> streets = new ArrayList<>();
    private volatile boolean stopped;

    private Fleet(SimulatorConfig config, Tally tally) {
        this.config = config;
        this.tally = tally;
    }

    /** The platform's addresses, looked up once. */
    record Receivers(List<InetSocketAddress> sip, List<InetSocketAddress> mqtt) {
        /** Blocks. */
        static Receivers of(SimulatorConfig.Targets targets) throws UnknownHostException {
            return new Receivers(resolve(targets.sip()), resolve(targets.mqtt()));
        }
    }

    /** Opens the streets, without anybody in them. */
    static Future<Fleet> open(Vertx vertx, SimulatorConfig config, Receivers receivers, Ledger ledger, Tally tally) {
        Fleet fleet = new Fleet(config, tally);
        long startedAt = System.currentTimeMillis();
        int count = Math.min(
                config.estate().homes(),
                Math.min(MOST_STREETS, Runtime.getRuntime().availableProcessors()));
        List<Future<Street>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
            long seed = config.estate().seed() * 31 + i;
            Surroundings around = new Surroundings(
                    Scheduler.of(context.nettyEventLoop()),
                    config.timing(),
                    new Faults(config.faults(), seed),
                    new Refs(startedAt, i),
                    ledger,
                    tally);
            TlsFiles tls = config.targets().tls();
            MqttUnit.Receivers mqtt = new MqttUnit.Receivers(receivers.mqtt(), tls);
            opening.add(SipLine.open(context, receivers.sip(), around, tls)
                    .map(line -> new Street(context, around, line, mqtt, config.traffic(), seed)));
        }
        return Future.all(opening).map(all -> {
            all.<Street>list().forEach(fleet.streets::add);
            return fleet;
        });
    }

    private static List<InetSocketAddress> resolve(List<HostPort> targets) throws UnknownHostException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (HostPort target : targets) {
            addresses.add(target.resolve());
        }
        return addresses;
    }

    /** Puts every home on file and switches it on; done when the last one is on file. */
    Future<Void> enrol(Enrolment enrolment) {
        AtomicInteger next = new AtomicInteger();
        SplittableRandom random = new SplittableRandom(config.estate().seed());
        long connectWithin = Math.max(1, config.traffic().connectWithin().toMillis());
        return InParallel.run(ENROLLED_AT_A_TIME, () -> {
            int number = next.getAndIncrement();
            if (number >= config.estate().homes() || stopped) {
                return null;
            }
            SimulatedHome home = SimulatedHome.of(
                    number, config.estate().seed(), config.estate().shares());
            return enrolment.enrol(home).map(credentials -> {
                tally.enrolled.incrementAndGet();
                long delay;
                synchronized (random) {
                    delay = random.nextLong(connectWithin);
                }
                streets.get(number % streets.size()).moveIn(home, credentials, Duration.ofMillis(delay));
                return null;
            });
        });
    }

    /** Switches homes on that nobody has to put on file any more, or nobody ever will. */
    void moveIn(Collection<Credentials> units) {
        SplittableRandom random = new SplittableRandom(config.estate().seed());
        long connectWithin = Math.max(1, config.traffic().connectWithin().toMillis());
        for (Credentials unit : units) {
            SimulatedHome home = SimulatedHome.of(
                    unit.home(), config.estate().seed(), config.estate().shares());
            streets.get(unit.home() % streets.size())
                    .moveIn(home, unit, Duration.ofMillis(random.nextLong(connectWithin)));
        }
    }

    void beginRaising() {
        int inFlight = config.traffic().inFlight();
        for (int i = 0; i < streets.size(); i++) {
            int part = inFlight / streets.size() + (i < inFlight % streets.size() ? 1 : 0);
            if (inFlight == 0 || part > 0) {
                streets.get(i).beginRaising(1.0 / streets.size(), part);
            }
        }
    }

    void endRaising() {
        streets.forEach(Street::endRaising);
    }

    Future<Boolean> raiseAt(String cid, Trigger trigger) {
        return Future.all(streets.stream()
                        .map(street -> street.raiseAt(cid, trigger))
                        .toList())
                .map(all -> all.<Boolean>list().contains(true));
    }

    /** False where no such unit lives here, or it cannot do it. */
    Future<Boolean> at(String cid, Predicate<SimulatedUnit> act) {
        return Future.all(streets.stream().map(street -> street.at(cid, act)).toList())
                .map(all -> all.<Boolean>list().contains(true));
    }

    Future<Void> stop() {
        stopped = true;
        return Future.join(streets.stream().map(Street::stop).toList()).mapEmpty();
    }
}
