package org.tocsin.console.board;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmFlag;
import org.tocsin.service.TelecareService;
import org.tocsin.speech.PhoneCall;
import org.tocsin.telephone.CasesByHand;

/** How operator and home get to speak with each other, in words: the call as it stands, or whom to ring. */
final class SpeechLines {
    /** What a unit says of itself is a link only where it can be nothing but a number or a SIP address. */
    private static final Pattern TELEPHONE = Pattern.compile("(?:tel|gsm):(\\+?[0-9]{2,20})", Pattern.CASE_INSENSITIVE);

    private static final Pattern SIP =
            Pattern.compile("(?:sips?|sip-pp):([A-Za-z0-9_.+-]{1,96}@[A-Za-z0-9.:-]{1,120})", Pattern.CASE_INSENSITIVE);

    private final AlarmPageReader.Found found;
    private final TelecareService service;
    private final WallClock clock;

    SpeechLines(AlarmPageReader.Found found, TelecareService service, WallClock clock) {
        this.found = found;
        this.service = service;
        this.clock = clock;
    }

    AlarmPage.Speech speech() {
        List<PhoneCall> calls = found.history().spoken().calls();
        PhoneCall call = calls.isEmpty() ? null : calls.get(0);
        return new AlarmPage.Speech(
                call == null ? "NONE" : call.state().name(),
                call == null ? null : standing(call),
                todo(call),
                found.history().callBack().addresses().stream()
                        .map(SpeechLines::ring)
                        .toList());
    }

    private @Nullable String standing(PhoneCall call) {
        Instant ringing = call.times().ringing();
        Instant connected = call.times().connected();
        Instant cleared = call.times().cleared();
        return switch (call.state()) {
            case RINGING -> the(true) + " is calling, ringing" + since(ringing);
            case CONNECTED -> "Speech is connected" + since(connected);
            case CLEARED ->
                connected == null
                        ? "A call ended" + at(cleared) + " without being answered"
                        : "Speech ended" + at(cleared) + lasted(connected, cleared);
            case REPORTED -> null;
        };
    }

    private String todo(@Nullable PhoneCall call) {
        if ("TECHNICAL".equals(found.row().alarm().trigger().kind())) {
            return "A fault of the unit: nobody has asked to speak.";
        }
        if (CasesByHand.KIND.equals(found.row().alarm().trigger().kind())
                && found.row().alarm().progress().signalCount() == 1) {
            return "Somebody rang: what they said, and their number, stand in the log. To speak with the home, ring it.";
        }
        if (call != null && call.state() == PhoneCall.State.CONNECTED) {
            return "If the call is lost, ring " + the(false) + ".";
        }
        if (call != null && call.state() == PhoneCall.State.RINGING) {
            return "Answer it on your telephone.";
        }
        boolean unheard = found.row().alarm().trigger().flags().contains(AlarmFlag.NO_SPEECH.name());
        if (unheard) {
            return "Nobody has spoken with " + the(false) + ": ring it now. If nobody answers, send somebody.";
        }
        if (found.history().spoken().answeredAt() != null) {
            return the(true) + " has been spoken with. To speak again, ring it.";
        }
        if (found.history().callBack().asked()) {
            return "The unit makes no call of its own and waits to be called: ring it now.";
        }
        String number = service.speech().number();
        String whom = number == null ? "the number it was set up with" : number.replace("TOKEN", "…");
        return "A unit that can speak calls " + whom + " by itself. If nobody answers you there, ring " + the(false)
                + ".";
    }

    /** Who speaks: a home, or what stands at a scheme's door. */
    private String the(boolean first) {
        String what = switch (found.row().alarm().trigger().queue()) {
            case DOOR -> "he door panel";
            case COMMUNAL -> "he communal point";
            default -> "he home";
        };
        return (first ? "T" : "t") + what;
    }

    private static AlarmPage.Ring ring(String address) {
        var telephone = TELEPHONE.matcher(address);
        if (telephone.matches()) {
            return new AlarmPage.Ring("tel:" + telephone.group(1), telephone.group(1));
        }
        var sip = SIP.matcher(address);
        String scheme = address.toLowerCase(Locale.ROOT).startsWith("sips:") ? "sips:" : "sip:";
        return sip.matches() ? new AlarmPage.Ring(scheme + sip.group(1), address) : new AlarmPage.Ring(null, address);
    }

    private String since(@Nullable Instant when) {
        return when == null ? "" : " since " + clock.time(when);
    }

    private String at(@Nullable Instant when) {
        return when == null ? "" : " " + clock.time(when);
    }

    private static String lasted(Instant connected, @Nullable Instant cleared) {
        if (cleared == null) {
            return "";
        }
        long seconds = Math.max(0, Duration.between(connected, cleared).toSeconds());
        return seconds < 120 ? " after " + seconds + " seconds" : " after " + seconds / 60 + " minutes";
    }
}
