package org.tocsin.home;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Keyring;

/** Seals how to get into a home, and opens it again; each under a purpose of its own and of that home. */
public final class AccessSeal {
    private static final String KEY_SAFE = "key-safe:";
    private static final String NOTE = "access-note:";

    private final Keyring keyring;

    public AccessSeal(Keyring keyring) {
        this.keyring = keyring;
    }

    public @Nullable Buffer keySafe(UUID homeId, @Nullable String code) {
        return seal(KEY_SAFE + homeId, code);
    }

    public @Nullable Buffer note(UUID homeId, @Nullable String note) {
        return seal(NOTE + homeId, note);
    }

    public @Nullable String openKeySafe(UUID homeId, @Nullable Buffer sealed) {
        return open(KEY_SAFE + homeId, sealed);
    }

    public @Nullable String openNote(UUID homeId, @Nullable Buffer sealed) {
        return open(NOTE + homeId, sealed);
    }

    private @Nullable Buffer seal(String purpose, @Nullable String text) {
        return text == null ? null : Buffer.buffer(keyring.seal(purpose, text.getBytes(StandardCharsets.UTF_8)));
    }

    private @Nullable String open(String purpose, @Nullable Buffer sealed) {
        return sealed == null ? null : new String(keyring.open(purpose, sealed.getBytes()), StandardCharsets.UTF_8);
    }
}
