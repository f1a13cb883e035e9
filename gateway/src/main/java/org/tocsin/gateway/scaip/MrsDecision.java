package org.tocsin.gateway.scaip;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.Signal;
import org.tocsin.speech.SpeechInstruction;
import org.tocsin.unit.UnitDirectory.OnFile;

/** Which reply a stored request gets, in SCAIP's numbers. */
public final class MrsDecision {
    private static final int STORED = 0;
    private static final int WRONG_CONTENT = 3;
    private static final int HOLD = 4;
    private static final int NOT_TREATED = 5;
    private static final int ITS_OWN_RECEIVER = 61;
    private static final int THE_NUMBER = 62;
    private static final int REFUSED = 99;
    private static final int DUPLEX = 1;
    private static final Pattern ADJUSTABLE = Pattern.compile("0*1");

    private MrsDecision() {}

    /**
     * @param signal the request as it was stored
     * @param unit who sent it; empty when not on file
     */
    static Mrs decide(Mrq request, Signal signal, Optional<OnFile> unit, SpeechInstruction instruction) {
        if (request instanceof Mrq.Read read && refused(signal, unit)) {
            return new Mrs(read.ref(), REFUSED, "the sender's name and cid must be the same", null);
        }
        return withHeartbeat(decide(request, instruction), signal, unit);
    }

    /** True where the unit's model must not be heard under another name. A person sees its alarm all the same. */
    static boolean refused(Signal signal, Optional<OnFile> unit) {
        return signal.context().doubts().contains(Doubt.SENDER_MISMATCH)
                && unit.filter(known -> known.model().habits().senderMustMatch())
                        .isPresent();
    }

    /**
     * The answer that also says how often the unit shall be heard, whichever protocol carries it: only to a unit that
     * says it may be told ({@code hbo} 1), and only where its own setting or its model's says how often.
     */
    public static Mrs withHeartbeat(Mrs mrs, Signal signal, Optional<OnFile> unit) {
        String offer = signal.body().get("hbo");
        return unit.isEmpty() || offer == null || !ADJUSTABLE.matcher(offer).matches()
                ? mrs
                : mrs.with(unit.get().model().habits().heartbeat());
    }

    static Mrs decide(Mrq request, SpeechInstruction instruction) {
        if (request instanceof Mrq.Broken broken) {
            return new Mrs(broken.ref(), broken.status(), broken.reason(), null);
        }
        Mrq.Read read = (Mrq.Read) request;
        if (!read.regular()) {
            return new Mrs(read.ref(), WRONG_CONTENT, "ref: letters and digits only", null);
        }
        return accept(read.ref(), instruction);
    }

    /** The reply to a request that was understood and stored, whichever protocol carried it. */
    public static Mrs accept(String ref, SpeechInstruction instruction) {
        if (instruction instanceof SpeechInstruction.CallOwnReceiver) {
            return new Mrs(ref, STORED, null, new Mrs.Speech(DUPLEX, ITS_OWN_RECEIVER, List.of()));
        }
        if (instruction instanceof SpeechInstruction.CallNumbers call) {
            return new Mrs(ref, STORED, null, new Mrs.Speech(DUPLEX, THE_NUMBER, call.numbers()));
        }
        if (instruction instanceof SpeechInstruction.CallBack callBack) {
            return new Mrs(ref, STORED, null, new Mrs.Speech(DUPLEX, callBack.minutes(), List.of()));
        }
        if (instruction instanceof SpeechInstruction.Hold) {
            return new Mrs(ref, HOLD, null, Mrs.Speech.NONE);
        }
        if (instruction instanceof SpeechInstruction.NotCallable none) {
            return new Mrs(ref, NOT_TREATED, "no number for " + none.scheme(), Mrs.Speech.NONE);
        }
        return new Mrs(ref, STORED, null, Mrs.Speech.NONE);
    }
}
