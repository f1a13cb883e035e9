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

    private ScaipText() {}

    /** The platform's answer to one of our messages; status number 0 is the receipt. */
    record Reply(String ref, int status) {}

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

    /** Empty where it is no reply, or lacks what every reply must have. */
    static Optional<Reply> reply(String body) {
        Matcher ref = REF.matcher(body);
        Matcher status = STATUS.matcher(body);
        if (!ROOT.matcher(body).find() || !ref.find() || !status.find()) {
            return Optional.empty();
        }
        return Optional.of(new Reply(ref.group(1), Integer.parseInt(status.group(1))));
    }
}
