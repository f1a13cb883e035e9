package org.tocsin.speech;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.LoggedError;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalKind;
import org.tocsin.speech.SpeechAskStore.Asked;
import org.tocsin.speech.SpeechAskStore.Decided;
import org.tocsin.speech.SpeechInstruction.CallBack;
import org.tocsin.speech.SpeechInstruction.Hold;
import org.tocsin.speech.SpeechInstruction.InCall;
import org.tocsin.speech.SpeechInstruction.NoCall;
import org.tocsin.speech.SpeechInstruction.NotCallable;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * Says who is called for speech, once a signal has been stored. Asks the store only where something in it can matter:
 * the model is held, the service's calls are reported or its number has a token; all others are told at once.
 */
public final class SpeechDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SpeechDesk.class);
    private static final long ANSWER_WITHIN_MS = 1_000;

    private final SpeechAskStore asks;
    private final CallRouting calls;
    private final Keyring keyring;
    private final InstantSource clock;
    private final Function<UUID, Optional<String>> instead;

    public SpeechDesk(Database database, Keyring keyring, InstantSource clock) {
        this(database, keyring, clock, service -> Optional.empty());
    }

    /** @param instead the number of the partner that answers for a service now, whatever that service has set */
    public SpeechDesk(
            Database database, Keyring keyring, InstantSource clock, Function<UUID, Optional<String>> instead) {
        this.instead = instead;
        this.asks = new SpeechAskStore(database);
        this.calls = new CallRouting(database);
        this.keyring = keyring;
        this.clock = clock;
    }

    /**
     * Where a call goes that has come to us, as {@link CallRouting#target} says; fails when the store does not answer
     * within 1 s.
     */
    public Future<Optional<String>> callTarget(@Nullable String called, String serviceCode) {
        return calls.target(called, serviceCode).timeout(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * What the unit is told about speech. To be asked after the commit and before the answer; never fails, and answers
     * within 1 s: where the store does not, as the service's settings say, so that the home is heard by somebody.
     *
     * @param signal what the unit sent
     * @param receipt positive: a first sending, or the repeat of one, which is told the same
     * @param unit who sent it; empty when not on file
     * @return may complete on another thread
     */
    public Future<SpeechInstruction> instruct(Signal signal, Receipt receipt, Optional<OnFile> unit) {
        if (unit.isEmpty()) {
            return Future.succeededFuture(SpeechRules.usual(signal.body(), SpeechRules.STRANGER, true));
        }
        UUID first = firstSending(receipt);
        SpeechRules.Terms terms = terms(signal, unit.get(), first);
        SpeechInstruction usual = SpeechRules.usual(signal.body(), terms);
        if (first == null || terms.plain()) {
            return Future.succeededFuture(usual);
        }
        UUID service = unit.get().service().id();
        return (usual instanceof NoCall || usual instanceof CallBack
                        ? noCall(signal, service).map(usual)
                        : asked(signal, first, service, terms).map(told -> told.orElse(usual)))
                .timeout(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS)
                .otherwise(e -> {
                    LOG.atWarn()
                            .addKeyValue("signalId", first)
                            .addKeyValue("error", LoggedError.of(e))
                            .log("whom to call could not be looked up, the unit is told what its service has set");
                    return usual;
                });
    }

    private SpeechRules.Terms terms(Signal signal, OnFile unit, @Nullable UUID first) {
        boolean several = unit.model().habits().severalNumbers();
        Optional<String> partner = instead.apply(unit.service().id());
        // While the partner answers nobody of ours takes it, so nothing waits for that.
        SpeechRules.Terms own = new SpeechRules.Terms(
                unit.service().speech(),
                several,
                partner.isEmpty() && unit.model().habits().holdUntilTaken(),
                () -> first == null ? "" : SpeechToken.of(keyring, first));
        // A unit that cannot call the partner, one with SIP alone and the partner a plain number, calls where it always
        // does: there is at least a telephone system, which can send it on; told nothing, it would be heard by nobody.
        return partner.map(number -> new SpeechRules.Terms(SpeechRules.allTo(number), several, false, () -> ""))
                .filter(terms -> !(SpeechRules.usual(signal.body(), terms) instanceof NotCallable))
                .orElse(own);
    }

    private Future<Void> noCall(Signal signal, UUID service) {
        return signal.kind() == SignalKind.RESET && !signal.ref().isEmpty()
                ? asks.gaveUp(service, signal.cid(), signal.ref())
                : Future.succeededFuture();
    }

    /** Empty where the signal belongs to no alarm, or to a fault: nobody waits for its call. */
    private Future<Optional<SpeechInstruction>> asked(
            Signal signal, UUID first, UUID service, SpeechRules.Terms terms) {
        Instant now = clock.instant();
        return asks.find(first, service, now).compose(found -> {
            Optional<SpeechInstruction> told = found.flatMap(Asked::told);
            if (found.isEmpty() || told.isPresent()) {
                return Future.succeededFuture(told);
            }
            SpeechInstruction decided =
                    SpeechRules.decide(signal.body(), terms, found.get().known(), now);
            return asks.keep(new Decided(
                            first,
                            service,
                            found.get().alarmId(),
                            terms.token(),
                            now,
                            decided,
                            due(decided, terms, now)))
                    .map(Optional::of);
        });
    }

    /** A held unit asks again by itself, every 5 to 20 s; that it has fallen silent shows without a telephone system. */
    private static @Nullable Instant due(SpeechInstruction decided, SpeechRules.Terms terms, Instant now) {
        boolean awaited = decided instanceof Hold || (terms.speech().callsReported() && !(decided instanceof InCall));
        return awaited ? now.plus(terms.speech().waits().speech()) : null;
    }

    private static @Nullable UUID firstSending(Receipt receipt) {
        if (receipt instanceof Receipt.Recorded recorded) {
            return recorded.signalId();
        }
        return receipt instanceof Receipt.Duplicate duplicate ? duplicate.signalId() : null;
    }
}
