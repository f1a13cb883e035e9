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
    /** A connection nobody needs is closed after so long, and the pool looks for those so often. */
    private static final int POOL_IDLE_S = 5;

    private static final int POOL_LOOKS_EVERY_S = 1;

    private static final int LONGEST_STATEMENT = 16_384;
    private static final int MOST_KEEPING = 3;
    private static final int KEEPING_ALIVE_MS = 2_000;
    /** Statistics that are taken anew end a plan sooner. */
    private static final int PLANS_KEPT_MINUTES = 10;

    private static final List<String> INDEX_ONLY =
            List.of("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_bitmapscan", "jit");

    private final Vertx vertx;
    private final DatabaseUrl url;
    private final Pool pool;
    private final Pool keeping;
    private final long alive;

    private Database(Vertx vertx, DatabaseUrl url, Pool pool, Pool keeping, long alive) {
        this.vertx = vertx;
        this.url = url;
        this.pool = pool;
        this.keeping = keeping;
        this.alive = alive;
    }

    /** Opens lazily filled pools; reaches out only when first used. */
    public static Database open(Vertx vertx, DatabaseUrl url, int poolSize) {
        return open(vertx, url, poolSize, new Patience(POOL_STATEMENT_MS, POOL_IDLE_S));
    }

    /** @param idleS after which a connection nobody needs is closed */
    record Patience(int statementMs, int idleS) {
        /**
         * A connection that is lent to nobody and brings nothing for so long is closed by the driver. It knows nothing of
         * the pool: one that was lent at that very moment would be closed before its statement is on its way. So it is
         * longer than the pool keeps an idle one, and no lent one comes near it.
         */
        int silenceS() {
            return (statementMs + 999) / 1_000 + idleS + POOL_LOOKS_EVERY_S + 1;
        }
    }

    static Database open(Vertx vertx, DatabaseUrl url, int poolSize, Patience patience) {
        // A plan made while a table was small would be kept, and take seconds once it is large: planned anew each time.
        PgConnectOptions anew = poolOptions(url, patience).addProperty("plan_cache_mode", "force_custom_plan");
        PgConnectOptions kept = poolOptions(url, patience).addProperty("plan_cache_mode", "force_generic_plan");
        INDEX_ONLY.forEach(planner -> kept.addProperty(planner, "off"));
        PoolOptions few = bounds(Math.min(poolSize, MOST_KEEPING), patience)
                .setMaxWaitQueueSize(poolSize * 100)
                .setMaxLifetime(PLANS_KEPT_MINUTES)
                .setMaxLifetimeUnit(TimeUnit.MINUTES);
        Pool keeping = pool(vertx, kept, few, patience);
        // An idle connection is closed, and what it has planned is gone: those there are are asked now and then, until
        // their time is over. None is opened for it.
        long alive = vertx.setPeriodic(KEEPING_ALIVE_MS, timer -> {
            for (int i = keeping.size(); i > 0; i--) {
                keeping.query("select 1").execute();
            }
        });
        return new Database(vertx, url, pool(vertx, anew, bounds(poolSize, patience), patience), keeping, alive);
    }

    private static PgConnectOptions poolOptions(DatabaseUrl url, Patience patience) {
        PgConnectOptions options = url.options(patience.statementMs(), POOL_LOCK_MS);
        options.setPipeliningLimit(32);
        // Unless told otherwise the driver has statements of more than 2,048 characters read anew each time.
        options.setPreparedStatementCacheSqlLimit(LONGEST_STATEMENT);
        return options;
    }

    private static PoolOptions bounds(int size, Patience patience) {
        return new PoolOptions()
                .setMaxSize(size)
                .setMaxWaitQueueSize(size * 100)
                .setConnectionTimeout(3)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(patience.idleS())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setPoolCleanerPeriod(POOL_LOOKS_EVERY_S * 1_000);
    }

    private static Pool pool(Vertx vertx, PgConnectOptions connect, PoolOptions options, Patience patience) {
        return PgBuilder.pool()
                .using(vertx)
                .with(options)
                .with(new NetClientOptions()
                        // A statement that had arrived when the machine vanished is otherwise waited for without end.
                        .setTcpKeepAlive(true)
                        .setReadIdleTimeout(patience.silenceS())
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .connectingTo(connect)
                .build();
    }

    /** For people and workers; bounded in size and in waiting. */
    public Pool pool() {
        return pool;
    }

    /**
     * The same database on connections that keep their plans for a few minutes. Only for what is looked up by keys, a
     * few rows at a time: these plans use indexes, whatever the planner thinks of a table that was small when they were
     * made. It is closed with the database it comes from.
     */
    public Database keepingPlans() {
        return new Database(vertx, url, keeping, keeping, alive);
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
        vertx.cancelTimer(alive);
        return Future.join(pool.close(), keeping.close()).mapEmpty();
    }
}
