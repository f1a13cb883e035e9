package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Wakeup;

/**
 * Who was spoken to about an alarm, that nobody answers, and what a team leader lets pass. What is written here decides
 * how the alarm may end: {@link ClosingRule}.
 */
public final class SpokenDesk {
    public static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 1_000;

    private static final String KEEP = """
            insert into alarm_speech (id, alarm_id, service_id, kind, words, at, actor) values ($1, $2, $3, $4, $5, $6, $7)
            """;
    private static final String HEARD = """
            update alarm set flags = array_remove(flags, 'NO_SPEECH'), change_xid = pg_current_xact_id()
            where id = $1 and service_id = $2
            """;
    private static final String UNHEARD = """
            update alarm set flags = array_append(array_remove(flags, 'NO_SPEECH'), 'NO_SPEECH'),
              change_xid = pg_current_xact_id()
            where id = $1 and service_id = $2
            """;

    private final CaseActs acts;

    public SpokenDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.acts = new CaseActs(database, clock, wakeup);
    }

    /**
     * Writes down that somebody at the home was spoken to; nobody is looked for any more. By the taker.
     *
     * @param who by name
     */
    public Future<ActResult> spokenTo(Scope scope, UUID alarmId, @Nullable String who) {
        return named(who)
                .map(Future::succeededFuture)
                .orElseGet(() -> acts.byTaker(
                        scope,
                        alarmId,
                        file -> spokenTo(file, String.valueOf(who)).map(v -> Optional.empty())));
    }

    /** Writes down that somebody else was spoken to, a daughter or a neighbour: it is no word of the home's own. */
    public Future<ActResult> spokenElsewhere(Scope scope, UUID alarmId, @Nullable String who) {
        return named(who)
                .map(Future::succeededFuture)
                .orElseGet(() -> acts.byTaker(scope, alarmId, file -> {
                    String words = file.actorName() + " spoke with " + who + ", who is not at the home";
                    return keep(file, "ELSEWHERE", who)
                            .compose(v -> file.change(Act.NOTE))
                            .compose(v -> file.log(EntryKind.SPOKEN, words))
                            .map(v -> Optional.empty());
                }));
    }

    /** Writes down that the home was called and nobody answered: the script for that begins. By the taker. */
    public Future<ActResult> nobodyAnswers(Scope scope, UUID alarmId) {
        return acts.byTaker(
                scope,
                alarmId,
                file -> keep(file, "NOBODY", null)
                        .compose(v -> file.change(Act.NOTE))
                        .compose(v -> mark(file, UNHEARD))
                        .compose(v -> file.log(
                                EntryKind.NOBODY_ANSWERED, file.actorName() + " called the home: nobody answers"))
                        .map(v -> Optional.empty()));
    }

    /** Lets the alarm be closed without speech and without help sent, until the home presses again. By a team leader. */
    public Future<ActResult> allow(Scope scope, UUID alarmId, @Nullable String reason) {
        Optional<ActResult> unfit = fit("reason", reason, LONGEST_REASON, "Say why it may be closed without speech.");
        return unfit.map(Future::succeededFuture)
                .orElseGet(() -> acts.byLeader(scope, alarmId, file -> {
                    String words = file.actorName() + " lets it be closed without speech: " + reason;
                    return keep(file, "ALLOWED", reason)
                            .compose(v -> file.change(Act.NOTE))
                            .compose(v -> file.log(EntryKind.CLOSE_ALLOWED, words))
                            .map(v -> Optional.empty());
                }));
    }

    /** In the transaction of another act. */
    static Future<Void> spokenTo(CaseFile file, String who) {
        return keep(file, "AT_HOME", who)
                .compose(v -> file.change(Act.NOTE))
                .compose(v -> mark(file, HEARD))
                .compose(v -> file.log(EntryKind.SPOKEN, file.actorName() + " spoke with " + who + " at the home"));
    }

    private static Future<Void> mark(CaseFile file, String sql) {
        return file.connection()
                .preparedQuery(sql)
                .execute(Tuple.of(file.id(), file.scope().serviceId()))
                .mapEmpty();
    }

    private static Future<Void> keep(CaseFile file, String kind, @Nullable String words) {
        Tuple values = Tuple.of(Ids.next(), file.id(), file.scope().serviceId(), kind)
                .addString(words)
                .addOffsetDateTime(file.time())
                .addString(file.scope().actor());
        return file.connection().preparedQuery(KEEP).execute(values).mapEmpty();
    }

    private static Optional<ActResult> named(@Nullable String who) {
        return fit("who", who, LONGEST_NAME, "Say who was spoken to, by name.");
    }

    private static Optional<ActResult> fit(String field, @Nullable String text, int longest, String ask) {
        if (text == null || text.isBlank()) {
            return Optional.of(new ActResult.Invalid(field, ask));
        }
        if (text.length() > longest) {
            return Optional.of(new ActResult.Invalid(field, "At most " + longest + " characters."));
        }
        // PostgreSQL keeps every character but this one.
        return text.indexOf(0) < 0
                ? Optional.empty()
                : Optional.of(new ActResult.Invalid(field, "A character in it cannot be kept."));
    }
}
