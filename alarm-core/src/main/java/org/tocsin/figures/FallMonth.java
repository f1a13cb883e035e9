package org.tocsin.figures;

import java.time.LocalDate;

/**
 * Falls of one month, as responders reported them and as the alarms ended.
 *
 * @param falls somebody lay on the floor: a responder's report says so, or an operator started the clock of it
 * @param attended of those, a responder was there and reported
 * @param helpedUp got up with a responder's help, by hand or with equipment, or guided
 * @param minor minor injuries
 * @param serious serious injuries
 * @param avoided a visit to hospital, or an ambulance, was avoided
 * @param ambulance 999 was rung
 * @param hospital taken to hospital
 * @param longLies an hour or more on the floor, by the operator's clock
 */
public record FallMonth(
        LocalDate month,
        long falls,
        long attended,
        long helpedUp,
        long minor,
        long serious,
        long avoided,
        long ambulance,
        long hospital,
        long longLies) {

    /** How falls are counted, as it is printed beside them. */
    public static final String RULE =
            "A fall is an alarm in which somebody lay on the floor: a responder's report says so, or an operator started"
                    + " the clock of it. Of several reports of one visit the newest holds. Helped up, injuries and what"
                    + " was avoided are as the responder reported; that 999 was rung also as the alarm's calls and clocks"
                    + " say; what it was closed as is no call. The month is that of the alarm.";
}
