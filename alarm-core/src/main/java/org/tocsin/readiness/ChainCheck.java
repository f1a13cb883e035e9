package org.tocsin.readiness;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tocsin.readiness.SealedLine.Altered;

/** Follows a chain, or the part of it that is about one home, record by record. One thread only. */
final class ChainCheck {
    private final String chain;
    private final @Nullable String home;
    private final Map<String, ProofPublicKey> keys;
    private final Map<String, Link> homes = new HashMap<>();
    private final Set<String> triggers = new HashSet<>();
    private final Set<String> usedKeys = new TreeSet<>();
    private long records;
    private long proofs;
    private long last;
    private String lastHash = Hashes.NONE;

    private record Link(long number, String hash) {}

    /**
     * @param chain the service
     * @param home only what is about this home is there; null for the whole chain
     * @param keys those that are believed, by their id
     */
    ChainCheck(String chain, @Nullable String home, Map<String, ProofPublicKey> keys) {
        this.chain = chain;
        this.home = home;
        this.keys = keys;
    }

    /** The next record, its hash and its signature as they are told. */
    void next(SealedLine record, String hash, byte[] signature) throws Altered {
        byte[] canonical = record.canonical();
        if (!Hashes.hex(Hashes.sha256(canonical)).equals(hash)) {
            throw new Altered("has another hash than it says");
        }
        if (!record.text("format").equals(ChainRecord.FORMAT)
                || !record.text("chain").equals(chain)) {
            throw new Altered("belongs to another chain");
        }
        signed(record.text("key"), canonical, signature);
        linked(record, hash);
        records++;
        if (record.text("type").equals("proof")) {
            proofs++;
            SealedLine proof = record.object("proof");
            if (proof.has("trigger")) {
                triggers.add(proof.text("trigger"));
            }
        }
    }

    /** That somebody who has a key we believe signed these bytes. */
    void signed(String keyId, byte[] canonical, byte[] signature) throws Altered {
        ProofPublicKey key = keys.get(keyId);
        if (key == null) {
            throw new Altered("is signed with the key " + keyId + ", which was not given");
        }
        if (!key.verifies(canonical, signature)) {
            throw new Altered("is not what was signed");
        }
        usedKeys.add(keyId);
    }

    private void linked(SealedLine record, String hash) throws Altered {
        long number = record.number("number");
        if (home == null && (number != last + 1 || !record.text("previous").equals(lastHash))) {
            throw new Altered("is not the one that follows: a record was removed, added or moved");
        }
        if (number <= last) {
            throw new Altered("stands in the wrong place");
        }
        if (record.has("home")) {
            SealedLine of = record.object("home");
            Link before = homes.getOrDefault(of.text("id"), new Link(0, Hashes.NONE));
            if (of.number("number") != before.number() + 1
                    || !of.text("previous").equals(before.hash())) {
                throw new Altered("is not the next one of its home: a record was removed, added or moved");
            }
            homes.put(of.text("id"), new Link(of.number("number"), hash));
        }
        if (home != null
                && (!record.has("home") || !record.object("home").text("id").equals(home))) {
            throw new Altered("is not about this home");
        }
        last = number;
        lastHash = hash;
    }

    long records() {
        return records;
    }

    long proofs() {
        return proofs;
    }

    int triggers() {
        return triggers.size();
    }

    /** The number of the last record; 0 for none. */
    long last() {
        return last;
    }

    String lastHash() {
        return lastHash;
    }

    Set<String> usedKeys() {
        return usedKeys;
    }
}
