package org.tocsin.simulator.conformance.listen;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;

/** Whether the unit calls when it is told to, and obeys the keys pressed at the other end. */
final class TxSpeech {
    private static final Pattern ADDRESS = Pattern.compile("(?m)^c=IN IP4 (\\S+)");
    private static final Pattern AUDIO = Pattern.compile("(?m)^m=audio ([0-9]+) ");
    private static final Pattern EVENTS = Pattern.compile("(?mi)^a=rtpmap:([0-9]+) telephone-event/");

    private TxSpeech() {}

    static List<Case<TxBench>> cases() {
        return List.of(
                Case.of(
                        "TX-12",
                        "told whom to call",
                        "mre 1, cre 62 and a sip: number: an INVITE to it within 5 s, with"
                                + " PCMA or PCMU; the 200 gets its ACK.",
                        bench -> {
                            Call call = called(bench);
                            call.hangUpByUnit(bench);
                            return "INVITE after " + call.afterMillis() + " ms, ACK";
                        }),
                Case.of("TX-13", "nobody to call", "mre 0, and cre 62 without a number: no INVITE.", TxSpeech::noCall),
                Case.of(
                        "TX-14",
                        "keys in the call",
                        "RFC 4733 events 7, 8, 4, 9, then 0: after 0 the unit hangs up; what"
                                + " the others did only the unit can show.",
                        TxSpeech::keys));
    }

    /** A call that is up. */
    private record Call(Attempt invite, long afterMillis, DatagramSocket media) {
        /** Asks for the end in the way every unit knows; a unit that does not hear it ends by our going away. */
        void hangUpByUnit(TxBench bench) throws Exception {
            try (media) {
                key(this, 0);
                bench.call("BYE", bench.pace().repeat());
            }
        }
    }

    private static Call called(TxBench bench) throws Exception {
        Attempt press = bench.press();
        bench.ok(press);
        String number = "sip:speech-" + press.ref() + "@" + press.back().sentBy();
        long told = System.nanoTime();
        bench.say(press, SipAnswers.body(press.ref(), 0, "<mre>1</mre><cre>62</cre><tnu>" + number + "</tnu>"), null);
        Attempt invite = bench.call("INVITE", bench.pace().atOnce());
        if (invite == null) {
            throw new Wrong("no INVITE within " + TxBench.seconds(bench.pace().atOnce()));
        }
        long after = Math.max(0, (invite.nanos() - told) / 1_000_000);
        unless(
                invite.message().startLine().startsWith("INVITE " + number + " "),
                invite.message().startLine());
        unless(
                invite.message().body().matches("(?s).*m=audio [0-9]+ RTP/S?AVPF? [0-9 ]*\\b[08]\\b.*"),
                "no PCMA or PCMU is offered");
        DatagramSocket media = new DatagramSocket(0, InetAddress.getByName(hostOf(invite)));
        String sdp = "v=0\r\no=- 1 1 IN IP4 " + hostOf(invite) + "\r\ns=-\r\nc=IN IP4 " + hostOf(invite)
                + "\r\nt=0 0\r\nm=audio " + media.getLocalPort() + " RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
                + "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";
        invite.answer(SipAnswers.answerWithBody(
                invite, 200, "OK", sdp, "Contact: <" + number + ">", "Content-Type: application/sdp"));
        if (bench.call("ACK", bench.pace().repeat()) == null) {
            media.close();
            throw new Wrong("no ACK to the 200 of the call");
        }
        return new Call(invite, after, media);
    }

    private static String hostOf(Attempt attempt) {
        String sentBy = attempt.back().sentBy();
        return sentBy.substring(0, sentBy.lastIndexOf(':'));
    }

    private static String noCall(TxBench bench) throws Exception {
        for (String more : List.of("<mre>0</mre><cre>0</cre>", "<mre>1</mre><cre>62</cre>")) {
            Attempt press = bench.press();
            bench.ok(press);
            bench.say(press, SipAnswers.body(press.ref(), 0, more), null);
            Attempt invite = bench.call("INVITE", bench.pace().quiet());
            if (invite != null) {
                bench.answer(invite, 486, "Busy Here");
                throw new Wrong("called " + invite.message().startLine() + " after " + more);
            }
            unless(bench.next(press, Duration.ofMillis(1)) == null, "repeated, although it had its receipt");
        }
        return "no INVITE, no repeat";
    }

    private static String keys(TxBench bench) throws Exception {
        Call call = called(bench);
        try (DatagramSocket media = call.media()) {
            unless(media.isBound(), "no media");
            for (int key : new int[] {7, 8, 4, 9}) {
                key(call, key);
            }
            key(call, 0);
            Attempt bye = bench.call("BYE", bench.pace().atOnce().plus(Duration.ofSeconds(10)));
            unless(bye != null, "no BYE after key 0");
        }
        return "BYE after key 0";
    }

    /** One key: three packets of the same event, the last three marked as its end (RFC 4733 §2.5.1.4). */
    private static void key(Call call, int key) throws Exception {
        Matcher address = ADDRESS.matcher(call.invite().message().body());
        Matcher port = AUDIO.matcher(call.invite().message().body());
        Matcher payload = EVENTS.matcher(call.invite().message().body());
        if (!address.find() || !port.find() || !payload.find()) {
            throw new Wrong("the call offers no telephone-event");
        }
        long stamp = System.nanoTime() / 125_000;
        for (int i = 0; i < 6; i++) {
            byte[] packet = new byte[16];
            packet[0] = (byte) 0x80;
            packet[1] = (byte) (Integer.parseInt(payload.group(1)) | (i == 0 ? 0x80 : 0));
            packet[3] = (byte) i;
            for (int b = 0; b < 4; b++) {
                packet[4 + b] = (byte) (stamp >> 8 * (3 - b));
            }
            packet[12] = (byte) key;
            packet[13] = (byte) (i < 3 ? 10 : 0x80 | 10);
            int duration = 160 * Math.min(i + 1, 4);
            packet[14] = (byte) (duration >> 8);
            packet[15] = (byte) duration;
            call.media()
                    .send(new DatagramPacket(
                            packet,
                            packet.length,
                            InetAddress.getByName(address.group(1)),
                            Integer.parseInt(port.group(1))));
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
