package org.tocsin.simulator.conformance.sip;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A connection, over TCP or TLS; messages are cut by their Content-Length. Serves either side. */
public final class StreamPipe implements SipPipe {
    private static final int LONGEST = 256 * 1024;
    private static final Pattern LENGTH = Pattern.compile("(?im)^(?:content-length|l)[ \\t]*:[ \\t]*([0-9]{1,7})");

    private final Socket socket;
    private final InputStream in;
    private byte[] gathered = new byte[0];

    public StreamPipe(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    @Override
    public String sentBy() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    @Override
    public void send(byte[] message) throws IOException {
        socket.getOutputStream().write(message);
        socket.getOutputStream().flush();
    }

    @Override
    public @Nullable String receive(long millis) throws IOException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (true) {
            String message = cut();
            if (message != null) {
                return message;
            }
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return null;
            }
            read((int) Math.min(left, 60_000));
        }
    }

    private void read(int millis) throws IOException {
        socket.setSoTimeout(Math.max(1, millis));
        byte[] part = new byte[8_192];
        int count;
        try {
            count = in.read(part);
        } catch (SocketTimeoutException e) {
            return;
        }
        if (count < 0) {
            throw new EOFException("the other side closed the connection");
        }
        if (gathered.length + count > LONGEST) {
            throw new IOException("a message of more than " + LONGEST + " bytes");
        }
        int before = gathered.length;
        gathered = Arrays.copyOf(gathered, before + count);
        System.arraycopy(part, 0, gathered, before, count);
    }

    private @Nullable String cut() {
        String text = new String(gathered, StandardCharsets.ISO_8859_1);
        int start = 0;
        while (text.startsWith("\r\n", start)) {
            start += 2; // a keep-alive between messages, RFC 5626 §4.4.1
        }
        int end = text.indexOf("\r\n\r\n", start);
        if (end < 0) {
            return null;
        }
        Matcher length = LENGTH.matcher(text.substring(start, end));
        int whole = end + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
        if (gathered.length < whole) {
            return null;
        }
        gathered = Arrays.copyOfRange(gathered, whole, gathered.length);
        return text.substring(start, whole);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
