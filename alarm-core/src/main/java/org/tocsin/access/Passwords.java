package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;

/**
 * People's passwords under Argon2id (RFC 9106) with 19 MiB, two passes, one lane. Costly on purpose, so it runs on two
 * threads of its own and at most {@value #MOST_WAITING} may wait; past that it fails with {@link Busy}.
 */
public final class Passwords implements AutoCloseable {
    /** Two threads do about fifty a second: nobody in this queue waits longer than two seconds. */
    private static final int MOST_WAITING = 64;

    private static final int THREADS = 2;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final String PREFIX = "$argon2id$v=19$m=%d,t=%d,p=%d$".formatted(MEMORY_KIB, PASSES, LANES);

    /** Compared with when a user is unknown, so that the answer takes as long. No password has this hash. */
    private static final String DECOY = PREFIX
            + Base64.getEncoder().withoutPadding().encodeToString(new byte[SALT_BYTES])
            + "$"
            + Base64.getEncoder().withoutPadding().encodeToString(new byte[HASH_BYTES]);

    private final WorkerExecutor worker;
    private final AtomicInteger waiting = new AtomicInteger();

    public Passwords(Vertx vertx) {
        this.worker = vertx.createSharedWorkerExecutor("tocsin-passwords", THREADS);
    }

    /** What to keep of a password: algorithm, its costs, a new salt and the hash, in one line of text. */
    public Future<String> hash(String password) {
        return run(() -> {
            byte[] salt = Ids.randomBytes(SALT_BYTES);
            Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
            return PREFIX + base64.encodeToString(salt) + "$" + base64.encodeToString(argon2(password, salt));
        });
    }

    /**
     * Whether this is the password; costs the same for an unknown user.
     *
     * @param stored what {@link #hash} gave; null for a user that does not exist, which is never right
     */
    public Future<Boolean> matches(String password, @Nullable String stored) {
        String kept = stored == null ? DECOY : stored;
        if (!kept.startsWith(PREFIX)) {
            return Future.failedFuture(new IllegalStateException("a stored password has unknown costs"));
        }
        return run(() -> {
            String[] parts = kept.substring(PREFIX.length()).split("\\$", 2);
            byte[] salt = Base64.getDecoder().decode(parts[0]);
            byte[] expected = Base64.getDecoder().decode(parts[1]);
            return MessageDigest.isEqual(expected, argon2(password, salt)) && stored != null;
        });
    }

    private <T> Future<T> run(Callable<T> work) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(new Busy());
        }
        return worker.executeBlocking(work, false).onComplete(done -> waiting.decrementAndGet());
    }

    private static byte[] argon2(String password, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(PASSES)
                .withParallelism(LANES)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    @Override
    public void close() {
        worker.close();
    }

    /** More people are signing in than can be checked in time: try again in a moment. */
    public static final class Busy extends RuntimeException {
        Busy() {
            super("too many sign-ins at once", null, false, false);
        }
    }
}
