package org.tocsin.simulator.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A decent MQTT receiver of a few lines that stores nothing, and has one flaw or none. */
final class FlawedMqttReceiver implements AutoCloseable {
    static final String SERVICE = "demo";
    static final String CID = "12345678";
    static final String SECRET = "s3cret";

    private final ServerSocket server;
    private final @Nullable MqttFlaw flaw;
    private final Map<String, FlawedMqttLine> connected = new HashMap<>();
    private final Set<String> references = new HashSet<>();
    private final List<FlawedMqttLine> lines = new CopyOnWriteArrayList<>();
    private volatile @Nullable Exception broken;

    FlawedMqttReceiver(@Nullable MqttFlaw flaw) throws IOException {
        this.flaw = flaw;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable what) {
        Thread thread = new Thread(what, "flawed MQTT receiver");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** A receiver that is broken in another way than it should proves nothing. */
    @Nullable
    Exception broken() {
        return broken;
    }

    boolean has(MqttFlaw one) {
        return flaw == one;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                FlawedMqttLine line = new FlawedMqttLine(this, socket);
                lines.add(line);
                start(() -> serve(line));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    broken = e;
                }
            }
        }
    }

    private void serve(FlawedMqttLine line) {
        try {
            line.converse();
        } catch (IOException e) {
            // The unit has gone, or was silent for too long, or was sent away: nothing is left to do.
        } catch (RuntimeException e) {
            broken = e;
        } finally {
            line.close();
        }
    }

    /** The line this unit had until now, or null. */
    synchronized @Nullable FlawedMqttLine connects(String clientId, FlawedMqttLine line) {
        return connected.put(clientId, line);
    }

    /** Whether this reference was heard before. */
    synchronized boolean again(String ref) {
        return !references.add(ref);
    }

    @Override
    public void close() throws IOException {
        server.close();
        lines.forEach(FlawedMqttLine::close);
    }
}
