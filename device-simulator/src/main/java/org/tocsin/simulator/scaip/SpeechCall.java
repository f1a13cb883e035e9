package org.tocsin.simulator.scaip;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.unit.Scheduler;

/**
 * The call a unit places when its receipt names a number: an INVITE along the way of the receipt, an ACK, a BYE. It
 * carries no sound; of the media only the keys pressed at the other end are heard (RFC 4733). Key 0 clears down.
 */
final class SpeechCall {
    /** Longer than anybody speaks to a machine. */
    private static final long LONGEST_MILLIS = 600_000;
    /** How long it may ring. */
    private static final long RINGING_MILLIS = 60_000;
    /** Offered in our SDP for telephone-event. */
    private static final int EVENT_PAYLOAD = 101;

    private final SipAccount account;
    private final SipLine line;
    private final SipWire way;
    private final String number;
    private final String id;
    private final Heard heard;
    private @Nullable DatagramSocket media;
    private Scheduler.Pending timer = Scheduler.Pending.NONE;
    private String invite = "";
    private String to;
    private boolean provisional;
    private boolean up;
    private boolean over;
    private long lastEvent = -1;

    /** What the unit is told of its call. */
    interface Heard {
        /** A key pressed at the other end. */
        void key(char key);

        /** Called once, however it ended. */
        void ended(boolean wasUp);
    }

    /** @param id made up; not that of any other call */
    SpeechCall(SipAccount account, SipLine line, SipWire way, String number, String id, Heard heard) {
        this.account = account;
        this.line = line;
        this.way = way;
        this.number = number;
        this.id = id;
        this.heard = heard;
        this.to = "<" + number + ">";
    }

    void start() {
        line.expectInCall(callId(), this);
        line.context().runOnContext(v -> {
            DatagramSocket socket = line.context().owner().createDatagramSocket(new DatagramSocketOptions());
            media = socket;
            socket.handler(packet -> event(packet.data()));
            socket.listen(0, host()).onSuccess(opened -> invite()).onFailure(failure -> finish());
        });
    }

    private String host() {
        return way.sentBy().substring(0, way.sentBy().lastIndexOf(':'));
    }

    private String callId() {
        return id + "@" + account.domain();
    }

    private void invite() {
        if (over || media == null) {
            return;
        }
        String host = host();
        String sdp = "v=0\r\no=- 1 1 IN IP4 " + host + "\r\ns=-\r\nc=IN IP4 " + host + "\r\nt=0 0\r\nm=audio "
                + media.localAddress().port() + " RTP/AVP 8 0 " + EVENT_PAYLOAD
                + "\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
                + "a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n";
        invite = request(
                "INVITE",
                "z9hG4bK" + id,
                1,
                "Contact: <sip:" + account.cid() + "@" + way.sentBy() + ">\r\nContent-Type: application/sdp\r\n",
                sdp);
        line.expect("z9hG4bK" + id, this::answered);
        way.send(invite);
        long end = line.around().scheduler().nanos() + line.around().timing().transactionEnd() * 1_000_000;
        timer = line.around().scheduler().after(line.around().timing().t1(), () -> again(end, 2));
    }

    /** Over UDP until anything is answered (RFC 3261 §17.1.1.2, timers A and B). */
    private void again(long end, int factor) {
        long now = line.around().scheduler().nanos();
        if (now >= end) {
            finish();
            return;
        }
        if (!way.reliable()) {
            way.send(invite);
        }
        long pause = Math.min(line.around().timing().t1() * factor, 1 + (end - now) / 1_000_000);
        timer = line.around().scheduler().after(pause, () -> again(end, factor * 2));
    }

    private String request(String method, String branch, int cseq, String more, String body) {
        return method + " " + number + " SIP/2.0\r\nVia: SIP/2.0/" + way.transport() + ' ' + way.sentBy() + ";branch="
                + branch + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:" + account.cid() + "@" + account.domain()
                + ">;tag=" + id + "\r\nTo: " + to + "\r\nCall-ID: " + callId() + "\r\nCSeq: " + cseq + ' ' + method
                + "\r\n" + more + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void answered(SipMessage response) {
        int status = response.status();
        if (status < 200) {
            if (!provisional && !up) {
                provisional = true;
                timer.cancel();
                timer = line.around().scheduler().after(RINGING_MILLIS, this::finish);
            }
            return;
        }
        if (!up) {
            to = response.header("to");
        }
        // A final answer that comes again wants its ACK again.
        way.send(request("ACK", status < 300 ? "z9hG4bKa" + id : "z9hG4bK" + id, 1, "", ""));
        if (status >= 300) {
            finish();
        } else if (!up) {
            up = true;
            timer.cancel();
            timer = line.around().scheduler().after(LONGEST_MILLIS, this::hangUp);
        }
    }

    /** One RTP packet: an event counts once, by its time stamp. */
    private void event(Buffer packet) {
        if (over || packet.length() < 16 || (packet.getByte(1) & 0x7f) != EVENT_PAYLOAD) {
            return;
        }
        long stamp = packet.getUnsignedInt(4);
        int code = packet.getUnsignedByte(12);
        if (stamp == lastEvent || code > 11) {
            return;
        }
        lastEvent = stamp;
        heard.key("0123456789*#".charAt(code));
        if (code == 0) {
            hangUp();
        }
    }

    private void hangUp() {
        if (up && !over) {
            way.send(request("BYE", "z9hG4bKb" + id, 2, "", ""));
        }
        finish();
    }

    /** The other side has hung up. */
    void ended() {
        finish();
    }

    /** Falls silent. */
    void abandon() {
        over = true;
        release();
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        release();
        heard.ended(up);
    }

    private void release() {
        timer.cancel();
        line.forgetCall(callId());
        line.forgetBranch("z9hG4bK" + id);
        if (media != null) {
            media.close();
        }
    }
}
