package org.tocsin.simulator.conformance.listen;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Suite;

/** Every question to a SCAIP unit. A new one is added to the class of its topic. */
public final class TxCases {
    private TxCases() {}

    public static Suite<TxBench> suite() {
        return new Suite<>(
                "SCAIP unit",
                Stream.of(TxReceipts.cases(), TxRefusals.cases(), TxFaults.cases(), TxSpeech.cases())
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(Case::id))
                        .toList());
    }
}
