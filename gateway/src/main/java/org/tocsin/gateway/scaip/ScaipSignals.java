package org.tocsin.gateway.scaip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tocsin.gateway.sip.SipRequest;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Classification;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.Origin;
import org.tocsin.signal.Protocol;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;
import org.tocsin.unit.UnitDirectory;

/** Makes signals of what came in. */
final class ScaipSignals {
    private final String gatewayId;
    private final String defaultService;
    private final InstantSource clock;

    /**
     * @param defaultService code of the service that answers for units that are not on file
     */
    ScaipSignals(String gatewayId, String defaultService, InstantSource clock) {
        this.gatewayId = gatewayId;
        this.defaultService = defaultService;
        this.clock = clock;
    }

    /** Where the bytes that are just being read came from. */
    Origin origin(String remoteAddress) {
        return new Origin(Protocol.SCAIP, remoteAddress, gatewayId, clock.instant());
    }

    /**
     * @param cid who it is about: the body's own id, or where that cannot be read, the sender's name
     * @param body the trimmed body
     */
    Signal signal(
            Mrq mrq, String cid, byte[] body, SipRequest request, Origin origin, Optional<UnitDirectory.OnFile> unit) {
        Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        boolean strict =
                unit.filter(known -> known.model().habits().senderMustMatch()).isPresent();
        if (strict ? !request.fromUser().equals(cid) : isAnotherUnit(request.fromUser(), cid)) {
            doubts.add(Doubt.SENDER_MISMATCH);
        }
        Signal.Key key = new Signal.Key(cid, mrq.ref(), hash(mrq, cid, body, request, origin));
        Signal.Context context = new Signal.Context(origin, service(unit), doubts);
        if (mrq instanceof Mrq.Read read) {
            SignalKind kind = Classification.kind(read.body());
            return new Signal(Ids.next(), key, kind, read.body(), body, context);
        }
        return new Signal(Ids.next(), key, SignalKind.UNREADABLE, SignalBody.EMPTY, body, context).asUnreadable();
    }

    /** A registration says that the unit is there, as a heartbeat does. */
    Signal registration(String cid, String remoteAddress, UnitDirectory.OnFile unit) {
        Signal.Key key = new Signal.Key(cid, "", new byte[32]);
        Signal.Context context =
                new Signal.Context(origin(remoteAddress), unit.service().code(), Set.of());
        return new Signal(Ids.next(), key, SignalKind.HEARTBEAT, SignalBody.EMPTY, new byte[0], context);
    }

    /** Somebody calls, whose press, if there was one, is not known to be theirs. Redialling in the same call is the same. */
    Signal call(String cid, SipRequest request, String remoteAddress, Optional<UnitDirectory.OnFile> unit) {
        String caller = "INVITE " + request.uri() + "\nFrom: " + request.from() + "\nCall-ID: " + request.callId();
        byte[] raw = caller.getBytes(ISO_8859_1);
        Signal.Key key = new Signal.Key(cid, "", sha256(raw, cid.isEmpty() ? remoteAddress : ""));
        Signal.Context context = new Signal.Context(origin(remoteAddress), service(unit), Set.of());
        SignalBody body = new SignalBody(Map.of("dty", "0002", "dte", "a call, no message"), null);
        return new Signal(Ids.next(), key, SignalKind.ALARM, body, raw, context);
    }

    /** Bytes that are not even a SIP message. */
    Signal unreadable(byte[] frame, Origin origin) {
        Signal.Key key = new Signal.Key("", "", sha256(frame, ""));
        Signal.Context context = new Signal.Context(origin, defaultService, Set.of());
        return new Signal(Ids.next(), key, SignalKind.UNREADABLE, SignalBody.EMPTY, frame, context).asUnreadable();
    }

    static Signal doubted(Signal signal, Doubt doubt) {
        Set<Doubt> doubts = EnumSet.of(doubt);
        doubts.addAll(signal.context().doubts());
        Signal.Context context =
                new Signal.Context(signal.origin(), signal.context().serviceCode(), doubts);
        return new Signal(signal.id(), signal.key(), signal.kind(), signal.body(), signal.raw(), context);
    }

    private String service(Optional<UnitDirectory.OnFile> unit) {
        return unit.map(onFile -> onFile.service().code()).orElse(defaultService);
    }

    /**
     * Without a reference the call counts too: a unit that never sends one would otherwise be heard once a day, its
     * later presses being taken for repeats of the first. Where no unit is named its address counts: two homes whose
     * units come from the factory say the same words under the same reference, and both need help.
     */
    private static byte[] hash(Mrq mrq, String cid, byte[] body, SipRequest request, Origin origin) {
        String further = mrq.ref().isEmpty() ? request.callId() : cid.isEmpty() ? origin.remoteAddress() : "";
        return sha256(body, further);
    }

    /** A name that is no number may be any setting of the installer's and says nothing. */
    private static boolean isAnotherUnit(String fromUser, String cid) {
        return isDigits(fromUser) && !cid.isEmpty() && !fromUser.equals(cid);
    }

    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static byte[] sha256(byte[] body, String further) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(body);
            return sha.digest(further.getBytes(ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
