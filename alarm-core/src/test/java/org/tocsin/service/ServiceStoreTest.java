package org.tocsin.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.OutcomeCode;
import org.tocsin.platform.Database;
import org.tocsin.platform.TestDatabase;

class ServiceStoreTest {
    static Vertx vertx;
    static ServiceStore store;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        store = new ServiceStore(Database.open(vertx, TestDatabase.create().url(), 4), InstantSource.system());
    }

    @AfterAll
    static void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void ensuring_twice_gives_the_same_service_and_keeps_what_was_changed() throws Exception {
        OutcomeCode first = new OutcomeCode("accidental", "Accidental press", false);
        TelecareService made = await(store.ensure("north", "North", List.of(first)));
        TelecareService again = await(store.ensure(
                "north",
                "Another name",
                List.of(
                        new OutcomeCode("accidental", "Changed", true),
                        new OutcomeCode("ambulance", "Ambulance", true))));
        assertThat(again).isEqualTo(made);
        assertThat(made.zone()).isEqualTo(ZoneId.of("Europe/London"));
        assertThat(made.speech()).isEqualTo(new TelecareService.Speech(61, null));
        assertThat(made.deadlines().answerWithin()).isEqualTo(Duration.ofMinutes(2));
        assertThat(await(store.outcomeCodes(Scope.platform(made.id()))))
                .containsExactly(first, new OutcomeCode("ambulance", "Ambulance", true));
    }

    @Test
    void several_processes_may_ensure_at_once() throws Exception {
        List<Future<TelecareService>> all = List.of(
                store.ensure("rush", "Rush", ServiceStore.usualOutcomes()),
                store.ensure("rush", "Rush", ServiceStore.usualOutcomes()),
                store.ensure("rush", "Rush", ServiceStore.usualOutcomes()));
        for (Future<TelecareService> one : all) {
            assertThat(await(one)).isEqualTo(await(all.get(0)));
        }
    }

    @Test
    void one_service_has_no_outcome_codes_of_another() throws Exception {
        TelecareService full = await(store.ensure("full", "Full", ServiceStore.usualOutcomes()));
        TelecareService bare = await(store.ensure("bare", "Bare", List.of()));
        assertThat(await(store.outcomeCodes(Scope.platform(full.id()))))
                .containsExactlyElementsOf(ServiceStore.usualOutcomes());
        assertThat(await(store.outcomeCodes(Scope.platform(bare.id())))).isEmpty();
        assertThat(await(store.findByCode("full"))).contains(full);
        assertThat(await(store.findById(bare.id()))).contains(bare);
        assertThat(await(store.findByCode("nowhere"))).isEmpty();
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
