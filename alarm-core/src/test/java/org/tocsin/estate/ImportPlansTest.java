package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.TestDatabase;

/** What an import looks up in tables that it is just filling goes through one index, whatever the planner guesses. */
class ImportPlansTest {
    @Test
    void a_thousand_homes_are_looked_up_one_by_one_where_nothing_is_known_of_the_tables() throws Exception {
        TestDatabase test = TestDatabase.create();
        for (String table : new String[] {"home", "home_unit"}) {
            // Nobody comes by in the middle of it and counts.
            test.execute("alter table " + table + " set (autovacuum_enabled = off)");
        }
        UUID service = Ids.next();
        test.execute(
                "insert into service (id, code, name, created_at) values ('" + service + "', 's', 'S', now());"
                        + " insert into home (id, service_id, external_id, line1, postcode, created_at)"
                        + " select gen_random_uuid(), '" + service + "', 'H' || n, '1 Road', 'LS1', now()"
                        + " from generate_series(1, 3000) n;"
                        + " insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " select gen_random_uuid(), service_id, id, substr(external_id, 2), 'SCAIP', 'NONE', now() from home");
        Vertx vertx = Vertx.vertx();
        Database database = Database.open(vertx, test.url(), 1);
        try {
            String[] some = {"H1", "H2"};
            assertThat(plan(database, HomeReader.HOMES + HomeReader.BY_EXTERNAL_ID, Tuple.of(service, (Object) some)))
                    .contains("Index Scan using home_external", "external_id = asked.key")
                    .doesNotContain("Seq Scan", "home_service");
            assertThat(plan(database, Elsewhere.UNITS, Tuple.of(service, some, some, some)))
                    .contains("cid = asked.key", "home_unit_external", "home_unit_certificate")
                    .doesNotContain("Seq Scan on home_unit", "home_unit_service");
            assertThat(plan(database, HomeReader.UNITS, Tuple.of(service, (Object)
                            new UUID[] {Ids.next(), Ids.next()})))
                    .contains("home_unit_home")
                    .doesNotContain("Seq Scan on home_unit", "home_unit_service");
        } finally {
            Importing.await(database.close());
            Importing.await(vertx.close());
        }
    }

    /** The plan that is kept for a statement, whatever its values. */
    private static String plan(Database database, String sql, Tuple values) throws Exception {
        return Importing.await(database.pool()
                .withConnection((SqlConnection connection) -> connection
                        .query("set plan_cache_mode = force_generic_plan")
                        .execute()
                        .compose(set ->
                                connection.preparedQuery("explain " + sql).execute(values))
                        .map(rows -> rows.stream().map(row -> row.getString(0)).collect(Collectors.joining("\n")))));
    }
}
