package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.AccessSeal;
import org.tocsin.home.HomeStore;
import org.tocsin.home.HomeStore.AccessResult;
import org.tocsin.home.KeySafeFailures;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;

/** How to get in, for the installer who tries the code on file: of that home alone, while their own visit is under way. */
public final class WayIn {
    /** A visit that was begun and forgotten shows no code for ever. */
    static final Duration SHOWN_FOR = Duration.ofHours(12);

    private static final String THEIRS = """
            select v.state, v.installer_id, v.started_at, h.id as home_id, h.key_safe_enc, h.access_note_enc,
            """ + KeySafeFailures.VERSION + """
             as version
            from visit v join home h on h.id = v.home_id and h.service_id = v.service_id
              join operator o on o.id = $3 and o.service_id = v.service_id and o.active
            where v.service_id = $1 and v.id = $2
            for share of v
            """;

    private final Database database;
    private final AccessSeal seal;
    private final AuditTrail audit;
    private final InstantSource clock;

    public WayIn(Database database, Keyring keyring, InstantSource clock) {
        this.database = database;
        this.seal = new AccessSeal(keyring);
        this.audit = new AuditTrail(database, clock);
        this.clock = clock;
    }

    /**
     * The way in; that it was shown is on the audit trail before it is.
     *
     * @param address from where it is asked; for the audit trail
     */
    public Future<AccessResult> show(Scope scope, UUID visitId, @Nullable String address) {
        UUID me = scope.operatorId();
        if (me == null) {
            return Future.succeededFuture(new AccessResult.NotAllowed("Only a person may see how to get in."));
        }
        return database.pool()
                .withTransaction(client -> client.preparedQuery(THEIRS)
                        .execute(Tuple.of(scope.serviceId(), visitId, me))
                        .compose(rows -> rows.stream()
                                .findFirst()
                                .map(row -> show(client, scope, row, address))
                                .orElseGet(() -> Future.succeededFuture(new AccessResult.NotFound()))));
    }

    private Future<AccessResult> show(SqlConnection client, Scope scope, Row row, @Nullable String address) {
        UUID installer = row.getUUID("installer_id");
        Optional<String> refused = refusal(
                Visit.State.valueOf(row.getString("state")),
                installer != null && installer.equals(scope.operatorId()),
                Times.fromRowOrNull(row.getOffsetDateTime("started_at")),
                clock.instant());
        if (refused.isPresent()) {
            return Future.succeededFuture(new AccessResult.NotAllowed(refused.get()));
        }
        UUID home = row.getUUID("home_id");
        HomeStore.Secrets secrets = new HomeStore.Secrets(
                seal.openKeySafe(home, row.getBuffer("key_safe_enc")),
                seal.openNote(home, row.getBuffer("access_note_enc")));
        return audit.record(client, scope, "read-access", "home:" + home, address)
                .map(audited -> new AccessResult.Shown(secrets, row.getString("version")));
    }

    /**
     * Why the way in is not shown, in a sentence; empty where it is. Pure.
     *
     * @param theirs whoever asks began the visit
     */
    static Optional<String> refusal(Visit.State state, boolean theirs, @Nullable Instant startedAt, Instant now) {
        if (state.over()) {
            return Optional.of("This visit is over: how to get in is no longer shown.");
        }
        if (state == Visit.State.PLANNED || startedAt == null) {
            return Optional.of("Begin the visit first: how to get in is shown while it is under way.");
        }
        if (!theirs) {
            return Optional.of("Somebody else began this visit: how to get in is shown to them alone.");
        }
        return now.isBefore(startedAt.plus(SHOWN_FOR))
                ? Optional.empty()
                : Optional.of("This visit was begun more than 12 hours ago. Leave it, and plan another.");
    }
}
