package org.tocsin.estate;

import java.util.ArrayList;
import java.util.List;

/**
 * What a row says.
 *
 * @param faults why it cannot go in, each a sentence that names its column; empty when it can
 * @param remarks what was left out of it and why, and what is to be known of what it does
 */
public record Reading(HomeState wanted, List<String> faults, List<String> remarks) {
    public Reading {
        faults = List.copyOf(faults);
        remarks = List.copyOf(remarks);
    }

    /** What must not stand in two rows of one file: {@code home:H1}, {@code cid:123}, {@code dwelling:Rose Court/12}. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        key(keys, "home", wanted.home(), Fact.HOME_ID);
        Thing home = wanted.home();
        if (home.says(Fact.SCHEME) && home.says(Fact.SCHEME_DEVICE)) {
            keys.add("dwelling:" + home.get(Fact.SCHEME) + "/" + home.get(Fact.SCHEME_DEVICE));
        }
        for (Thing resident : wanted.of(Part.RESIDENT).values()) {
            key(keys, "resident", resident, Fact.RESIDENT_ID);
        }
        for (Thing unit : wanted.of(Part.UNIT).values()) {
            key(keys, "cid", unit, Fact.CID);
            key(keys, "unit", unit, Fact.UNIT_ID);
            key(keys, "certificate", unit, Fact.CERTIFICATE_NAME);
        }
        for (Thing trigger : wanted.of(Part.TRIGGER).values()) {
            key(keys, "trigger", trigger, Fact.TRIGGER_ID);
        }
        return keys;
    }

    private static void key(List<String> keys, String kind, Thing thing, Fact fact) {
        if (thing.says(fact)) {
            keys.add(kind + ":" + thing.get(fact));
        }
    }
}
