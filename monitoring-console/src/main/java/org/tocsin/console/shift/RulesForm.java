package org.tocsin.console.shift;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.FormFields;
import org.tocsin.notify.TextNumber;
import org.tocsin.shift.ShiftRules;
import org.tocsin.speech.CallAddress;

/** The rules of a shift as a form or a program sends them: whole numbers of seconds, and whom to ring. Pure. */
public final class RulesForm {
    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_NUMBER = 300;
    private static final int LONGEST_EMAIL = 254;

    private final FormFields fields;

    private RulesForm(FormFields fields) {
        this.fields = fields;
    }

    /**
     * @param rules null where something is wrong
     * @param field the name of what is wrong; empty where nothing is
     */
    public record Read(@Nullable ShiftRules rules, String field, String problem) {}

    /** What is left out takes its usual value. */
    public static Read read(Function<String, @Nullable String> fields) {
        FormFields filled = new FormFields(fields);
        ShiftRules rules = new RulesForm(filled).rules();
        FormFields.Wrong wrong = filled.wrong();
        return wrong == null ? new Read(rules, "", "") : new Read(null, wrong.field(), wrong.problem());
    }

    private ShiftRules rules() {
        ShiftRules usual = ShiftRules.USUAL;
        ShiftRules.Parking parking = new ShiftRules.Parking(
                fields.seconds("parkLifeSeconds", 60, 900, usual.parking().life()),
                fields.seconds("parkUrgentSeconds", 60, 7_200, usual.parking().urgent()),
                fields.seconds("parkFaultSeconds", 60, 86_400, usual.parking().fault()),
                fields.seconds(
                        "parkInformationSeconds", 60, 86_400, usual.parking().information()));
        ShiftRules.Hearing hearing = new ShiftRules.Hearing(
                fields.seconds("allHearLifeSeconds", 0, 60, usual.hearing().life()),
                fields.seconds("allHearSeconds", 0, 600, usual.hearing().others()));
        ShiftRules rules = new ShiftRules(
                fields.seconds("releaseSeconds", 10, 600, usual.release()),
                parking,
                hearing,
                new ShiftRules.Ring(
                        fields.text("onCallName", LONGEST_NAME),
                        fields.text("onCallNumber", LONGEST_NUMBER),
                        fields.seconds(
                                "onCallAfterSeconds", 15, 600, usual.onCall().after()),
                        textNumber("onCallText"),
                        email("onCallEmail")),
                new ShiftRules.Ring(
                        fields.text("partnerName", LONGEST_NAME),
                        partnerNumber(),
                        fields.seconds(
                                "partnerAfterSeconds",
                                15,
                                1_200,
                                usual.partner().after()),
                        textNumber("partnerText"),
                        email("partnerEmail")));
        if (rules.partner().after().compareTo(rules.onCall().after()) < 0) {
            fields.wrong("partnerAfterSeconds", "The partner centre is not rung before the manager on call.");
        }
        return rules;
    }

    /** Homes are told to call it, so it must be an address they understand; a number as people write it becomes one. */
    private @Nullable String partnerNumber() {
        String number = fields.text("partnerNumber", LONGEST_NUMBER);
        if (number == null) {
            return null;
        }
        String address = number.matches("[+0-9][0-9 ()-]{4,30}") ? "tel:" + number.replaceAll("[^+0-9]", "") : number;
        String fault = CallAddress.fault(address, false);
        if (fault != null) {
            fields.wrong("partnerNumber", fault);
        }
        return address;
    }

    private @Nullable String textNumber(String name) {
        String number = fields.text(name, LONGEST_NUMBER);
        if (number != null && TextNumber.of(number).isEmpty()) {
            fields.wrong(name, "Texts go to a mobile number: 07… or +….");
        }
        return number;
    }

    private @Nullable String email(String name) {
        String address = fields.text(name, LONGEST_EMAIL);
        if (address != null && !address.matches("[^@\\s<>]+@[^@\\s<>]+")) {
            fields.wrong(name, "That is no e-mail address.");
        }
        return address;
    }
}
