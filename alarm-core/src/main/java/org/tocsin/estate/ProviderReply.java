package org.tocsin.estate;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.home.LineAnswer;

/**
 * What one row of a phone company's reply says. Pure.
 *
 * @param said as they are kept; absent where the row says nothing
 * @param faults why it cannot be taken, each a sentence that names its column; empty when it can
 */
record ProviderReply(Map<ReplyField, String> said, List<String> faults) {
    /** "Confirmed, will not be moved before 1 March 2027". */
    private static final Pattern NOT_BEFORE = Pattern.compile(
            "^(.*?)[\\s,;:–-]*(?:(?:and|it|line|the|will|to|be)\\s+)*not\\s+(?:to\\s+)?(?:be\\s+)?"
                    + "(?:moved|migrated|switched)\\s+(?:before|until)\\s+(.+)$",
            Pattern.CASE_INSENSITIVE);

    ProviderReply {
        said = Map.copyOf(said);
        faults = List.copyOf(faults);
    }

    static ProviderReply read(Mapping mapping, List<String> cells, ZoneId zone) {
        EnumMap<ReplyField, String> said = new EnumMap<>(ReplyField.class);
        List<String> faults = new ArrayList<>();
        for (int column = 0; column < cells.size(); column++) {
            ReplyField field = ReplyField.of(mapping, column).orElse(null);
            String text = RowReader.clean(cells.get(column));
            if (field != null && !text.isEmpty()) {
                cell(field, column, text, zone, said, faults);
            }
        }
        if (!said.containsKey(ReplyField.REFERENCE)
                && !said.containsKey(ReplyField.UPRN)
                && !said.containsKey(ReplyField.TELEPHONE)
                && faults.isEmpty()) {
            faults.add("Nothing says which home this is: our reference, UPRN and telephone number are empty.");
        }
        return new ProviderReply(said, faults);
    }

    String get(ReplyField field) {
        return said.getOrDefault(field, "");
    }

    /**
     * What is answered, in so many words or by what the row says beside it; empty where it came back as it was sent.
     *
     * @param plannedOn the day on file, which the table had when it was sent; empty for none
     */
    Optional<LineAnswer> answer(String plannedOn) {
        if (said.containsKey(ReplyField.ANSWER)) {
            return Optional.of(LineAnswer.valueOf(get(ReplyField.ANSWER)));
        }
        if (said.containsKey(ReplyField.NOT_BEFORE)) {
            return Optional.of(LineAnswer.CONFIRMED);
        }
        return get(ReplyField.PLANNED_ON).equals(plannedOn) || !said.containsKey(ReplyField.PLANNED_ON)
                ? Optional.empty()
                : Optional.of(LineAnswer.PLANNED);
    }

    /** What this answer makes of the home's line. What it does not say stays as it is. */
    Map<Fact, String> facts(LineAnswer answer, String provider) {
        EnumMap<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.LINE_ANSWER, answer.name());
        facts.put(Fact.LINE_ANSWER_OF, provider);
        // Whose it is nobody knows by its not being theirs.
        if (answer != LineAnswer.NOT_OURS) {
            facts.put(Fact.LINE_PROVIDER, provider);
            put(facts, Fact.LINE_PLANNED_ON, ReplyField.PLANNED_ON);
            put(facts, Fact.LINE_NOT_BEFORE, ReplyField.NOT_BEFORE);
        }
        return facts;
    }

    private void put(Map<Fact, String> facts, Fact fact, ReplyField field) {
        if (said.containsKey(field)) {
            facts.put(fact, get(field));
        }
    }

    private static void cell(
            ReplyField field, int column, String text, ZoneId zone, Map<ReplyField, String> said, List<String> faults) {
        String rest = text;
        if (field == ReplyField.ANSWER) {
            Matcher matcher = NOT_BEFORE.matcher(text);
            if (matcher.matches()) {
                rest = matcher.group(1).isBlank() ? LineAnswer.CONFIRMED.words() : matcher.group(1);
                take(ReplyField.NOT_BEFORE, column, matcher.group(2), zone, said, faults);
            }
        }
        take(field, column, rest, zone, said, faults);
    }

    private static void take(
            ReplyField field, int column, String text, ZoneId zone, Map<ReplyField, String> said, List<String> faults) {
        Values.Reading read = Values.read(fact(field), text, zone);
        if (read.fault().isEmpty()) {
            said.put(field, read.kept());
        } else {
            faults.add(field.words() + " " + Quotation.of(column, read.fault()) + ".");
        }
    }

    private static Fact fact(ReplyField field) {
        return switch (field) {
            case REFERENCE -> Fact.HOME_ID;
            case UPRN -> Fact.UPRN;
            case TELEPHONE -> Fact.RESIDENT_TELEPHONE;
            case ANSWER -> Fact.LINE_ANSWER;
            case PLANNED_ON -> Fact.LINE_PLANNED_ON;
            case NOT_BEFORE -> Fact.LINE_NOT_BEFORE;
        };
    }
}
