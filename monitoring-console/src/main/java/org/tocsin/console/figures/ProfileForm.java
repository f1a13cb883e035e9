package org.tocsin.console.figures;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.FormFields;
import org.tocsin.figures.CallKind;
import org.tocsin.figures.CountingRule;
import org.tocsin.figures.CountingRule.AnsweredBy;
import org.tocsin.figures.CountingRule.ArrivalClock;
import org.tocsin.figures.Profile;
import org.tocsin.figures.ProfileStore;
import org.tocsin.figures.Share;
import org.tocsin.figures.Target;

/** A profile as a form or a program sends it; what is left out is as in the shipped one. Pure. */
public final class ProfileForm {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_SOURCE = 1_000;

    private final FormFields fields;

    private ProfileForm(FormFields fields) {
        this.fields = fields;
    }

    /**
     * @param profile null where something is wrong
     * @param field the name of what is wrong; empty where nothing is
     */
    public record Read(@Nullable Profile profile, String field, String problem) {}

    /** @param fields by name; {@code counted} holds names of kinds with spaces between them */
    public static Read read(Function<String, @Nullable String> fields) {
        FormFields filled = new FormFields(fields);
        Profile profile = new ProfileForm(filled).profile();
        FormFields.Wrong wrong = filled.wrong();
        return wrong == null ? new Read(profile, "", "") : new Read(null, wrong.field(), wrong.problem());
    }

    private Profile profile() {
        Profile usual = ProfileStore.SHIPPED;
        CountingRule rule = new CountingRule(
                counted(usual.rule().counted()),
                one("answeredBy", AnsweredBy.class, usual.rule().answeredBy()),
                one("arrivalClock", ArrivalClock.class, usual.rule().arrivalClock()));
        Target latest = target("arriveLatest", 60, 172_800, usual.targets().arriveLatest());
        Profile.Targets targets = new Profile.Targets(
                target("answer", 1, 3_600, usual.targets().answer()),
                target("answerLatest", 1, 86_400, usual.targets().answerLatest()),
                target("arrive", 60, 86_400, usual.targets().arrive()),
                latest,
                target("arriveCrisis", 60, 259_200, notShorter(usual.targets().arriveCrisis(), latest)));
        return new Profile(validFrom(), name(), fields.text("source", LONGEST_SOURCE), rule, targets);
    }

    /** Whoever knows nothing of the promise for everybody may still write a long last limit. */
    private static Target notShorter(Target usual, Target latest) {
        return usual.within().compareTo(latest.within()) < 0 ? new Target(latest.within(), usual.share()) : usual;
    }

    private LocalDate validFrom() {
        String month = fields.value("validFrom");
        try {
            if (month != null) {
                return month.length() <= 7
                        ? YearMonth.parse(month).atDay(1)
                        : LocalDate.parse(month).withDayOfMonth(1);
            }
        } catch (DateTimeException e) {
            // Said below, as where nothing was given.
        }
        fields.wrong("validFrom", "From which month on: 2026-04.");
        return LocalDate.EPOCH;
    }

    private String name() {
        String name = fields.text("name", LONGEST_NAME);
        if (name == null) {
            fields.wrong("name", "Give it a name: the edition of the standard, or the contract.");
            return "";
        }
        return name;
    }

    private Set<CallKind> counted(Set<CallKind> usual) {
        String names = fields.value("counted");
        if (names == null) {
            return usual;
        }
        Set<CallKind> counted = EnumSet.noneOf(CallKind.class);
        for (String name : names.split(" ")) {
            CallKind kind = named(name, CallKind.class);
            if (kind == null) {
                fields.wrong("counted", "Which kinds of call count: " + EnumSet.allOf(CallKind.class) + ".");
            } else {
                counted.add(kind);
            }
        }
        return counted;
    }

    private <E extends Enum<E>> E one(String name, Class<E> type, E usual) {
        String value = fields.value(name);
        E found = value == null ? usual : named(value, type);
        if (found == null) {
            fields.wrong(name, "One of " + EnumSet.allOf(type) + ".");
        }
        return found == null ? usual : found;
    }

    private static <E extends Enum<E>> @Nullable E named(String name, Class<E> type) {
        for (E value : type.getEnumConstants()) {
            if (value.name().equalsIgnoreCase(name)) {
                return value;
            }
        }
        return null;
    }

    private Target target(String name, int least, int most, Target usual) {
        return new Target(
                fields.seconds(name + "Seconds", least, most, usual.within()), share(name + "Percent", usual.share()));
    }

    /** Hundredths of a percent, of "97.5". */
    private int share(String name, int usual) {
        String value = fields.value(name);
        if (value == null) {
            return usual;
        }
        int share = value.matches("[0-9]{1,3}([.][0-9]{1,2})?") ? hundredths(value) : -1;
        if (share < 0 || share > Share.WHOLE) {
            fields.wrong(name, "From 0 to 100 percent, with at most two decimals.");
            return usual;
        }
        return share;
    }

    private static int hundredths(String percent) {
        String[] parts = percent.split("[.]");
        String fraction = parts.length == 1 ? "00" : (parts[1] + "0").substring(0, 2);
        return Integer.parseInt(parts[0]) * 100 + Integer.parseInt(fraction);
    }
}
