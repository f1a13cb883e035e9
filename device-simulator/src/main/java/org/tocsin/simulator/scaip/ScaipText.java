package org.tocsin.simulator.scaip;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;

/** The SCAIP bodies a unit writes and reads: plain templates, no XML library. */
final class ScaipText {
    private static final Pattern REF = Pattern.compile("<ref>\\s*([0-9a-zA-Z]{1,16})\\s*</ref>");
    private static final Pattern STATUS = Pattern.compile("<snu>\\s*([0-9]{1,5})\\s*</snu>");
    private static final Pattern ROOT = Pattern.compile("<mrs>.*</mrs>\\s*$", Pattern.DOTALL);
    private static final Pattern ROOT_IN_ANSWER = Pattern.compile("<(mrs|scaip)>.*</\\1>\\s*$", Pattern.DOTALL);
    private static final Pattern MEDIA = Pattern.compile("<mre>\\s*([0-9]{1,2})\\s*</mre>");
    private static final Pattern CALL = Pattern.compile("<cre>\\s*([0-9]{1,2})\\s*</cre>");
    private static final Pattern NUMBER = Pattern.compile("<tnu>\\s*([^<\\s]{1,256})\\s*</tnu>");

    private ScaipText() {}

    /**
     * The platform's answer to one of our messages.
     *
     * @param status 0 is the receipt
     * @param media the kind of speech wanted, 0 for none
     * @param call 61: our pre-set receiver; 62: the number given
     * @param number whom to call, empty where none was given
     */
    record Reply(String ref, int status, int media, int call, String number) {
        boolean wantsCallTo62() {
            return status == 0 && media > 0 && call == 62;
        }
    }

    static String alarm(String ref, String cid, Trigger trigger, Room room) {
        String speech = trigger.technical() ? "no-voice:" : "sip:" + cid + "@units.example.net";
        return "<mrq><ref>" + ref + "</ref><ver>01.00</ver><cha>0</cha><mty>ME</mty><cid>" + cid + "</cid><dty>"
                + trigger.deviceType() + "</dty><did>" + trigger.deviceId() + "</did><dte>" + trigger.words()
                + "</dte><crd>" + speech + "</crd><stc>" + trigger.status() + "</stc><pri>0</pri><lco>" + room.code()
                + "</lco><lte>" + room.words() + "</lte><ame>0</ame></mrq>";
    }

    /** The least an alarm can say, for a receiver that cannot read more. */
    static String minimal(String ref, String cid, Trigger trigger) {
        return "<mrq><ref>" + ref + "</ref><cid>" + cid + "</cid><dty>" + trigger.deviceType() + "</dty></mrq>";
    }

    static String heartbeat(String ref, String cid) {
        return "<mrq><ref>" + ref + "</ref><mty>PI</mty><cid>" + cid
                + "</cid><dty>0002</dty><crd>no-voice:</crd></mrq>";
    }

    /** A test transmission over the primary channel. */
    static String test(String ref, String cid) {
        return "<mrq><ref>" + ref + "</ref><mty>ME</mty><cid>" + cid
                + "</cid><dty>0002</dty><crd>no-voice:</crd><stc>0102</stc></mrq>";
    }

    /** The end of waiting for a receipt: told once, under the reference of what was held. */
    static String reset(String ref, String cid, Trigger trigger) {
        return "<mrq><ref>" + ref + "</ref><mty>RE</mty><cid>" + cid + "</cid><dty>" + trigger.deviceType()
                + "</dty><did>" + trigger.deviceId() + "</did><crd>no-voice:</crd><stc>0092</stc></mrq>";
    }

    /** Empty where it is no reply, or lacks what every reply must have. */
    static Optional<Reply> reply(String body) {
        return ROOT.matcher(body).find() ? read(body) : Optional.empty();
    }

    /** The same in the body of a 200, where some receivers put it, under another root. */
    static Optional<Reply> replyInAnswer(String body) {
        return ROOT_IN_ANSWER.matcher(body).find() ? read(body) : Optional.empty();
    }

    private static Optional<Reply> read(String body) {
        Matcher ref = REF.matcher(body);
        Matcher status = STATUS.matcher(body);
        if (!ref.find() || !status.find()) {
            return Optional.empty();
        }
        Matcher number = NUMBER.matcher(body);
        return Optional.of(new Reply(
                ref.group(1),
                Integer.parseInt(status.group(1)),
                number(MEDIA, body, 0),
                number(CALL, body, 61),
                number.find() ? number.group(1) : ""));
    }

    private static int number(Pattern pattern, String body, int otherwise) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : otherwise;
    }
}
