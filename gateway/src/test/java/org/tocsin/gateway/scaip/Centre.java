package org.tocsin.gateway.scaip;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.AddressLimit;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.DeviceTls;
import org.tocsin.gateway.TestAuthority;
import org.tocsin.gateway.sip.SipConfig;
import org.tocsin.gateway.sip.SipLimits;
import org.tocsin.gateway.sip.SipTimers;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.Settings;
import org.tocsin.platform.TestDatabase;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.SignalIntake;
import org.tocsin.speech.SpeechDesk;
import org.tocsin.supervision.SignsOfLife;
import org.tocsin.unit.ContactStore;
import org.tocsin.unit.Credential;
import org.tocsin.unit.UndeliveredReplies;
import org.tocsin.unit.UnitDirectory;

/** A gateway's SCAIP side on a real PostgreSQL, listening on free ports of loopback. */
final class Centre implements AutoCloseable {
    static final String REALM = "arc.example.net";
    static final String SECRET = "s3cret-unit";
    static final TestAuthority AUTHORITY = TestAuthority.create("makers of units");
    /** RFC 3261's timers, forty times as fast. */
    static final SipTimers QUICK =
            new SipTimers(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(1200));
    /** For how long a {@link #quick} one waits for whoever was challenged: longer than a busy machine keeps a test from it. */
    static final Duration CHALLENGE_WAIT = Duration.ofMillis(1_500);

    private static final AtomicInteger LAST_CID = new AtomicInteger(52_000_000);

    private final TestDatabase test;
    private final Keyring keyring = Keyring.fromHex("5c".repeat(32));
    private final UUID service;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final Database database;
    private final SignalIntake intake;
    private final SignsOfLife signsOfLife;
    private final UndeliveredReplies undelivered;
    private final ScaipServer server;

    /** How this one differs from another. */
    private record Shape(SipTimers timers, Duration challengeWait, String gatewayId, boolean inside) {}

    private Centre(Shape shape) throws Exception {
        this(TestDatabase.create(), Ids.next(), shape);
    }

    private Centre(TestDatabase test, UUID service, Shape shape) throws Exception {
        this.test = test;
        this.service = service;
        test.execute(("insert into service (id, code, name, created_at) values ('%s', 'demo', 'Demo', '2026-01-01Z')"
                        + " on conflict do nothing")
                .formatted(service));
        database = Database.open(vertx, test.url(), 4);
        InstantSource clock = InstantSource.system();
        LastCommit lastCommit = new LastCommit();
        intake = await(SignalIntake.open(vertx, database, clock, lastCommit, new Wakeup(vertx, database)));
        signsOfLife = await(SignsOfLife.start(vertx, database, clock, lastCommit, shape.gatewayId()));
        DeviceIntake door = new DeviceIntake(
                new UnitDirectory(database),
                intake,
                signsOfLife,
                new AddressLimit(10_000, Duration.ofSeconds(1), clock),
                new SpeechDesk(database, keyring, clock),
                metrics);
        undelivered = await(UndeliveredReplies.start(vertx, database, clock, shape.gatewayId()));
        SipConfig.Tuning tuning = new SipConfig.Tuning(shape.timers(), SipLimits.STANDARD, shape.challengeWait());
        server = await(ScaipServer.start(
                vertx,
                new SipConfig("127.0.0.1", 0, REALM, shape.gatewayId(), Optional.of(secure()), tuning),
                new ScaipServer.Ground(
                        door,
                        keyring,
                        "demo",
                        clock,
                        metrics,
                        new ScaipServer.Replies(
                                new ContactStore(database, clock, shape.gatewayId()), undelivered, shape.inside()))));
        warmUp(shape);
    }

    /** The first press opens every connection on its way, which may take longer than a unit is kept waiting. */
    private void warmUp(Shape shape) throws Exception {
        String cid = unit();
        try (HandUnit unit = HandUnit.udp(port())) {
            for (int i = 0; i < 20; i++) {
                unit.send(HandUnit.message(cid, HandUnit.press(cid, "warm")));
                if (unit.receive().startsWith("SIP/2.0 200 ")) {
                    if (!shape.inside()) {
                        unit.receiveAndAnswer();
                    }
                    return;
                }
            }
        }
        throw new IllegalStateException("the centre does not answer");
    }

    /** With timers so quick that a test can wait for their end. */
    static Centre quick() throws Exception {
        return new Centre(new Shape(QUICK, CHALLENGE_WAIT, "gw1", false));
    }

