package org.tocsin.script;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Times;

/** Reads what a script may depend on: what happened, what was heard, who was asked, who lives there. */
final class CaseFactsReader {
    private static final String CASE = """
            select a.state = 'CLOSED' as closed, a.joining_class, a.join_key, a.raised_at, a.pressed_at,
              'NO_SPEECH' = any(a.flags) as unheard, a.answered_at is not null as connected,
              coalesce(a.closed_at, $3) as at, s.time_zone, h.risk_tier, h.key_safe_enc is not null as key_safe,
              coalesce('LIVES_ALONE' = any(h.vulnerabilities), false) as alone,
              exists (select from contact ct where ct.home_id = a.home_id and ct.service_id = a.service_id
                and ct.retired_at is null) as contacts,
              exists (select from callout c where c.alarm_id = a.id and c.service_id = a.service_id) as called_out,
              exists (select from follow_up f where f.alarm_id = a.id and f.service_id = a.service_id) as follow_up,
              exists (select from alarm_speech w where w.alarm_id = a.id and w.kind = 'AT_HOME') as heard,
              exists (select from alarm_speech w where w.alarm_id = a.id and w.kind = 'AT_HOME'
                and w.at >= a.pressed_at) as answered,
              exists (select from incident i where i.card_id = a.id) as card,
              array (select r.service_user_id from resident r where r.home_id = a.home_id
                and r.service_id = a.service_id and (r.until is null or r.until > a.raised_at)) as people,
              array (select case when u.status_until <= $3 then 'ACTIVE' else u.status end
                from resident r join service_user u on u.id = r.service_user_id where r.home_id = a.home_id
                and r.service_id = a.service_id and (r.until is null or r.until > a.raised_at)) as statuses
            from alarm a join service s on s.id = a.service_id
            left join home h on h.id = a.home_id and h.service_id = a.service_id
            where a.id = $1 and a.service_id = $2
            """;
    private static final String SIGNALS = """
            select s.kind, s.body ->> 'dty' as dty, s.body ->> 'stc' as stc, count(*)::int as times
            from alarm_entry e join signal s on s.id = e.signal_id
            where e.alarm_id = $1 and e.service_id = $2 and e.kind = 'SIGNAL'
            group by 1, 2, 3 limit 200
            """;

    private CaseFactsReader() {}

    /**
     * @param activations how often each occasion was reported; an alarm that no signal opened has one of one
     * @param people who lives there
     */
    record Found(
            CaseFacts facts,
            Map<Occasion, Integer> activations,
            List<UUID> people,
            Instant raisedAt,
            Instant pressedAt,
            Instant now) {
        /** In the order in which they are worked on. */
        List<Occasion> occasions() {
            return activations.keySet().stream().sorted().toList();
        }

        int activations(Occasion occasion) {
            return activations.getOrDefault(occasion, 1);
        }
    }

    /** Empty for an alarm of another service, and for the card of an incident, which has no script. */
    static Future<Optional<Found>> read(SqlClient client, Scope scope, UUID alarmId, Instant now) {
        Future<RowSet<Row>> facts =
                client.preparedQuery(CASE).execute(Tuple.of(alarmId, scope.serviceId(), Times.toRow(now)));
        Future<RowSet<Row>> signals = client.preparedQuery(SIGNALS).execute(Tuple.of(alarmId, scope.serviceId()));
        return Future.all(facts, signals)
                .map(both -> facts.result().stream()
                        .findFirst()
                        .filter(row -> !row.getBoolean("card"))
                        .map(row -> found(row, signals.result(), now)));
    }

    private static Found found(Row row, RowSet<Row> signals, Instant now) {
        JoiningClass joined = JoiningClass.valueOf(row.getString("joining_class"));
        Map<Occasion, Integer> activations = new EnumMap<>(Occasion.class);
        for (Row signal : signals) {
            Occasion occasion =
                    Occasion.of(joined, signal.getString("kind"), signal.getString("dty"), signal.getString("stc"));
            activations.merge(occasion, signal.getInteger("times"), Integer::sum);
        }
        if (activations.isEmpty()) {
            activations.put(Occasion.without(joined, row.getString("join_key")), 1);
        }
        if (row.getBoolean("unheard") && joined != JoiningClass.TECHNICAL) {
            activations.put(Occasion.NO_SPEECH, 1);
        }
        return new Found(
                facts(row),
                Collections.unmodifiableMap(activations),
                List.of(row.getArrayOfUUIDs("people")),
                Times.fromRow(row.getOffsetDateTime("raised_at")),
                Times.fromRow(row.getOffsetDateTime("pressed_at")),
                now);
    }

    private static CaseFacts facts(Row row) {
        boolean answered = row.getBoolean("answered");
        boolean heard = row.getBoolean("connected") || row.getBoolean("heard");
        String risk = row.getString("risk_tier");
        return new CaseFacts(
                new CaseFacts.Speech(heard, answered, row.getBoolean("unheard") && !answered),
                new CaseFacts.Help(row.getBoolean("called_out"), row.getBoolean("follow_up"), row.getBoolean("closed")),
                new CaseFacts.People(row.getBoolean("alone"), Set.of(distinct(row.getArrayOfStrings("statuses")))),
                new CaseFacts.Place(
                        risk == null ? RiskTier.STANDARD : RiskTier.valueOf(risk),
                        row.getBoolean("contacts"),
                        row.getBoolean("key_safe"),
                        1),
                row.getOffsetDateTime("at")
                        .atZoneSameInstant(ZoneId.of(row.getString("time_zone")))
                        .toLocalTime());
    }

    private static String[] distinct(String[] statuses) {
        return Arrays.stream(statuses).distinct().toArray(String[]::new);
    }
}
