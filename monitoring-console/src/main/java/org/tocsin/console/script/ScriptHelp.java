package org.tocsin.console.script;

import java.util.Arrays;
import java.util.List;
import org.tocsin.script.Condition;
import org.tocsin.script.StepAct;

/**
 * What may stand at the end of a line of a script, and what it means. The signs themselves are the same in every language:
 * a script that is published is read by the platform for years, whoever wrote it.
 */
public record ScriptHelp(String written, String means) {
    /** In braces. */
    public static List<ScriptHelp> acts() {
        return Arrays.stream(StepAct.values())
                .filter(act -> act != StepAct.TICK)
                .map(act -> new ScriptHelp("{" + act.written() + "}", act.words()))
                .toList();
    }

    /** In square brackets. */
    public static List<ScriptHelp> conditions() {
        return Condition.vocabulary().stream()
                .map(written -> new ScriptHelp("[" + written + "]", means(written)))
                .toList();
    }

    private static String means(String written) {
        return switch (written) {
            case "speech heard" -> "Somebody at the home has been heard.";
            case "no speech" -> "It is written down that nobody answers.";
            case "resident answered" -> "Somebody at the home has been spoken to.";
            case "resident not answered" -> "Nobody at the home has been spoken to.";
            case "somebody called out" -> "Somebody has been called out to this alarm.";
            case "nobody called out" -> "Nobody has been called out to this alarm.";
            case "lives alone" -> "On file as living alone.";
            case "does not live alone" -> "Not on file as living alone.";
            case "risk high" -> "The home's risk is high or critical.";
            case "risk critical" -> "The home's risk is critical.";
            case "contacts on file" -> "The home has contacts on file.";
            case "no contacts on file" -> "The home has no contacts on file.";
            case "key safe on file" -> "A key safe is on file.";
            case "no key safe on file" -> "No key safe is on file.";
            case "first activation" -> "It has sounded once.";
            case "second activation" -> "It has sounded more than once.";
            case "between 22:00 and 07:00" -> "Only between these times of day; they may pass midnight.";
            case "status in hospital" ->
                "Somebody there has this status: in hospital, or any other as it stands on the card.";
            default -> throw new IllegalStateException("nobody has said what this means: " + written);
        };
    }
}
