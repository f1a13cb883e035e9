package org.tocsin.gateway.scaip;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.gateway.sip.SipReply;
import org.tocsin.gateway.sip.SipRequest;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalKind;
import org.tocsin.speech.SpeechInstruction;
import org.tocsin.unit.RegisteredContact;
import org.tocsin.unit.UndeliveredReplies;
import org.tocsin.unit.UnitDirectory.OnFile;

/** What the application answers to a request that is on file, and which way the answer goes. */
final class ScaipReplies {
    /** The media type of the dialect whose answers stand in the 200. */
    static final String DIALECT = "application/xml";

    private final DeviceIntake intake;
    private final MrsSender sender;
    private final InstantSource clock;
    private final boolean inside;

    /**
     * @param inside true where the answer is written into the 200 instead of into a message of its own
     */
    ScaipReplies(DeviceIntake intake, MrsSender sender, InstantSource clock, boolean inside) {
        this.intake = intake;
        this.sender = sender;
        this.clock = clock;
        this.inside = inside;
    }

    /** A request that is on file, from a sender who is known as far as may be. */
    record Stored(Signal signal, Receipt receipt, Optional<OnFile> unit) {}

    /** True for the dialect that hears the answer in the 200 and nowhere else. */
    boolean inside() {
        return inside;
    }

    /** May complete on another thread; never fails. */
    Future<Mrs> decide(Mrq request, Stored stored) {
        if (!(request instanceof Mrq.Read read)
                || !read.regular()
                || MrsDecision.refused(stored.signal(), stored.unit())) {
            return Future.succeededFuture(decide(request, stored, new SpeechInstruction.NoCall()));
        }
        return intake.instruct(stored.signal(), stored.receipt(), stored.unit())
                .map(instruction -> decide(request, stored, instruction));
    }

    /** The 200 with the answer inside: another root and media type, everything else alike. */
    SipReply inside(Mrs mrs) {
        return SipReply.OK.with(DIALECT, mrs.xml("scaip"));
    }

    /** Sends the answer in a message of its own. */
    void send(Mrs mrs, SipRequest request, SipFlow flow, Stored stored) {
        Signal signal = stored.signal();
        boolean light = signal.kind() == SignalKind.HEARTBEAT;
        sender.send(
                mrs,
                request,
                signal.cid(),
                path(flow, stored),
                light,
                stored.unit().map(unit -> reply(unit, stored)));
    }

    private Mrs decide(Mrq request, Stored stored, SpeechInstruction instruction) {
        return MrsDecision.decide(request, stored.signal(), stored.unit(), instruction);
    }

    /** A unit that repeats itself has not heard the first answer: the second goes where the request came from. */
    private ReplyPath path(SipFlow flow, Stored stored) {
        boolean proven = stored.unit().filter(ScaipProof::proves).isPresent()
                && !stored.signal().context().doubts().contains(Doubt.FAILED_PASSWORD);
        boolean first = !(stored.receipt() instanceof Receipt.Duplicate);
        @Nullable RegisteredContact contact = stored.unit().map(OnFile::contact).orElse(null);
        return ReplyPath.choose(flow, contact, proven && first, clock.instant());
    }

    private static UndeliveredReplies.Reply reply(OnFile unit, Stored stored) {
        Receipt receipt = stored.receipt();
        boolean repeated = receipt instanceof Receipt.Duplicate;
        return new UndeliveredReplies.Reply(
                unit.unit().id(),
                unit.unit().serviceId(),
                repeated
                        ? ((Receipt.Duplicate) receipt).signalId()
                        : stored.signal().id());
    }
}
