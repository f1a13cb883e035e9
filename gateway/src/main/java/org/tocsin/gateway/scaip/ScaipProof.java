package org.tocsin.gateway.scaip;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.sip.SipDigest;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.gateway.sip.SipReply;
import org.tocsin.gateway.sip.SipRequest;
import org.tocsin.platform.Keyring;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalKind;
import org.tocsin.unit.Credential;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * Whether the sender is who it says, and what follows. An alarm is heard in any case; only the answer differs. A
 * heartbeat that proves nothing is worth nothing and is turned away.
 */
final class ScaipProof {
    private static final Logger LOG = LoggerFactory.getLogger(ScaipProof.class);

    private final SipDigest digest;
    private final Keyring keyring;
    private final String realm;

    ScaipProof(SipDigest digest, Keyring keyring, String realm) {
        this.digest = digest;
        this.keyring = keyring;
        this.realm = realm;
    }

    /** What to do with a request. */
    sealed interface Judgement {}

    /** Take it; answer by the receipt. */
    record Heard(Signal signal) implements Judgement {}

    /**
     * Ask for the password.
     *
     * @param keep true when a person must see it if the password never comes
     */
    record Challenged(SipReply reply, boolean keep) implements Judgement {}

    /** Take it as doubted, then answer negatively. */
    record Failed(Signal signal, SipReply reply) implements Judgement {}

    /** Answer negatively; nothing is kept. */
    record Turned(SipReply reply) implements Judgement {}

    /** By the credential on file; a unit not on file has nothing to prove. */
    Judgement judge(SipRequest request, SipFlow flow, Signal signal, Optional<OnFile> unit) {
        boolean heartbeat = signal.kind() == SignalKind.HEARTBEAT;
        Credential credential = unit.map(OnFile::credential).orElseGet(Credential::none);
        return switch (credential.authentication()) {
            case NONE -> address(flow, signal, credential, heartbeat);
            case CERTIFICATE -> certificate(flow, signal, credential, heartbeat);
            // Enrolled for another protocol, whose password cannot be shown here.
            case PASSWORD ->
                heartbeat
                        ? new Turned(SipReply.FORBIDDEN)
                        : new Heard(ScaipSignals.doubted(signal, Doubt.FAILED_PASSWORD));
            case DIGEST -> digest(request, signal, credential, heartbeat);
        };
    }

    /** True for a unit that has something to prove; once it is heard without doubt, it is who it says. */
    static boolean proves(OnFile unit) {
        return switch (unit.credential().authentication()) {
            case NONE, PASSWORD -> false;
            case DIGEST, CERTIFICATE -> true;
        };
    }

    /** 400 for a request whose reference cannot be read: no reply of the application can be matched to it. */
    SipReply warning(Mrq mrq) {
        String reason = mrq instanceof Mrq.Broken broken ? broken.reason() : "missing: ref";
        return SipReply.warning(realm, reason);
    }

    /** Nobody can help the address their home's line has today, so the answer is as good as to any other. */
    private static Judgement address(SipFlow flow, Signal signal, Credential credential, boolean heartbeat) {
        if (credential.addresses().allow(flow.remoteAddress())) {
            boolean another =
                    flow.certificate().cid().isPresent() && !flow.certificate().holds(signal.cid());
            return new Heard(another ? ScaipSignals.doubted(signal, Doubt.SENDER_MISMATCH) : signal);
        }
        return heartbeat
                ? new Turned(SipReply.FORBIDDEN)
                : new Heard(ScaipSignals.doubted(signal, Doubt.OTHER_ADDRESS));
    }

    private static Judgement certificate(SipFlow flow, Signal signal, Credential credential, boolean heartbeat) {
        if (flow.certificate().holds(credential.nameInCertificate(signal.cid()))) {
            return new Heard(signal);
        }
        return heartbeat
                ? new Turned(SipReply.CERTIFICATE_WANTED)
                : new Failed(ScaipSignals.doubted(signal, Doubt.FAILED_CERTIFICATE), SipReply.CERTIFICATE_WANTED);
    }

    private Judgement digest(SipRequest request, Signal signal, Credential credential, boolean heartbeat) {
        SipDigest.Verdict verdict = verdict(request, signal.cid(), credential);
        return switch (verdict) {
            case PROVEN -> new Heard(signal);
            case ABSENT, STALE -> new Challenged(digest.challenge(signal.cid(), verdict), !heartbeat);
            case WRONG -> {
                SipReply challenge = digest.challenge(signal.cid(), verdict);
                yield heartbeat
                        ? new Turned(challenge)
                        : new Failed(ScaipSignals.doubted(signal, Doubt.FAILED_PASSWORD), challenge);
            }
        };
    }

    private SipDigest.Verdict verdict(SipRequest request, String cid, Credential credential) {
        try {
            String secret = credential.digestSecret(keyring);
            return secret == null ? SipDigest.Verdict.WRONG : digest.check(request, cid, secret);
        } catch (IllegalStateException e) {
            // Sealed under another key. Nobody can prove anything now; everybody must still be heard.
            LOG.atError().setCause(e).log("a unit's secret cannot be opened");
            return SipDigest.Verdict.WRONG;
        }
    }
}
