package org.tocsin.console.readiness;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.Equipment;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.home.HomeStore;
import org.tocsin.home.Peripheral;
import org.tocsin.home.PeripheralStore;
import org.tocsin.readiness.LineConfirmations;
import org.tocsin.readiness.Proof;
import org.tocsin.readiness.ProveCodes;
import org.tocsin.readiness.Readiness;
import org.tocsin.readiness.ReadinessException;
import org.tocsin.readiness.ReadinessExceptions;
import org.tocsin.readiness.ReadinessStore;
import org.tocsin.readiness.TriggerProof;
import org.tocsin.service.ServiceStore;

/** Gathers what is known of one home's readiness, worked out on the spot. Each reading is on the audit trail. */
final class HomeReader {
    private static final int LAST_PROOFS = 30;

    private final Parts parts;
    private final HomeStore homes;
    private final HomeFactsStore facts;
    private final PeripheralStore triggers;
    private final ReadinessStore readiness;
    private final ReadinessExceptions exceptions;
    private final LineConfirmations confirmations;
    private final ProveCodes codes;
    private final ServiceStore services;
    private final AuditTrail audit;

    HomeReader(Parts parts) {
        this.parts = parts;
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.facts = new HomeFactsStore(parts.database());
        this.triggers = new PeripheralStore(parts.database());
        this.readiness = new ReadinessStore(parts.database(), parts.clock());
        this.exceptions = new ReadinessExceptions(parts.database(), parts.clock());
        this.confirmations = new LineConfirmations(parts.database(), parts.clock());
        this.codes = new ProveCodes(parts.database(), parts.keyring(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** Everything of one home, as the stores have it. */
    private record Found(
            HomeStore.Card card,
            HomeFacts facts,
            Readiness readiness,
            List<Peripheral> triggers,
            List<ReadinessException> exceptions,
            List<LineConfirmations.Confirmation> confirmations,
            List<ProveCodes.Known> codes,
            List<Proof> proofs) {}

    /**
     * @param code a code that was issued just now; null for none
     * @param problem why the last act was refused; empty for none
     */
    Future<Optional<HomePage>> read(
            SignedIn me, UUID homeId, @Nullable String code, String problem, @Nullable String address) {
        Scope scope = me.scope();
        return readiness
                .home(scope, homeId)
                .compose(ready -> ready.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : audit.record(scope, "read-readiness", "home:" + homeId, address)
                                .compose(audited -> gather(scope, homeId, ready.get()))
                                .compose(found -> services.findById(scope.serviceId())
                                        .map(service -> Optional.of(page(
                                                me,
                                                found,
                                                new WallClock(
                                                        service.orElseThrow().zone()),
                                                code,
                                                problem)))));
    }

    private Future<Found> gather(Scope scope, UUID homeId, Readiness ready) {
        Future<Optional<HomeStore.Card>> card = homes.card(scope, homeId);
        Future<Optional<HomeFacts>> known = facts.find(scope, homeId);
        Future<List<Peripheral>> there = triggers.list(scope, homeId);
        Future<List<ReadinessException>> inTheWay = exceptions.ofHome(scope, homeId);
        Future<List<LineConfirmations.Confirmation>> told = confirmations.ofHome(scope, homeId);
        Future<List<ProveCodes.Known>> issued = codes.ofHome(scope, homeId);
        Future<List<Proof>> proofs = readiness.proofs(scope, homeId, LAST_PROOFS);
        return Future.all(List.of(card, known, there, inTheWay, told, issued, proofs))
                .map(all -> new Found(
                        card.result().orElseThrow(),
                        known.result().orElse(HomeFacts.UNKNOWN),
                        ready,
                        there.result(),
                        inTheWay.result(),
                        told.result(),
                        issued.result(),
                        proofs.result()));
    }

    private HomePage page(SignedIn me, Found found, WallClock clock, @Nullable String code, String problem) {
        boolean manages = me.role() == Role.MANAGER || me.role() == Role.ADMIN;
        return new HomePage(
                found.card().home().id().toString(),
                found.card().home().address().words(),
                ReadinessWords.of(found.readiness().state()) + ": "
                        + ReadinessWords.rule(found.readiness().state()),
                found.readiness().proof() == TriggerProof.State.CURRENT,
                facts(found, clock),
                found.readiness().triggers().stream()
                        .map(proof -> trigger(proof, found.triggers(), clock))
                        .toList(),
                found.exceptions().stream()
                        .filter(one -> one.endedAt() == null)
                        .findFirst()
                        .map(one -> exception(one, clock))
                        .orElse(null),
                found.confirmations().stream().map(one -> told(one, clock)).toList(),
                found.codes().stream().map(one -> code(one, clock)).toList(),
                found.proofs().stream()
                        .map(proof -> proof(proof, found.triggers(), clock))
                        .toList(),
                code,
                problem,
                new HomePage.May(manages, manages || me.role() == Role.INSTALLER));
    }

    private List<HomePage.Fact> facts(Found found, WallClock clock) {
        LocalDate today = parts.clock().instant().atZone(clock.zone()).toLocalDate();
        HomeFacts facts = found.facts();
        List<HomePage.Fact> list = new ArrayList<>();
        list.add(new HomePage.Fact(
                "Equipment", ReadinessWords.of(facts.equipment()), facts.equipment() != Equipment.DIGITAL));
        LocalDate due = found.readiness().converterDueOn();
        if (due != null) {
            LocalDate assessed = facts.converterAssessedOn();
            list.add(new HomePage.Fact(
                    "Converter",
                    "interim; risk "
                            + (assessed == null ? "never assessed" : "assessed " + ReadinessWriter.day(assessed))
                            + ", next test by " + ReadinessWriter.day(due),
                    assessed == null || !due.isAfter(today)));
        }
        HomeFacts.Line line = facts.line();
        LocalDate planned = line.plannedOn();
        list.add(new HomePage.Fact(
                "Line",
                (line.provider() == null ? "provider not known" : line.provider())
                        + (planned == null ? ", no date named" : ", moves " + ReadinessWriter.day(planned)),
                line.provider() == null));
        Instant told = line.confirmedAt();
        list.add(new HomePage.Fact(
                "Provider told", told == null ? "no" : clock.day(told) + " by " + line.confirmedBy(), false));
        TriggerProof.State worst = found.readiness().proof();
        list.add(new HomePage.Fact(
                "Proof",
                "%d of %d triggers proved"
                        .formatted(
                                found.readiness().count(TriggerProof.State.CURRENT),
                                found.readiness().triggers().size()),
                worst != TriggerProof.State.CURRENT));
        return list;
    }

    private static HomePage.Trigger trigger(TriggerProof proof, List<Peripheral> named, WallClock clock) {
        Instant heard = proof.heardAt();
        Instant until = proof.state() == TriggerProof.State.CURRENT ? proof.until() : null;
        Instant since = proof.since();
        String why = (heard == null ? "" : "heard " + clock.day(heard))
                + (until == null ? "" : ", good until " + clock.day(until))
                + (proof.reason() == null ? "" : (heard == null ? "" : "; ") + ReadinessWords.of(proof.reason()))
                + (since == null ? "" : " " + clock.day(since));
        return new HomePage.Trigger(
                name(proof.triggerId(), named),
                ReadinessWords.of(proof.state()),
                why,
                proof.state() != TriggerProof.State.CURRENT);
    }

    private static HomePage.ProofLine proof(Proof proof, List<Peripheral> named, WallClock clock) {
        UUID trigger = proof.evidence().peripheralId();
        String what = trigger == null ? "Unit and path" : name(trigger, named);
        return new HomePage.ProofLine(
                clock.full(proof.evidence().receivedAt()),
                what + ", " + ReadinessWords.of(proof.evidence().kind()),
                proof.evidence().by());
    }

    private static String name(UUID trigger, List<Peripheral> named) {
        return named.stream()
                .filter(one -> one.id().equals(trigger))
                .findFirst()
                .map(Peripheral::words)
                .orElse("A trigger that is gone");
    }

    private static String exception(ReadinessException one, WallClock clock) {
        LocalDate review = one.reviewOn();
        return ReadinessWords.of(one.kind()) + ", since " + clock.day(one.since()) + "; " + one.owner() + " sees to it"
                + (review == null ? "" : ", looked at again " + ReadinessWriter.day(review))
                + (one.note() == null ? "" : ". " + one.note());
    }

    private static String told(LineConfirmations.Confirmation one, WallClock clock) {
        return clock.day(one.at()) + ": " + (one.provider() == null ? "the provider" : one.provider()) + " told by "
                + one.by()
                + (one.overrideReason() == null
                        ? ", every trigger proved"
                        : ", NOT every trigger proved: " + one.overrideReason());
    }

    private static String code(ProveCodes.Known code, WallClock clock) {
        String until = clock.day(code.validFrom()) + " to " + clock.day(code.validUntil());
        if (code.completedAt() != null) {
            return until + ", used " + clock.day(code.completedAt());
        }
        return code.revokedAt() == null ? until + ", not used yet" : until + ", taken back";
    }
}
