package org.tocsin.readiness;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The end of one service's chain, in hand: what is appended is numbered, linked, hashed and signed. One thread only. */
final class Chain {
    private final UUID serviceId;
    private final ProofKey key;
    private final Instant sealedAt;
    private final Map<UUID, Link> homes;
    private final List<ChainRecord> appended = new ArrayList<>();
    private Link last;

    /** A record by its number and hash; {@link #NONE} where there is none yet. */
    record Link(long number, String hash) {
        static final Link NONE = new Link(0, Hashes.NONE);
    }

    /**
     * @param last the record that is last now
     * @param homes the last record of each home that something is appended for; a home without one has none
     */
    Chain(UUID serviceId, ProofKey key, Instant sealedAt, Link last, Map<UUID, Link> homes) {
        this.serviceId = serviceId;
        this.key = key;
        this.sealedAt = sealedAt;
        this.last = last;
        this.homes = new HashMap<>(homes);
    }

    /**
     * @param content what is sealed; stands under the kind's name
     * @param subjectId the proof or confirmation; null for a part of the log
     */
    void append(ChainRecord.Kind kind, Object content, @Nullable UUID subjectId, @Nullable UUID homeId) {
        String type = kind.name().toLowerCase(Locale.ROOT);
        Map<String, @Nullable Object> record = new HashMap<>();
        record.put("format", ChainRecord.FORMAT);
        record.put("type", type);
        record.put("chain", serviceId.toString());
        record.put("number", last.number() + 1);
        record.put("previous", last.hash());
        record.put("key", key.open().id());
        record.put("sealedAt", sealedAt.toString());
        record.put(type, content);
        Link home = homeId == null ? null : homes.getOrDefault(homeId, Link.NONE);
        if (home != null) {
            record.put(
                    "home", Map.of("id", String.valueOf(homeId), "number", home.number() + 1, "previous", home.hash()));
        }
        String canonical = CanonicalJson.write(record);
        byte[] bytes = canonical.getBytes(StandardCharsets.UTF_8);
        String hash = Hashes.hex(Hashes.sha256(bytes));
        last = new Link(last.number() + 1, hash);
        Long homeNumber = home == null ? null : home.number() + 1;
        if (homeId != null && homeNumber != null) {
            homes.put(homeId, new Link(homeNumber, hash));
        }
        appended.add(new ChainRecord(
                serviceId,
                last.number(),
                kind,
                subjectId,
                homeId,
                homeNumber,
                canonical,
                hash,
                Hashes.hex(key.sign(bytes)),
                key.open().id()));
    }

    List<ChainRecord> appended() {
        return appended;
    }
}
