package org.tocsin.console.board;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an operator should doubt or know about an alarm, in words. The board's script takes its words from here too.
 *
 * @param code as stored: a name of {@code Doubt}, {@code NO_SPEECH}, or of a resident's status
 * @param words on the strip, two or three words
 * @param meaning on the open alarm, what to make of it
 * @param doubt true when the signal itself is in doubt
 */
public record Flag(String code, String words, String meaning, boolean doubt) {
    private static final List<Flag> KNOWN = List.of(
            new Flag(
                    "NO_SPEECH",
                    "no speech, call back",
                    "Nobody has spoken with this home. Call back; if nobody answers, send somebody.",
                    true),
            new Flag(
                    "NOT_ON_FILE",
                    "not on file",
                    "This unit is not on file. Find out who and where from the person who speaks.",
                    true),
            new Flag("SUSPENDED", "suspended", "This unit is suspended on file. Somebody may still need help.", true),
            new Flag(
                    "FAILED_PASSWORD",
                    "failed password",
                    "The unit did not prove who it is. The name and address may be another home's.",
                    true),
            new Flag(
                    "FAILED_CERTIFICATE",
                    "no certificate",
                    "The unit did not show its certificate. The name and address may be another home's.",
                    true),
            new Flag(
                    "OTHER_ADDRESS",
                    "other line",
                    "The unit called from a line that is not its own on file. The name and address may be another home's.",
                    true),
            new Flag(
                    "SENDER_MISMATCH",
                    "sender differs",
                    "The sender's name on the line is not the unit's own number.",
                    true),
            new Flag("UNREADABLE", "unreadable", "The message could not be read. It is kept as it came.", true),
            new Flag(
                    "REFERENCE_REUSED",
                    "number reused",
                    "The unit used a message number again with other words. Treat it as a new press.",
                    true),
            new Flag(
                    "REPEATED_AFTER_CLOSE",
                    "repeated after close",
                    "The unit sent this again after its alarm was closed.",
                    true),
            new Flag(
                    "UNKNOWN_POINT",
                    "flat not on file",
                    "The scheme is known, this point of it is not. Ask which flat it is.",
                    true),
            new Flag(
                    "RECURRING",
                    "keeps coming back",
                    "The same fault came three times within a day. That it is over once more is no outcome.",
                    true),
            new Flag(
                    "RESTORED",
                    "restored",
                    "Everything that was lost is back. It stands here until somebody has looked and closes it.",
                    false),
            new Flag(
                    "DUTY_FORGOTTEN",
                    "duty switch",
                    "Ask the scheme whether a manager is there. Its alarms sound here at once meanwhile.",
                    false),
            new Flag(
                    "OPEN_FAULT",
                    "open fault",
                    "A fault on what this home calls for help with is open. It may not be heard another time.",
                    true),
            new Flag("IN_HOSPITAL", "in hospital", "On file as in hospital. Somebody is in the home.", false),
            new Flag("RESPITE", "in respite", "On file as in respite care. Somebody is in the home.", false),
            new Flag("AWAY", "away", "On file as away. Somebody is in the home.", false),
            new Flag("MOVED", "moved", "On file as moved. The address may be out of date.", false),
            new Flag("DECEASED", "deceased", "On file as deceased. Mind how you speak to whoever answers.", false),
            new Flag("ENDED", "service ended", "On file as no longer with the service. Somebody pressed.", false));

    /** Every flag there are words for. */
    public static List<Flag> known() {
        return KNOWN;
    }

    /** The flags of an alarm in the order of their weight. A code without words is shown as it is rather than hidden. */
    public static List<Flag> of(Set<String> alarmFlags, Set<String> homeFlags) {
        List<Flag> known = KNOWN.stream()
                .filter(flag -> alarmFlags.contains(flag.code) || homeFlags.contains(flag.code))
                .toList();
        List<Flag> strange = Stream.of(alarmFlags, homeFlags)
                .flatMap(Collection::stream)
                .filter(code -> KNOWN.stream().noneMatch(flag -> flag.code.equals(code)))
                .map(code -> new Flag(code, code.toLowerCase(Locale.ROOT).replace('_', ' '), code, true))
                .toList();
        return Stream.concat(known.stream(), strange.stream()).toList();
    }

    /** "1st press" says nothing; from the second on the count is worth reading. */
    public static String presses(int signalCount) {
        return ordinal(signalCount) + " press";
    }

    private static String ordinal(int number) {
        int lastTwo = number % 100;
        if (lastTwo >= 11 && lastTwo <= 13) {
            return number + "th";
        }
        return number
                + switch (number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }
}
