package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.service.SpeechSettings;
import org.tocsin.service.TelecareService;
import org.tocsin.signal.Protocol;

/**
 * Who a unit is and how it proves itself, for the moment of its call. Found units are remembered for a minute at most; a
 * unit that is not on file is looked up each time, so that one enrolled a moment ago is known. Whether a unit is on file
 * or suspended is decided once more, by the database, when its signal is committed.
 *
 * <p>While a question is with the database, others gather and go together in the next: when thousands of units come back
 * at once they cost a few queries, and leave the pool to those who work on alarms. Who may be a person in need is asked
 * for before all of them, and never waits for a question that holds heartbeats to end.
 */
public final class UnitDirectory {
    /** Between these: units that were looked up together would be looked up together again, every minute. */
    private static final long SHORTEST_MEMORY = Duration.ofSeconds(30).toNanos();

    private static final long LONGEST_MEMORY = Duration.ofMinutes(1).toNanos();
    private static final int MOST_REMEMBERED = 250_000;
    private static final int QUESTIONS_AT_ONCE = 2;
    /** One more than the others may have. */
    private static final int URGENT_QUESTIONS_AT_ONCE = 3;

    private static final int LARGEST_QUESTION = 500;
    /** Beyond this, asking fails at once: nobody would get an answer in time. Who may be in need has as much again. */
    private static final int MOST_WAITING = 20_000;

    private static final long ANSWER_WITHIN_MS = 1_000;
    private static final String FIND = "select u.id, u.service_id, u.home_id, u.cid, u.protocol, u.status,"
            + " u.authentication, u.secret_hmac, u.secret_enc, u.secret_key_id, s.code, s.name, s.time_zone,"
            + " s.answer_within_s, s.arrive_within_s, " + SpeechSettings.COLUMNS + ","
            + " m.id as model_id, m.make, m.name as model, m.hold_until_taken, m.repeat_window_s, m.several_numbers,"
            + " m.volume_keys, coalesce(u.heartbeat_s, m.heartbeat_s) as heartbeat_s, m.sender_must_match,"
            + " m.topic_profile, u.allowed_addresses, u.certificate_name,"
            + " c.uri, c.host, c.port, c.transport, c.source_address, c.proven, c.expires_at"
            + " from home_unit u join service s on s.id = u.service_id left join unit_model m on m.id = u.model_id"
            + " left join sip_contact c on c.unit_id = u.id"
            + " where u.cid = any($1::text[])";
    /** Where each group of columns begins; by its name each would be looked for among all of them, for every unit. */
    private static final int SPEECH = 15;

    private static final int MODEL = 22;
    private static final int HEARTBEAT = MODEL + 7;
    private static final int CALLS_FROM = 32;
    private static final int CONTACT = 34;

    private final Database database;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final Map<String, Promise<Optional<OnFile>>> asked = new ConcurrentHashMap<>();
    // Below: guarded by this.
    private final Set<String> urgent = new LinkedHashSet<>();
    private final Set<String> waiting = new LinkedHashSet<>();
    private int questions;

    /**
     * A unit, its service, its credential and how its model behaves.
     *
     * @param contact where it has registered itself over SIP, maybe too long ago; null where it never has
     */
    public record OnFile(
            HomeUnit unit,
            TelecareService service,
            Credential credential,
            UnitModel model,
            @Nullable RegisteredContact contact) {
        public OnFile(HomeUnit unit, TelecareService service, Credential credential, UnitModel model) {
            this(unit, service, credential, model, null);
        }
    }

    private record Remembered(OnFile unit, long until) {}

    public UnitDirectory(Database database) {
        this.database = database;
    }

    /** The unit with this id; empty when there is none on file; fails when the store cannot be asked. */
    public Future<Optional<OnFile>> find(String cid) {
        return find(cid, false);
    }

    /** As {@link #find}, before all others that wait: somebody may have pressed. */
    public Future<Optional<OnFile>> findFirst(String cid) {
        return find(cid, true);
    }

    private Future<Optional<OnFile>> find(String cid, boolean first) {
        Remembered known = remembered.get(cid);
        if (known != null && System.nanoTime() - known.until() < 0) {
            return Future.succeededFuture(Optional.of(known.unit()));
        }
        int most = first ? 2 * MOST_WAITING : MOST_WAITING;
        if (asked.size() >= most && !asked.containsKey(cid)) {
            return Future.failedFuture("too many units are being looked up");
        }
        Promise<Optional<OnFile>> mine = Promise.promise();
        Promise<Optional<OnFile>> earlier = asked.putIfAbsent(cid, mine);
        if (earlier == null || first) {
            queue(cid, earlier == null, first);
            ask();
        }
        return earlier == null ? mine.future() : earlier.future();
    }

