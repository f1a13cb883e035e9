package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.home.ServiceUser;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;

/** Binds a unit to a home and a person. */
public final class Enrolment {
    private final Database database;
    private final Keyring keyring;
    private final UnitStore units;
    private final HomeStore homes;
    private final AuditTrail audit;

    public Enrolment(Database database, Keyring keyring, UnitStore units, HomeStore homes, AuditTrail audit) {
        this.database = database;
        this.keyring = keyring;
        this.units = units;
        this.homes = homes;
        this.audit = audit;
    }

    /** What became of an enrolment. */
    public sealed interface Result {}

    /**
     * On file, committed.
     *
     * @param secret what the unit proves itself with, shown this once; null where it proves nothing
     */
    public record Enrolled(HomeUnit unit, @Nullable String secret) implements Result {}

    /** A unit with this cid is on file already; nothing was changed. */
    public record AlreadyOnFile(String cid) implements Result {}

    /** Puts unit, home, person and contacts on file in one transaction: all of it or nothing. */
    public Future<Result> enrol(Scope scope, NewUnit wanted) {
        UUID homeId = Ids.next();
        HomeUnit unit = new HomeUnit(
                Ids.next(), scope.serviceId(), homeId, wanted.cid(), wanted.protocol(), HomeUnit.Status.IN_SERVICE);
        String secret = wanted.authentication() == Credential.Authentication.NONE ? null : Credential.newSecret();
        Credential credential = secret == null ? Credential.none() : Credential.of(wanted.proof(), secret, keyring);
        return database.pool()
                .withTransaction(client -> insertHome(client, scope, homeId, wanted)
                        .compose(home -> units.insert(client, unit, credential))
                        .compose(isNew -> isNew ? Future.succeededFuture() : Future.failedFuture(new OnFileAlready()))
                        .compose(inserted -> insertContacts(client, scope, homeId, wanted.contacts()))
                        .compose(contacts -> audit.record(client, scope, "enrol-unit", "unit:" + unit.id(), null))
                        .<Result>map(audited -> new Enrolled(unit, secret)))
                .recover(e -> e instanceof OnFileAlready
                        ? Future.succeededFuture(new AlreadyOnFile(wanted.cid()))
                        : Future.failedFuture(e));
    }

    private Future<Void> insertHome(SqlConnection client, Scope scope, UUID homeId, NewUnit wanted) {
        NewUnit.NewHome home = wanted.home();
        NewUnit.NewPerson person = wanted.person();
        Home.Access access =
                new Home.Access(home.secrets().keySafe() != null, home.secrets().accessNote() != null);
        ServiceUser resident = new ServiceUser(
                Ids.next(),
                scope.serviceId(),
                person.name(),
                person.telephone(),
                person.notes(),
                ServiceUser.Status.ACTIVE);
        return homes.insert(
                        client,
                        new Home(homeId, scope.serviceId(), home.address(), home.risks(), access),
                        home.secrets())
                .compose(inserted -> homes.moveIn(client, resident, homeId));
    }

    private static Future<Void> insertContacts(
            SqlConnection client, Scope scope, UUID homeId, List<NewUnit.NewContact> contacts) {
        if (contacts.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Tuple> rows = new ArrayList<>();
        for (NewUnit.NewContact contact : contacts) {
            rows.add(Tuple.from(new @Nullable Object[] {
                Ids.next(),
                scope.serviceId(),
                homeId,
                rows.size() + 1,
                contact.name(),
                contact.telephone(),
                contact.kind(),
                contact.relation()
            }));
        }
        return client.preparedQuery("insert into contact (id, service_id, home_id, position, name, telephone, kind,"
                        + " relation) values ($1, $2, $3, $4, $5, $6, $7, $8)")
                .executeBatch(rows)
                .mapEmpty();
    }

    /** Rolls the transaction back. */
    private static final class OnFileAlready extends RuntimeException {
        OnFileAlready() {
            super("the cid is on file", null, false, false);
        }
    }
}
