package org.tocsin.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.AddressBlock;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.SignalKind;
import org.tocsin.speech.SpeechDesk;
import org.tocsin.speech.SpeechInstruction;
import org.tocsin.supervision.SignsOfLife;
import org.tocsin.unit.UnitDirectory;

/**
 * The one door through which every protocol hands over what a home unit said. Chooses the lane: a life alarm never
 * waits behind anything else, and whoever has not proved who they are is heard, in a bounded lane with a limit per
 * address.
 */
public final class DeviceIntake {
    private final UnitDirectory units;
    private final SignalIntake signals;
    private final SignsOfLife signsOfLife;
    private final AddressLimit doubtfulAddresses;
    private final SpeechDesk speech;
    private final IntakeMeters meters;

    public DeviceIntake(
            UnitDirectory units,
            SignalIntake signals,
            SignsOfLife signsOfLife,
            AddressLimit doubtfulAddresses,
            SpeechDesk speech,
            MeterRegistry registry) {
        this.units = units;
        this.signals = signals;
        this.signsOfLife = signsOfLife;
        this.doubtfulAddresses = doubtfulAddresses;
        this.speech = speech;
        this.meters = new IntakeMeters(signals, registry);
    }

    /** Who this unit is, to check its credential; fails when the store cannot be asked. */
    public Future<Optional<UnitDirectory.OnFile>> unit(String cid) {
        return units.find(cid);
    }

    /** As {@link #unit}, before all others that are looked up: somebody may have pressed. */
    public Future<Optional<UnitDirectory.OnFile>> unitFirst(String cid) {
        return units.findFirst(cid);
    }

    /** What is on file about this unit has just changed: the next message sees it. */
    public void changed(String cid) {
        units.forget(cid);
    }

    /** As {@link #unit}, and what is on file now: nothing remembered. */
    public Future<Optional<UnitDirectory.OnFile>> unitAnew(String cid) {
        units.forget(cid);
        return units.find(cid);
    }

    /**
     * Stores the signal (a heartbeat: notes the sign of life), or refuses it; never fails and answers within 2 s. The answer may come on another thread.
     *
     * @param unit who sent it; empty when not on file
     */
    public Future<Receipt> take(Signal signal, Optional<UnitDirectory.OnFile> unit) {
        boolean proven = unit.isPresent() && signal.context().doubts().stream().noneMatch(Doubt::unproven);
        if (signal.kind() == SignalKind.HEARTBEAT) {
            return Future.succeededFuture(heartbeat(signal, proven ? unit : Optional.empty()));
        }
        long since = System.nanoTime();
        Future<Receipt> receipt = proven
                ? signals.submit(signal, laneKey(signal, unit.get()), lane(signal.kind()))
                : takeDoubtful(signal);
        return receipt.onSuccess(given -> {
            meters.answered(signal.origin().protocol(), given, since);
            if (proven && given instanceof Receipt.Duplicate) {
                // A first sending is on file with its time; of a repeat nothing else says that the unit is there.
                noteLife(signal, unit.get());
            }
        });
    }

    private boolean noteLife(Signal signal, UnitDirectory.OnFile unit) {
        return signsOfLife.heard(
                unit.unit().id(), unit.unit().serviceId(), signal.origin().receivedAt());
    }

    /**
     * What the unit is told about speech; asked after a positive receipt and before the answer. Never fails and answers
     * within 1 s. The answer may come on another thread.
     */
    public Future<SpeechInstruction> instruct(Signal signal, Receipt receipt, Optional<UnitDirectory.OnFile> unit) {
        return speech.instruct(signal, receipt, unit);
    }

    /**
     * Where a call that has come to us is sent on to; empty where no number is on file. Fails when the store cannot be
     * asked.
     *
     * @param called the address that was called; null for a caller who has not proved who they are
     * @param serviceCode the caller's service, the default one of a stranger
     */
    public Future<Optional<String>> callTarget(@Nullable String called, String serviceCode) {
        return speech.callTarget(called, serviceCode);
    }

    private Future<Receipt> takeDoubtful(Signal signal) {
        if (!doubtfulAddresses.allows(AddressBlock.of(signal.origin().remoteAddress()))) {
            return Future.succeededFuture(new Receipt.Refused(Receipt.Reason.ADDRESS_LIMIT));
        }
        return signals.submit(signal, signal.cid(), SignalIntake.Lane.DOUBTFUL);
    }

    /** One of nobody on file is answered and not kept: it must not use up what a stranger may send in need. */
    private Receipt heartbeat(Signal signal, Optional<UnitDirectory.OnFile> proven) {
        meters.heartbeat(signal.origin().protocol());
        proven.ifPresent(unit -> signsOfLife.heardOf(
                unit.unit().id(), signal.body(), signal.origin().receivedAt()));
        boolean assured = proven.map(unit -> noteLife(signal, unit)).orElseGet(signsOfLife::mayAssure);
        return assured ? new Receipt.Recorded(signal.id()) : new Receipt.Refused(Receipt.Reason.STORE_UNAVAILABLE);
    }

    private static String laneKey(Signal signal, UnitDirectory.OnFile unit) {
        UUID home = unit.unit().homeId();
        return home == null ? signal.cid() : home.toString();
    }

    /** Whether somebody may have pressed: it waits behind nothing else. */
    public static boolean isLife(SignalKind kind) {
        return lane(kind) == SignalIntake.Lane.LIFE;
    }

    private static SignalIntake.Lane lane(SignalKind kind) {
        return switch (kind) {
            case ALARM, RESET, CANCEL, INFORMATION, UNREADABLE -> SignalIntake.Lane.LIFE;
            case TECHNICAL, RESTORAL, PRESENCE, TEST, HEARTBEAT -> SignalIntake.Lane.ROUTINE;
        };
    }
}
