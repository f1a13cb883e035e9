package org.tocsin.journey.night;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tocsin.journey.AlarmCentre;
import org.tocsin.journey.MqttPress;
import org.tocsin.journey.ScaipPress;

/**
 * The homes of the night: the first two speak MQTT, the others SCAIP over SIP. Homes 31 to 36 stand in one area that will
 * lose its mains; 41 to 45, each somewhere else, hang on one mobile network; home 50 has a unit that falls silent.
 */
final class Street implements AutoCloseable {
    static final String DARK = "DK1";
    static final String NETWORK = "Violet Mobile";
    static final int SILENT = 50;
    private static final List<String> NAMES = List.of(
            "Agnes Archer",
            "Bertha Booth",
            "Cecil Carver",
            "Doris Dyer",
            "Ernest Ellery",
            "Flora Finch",
            "George Gale",
            "Hilda Hart",
            "Ivor Ives",
            "Joyce Judd",
            "Kenneth Keys",
            "Lilian Lock",
            "Mabel Moss",
            "Norman Nash",
            "Olga Oakes",
            "Percy Pike",
            "Queenie Quill",
            "Ralph Rook",
            "Sybil Stone",
            "Thomas Tully");
    /** Whose neighbour has a key, and rings when something is wrong. */
    private static final Set<Integer> WITH_NEIGHBOUR = Set.of(6, 16, 20);

    private static final Map<String, String> QUIET = Map.of("make", "Quietworks", "name", "One");

    private final AlarmCentre centre;
    private final ScaipPress scaip;
    private final Map<Integer, MqttPress> mqtt = new HashMap<>();
    private int references;

    Street(AlarmCentre centre) {
        this.centre = centre;
        this.scaip = new ScaipPress(centre.sipPort());
    }

    /** Puts all of them on file. */
    void moveIn() {
        for (int home = 1; home <= NAMES.size(); home++) {
            enrol(home, home <= 2);
        }
        for (int home = 31; home <= 36; home++) {
            enrol(home, false);
        }
        for (int home = 41; home <= 45; home++) {
            enrol(home, false);
        }
        centre.put("/api/v1/unit-models", QUIET);
        centre.put(
                "/api/v1/supervision/rules",
                Map.of(
                        "make",
                        "Quietworks",
                        "model",
                        "One",
                        "risk",
                        "standard",
                        "intervalSeconds",
                        2,
                        "gracePercent",
                        0,
                        "graceMinimumSeconds",
                        4));
        enrol(SILENT, false);
    }

    private void enrol(int home, boolean overMqtt) {
        Map<String, Object> unit = new HashMap<>();
        unit.put("cid", cid(home));
        unit.put("protocol", overMqtt ? "mqtt" : "scaip");
        unit.put("authentication", overMqtt ? "password" : "none");
        unit.put("serviceUser", Map.of("name", resident(home), "telephone", "020 7946 %04d".formatted(home)));
        unit.put("home", Map.of("line1", home + " Night Street", "postcode", postcode(home)));
        unit.put("contacts", contacts(home));
        if (home == SILENT) {
            unit.put("model", QUIET);
        }
        if (home > 40 && home < SILENT) {
            unit.put("simNetwork", NETWORK);
        }
        JsonNode enrolled = centre.enrol(unit);
        if (overMqtt) {
            mqtt.put(home, new MqttPress(centre.mqttPort(), enrolled));
        }
    }

    private static List<Map<String, String>> contacts(int home) {
        List<Map<String, String>> contacts = new ArrayList<>();
        if (WITH_NEIGHBOUR.contains(home)) {
            contacts.add(Map.of(
                    "name",
                    neighbour(home),
                    "telephone",
                    neighbourRings(home),
                    "kind",
                    "keyholder",
                    "relation",
                    "next door"));
        }
        return contacts;
    }

    static String cid(int home) {
        return Integer.toString(770_000 + home);
    }

    static String resident(int home) {
        return home <= NAMES.size() ? NAMES.get(home - 1) : "Resident " + cid(home);
    }

    static String neighbour(int home) {
        return "Neighbour of " + home;
    }

    static String neighbourRings(int home) {
        return "07700 901%03d".formatted(home);
    }

    private static String postcode(int home) {
        return (home > 30 && home <= 40 ? DARK : "NT" + home) + " 1AA";
    }

    /** A home sends what these words stand for; returns when the platform has said that it has it. */
    void sends(int home, String words) {
        Trigger trigger = Trigger.of(words);
        String reference = "n" + ++references;
        MqttPress over = mqtt.get(home);
        if (over != null) {
            if (!"0010".equals(trigger.codes().get("stc"))) {
                throw new AssertionError("home " + home + " only has what is pressed");
            }
            over.press(reference, String.valueOf(trigger.codes().get("dty")), "012");
        } else {
            scaip.press(cid(home), reference, trigger.codes());
        }
    }

    /** A unit that nobody has on file. */
    void strangerSends(String cid, String words) {
        scaip.press(cid, "s" + ++references, Trigger.of(words).codes());
    }

    @Override
    public void close() {
        mqtt.values().forEach(MqttPress::close);
        scaip.close();
    }
}
