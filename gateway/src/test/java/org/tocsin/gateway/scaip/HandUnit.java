package org.tocsin.gateway.scaip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A home unit written by hand, sharing no code with the gateway: plain sockets and texts. */
final class HandUnit implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int port;
    private final @Nullable DatagramSocket datagrams;
    private final @Nullable Socket stream;
    private final Set<String> answered = new HashSet<>();

    private HandUnit(int port, @Nullable DatagramSocket datagrams, @Nullable Socket stream) {
        this.port = port;
        this.datagrams = datagrams;
        this.stream = stream;
    }

    static HandUnit udp(int port) throws IOException {
        return udpFrom("127.0.0.1", port);
    }

    /** From another address of this machine, as another home's line. */
    static HandUnit udpFrom(String address, int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(address));
        socket.setSoTimeout(PATIENCE_MS);
        return new HandUnit(port, socket, null);
    }

    static HandUnit tcp(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
        return new HandUnit(port, null, socket);
    }

    /**
     * Over TLS.
     *
     * @param context whom it believes and what it shows of itself
     * @param versions of TLS; the usual ones when none is named
     */
    static HandUnit tls(int port, SSLContext context, String... versions) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        if (versions.length > 0) {
            socket.setEnabledProtocols(versions);
        }
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        return new HandUnit(port, null, socket);
    }

    /** A MESSAGE with a Call-ID and branch of its own. */
    static String message(String user, String body) {
        int n = COUNT.incrementAndGet();
        return message(user, body, "z9hG4bKh" + n, "call" + n, 1, "");
    }

    static String message(String user, String body, String branch, String callId, int cseq, String further) {
        return "MESSAGE sip:alarm@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.10:5060;branch=" + branch
                + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:" + user + "@units.example.net>;tag=u1\r\n"
                + "To: <sip:alarm@127.0.0.1>\r\nCall-ID: " + callId + "\r\nCSeq: " + cseq + " MESSAGE\r\n" + further
                + "Content-Type: application/scaip+xml\r\nContent-Length: " + body.getBytes(UTF_8).length
                + "\r\n\r\n" + body;
    }

    static String press(String cid, String ref) {
        return "<mrq><ref>" + ref + "</ref><cid>" + cid + "</cid><dty>0003</dty></mrq>";
    }

    void send(String message) throws IOException {
        sendBytes(message.getBytes(UTF_8));
    }

    void sendBytes(byte[] bytes) throws IOException {
        if (datagrams != null) {
            datagrams.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        } else if (stream != null) {
            stream.getOutputStream().write(bytes);
            stream.getOutputStream().flush();
        }
    }

    /**
     * The next message; empty when none comes for long, or the connection ends. A repeat of what was answered
     * already is answered again and passed over.
     */
    String receive() throws IOException {
        return receive(PATIENCE_MS);
    }

    /** Fails while the other side neither says anything nor ends the connection. */
    boolean isEnded() throws IOException {
        return stream != null && stream.getInputStream().read() < 0;
    }

    String receive(int patienceMs) throws IOException {
        while (true) {
            String message = next(patienceMs);
            if (!answered.contains(line(message, "Call-ID")) || !message.startsWith("MESSAGE ")) {
                return message;
            }
            answer(message);
        }
    }

    /** The next message, answered with 200 if it is a request. */
    String receiveAndAnswer() throws IOException {
        String message = receive();
        if (message.startsWith("MESSAGE ")) {
            answer(message);
        }
        return message;
    }

    /** The Authorization header that answers this 401. */
    static String authorization(String challenge, String user, String secret, @Nullable String count) throws Exception {
        return authorization("MESSAGE", challenge, user, secret, count);
    }

    static String authorization(String method, String challenge, String user, String secret, @Nullable String count)
            throws Exception {
        return HandDigest.MD5.authorization(method, challenge, user, secret, count);
    }

    static String line(String message, String header) {
        Matcher line =
                Pattern.compile("^" + header + ": .*\r\n", Pattern.MULTILINE).matcher(message);
        return line.find() ? line.group() : "";
    }

    int localPort() {
        return datagrams == null ? (stream == null ? 0 : stream.getLocalPort()) : datagrams.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        if (datagrams != null) {
            datagrams.close();
        }
        if (stream != null) {
            stream.close();
        }
    }

    private String next(int patienceMs) throws IOException {
        try {
            if (datagrams != null) {
                datagrams.setSoTimeout(patienceMs);
                DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
                datagrams.receive(packet);
                return new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
            }
            return stream == null ? "" : fromStream(stream, patienceMs);
        } catch (SocketTimeoutException e) {
            return "";
        }
    }

    private void answer(String message) throws IOException {
        answered.add(line(message, "Call-ID"));
        send("SIP/2.0 200 OK\r\n" + line(message, "Via") + line(message, "From")
                + line(message, "To").strip() + ";tag=h1\r\n" + line(message, "Call-ID") + line(message, "CSeq")
                + "Content-Length: 0\r\n\r\n");
    }

    private static String fromStream(Socket socket, int patienceMs) throws IOException {
        socket.setSoTimeout(patienceMs);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (true) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return read.toString(ISO_8859_1);
            }
            read.write(next);
            String text = read.toString(ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                Matcher length = Pattern.compile("Content-Length: (\\d+)").matcher(text);
                int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
                if (text.length() >= end + 4 + body) {
                    return text;
                }
            }
        }
    }
}
