package org.tocsin.script;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/**
 * The scripts of an alarm: one for each occasion in it, each as it was in use when the alarm was raised, kept with the
 * alarm from the first look at it. Nothing of this is on the way of an alarm.
 */
public final class AlarmScripts {
    private static final String KEPT = """
            select k.occasion, k.version_id, coalesce(v.words, x.words) as words, v.number, v.published_at,
              v.published_by, u.name as person, c.occasion is null and v.id is not null as for_any
            from alarm_script k
            left join script_version v on v.id = k.version_id
            left join script c on c.id = v.script_id
            left join service_user u on u.id = c.service_user_id
            left join shipped_script x on x.id = k.shipped_id
            where k.alarm_id = $1 and k.service_id = $2
            """;
    private static final String TICKS = """
            select occasion, step, done, reason, at, actor_name from script_tick
            where alarm_id = $1 and service_id = $2 order by at, id
            """;

    private final Pool pool;

    public AlarmScripts(Database database) {
        this.pool = database.pool();
    }

    /**
     * A script of an alarm, with how far it has come.
     *
     * @param version which one it is and whose, in words
     * @param versionId null for a shipped one
     */
    public record OnAlarm(
            Occasion occasion, String version, @Nullable UUID versionId, Script script, List<Progress.Line> lines) {
        public OnAlarm {
            lines = List.copyOf(lines);
        }
    }

    /** The scripts in the order in which they are worked on; empty for an alarm of another service. */
    public Future<List<OnAlarm>> of(Scope scope, UUID alarmId, Instant now) {
        return of(pool, scope, alarmId, now);
    }

    static Future<List<OnAlarm>> of(SqlClient client, Scope scope, UUID alarmId, Instant now) {
        // None waits for the other: an operator waits for all of them.
        Future<Optional<CaseFactsReader.Found>> facts = CaseFactsReader.read(client, scope, alarmId, now);
        Future<List<Kept>> kept = kept(client, scope, alarmId);
        Future<List<Ticked>> ticks = ticks(client, scope, alarmId);
        return Future.all(facts, kept, ticks).compose(read -> {
            Optional<CaseFactsReader.Found> found = facts.result();
            return found.isEmpty()
                    ? Future.succeededFuture(List.of())
                    : complete(client, scope, alarmId, found.get(), kept.result())
                            .map(scripts -> scripts.stream()
                                    .map(one -> onAlarm(one, ticks.result(), found.get()))
                                    .toList());
        });
    }

    private static Future<List<Kept>> complete(
            SqlClient client, Scope scope, UUID alarmId, CaseFactsReader.Found found, List<Kept> there) {
        List<Occasion> missing = found.occasions().stream()
                .filter(one -> there.stream().noneMatch(k -> k.occasion() == one))
                .toList();
        // What is sealed is not added to.
        return missing.isEmpty() || found.facts().help().closed()
                ? Future.succeededFuture(there)
                : ScriptKeeping.keep(client, scope, alarmId, found, missing).compose(v -> kept(client, scope, alarmId));
    }

    private static OnAlarm onAlarm(Kept kept, List<Ticked> ticks, CaseFactsReader.Found found) {
        Script script = Script.read(kept.words()).script();
        List<Tick> current = ticks.stream()
                .filter(one -> one.occasion() == kept.occasion())
                .map(Ticked::tick)
                .filter(tick -> counts(script, tick, found.pressedAt()))
                .toList();
        CaseFacts facts = found.facts().of(found.activations(kept.occasion()));
        return new OnAlarm(
                kept.occasion(), kept.version(), kept.versionId(), script, Progress.of(script, current, facts));
    }

    /** That somebody was spoken to, or nobody answered, counts until the home presses again. */
    static boolean counts(Script script, Tick tick, Instant pressedAt) {
        boolean there = tick.step() < script.steps().size();
        return there
                && (script.steps().get(tick.step()).act() != StepAct.SPOKEN
                        || !tick.at().isBefore(pressedAt));
    }

    private record Kept(Occasion occasion, @Nullable UUID versionId, String words, String version) {}

    private record Ticked(Occasion occasion, Tick tick) {}

    private static Future<List<Kept>> kept(SqlClient client, Scope scope, UUID alarmId) {
        return client.preparedQuery(KEPT)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> {
                    List<Kept> kept = new ArrayList<>();
                    for (var row : rows) {
                        Integer number = row.getInteger("number");
                        String person = row.getString("person");
                        String whose = person != null
                                ? "written for " + person
                                : row.getBoolean("for_any") ? "of the service, for any occasion" : "of the service";
                        String version = number == null ? "as shipped" : whose + ", version " + number;
                        kept.add(new Kept(
                                Occasion.valueOf(row.getString("occasion")),
                                row.getUUID("version_id"),
                                row.getString("words"),
                                version));
                    }
                    kept.sort(Comparator.comparing(Kept::occasion));
                    return kept;
                });
    }

    private static Future<List<Ticked>> ticks(SqlClient client, Scope scope, UUID alarmId) {
        return client.preparedQuery(TICKS)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Ticked(
                                Occasion.valueOf(row.getString("occasion")),
                                new Tick(
                                        row.getInteger("step"),
                                        row.getBoolean("done"),
                                        row.getString("reason"),
                                        Times.fromRow(row.getOffsetDateTime("at")),
                                        row.getString("actor_name"))))
                        .toList());
    }

    /** One of them. */
    static Optional<OnAlarm> find(List<OnAlarm> scripts, Occasion occasion) {
        return scripts.stream().filter(one -> one.occasion() == occasion).findFirst();
    }
}
