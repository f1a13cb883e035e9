package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;

/**
 * How to get in, for a phone that will stand where there is no signal: sealed to a key that never leaves this phone, from
 * the acceptance of the callout until the responder has left. That it was handed out is on the audit trail and in the
 * alarm's log before it is; each look at it is told by the phone.
 */
public final class HeldAccess {
    private static final int LEAST_KEY_BITS = 2048;
    private static final int MOST_KEY_BITS = 4096;

    private static final String THEIRS = """
            select h.id, h.key_safe_enc, h.access_note_enc, c.alarm_id, c.way_in_held_at
            from callout c join contact k on k.id = c.contact_id
              join alarm a on a.id = c.alarm_id and a.service_id = c.service_id
              join home h on h.id = a.home_id and h.service_id = a.service_id
              join operator o on o.id = k.operator_id and o.active
            where c.id = $1 and c.service_id = $2 and k.operator_id = $3 and a.state <> 'CLOSED'
              and c.state in ('ACCEPTED', 'EN_ROUTE', 'ARRIVED')
            for update of c
            """;
    private static final String HELD = "update callout set way_in_held_at = $2 where id = $1";
    private static final String LOG = "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)"
            + " values ($1, $2, $3, $4, $5, $6)";

    private final Database database;
    private final AccessSeal seal;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public HeldAccess(Database database, Keyring keyring, InstantSource clock) {
        this.database = database;
        this.seal = new AccessSeal(keyring);
        this.audit = new AuditTrail(database, clock);
        this.clock = clock;
    }

    /**
     * Sealed for one phone; all parts Base64.
     *
     * @param key of 256 bits for AES-GCM, under RSA-OAEP with SHA-256 and the phone's public key
     * @param nonce of 96 bits
     * @param sealed JSON with {@code code} and {@code note}, either may be null
     */
    public record Sealed(String key, String nonce, String sealed) {}

    /** The phone's key as it sends it, SubjectPublicKeyInfo in Base64: RSA of 2048 to 4096 bits; empty for any other. */
    public static Optional<PublicKey> publicKey(String base64) {
        try {
            PublicKey key = KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
            int bits = key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
            return bits >= LEAST_KEY_BITS && bits <= MOST_KEY_BITS ? Optional.of(key) : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The way in of a callout that whoever is signed in has accepted and not left.
     *
     * @param address from where it is asked; for the audit trail
     * @return empty where there is none, or it is not theirs to have
     */
    public Future<Optional<Sealed>> hold(Scope scope, UUID calloutId, PublicKey phone, @Nullable String address) {
        if (scope.operatorId() == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return database.pool()
                .withTransaction(client -> client.preparedQuery(THEIRS)
                        .execute(Tuple.of(calloutId, scope.serviceId(), scope.operatorId()))
                        .compose(rows -> {
                            Row row = rows.stream().findFirst().orElse(null);
                            if (row == null || !known(row)) {
                                return Future.succeededFuture(Optional.empty());
                            }
                            UUID home = row.getUUID("id");
                            Tuple entry = Tuple.of(
                                    row.getUUID("alarm_id"),
                                    scope.serviceId(),
                                    Times.toRow(clock.instant()),
                                    EntryKind.VIEWED_SECRET.name(),
                                    scope.actor(),
                                    "How to get in is kept sealed on the responder's phone until they have left.");
                            return audit.record(client, scope, "hold-access", "home:" + home, address)
                                    .compose(v -> row.getValue("way_in_held_at") == null
                                            ? client.preparedQuery(LOG).execute(entry)
                                            : Future.succeededFuture())
                                    .compose(v -> client.preparedQuery(HELD)
                                            .execute(Tuple.of(calloutId, Times.toRow(clock.instant()))))
                                    .map(v -> Optional.of(seal(home, row, phone)));
                        }));
    }

    private static boolean known(Row row) {
        return row.getValue("key_safe_enc") != null || row.getValue("access_note_enc") != null;
    }

    private Sealed seal(UUID home, Row row, PublicKey phone) {
        byte[] text = new JsonObject()
                .put("code", seal.openKeySafe(home, row.getBuffer("key_safe_enc")))
                .put("note", seal.openNote(home, row.getBuffer("access_note_enc")))
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[32];
        byte[] nonce = new byte[12];
        random.nextBytes(key);
        random.nextBytes(nonce);
        try {
            Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
            rsa.init(
                    Cipher.ENCRYPT_MODE,
                    phone,
                    new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
            return new Sealed(base64(rsa.doFinal(key)), base64(nonce), base64(aes.doFinal(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM and RSA-OAEP", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
