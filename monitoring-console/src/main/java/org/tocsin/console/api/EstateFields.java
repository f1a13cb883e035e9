package org.tocsin.console.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Equipment;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.RiskTier;
import org.tocsin.home.Vulnerability;
import org.tocsin.unit.NewUnit;
import org.tocsin.unit.TransmissionPath;
import org.tocsin.unit.UnitFacts;

/** What is known of homes and units, from and to JSON. Words of enums are in lower case with hyphens. */
final class EstateFields {
    private static final int ID = 64;
    private static final int WORD = 100;
    private static final int MOST_TRIGGERS = 50;

    private EstateFields() {}

    /** What the fields say; where one is absent, as it was before. A field that is null is emptied. */
    static HomeFacts home(Fields home, HomeFacts before) {
        Fields line = home.optionalObject("line");
        String uprn = home.changedText("uprn", 12, before.uprn());
        if (uprn != null && !HomeFacts.isUprn(uprn)) {
            throw home.refused("uprn", "A UPRN is 1 to 12 digits.");
        }
        return new HomeFacts(
                home.changedText("externalId", ID, before.externalId()),
                uprn,
                home.changedText("area", WORD, before.area()),
                home.has("riskTier") ? home.oneOf("riskTier", words(RiskTier.class)) : before.riskTier(),
                home.has("vulnerabilities")
                        ? several(home, "vulnerabilities", Vulnerability.class)
                        : before.vulnerabilities(),
                home.has("equipment") ? home.oneOf("equipment", words(Equipment.class)) : before.equipment(),
                home.names("converterAssessedOn")
                        ? home.optionalDate("converterAssessedOn")
                        : before.converterAssessedOn(),
                line == null ? before.line() : line(line, before.line()),
                home.changedText("formerCentre", WORD, before.formerCentre()));
    }

    private static HomeFacts.Line line(Fields line, HomeFacts.Line before) {
        return new HomeFacts.Line(
                line.changedText("provider", WORD, before.provider()),
                line.names("plannedOn") ? line.optionalDate("plannedOn") : before.plannedOn(),
                before.confirmedAt(),
                before.confirmedBy());
    }

    static UnitFacts unit(Fields unit) {
        String iccid = unit.optionalText("iccid", 22);
        if (iccid != null && !UnitFacts.isIccid(iccid)) {
            throw Problem.field("iccid", "An ICCID is 10 to 22 digits.");
        }
        return new UnitFacts(
                unit.optionalText("externalId", ID),
                unit.optionalText("serial", ID),
                unit.optionalText("firmware", ID),
                iccid,
                unit.optionalText("simNetwork", WORD),
                several(unit, "paths", TransmissionPath.class));
    }

    static List<NewUnit.NewTrigger> triggers(Fields body) {
        List<NewUnit.NewTrigger> triggers = new ArrayList<>();
        for (Fields trigger : body.objects("triggers", MOST_TRIGGERS)) {
            triggers.add(trigger(trigger));
        }
        return triggers;
    }

    static NewUnit.NewTrigger trigger(Fields trigger) {
        String dty = trigger.text("dty", 4);
        String did = trigger.optionalText("did", 16);
        if (!dty.matches("[0-9]{4}")) {
            throw trigger.refused("dty", "A device type is four digits.");
        }
        if (did != null && !did.matches("[!-~]{1,16}")) {
            throw trigger.refused("did", "A device id is 1 to 16 printable characters without spaces.");
        }
        return new NewUnit.NewTrigger(dty, did, trigger.text("name", WORD), trigger.optionalText("room", WORD));
    }

    static Map<String, @Nullable Object> json(HomeFacts facts) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("externalId", facts.externalId());
        json.put("uprn", facts.uprn());
        json.put("area", facts.area());
        json.put("riskTier", word(facts.riskTier()));
        json.put(
                "vulnerabilities",
                facts.vulnerabilities().stream()
                        .sorted()
                        .map(EstateFields::word)
                        .toList());
        json.put("equipment", word(facts.equipment()));
        json.put("converterAssessedOn", text(facts.converterAssessedOn()));
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("provider", facts.line().provider());
        line.put("plannedOn", text(facts.line().plannedOn()));
        line.put("confirmedAt", text(facts.line().confirmedAt()));
        line.put("confirmedBy", facts.line().confirmedBy());
        json.put("line", line);
        json.put("formerCentre", facts.formerCentre());
        return json;
    }

    /** Dates and times as JSON has them: ISO 8601. */
    static @Nullable String text(@Nullable Object time) {
        return time == null ? null : time.toString();
    }

    /** {@code lives-alone}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> Map<String, E> words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(EstateFields::word, value -> value));
    }

    private static <E extends Enum<E>> Set<E> several(Fields fields, String name, Class<E> type) {
        Map<String, E> words = words(type);
        Set<E> found = EnumSet.noneOf(type);
        for (String text : fields.texts(name, words.size(), 64)) {
            E value = words.get(text);
            if (value == null) {
                throw fields.refused(
                        name,
                        "Each must be one of "
                                + words.keySet().stream().sorted().toList() + ".");
            }
            found.add(value);
        }
        return found;
    }
}
