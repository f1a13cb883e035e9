package org.tocsin.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import org.tocsin.access.ApiTokens;
import org.tocsin.access.Operator;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.access.Role;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** What a demo needs on file before anybody can sign in: one service, six people, one token. */
final class DemoSeed {
    static final List<Person> PEOPLE = List.of(
            new Person("operator", "Olive Porter", Role.OPERATOR),
            new Person("operator2", "Tom Okafor", Role.OPERATOR),
            new Person("responder", "Rhona Pond", Role.RESPONDER),
            new Person("installer", "Ian Staller", Role.INSTALLER),
            new Person("manager", "Mary Nagarajan", Role.MANAGER),
            new Person("admin", "Ada Minton", Role.ADMIN));

    private final Database database;
    private final InstantSource clock;

    DemoSeed(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Who may sign in. */
    record Person(String username, String displayName, Role role) {}

    /** Makes sure of all of it; may be called at every start. People and token are brought to these secrets. */
    Future<Void> plant(Vertx vertx, String password, String apiToken) {
        Passwords passwords = new Passwords(vertx);
        OperatorStore operators = new OperatorStore(database, passwords, clock);
        return new ServiceStore(database, clock)
                .ensure("demo", "Demo telecare service", ServiceStore.usualOutcomes())
                .compose(service -> {
                    Future<Void> all = Future.succeededFuture();
                    for (Person person : PEOPLE) {
                        all = all.compose(done -> person(operators, service, person, password));
                    }
                    return all.compose(done -> new ApiTokens(database, clock).ensure(service.id(), "demo", apiToken));
                })
                .onComplete(done -> passwords.close());
    }

    private Future<Void> person(OperatorStore operators, TelecareService service, Person person, String password) {
        return operators
                .ensure(service.id(), person.username(), person.displayName(), person.role(), password)
                .compose(operator -> person.role() == Role.RESPONDER ? contact(operator) : Future.succeededFuture());
    }

    /** The responder can be called out to every home of the service. */
    private Future<Void> contact(Operator responder) {
        return database.pool()
                .preparedQuery("""
                        insert into contact (id, service_id, position, name, telephone, kind, operator_id)
                        select $1, $2, 1, $3, '01632 960199', 'RESPONDER', $4
                        where not exists (select from contact where operator_id = $4 and home_id is null)""")
                .execute(Tuple.of(Ids.next(), responder.serviceId(), responder.displayName(), responder.id()))
                .mapEmpty();
    }
}
