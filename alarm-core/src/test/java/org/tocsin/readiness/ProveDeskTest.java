package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.readiness.ProveDesk.State;

/** The test at the door: what passes, what fails, and how often. */
class ProveDeskTest {
    private static final Keyring KEYRING = Keyring.fromHex("5a".repeat(32));

    static ProofTown town;
    static ProveDesk desk;
    static ProveCodes codes;
    static UUID service;
    static Scope scope;

    @BeforeAll
    static void open() {
        town = new ProofTown();
        desk = new ProveDesk(town.town.database, KEYRING, town.town.clock);
        codes = new ProveCodes(town.town.database, KEYRING, town.town.clock);
        service = town.town.service("doors");
        scope = town.town.person(service, "mary", "Mary", "MANAGER");
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void a_press_after_the_code_was_entered_passes_proves_the_trigger_and_uses_the_code_up() {
        ProofTown.Dwelling home = town.dwelling(service);
        String code = code(home);
        assertThat(code).matches("[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}");
        town.press(home);
        town.town.pass(Duration.ofSeconds(1));
        String token = await(desk.enter(code.toLowerCase(Locale.ROOT).replace("-", " ")))
                .orElseThrow();
        await(desk.decide());
        assertThat(test(token).state()).isEqualTo(State.WAITING);
        town.town.pass(Duration.ofSeconds(7));
        UUID signal = town.press(home);
        await(desk.decide());
        ProveDesk.Test passed = test(token);
        assertThat(passed.state()).isEqualTo(State.PASSED);
        assertThat(await(desk.byReference(passed.reference()))).contains(passed);
        Proof proof = proofs(home).get(0);
        assertThat(proof.evidence().signalId()).isEqualTo(signal);
        assertThat(proof.evidence().kind()).isEqualTo(Evidence.Kind.PROVE_PAGE);
        assertThat(proof.evidence().peripheralId()).isEqualTo(home.pendant());
        assertThat(await(desk.enter(code))).isEmpty();
    }

    @Test
    void a_press_in_a_dwelling_of_a_scheme_passes_and_its_neighbour_s_does_not() {
        UUID scheme = Ids.next();
        ProofTown.Dwelling controller = town.controller(service, scheme);
        ProofTown.Dwelling flat = town.flat(service, scheme, controller, "F12");
        town.flat(service, scheme, controller, "F13");
        String token = await(desk.enter(code(flat))).orElseThrow();
        town.town.pass(Duration.ofSeconds(3));
        town.signal(flat.cid(), Map.of("dty", "0003", "stc", "0010", "did", "F13"));
        await(desk.decide());
        assertThat(test(token).state()).isEqualTo(State.WAITING);
        town.signal(flat.cid(), Map.of("dty", "0003", "stc", "0010", "did", "F12"));
        await(desk.decide());
        assertThat(test(token).state()).isEqualTo(State.PASSED);
        assertThat(proofs(flat).get(0).evidence().peripheralId()).isEqualTo(flat.pendant());
    }

    @Test
    void without_a_press_it_fails_when_its_time_is_over_and_the_code_can_be_used_again() {
        ProofTown.Dwelling home = town.dwelling(service);
        String code = code(home);
        String token = await(desk.enter(code)).orElseThrow();
        town.press(town.dwelling(service));
        town.signal(home.cid(), Map.of("mty", "IN", "dty", "0003", "stc", "0102"));
        town.town.pass(ProveDesk.WINDOW);
        await(desk.decide());
        assertThat(test(token).state()).isEqualTo(State.WAITING);
        town.town.pass(Duration.ofSeconds(11));
        await(desk.decide());
        assertThat(test(token).state()).isEqualTo(State.FAILED);
        town.press(home);
        await(desk.decide());
        assertThat(test(token).state()).isEqualTo(State.FAILED);
        assertThat(proofs(home)).isEmpty();
        assertThat(await(desk.enter(code))).isPresent();
    }

    @Test
    void one_code_is_completed_once_even_when_it_was_entered_twice() {
        ProofTown.Dwelling home = town.dwelling(service);
        String code = code(home);
        String one = await(desk.enter(code)).orElseThrow();
        String two = await(desk.enter(code)).orElseThrow();
        town.town.pass(Duration.ofSeconds(1));
        town.press(home);
        await(desk.decide());
        await(desk.decide());
        assertThat(List.of(test(one).state(), test(two).state())).containsExactlyInAnyOrder(State.PASSED, State.FAILED);
    }

    @Test
    void a_code_entered_over_and_over_keeps_no_other_test_waiting() {
        String many = code(town.dwelling(service));
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            tokens.add(await(desk.enter(many)).orElseThrow());
        }
        ProofTown.Dwelling home = town.dwelling(service);
        String token = await(desk.enter(code(home))).orElseThrow();
        town.town.pass(Duration.ofSeconds(1));
        town.press(home);
        await(desk.decide());
        assertThat(test(token).state()).isEqualTo(State.PASSED);

        // None of them is forgotten.
        town.town.pass(ProveDesk.WINDOW.plusSeconds(11));
        while (await(desk.decide()) > 0) {
            // until nothing is due
        }
        assertThat(tokens).allMatch(one -> test(one).state() == State.FAILED);
    }

