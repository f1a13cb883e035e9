package org.tocsin.photo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.tocsin.platform.Keyring;

/**
 * Where pictures are made anew, sealed and opened: on two threads of its own, so that no event loop waits for a picture,
 * and a few at a time, so that pictures never take the memory that alarms need.
 */
public final class Darkroom {
    static final String NAME = "tocsin-photos";
    private static final int THREADS = 2;

    private final WorkerExecutor workers;
    private final Keyring keyring;

    /** Of one Vert.x all are the same room; it goes with it. */
    public Darkroom(Vertx vertx, Keyring keyring) {
        this.workers = vertx.createSharedWorkerExecutor(NAME, THREADS);
        this.keyring = keyring;
    }

    /**
     * A picture as it is kept.
     *
     * @param bytes of the picture before it was sealed
     */
    public record Print(UUID id, int width, int height, int bytes, Buffer sealed) {}

    /** What may be under way at once: at work, or waiting for a thread, or being read from the database for it. */
    public static final class Places {
        private final int most;
        private final AtomicInteger taken = new AtomicInteger();

        public Places(int most) {
            this.most = most;
        }

        /** Does it while there is a place; fails with {@link Full} where there is none. */
        public <T> Future<T> take(Supplier<Future<T>> work) {
            if (taken.incrementAndGet() > most) {
                taken.decrementAndGet();
                return Future.failedFuture(new Full());
            }
            try {
                return work.get().onComplete(done -> taken.decrementAndGet());
            } catch (RuntimeException e) {
                taken.decrementAndGet();
                throw e;
            }
        }
    }

    /** Nothing is wrong with what was asked: it is asked again in a moment. */
    public static final class Full extends RuntimeException {
        Full() {
            super("too many photos at once", null, false, false);
        }
    }

    /** Makes it anew and seals it; empty for what is no picture that can be kept. */
    public Future<Optional<Print>> make(UUID id, byte[] sent) {
        return in(() -> Picture.of(sent).map(picture -> print(id, picture)));
    }

    Future<Buffer> open(UUID id, Buffer sealed) {
        return in(() -> opened(id, sealed));
    }

    /** One after another, in their order. */
    Future<Map<UUID, Buffer>> openAll(Map<UUID, Buffer> sealed) {
        return in(() -> {
            Map<UUID, Buffer> pictures = new LinkedHashMap<>();
            sealed.forEach((id, bytes) -> pictures.put(id, opened(id, bytes)));
            return pictures;
        });
    }

    private <T> Future<T> in(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }

    private Print print(UUID id, Picture picture) {
        byte[] jpeg = picture.jpeg();
        return new Print(
                id, picture.width(), picture.height(), jpeg.length, Buffer.buffer(keyring.seal(purpose(id), jpeg)));
    }

    private Buffer opened(UUID id, Buffer sealed) {
        return Buffer.buffer(keyring.open(purpose(id), sealed.getBytes()));
    }

    /** Each is sealed under a key of its own: one that is put in another's place does not open. */
    private static String purpose(UUID id) {
        return "photo:" + id;
    }
}
