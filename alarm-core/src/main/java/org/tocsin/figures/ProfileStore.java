package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.figures.CountingRule.AnsweredBy;
import org.tocsin.figures.CountingRule.ArrivalClock;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** The profiles a service is counted by. A new one is added; none is changed or deleted, so the old figures stand. */
public final class ProfileStore {
    /** What holds where a service has written nothing. */
    public static final Profile SHIPPED = ShippedProfile.read();

    private static final int MOST = 200;

    private static final String COLUMNS = """
            select service_id, valid_from, name, source, counted, answered_by, arrival_clock, answer_s, answer_share,
              answer_latest_s, answer_latest_share, arrive_s, arrive_share, arrive_latest_s, arrive_latest_share,
              arrive_crisis_s, arrive_crisis_share
            from figure_profile
            """;
    private static final String OF_SERVICE = COLUMNS + " where service_id = $1 order by at, id";
    private static final String ALL = COLUMNS + " order by at, id";
    private static final String ADD = """
            insert into figure_profile (id, service_id, valid_from, name, source, counted, answered_by, arrival_clock,
              answer_s, answer_share, answer_latest_s, answer_latest_share, arrive_s, arrive_share, arrive_latest_s,
              arrive_latest_share, arrive_crisis_s, arrive_crisis_share, at, by)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20
            where (select count(*) from figure_profile where service_id = $2) < %d
            """.formatted(MOST);

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public ProfileStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** Those the scope's service has written, the oldest writing first. */
    public Future<List<Profile>> list(Scope scope) {
        return of(database.pool(), scope.serviceId());
    }

    /**
     * Adds a profile, with a line on the audit trail. It holds for its months also where they are over: then what is
     * printed beside them changes with it.
     *
     * @return empty when added; otherwise why not, in a sentence
     */
    public Future<Optional<String>> add(Scope scope, Profile profile, @Nullable String address) {
        String unfit = unfit(profile);
        if (unfit != null) {
            return Future.succeededFuture(Optional.of(unfit));
        }
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(ADD)
                        .execute(row(scope, profile))
                        .compose(added -> added.rowCount() == 0
                                ? Future.succeededFuture(Optional.of("There are " + MOST + " profiles already."))
                                : audit.record(
                                                connection,
                                                scope,
                                                "add-figure-profile",
                                                "profile:" + profile.validFrom() + " " + profile.name(),
                                                address)
                                        .compose(v -> Overdue.judge(
                                                connection, scope.serviceId(), profile.validFrom(), clock.instant()))
                                        .map(v -> Optional.empty())));
    }

    static @Nullable String unfit(Profile profile) {
        Profile.Targets targets = profile.targets();
        if (profile.validFrom().getDayOfMonth() != 1) {
            return "A profile begins with a month: give the first day of one.";
        }
        if (profile.rule().counted().isEmpty()) {
            return "Say which kinds of call count.";
        }
        if (targets.answerLatest().within().compareTo(targets.answer().within()) < 0
                || targets.arriveLatest().within().compareTo(targets.arrive().within()) < 0) {
            return "The second limit is not shorter than the first.";
        }
        if (targets.arriveCrisis().within().compareTo(targets.arriveLatest().within()) < 0) {
            return "The promise for everybody is not shorter than the last limit of arrival.";
        }
        return null;
    }

    /** Of every service, for who works for all of them. */
    static Future<Map<UUID, List<Profile>>> all(SqlClient client) {
        return client.preparedQuery(ALL).execute().map(rows -> {
            Map<UUID, List<Profile>> all = new HashMap<>();
            rows.stream()
                    .collect(Collectors.groupingBy(row -> row.getUUID("service_id")))
                    .forEach((service, of) ->
                            all.put(service, of.stream().map(ProfileStore::read).toList()));
            return all;
        });
    }

    static Future<List<Profile>> of(SqlClient client, UUID serviceId) {
        return client.preparedQuery(OF_SERVICE)
                .execute(Tuple.of(serviceId))
                .map(rows -> rows.stream().map(ProfileStore::read).toList());
    }

    private Tuple row(Scope scope, Profile profile) {
        CountingRule rule = profile.rule();
        Tuple row = Tuple.of(Ids.next(), scope.serviceId(), profile.validFrom(), profile.name(), profile.source())
                .addValue(rule.counted().stream().map(Enum::name).sorted().toArray(String[]::new))
                .addString(rule.answeredBy().name())
                .addString(rule.arrivalClock().name());
        Profile.Targets targets = profile.targets();
        for (Target target : List.of(
                targets.answer(),
                targets.answerLatest(),
                targets.arrive(),
                targets.arriveLatest(),
                targets.arriveCrisis())) {
            row.addInteger((int) target.within().toSeconds()).addInteger(target.share());
        }
        return row.addValue(Times.toRow(clock.instant())).addString(scope.actor());
    }

    private static Profile read(Row row) {
        LocalDate from = row.getLocalDate("valid_from");
        return new Profile(
                from,
                row.getString("name"),
                row.getString("source"),
                new CountingRule(
                        Arrays.stream(row.getArrayOfStrings("counted"))
                                .map(CallKind::valueOf)
                                .collect(Collectors.toSet()),
                        AnsweredBy.valueOf(row.getString("answered_by")),
                        ArrivalClock.valueOf(row.getString("arrival_clock"))),
                new Profile.Targets(
                        target(row, "answer"),
                        target(row, "answer_latest"),
                        target(row, "arrive"),
                        target(row, "arrive_latest"),
                        // Written before there was this promise.
                        row.getInteger("arrive_crisis_s") == null
                                ? SHIPPED.targets().arriveCrisis()
                                : target(row, "arrive_crisis")));
    }

    private static Target target(Row row, String name) {
        return new Target(Duration.ofSeconds(row.getInteger(name + "_s")), row.getInteger(name + "_share"));
    }
}
