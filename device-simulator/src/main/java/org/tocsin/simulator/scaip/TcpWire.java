package org.tocsin.simulator.scaip;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One unit's own connection to one receiver, plain or over TLS: made when there is something to say, kept while the other side keeps it,
 * made anew with the next message.
 */
final class TcpWire implements SipWire {
    /** More than any message we expect; a peer that sends more is not one of ours. */
    private static final int LONGEST_MESSAGE = 64 * 1024;

    private final ContextInternal context;
    private final NetClient client;
    private final boolean secure;
    private final InetSocketAddress target;
    private final String sentBy;
    private final BiConsumer<String, SipWire> received;
    private final Set<Runnable> listeners = new LinkedHashSet<>();
    private final List<String> unsent = new ArrayList<>();
    private @Nullable NetSocket socket;
    private boolean connecting;
    private Buffer gathered = Buffer.buffer();

    TcpWire(
            ContextInternal context,
            NetClient client,
            boolean secure,
            InetSocketAddress target,
            String sentBy,
            BiConsumer<String, SipWire> received) {
        this.context = context;
        this.client = client;
        this.secure = secure;
        this.target = target;
        this.sentBy = sentBy;
        this.received = received;
    }

    @Override
    public String transport() {
        return secure ? "TLS" : "TCP";
    }

    @Override
    public String sentBy() {
        return sentBy;
    }

    @Override
    public boolean reliable() {
        return true;
    }

    @Override
    public void send(String text) {
        if (socket != null) {
            socket.write(text);
            return;
        }
        unsent.add(text);
        if (!connecting) {
            connecting = true;
            context.runOnContext(v -> connect());
        }
    }

    private void connect() {
        client.connect(
                        target.getPort(),
                        secure ? target.getHostString() : target.getAddress().getHostAddress())
                .onComplete(result -> {
                    connecting = false;
                    if (result.failed()) {
                        broken();
                        return;
                    }
                    NetSocket connected = result.result();
                    socket = connected;
                    gathered = Buffer.buffer();
                    connected.handler(this::gather);
                    connected.exceptionHandler(failure -> connected.close());
                    connected.closeHandler(v -> broken());
                    unsent.forEach(connected::write);
                    unsent.clear();
                });
    }

    private void broken() {
        socket = null;
        unsent.clear();
        List<Runnable> affected = List.copyOf(listeners);
        listeners.clear();
        affected.forEach(Runnable::run);
    }

    /** Cuts the stream into messages by Content-Length. */
    private void gather(Buffer part) {
        gathered.appendBuffer(part);
        while (gathered.length() > 0) {
            String text = gathered.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            int whole = end < 0 ? LONGEST_MESSAGE : end + 4 + contentLength(text.substring(0, end));
            if (whole > LONGEST_MESSAGE || gathered.length() >= LONGEST_MESSAGE) {
                cut();
                return;
            }
            if (gathered.length() < whole) {
                return;
            }
            String message = gathered.getString(0, whole);
            gathered = gathered.getBuffer(whole, gathered.length());
            received.accept(message, this);
        }
    }

    private static int contentLength(String head) {
        for (String line : head.split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:") || lower.startsWith("l:")) {
                try {
                    return Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).strip());
                } catch (NumberFormatException e) {
                    return LONGEST_MESSAGE + 1;
                }
            }
        }
        return 0;
    }

    @Override
    public void cut() {
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void onBroken(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void forget(Runnable listener) {
        listeners.remove(listener);
    }
}
