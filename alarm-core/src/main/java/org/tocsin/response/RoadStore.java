package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.home.KeySafeFailures;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.rota.Skill;

/** Reads the way of responders to an alarm; every question is answered within one service. */
public final class RoadStore {
    private static final String ROADS = """
            select c.id, c.state, c.chosen_because, c.offered_at, c.accepted_at, c.en_route_at, c.arrived_at, c.left_at,
              c.arrival_press_at, c.leaving_press_at, c.check_in_due_at, c.check_in_alarms, c.due_at, c.expected_at, k.name, r.on_the_floor,
              r.dangers, r.injury, r.lift, r.outcome, r.hospital_avoided, r.reference_999, r.follow_up, r.note
            from callout c join contact k on k.id = c.contact_id
            left join lateral (select * from scene_report s where s.callout_id = c.id
              order by s.received_at desc, s.id desc limit 1) r on true
            where c.alarm_id = $1 and c.service_id = $2 order by c.offered_at, c.id limit 200
            """;
    private static final String CLOCK = """
            select a.raised_at, min(c.offered_at) as decided, min(c.arrived_at) as arrived
            from alarm a left join callout c on c.alarm_id = a.id and c.service_id = a.service_id
            where a.id = $1 and a.service_id = $2 group by a.raised_at
            """;
    private static final String FACTS = """
            select a.raised_at, a.signal_count, a.trigger_words,
              (select min(c.offered_at) from callout c where c.alarm_id = a.id) as decided,
              (select min(c.arrived_at) from callout c where c.alarm_id = a.id) as arrived,
              (select coalesce(json_agg(n.words), '[]') from (select words from alarm_entry e
                where e.alarm_id = a.id and e.kind = 'NOTE' and e.actor <> 'home' order by e.id desc limit 5) n) as notes,
              (select coalesce(json_agg(json_build_array(k.name, c.state, c.accepted_at is not null)), '[]')
                from callout c join contact k on k.id = c.contact_id
                where c.alarm_id = a.id and k.operator_id is distinct from $3
                  and c.state in ('OFFERED', 'ACCEPTED', 'EN_ROUTE', 'ARRIVED')) as attending,
              (select case when bool_or(p.connected_at is not null) then 'CONNECTED' when count(*) > 0 then 'CALLED' end
                from phone_call p where p.alarm_id = a.id and p.service_id = a.service_id) as call,
              coalesce(n.skills, '{}') as needs,
              h.external_id, h.key_safe_enc is not null or h.access_note_enc is not null as way_in,
              """ + KeySafeFailures.VERSION + """
               as way_in_version, f.failed_at, f.failed_by
            from alarm a left join home h on h.id = a.home_id and h.service_id = a.service_id
            left join key_safe_failure f on f.home_id = h.id and f.settled_at is null
            left join home_need n on n.home_id = h.id and n.service_id = h.service_id
            where a.id = $1 and a.service_id = $2
            """;
    private static final String NEEDS =
            "select coalesce((select skills from home_need where home_id = $1 and service_id = $2), '{}')";
    private static final String NEED = """
            insert into home_need (home_id, service_id, skills, changed_at, changed_by)
            select h.id, h.service_id, $3, $4, $5 from home h where h.id = $1 and h.service_id = $2
            on conflict (home_id) do update set skills = $3, changed_at = $4, changed_by = $5
            """;

    private final Pool pool;
    private final InstantSource clock;

    public RoadStore(Database database, InstantSource clock) {
        this.pool = database.pool();
        this.clock = clock;
    }

