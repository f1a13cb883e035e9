package org.tocsin.simulator.conformance.mqtt;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Suite;

/** Every question to an MQTT receiver that follows this project's topics and payloads. */
public final class MqCases {
    private MqCases() {}

    public static Suite<MqttBench> suite() {
        return new Suite<>(
                "MQTT receiver",
                Stream.of(MqSignals.cases(), MqRefusals.cases(), MqConnections.cases())
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(Case::id))
                        .toList());
    }
}