    /** With the timers of RFC 3261. */
    static Centre standard() throws Exception {
        return new Centre(new Shape(SipTimers.STANDARD, Duration.ofSeconds(5), "gw1", false));
    }

    /** The dialect whose answers stand in the 200. */
    static Centre dialect() throws Exception {
        return new Centre(new Shape(QUICK, CHALLENGE_WAIT, "gw1", true));
    }

    /** Another gateway on the same PostgreSQL. */
    Centre beside() throws Exception {
        return new Centre(test, service, new Shape(QUICK, CHALLENGE_WAIT, "gw2", false));
    }

    int port() {
        return server.port();
    }

    /** Where TLS is spoken; a certificate of {@link #AUTHORITY} is believed, and none is needed. */
    int tlsPort() {
        return server.tlsPort();
    }

    private static SipConfig.Secure secure() {
        return new SipConfig.Secure(
                DeviceTls.from(new Settings(AUTHORITY.settings("optional"))).orElseThrow(), 0);
    }

    /** Puts a unit on file that has nothing to prove. */
    String unit() {
        String cid = freshCid();
        unit(cid);
        return cid;
    }

    /** Puts a unit with this number on file that has nothing to prove. */
    void unit(String cid) {
        enrol(cid, Credential.none());
    }

    /** Puts a unit on file that must know the secret. */
    String unitWithSecret() {
        String cid = freshCid();
        unitWithSecret(cid);
        return cid;
    }

    /** Puts a unit with this number on file that must know the secret. */
    void unitWithSecret(String cid) {
        enrol(cid, Credential.of(Credential.Authentication.DIGEST, SECRET, keyring));
    }

    /** Puts a unit on file whose model has this habit. */
    String unitWith(String habit, Object value) {
        String cid = unit();
        habit(cid, habit, value);
        return cid;
    }

    /** Gives a unit a model of its own with this habit. */
    void habit(String cid, String habit, Object value) {
        UUID model = Ids.next();
        test.execute("insert into unit_model (id, service_id, make, name, created_at, %s) values".formatted(habit)
                + " ('%s', '%s', 'Maker', '%s', '2026-01-01Z', '%s')".formatted(model, service, model, value));
        test.execute("update home_unit set model_id = '%s' where cid = '%s'".formatted(model, cid));
    }

    /** Whom the service of every unit wants to be called; null for the units' own receiver. */
    void speech(@Nullable String number) {
        test.execute("update service set speech_reply = %d, speech_number = %s where id = '%s'"
                .formatted(number == null ? 61 : 62, number == null ? "null" : "'" + number + "'", service));
    }

    double count(String metric, String... tags) {
        return metrics.get(metric).tags(tags).counter().count();
    }

    Database database() {
        return database;
    }

    UUID service() {
        return service;
    }

    /** A number no unit has. */
    static String freshCid() {
        return Integer.toString(LAST_CID.incrementAndGet());
    }

    void execute(String sql) {
        test.execute(sql);
    }

    List<Row> signals(String cid) throws Exception {
        return rows("select * from signal where cid = $1 order by received_at", cid);
    }

    List<Row> rows(String sql, Object parameter) throws Exception {
        return StreamSupport.stream(
                        await(database.pool().preparedQuery(sql).execute(Tuple.of(parameter)))
                                .spliterator(),
                        false)
                .toList();
    }

    /** Lets nobody at the table until the result is closed. */
    AutoCloseable locked(String table) throws Exception {
        Database owner = Database.open(vertx, test.ownerUrl(), 1);
        SqlConnection holder = await(owner.pool().getConnection());
        await(holder.query("begin").execute());
        await(holder.query("lock table " + table + " in access exclusive mode").execute());
        return () -> {
            await(holder.query("rollback").execute());
            await(holder.close());
            await(owner.close());
        };
    }

    /** Ends the endpoint only. */
    void stop() throws Exception {
        await(server.stop());
    }

    @Override
    public void close() throws Exception {
        await(server.stop());
        await(undelivered.close());
        await(intake.close());
        await(signsOfLife.close());
        await(database.close());
        await(vertx.close());
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void enrol(String cid, Credential credential) {
        byte[] sealed = credential.secretSealed();
        test.execute(("insert into home_unit (id, service_id, cid, protocol, authentication, secret_enc,"
                        + " secret_key_id, created_at) values ('%s', '%s', '%s', 'SCAIP', '%s', %s, '%s', '2026-01-01Z')")
                .formatted(
                        Ids.next(),
                        service,
                        cid,
                        credential.authentication(),
                        sealed == null ? "null" : "'\\x" + HexFormat.of().formatHex(sealed) + "'",
                        keyring.id()));
    }
}
