package org.tocsin.speech;

import io.vertx.core.Future;
import java.util.Optional;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.unit.UnitDirectory.OnFile;
import org.tocsin.unit.UnitModel;

/** Says who is called for speech, once a signal has been stored. */
public final class SpeechDesk {
    /**
     * What the unit is told about speech. To be asked after the commit and before the answer; never fails.
     *
     * @param signal what the unit sent
     * @param receipt positive: a first sending, or the repeat of one, which is told the same
     * @param unit who sent it; empty when not on file
     * @return may complete on another thread
     */
    public Future<SpeechInstruction> instruct(Signal signal, Receipt receipt, Optional<OnFile> unit) {
        return Future.succeededFuture(SpeechRules.usual(
                signal.body(),
                unit.map(known -> known.service().speech()).orElse(SpeechRules.STRANGER),
                unit.map(OnFile::model).orElse(UnitModel.UNKNOWN).habits().severalNumbers()));
    }
}
