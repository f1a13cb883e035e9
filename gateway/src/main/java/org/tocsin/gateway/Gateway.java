package org.tocsin.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;
import org.tocsin.platform.Readiness;
import org.tocsin.platform.Schema;

/** One gateway: takes what home units say, on every protocol, and answers once it is committed. */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int POOL_SIZE = 8;

    private final GatewayConfig config;
    private final Database database;
    private final InstantSource clock;

    private Gateway(GatewayConfig config, Database database, InstantSource clock) {
        this.config = config;
        this.database = database;
        this.clock = clock;
    }

    /** As {@link #start(Vertx, GatewayConfig, MeterRegistry, InstantSource)}, by the system's clock. */
    public static Future<Gateway> start(Vertx vertx, GatewayConfig config, MeterRegistry metrics) {
        return start(vertx, config, metrics, InstantSource.system());
    }

    /** Starts everything a gateway consists of; when a part cannot start, those already started end again. */
    public static Future<Gateway> start(Vertx vertx, GatewayConfig config, MeterRegistry metrics, InstantSource clock) {
        Database database = Database.open(vertx, config.database(), POOL_SIZE);
        Gateway gateway = new Gateway(config, database, clock);
        return Schema.check(database.pool())
                .onSuccess(checked ->
                        LOG.atInfo().addKeyValue("gatewayId", config.id()).log("the gateway is up"))
                .map(gateway)
                .recover(e -> gateway.stop().transform(stopped -> Future.failedFuture(e)));
    }

    /** What {@code /ready} of this process must ask. */
    public List<Readiness> readiness() {
        return List.of(Readiness.store(database.pool()), Readiness.clock(database.pool(), clock));
    }

    /** UDP and TCP. */
    public int sipPort() {
        return config.listen().sipPort();
    }

    public int mqttPort() {
        return config.listen().mqttPort();
    }

    /** Takes nothing new, answers what is in flight within five seconds, then ends. */
    public Future<Void> stop() {
        return database.close();
    }
}
