package org.tocsin.script;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.CaseActs;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Wakeup;

/** Ticks the steps of an open alarm's scripts: done, or not possible and why. Each tick is a line of the alarm's log. */
public final class StepDesk {
    private static final int LONGEST_REASON = 500;
    private static final String TICK = """
            insert into script_tick (id, alarm_id, occasion, step, service_id, done, reason, at, actor, actor_name)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """;

    private final CaseActs acts;

    public StepDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.acts = new CaseActs(database, clock, wakeup);
    }

    /** @param step from 0, of the script the alarm keeps for this occasion */
    public record Place(Occasion occasion, int step) {}

    /** By the taker. A step that is ticked already stays as it is, by whoever did it. */
    public Future<ActResult> done(Scope scope, UUID alarmId, Place place) {
        return acts.byTaker(scope, alarmId, file -> tick(file, place, null));
    }

    /** It could not be done; the next step follows. By the taker. */
    public Future<ActResult> notPossible(Scope scope, UUID alarmId, Place place, @Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            return Future.succeededFuture(new ActResult.Invalid("reason", "Say why the step could not be done."));
        }
        if (reason.length() > LONGEST_REASON || reason.indexOf(0) >= 0) {
            return Future.succeededFuture(
                    new ActResult.Invalid("reason", "At most " + LONGEST_REASON + " plain characters."));
        }
        return acts.byTaker(scope, alarmId, file -> tick(file, place, reason.strip()));
    }

    private static Future<Optional<ActResult>> tick(CaseFile file, Place place, @Nullable String reason) {
        return AlarmScripts.of(file.connection(), file.scope(), file.id(), file.at())
                .compose(scripts -> {
                    Optional<Progress.Line> line = line(scripts, place);
                    if (line.isEmpty()) {
                        return Future.succeededFuture(Optional.of(
                                new ActResult.Invalid("step", "This step is not in a script of this alarm.")));
                    }
                    Progress.State state = line.get().state();
                    boolean ticked = line.get().at() != null;
                    return ticked && (state == Progress.State.DONE || state == Progress.State.NOT_POSSIBLE)
                            ? Future.succeededFuture(Optional.empty())
                            : write(file, place, line.get().step(), reason);
                });
    }

    private static Optional<Progress.Line> line(List<AlarmScripts.OnAlarm> scripts, Place place) {
        return AlarmScripts.find(scripts, place.occasion())
                .filter(one -> place.step() >= 0 && place.step() < one.lines().size())
                .map(one -> one.lines().get(place.step()));
    }

    private static Future<Optional<ActResult>> write(CaseFile file, Place place, Step step, @Nullable String reason) {
        Tuple values = Tuple.of(Ids.next(), file.id(), place.occasion().name(), place.step())
                .addUUID(file.scope().serviceId())
                .addBoolean(reason == null)
                .addString(reason)
                .addOffsetDateTime(file.time())
                .addString(file.scope().actor())
                .addString(file.actorName());
        EntryKind kind = reason == null ? EntryKind.STEP_DONE : EntryKind.STEP_NOT_POSSIBLE;
        String words = place.occasion().words() + ", step " + (place.step() + 1)
                + (reason == null ? " done: " : " not possible: ") + step.words()
                + (reason == null ? "" : " Because: " + reason);
        return file.connection()
                .preparedQuery(TICK)
                .execute(values)
                .compose(v -> file.change(Act.NOTE))
                .compose(v -> file.log(kind, words))
                .map(v -> Optional.empty());
    }
}
