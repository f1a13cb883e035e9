package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.readiness.Evidence.Kind;

/** What is evidence, and what is none. */
class ProofBookTest {
    static ProofTown town;
    static UUID service;

    @BeforeAll
    static void open() {
        town = new ProofTown();
        service = town.town.service("proofs");
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void a_signal_that_was_asked_for_and_heard_is_evidence_by_its_own_time_of_receipt() {
        ProofTown.Dwelling home = town.dwelling(service);
        Instant asked = town.town.clock.instant();
        town.town.pass(Duration.ofSeconds(20));
        Instant pressed = town.town.clock.instant();
        UUID signal = town.press(home);
        town.town.pass(Duration.ofSeconds(20));
        Proof proof = town.record(town.evidence(home, home.pendant(), signal, Kind.VISIT, asked));
        assertThat(proof.evidence().receivedAt()).isEqualTo(pressed);
        assertThat(proof.evidence().peripheralId()).isEqualTo(home.pendant());
        assertThat(proof.recordedAt()).isEqualTo(town.town.clock.instant());
    }

    @Test
    void the_same_evidence_again_is_the_same_proof() {
        ProofTown.Dwelling home = town.dwelling(service);
        Evidence evidence =
                town.evidence(home, home.pendant(), town.press(home), Kind.VISIT, town.town.clock.instant());
        Proof first = town.record(evidence);
        assertThat(town.record(evidence)).isEqualTo(first);
        Evidence unitOnly = town.evidence(home, null, evidence.signalId(), Kind.REMOTE_TEST, evidence.askedAt());
        assertThat(town.record(unitOnly).id()).isEqualTo(town.record(unitOnly).id());
    }

    @Test
    void the_path_is_the_signal_s_own_with_the_bearer_where_the_unit_reports_it() {
        ProofTown.Dwelling home = town.dwelling(service);
        assertThat(town.prove(home).evidence().path()).isEqualTo("SCAIP");
        town.town.sql(
                "insert into unit_state (unit_id, service_id, state, since, bearer) values ('%s', '%s', 'CONNECTED',"
                        + " '%s', 'lte')",
                home.unitId(), service, town.town.clock.instant());
        assertThat(town.prove(home).evidence().path()).isEqualTo("SCAIP, lte");
    }

    @Test
    void without_a_signal_there_is_no_evidence() {
        ProofTown.Dwelling home = town.dwelling(service);
        refused("no such signal", town.evidence(home, home.pendant(), Ids.next(), Kind.VISIT, Town.MORNING));
    }

    @Test
    void the_signal_must_be_of_this_home_this_unit_and_this_service() {
        ProofTown.Dwelling home = town.dwelling(service);
        ProofTown.Dwelling neighbour = town.dwelling(service);
        UUID theirs = town.press(neighbour);
        refused("another home or unit", town.evidence(home, home.pendant(), theirs, Kind.VISIT, Town.MORNING));
        ProofTown.Dwelling second = town.dwelling(service, home.homeId());
        refused(
                "another home or unit",
                town.evidence(second, second.pendant(), town.press(home), Kind.VISIT, Town.MORNING));
        UUID other = town.town.service("other-" + home.cid());
        Evidence mine = town.evidence(home, home.pendant(), town.press(home), Kind.VISIT, Town.MORNING);
        refused(
                "no such signal",
                new Evidence(
                        other,
                        mine.homeId(),
                        mine.unitId(),
                        mine.peripheralId(),
                        mine.signalId(),
                        mine.kind(),
                        mine.by(),
                        mine.askedAt(),
                        mine.receivedAt(),
                        null,
                        null));
    }

    @Test
    void what_was_received_before_it_was_asked_for_proves_nothing() {
        ProofTown.Dwelling home = town.dwelling(service);
        UUID signal = town.press(home);
        Instant later = town.town.clock.instant().plusMillis(1);
        refused("before it was asked for", town.evidence(home, home.pendant(), signal, Kind.VISIT, later));
    }

    @Test
    void a_remote_test_proves_no_trigger() {
        ProofTown.Dwelling home = town.dwelling(service);
        UUID signal = town.signal(home.cid(), Map.of("dty", "0003", "stc", "0102"));
        refused("never a trigger", town.evidence(home, home.pendant(), signal, Kind.REMOTE_TEST, Town.MORNING));
        Proof proof = town.record(town.evidence(home, null, signal, Kind.REMOTE_TEST, Town.MORNING));
        assertThat(proof.evidence().peripheralId()).isNull();
    }

    @Test
    void one_trigger_does_not_prove_another() {
        ProofTown.Dwelling home = town.dwelling(service);
        UUID smoke = town.trigger(service, home.homeId(), home.unitId(), "0007", null);
        UUID second = town.trigger(service, home.homeId(), home.unitId(), "0003", "B2");
        UUID signal = town.signal(home.cid(), Map.of("dty", "0003", "did", "A1", "stc", "0010"));
        refused("another trigger", town.evidence(home, smoke, signal, Kind.VISIT, Town.MORNING));
        refused("another trigger", town.evidence(home, second, signal, Kind.VISIT, Town.MORNING));
        ProofTown.Dwelling neighbour = town.dwelling(service);
        refused("no such trigger", town.evidence(home, neighbour.pendant(), signal, Kind.VISIT, Town.MORNING));
        town.record(town.evidence(home, home.pendant(), signal, Kind.VISIT, Town.MORNING));
    }

    @Test
    void a_press_that_may_be_either_s_proves_neither() {
        ProofTown.Dwelling home = town.dwelling(service);
        UUID second = town.trigger(service, home.homeId(), home.unitId(), "0003", null);
        Instant now = town.town.clock.instant();
        refused("which of several", town.evidence(home, home.pendant(), town.press(home), Kind.VISIT, now));
        refused("which of several", town.evidence(home, second, town.press(home), Kind.VISIT, now));
        ProofTown.Dwelling other = town.dwelling(service, home.homeId());
        town.town.sql("update peripheral set until = '%s' where id = '%s'", now, second);
        assertThat(town.prove(home).evidence().peripheralId())
                .as("the pendant of the home's other unit is not heard through this one")
                .isEqualTo(home.pendant());
        town.town.sql("update home_unit set home_id = null where id = '%s'", home.unitId());
        refused("another home", town.evidence(home, home.pendant(), town.press(home), Kind.VISIT, now));
        refused("which of several", town.evidence(other, home.pendant(), town.press(other), Kind.VISIT, now));
    }

    @Test
    void a_signal_of_a_sender_that_did_not_prove_to_be_the_unit_is_no_evidence() {
        ProofTown.Dwelling home = town.dwelling(service);
        UUID signal = town.press(home);
        town.town.sql("update signal set doubts = '{FAILED_PASSWORD}' where id = '%s'", signal);
        refused("not proved to be the unit", town.evidence(home, home.pendant(), signal, Kind.VISIT, Town.MORNING));
        town.town.sql("update signal set doubts = '{}', kind = 'UNREADABLE' where id = '%s'", signal);
        refused("could not be read", town.evidence(home, home.pendant(), signal, Kind.VISIT, Town.MORNING));
    }

    @Test
    void the_running_processes_can_neither_change_nor_delete_evidence() {
        for (String table : new String[] {"proof", "chain_record", "chain_key", "line_confirmation"}) {
            for (String sql : new String[] {"delete from " + table, "update " + table + " set " + set(table)}) {
                assertThatThrownBy(() ->
                                Town.await(town.town.database.pool().query(sql).execute()))
                        .as(sql)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    private static String set(String table) {
        return table.equals("chain_key") ? "first_used_at = null" : "service_id = null";
    }

    private static void refused(String why, Evidence evidence) {
        assertThatThrownBy(() -> town.record(evidence))
                .isInstanceOf(NotEvidence.class)
                .hasMessageContaining(why);
    }
}
