package org.tocsin.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Settings;
import org.tocsin.platform.TestDatabase;
import org.tocsin.service.ServiceStore;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.Enrolment;
import org.tocsin.unit.NewUnit;
import org.tocsin.unit.UnitStore;

/** A real gateway on a real PostgreSQL, with a line between them that can be cut. Close it after use. */
public final class TestGateway implements AutoCloseable {
    private static final String KEY = "0f".repeat(32);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final TestDatabase test = TestDatabase.create();
    private final Database database;
    private final Scope scope;
    private final Enrolment enrolment;
    private final DatabaseLine line;
    private final Map<String, String> environment;
    private final Gateway gateway;
    private final Map<Gateway, Vertx> others = new LinkedHashMap<>();

    private TestGateway(Map<String, String> settings) {
        database = Database.open(vertx, test.url(), 4);
        InstantSource clock = InstantSource.system();
        scope = Scope.platform(await(new ServiceStore(database, clock).ensure("demo", "Demo", List.of()))
                .id());
        AuditTrail audit = new AuditTrail(database, clock);
        Keyring keyring = Keyring.fromHex(KEY);
        enrolment = new Enrolment(
                database,
                keyring,
                new UnitStore(database, clock),
                new HomeStore(database, keyring, audit, clock),
                audit);
        line = await(DatabaseLine.to(vertx, test.url()));
        environment = new HashMap<>(Map.of(
                "TOCSIN_DATABASE_URL", line.url().uri(),
                "TOCSIN_SECRET_KEY", KEY,
                "TOCSIN_MQTT_PORT", "0",
                "TOCSIN_SIP_PORT", "0",
                "TOCSIN_GATEWAY_ID", "gateway-under-test"));
        environment.putAll(settings);
        gateway = await(Gateway.start(vertx, GatewayConfig.from(new Settings(environment)), metrics));
    }

    public static TestGateway start() {
        return start(Map.of());
    }

    /** @param settings beside or instead of the usual ones */
    public static TestGateway start(Map<String, String> settings) {
        return new TestGateway(settings);
    }

    public Gateway gateway() {
        return gateway;
    }

    /**
     * One more gateway on the same database; it ends with this one.
     *
     * @param settings beside or instead of those of the first
     */
    public Gateway another(Map<String, String> settings, MeterRegistry itsMetrics) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(settings);
        // Of its own: within one Vert.x all servers that ask for any free port share it.
        Vertx itsVertx = Vertx.vertx();
        Gateway other = await(Gateway.start(itsVertx, GatewayConfig.from(new Settings(all)), itsMetrics)
                .recover(e -> itsVertx.close().transform(closed -> Future.failedFuture(e))));
        others.put(other, itsVertx);
        return other;
    }

    public DatabaseLine line() {
        return line;
    }

    public Vertx vertx() {
        return vertx;
    }

    public double count(String metric, String... tags) {
        return metrics.get(metric).tags(tags).counter().count();
    }

    public double value(String metric, String... tags) {
        return metrics.get(metric).tags(tags).gauge().value();
    }

    /** Puts a unit on file; gives its secret, empty where it needs none. */
    public String enrol(String cid, Protocol protocol, Authentication authentication) {
        return enrol(new NewUnit.Equipment(cid, protocol, null), NewUnit.Proof.by(authentication));
    }

    /** Puts a unit on file that proves itself this way; gives its secret, empty where it needs none. */
    public String enrol(NewUnit.Equipment unit, NewUnit.Proof proof) {
        NewUnit wanted = new NewUnit(
                unit,
                proof,
                new NewUnit.NewHome(
                        new Home.Address("1 Test Street", null, "Leeds", "LS1 1AA"),
                        null,
                        new HomeStore.Secrets(null, null)),
                new NewUnit.NewPerson("Test Person", null, null),
                List.of());
        Enrolment.Enrolled enrolled = (Enrolment.Enrolled) await(enrolment.enrol(scope, wanted));
        return enrolled.secret() == null ? "" : enrolled.secret();
    }

    /** Gives a unit a model of its own with this habit. */
    public void model(String cid, String habit, Object value) {
        UUID model = Ids.next();
        execute("insert into unit_model (id, service_id, make, name, created_at, %s) values".formatted(habit)
                + " ('%s', '%s', 'Maker', '%s', '2026-01-01Z', '%s')"
                        .formatted(model, scope.serviceId(), model, value));
        execute("update home_unit set model_id = '%s' where cid = '%s'".formatted(model, cid));
    }

    /** As the owner of the database. */
    public void execute(String sql) {
        test.execute(sql);
    }

    public Database database() {
        return database;
    }

    public Scope scope() {
        return scope;
    }

    /** The word for this unit's state that is on file; empty when there is none. */
    public String state(String cid) {
        List<Row> states =
                rows("select s.state from unit_state s join home_unit u on u.id = s.unit_id where u.cid = $1", cid);
        return states.isEmpty() ? "" : states.get(0).getString(0);
    }

    /** Signals on file of this unit, oldest first. */
    public List<OnFile> signals(String cid) {
        return rows(
                        "select s.ref, s.kind, s.doubts, s.alarm_id is not null, coalesce(r.repeats, 0),"
                                + " s.body::text, s.protocol from signal s left join signal_repeat r on r.signal_id = s.id"
                                + " where s.cid = $1 order by s.id",
                        cid)
                .stream()
                .map(row -> new OnFile(
                        row.getString(0),
                        row.getString(1),
                        List.of(row.getArrayOfStrings(2)),
                        row.getBoolean(3),
                        row.getInteger(4),
                        row.getString(5)))
                .toList();
    }

    /** @param inAlarm true when it opened or joined an alarm */
    public record OnFile(String ref, String kind, List<String> doubts, boolean inAlarm, int repeats, String body) {}

    /** How many signs of life of this unit are on file: 0 or 1. */
    public int signsOfLife(String cid) {
        return rows("select 1 from sign_of_life l join home_unit u on u.id = l.unit_id where u.cid = $1", cid)
                .size();
    }

    /** What one statement about this unit gives; its text has the cid as {@code $1}. */
    public List<Row> rows(String sql, String cid) {
        return await(database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(cid))
                .map(rows -> rows.stream().toList()));
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        line.mend();
        others.forEach((other, itsVertx) -> {
            await(other.stop());
            await(itsVertx.close());
        });
        await(gateway.stop());
        await(vertx.close());
    }
}
