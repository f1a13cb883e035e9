package org.tocsin.estate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tocsin.unit.NewUnit;

/**
 * Reads the cells of one row. An empty cell says nothing and changes nothing; {@code (none)} says that there is nothing.
 * Pure.
 */
public final class RowReader {
    /** What a cell says to empty what is on file. */
    public static final String NONE = "(none)";

    private static final int LONGEST_CELL = 4_000;

    private final Mapping mapping;
    private final ZoneId zone;
    private final Instant now;
    private final LocalDate today;

    public RowReader(Mapping mapping, ZoneId zone, Instant now) {
        this.mapping = mapping;
        this.zone = zone;
        this.now = now;
        this.today = now.atZone(zone).toLocalDate();
    }

    public Reading read(List<String> cells) {
        List<String> faults = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        Map<Part, TreeMap<Integer, Map<Fact, String>>> said = new EnumMap<>(Part.class);
        for (int column = 0; column < cells.size(); column++) {
            Field field = mapping.field(column).orElse(null);
            String text = clean(cells.get(column));
            if (field != null && !text.isEmpty()) {
                cell(field, column, text, said, faults);
            }
        }
        if (cells.size() > mapping.keys().size()) {
            faults.add(
                    "The row has more cells than the heading has columns; a separator or quotation mark is missing.");
        }
        HomeState wanted = state(said);
        check(wanted, faults);
        if (wanted.home().get(Fact.EQUIPMENT).equals("ANALOGUE")
                && !wanted.of(Part.UNIT).isEmpty()) {
            remarks.add("The home's unit is analogue: what the row says of the unit is left out.");
            wanted = without(wanted, Part.UNIT);
        }
        return new Reading(wanted, faults, remarks);
    }

    private void cell(
            Field field,
            int column,
            String text,
            Map<Part, TreeMap<Integer, Map<Fact, String>>> said,
            List<String> faults) {
        Fact fact = field.fact();
        String kept = "";
        if (text.length() > LONGEST_CELL) {
            faults.add(field.words() + " is longer than " + LONGEST_CELL + " characters.");
        } else if (!text.equalsIgnoreCase(NONE)) {
            Values.Reading read = Values.read(fact, text, zone);
            if (!read.fault().isEmpty()) {
                faults.add(field.words() + " " + Quotation.of(column, read.fault()) + ".");
            }
            kept = read.kept();
        } else if (fact == Fact.HOME_ID || fact == Fact.LINE1 || fact == Fact.POSTCODE) {
            faults.add(field.words() + " cannot be nothing.");
        } else if (fact.part() == Part.CONTACT && fact == Fact.CONTACT_NAME) {
            faults.add(field.words() + ": an import takes no contact away; do so on the home's page.");
        }
        said.computeIfAbsent(fact.part(), part -> new TreeMap<>())
                .computeIfAbsent(field.slot(), slot -> new EnumMap<>(Fact.class))
                .put(fact, kept);
    }

    private static HomeState state(Map<Part, TreeMap<Integer, Map<Fact, String>>> said) {
        Map<Part, SortedMap<Integer, Thing>> things = new EnumMap<>(Part.class);
        said.forEach((part, places) -> {
            SortedMap<Integer, Thing> made = new TreeMap<>();
            places.forEach((slot, facts) -> made.put(slot, new Thing(null, facts)));
            things.put(part, made);
        });
        SortedMap<Integer, Thing> home = things.remove(Part.HOME);
        Thing itself = home == null ? null : home.get(1);
        return new HomeState(itself == null ? new Thing(null, Map.of()) : itself, things);
    }

    private void check(HomeState wanted, List<String> faults) {
        Thing home = wanted.home();
        if (!home.says(Fact.HOME_ID)) {
            faults.add("Home id is missing.");
        }
        if (home.says(Fact.SCHEME) && !home.says(Fact.SCHEME_DEVICE)) {
            faults.add(new Field(Fact.SCHEME_DEVICE, 1).words() + " is missing; a dwelling of a scheme needs it.");
        } else if (!home.says(Fact.SCHEME) && (home.says(Fact.SCHEME_DEVICE) || home.says(Fact.SCHEME_FLAT))) {
            faults.add("Scheme is missing; the row says what the home is in one.");
        }
        if (home.says(Fact.CONVERTER_ASSESSED_ON)
                && LocalDate.parse(home.get(Fact.CONVERTER_ASSESSED_ON)).isAfter(today)) {
            faults.add("Converter assessed on is a day that has not come yet.");
        }
        // Told in days to come would be told of any line that comes meanwhile.
        if (home.says(Fact.LINE_CONFIRMED_AT)
                && Instant.parse(home.get(Fact.LINE_CONFIRMED_AT)).isAfter(now)) {
            faults.add("Line confirmed at is a time that has not come yet.");
        }
        wanted.of(Part.UNIT).forEach((slot, unit) -> checkUnit(slot, unit, faults));
        wanted.of(Part.TRIGGER).forEach((slot, trigger) -> {
            if (!trigger.says(Fact.TYPE) && !trigger.says(Fact.TRIGGER_ID) && !emptied(trigger)) {
                faults.add(new Field(Fact.TYPE, slot).words() + " is missing.");
            }
        });
        wanted.of(Part.CONTACT).forEach((slot, contact) -> {
            if (!contact.says(Fact.CONTACT_NAME)) {
                faults.add(new Field(Fact.CONTACT_NAME, slot).words() + " is missing.");
            }
        });
    }

    private static void checkUnit(int slot, Thing unit, List<String> faults) {
        String protocol = unit.get(Fact.PROTOCOL);
        String proof = unit.get(Fact.PROOF);
        if (protocol.equals("MQTT") && proof.equals("DIGEST")) {
            faults.add(new Field(Fact.PROOF, slot).words() + ": MQTT knows no digest; write password.");
        }
        if (unit.says(Fact.ADDRESSES) && !proof.equals("NONE")) {
            faults.add(new Field(Fact.ADDRESSES, slot).words() + " are only for a unit whose proof is none.");
        }
        if (unit.says(Fact.CERTIFICATE_NAME)
                && (!proof.equals("CERTIFICATE") || NewUnit.isCid(unit.get(Fact.CERTIFICATE_NAME)))) {
            faults.add(new Field(Fact.CERTIFICATE_NAME, slot).words()
                    + " is only for a unit whose proof is a certificate, and is not all digits.");
        }
        if (unit.says(Fact.MAKE) != unit.says(Fact.MODEL) && unit.says(Fact.CID)) {
            faults.add(new Field(unit.says(Fact.MAKE) ? Fact.MODEL : Fact.MAKE, slot).words()
                    + " is missing; make and model go together.");
        }
    }

    /** True when the row says that there is no such thing any more. */
    static boolean emptied(Thing thing) {
        return !thing.facts().isEmpty() && thing.facts().values().stream().allMatch(String::isEmpty);
    }

    private static HomeState without(HomeState state, Part part) {
        Map<Part, SortedMap<Integer, Thing>> things = new EnumMap<>(state.things());
        things.remove(part);
        return new HomeState(state.home(), things);
    }

    /** Without what cannot be kept or is not seen: NUL, a no-break space at the edge, the quote of a safe export. */
    static String clean(String cell) {
        String text = cell.replace("\0", "").replace('\u00a0', ' ').strip();
        return CsvWriting.unguarded(text);
    }
}
