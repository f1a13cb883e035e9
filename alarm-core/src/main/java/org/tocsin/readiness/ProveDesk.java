package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.readiness.Evidence.Kind;

/**
 * The test at the door: an engineer enters a code, somebody presses, and what was heard says pass or fail. The press is
 * an alarm like any other and is answered by a person. Nothing here says anything about who lives there or where.
 */
public final class ProveDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ProveDesk.class);
    /** How long a press is awaited. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    /** What was received in time may be committed a little later. */
    private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(10);

    private static final int REFERENCE = 8;

    private static final String INSERT = """
            insert into prove_attempt (id, service_id, code_id, home_id, token_digest, reference, started_at, ends_at,
              state) values ($1, $2, $3, $4, $5, $6, $7, $8, 'WAITING')
            """;
    private static final int ROUND = 50;

    /**
     * Those that can be decided: something was heard, their time is over, or their code is used up. Of each code the first few, and of the
     * services in turn: neither a code that is entered over and over nor a service with many keeps another waiting.
     */
    private static final String DUE = """
            select id from (
              select id, ends_at, row_number() over (partition by service_id order by nth, ends_at, id) as turn from (
                select a.id, a.service_id, a.ends_at,
                  row_number() over (partition by a.code_id order by a.ends_at, a.id) as nth
                from prove_attempt a join prove_code c on c.id = a.code_id
                where a.state = 'WAITING' and (a.ends_at <= $1 or c.completed_at is not null or exists (
                  select from speaks_for f join home_unit u on u.id = f.unit_id
                  join signal s on s.cid = u.cid and s.unit_id = u.id
                  where f.home_id = a.home_id and f.service_id = a.service_id and s.home_id = a.home_id
                    and s.kind = 'ALARM' and s.alarm_id is not null and s.received_at > a.started_at and s.received_at <= a.ends_at))) few
              where nth <= 3) fair
            order by turn, ends_at, id limit %d
            """.formatted(ROUND);

    private static final String WAITING = """
            select a.id, a.service_id, a.code_id, a.home_id, a.reference, a.started_at, a.ends_at,
              c.completed_at is not null as completed
            from prove_attempt a join prove_code c on c.id = a.code_id
            where a.id = $1 and a.state = 'WAITING' for update of a, c skip locked
            """;
    // By the home's units, for signals are found by the unit's own id; with the one trigger it can have come from.
    private static final String HEARD = """
            select s.id, s.unit_id, s.received_at,
              (select case when count(*) = 1 then min(p.id::text)::uuid end from peripheral p
               where p.service_id = s.service_id and p.home_id = s.home_id and p.until is null
                 and p.dty = s.body ->> 'dty' and (p.did is null or coalesce(s.body ->> 'did', '') = ''
                   or lower(p.did) = lower(s.body ->> 'did'))) as peripheral_id
            from speaks_for f join home_unit u on u.id = f.unit_id
            join signal s on s.cid = u.cid and s.unit_id = u.id
            where f.home_id = $2 and f.service_id = $1 and s.service_id = $1 and s.home_id = $2 and s.kind = 'ALARM' and s.alarm_id is not null
              and s.received_at > $3 and s.received_at <= $4 order by s.received_at limit 20
            """;

    private final Database database;
    private final InstantSource clock;
    private final ProveCodes codes;
    private final ProofBook book;

    public ProveDesk(Database database, Keyring keyring, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.codes = new ProveCodes(database, keyring, clock);
        this.book = new ProofBook(clock);
    }

    /** Stored by name. */
    public enum State {
        WAITING,
        PASSED,
        FAILED
    }

    /**
     * What an engineer may know of a test.
     *
     * @param reference short and spoken; finds the result later
     * @param endsAt until when a press is awaited
     * @param decidedAt null while it is
     */
    public record Test(
            String reference,
            State state,
            Instant startedAt,
            Instant endsAt,
            @Nullable Instant decidedAt) {}

    /**
     * Begins a test; from now on a press counts.
     *
     * @return a token that only this engineer's page has; empty where the code is not valid
     */
    public Future<Optional<String>> enter(String code) {
        return database.pool()
                .withTransaction(connection -> codes.find(connection, code)
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : begin(connection, found.get()).map(Optional::of)));
    }

    /** The test of this token. */
    public Future<Optional<Test>> find(String token) {
        return find("token_digest = $1", Buffer.buffer(Hashes.sha256(token)));
    }

    /** The test of this reference. */
    public Future<Optional<Test>> byReference(String reference) {
        return find("reference = $1", reference);
    }

    /** Decides tests for which something was heard, or whose time is over, each by itself; how many. */
    public Future<Integer> decide() {
        Instant over = clock.instant().minus(COMMITTED_WITHIN);
        return database.pool()
                .preparedQuery(DUE)
                .execute(Tuple.of(Times.toRow(over)))
                .compose(rows -> {
                    Future<Integer> decided = Future.succeededFuture(0);
                    for (Row row : rows) {
                        decided =
                                decided.compose(count -> decide(row.getUUID(0)).map(one -> count + one));
                    }
                    return decided;
                });
    }

    /** What cannot be decided keeps none of the others from it. */
    private Future<Integer> decide(UUID attempt) {
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(WAITING)
                        .execute(Tuple.of(attempt))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(0)
                                : decide(connection, rows.iterator().next())))
                .recover(e -> {
                    LOG.atError()
                            .addKeyValue("worker", "prove")
                            .addKeyValue("error", LoggedError.of(e))
                            .log("a test at a door could not be decided, it is tried again");
                    return Future.succeededFuture(0);
                });
    }

    private Future<String> begin(SqlConnection connection, ProveCodes.Valid code) {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(Ids.randomBytes(32));
        Instant now = clock.instant();
        Tuple values = Tuple.of(Ids.next(), code.serviceId(), code.id(), code.homeId())
                .addValue(Buffer.buffer(Hashes.sha256(token)))
                .addValue(ProveCodes.spoken(REFERENCE))
                .addValue(Times.toRow(now))
                .addValue(Times.toRow(now.plus(WINDOW)));
        return connection.preparedQuery(INSERT).execute(values).map(token);
    }

    private Future<Integer> decide(SqlConnection connection, Row attempt) {
        if (attempt.getBoolean("completed")) {
            return settle(connection, attempt, State.FAILED, null);
        }
        return heard(connection, attempt)
                .compose(candidates -> first(connection, candidates, 0))
                .compose(proof -> {
                    if (proof.isPresent()) {
                        return pass(connection, attempt, proof.get());
                    }
                    Instant over =
                            Times.fromRow(attempt.getOffsetDateTime("ends_at")).plus(COMMITTED_WITHIN);
                    return clock.instant().isBefore(over)
                            ? Future.succeededFuture(0)
                            : settle(connection, attempt, State.FAILED, null);
                });
    }

    private Future<List<Evidence>> heard(SqlConnection connection, Row attempt) {
        UUID service = attempt.getUUID("service_id");
        UUID home = attempt.getUUID("home_id");
        Instant started = Times.fromRow(attempt.getOffsetDateTime("started_at"));
        return connection
                .preparedQuery(HEARD)
                .execute(Tuple.of(
                        service, home, attempt.getOffsetDateTime("started_at"), attempt.getOffsetDateTime("ends_at")))
                .map(rows -> {
                    List<Evidence> heard = new ArrayList<>();
                    for (Row row : rows) {
                        heard.add(new Evidence(
                                service,
                                home,
                                row.getUUID("unit_id"),
                                row.getUUID("peripheral_id"),
                                row.getUUID("id"),
                                Kind.PROVE_PAGE,
                                "prove-page:" + attempt.getString("reference"),
                                started,
                                Times.fromRow(row.getOffsetDateTime("received_at")),
                                null,
                                null));
                    }
                    return heard;
                });
    }

    /** The first that is evidence. */
    private Future<Optional<Proof>> first(SqlConnection connection, List<Evidence> heard, int from) {
        if (from == heard.size()) {
            return Future.succeededFuture(Optional.empty());
        }
        return book.record(connection, heard.get(from))
                .map(Optional::of)
                .recover(e -> e instanceof NotEvidence ? first(connection, heard, from + 1) : Future.failedFuture(e));
    }

    /** The first to pass uses the code up; another test with it, however close behind, has failed. */
    private Future<Integer> pass(SqlConnection connection, Row attempt, Proof proof) {
        return connection
                .preparedQuery("update prove_code set completed_at = $2 where id = $1 and completed_at is null")
                .execute(Tuple.of(attempt.getUUID("code_id"), Times.toRow(clock.instant())))
                .compose(used -> used.rowCount() == 1
                        ? settle(connection, attempt, State.PASSED, proof.id())
                        : settle(connection, attempt, State.FAILED, null));
    }

    private Future<Integer> settle(SqlConnection connection, Row attempt, State state, @Nullable UUID proofId) {
        return connection
                .preparedQuery("update prove_attempt set state = $2, decided_at = $3, proof_id = $4 where id = $1")
                .execute(Tuple.of(attempt.getUUID("id"), state.name(), Times.toRow(clock.instant()), proofId))
                .map(1);
    }

    private Future<Optional<Test>> find(String where, Object value) {
        SqlClient client = database.pool();
        return client.preparedQuery(
                        "select reference, state, started_at, ends_at, decided_at from prove_attempt where " + where)
                .execute(Tuple.of(value))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Test(
                                row.getString("reference"),
                                State.valueOf(row.getString("state")),
                                Times.fromRow(row.getOffsetDateTime("started_at")),
                                Times.fromRow(row.getOffsetDateTime("ends_at")),
                                Times.fromRowOrNull(row.getOffsetDateTime("decided_at")))));
    }
}
