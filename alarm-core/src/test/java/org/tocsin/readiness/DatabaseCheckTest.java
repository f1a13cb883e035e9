package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;

/** What somebody with the owner's password did to the database afterwards is found. */
class DatabaseCheckTest {
    static ProofTown town;
    static UUID service;

    @BeforeAll
    static void seal() {
        town = new ProofTown();
        service = town.town.service("checked");
        UUID other = town.town.service("checked-too");
        for (int i = 0; i < 3; i++) {
            town.prove(town.dwelling(service));
            town.press(town.dwelling(other));
            town.town.sql(
                    "insert into audit (service_id, at, actor, action, subject) values ('%s', '%s', 'operator:öle',"
                            + " 'read-alarm', 'alarm:%d')",
                    service, Town.MORNING, i);
            town.seal();
        }
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void a_database_nobody_touched_is_as_it_was_sealed() throws Exception {
        Verification result = verify();
        assertThat(result.faults()).isEmpty();
        assertThat(result.checked()).anyMatch(line -> line.contains("signal 6 rows sealed and 0 not sealed yet"));
        town.press(town.dwelling(service));
        assertThat(verify().checked()).anyMatch(line -> line.contains("signal 6 rows sealed and 1 not sealed yet"));
        town.seal();
        assertThat(verify().faults()).isEmpty();
    }

    @Test
    void each_altered_or_deleted_row_is_found() throws Exception {
        String signal = "(select signal_id from proof order by id limit 1)";
        for (String act : List.of(
                "update signal set body = '{\"dty\":\"0003\",\"stc\":\"0011\"}' where id = " + signal,
                "update signal set received_at = received_at + interval '1 microsecond' where id = " + signal,
                "update signal set unit_id = null where id = " + signal,
                "update signal set raw = raw || '\\x00' where id = " + signal,
                "delete from signal where id = " + signal,
                "update alarm_entry set words = 'Nothing happened' where id = (select min(id) from alarm_entry)",
                "update alarm_entry set id = default where id = (select min(id) from alarm_entry)",
                "delete from alarm_entry where id = (select min(id) from alarm_entry)",
                "update audit set subject = '2:x' where id = (select max(id) from audit)",
                "delete from audit",
                "insert into audit overriding system value select 0, service_id, at, actor, action, subject, address"
                        + " from audit limit 1",
                "update proof set asked_by = 'operator:eve' where id = (select max(id::text)::uuid from proof)",
                "delete from proof where id = (select max(id::text)::uuid from proof)",
                "update chain_record set canonical = replace(canonical, 'VISIT', 'LAST_PRESS') where kind = 'PROOF'",
                "update chain_record set hash = sha256('x') where number = 1",
                "update chain_record set signature = signature || '\\x00' where number = 1",
                "delete from chain_record where number = 2",
                "update chain_record set number = number + 100 where number > 1")) {
            found(act);
        }
    }

    private static void found(String act) throws Exception {
        String[] tables = {"signal", "alarm_entry", "audit", "proof", "chain_record"};
        for (String table : tables) {
            town.town.sql("create table kept_%s as table %s", table, table);
        }
        town.town.sql("%s", act);
        assertThat(verify().valid()).as(act).isFalse();
        town.town.sql("truncate signal, alarm_entry, audit, proof, chain_record cascade");
        for (String table : tables) {
            String identity = table.startsWith("a") ? "overriding system value" : "";
            town.town.sql("insert into %s %s select * from kept_%s; drop table kept_%s", table, identity, table, table);
        }
        assertThat(verify().faults()).as("back again after " + act).isEmpty();
    }

    private static Verification verify() throws Exception {
        return DatabaseCheck.verify(town.town.test.url(), List.of(town.key.open()));
    }
}
