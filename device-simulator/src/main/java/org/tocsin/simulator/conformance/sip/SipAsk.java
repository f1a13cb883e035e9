package org.tocsin.simulator.conformance.sip;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A SIP request in the making, every part of which a case may spoil. */
final class SipAsk {
    private final String method;
    private final String requestUri;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte[] body = new byte[0];
    private String branch;
    private int cseq = 1;

    /**
     * @param via transport, sent-by and parameters without the branch, for instance {@code UDP 192.0.2.1:5060;rport}
     * @param id made up, different for each request
     */
    SipAsk(String method, String requestUri, String via, String fromUser, String id) {
        this.method = method;
        this.requestUri = requestUri;
        this.branch = "z9hG4bK" + id;
        headers.put("Via", via);
        headers.put("Max-Forwards", "70");
        headers.put("From", "<sip:" + fromUser + "@units.example.net>;tag=f" + id);
        headers.put("To", "<" + requestUri + ">");
        headers.put("Call-ID", id + "@conformance.example.net");
        if (method.equals("MESSAGE")) {
            headers.put("Content-Type", "application/scaip+xml");
        }
    }

    SipAsk body(byte[] bytes) {
        this.body = bytes.clone();
        return this;
    }

    SipAsk body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets a header; null takes it away. */
    SipAsk header(String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        return this;
    }

    SipAsk branch(String value) {
        this.branch = value;
        return this;
    }

    /** The same once more as a new request: next CSeq, another branch, and the given proof. */
    SipAsk again(String authorizationHeader, String authorization) {
        cseq++;
        branch += "." + cseq;
        return header(authorizationHeader, authorization);
    }

    String requestUri() {
        return requestUri;
    }

    String method() {
        return method;
    }

    String callId() {
        return headers.getOrDefault("Call-ID", "");
    }

    int cseq() {
        return cseq;
    }

    String branch() {
        return branch;
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    byte[] bytes() {
        StringBuilder head = new StringBuilder(600);
        head.append(method).append(' ').append(requestUri).append(" SIP/2.0\r\n");
        headers.forEach((name, value) -> {
            String text = name.equals("Via") ? "SIP/2.0/" + value + ";branch=" + branch : value;
            head.append(name).append(": ").append(text).append("\r\n");
        });
        head.append("CSeq: ").append(cseq).append(' ').append(method).append("\r\n");
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }
}
