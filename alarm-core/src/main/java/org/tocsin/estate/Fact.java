package org.tocsin.estate;

import java.util.List;
import java.util.Locale;

/**
 * One thing a column can say. The order is that of an export's columns. What a fact is when nobody said anything is its
 * {@link #usual} value.
 */
public enum Fact {
    HOME_ID(
            Part.HOME,
            Form.TEXT,
            100,
            "id",
            "home id",
            "property id",
            "property reference",
            "property ref",
            "home reference",
            "our reference",
            "dwelling id",
            "client id",
            "customer id",
            "reference",
            "account",
            "id",
            "ref"),
    LINE1(Part.HOME, Form.TEXT, 200, "address line 1", "line 1", "address 1", "address", "street", "house"),
    LINE2(Part.HOME, Form.TEXT, 200, "address line 2", "line 2", "address 2", "locality"),
    TOWN(Part.HOME, Form.TEXT, 200, "town", "city", "post town", "address line 3", "address 3"),
    UPRN(Part.HOME, Form.UPRN, 40, "UPRN", "uprn", "unique property reference number", "property number"),
    POSTCODE(Part.HOME, Form.TEXT, 16, "postcode", "post code", "zip", "postal code"),
    AREA(Part.HOME, Form.TEXT, 200, "area", "district", "ward", "locality area", "patch"),
    RISKS(Part.HOME, Form.TEXT, 2_000, "risks to staff", "risks", "staff risk", "warning"),
    KEY_SAFE(Part.HOME, Form.TEXT, 200, "key safe code", "key safe", "keysafe", "keysafe code"),
    ACCESS_NOTE(Part.HOME, Form.TEXT, 2_000, "access note", "access", "entry", "access notes", "access details"),
    RISK_TIER(Part.HOME, Form.RISK_TIER, 20, "risk tier", "risk", "risk level", "tier", "priority group"),
    VULNERABILITIES(Part.HOME, Form.VULNERABILITIES, 200, "vulnerabilities", "vulnerability", "risk factors", "flags"),
    EQUIPMENT(
            Part.HOME,
            Form.EQUIPMENT,
            20,
            "equipment",
            "equipment type",
            "analogue or digital",
            "alarm type",
            "unit type",
            "line type",
            "connection"),
    CONVERTER_ASSESSED_ON(
            Part.HOME,
            Form.DATE,
            20,
            "converter assessed on",
            "converter risk assessed on",
            "converter assessed",
            "ata assessed",
            "ata risk assessment"),
    LINE_PROVIDER(
            Part.HOME,
            Form.TEXT,
            200,
            "line provider",
            "telephone provider",
            "phone provider",
            "provider",
            "communications provider",
            "cp"),
    LINE_PLANNED_ON(
            Part.HOME,
            Form.DATE,
            20,
            "line planned on",
            "line planned",
            "migration date",
            "planned date",
            "switchover date",
            "planned migration date",
            "line move date"),
    LINE_CONFIRMED_AT(Part.HOME, Form.MOMENT, 40, "line confirmed at", "line confirmed", "confirmed to provider"),
    LINE_CONFIRMED_BY(Part.HOME, Form.TEXT, 200, "line confirmed by", "confirmed by"),
    LINE_ANSWER(Part.HOME, Form.LINE_ANSWER, 40, "line provider's answer", "line answer"),
    LINE_ANSWER_OF(Part.HOME, Form.TEXT, 200, "line answer of", "line answered by"),
    LINE_NOT_BEFORE(Part.HOME, Form.DATE, 20, "line not moved before", "line not before"),
    FORMER_CENTRE(
            Part.HOME,
            Form.TEXT,
            100,
            "former centre",
            "former centre",
            "former arc",
            "current arc",
            "alarm receiving centre",
            "monitoring centre",
            "arc"),
    SCHEME(Part.HOME, Form.TEXT, 100, "scheme", "scheme", "scheme name", "grouped scheme"),
    SCHEME_DEVICE(Part.HOME, Form.POINT, 16, "device id in the scheme", "device id in the scheme", "scheme device id"),
    SCHEME_FLAT(Part.HOME, Form.TEXT, 100, "name in the scheme", "name in the scheme", "scheme flat"),

    RESIDENT_ID(
            Part.RESIDENT,
            Form.TEXT,
            100,
            "id",
            "resident id",
            "person id",
            "service user id",
            "nhs number",
            "social care id"),
    RESIDENT_NAME(
            Part.RESIDENT,
            Form.TEXT,
            200,
            "name",
            "resident name",
            "resident",
            "service user",
            "client name",
            "service user name",
            "customer name",
            "full name",
            "name",
            "client"),
    RESIDENT_TELEPHONE(
            Part.RESIDENT,
            Form.TEXT,
            40,
            "telephone",
            "resident telephone",
            "telephone",
            "phone",
            "telephone number",
            "phone number",
            "tel",
            "resident phone",
            "landline"),
    RESIDENT_NOTES(
            Part.RESIDENT,
            Form.TEXT,
            2_000,
            "notes",
            "resident notes",
            "notes",
            "medical",
            "medical notes",
            "conditions"),
    RESIDENT_STATUS(Part.RESIDENT, Form.STATUS, 20, "status", "resident status", "client status", "person status"),

