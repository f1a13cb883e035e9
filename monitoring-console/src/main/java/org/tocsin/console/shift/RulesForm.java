package org.tocsin.console.shift;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.notify.TextNumber;
import org.tocsin.shift.ShiftRules;
import org.tocsin.speech.CallAddress;

/** The rules of a shift as a form or a program sends them: whole numbers of seconds, and whom to ring. Pure. */
public final class RulesForm {
    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_NUMBER = 300;
    private static final int LONGEST_EMAIL = 254;

    private final Function<String, @Nullable String> fields;
    private @Nullable String problem;
    private @Nullable String field;

    private RulesForm(Function<String, @Nullable String> fields) {
        this.fields = fields;
    }

    /**
     * @param rules null where something is wrong
     * @param field the name of what is wrong; empty where nothing is
     */
    public record Read(@Nullable ShiftRules rules, String field, String problem) {}

    /** What is left out takes its usual value. */
    public static Read read(Function<String, @Nullable String> fields) {
        RulesForm form = new RulesForm(fields);
        ShiftRules rules = form.rules();
        String field = form.field;
        String problem = form.problem;
        return field == null || problem == null ? new Read(rules, "", "") : new Read(null, field, problem);
    }

    private ShiftRules rules() {
        ShiftRules usual = ShiftRules.USUAL;
        ShiftRules.Parking parking = new ShiftRules.Parking(
                seconds("parkLifeSeconds", 60, 900, usual.parking().life()),
                seconds("parkUrgentSeconds", 60, 7_200, usual.parking().urgent()),
                seconds("parkFaultSeconds", 60, 86_400, usual.parking().fault()),
                seconds("parkInformationSeconds", 60, 86_400, usual.parking().information()));
        ShiftRules.Hearing hearing = new ShiftRules.Hearing(
                seconds("allHearLifeSeconds", 0, 60, usual.hearing().life()),
                seconds("allHearSeconds", 0, 600, usual.hearing().others()));
        ShiftRules rules = new ShiftRules(
                seconds("releaseSeconds", 10, 600, usual.release()),
                parking,
                hearing,
                new ShiftRules.Ring(
                        text("onCallName", LONGEST_NAME),
                        text("onCallNumber", LONGEST_NUMBER),
                        seconds("onCallAfterSeconds", 15, 600, usual.onCall().after()),
                        textNumber("onCallText"),
                        email("onCallEmail")),
                new ShiftRules.Ring(
                        text("partnerName", LONGEST_NAME),
                        partnerNumber(),
                        seconds(
                                "partnerAfterSeconds",
                                15,
                                1_200,
                                usual.partner().after()),
                        textNumber("partnerText"),
                        email("partnerEmail")));
        if (rules.partner().after().compareTo(rules.onCall().after()) < 0) {
            wrong("partnerAfterSeconds", "The partner centre is not rung before the manager on call.");
        }
        return rules;
    }

    /** Homes are told to call it, so it must be an address they understand; a number as people write it becomes one. */
    private @Nullable String partnerNumber() {
        String number = text("partnerNumber", LONGEST_NUMBER);
        if (number == null) {
            return null;
        }
        String address = number.matches("[+0-9][0-9 ()-]{4,30}") ? "tel:" + number.replaceAll("[^+0-9]", "") : number;
        String fault = CallAddress.fault(address, false);
        if (fault != null) {
            wrong("partnerNumber", fault);
        }
        return address;
    }

    private @Nullable String textNumber(String name) {
        String number = text(name, LONGEST_NUMBER);
        if (number != null && TextNumber.of(number).isEmpty()) {
            wrong(name, "Texts go to a mobile number: 07… or +….");
        }
        return number;
    }

    private @Nullable String email(String name) {
        String address = text(name, LONGEST_EMAIL);
        if (address != null && !address.matches("[^@\\s<>]+@[^@\\s<>]+")) {
            wrong(name, "That is no e-mail address.");
        }
        return address;
    }

    private Duration seconds(String name, int least, int most, Duration usual) {
        String value = fields.apply(name);
        if (value == null) {
            return usual;
        }
        int seconds = value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : -1;
        if (seconds < least || seconds > most) {
            wrong(name, "From " + least + " to " + most + " seconds.");
            return usual;
        }
        return Duration.ofSeconds(seconds);
    }

    private @Nullable String text(String name, int longest) {
        String value = fields.apply(name);
        if (value != null && (value.length() > longest || value.indexOf(0) >= 0)) {
            wrong(name, "At most " + longest + " characters.");
            return null;
        }
        return value;
    }

    private void wrong(String name, String why) {
        if (field == null) {
            field = name;
            problem = why;
        }
    }
}
