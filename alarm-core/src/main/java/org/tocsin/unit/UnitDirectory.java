package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.service.TelecareService;
import org.tocsin.signal.Protocol;

/**
 * Who a unit is and how it proves itself, for the moment of its call. Found units are remembered for a minute; a unit
 * that is not on file is looked up each time, so that one enrolled a moment ago is known. Whether a unit is on file or
 * suspended is decided once more, by the database, when its signal is committed.
 */
public final class UnitDirectory {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 250_000;
    private static final String FIND = "select u.id, u.service_id, u.home_id, u.cid, u.protocol, u.status,"
            + " u.authentication, u.secret_hmac, u.secret_enc, u.secret_key_id, s.code, s.name, s.time_zone,"
            + " s.speech_reply, s.speech_number, s.answer_within_s, s.arrive_within_s"
            + " from home_unit u join service s on s.id = u.service_id where u.cid = $1";

    private final Database database;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final Map<String, Future<Optional<OnFile>>> asked = new ConcurrentHashMap<>();

    /** A unit, its service and its credential. */
    public record OnFile(HomeUnit unit, TelecareService service, Credential credential) {}

    private record Remembered(OnFile unit, long until) {}

    public UnitDirectory(Database database) {
        this.database = database;
    }

    /** The unit with this id; empty when there is none on file; fails when the store cannot be asked. */
    public Future<Optional<OnFile>> find(String cid) {
        Remembered known = remembered.get(cid);
        if (known != null && System.nanoTime() - known.until() < 0) {
            return Future.succeededFuture(Optional.of(known.unit()));
        }
        Future<Optional<OnFile>> pending = asked.get(cid);
        return pending != null ? pending : ask(cid);
    }

    /** Forgets a unit, so that the next call sees what is on file now. */
    public void forget(String cid) {
        remembered.remove(cid);
    }

    private Future<Optional<OnFile>> ask(String cid) {
        Future<Optional<OnFile>> asking = database.pool()
                .preparedQuery(FIND)
                .execute(Tuple.of(cid))
                .map(rows -> rows.stream().findFirst().map(UnitDirectory::onFile))
                .timeout(1, TimeUnit.SECONDS);
        asked.put(cid, asking);
        return asking.onComplete(answer -> {
            asked.remove(cid, asking);
            if (answer.succeeded()) {
                answer.result().ifPresent(unit -> remember(cid, unit));
            }
        });
    }

    private void remember(String cid, OnFile unit) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(cid, new Remembered(unit, System.nanoTime() + REMEMBERED.toNanos()));
    }

    private static OnFile onFile(Row row) {
        HomeUnit unit = new HomeUnit(
                row.getUUID(0),
                row.getUUID(1),
                row.getUUID(2),
                row.getString(3),
                Protocol.valueOf(row.getString(4)),
                HomeUnit.Status.valueOf(row.getString(5)));
        Credential credential = new Credential(
                Credential.Authentication.valueOf(row.getString(6)), bytes(row, 7), bytes(row, 8), row.getString(9));
        TelecareService service = new TelecareService(
                row.getUUID(1),
                row.getString(10),
                row.getString(11),
                ZoneId.of(row.getString(12)),
                new TelecareService.Speech(row.getInteger(13), row.getString(14)),
                new TelecareService.Deadlines(
                        Duration.ofSeconds(row.getInteger(15)), Duration.ofSeconds(row.getInteger(16))));
        return new OnFile(unit, service, credential);
    }

    private static byte @Nullable [] bytes(Row row, int column) {
        return row.getBuffer(column) == null ? null : row.getBuffer(column).getBytes();
    }
}
