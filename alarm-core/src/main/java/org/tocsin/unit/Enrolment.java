package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** Another unit has a certificate of this name; nothing was changed. */
    public record CertificateTaken(String name) implements Result {}

    /** The service has no such model on file; nothing was changed. */
    public record UnknownModel(NewUnit.ModelName model) implements Result {}

    /** Puts unit, home, person and contacts on file in one transaction: all of it or nothing. */
    public Future<Result> enrol(Scope scope, NewUnit wanted) {
        UUID homeId = Ids.next();
        HomeUnit unit = new HomeUnit(
                Ids.next(),
                scope.serviceId(),
                homeId,
                wanted.unit().cid(),
                wanted.unit().protocol(),
                HomeUnit.Status.IN_SERVICE);
        String secret = wanted.authentication().hasSecret() ? Credential.newSecret() : null;
        Credential credential = credential(wanted, secret);
        return database.pool()
                .withTransaction(client -> insertHome(client, scope, homeId, wanted)
                        .compose(home -> modelId(client, scope, wanted.unit().model()))
                        .compose(model -> units.insert(client, unit, credential, model.orElse(null)))
                        .compose(isNew -> isNew ? Future.succeededFuture() : taken(client, unit, credential))
                        .compose(inserted -> insertContacts(client, scope, homeId, wanted.contacts()))
                        .compose(contacts -> audit.record(client, scope, "enrol-unit", "unit:" + unit.id(), null))
                        .<Result>map(audited -> new Enrolled(unit, secret)))
                .recover(e -> e instanceof NotPossible notPossible
                        ? Future.succeededFuture(notPossible.result)
                        : Future.failedFuture(e));
    }

    private Credential credential(NewUnit wanted, @Nullable String secret) {
        if (secret != null) {
            return Credential.of(wanted.authentication(), secret, keyring);
        }
        return wanted.authentication() == Credential.Authentication.CERTIFICATE
                ? Credential.certificate(wanted.proof().certificateName())
                : Credential.none(wanted.proof().addresses());
    }

    private static Future<Optional<UUID>> modelId(
            SqlConnection client, Scope scope, NewUnit.@Nullable ModelName model) {
        if (model == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return client.preparedQuery("select id from unit_model where service_id = $1 and make = $2 and name = $3")
                .execute(Tuple.of(scope.serviceId(), model.make(), model.name()))
                .compose(rows -> rows.size() == 1
                        ? Future.succeededFuture(
                                Optional.of(rows.iterator().next().getUUID(0)))
                        : Future.failedFuture(new NotPossible(new UnknownModel(model))));
    }

    /** Which of the two that must be unique is on file already. */
    private static Future<Void> taken(SqlConnection client, HomeUnit unit, Credential credential) {
        return client.preparedQuery("select 1 from home_unit where cid = $1")
                .execute(Tuple.of(unit.cid()))
                .compose(rows -> Future.failedFuture(new NotPossible(
                        rows.size() > 0
                                ? new AlreadyOnFile(unit.cid())
                                : new CertificateTaken(credential.nameInCertificate(unit.cid())))));
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
    private static final class NotPossible extends RuntimeException {
        private final transient Result result;

        NotPossible(Result result) {
            super("rolls back", null, false, false);
            this.result = result;
        }
    }
}
