package org.tocsin.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tocsin.platform.OpsEndpoint;
import org.tocsin.platform.Settings;

/** A gateway as a process of its own: configured by the environment, ended by SIGTERM. */
public final class GatewayMain {
    private static final int START_SECONDS = 30;
    private static final int STOP_SECONDS = 8;

    private final Vertx vertx = Vertx.vertx();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private GatewayMain() {}

    /** Exit codes: 143 ended by SIGTERM, 1 could not start, 2 wrong settings. */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), System.err));
    }

    private static int run(Map<String, String> environment, PrintStream complaints) {
        GatewayConfig config;
        try {
            config = GatewayConfig.from(new Settings(environment));
        } catch (Settings.InvalidSettings e) {
            complaints.println(e.getMessage());
            return 2;
        }
        return new GatewayMain().run(config, complaints);
    }

    private int run(GatewayConfig config, PrintStream complaints) {
        try {
            Gateway gateway = await(Gateway.start(vertx, config, metrics), START_SECONDS);
            GatewayConfig.Listen listen = config.listen();
            OpsEndpoint ops = await(
                    OpsEndpoint.start(vertx, listen.bind(), listen.opsPort(), metrics::scrape, gateway.readiness())
                            .recover(e -> Gateway.cannotOpen("TOCSIN_OPS_PORT", listen.opsPort(), e)),
                    START_SECONDS);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(gateway, ops), "end"));
            Thread.currentThread().join();
            return 0;
        } catch (Exception e) {
            complaints.println("the gateway cannot start: " + e.getMessage());
            return 1;
        }
    }

    /** Runs on the shutdown hook: the process ends when it returns. */
    private void end(Gateway gateway, OpsEndpoint ops) {
        try {
            await(gateway.stop().eventually(ops::stop).eventually(vertx::close), STOP_SECONDS);
        } catch (Exception e) {
            System.err.println("the gateway did not end cleanly: " + e);
        }
    }

    private static <T> T await(Future<T> future, int seconds) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within %d s".formatted(seconds), e);
        }
    }
}
