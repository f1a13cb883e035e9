package org.tocsin.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The one shared state. A pool for people and workers, and dedicated connections for the way of an alarm. */
public final class Database {
    /** Nothing a person waits for may hold a statement longer. */
    private static final int POOL_STATEMENT_MS = 10_000;

    private static final int POOL_LOCK_MS = 3_000;
    /**
     * A connection that brings nothing for longer than any statement may take is either idle or was lost without a word
     * (a machine without power, a firewall that forgot it); the system would take a quarter of an hour to notice.
     */
    private static final int POOL_SILENCE_S = POOL_STATEMENT_MS / 1_000 + 2;

    private static final List<String> INDEX_ONLY =
            List.of("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_bitmapscan", "jit");

    private final Vertx vertx;
    private final DatabaseUrl url;
    private final Pool pool;

    private Database(Vertx vertx, DatabaseUrl url, Pool pool) {
        this.vertx = vertx;
        this.url = url;
        this.pool = pool;
    }

    /** Opens a lazily filled pool; reaches out only when first used. */
    public static Database open(Vertx vertx, DatabaseUrl url, int poolSize) {
        PoolOptions options = new PoolOptions()
                .setMaxSize(poolSize)
                .setMaxWaitQueueSize(poolSize * 100)
                .setConnectionTimeout(3)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(5)
                .setIdleTimeoutUnit(TimeUnit.MINUTES);
        PgConnectOptions connect = url.options(POOL_STATEMENT_MS, POOL_LOCK_MS);
        connect.setPipeliningLimit(32);
        // A plan made while a table was small would be kept, and take seconds once it is large: planned anew each time.
        connect.addProperty("plan_cache_mode", "force_custom_plan");
        Pool pool = PgBuilder.pool()
                .using(vertx)
                .with(options)
                .with(new NetClientOptions().setReadIdleTimeout(POOL_SILENCE_S).setIdleTimeoutUnit(TimeUnit.SECONDS))
                .connectingTo(connect)
                .build();
        return new Database(vertx, url, pool);
    }

    /** For people and workers; bounded in size and in waiting. */
    public Pool pool() {
        return pool;
    }

    /** A connection of the caller's own, pipelined, on the caller's context. The caller closes it. */
    public Future<PgConnection> dedicated(int statementTimeoutMs, int lockTimeoutMs) {
        PgConnectOptions options = url.options(statementTimeoutMs, lockTimeoutMs);
        options.setPipeliningLimit(64);
        return PgConnection.connect(vertx, options);
    }

    /**
     * A connection for the way of an alarm. Every look-up there goes through an index, whatever the planner thinks of a
     * table that was small when the statement was first planned: a cached sequential scan would grow with the table.
     */
    public Future<PgConnection> intakeConnection(int statementTimeoutMs, int lockTimeoutMs) {
        PgConnectOptions options = url.options(statementTimeoutMs, lockTimeoutMs);
        options.setPipeliningLimit(64);
        for (String planner : INDEX_ONLY) {
            options.addProperty(planner, "off");
        }
        return PgConnection.connect(vertx, options);
    }

    public Future<Void> close() {
        return pool.close();
    }
}
