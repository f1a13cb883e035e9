package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * Where people change how to get into a home. Nobody is shown what was on file by changing it, and what was is gone: the
 * audit trail says who changed it and when, never what it says.
 */
public final class WayInDesk {
    private static final String WRITE = """
            update home set
              key_safe_enc = case when $3 then $4 else key_safe_enc end,
              key_safe_changed_at = case when $3 then $7 else key_safe_changed_at end,
              key_safe_changed_by = case when $3 then $8 else key_safe_changed_by end,
              access_note_enc = case when $5 then $6 else access_note_enc end,
              access_note_changed_at = case when $5 then $7 else access_note_changed_at end,
              access_note_changed_by = case when $5 then $8 else access_note_changed_by end
            where service_id = $1 and id = $2
            """;
    /** Whoever goes may hold the way in as it was, sealed on a phone that no signal reaches. */
    private static final String ON_THE_WAY = """
            select a.id, json_agg(k.name order by c.offered_at) as names
            from alarm a join callout c on c.alarm_id = a.id and c.service_id = a.service_id
              join contact k on k.id = c.contact_id
            where a.service_id = $1 and a.home_id = $2 and a.state <> 'CLOSED'
              and c.state in ('ACCEPTED', 'EN_ROUTE', 'ARRIVED')
            group by a.id order by a.id limit 20
            """;

    private static final String FAILED =
            "select home_id from key_safe_failure where service_id = $1 and id = $2 and settled_at is null";
    private static final String KNOWN = """
            select key_safe_enc is not null as code, key_safe_changed_at, key_safe_changed_by,
              access_note_enc is not null as note, access_note_changed_at, access_note_changed_by
            from home where service_id = $1 and id = $2
            """;

    private final Database database;
    private final AccessSeal seal;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final KeySafeFailures failures;

    public WayInDesk(Database database, Keyring keyring, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.seal = new AccessSeal(keyring);
        this.audit = new AuditTrail(database, clock);
        this.clock = clock;
        this.wakeup = wakeup;
        this.failures = new KeySafeFailures(database, clock, wakeup);
    }

    /** What became of a change. */
    public sealed interface Result {}

    /** @param onTheWay by name, who may hold the way in as it was: they want ringing */
    public record Done(List<String> onTheWay) implements Result {}

    public record Invalid(String why) implements Result {}

    /** The service has no such home, or no such code that failed and is not settled. */
    public record NotOnFile() implements Result {}

    /** That it is on file, and who put it there; never what it says. */
    public record OnFile(
            boolean there, @Nullable Instant at, @Nullable String by) {}

    public record Known(OnFile code, OnFile note) {}

    /** What is on file of a home of the scope's service, without what it says. */
    public Future<Optional<Known>> known(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(KNOWN)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Known(onFile(row, "code", "key_safe"), onFile(row, "note", "access_note"))));
    }

    /** Puts a way in on file, or takes it off. A code that was known to fail is another one now, and is settled so. */
    public Future<Result> change(Scope scope, UUID homeId, WayInChange change, @Nullable String address) {
        Optional<String> unfit = change.unfit();
        String words = change.code() == null ? "No code is on file any more" : "A new code is on file";
        return unfit.isPresent()
                ? Future.succeededFuture(new Invalid(unfit.get()))
                : rung(database.pool()
                        .withTransaction(client -> write(client, scope, homeId, new Said(change, words, address))));
    }

    /** Settles a code that failed, with the new one in the same step. */
    public Future<Result> settle(
            Scope scope, UUID failureId, WayInChange change, String words, @Nullable String address) {
        Optional<String> unfit = change.unfit();
        if (unfit.isPresent()) {
            return Future.succeededFuture(new Invalid(unfit.get()));
        }
        if (change.toldIn(words)) {
            return Future.succeededFuture(
                    new Invalid("The words tell the code: they are read by many and kept. Leave it out of them."));
        }
        return rung(database.pool()
                .withTransaction(client -> client.preparedQuery(FAILED)
                        .execute(Tuple.of(scope.serviceId(), failureId))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(new NotOnFile())
                                : write(
                                        client,
                                        scope,
                                        rows.iterator().next().getUUID(0),
                                        new Said(change, words, address)))));
    }

    private record Said(
            WayInChange change, String words, @Nullable String address) {}

    /** The home is locked before its alarms, and they before what failed, as everywhere. */
    private Future<Result> write(SqlConnection client, Scope scope, UUID homeId, Said said) {
        WayInChange change = said.change();
        Tuple values = Tuple.of(scope.serviceId(), homeId, change.codeNamed())
                .addBuffer(seal.keySafe(homeId, change.code()))
                .addBoolean(change.noteNamed())
                .addBuffer(seal.note(homeId, change.note()))
                .addOffsetDateTime(Times.toRow(clock.instant()))
                .addString(scope.actor());
        return client.preparedQuery(WRITE)
                .execute(values)
                .compose(written -> written.rowCount() == 0
                        ? Future.succeededFuture(new NotOnFile())
                        : told(client, scope, homeId)
                                .compose(names -> settled(client, scope, homeId, said)
                                        .compose(v -> audited(client, scope, homeId, said))
                                        .map(v -> new Done(names))));
    }

    /** In the log of each open alarm that somebody goes to; gives their names. */
    private Future<List<String>> told(SqlConnection client, Scope scope, UUID homeId) {
        List<String> all = new ArrayList<>();
        return client.preparedQuery(ON_THE_WAY)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .compose(rows -> {
                    Future<Void> done = Future.succeededFuture();
                    for (Row row : rows) {
                        List<String> names = row.getJsonArray("names").stream()
                                .map(String::valueOf)
                                .toList();
                        all.addAll(names);
                        done = done.compose(v -> told(client, scope, row.getUUID("id"), names));
                    }
                    return done;
                })
                .map(done -> List.copyOf(all));
    }

    private Future<Void> told(SqlConnection client, Scope scope, UUID alarmId, List<String> names) {
        String words = "How to get in was changed. " + String.join(", ", names)
                + " may hold it as it was; a phone fetches the new one where it has a signal: ring them";
        return CaseFile.open(client, scope, alarmId, clock.instant())
                .compose(file -> file.map(open -> open.change(Act.NOTE).compose(v -> open.log(EntryKind.NOTE, words)))
                        .orElseGet(Future::succeededFuture));
    }

    private Future<Void> settled(SqlConnection client, Scope scope, UUID homeId, Said said) {
        return said.change().codeNamed()
                ? failures.settleOfHome(client, scope, homeId, said.words())
                : Future.succeededFuture();
    }

    private Future<Void> audited(SqlConnection client, Scope scope, UUID homeId, Said said) {
        WayInChange change = said.change();
        List<String> actions = new ArrayList<>();
        if (change.codeNamed()) {
            actions.add(change.code() == null ? "remove-key-safe" : "change-key-safe");
        }
        if (change.noteNamed()) {
            actions.add(change.note() == null ? "remove-access-note" : "change-access-note");
        }
        Future<Void> done = Future.succeededFuture();
        for (String action : actions) {
            done = done.compose(v -> audit.record(client, scope, action, "home:" + homeId, said.address()));
        }
        return done;
    }

    private Future<Result> rung(Future<Result> result) {
        return result.onSuccess(done -> {
            if (done instanceof Done) {
                wakeup.ring();
            }
        });
    }

    private static OnFile onFile(Row row, String there, String column) {
        return new OnFile(
                row.getBoolean(there),
                Times.fromRowOrNull(row.getOffsetDateTime(column + "_changed_at")),
                row.getString(column + "_changed_by"));
    }
}
