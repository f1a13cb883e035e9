package org.tocsin.journey.night;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The wire between one desk and the platform. While it is cut, what was open is dead and nothing new gets through. */
final class Cable implements AutoCloseable {
    private static final int PIECE = 8_192;

    private final int far;
    private final ServerSocket near;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /** @param far the platform's port */
    Cable(int far) {
        this.far = far;
        try {
            this.near = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + near.getLocalPort();
    }

    void cut() {
        cut = true;
        open.forEach(Cable::end);
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        while (!near.isClosed()) {
            try {
                join(near.accept());
            } catch (IOException e) {
                // Closed: the night is over.
                return;
            }
        }
    }

    private void join(Socket desk) {
        open.add(desk);
        if (cut) {
            end(desk);
            return;
        }
        try {
            Socket platform = new Socket(InetAddress.getLoopbackAddress(), far);
            open.add(platform);
            threads.execute(() -> carry(desk, platform));
            threads.execute(() -> carry(platform, desk));
            if (cut) {
                end(platform);
                end(desk);
            }
        } catch (IOException | RejectedExecutionException e) {
            // The platform, or the night, is over.
            end(desk);
        }
    }

    /** Until one of the two ends; then both do. */
    private void carry(Socket from, Socket to) {
        byte[] piece = new byte[PIECE];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                out.write(piece, 0, length);
            }
        } catch (IOException e) {
            // Either side has gone, or the wire was cut: the other side learns of it by its end.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            near.close();
            open.forEach(Cable::end);
            threads.shutdown();
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the wire is still busy");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
