package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;

/** Homes, who lives in them, and how to get in. */
public final class HomeStore {
    private final Database database;
    private final AccessSeal seal;
    private final AuditTrail audit;
    private final InstantSource clock;

    public HomeStore(Database database, Keyring keyring, AuditTrail audit, InstantSource clock) {
        this.database = database;
        this.seal = new AccessSeal(keyring);
        this.audit = audit;
        this.clock = clock;
    }

    /** What an operator sees at a glance: the home and those who live in it now, the longest resident first. */
    public record Card(Home home, List<ServiceUser> residents) {}

    /** A key safe code and an access note, to be kept sealed. */
    public record Secrets(
            @Nullable String keySafe, @Nullable String accessNote) {}

    /** The answer to {@link #access}. */
    public sealed interface AccessResult {
        /**
         * Shown, and its view is on the audit trail and in the alarm's log.
         *
         * @param version another one with each change of what was shown, telling nothing of it
         */
        record Shown(Secrets secrets, String version) implements AccessResult {}

        /** The alarm is closed, or this person is not called to it. */
        record NotAllowed(String why) implements AccessResult {}

        record NotFound() implements AccessResult {}
    }

    /** The card of a home of the scope's service. */
    public Future<Optional<Card>> card(Scope scope, UUID homeId) {
        Future<Optional<Home>> home = database.pool()
                .preparedQuery("""
                        select id, service_id, line1, line2, town, postcode, risks,
                          key_safe_enc is not null as key_safe, access_note_enc is not null as note
                        from home where service_id = $1 and id = $2""")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().findFirst().map(HomeStore::readHome));
        return home.compose(found -> found.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : residents(scope, homeId).map(residents -> Optional.of(new Card(found.get(), residents))));
    }

    /** Where a unit of the scope's service stands, whoever lives there. */
    public Future<Optional<Home.Address>> addressOfUnit(Scope scope, UUID unitId) {
        return database.pool()
                .preparedQuery("""
                        select h.line1, h.line2, h.town, h.postcode
                        from home_unit u join home h on h.id = u.home_id and h.service_id = u.service_id
                        where u.service_id = $1 and u.id = $2""")
                .execute(Tuple.of(scope.serviceId(), unitId))
                .map(rows -> rows.stream().findFirst().map(HomeStore::readAddress));
    }

    /**
     * How to get in, for somebody who has to: only while the alarm is open, to those who work on alarms or to a
     * responder who has accepted the callout to it. Each view is written to the audit trail and the alarm's log in the
     * same transaction, before anything is shown.
     *
     * @param address from where it is asked; for the audit trail
     */
    public Future<AccessResult> access(Scope scope, UUID alarmId, @Nullable String address) {
        UUID operatorId = scope.operatorId();
        if (operatorId == null) {
            return Future.succeededFuture(new AccessResult.NotAllowed("only a person may see how to get in"));
        }
        return database.pool()
                .withTransaction(client -> client.preparedQuery("""
                        select a.state, h.id, h.key_safe_enc, h.access_note_enc, o.role,
                          """ + KeySafeFailures.VERSION + """
                           as version,
                          exists (select from callout c join contact k on k.id = c.contact_id
                                  where c.alarm_id = a.id and k.operator_id = o.id
                                    and c.state in ('ACCEPTED', 'EN_ROUTE', 'ARRIVED')) as called
                        from alarm a
                          join home h on h.id = a.home_id and h.service_id = a.service_id
                          join operator o on o.service_id = a.service_id and o.id = $3 and o.active
                        where a.service_id = $1 and a.id = $2""")
                        .execute(Tuple.of(scope.serviceId(), alarmId, operatorId))
                        .compose(rows -> rows.stream()
                                .findFirst()
                                .map(row -> show(client, scope, alarmId, row, address))
                                .orElseGet(() -> Future.succeededFuture(new AccessResult.NotFound()))));
    }

    /** Puts a home on file within a transaction of the caller's. */
    public Future<Void> insert(SqlClient client, Home home, Secrets secrets) {
        Home.Address address = home.address();
        return client.preparedQuery("""
                        insert into home (id, service_id, line1, line2, town, postcode, risks,
                          key_safe_enc, access_note_enc, created_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""")
                .execute(Tuple.from(new @Nullable Object[] {
                    home.id(),
                    home.serviceId(),
                    address.line1(),
                    address.line2(),
                    address.town(),
                    address.postcode(),
                    home.risks(),
                    seal.keySafe(home.id(), secrets.keySafe()),
                    seal.note(home.id(), secrets.accessNote()),
                    now()
                }))
                .mapEmpty();
    }

    /** Puts a person on file as resident of this home from now on, within a transaction of the caller's. */
    public Future<Void> moveIn(SqlClient client, ServiceUser person, UUID homeId) {
        return client.preparedQuery("insert into service_user (id, service_id, name, telephone, notes, status,"
                        + " created_at) values ($1, $2, $3, $4, $5, $6, $7)")
                .execute(Tuple.from(new @Nullable Object[] {
                    person.id(),
                    person.serviceId(),
                    person.name(),
                    person.telephone(),
                    person.notes(),
                    person.status().name(),
                    now()
                }))
                .compose(inserted -> client.preparedQuery("insert into resident (service_id, home_id,"
                                + " service_user_id, since) values ($1, $2, $3, $4)")
                        .execute(Tuple.of(person.serviceId(), homeId, person.id(), now())))
                .mapEmpty();
    }

    private Future<List<ServiceUser>> residents(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery("""
                        select u.id, u.service_id, u.name, u.telephone, u.notes, u.status, u.status_since,
                          u.status_until
                        from resident r join service_user u on u.id = r.service_user_id
                        where r.service_id = $1 and r.home_id = $2 and r.since <= $3
                          and (r.until is null or r.until > $3)
                        order by r.since, u.id""")
                .execute(Tuple.of(scope.serviceId(), homeId, now()))
                .map(rows -> rows.stream().map(HomeStore::readPerson).toList());
    }

    private Future<AccessResult> show(
            SqlConnection client, Scope scope, UUID alarmId, Row row, @Nullable String address) {
        if ("CLOSED".equals(row.getString("state"))) {
            return Future.succeededFuture(
                    new AccessResult.NotAllowed("how to get in is shown only while the alarm is open"));
        }
        Role role = Role.valueOf(row.getString("role"));
        if (!role.worksOnAlarms() && !row.getBoolean("called")) {
            return Future.succeededFuture(
                    new AccessResult.NotAllowed("how to get in is shown once the callout is accepted"));
        }
        UUID homeId = row.getUUID("id");
        Secrets secrets = new Secrets(
                seal.openKeySafe(homeId, row.getBuffer("key_safe_enc")),
                seal.openNote(homeId, row.getBuffer("access_note_enc")));
        return audit.record(client, scope, "read-access", "home:" + homeId, address)
                .compose(audited -> client.preparedQuery("insert into alarm_entry (alarm_id, service_id, at, kind,"
                                + " actor, words) values ($1, $2, $3, $4, $5, $6)")
                        .execute(Tuple.of(
                                alarmId,
                                scope.serviceId(),
                                now(),
                                EntryKind.VIEWED_SECRET.name(),
                                scope.actor(),
                                "Looked up how to get in.")))
                .map(logged -> new AccessResult.Shown(secrets, row.getString("version")));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Home readHome(Row row) {
        return new Home(
                row.getUUID("id"),
                row.getUUID("service_id"),
                readAddress(row),
                row.getString("risks"),
                new Home.Access(row.getBoolean("key_safe"), row.getBoolean("note")));
    }

    private static Home.Address readAddress(Row row) {
        return new Home.Address(
                row.getString("line1"), row.getString("line2"), row.getString("town"), row.getString("postcode"));
    }

    private static ServiceUser readPerson(Row row) {
        return new ServiceUser(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getString("name"),
                row.getString("telephone"),
                row.getString("notes"),
                ServiceUser.Status.valueOf(row.getString("status")),
                Times.fromRowOrNull(row.getOffsetDateTime("status_since")),
                Times.fromRowOrNull(row.getOffsetDateTime("status_until")));
    }
}
