package org.tocsin.speech;

import java.util.List;

/** What a unit is told about speech once its signal is stored; every protocol says it in its own words. */
public sealed interface SpeechInstruction {
    /** Call the receiver the unit was set up with. */
    record CallOwnReceiver() implements SpeechInstruction {}

    /**
     * Call one of these, the first first.
     *
     * @param numbers addresses in a scheme the unit speaks, never empty; more than one only for a unit that takes several
     */
    record CallNumbers(List<String> numbers) implements SpeechInstruction {
        public CallNumbers {
            numbers = List.copyOf(numbers);
        }
    }

    /** No call belongs to this signal: a reset, a cancel, a unit without speech. */
    record NoCall() implements SpeechInstruction {}

    /** The home is in a call with us already: no further leg. */
    record InCall() implements SpeechInstruction {}

    /** Wait and ask again with the same reference: nobody has taken the alarm yet. */
    record Hold() implements SpeechInstruction {}

    /**
     * The unit asked to be called, and will be.
     *
     * @param minutes how long it shall answer by itself, 1 to 60
     */
    record CallBack(int minutes) implements SpeechInstruction {}

    /** There is nobody to be called the way this unit calls, {@code gsm}: it should try its next receiver. */
    record NotCallable(String scheme) implements SpeechInstruction {}
}
