package org.tocsin.estate;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tocsin.home.LineAnswer;
import org.tocsin.home.SchemePoint;
import org.tocsin.response.ContactTimes;
import org.tocsin.unit.AllowedAddresses;

/** Turns what people write in a cell into the one way it is kept; says in plain words what cannot be. */
final class Values {
    private static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(2100, 1, 1);
    private static final List<DateTimeFormatter> DATES = List.of(
            form("uuuu-M-d"),
            form("d/M/uuuu"),
            form("d.M.uuuu"),
            form("d-M-uuuu"),
            form("d MMM uuuu"),
            form("d-MMM-uuuu"),
            form("d MMMM uuuu"));
    private static final Pattern LIST = Pattern.compile("[;,|/\\s]*[;,|/][;,|/\\s]*");
    private static final Pattern DEVICE_TYPE = Pattern.compile("[0-9]{1,4}");
    private static final Pattern DEVICE = Pattern.compile("[!-~]{1,16}");
    private static final Pattern BLANKS = Pattern.compile("[\\s_-]+");

    private static final Map<String, String> RISK_TIERS = Map.ofEntries(
            Map.entry("critical", "CRITICAL"),
            Map.entry("very high", "CRITICAL"),
            Map.entry("1", "CRITICAL"),
            Map.entry("high", "HIGH"),
            Map.entry("2", "HIGH"),
            Map.entry("standard", "STANDARD"),
            Map.entry("normal", "STANDARD"),
            Map.entry("medium", "STANDARD"),
            Map.entry("low", "STANDARD"),
            Map.entry("3", "STANDARD"));
    private static final Map<String, String> EQUIPMENT = Map.ofEntries(
            Map.entry("unknown", "UNKNOWN"),
            Map.entry("analogue", "ANALOGUE"),
            Map.entry("analog", "ANALOGUE"),
            Map.entry("pstn", "ANALOGUE"),
            Map.entry("converter", "CONVERTER"),
            Map.entry("ata", "CONVERTER"),
            Map.entry("digital", "DIGITAL"),
            Map.entry("ip", "DIGITAL"),
            Map.entry("gsm", "DIGITAL"));
    private static final Map<String, String> STATUSES = Map.ofEntries(
            Map.entry("active", "ACTIVE"),
            Map.entry("live", "ACTIVE"),
            Map.entry("in hospital", "IN_HOSPITAL"),
            Map.entry("hospital", "IN_HOSPITAL"),
            Map.entry("respite", "RESPITE"),
            Map.entry("away", "AWAY"),
            Map.entry("suspended", "SUSPENDED"),
            Map.entry("moved", "MOVED"),
            Map.entry("deceased", "DECEASED"),
            Map.entry("ended", "ENDED"));
    private static final Map<String, String> PROTOCOLS = Map.of("scaip", "SCAIP", "sip", "SCAIP", "mqtt", "MQTT");
    private static final Map<String, String> PROOFS =
            Map.of("password", "PASSWORD", "digest", "DIGEST", "certificate", "CERTIFICATE", "none", "NONE");
    private static final Map<String, String> UNIT_STATUSES =
            Map.of("in service", "IN_SERVICE", "active", "IN_SERVICE", "suspended", "SUSPENDED");
    private static final Map<String, String> CONTACT_KINDS = Map.of(
            "keyholder",
            "KEYHOLDER",
            "key holder",
            "KEYHOLDER",
            "neighbour",
            "KEYHOLDER",
            "relative",
            "RELATIVE",
            "family",
            "RELATIVE",
            "next of kin",
            "RELATIVE",
            "responder",
            "RESPONDER");
    private static final Map<String, String> VULNERABILITIES = Map.ofEntries(
            Map.entry("oxygen", "OXYGEN"),
            Map.entry("lives alone", "LIVES_ALONE"),
            Map.entry("alone", "LIVES_ALONE"),
            Map.entry("falls", "FALLS"),
            Map.entry("no mobile signal", "NO_MOBILE_SIGNAL"),
            Map.entry("no signal", "NO_MOBILE_SIGNAL"),
            Map.entry("power cuts", "POWER_CUTS"),
            Map.entry("no second contact", "NO_SECOND_CONTACT"));
    private static final Map<String, String> PATHS = Map.of(
            "ip",
            "IP",
            "broadband",
            "IP",
            "lan",
            "IP",
            "mobile",
            "MOBILE",
            "gsm",
            "MOBILE",
            "second mobile",
            "SECOND_MOBILE",
            "roaming sim",
            "SECOND_MOBILE",
            "analogue",
            "ANALOGUE",
            "pstn",
            "ANALOGUE");
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("pendant", "0003"),
            Map.entry("personal trigger", "0003"),
            Map.entry("wrist", "0003"),
            Map.entry("unit button", "0002"),
            Map.entry("red button", "0002"),
            Map.entry("pull cord", "0004"),
            Map.entry("fixed trigger", "0004"),
            Map.entry("fall detector", "0005"),
            Map.entry("fall", "0005"),
            Map.entry("falls detector", "0005"),
            Map.entry("panic button", "0007"),
            Map.entry("pill dispenser", "0011"),
            Map.entry("bed sensor", "0012"),
            Map.entry("bed monitor", "0012"),
            Map.entry("mat", "0013"),
            Map.entry("mat sensor", "0013"),
            Map.entry("door sensor", "0014"),
            Map.entry("door contact", "0014"),
            Map.entry("epilepsy detector", "0017"),
            Map.entry("gas detector", "0021"),
            Map.entry("smoke", "0023"),
            Map.entry("smoke detector", "0023"),
            Map.entry("smoke alarm", "0023"),
            Map.entry("heat detector", "0025"),
            Map.entry("co detector", "0026"),
            Map.entry("carbon monoxide detector", "0026"),
            Map.entry("bogus caller", "0027"),
            Map.entry("flood detector", "0033"),
            Map.entry("chair sensor", "0044"));

    private Values() {}

    /** Either how the value is kept, or why it cannot be. */
    record Reading(String kept, String fault) {
        static Reading of(String kept) {
            return new Reading(kept, "");
        }

        static Reading wrong(String why) {
            return new Reading("", why);
        }
    }

    /**
     * @param text without white space around it, not empty
     * @param zone in which a date without a time begins
     */
    static Reading read(Fact fact, String text, ZoneId zone) {
        if (text.length() > fact.longest()) {
            return Reading.wrong("is longer than " + fact.longest() + " characters");
        }
        return switch (fact.form()) {
            case TEXT -> Reading.of(text);
            case DATE -> date(text).map(day -> Reading.of(day.toString())).orElseGet(() -> noDate());
            case UPRN ->
                text.replace(" ", "").matches("[0-9]{1,12}")
                        ? Reading.of(text.replace(" ", ""))
                        : Reading.wrong(Quotation.HERE + " is no UPRN: at most 12 digits");
            case LINE_ANSWER ->
                LineAnswer.written(text)
                        .map(answer -> Reading.of(answer.name()))
                        .orElseGet(() -> Reading.wrong(Quotation.HERE + " is none of: " + LineAnswer.choices()));
            case MOMENT -> moment(text, zone);
            case RISK_TIER -> oneOf(text, RISK_TIERS, "critical, high or standard");
            case EQUIPMENT -> oneOf(text, EQUIPMENT, "analogue, converter, digital or unknown");
            case STATUS ->
                oneOf(text, STATUSES, "active, in hospital, respite, away, suspended, moved, deceased, ended");
            case PROTOCOL -> oneOf(text, PROTOCOLS, "SCAIP or MQTT");
            case PROOF -> oneOf(text, PROOFS, "password, digest, certificate or none");
            case UNIT_STATUS -> oneOf(text, UNIT_STATUSES, "in service or suspended");
            case CONTACT_KIND -> oneOf(text, CONTACT_KINDS, "keyholder, relative or responder");
            case VULNERABILITIES ->
                several(
                        text,
                        VULNERABILITIES,
                        "oxygen, lives alone, falls, no mobile signal, power cuts, no second contact");
            case PATHS -> several(text, PATHS, "IP, mobile, second mobile, analogue");
            case CID -> cid(text);
            case ICCID -> iccid(text);
            case ADDRESSES -> addresses(text);
            case TYPE -> type(text);
            case EMAIL ->
                ContactTimes.isEmail(text) ? Reading.of(text) : Reading.wrong(Quotation.HERE + " is no e-mail address");
            case DEVICE, POINT ->
                DEVICE.matcher(text).matches()
                        ? Reading.of(fact.form() == Form.POINT ? SchemePoint.normal(text) : text)
                        : Reading.wrong("must be 1 to 16 letters or digits, without blanks");
        };
    }

    private static Optional<LocalDate> date(String text) {
        for (DateTimeFormatter form : DATES) {
            // Most forms do not fit: without an exception for each.
            ParsePosition end = new ParsePosition(0);
            if (form.parseUnresolved(text, end) != null && end.getIndex() == text.length()) {
                return day(text, form).filter(day -> !day.isBefore(EARLIEST) && !day.isAfter(LATEST));
            }
        }
        return Optional.empty();
    }

    private static Optional<LocalDate> day(String text, DateTimeFormatter form) {
        try {
            return Optional.of(LocalDate.parse(text, form));
        } catch (DateTimeException e) {
            // 31 February
            return Optional.empty();
        }
    }

    private static Reading noDate() {
        return Reading.wrong(Quotation.HERE + " is no date; write 30/11/2026 or 2026-11-30");
    }

    private static Reading moment(String text, ZoneId zone) {
        try {
            return Reading.of(OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toInstant()
                    .toString());
        } catch (DateTimeException e) {
            return date(text)
                    .map(day -> Reading.of(day.atStartOfDay(zone).toInstant().toString()))
                    .orElseGet(() -> noDate());
        }
    }

    private static Reading oneOf(String text, Map<String, String> known, String choices) {
        String found = known.get(plain(text));
        return found == null ? Reading.wrong(Quotation.HERE + " is none of: " + choices) : Reading.of(found);
    }

    private static Reading several(String text, Map<String, String> known, String choices) {
        TreeSet<String> kept = new TreeSet<>();
        for (String word : LIST.split(text)) {
            String found = known.get(plain(word));
            if (found == null) {
                return Reading.wrong(Quotation.HERE + " is none of: " + choices);
            }
            kept.add(found);
        }
        return Reading.of(String.join(",", kept));
    }

    private static Reading cid(String text) {
        String digits = text.replace(" ", "");
        return digits.matches("[0-9]{1,32}")
                ? Reading.of(digits)
                : Reading.wrong(Quotation.HERE + " is no unit number: 1 to 32 digits");
    }

    private static Reading iccid(String text) {
        String digits = text.replaceAll("[ -]", "");
        if (digits.matches("[0-9.,]+[eE]\\+?[0-9]+")) {
            return Reading.wrong(Quotation.HERE + " was rounded by a spreadsheet; format the column as text");
        }
        return digits.matches("[0-9]{10,22}")
                ? Reading.of(digits)
                : Reading.wrong(Quotation.HERE + " is no SIM number: 10 to 22 digits");
    }

    private static Reading addresses(String text) {
        List<String> ranges = Arrays.asList(text.split("[;,|\\s]+"));
        if (ranges.size() > AllowedAddresses.MOST) {
            return Reading.wrong("has more than " + AllowedAddresses.MOST + " addresses");
        }
        for (String range : ranges) {
            if (AllowedAddresses.Range.of(range).isEmpty()) {
                return Reading.wrong(Quotation.HERE + " is no IP address or range");
            }
        }
        return Reading.of(String.join(",", ranges));
    }

    private static Reading type(String text) {
        if (DEVICE_TYPE.matcher(text).matches()) {
            return Reading.of("0".repeat(4 - text.length()) + text);
        }
        return oneOf(text, TYPES, "a device type of 4 digits, or pendant, pull cord, fall detector, smoke detector …");
    }

    private static String plain(String text) {
        return BLANKS.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceAll(" ");
    }

    private static DateTimeFormatter form(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.UK)
                .withResolverStyle(ResolverStyle.STRICT);
    }
}
