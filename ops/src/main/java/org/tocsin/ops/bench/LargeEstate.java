package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.access.Role;
import org.tocsin.console.Console;
import org.tocsin.console.ConsoleConfig;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Settings;
import org.tocsin.platform.Times;
import org.tocsin.readiness.ProofKey;

/** A console in front of a large estate whose readiness has been worked out: areas, risks, providers, proofs. */
public final class LargeEstate {
    /** A manager. */
    public static final String USER = "mary";

    public static final String PASSWORD = "correct horse battery";

    private static final int AT_ONCE = 10_000;

    private final int homes;

    private LargeEstate(int homes) {
        this.homes = homes;
    }

    /** Somebody who looks at it. */
    public interface Visitor {
        /** @param port of the console, on this machine */
        void look(int port) throws Exception;
    }

    /** Builds it on a database of its own, lets somebody look, and clears it away. */
    public static void show(int homes, Visitor visitor) throws Exception {
        BenchGround.perform(stage -> {
            new LargeEstate(homes).show(stage, visitor);
            return 0;
        });
    }

    private void show(BenchGround.Stage stage, Visitor visitor) throws Exception {
        Database owner = Database.open(stage.vertx(), stage.postgres().ownerUrl(), 2);
        BenchGround.enrol(owner, 60_000_000L, homes, "SCAIP");
        furnish(owner);
        BenchGround.await(owner.pool().query("analyze").execute());
        try (Passwords passwords = new Passwords(stage.vertx())) {
            BenchGround.await(owner.pool()
                    .query("select id from service")
                    .execute()
                    .compose(rows -> new OperatorStore(owner, passwords, InstantSource.system())
                            .ensure(rows.iterator().next().getUUID(0), USER, "Mary", Role.MANAGER, PASSWORD)));
        }
        ConsoleConfig config = ConsoleConfig.from(new Settings(Map.of(
                "TOCSIN_DATABASE_URL", stage.postgres().runtimeUrl().uri(),
                "TOCSIN_SECRET_KEY", HexFormat.of().formatHex(Ids.randomBytes(32)),
                "TOCSIN_PROOF_KEY", ProofKey.generate().pem(),
                "TOCSIN_HTTP_PORT", "0")));
        Instant began = Instant.now();
        Console console = BenchGround.await(Console.start(stage.vertx(), config, new SimpleMeterRegistry()));
        try {
            workedOut(owner);
            System.out.println(String.format(
                    Locale.ROOT,
                    "%,d homes worked out in %.1f s",
                    homes,
                    Duration.between(began, Instant.now()).toMillis() / 1e3));
            visitor.look(console.httpPort());
        } finally {
            BenchGround.await(console.stop());
            BenchGround.await(owner.close());
        }
    }

    /** Areas, risks, providers, two triggers each; three homes of five are proved. */
    private void furnish(Database owner) throws Exception {
        for (int done = 0; done < homes; done += AT_ONCE) {
            Tuple range =
                    Tuple.of(done, done + AT_ONCE, Times.toRow(Instant.now().minus(Duration.ofDays(30))));
            String some =
                    "(select h.*, u.id as unit, u.cid::bigint - 60000000 as n from home_unit u join home h on h.id ="
                            + " u.home_id where u.cid::bigint - 60000000 >= $1 and u.cid::bigint - 60000000 < $2) s";
            BenchGround.await(owner.pool()
                    .preparedQuery(
                            "update home set area = 'Ward ' || s.n % 40, line_provider = 'P' || s.n % 7, equipment ="
                                    + " (array['ANALOGUE','CONVERTER','DIGITAL'])[1 + s.n % 3], risk_tier ="
                                    + " (array['CRITICAL','HIGH','STANDARD','STANDARD'])[1 + s.n % 4] from " + some
                                    + " where home.id = s.id and $3::timestamptz is not null")
                    .execute(range));
            BenchGround.await(owner.pool()
                    .preparedQuery("insert into peripheral (id, service_id, home_id, unit_id, dty, name, since)"
                            + " select gen_random_uuid(), service_id, id, unit, t.dty, t.name, $3 from " + some
                            + ", (values ('0001', 'Unit'), ('0003', 'Pendant')) t(dty, name)")
                    .execute(range));
            BenchGround.await(owner.pool()
                    .preparedQuery(
                            "insert into proof (id, service_id, home_id, unit_id, peripheral_id, signal_id, kind,"
                                    + " asked_by, asked_at, received_at, recorded_at) select gen_random_uuid(), s.service_id, s.id,"
                                    + " s.unit, p.id, gen_random_uuid(), 'VISIT', 'operator:ian', $3, $3, $3 from "
                                    + some
                                    + " join peripheral p on p.home_id = s.id where s.n % 5 < 3")
                    .execute(range));
        }
    }

    private static void workedOut(Database owner) throws Exception {
        long left = 1;
        while (left > 0) {
            TimeUnit.MILLISECONDS.sleep(200);
            left = BenchGround.await(owner.pool()
                    .query("select count(*) from readiness_due")
                    .execute()
                    .map(rows -> rows.iterator().next().getLong(0)));
        }
    }
}
