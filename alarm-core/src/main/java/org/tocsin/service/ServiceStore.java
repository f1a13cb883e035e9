package org.tocsin.service;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.OutcomeCode;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;

/** The services of the platform and their outcome codes. */
public final class ServiceStore {
    private static final String SELECT = """
            select s.id, s.code, s.name, s.time_zone, s.answer_within_s, s.arrive_within_s, %s
            from service s where\s""".formatted(SpeechSettings.COLUMNS);

    private final Database database;
    private final InstantSource clock;

    public ServiceStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What most services close with; a service starts with these and changes them to its liking. */
    public static List<OutcomeCode> usualOutcomes() {
        return List.of(
                new OutcomeCode("accidental", "Accidental press", false),
                new OutcomeCode("reassured", "Spoken to and reassured", false),
                new OutcomeCode("test-call", "Test call", false),
                OutcomeCode.attended("responder-attended", "Responder attended"),
                OutcomeCode.attended("family-attended", "Family or keyholder attended"),
                OutcomeCode.emergency("ambulance", "Ambulance"),
                OutcomeCode.emergency("fire-service", "Fire service"),
                OutcomeCode.emergency("police", "Police"),
                new OutcomeCode("equipment-fault", "Equipment fault reported", false),
                new OutcomeCode("power-or-line", "Power or line fault, restored", false, OutcomeCode.Rule.RESTORED),
                new OutcomeCode("false-alarm", "False alarm from a sensor", false),
                new OutcomeCode("stranger", "Unit is not ours", false),
                new OutcomeCode("door-released", "Door released, identity checked", false, OutcomeCode.Rule.RELEASED),
                new OutcomeCode("door-kept-shut", "Door kept shut", false),
                new OutcomeCode(
                        "user-test", "Monthly test by the resident, spoken to", false, OutcomeCode.Rule.USER_TEST));
    }

    /**
     * The service with this code, made with this name where there is none; outcome codes it lacks are added, what it
     * has stays as it is. May be called any number of times, by several processes at once.
     *
     * @param code {@code [a-z0-9][a-z0-9-]*}, at most 32 characters
     */
    public Future<TelecareService> ensure(String code, String name, List<OutcomeCode> outcomes) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(
                                "insert into service (id, code, name, created_at) values ($1, $2, $3, $4)"
                                        + " on conflict (code) do nothing")
                        .execute(
                                Tuple.of(Ids.next(), code, name, clock.instant().atOffset(ZoneOffset.UTC)))
                        .compose(inserted -> find(client, "s.code = $1", Tuple.of(code)))
                        .map(Optional::orElseThrow)
                        .compose(service ->
                                addOutcomes(client, service.id(), outcomes).map(service)));
    }

    public Future<Optional<TelecareService>> findByCode(String code) {
        return find(database.pool(), "s.code = $1", Tuple.of(code));
    }

    public Future<Optional<TelecareService>> findById(UUID id) {
        return find(database.pool(), "s.id = $1", Tuple.of(id));
    }

    /** The outcome codes of the scope's service in their order, those that are offered no more among them. */
    public Future<List<OutcomeCode>> outcomeCodes(Scope scope) {
        return database.pool()
                .preparedQuery(
                        "select code, label, help_sent, rule, attended, letter, retired_at is not null, emergency"
                                + " from outcome_code where service_id = $1 order by position, code")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new OutcomeCode(
                                row.getString(0),
                                row.getString(1),
                                row.getBoolean(2),
                                rule(row.getString(3)),
                                row.getBoolean(4),
                                row.getString(5),
                                row.getBoolean(6),
                                row.getBoolean(7)))
                        .toList());
    }

    private static Future<RowSet<Row>> addOutcomes(SqlClient client, UUID serviceId, List<OutcomeCode> outcomes) {
        return client.preparedQuery("""
                        insert into outcome_code (service_id, code, label, help_sent, position, rule, attended, emergency)
                        select $1, code, label, help_sent, position, nullif(rule, 'NONE'), attended, emergency
                        from unnest($2::text[], $3::text[], $4::boolean[], $5::integer[], $6::text[], $7::boolean[],
                          $8::boolean[]) as t (code, label, help_sent, position, rule, attended, emergency)
                        on conflict (service_id, code) do nothing""")
                .execute(Tuple.tuple()
                        .addUUID(serviceId)
                        .addArrayOfString(
                                outcomes.stream().map(OutcomeCode::code).toArray(String[]::new))
                        .addArrayOfString(
                                outcomes.stream().map(OutcomeCode::label).toArray(String[]::new))
                        .addArrayOfBoolean(
                                outcomes.stream().map(OutcomeCode::helpSent).toArray(Boolean[]::new))
                        .addArrayOfInteger(
                                IntStream.range(0, outcomes.size()).boxed().toArray(Integer[]::new))
                        .addArrayOfString(outcomes.stream()
                                .map(code -> code.rule().name())
                                .toArray(String[]::new))
                        .addArrayOfBoolean(
                                outcomes.stream().map(OutcomeCode::attended).toArray(Boolean[]::new))
                        .addArrayOfBoolean(
                                outcomes.stream().map(OutcomeCode::emergency).toArray(Boolean[]::new)));
    }

    private static OutcomeCode.Rule rule(@Nullable String stored) {
        return stored == null ? OutcomeCode.Rule.NONE : OutcomeCode.Rule.valueOf(stored);
    }

    private static Future<Optional<TelecareService>> find(SqlClient client, String where, Tuple parameters) {
        return client.preparedQuery(SELECT + where)
                .execute(parameters)
                .map(rows -> rows.stream().findFirst().map(ServiceStore::read));
    }

    private static TelecareService read(Row row) {
        return new TelecareService(
                row.getUUID("id"),
                row.getString("code"),
                row.getString("name"),
                ZoneId.of(row.getString("time_zone")),
                SpeechSettings.read(row),
                new TelecareService.Deadlines(
                        Duration.ofSeconds(row.getInteger("answer_within_s")),
                        Duration.ofSeconds(row.getInteger("arrive_within_s"))));
    }
}
