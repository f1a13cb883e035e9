package org.tocsin.gateway.scaip;

import java.util.List;
import org.tocsin.speech.SpeechInstruction;

/** Which reply a stored request gets, in SCAIP's numbers. */
public final class MrsDecision {
    private static final int STORED = 0;
    private static final int WRONG_CONTENT = 3;
    private static final int HOLD = 4;
    private static final int NOT_TREATED = 5;
    private static final int ITS_OWN_RECEIVER = 61;
    private static final int THE_NUMBER = 62;
    private static final int DUPLEX = 1;

    private MrsDecision() {}

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
