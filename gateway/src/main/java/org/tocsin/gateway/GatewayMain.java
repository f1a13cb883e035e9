package org.tocsin.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.tocsin.platform.Program;
import org.tocsin.platform.Settings;

/** A gateway as a process of its own: configured by the environment, ended by SIGTERM. */
public final class GatewayMain {
    private GatewayMain() {}

    /** Exit codes: 143 ended by SIGTERM, 1 could not start, 2 wrong settings. */
    public static void main(String[] arguments) {
        System.exit(Program.run("the gateway", GatewayMain::plan));
    }

    private static Program.Plan plan(Settings settings) {
        GatewayConfig config = GatewayConfig.from(settings);
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        GatewayConfig.Listen listen = config.listen();
        return new Program.Plan(
                listen.bind(), listen.opsPort(), metrics::scrape, vertx -> start(vertx, config, metrics));
    }

    private static Future<Program.Running> start(Vertx vertx, GatewayConfig config, PrometheusMeterRegistry metrics) {
        return Gateway.start(vertx, config, metrics)
                .map(gateway -> new Program.Running(gateway.readiness(), gateway::stop));
    }
}
