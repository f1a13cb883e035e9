package org.tocsin.simulator.scaip;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Credentials;

/**
 * Who a unit is towards SIP, and the last nonce it was given: it is used again, with a higher count, so that only the
 * first message of a unit is sent twice.
 */
final class SipAccount {
    private final String cid;
    private final @Nullable String secret;
    private final String requestUri;
    private final String domain;
    private Digest.@Nullable Challenge challenge;
    private int count;

    private final boolean replyInAnswer;
    private String proofHeader = "Authorization";

    /**
     * @param receiver used for the address where the platform named none
     * @param replyInAnswer takes the application's reply from the body of a 200, too, as some receivers send it
     */
    SipAccount(Credentials credentials, String receiver, boolean replyInAnswer) {
        this.replyInAnswer = replyInAnswer;
        this.cid = credentials.cid();
        this.secret = credentials.secret();
        this.requestUri = credentials.sipUri() != null ? credentials.sipUri() : "sip:alarm@" + receiver;
        this.domain = requestUri.substring(requestUri.indexOf('@') + 1).replaceFirst("[;?].*$", "");
    }

    boolean takesReplyInAnswer() {
        return replyInAnswer;
    }

    String cid() {
        return cid;
    }

    String domain() {
        return domain;
    }

    SipText.Dialogue dialogue(String ref, int attempt) {
        String tag = ref + "t" + attempt;
        return new SipText.Dialogue(
                requestUri,
                "<sip:" + cid + "@" + domain + ">;tag=" + tag,
                "<" + requestUri + ">",
                ref + "." + attempt + "@" + domain);
    }

    /** Remembers what the platform asks for; false where we have nothing to answer with. */
    boolean challenged(SipMessage response) {
        Optional<Digest.Challenge> read = Digest.Challenge.first(
                response.all(response.status() == 407 ? "proxy-authenticate" : "www-authenticate"));
        proofHeader = response.status() == 407 ? "Proxy-Authorization" : "Authorization";
        challenge = read.orElse(null);
        count = 0;
        return secret != null && challenge != null;
    }

    /** The Authorization header line of the next MESSAGE, or null where none has been asked for. */
    @Nullable
    String authorization() {
        if (secret == null || challenge == null) {
            return null;
        }
        count++;
        String clientNonce = Integer.toHexString((cid + challenge.nonce() + count).hashCode());
        return proofHeader + ": "
                + Digest.authorization(
                        challenge, new Digest.Proof(cid, secret, "MESSAGE", requestUri, count, clientNonce));
    }
}
