package org.tocsin.journey.story;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many units or triggers of one model, network and protocol had to be heard, and were not. */
record Rate(String model, String network, String protocol, int asked, int notAtFirst, int never) {

    /** A thing that had to be heard. */
    record One(String cid, boolean first, boolean ever) {}

    /** What is on file of a unit now. */
    record Unit(String model, String network) {}

    static List<Rate> of(Collection<One> things, Map<String, Unit> units) {
        Map<String, Rate> rates = new TreeMap<>();
        for (One one : things) {
            Unit unit = units.get(one.cid);
            if (unit == null) {
                throw new AssertionError("nobody knows the unit " + one.cid);
            }
            String protocol = SeedService.speaksMqtt(one.cid) ? "MQTT" : "SCAIP";
            rates.merge(
                    unit.model + '\t' + unit.network + '\t' + protocol,
                    new Rate(unit.model, unit.network, protocol, 1, one.first ? 0 : 1, one.ever ? 0 : 1),
                    Rate::plus);
        }
        return rates.values().stream()
                .sorted(Comparator.comparing(Rate::asked).reversed())
                .toList();
    }

    static Rate sum(List<Rate> rates) {
        return rates.stream().reduce(new Rate("", "", "", 0, 0, 0), Rate::plus);
    }

    private Rate plus(Rate other) {
        return new Rate(
                model, network, protocol, asked + other.asked, notAtFirst + other.notAtFirst, never + other.never);
    }
}