    UNIT_ID(Part.UNIT, Form.TEXT, 100, "id", "asset id", "asset number", "asset", "equipment id"),
    CID(
            Part.UNIT,
            Form.CID,
            40,
            "cid",
            "cid",
            "unit number",
            "unit",
            "controller id",
            "alarm number",
            "unit cid",
            "unit id number",
            "device id"),
    PROTOCOL(Part.UNIT, Form.PROTOCOL, 20, "protocol", "unit protocol", "protocol", "signalling"),
    PROOF(Part.UNIT, Form.PROOF, 20, "proof", "unit authentication", "authentication", "unit proof"),
    MAKE(Part.UNIT, Form.TEXT, 100, "make", "unit make", "make", "manufacturer", "maker"),
    MODEL(Part.UNIT, Form.TEXT, 100, "model", "unit model", "model"),
    SERIAL(Part.UNIT, Form.TEXT, 100, "serial", "unit serial", "serial", "serial number", "serial no"),
    FIRMWARE(Part.UNIT, Form.TEXT, 100, "firmware", "unit firmware", "firmware", "firmware version", "software"),
    ICCID(Part.UNIT, Form.ICCID, 40, "iccid", "unit iccid", "iccid", "sim", "sim number", "sim iccid"),
    SIM_NETWORK(
            Part.UNIT, Form.TEXT, 100, "sim network", "unit sim network", "sim network", "network", "mobile network"),
    PATHS(Part.UNIT, Form.PATHS, 100, "paths", "unit paths", "paths", "transmission paths"),
    ADDRESSES(Part.UNIT, Form.ADDRESSES, 1_300, "addresses", "unit addresses", "allowed addresses"),
    CERTIFICATE_NAME(Part.UNIT, Form.TEXT, 255, "certificate name", "unit certificate name", "certificate"),
    UNIT_STATUS(Part.UNIT, Form.UNIT_STATUS, 20, "unit status", "unit status"),

    CONTACT_NAME(
            Part.CONTACT,
            Form.TEXT,
            200,
            "name",
            "contact name",
            "contact",
            "keyholder",
            "keyholder name",
            "next of kin"),
    CONTACT_TELEPHONE(
            Part.CONTACT,
            Form.TEXT,
            40,
            "telephone",
            "contact telephone",
            "contact phone",
            "keyholder telephone",
            "keyholder phone",
            "contact number",
            "next of kin telephone"),
    CONTACT_KIND(Part.CONTACT, Form.CONTACT_KIND, 20, "kind", "contact kind", "contact type"),
    CONTACT_RELATION(
            Part.CONTACT,
            Form.TEXT,
            200,
            "relation",
            "contact relation",
            "relationship",
            "contact relationship",
            "keyholder relation"),
    CONTACT_EMAIL(Part.CONTACT, Form.EMAIL, 254, "email", "contact email", "contact e-mail", "keyholder email"),

    TRIGGER_ID(Part.TRIGGER, Form.TEXT, 100, "id", "trigger id", "peripheral id"),
    TYPE(Part.TRIGGER, Form.TYPE, 40, "type", "trigger type", "trigger", "peripheral", "peripheral type", "sensor"),
    DEVICE(Part.TRIGGER, Form.DEVICE, 16, "device", "trigger device", "trigger device id"),
    TRIGGER_NAME(Part.TRIGGER, Form.TEXT, 200, "name", "trigger name", "peripheral name"),
    ROOM(Part.TRIGGER, Form.TEXT, 100, "room", "trigger room", "room", "trigger location");

    private final Part part;
    private final Form form;
    private final int longest;
    private final String words;
    private final List<String> aliases;

    Fact(Part part, Form form, int longest, String words, String... aliases) {
        this.part = part;
        this.form = form;
        this.longest = longest;
        this.words = words;
        this.aliases = List.of(aliases);
    }

    public Part part() {
        return part;
    }

    Form form() {
        return form;
    }

    /** Characters. */
    int longest() {
        return longest;
    }

    /** What it is called within its part: "telephone". */
    public String words() {
        return words;
    }

    /** What headings call it, in lower case. */
    List<String> aliases() {
        return aliases;
    }

    /** What holds where nothing was said; empty for nothing. */
    public String usual() {
        return switch (this) {
            case RISK_TIER -> "STANDARD";
            case EQUIPMENT -> "UNKNOWN";
            case RESIDENT_STATUS -> "ACTIVE";
            case UNIT_STATUS -> "IN_SERVICE";
            default -> "";
        };
    }

    /** True for what is kept sealed. */
    boolean secret() {
        return this == KEY_SAFE || this == ACCESS_NOTE;
    }

    /** The name in an export, for the only or the n-th of its part: {@code postcode}, {@code resident_2_name}. */
    String key(int slot) {
        String name = name().toLowerCase(Locale.ROOT);
        if (part == Part.HOME) {
            return name;
        }
        String prefix = part.name().toLowerCase(Locale.ROOT);
        return prefix + "_" + slot + "_" + (name.startsWith(prefix + "_") ? name.substring(prefix.length() + 1) : name);
    }
}