    /** Everybody who was asked to go to this alarm, in that order. */
    public Future<List<Road>> ofAlarm(Scope scope, UUID alarmId) {
        return pool.preparedQuery(ROADS)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().map(RoadStore::road).toList());
    }

    /** Empty where this service has no such alarm. */
    public Future<Optional<ResponseClock>> clock(Scope scope, UUID alarmId) {
        return pool.preparedQuery(CLOCK)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().findFirst().map(RoadStore::clock));
    }

    /** What a responder is told of an alarm; empty where this service has no such alarm. */
    public Future<Optional<Road.Facts>> facts(Scope scope, UUID alarmId) {
        return pool.preparedQuery(FACTS)
                .execute(Tuple.of(alarmId, scope.serviceId(), scope.operatorId()))
                .map(rows -> rows.stream().findFirst().map(RoadStore::facts));
    }

    /** What a home needs of whoever comes. */
    public Future<Set<Skill>> needs(Scope scope, UUID homeId) {
        return pool.preparedQuery(NEEDS)
                .execute(Tuple.of(homeId, scope.serviceId()))
                .map(rows -> Skill.stored(rows.iterator().next().getArrayOfStrings(0)));
    }

    /** @return false where this service has no such home */
    public Future<Boolean> setNeeds(Scope scope, UUID homeId, Set<Skill> skills) {
        return pool.preparedQuery(NEED)
                .execute(Tuple.of(homeId, scope.serviceId(), Skill.names(skills))
                        .addValue(Times.toRow(clock.instant()))
                        .addValue(scope.actor()))
                .map(rows -> rows.rowCount() > 0);
    }

    private static Road road(Row row) {
        return new Road(
                row.getUUID("id"),
                row.getString("name"),
                CalloutState.valueOf(row.getString("state")),
                row.getString("chosen_because"),
                new Road.Times(
                        Times.fromRow(row.getOffsetDateTime("offered_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("accepted_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("en_route_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("arrived_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("left_at"))),
                new Road.Proof(
                        Times.fromRowOrNull(row.getOffsetDateTime("arrival_press_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("leaving_press_at"))),
                eta(row),
                new Road.Alone(
                        Times.fromRowOrNull(row.getOffsetDateTime("check_in_due_at")),
                        row.getInteger("check_in_alarms")),
                row.getString("injury") == null ? null : report(row).words());
    }

    private static @Nullable Eta eta(Row row) {
        Instant at = Times.fromRowOrNull(row.getOffsetDateTime("expected_at"));
        CalloutState state = CalloutState.valueOf(row.getString("state"));
        boolean awaited =
                state == CalloutState.ACCEPTED || state == CalloutState.EN_ROUTE || state == CalloutState.EXPIRED;
        return at == null || !awaited ? null : new Eta(at, Times.fromRowOrNull(row.getOffsetDateTime("due_at")));
    }

    private static SceneReport report(Row row) {
        List<InjuryScreen.Question> dangers = new ArrayList<>();
        for (String name : row.getArrayOfStrings("dangers")) {
            dangers.add(InjuryScreen.Question.valueOf(name));
        }
        return new SceneReport(
                row.getBoolean("on_the_floor"),
                dangers,
                SceneReport.Injury.valueOf(row.getString("injury")),
                SceneReport.Lift.valueOf(row.getString("lift")),
                SceneReport.Outcome.valueOf(row.getString("outcome")),
                row.getBoolean("hospital_avoided"),
                row.getString("reference_999"),
                row.getString("follow_up"),
                row.getString("note"));
    }

    private static ResponseClock clock(Row row) {
        return new ResponseClock(
                Times.fromRow(row.getOffsetDateTime("raised_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("decided")),
                Times.fromRowOrNull(row.getOffsetDateTime("arrived")));
    }

    private static Road.Facts facts(Row row) {
        List<String> circumstances = new ArrayList<>();
        int times = row.getInteger("signal_count");
        circumstances.add(times == 1 ? "Activated once." : "Activated " + times + " times.");
        circumstances.add(spoken(row.getString("call")));
        JsonArray notes = (JsonArray) row.getValue("notes");
        for (int i = 0; i < notes.size(); i++) {
            circumstances.add(notes.getString(i));
        }
        List<String> attending = new ArrayList<>();
        JsonArray others = (JsonArray) row.getValue("attending");
        for (int i = 0; i < others.size(); i++) {
            JsonArray one = others.getJsonArray(i);
            attending.add(CalloutState.valueOf(one.getString(1)).words(one.getString(0), one.getBoolean(2)));
        }
        Set<Skill> needs = Skill.stored(row.getArrayOfStrings("needs"));
        Road.WayIn wayIn = new Road.WayIn(
                Boolean.TRUE.equals(row.getBoolean("way_in")),
                row.getString("way_in_version"),
                Times.fromRowOrNull(row.getOffsetDateTime("failed_at")),
                row.getString("failed_by"));
        return new Road.Facts(
                circumstances, attending, Skill.words(needs), wayIn, row.getString("external_id"), clock(row));
    }

    private static String spoken(@Nullable String call) {
        if ("CONNECTED".equals(call)) {
            return "Speech with the home was connected.";
        }
        return "CALLED".equals(call) ? "The home was called, nobody spoke." : "No speech with the home is on record.";
    }
}
