package org.tocsin.console;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.tocsin.platform.Program;
import org.tocsin.platform.Settings;

/** A console as a process of its own: configured by the environment, ended by SIGTERM. */
public final class ConsoleMain {
    private ConsoleMain() {}

    /** Exit codes: 143 ended by SIGTERM, 1 could not start, 2 wrong settings. */
    public static void main(String[] arguments) {
        System.exit(Program.run("the console", ConsoleMain::plan));
    }

    private static Program.Plan plan(Settings settings) {
        ConsoleConfig config = ConsoleConfig.from(settings);
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ConsoleConfig.Listen listen = config.listen();
        return new Program.Plan(
                listen.bind(), listen.opsPort(), metrics::scrape, vertx -> start(vertx, config, metrics));
    }

    private static Future<Program.Running> start(Vertx vertx, ConsoleConfig config, PrometheusMeterRegistry metrics) {
        return Console.start(vertx, config, metrics)
                .map(console -> new Program.Running(console.readiness(), console::stop));
    }
}
