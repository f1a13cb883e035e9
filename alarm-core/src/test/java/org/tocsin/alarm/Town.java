package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.TestDatabase;
import org.tocsin.platform.Wakeup;

/** A small town for tests of the desk: services, people, homes and alarms in a real database, and a clock set by hand. */
public final class Town implements AutoCloseable {
    public static final Instant MORNING = Instant.parse("2026-11-21T03:10:07Z");

    public final Vertx vertx = Vertx.vertx();
    public final TestDatabase test = TestDatabase.create();
    public final Database database = Database.open(vertx, test.url(), 8);
    public final Wakeup wakeup = new Wakeup(vertx, database);
    private volatile Instant now = MORNING;
    public final InstantSource clock = () -> now;
    public final AlarmStore alarms = new AlarmStore(database);
    private int count;

    /** A service that waits two minutes for an answer and 45 for an arrival, with two outcome codes. */
    public UUID service(String code) {
        UUID id = Ids.next();
        sql(
                "insert into service (id, code, name, created_at) values ('%s', '%s', '%s', '%s')",
                id, code, code, MORNING);
        sql(
                "insert into outcome_code values ('%s', 'accidental', 'Accidental press', false, 1),"
                        + " ('%s', 'ambulance', 'Ambulance', true, 2)",
                id, id);
        return id;
    }

    /** Somebody who signs in, as the scope of what they do. */
    public Scope person(UUID service, String username, String displayName, String role) {
        UUID id = Ids.next();
        sql(
                "insert into operator values ('%s', '%s', '%s', '%s', '%s', 'x', true, '%s')",
                id, service, username, displayName, role, MORNING);
        return new Scope(service, id, "operator:" + username);
    }

    public UUID home(UUID service, String line1) {
        UUID id = Ids.next();
        sql(
                "insert into home (id, service_id, line1, town, postcode, risks, created_at)"
                        + " values ('%s', '%s', '%s', 'Leeds', 'LS1 4AP', 'Large dog', '%s')",
                id, service, line1, MORNING);
        return id;
    }

    public UUID resident(UUID service, UUID home, String name, String status, Instant since) {
        UUID id = Ids.next();
        sql(
                "insert into service_user (id, service_id, name, telephone, status, created_at)"
                        + " values ('%s', '%s', '%s', '0113 496 0000', '%s', '%s')",
                id, service, name, status, MORNING);
        sql("insert into resident values ('%s', '%s', '%s', '%s')", service, home, id, since);
        return id;
    }

    /** A responder of the service who signs in, or of one home when {@code home} is given. */
    public UUID contact(Scope person, @Nullable UUID home, int position, String name) {
        UUID id = Ids.next();
        sql(
                "insert into contact (id, service_id, home_id, position, name, telephone, kind, operator_id)"
                        + " values ('%s', '%s', %s, %d, '%s', '07700 900001', '%s', %s)",
                id,
                person.serviceId(),
                quoted(home),
                position,
                name,
                home == null ? "RESPONDER" : "KEYHOLDER",
                quoted(person.operatorId()));
        return id;
    }

    /** A home unit in service; its own id on the wire. */
    public String unit(UUID service, UUID home) {
        String cid = Integer.toString(4400000 + ++count);
        sql(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '%s', 'SCAIP', 'NONE', '%s')",
                Ids.next(), service, home, cid, MORNING);
        return cid;
    }

    /** An alarm that waits and sounds, raised now. */
    public UUID alarm(UUID service, @Nullable UUID home) {
        UUID id = Ids.next();
        String cid = Integer.toString(4400000 + ++count);
        sql(
                "insert into alarm (id, service_id, reference, home_id, cid, join_key, joining_class, kind, priority,"
                        + " state, flags, trigger_words, signal_count, raised_at, pressed_at, sounding)"
                        + " values ('%s', '%s', '%s', %s, '%s', '%s', 'LIFE', 'ALARM', 1, 'WAITING', '{}',"
                        + " 'Pendant, kitchen', 1, '%s', '%s', true)",
                id, service, Ids.spokenReference(count), quoted(home), cid, id, now, now);
        return id;
    }

    /** What intake does when the home presses again. */
    public void press(UUID alarm) {
        sql(
                "update alarm set sounding = true, pressed_at = '%s', signal_count = signal_count + 1,"
                        + " state = case state when 'HANDLED' then 'TAKEN' else state end,"
                        + " change_xid = pg_current_xact_id() where id = '%s'",
                now, alarm);
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    public void sql(String sql, Object... values) {
        test.execute(sql.formatted(values));
    }

    /** The result, or the failure as it is. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The alarm's log, each line as "KIND words". */
    public List<String> log(Scope scope, UUID alarm) {
        return await(alarms.log(scope, alarm)).stream()
                .map(entry -> entry.kind() + " " + entry.words())
                .toList();
    }

    public Alarm.Progress progress(Scope scope, UUID alarm) {
        return await(alarms.find(scope, alarm)).orElseThrow().alarm().progress();
    }

    private static String quoted(@Nullable Object id) {
        return id == null ? "null" : "'" + id + "'";
    }

    @Override
    public void close() {
        wakeup.close();
        await(database.close());
        await(vertx.close());
    }
}
