package org.tocsin.ops.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tocsin.gateway.GatewayConfig;
import org.tocsin.ops.DataDirectory;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Settings;
import org.tocsin.platform.Times;

/** What every bench stands on: a gateway's settings, homes on file, and the patience to wait. */
final class BenchGround {
    private static final int ENROLLED_AT_ONCE = 10_000;

    private BenchGround() {}

    /**
     * @param postgres migrated, and empty
     * @param path a folder that is gone afterwards
     */
    record Stage(Vertx vertx, EmbeddedPostgresServer postgres, Path path) {}

    /** What a bench does on its stage; gives the exit code. */
    interface Performance {
        int on(Stage stage) throws Exception;
    }

    /** Gives a bench a PostgreSQL of its own and clears up behind it. */
    static int perform(Performance performance) throws Exception {
        Path path = Files.createTempDirectory("tocsin-bench");
        Vertx vertx = Vertx.vertx();
        try (DataDirectory directory = DataDirectory.open(path)) {
            EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(directory);
            try {
                Schema.migrate(postgres.ownerUrl(), "tocsin_runtime");
                return performance.on(new Stage(vertx, postgres, path));
            } finally {
                await(vertx.close());
                postgres.stop();
            }
        } finally {
            DataDirectory.delete(path);
        }
    }

    static GatewayConfig config(EmbeddedPostgresServer postgres) {
        return config(postgres, Map.of());
    }

    /** @param further settings of this bench */
    static GatewayConfig config(EmbeddedPostgresServer postgres, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "TOCSIN_DATABASE_URL", postgres.runtimeUrl().uri(),
                "TOCSIN_SECRET_KEY", HexFormat.of().formatHex(Ids.randomBytes(32)),
                "TOCSIN_MQTT_PORT", "0",
                "TOCSIN_SIP_PORT", "0",
                "TOCSIN_DEFAULT_SERVICE", "bench",
                "TOCSIN_GATEWAY_ID", "bench"));
        settings.putAll(further);
        return GatewayConfig.from(new Settings(settings));
    }

    /** Units without a secret, each in a home of its own, with consecutive ids. */
    static void enrol(Database owner, long firstCid, int count, String protocol) throws Exception {
        Instant now = Instant.now();
        await(owner.pool()
                .preparedQuery("insert into service (id, code, name, created_at) values ($1, 'bench', 'Bench', $2)"
                        + " on conflict (code) do nothing")
                .execute(Tuple.of(Ids.next(), Times.toRow(now))));
        // In steps that stay below the time a statement may take.
        for (int done = 0; done < count; done += ENROLLED_AT_ONCE) {
            enrolOnce(owner, firstCid + done, Math.min(ENROLLED_AT_ONCE, count - done), protocol, now);
        }
    }

    private static void enrolOnce(Database owner, long firstCid, int count, String protocol, Instant now)
            throws Exception {
        await(owner.pool()
                .preparedQuery("with homes as (insert into home (id, service_id, line1, postcode, created_at)"
                        + " select gen_random_uuid(), (select id from service), $4, 'BE1 1CH', $3"
                        + " from generate_series(1, $2::int) returning id)"
                        + " insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " select gen_random_uuid(), (select id from service), id,"
                        + " ($1::bigint - 1 + row_number() over ())::text, $4, 'NONE', $3 from homes")
                .execute(Tuple.of(firstCid, count, Times.toRow(now), protocol)));
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
}
