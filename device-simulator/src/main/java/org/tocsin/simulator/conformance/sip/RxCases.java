package org.tocsin.simulator.conformance.sip;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Suite;

/** Every question to a SCAIP receiver. A new one is added to the class of its topic. */
public final class RxCases {
    private RxCases() {}

    public static Suite<SipBench> suite() {
        return new Suite<>(
                "SCAIP receiver",
                Stream.of(
                                RxContent.cases(),
                                RxForms.cases(),
                                RxRefusals.cases(),
                                RxTransport.cases(),
                                RxConnections.cases(),
                                RxProof.cases(),
                                RxSpeech.cases())
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(Case::id))
                        .toList());
    }
}
