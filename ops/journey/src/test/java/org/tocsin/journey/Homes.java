package org.tocsin.journey;

import java.util.List;
import java.util.Map;

/** Homes as an integrator enrols them. */
final class Homes {
    private Homes() {}

    /** Everything on file that can be. */
    static Map<String, ?> margaret(String cid) {
        return Map.of(
                "cid",
                cid,
                "protocol",
                "mqtt",
                "authentication",
                "password",
                "serviceUser",
                Map.of(
                        "name", "Margaret Shah",
                        "telephone", "020 7946 0123",
                        "notes",
                                "84. Hard of hearing on the left: speak slowly. Type 2 diabetes, insulin."
                                        + " Four falls since August."),
                "home",
                Map.of(
                        "line1", "12 Elm Road",
                        "line2", "Gospel Oak",
                        "town", "London",
                        "postcode", "NW5 1AB",
                        "risks",
                                "Large dog in the kitchen: friendly, but shut the door. Loose stair rod on the"
                                        + " third step.",
                        "keySafe", "4711",
                        "accessNote", "Key safe behind the meter box, left of the door."),
                "contacts",
                List.of(
                        Map.of(
                                "name", "Nadia Shah",
                                "telephone", "020 7946 0311",
                                "kind", "relative",
                                "relation", "daughter"),
                        Map.of(
                                "name", "Paul Whitcombe",
                                "telephone", "020 7946 0177",
                                "kind", "keyholder",
                                "relation", "next door")));
    }

    /** The least that can be enrolled: a SCAIP unit that proves nothing. */
    static Map<String, ?> plain(String cid, String name, String line1, String postcode) {
        return Map.of(
                "cid",
                cid,
                "protocol",
                "scaip",
                "authentication",
                "none",
                "serviceUser",
                Map.of("name", name),
                "home",
                Map.of("line1", line1, "postcode", postcode));
    }
}
