package org.tocsin.photo;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * Takes photos: of whoever was at the door they were called to, and of an installer whom nobody let in; each once, by the
 * phone's own id, however late it comes. A future fails only when the store does.
 */
public final class PhotoDesk {
    private static final String BEFORE =
            "select operator_id = $3 as theirs from photo where id = $1 and service_id = $2";
    private static final String CALLOUT = """
            select c.id as callout_id, c.alarm_id, null::uuid as visit_id, a.home_id, k.name,
              c.arrived_at is not null as there
            from callout c join contact k on k.id = c.contact_id
            join alarm a on a.id = c.alarm_id and a.service_id = c.service_id
            where c.id = $1 and c.service_id = $2 and k.operator_id = $3
            """;
    // Locked, so that of several that come at once no more are kept than may.
    private static final String VISIT = """
            select null::uuid as callout_id, null::uuid as alarm_id, v.id as visit_id, v.home_id, '' as name,
              v.state = 'NO_ACCESS' as there
            from visit v
            where v.id = $1 and v.service_id = $2 and (v.installer_id is null or v.installer_id = $3 or exists (select from visit_act t
              where t.visit_id = v.id and t.kind = 'NO_ACCESS' and t.actor = $4))
            for update of v
            """;
    private static final String KEPT =
            "select count(*)::int from photo where service_id = $1 and (callout_id = $2 or visit_id = $2) and id <> $3";
    private static final String KEEP = """
            insert into photo (id, service_id, callout_id, alarm_id, visit_id, home_id, operator_id, said_at, received_at,
              width, height, size_bytes, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            on conflict (id) do nothing
            """;

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final PhotoSettings settings;
    private final AuditTrail audit;

    public PhotoDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
        this.settings = new PhotoSettings(database, clock);
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * What the phone says of a photo.
     *
     * @param of the call-out's id, or the visit's
     * @param visit whether it is a visit's
     * @param saidAt by the phone's clock
     */
    public record Sent(UUID id, UUID of, boolean visit, Instant saidAt) {}

    /**
     * Keeps it, as it was sealed, with its line of the case.
     *
     * @param print made under the id of what is sent
     * @param address from where; for the audit trail
     * @return empty when it is kept, now or before; otherwise why not, in a sentence
     */
    public Future<Optional<String>> take(Scope scope, Sent sent, Darkroom.Print print, @Nullable String address) {
        if (scope.operatorId() == null) {
            return Future.succeededFuture(Optional.of("Only a person takes photos."));
        }
        return database.pool()
                .preparedQuery(BEFORE)
                .execute(Tuple.of(sent.id(), scope.serviceId(), scope.operatorId()))
                .compose(before -> before.size() > 0
                        ? Future.succeededFuture(
                                before.iterator().next().getBoolean(0)
                                        ? Optional.empty()
                                        : Optional.of("This id belongs to something else."))
                        : settings.find(scope)
                                .compose(setting -> !setting.allowed()
                                        ? Future.succeededFuture(Optional.of("This service takes no photos."))
                                        : keep(scope, sent, print, address)));
    }

    private Future<Optional<String>> keep(Scope scope, Sent sent, Darkroom.Print print, @Nullable String address) {
        Tuple who = Tuple.of(sent.of(), scope.serviceId(), scope.operatorId());
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(sent.visit() ? VISIT : CALLOUT)
                        .execute(sent.visit() ? who.addString(scope.actor()) : who)
                        .compose(rows -> {
                            if (rows.size() == 0) {
                                return no(sent.visit() ? "This visit is not yours." : "This call-out is not yours.");
                            }
                            Row row = rows.iterator().next();
                            if (!row.getBoolean("there")) {
                                return no(
                                        sent.visit()
                                                ? "A photo is of a door nobody opened: say so first."
                                                : "Say first that you have arrived.");
                            }
                            return keep(connection, scope, new Taken(sent, print, row), address);
                        }))
                .onSuccess(no -> {
                    if (no.isEmpty()) {
                        wakeup.ring();
                    }
                });
    }

    private record Taken(Sent sent, Darkroom.Print print, Row row) {
        @Nullable
        UUID alarm() {
            return row.getUUID("alarm_id");
        }
    }

    /** The case is locked before anything of it, as everywhere; a sealed record gets no line, and keeps the photo. */
    private Future<Optional<String>> keep(
            SqlConnection connection, Scope scope, Taken taken, @Nullable String address) {
        UUID alarm = taken.alarm();
        Future<Optional<CaseFile>> file = alarm == null
                ? Future.succeededFuture(Optional.empty())
                : CaseFile.open(connection, scope, alarm, clock.instant());
        return file.compose(open -> connection
                .preparedQuery(KEPT)
                .execute(Tuple.of(scope.serviceId(), taken.sent.of(), taken.sent.id()))
                .compose(rows -> {
                    int number = rows.iterator().next().getInteger(0) + 1;
                    if (number > Photo.MOST) {
                        return no("At most " + Photo.MOST + " photos of one visit are kept.");
                    }
                    return insert(connection, scope, taken)
                            .compose(kept -> !kept
                                    ? Future.succeededFuture()
                                    : audit.record(connection, scope, "send-photo", "photo:" + taken.sent.id(), address)
                                            .compose(v -> line(open, taken.row.getString("name"), number)))
                            .map(v -> Optional.empty());
                }));
    }

    private Future<Boolean> insert(SqlConnection connection, Scope scope, Taken taken) {
        Instant now = clock.instant();
        Instant said = taken.sent.saidAt().isAfter(now) ? now : taken.sent.saidAt();
        return connection
                .preparedQuery(KEEP)
                .execute(Tuple.of(taken.sent.id(), scope.serviceId())
                        .addUUID(taken.row.getUUID("callout_id"))
                        .addUUID(taken.alarm())
                        .addUUID(taken.row.getUUID("visit_id"))
                        .addUUID(taken.row.getUUID("home_id"))
                        .addUUID(scope.operatorId())
                        .addValue(Times.toRow(said))
                        .addValue(Times.toRow(now))
                        .addInteger(taken.print.width())
                        .addInteger(taken.print.height())
                        .addInteger(taken.print.bytes())
                        .addBuffer(taken.print.sealed()))
                .map(rows -> rows.rowCount() > 0);
    }

    private static Future<Void> line(Optional<CaseFile> open, String who, int number) {
        return open.filter(file -> file.verdict(Act.NOTE) instanceof Verdict.To)
                .map(file -> file.change(Act.NOTE)
                        .compose(v -> file.log(
                                EntryKind.PHOTO,
                                who + " sent a photo from the home, " + number + " of at most " + Photo.MOST)))
                .orElseGet(Future::succeededFuture);
    }

    private static Future<Optional<String>> no(String why) {
        return Future.succeededFuture(Optional.of(why));
    }
}
