package org.tocsin.speech;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmState;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.signal.SignalBody;
import org.tocsin.speech.SpeechInstruction.CallBack;
import org.tocsin.speech.SpeechInstruction.CallNumbers;
import org.tocsin.speech.SpeechInstruction.CallOwnReceiver;
import org.tocsin.speech.SpeechInstruction.Hold;
import org.tocsin.speech.SpeechInstruction.InCall;
import org.tocsin.speech.SpeechInstruction.NoCall;
import org.tocsin.speech.SpeechInstruction.NotCallable;

/**
 * Whom a unit is told to call, by what it sent, what its service has set and what is known of its alarm. Heartbeats,
 * resets, cancels and units without speech are told not to call; an alarm that can speak is told whom to call, so that
 * a person in distress is heard. Pure.
 */
public final class SpeechRules {
    /** Whoever is not on file belongs to no service: it calls the receiver it was set up with. */
    public static final Speech STRANGER = new Speech(61, null);

    /** Everything goes to this one number. */
    static Speech allTo(String number) {
        return new Speech(THE_NUMBER, number);
    }

    /** How long a unit that asked to be called shall answer by itself. */
    static final int CALL_BACK_MINUTES = 30;

    private static final int THE_NUMBER = 62;
    private static final String CANCEL = "0019";
    /** Reset, information, heartbeat. A type nobody knows is an alarm, and whoever raised it must be heard. */
    private static final Set<String> SILENT = Set.of("RE", "IN", "PI");

    private SpeechRules() {}

    /**
     * By which a unit is told.
     *
     * @param severalNumbers whether the unit understands a reply with more than one number
     * @param held whether its model is held until an operator has the alarm
     * @param theToken stands for {@code TOKEN} in the service's number; worked out only where something needs it
     */
    record Terms(Speech speech, boolean severalNumbers, boolean held, Supplier<String> theToken) {
        Terms(Speech speech, boolean severalNumbers, boolean held, String token) {
            this(speech, severalNumbers, held, () -> token);
        }

        String token() {
            return theToken.get();
        }

        /** Whether nothing but the signal and these terms decides. */
        boolean plain() {
            String number = speech.number();
            boolean template = number != null && number.contains(CallAddress.TOKEN);
            return !held && !speech.callsReported() && !template;
        }
    }

    /**
     * What the store knows when a unit asks.
     *
     * @param taken whether an operator has the alarm
     * @param extension where that operator is called; null where nothing is on file
     * @param inCall whether a call with this home is up
     * @param heldSince when this signal first asked; null when it does so now
     */
    record Known(
            AlarmState state,
            boolean taken,
            @Nullable String extension,
            boolean inCall,
            @Nullable Instant heldSince) {}

    /**
     * The instruction where nothing but the signal and the service's settings is known.
     *
     * @param severalNumbers whether the unit understands a reply with more than one number
     */
    public static SpeechInstruction usual(SignalBody body, Speech speech, boolean severalNumbers) {
        return usual(body, new Terms(speech, severalNumbers, false, ""));
    }

    /** Whether speech with a person belongs to this signal: what sent it has a way to be spoken with, and asks for it. */
    public static boolean speaks(SignalBody body) {
        return !wantedSchemes(body).isEmpty();
    }

    static SpeechInstruction usual(SignalBody body, Terms terms) {
        List<String> schemes = wantedSchemes(body);
        if (schemes.isEmpty()) {
            return new NoCall();
        }
        if (wantsCallBack(body)) {
            return new CallBack(CALL_BACK_MINUTES);
        }
        String number = terms.speech().number();
        if (terms.speech().reply() != THE_NUMBER || number == null) {
            return new CallOwnReceiver();
        }
        List<String> callable = callable(number, schemes, terms);
        return callable.isEmpty() ? new NotCallable(String.join(", ", schemes)) : new CallNumbers(callable);
    }

    /**
     * The instruction for the signal of a life alarm that has not been given one yet. Held, where its model is, until an
     * operator has the alarm or the time is over; no second call beside one that is up.
     */
    static SpeechInstruction decide(SignalBody body, Terms terms, Known known, Instant now) {
        SpeechInstruction usual = usual(body, terms);
        if (usual instanceof NoCall || usual instanceof CallBack) {
            return usual;
        }
        if (known.inCall()) {
            return new InCall();
        }
        if (!terms.held()) {
            return usual;
        }
        if (known.taken()) {
            return orUsual(known.extension(), body, terms, usual);
        }
        Instant since = known.heldSince() == null ? now : known.heldSince();
        boolean patient = now.isBefore(since.plus(terms.speech().waits().hold()));
        return known.state() == AlarmState.WAITING && patient
                ? new Hold()
                : orUsual(terms.speech().overflowNumber(), body, terms, usual);
    }

    private static SpeechInstruction orUsual(
            @Nullable String number, SignalBody body, Terms terms, SpeechInstruction usual) {
        List<String> callable = number == null ? List.of() : callable(number, wantedSchemes(body), terms);
        return callable.isEmpty() ? usual : new CallNumbers(callable);
    }

    /** Those of these addresses the unit can call, in its own order of schemes. */
    private static List<String> callable(String addresses, List<String> schemes, Terms terms) {
        List<String> callable = schemes.stream()
                .flatMap(scheme -> CallAddress.all(addresses).stream().map(address -> CallAddress.in(scheme, address)))
                .filter(Objects::nonNull)
                .map(address -> address.contains(CallAddress.TOKEN)
                        ? address.replace(CallAddress.TOKEN, terms.token())
                        : address)
                .distinct()
                .toList();
        return terms.severalNumbers() || callable.isEmpty() ? callable : callable.subList(0, 1);
    }

    /** The kinds of call the unit can make, best first; empty where no call is wanted. */
    private static List<String> wantedSchemes(SignalBody body) {
        if (SILENT.contains(body.messageType())
                || says(body, "mreq", 4)
                || body.statusCode().equals(CANCEL)) {
            return List.of();
        }
        return body.callBackAddresses().stream()
                .map(CallAddress::scheme)
                .filter(scheme -> !scheme.equals("no-voice"))
                .distinct()
                .toList();
    }

    /** Call handling 1: the unit places no call and waits to be called. Without an address it cannot be, and must call. */
    static boolean wantsCallBack(SignalBody body) {
        return says(body, "cha", 1) && body.callBackAddresses().stream().anyMatch(CallAddress::namesSomebody);
    }

    /** Compared by value: units write {@code 4}, {@code 04} and {@code 004}. */
    private static boolean says(SignalBody body, String element, int value) {
        String text = body.get(element);
        return text != null && text.matches("0*" + value);
    }
}
