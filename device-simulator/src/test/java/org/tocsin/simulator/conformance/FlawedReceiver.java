package org.tocsin.simulator.conformance;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A decent SCAIP receiver of a few lines over UDP that stores nothing, and has one flaw or none. */
final class FlawedReceiver implements AutoCloseable {
    static final String CID = "12345678";

    private final DatagramSocket socket;
    private final @Nullable Flaw flaw;
    private final Map<String, String> answered = new HashMap<>();
    private final Map<String, Integer> replied = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private boolean calling;
    private volatile @Nullable Exception broken;

    FlawedReceiver(@Nullable Flaw flaw) throws IOException {
        this.flaw = flaw;
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setReceiveBufferSize(1 << 20);
        Thread thread = new Thread(this::listen, "flawed receiver");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void listen() {
        byte[] buffer = new byte[65_535];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                boolean unheard = text.startsWith("INVITE") && has(Flaw.CALLS_UNANSWERED)
                        || packet.getLength() > 60_000 && has(Flaw.SILENT_ABOUT_LONG_BODIES);
                if (!text.startsWith("SIP/2.0") && !text.startsWith("ACK") && !unheard) {
                    heard(text, packet.getSocketAddress());
                }
            } catch (IOException | RuntimeException e) {
                if (!socket.isClosed()) {
                    broken = e;
                }
            }
        }
    }

    /** A receiver that is broken in another way than it should proves nothing. */
    @Nullable
    Exception broken() {
        return broken;
    }

    private boolean has(Flaw one) {
        return flaw == one;
    }

    private void heard(String request, SocketAddress source) throws IOException {
        SocketAddress back = has(Flaw.ANSWERS_WHERE_VIA_SAYS) ? sentBy(request) : source;
        String key = has(Flaw.BRANCH_IS_THE_KEY)
                ? branch(request)
                : branch(request) + header(request, "Call-ID") + header(request, "CSeq");
        String before = answered.get(key);
        if (before != null && !has(Flaw.REPLIES_TO_EVERY_DATAGRAM)) {
            send(has(Flaw.ANSWERS_A_RETRANSMISSION_ANEW) ? before.replace(";tag=", ";tag=x") : before, back);
            return;
        }
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        String status = status(request, body);
        String inside = has(Flaw.REPLY_INSIDE_THE_200) ? reply(ref(body), 0, body, "") : "";
        String answer = answer(request, status, inside);
        answered.put(key, answer);
        send(answer, back);
        if (status.startsWith("200") && request.startsWith("MESSAGE") && !has(Flaw.REPLY_INSIDE_THE_200)) {
            judge(request, body, back);
        }
    }

    private String status(String request, String body) {
        if (request.startsWith("INVITE")) {
            calling = true;
            return toACall();
        }
        if (request.startsWith("BYE")
                || request.startsWith("OPTIONS")
                || request.startsWith("REGISTER")
                || has(Flaw.TAKES_ANY_METHOD)) {
            return "200 OK";
        }
        if (!request.startsWith("MESSAGE")) {
            return "405 Method Not Allowed\r\nAllow: MESSAGE, OPTIONS";
        }
        String type = header(request, "Content-Type").toLowerCase(java.util.Locale.ROOT);
        boolean ours = has(Flaw.NO_PARAMETERS_IN_CONTENT_TYPE)
                ? type.equals("application/scaip+xml")
                : type.startsWith("application/scaip+xml");
        if (!ours && !has(Flaw.ANY_CONTENT_TYPE)) {
            return "415 Unsupported Media Type";
        }
        boolean tagged = header(request, "From").contains(";tag=");
        if (has(Flaw.FROM_TAG_NEEDED) && !tagged || ref(body).isEmpty() && !has(Flaw.SILENT_WITHOUT_A_REFERENCE)) {
            return "400 Bad Request";
        }
        return "200 OK";
    }

    private String toACall() {
        if (has(Flaw.CALLS_REFUSED)) {
            return "486 Busy Here";
        }
        String queue = has(Flaw.CALLS_SENT_NOWHERE) ? "" : "\r\nContact: <sip:queue@127.0.0.1>";
        return (has(Flaw.SECOND_CALL_AT_ONCE) ? "200 OK" : "302 Moved Temporarily") + queue;
    }

    private void judge(String request, String body, SocketAddress back) throws IOException {
        String ref = ref(body);
        int times = replied.merge(ref, 1, Integer::sum);
        boolean stranger = !element(body, "cid").strip().equals(CID)
                && !element(body, "cid").isBlank();
        boolean otherFrom = !header(request, "From").contains("sip:" + CID + "@");
        if (ref.isEmpty()
                || has(Flaw.NO_REPLY)
                || has(Flaw.NO_REPLY_TO_A_REPEAT) && times > 1
                || has(Flaw.STRANGERS_IGNORED) && stranger
                || has(Flaw.FROM_MUST_MATCH_SILENTLY) && otherFrom) {
            return;
        }
        String missing = (element(body, "cid").isBlank() ? " cid" : "")
                + (element(body, "dty").isBlank() ? " dty" : "");
        int snu = has(Flaw.ANOTHER_ANSWER_TO_A_REPEAT) && times > 1 ? 5 : verdict(body, missing);
        String text = snu == 7 && !has(Flaw.NAMES_NOTHING) ? "missing:" + missing : "";
        send(message(reply(has(Flaw.FOREIGN_REFERENCE) ? "x1" : ref, snu, body, text)), back);
    }

    private int verdict(String body, String missing) {
        if (has(Flaw.EVERYTHING_IS_FINE)) {
            return 0;
        }
        if (body.contains("<!DOCTYPE")) {
            return has(Flaw.ENTITIES_RESOLVED) ? 0 : 2;
        }
        if (!body.contains("<mrq>") || !body.contains("</mrq>")) {
            return 2;
        }
        if (!missing.isEmpty()) {
            return 7;
        }
        String ref = ref(body);
        String owner = owners.computeIfAbsent(ref, r -> element(body, "cid"));
        boolean refused = has(Flaw.REFERENCE_IS_THE_KEY) && !owner.equals(element(body, "cid"))
                || has(Flaw.MUCH_AT_ONCE_REFUSED) && body.contains("<lge>") && body.contains("<ite>")
                || has(Flaw.COMMENTS_REFUSED) && body.contains("<!--")
                || has(Flaw.SHORT_BODIES_ONLY) && body.length() > 1_000
                || has(Flaw.NO_ALARM_DURING_A_CALL) && calling
                || has(Flaw.PARTS_REFUSED) && element(body, "ame").equals("1")
                || has(Flaw.ORDER_OF_ELEMENTS_MATTERS) && body.indexOf("<dty>") < body.indexOf("<ref>")
                || has(Flaw.OPTIONAL_MADE_MANDATORY) && !body.contains("<crd>")
                || has(Flaw.LEADING_ZEROS_NEEDED) && element(body, "dty").length() < 4
                || has(Flaw.SPACES_IN_THE_IDENTITY_REFUSED)
                        && element(body, "cid").startsWith(" ")
                || has(Flaw.UNKNOWN_CODES_REFUSED) && element(body, "dty").equals("9999")
                || has(Flaw.ONLY_UTF8) && body.contains("\u00c5sa") && !body.contains("\u00c3")
                || has(Flaw.SHORT_REFERENCES_ONLY) && ref.length() > 15
                || has(Flaw.LONG_TEXTS_REFUSED) && element(body, "ite").length() > 127
                || has(Flaw.WEST_REFUSED) && element(body, "geo").contains("-")
                || !ref.matches("[0-9a-zA-Z]{1,16}");
        return refused ? 3 : 0;
    }

    private String reply(String ref, int snu, String body, String text) {
        String type = element(body, "mty");
        boolean silent = (type.equals("PI") && !(has(Flaw.STATUS_BEFORE_TYPE) && body.contains("<stc>")))
                || type.equals("RE") && !has(Flaw.RESET_IS_CALLED)
                || element(body, "stc").equals("0019") && !has(Flaw.CANCEL_IS_CALLED)
                || has(Flaw.SPEECH_NEEDS_A_STATUS) && !body.contains("<stc>")
                || body.contains("no-voice:");
        String kind = element(body, "crd").replaceFirst(":.*", "");
        String number = has(Flaw.CALLS_WITHOUT_A_NUMBER)
                ? ""
                : "<tnu>" + (kind.isEmpty() || has(Flaw.WRONG_KIND_OF_NUMBER) ? "sip" : kind) + ":desk@127.0.0.1</tnu>";
        return "<mrs><ref>" + ref + "</ref><snu>" + snu + "</snu>"
                + (text.isEmpty() ? "" : "<ste>" + text + "</ste>")
                + (snu == 0 && !silent ? "<mre>1</mre><cre>62</cre>" + number : "") + "</mrs>";
    }

    private String message(String body) {
        String type = has(Flaw.BODY_AS_TEXT) ? "text/plain" : "application/scaip+xml";
        int id = number.incrementAndGet();
        return "MESSAGE sip:" + CID + "@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + port()
                + ";branch=z9hG4bKf" + id + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:alarm@127.0.0.1>;tag=f" + id
                + "\r\nTo: <sip:" + CID + "@127.0.0.1>\r\nCall-ID: f" + id + "\r\nCSeq: 1 MESSAGE\r\nContent-Type: "
                + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String answer(String request, String status, String body) {
        return "SIP/2.0 " + status + "\r\nVia: " + header(request, "Via") + "\r\nFrom: " + header(request, "From")
                + "\r\nTo: " + header(request, "To") + ";tag=s5\r\nCall-ID: " + header(request, "Call-ID")
                + "\r\nCSeq: " + header(request, "CSeq") + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void send(String text, SocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            // No way to a private address: what was sent is lost, as it would be out there.
            if (!has(Flaw.ANSWERS_WHERE_VIA_SAYS)) {
                throw e;
            }
        }
    }

    private static SocketAddress sentBy(String request) {
        String[] place = header(request, "Via")
                .replaceFirst("^\\S+ ", "")
                .replaceFirst(";.*", "")
                .split(":");
        return new InetSocketAddress(place[0], Integer.parseInt(place[1]));
    }

    private static String branch(String request) {
        return find("branch=([^;\\s]+)", header(request, "Via")).orElse("");
    }

    private static String header(String request, String name) {
        return find("\r\n" + name + ": ([^\r]*)\r\n", request).orElse("");
    }

    private static String ref(String body) {
        return element(body, "ref");
    }

    private static String element(String body, String name) {
        return find("(?s)<" + name + ">(.*?)</" + name + ">", body).orElse("");
    }

    private static Optional<String> find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public void close() {
        socket.close();
    }
}
