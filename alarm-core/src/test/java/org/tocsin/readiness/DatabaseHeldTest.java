package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;

/** What was sealed of a proof and a confirmation is held against their rows whole. */
class DatabaseHeldTest {
    static ProofTown town;
    static UUID service;

    @BeforeAll
    static void seal() {
        town = new ProofTown();
        service = town.town.service("held");
        town.town.service("another");
        Scope scope = town.town.person(service, "mary", "Mary", "MANAGER");
        for (int i = 0; i < 2; i++) {
            ProofTown.Dwelling at = town.dwelling(service);
            town.prove(at);
            Town.await(new LineConfirmations(town.town.database, town.town.clock)
                    .confirm(scope, at.homeId(), "because " + i, null));
        }
        town.seal();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update proof set home_id = (select id from home where id <> proof.home_id limit 1)",
                "update line_confirmation set override_reason = 'made up'",
                "update line_confirmation set confirmed_by = 'operator:eve'",
                "update line_confirmation set home_id = (select id from home where id <> line_confirmation.home_id limit 1)",
                "update proof set service_id = (select id from service where id <> proof.service_id limit 1)",
                "update chain_record set home_id = null, home_number = null",
            })
    void what_is_not_as_it_was_sealed_is_found(String act) throws SQLException {
        for (String table : List.of("proof", "line_confirmation", "chain_record")) {
            town.town.sql("create table kept_%s as table %s", table, table);
        }
        try {
            assertThat(DatabaseCheck.verify(town.town.test.url(), List.of(town.key.open()))
                            .faults())
                    .isEmpty();
            town.town.sql("%s", act);
            assertThat(DatabaseCheck.verify(town.town.test.url(), List.of(town.key.open()))
                            .valid())
                    .as(act)
                    .isFalse();
        } finally {
            town.town.sql("truncate proof, line_confirmation, chain_record cascade");
            for (String table : List.of("proof", "line_confirmation", "chain_record")) {
                town.town.sql("insert into %s select * from kept_%s; drop table kept_%s", table, table, table);
            }
        }
    }
}
