package org.tocsin.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** A process of its own: configured by the environment, asked on its operations port, ended by SIGTERM. */
public final class Program {
    private static final int START_SECONDS = 30;
    private static final int STOP_SECONDS = 8;

    private final String name;
    private final PrintStream complaints = System.err;
    private final Vertx vertx = Vertx.vertx();

    private Program(String name) {
        this.name = name;
    }

    /**
     * What is to run.
     *
     * @param opsPort where {@link OpsEndpoint} listens
     * @param scrape all metrics as Prometheus text
     * @param start starts it; a failure's message is one sentence for whoever started the process
     */
    public record Plan(String bind, int opsPort, Supplier<String> scrape, Function<Vertx, Future<Running>> start) {}

    /** What runs: what {@code /ready} asks, and how it ends. */
    public record Running(List<Readiness> readiness, Supplier<Future<Void>> stop) {}

    /**
     * Runs until SIGTERM, which ends the process with 143.
     *
     * @param name as it stands in a sentence: "the gateway"
     * @return the exit code when it does not come to that: 1 could not start, 2 wrong settings
     */
    public static int run(String name, Function<Settings, Plan> configured) {
        Plan plan;
        try {
            plan = configured.apply(new Settings(System.getenv()));
        } catch (Settings.InvalidSettings e) {
            System.err.println(e.getMessage());
            return 2;
        }
        return new Program(name).run(plan);
    }

    /** For whoever started a process whose port is taken: which setting would help. */
    public static <T> Future<T> cannotOpen(String setting, int port, Throwable cause) {
        return Future.failedFuture(new IllegalStateException(
                "port %d (%s) cannot be opened: %s".formatted(port, setting, cause.getMessage()), cause));
    }

    private int run(Plan plan) {
        try {
            Running running = await(plan.start().apply(vertx), START_SECONDS);
            OpsEndpoint ops = await(
                    OpsEndpoint.start(vertx, plan.bind(), plan.opsPort(), plan.scrape(), running.readiness())
                            .recover(e -> cannotOpen("TOCSIN_OPS_PORT", plan.opsPort(), e)),
                    START_SECONDS);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running, ops), "end"));
            Thread.currentThread().join();
            return 0;
        } catch (Exception e) {
            complaints.println(name + " cannot start: " + e.getMessage());
            return 1;
        }
    }

    /** Runs on the shutdown hook: the process ends when it returns. */
    private void end(Running running, OpsEndpoint ops) {
        try {
            await(running.stop().get().eventually(ops::stop).eventually(vertx::close), STOP_SECONDS);
        } catch (Exception e) {
            complaints.println(name + " did not end cleanly: " + e);
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
