package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultEventLoop;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.AddressLimit;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.TestDatabase;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.Origin;
import org.tocsin.signal.Protocol;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.SignalKind;
import org.tocsin.speech.SpeechDesk;
import org.tocsin.supervision.SignsOfLife;
import org.tocsin.unit.UnitDirectory;

class UnprovenSignalsTest {
    private static final Duration FOR_EVER = Duration.ofHours(1);

    /** One address floods with alarms nobody will ever prove; what it cannot have stored must not be hoarded. */
    @Test
    void a_flood_from_one_address_fills_a_bounded_store_and_no_more() throws Exception {
        Vertx vertx = Vertx.vertx();
        DefaultEventLoop loop = new DefaultEventLoop();
        try {
            TestDatabase test = TestDatabase.create();
            Database database = Database.open(vertx, test.url(), 2);
            InstantSource clock = InstantSource.system();
            LastCommit lastCommit = new LastCommit();
            SignalIntake intake =
                    Centre.await(SignalIntake.open(vertx, database, clock, lastCommit, new Wakeup(vertx, database)));
            DeviceIntake door = new DeviceIntake(
                    new UnitDirectory(database),
                    intake,
                    Centre.await(SignsOfLife.start(vertx, database, clock, lastCommit, "gw1")),
                    new AddressLimit(0, FOR_EVER, clock),
                    new SpeechDesk(database, Keyring.fromHex("5c".repeat(32)), clock),
                    new SimpleMeterRegistry());
            UnprovenSignals unproven = new UnprovenSignals(loop, door, FOR_EVER);

            int held = loop.submit(() -> {
                        for (int i = 0; i < 30_000; i++) {
                            unproven.challenged(signal(i), Optional.empty());
                        }
                        return unproven.held();
                    })
                    .get(20, TimeUnit.SECONDS);

            assertThat(held).isEqualTo(UnprovenSignals.MOST);
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            Centre.await(vertx.close());
        }
    }

    private static Signal signal(int number) {
        Origin origin = new Origin(
                Protocol.SCAIP, "192.0.2.1", "gw1", InstantSource.system().instant());
        return new Signal(
                Ids.next(),
                new Signal.Key("100", "r" + number, new byte[32]),
                SignalKind.ALARM,
                SignalBody.EMPTY,
                new byte[0],
                new Signal.Context(origin, "demo", Set.of()));
    }
}