    @Test
    void the_many_tests_of_one_service_keep_no_other_service_waiting() {
        for (int i = 0; i < 20; i++) {
            String theirs = code(town.dwelling(service));
            for (int k = 0; k < 3; k++) {
                await(desk.enter(theirs));
            }
        }
        town.town.pass(ProveDesk.WINDOW.plusSeconds(11));
        UUID other = town.town.service("other-service");
        ProofTown.Dwelling home = town.dwelling(other);
        String token = await(desk.enter(code(home))).orElseThrow();
        town.town.pass(Duration.ofSeconds(1));
        town.press(home);
        assertThat(await(desk.decide())).isEqualTo(50);
        assertThat(test(token).state()).isEqualTo(State.PASSED);
    }

    @Test
    void a_code_works_only_in_its_time_and_not_when_it_was_taken_back() {
        ProofTown.Dwelling home = town.dwelling(service);
        Instant now = town.town.clock.instant();
        ProveCodes.Issued tomorrow = await(codes.issue(
                        scope, home.homeId(), now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)), null))
                .orElseThrow();
        assertThat(await(desk.enter(tomorrow.code()))).isEmpty();
        ProveCodes.Issued today = await(codes.issue(scope, home.homeId(), now, now.plusSeconds(60), null))
                .orElseThrow();
        assertThat(await(desk.enter(today.code()))).isPresent();
        assertThat(await(codes.revoke(Scope.platform(town.town.service("doors-2")), today.id(), null)))
                .isFalse();
        assertThat(await(codes.revoke(scope, today.id(), null))).isTrue();
        assertThat(await(desk.enter(today.code()))).isEmpty();
        assertThat(await(desk.enter("ABCDE-FGHJK"))).isEmpty();
        assertThat(await(desk.enter(""))).isEmpty();
        assertThat(await(codes.ofHome(scope, home.homeId()))).hasSize(2);
    }

    @Test
    void an_unproven_sender_passes_nothing() {
        ProofTown.Dwelling home = town.dwelling(service);
        String token = await(desk.enter(code(home))).orElseThrow();
        town.town.pass(Duration.ofSeconds(1));
        UUID forged = town.press(home);
        town.town.sql("update signal set doubts = '{FAILED_PASSWORD}' where id = '%s'", forged);
        await(desk.decide());
        assertThat(test(token).state()).isEqualTo(State.WAITING);
        town.town.pass(Duration.ofSeconds(1));
        town.press(home);
        await(desk.decide());
        assertThat(test(token).state()).isEqualTo(State.PASSED);
    }

    private static String code(ProofTown.Dwelling home) {
        Instant now = town.town.clock.instant();
        return await(codes.issue(
                        Scope.platform(home.serviceId()), home.homeId(), now, now.plus(Duration.ofDays(3)), null))
                .orElseThrow()
                .code();
    }

    private static ProveDesk.Test test(String token) {
        return await(desk.find(token)).orElseThrow();
    }

    private static List<Proof> proofs(ProofTown.Dwelling home) {
        return await(new ReadinessStore(town.town.database, town.town.clock).proofs(scope, home.homeId(), 10));
    }
}