    /** One that waits behind the others already may be put before them; one that is being asked for stays where it is. */
    private synchronized void queue(String cid, boolean isNew, boolean first) {
        if (first && (waiting.remove(cid) || isNew)) {
            urgent.add(cid);
        } else if (isNew) {
            waiting.add(cid);
        }
    }

    /** Forgets a unit, so that the next call sees what is on file now. */
    public void forget(String cid) {
        remembered.remove(cid);
    }

    private void ask() {
        List<String> cids = nextQuestion();
        if (cids.isEmpty()) {
            return;
        }
        database.pool()
                .preparedQuery(FIND)
                .execute(Tuple.of(cids.toArray(String[]::new)))
                .timeout(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS)
                .onComplete(answer -> {
                    if (answer.succeeded()) {
                        answered(cids, answer.result());
                    } else {
                        cids.forEach(cid -> close(cid).tryFail(answer.cause()));
                    }
                    endQuestion();
                    ask();
                });
    }

    private synchronized List<String> nextQuestion() {
        Set<String> next = urgent.isEmpty() ? waiting : urgent;
        int most = urgent.isEmpty() ? QUESTIONS_AT_ONCE : URGENT_QUESTIONS_AT_ONCE;
        List<String> cids = new ArrayList<>();
        if (questions < most) {
            for (Iterator<String> each = next.iterator(); each.hasNext() && cids.size() < LARGEST_QUESTION; ) {
                cids.add(each.next());
                each.remove();
            }
            questions += cids.isEmpty() ? 0 : 1;
        }
        return cids;
    }

    private synchronized void endQuestion() {
        questions--;
    }

    private void answered(List<String> cids, RowSet<Row> rows) {
        Map<String, OnFile> found = new HashMap<>();
        try {
            for (Row row : rows) {
                OnFile unit = onFile(row);
                found.put(unit.unit().cid(), unit);
                remember(unit.unit().cid(), unit);
            }
        } catch (RuntimeException e) {
            // A row that makes no sense must not keep the others waiting: they are told, and ask again.
            cids.forEach(cid -> close(cid).tryFail(e));
            return;
        }
        for (String cid : cids) {
            close(cid).tryComplete(Optional.ofNullable(found.get(cid)));
        }
    }

    /** Who asks from now on asks anew. */
    private Promise<Optional<OnFile>> close(String cid) {
        return Objects.requireNonNull(asked.remove(cid), "every cid asked for has somebody waiting");
    }

    private void remember(String cid, OnFile unit) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(
                cid,
                new Remembered(
                        unit,
                        System.nanoTime() + ThreadLocalRandom.current().nextLong(SHORTEST_MEMORY, LONGEST_MEMORY)));
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
                Credential.Authentication.valueOf(row.getString(6)),
                bytes(row, 7),
                bytes(row, 8),
                row.getString(9),
                AllowedAddresses.of(List.of(row.getArrayOfStrings(CALLS_FROM))),
                row.getString(CALLS_FROM + 1));
        TelecareService service = new TelecareService(
                row.getUUID(1),
                row.getString(10),
                row.getString(11),
                ZoneId.of(row.getString(12)),
                SpeechSettings.read(row, SPEECH),
                new TelecareService.Deadlines(
                        Duration.ofSeconds(row.getInteger(13)), Duration.ofSeconds(row.getInteger(14))));
        return new OnFile(unit, service, credential, model(row), contact(row));
    }

    private static UnitModel model(Row row) {
        if (row.getUUID(MODEL) != null) {
            return UnitModelStore.read("model_id", row);
        }
        Integer seconds = row.getInteger(HEARTBEAT);
        return seconds == null ? UnitModel.UNKNOWN : UnitModel.UNKNOWN.with(Duration.ofSeconds(seconds));
    }

    private static @Nullable RegisteredContact contact(Row row) {
        String uri = row.getString(CONTACT);
        Integer port = row.getInteger(CONTACT + 2);
        return uri == null
                ? null
                : new RegisteredContact(
                        uri,
                        row.getString(CONTACT + 1),
                        port == null ? 0 : port,
                        row.getString(CONTACT + 3),
                        row.getString(CONTACT + 4),
                        row.getBoolean(CONTACT + 5),
                        Times.fromRow(row.getOffsetDateTime(CONTACT + 6)));
    }

    private static byte @Nullable [] bytes(Row row, int column) {
        return row.getBuffer(column) == null ? null : row.getBuffer(column).getBytes();
    }
}
