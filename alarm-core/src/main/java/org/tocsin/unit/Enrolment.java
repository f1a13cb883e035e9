package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.Home;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.home.HomeStore;
import org.tocsin.home.Peripheral;
import org.tocsin.home.PeripheralStore;
import org.tocsin.home.ServiceUser;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;

/** Binds a unit to a home and a person, or puts it on the shelf. */
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

    /** A home that has no unit yet is on file, committed. */
    public record Opened(UUID homeId) implements Result {}

    /** Something of the service has this external id already; nothing was changed. */
    public record ExternalIdTaken(String field) implements Result {}

    /** Puts unit, home, person, contacts and triggers on file in one transaction: all of it or nothing. */
    public Future<Result> enrol(Scope scope, NewUnit wanted) {
        UUID homeId = Ids.next();
        return database.pool()
                .withTransaction(client -> insertHome(client, scope, homeId, new Household(wanted))
                        .compose(home -> addUnit(client, scope, wanted.item(), homeId))
                        .compose(result -> result instanceof Enrolled enrolled
                                ? insertTriggers(client, scope, enrolled.unit(), wanted.facts())
                                        .compose(written -> insertContacts(client, scope, homeId, wanted.contacts()))
                                        .map(result)
                                : Future.failedFuture(new NotPossible(result))))
                .recover(Enrolment::refused);
    }

    /**
     * Puts a home, who lives there and its contacts on file in one transaction; its unit comes to it later.
     *
     * @param address from where it is done; for the audit trail
     */
    public Future<Result> open(Scope scope, Household wanted, @Nullable String address) {
        UUID homeId = Ids.next();
        return database.pool()
                .withTransaction(client -> insertHome(client, scope, homeId, wanted)
                        .compose(home -> insertContacts(client, scope, homeId, wanted.contacts()))
                        .compose(written -> audit.record(client, scope, "open-home", "home:" + homeId, address))
                        .<Result>map(audited -> new Opened(homeId)))
                .recover(Enrolment::refused);
    }

    /** A home without a unit: where it is, who lives there and whom to ask. */
    public record Household(
            NewUnit.NewHome home,
            NewUnit.NewPerson person,
            List<NewUnit.NewContact> contacts,
            HomeFacts facts,
            @Nullable String personExternalId) {
        public Household {
            contacts = List.copyOf(contacts);
        }

        Household(NewUnit unit) {
            this(
                    unit.home(),
                    unit.person(),
                    unit.contacts(),
                    unit.facts().home(),
                    unit.facts().personExternalId());
        }
    }

    /**
     * Puts a unit on file in a home that is on file already, or without one: then it stands on the shelf.
     *
     * @param homeId of the scope's service
     */
    public Future<Result> enrol(Scope scope, NewUnit.Item wanted, @Nullable UUID homeId) {
        return database.pool()
                .withTransaction(client -> addUnit(client, scope, wanted, homeId))
                .recover(Enrolment::refused);
    }

    /** The same within a transaction of the caller's; unless it is {@link Enrolled} nothing was written. */
    public Future<Result> addUnit(SqlConnection client, Scope scope, NewUnit.Item wanted, @Nullable UUID homeId) {
        HomeUnit unit = new HomeUnit(
                Ids.next(),
                scope.serviceId(),
                homeId,
                wanted.unit().cid(),
                wanted.unit().protocol(),
                HomeUnit.Status.IN_SERVICE);
        String secret = wanted.authentication().hasSecret() ? Credential.newSecret() : null;
        Credential credential = credential(wanted, secret);
        NewUnit.ModelName name = wanted.unit().model();
        return modelId(client, scope, name).compose(model -> {
            if (name != null && model.isEmpty()) {
                return Future.succeededFuture(new UnknownModel(name));
            }
            return units.insert(client, unit, credential, model.orElse(null), wanted.facts())
                    .compose(isNew -> isNew
                            ? place(client, scope, unit).map(placed -> new Enrolled(unit, secret))
                            : taken(client, scope, wanted, credential));
        });
    }

    private Future<Void> place(SqlConnection client, Scope scope, HomeUnit unit) {
        UUID homeId = unit.homeId();
        return (homeId == null
                        ? StockRows.unitShelved(client, scope, unit.id(), units.now())
                        : Placements.begin(client, scope, unit.id(), homeId, units.now()))
                .compose(begun -> audit.record(client, scope, "enrol-unit", "unit:" + unit.id(), null));
    }

    private static Future<Result> refused(Throwable e) {
        if (e instanceof NotPossible notPossible) {
            return Future.succeededFuture(notPossible.result);
        }
        return e instanceof PgException pg && "23505".equals(pg.getSqlState())
                ? Future.succeededFuture(
                        new ExternalIdTaken("home_external".equals(pg.getConstraint()) ? "home" : "serviceUser"))
                : Future.failedFuture(e);
    }

    private Credential credential(NewUnit.Item wanted, @Nullable String secret) {
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
                .map(rows -> rows.stream().findFirst().map(row -> row.getUUID(0)));
    }

    /** Which of those that must be unique is on file already. */
    private static Future<Result> taken(SqlConnection client, Scope scope, NewUnit.Item wanted, Credential credential) {
        String cid = wanted.unit().cid();
        return client.preparedQuery("select cid = $1 as cid from home_unit where cid = $1"
                        + " or (service_id = $2 and external_id = $3) order by 1 desc")
                .execute(Tuple.of(cid, scope.serviceId(), wanted.facts().externalId()))
                .map(rows -> rows.size() == 0
                        ? new CertificateTaken(credential.nameInCertificate(cid))
                        : rows.iterator().next().getBoolean("cid")
                                ? new AlreadyOnFile(cid)
                                : new ExternalIdTaken("unit"));
    }

    private Future<Void> insertHome(SqlConnection client, Scope scope, UUID homeId, Household wanted) {
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
                .compose(inserted -> homes.moveIn(client, resident, homeId))
                .compose(moved -> insertFacts(client, scope, homeId, resident.id(), wanted));
    }

    private static Future<Void> insertFacts(
            SqlConnection client, Scope scope, UUID homeId, UUID personId, Household wanted) {
        Future<?> home = wanted.facts().equals(HomeFacts.UNKNOWN)
                ? Future.succeededFuture()
                : HomeFactsStore.write(client, scope.serviceId(), homeId, wanted.facts());
        return home.compose(written -> wanted.personExternalId() == null
                ? Future.succeededFuture()
                : client.preparedQuery("update service_user set external_id = $3 where service_id = $1 and id = $2")
                        .execute(Tuple.of(scope.serviceId(), personId, wanted.personExternalId()))
                        .mapEmpty());
    }

    private Future<Void> insertTriggers(SqlConnection client, Scope scope, HomeUnit unit, NewUnit.Facts facts) {
        Instant now = units.now();
        return new PeripheralStore(database)
                .addAll(
                        client,
                        facts.triggers().stream()
                                .map(trigger -> new Peripheral(
                                        Ids.next(),
                                        scope.serviceId(),
                                        Objects.requireNonNull(unit.homeId()),
                                        unit.id(),
                                        trigger.dty(),
                                        trigger.did(),
                                        trigger.name(),
                                        trigger.room(),
                                        now,
                                        null))
                                .toList());
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
                contact.relation(),
                contact.email()
            }));
        }
        return client.preparedQuery("insert into contact (id, service_id, home_id, position, name, telephone, kind,"
                        + " relation, email) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
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
