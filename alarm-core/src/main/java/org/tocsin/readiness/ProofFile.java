package org.tocsin.readiness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.readiness.SealedLine.Altered;
import org.tocsin.readiness.Verification.Findings;

/**
 * Checks an exported evidence file with nothing but public keys. The file is lines of canonical JSON: a head, the keys,
 * the records, and a signed end with the hash of all before it; any other byte in it is found.
 */
public final class ProofFile {
    private static final int LONGEST_LINE = 1 << 20;

    private final Findings findings = new Findings();
    private final MessageDigest digest = Hashes.sha256();
    private final Map<String, ProofPublicKey> keys = new HashMap<>();
    private final boolean keysGiven;
    private final InputStream in;
    /** The hash of all lines before the one that was read last. */
    private byte[] before = new byte[0];

    private int line;

    private ProofFile(InputStream in, List<ProofPublicKey> trusted) {
        this.in = in;
        this.keysGiven = !trusted.isEmpty();
        trusted.forEach(key -> keys.put(key.id(), key));
    }

    /**
     * Reads the whole of it.
     *
     * @param trusted the keys that are believed; none: those in the file are, which says nothing about who made it
     */
    public static Verification verify(InputStream in, List<ProofPublicKey> trusted) throws IOException {
        ProofFile file = new ProofFile(in, trusted);
        try {
            file.check();
        } catch (Altered e) {
            file.findings.fault("Line %d %s.", file.line, e.what());
        }
        return file.findings.done();
    }

    private void check() throws IOException, Altered {
        SealedLine head = next();
        if (!head.text("type").equals("export") || !head.text("format").equals(ChainRecord.FORMAT)) {
            throw new Altered("is not the head of a proof");
        }
        String home = head.has("home") ? head.text("home") : null;
        SealedLine at = next();
        while (at.has("publicKey")) {
            key(at);
            at = next();
        }
        ChainCheck chain = new ChainCheck(head.text("chain"), home, keys);
        while (at.has("record")) {
            chain.next(at.object("record"), at.text("hash"), at.bytes("signature"));
            at = next();
        }
        end(chain, at);
        if (in.read() >= 0) {
            throw new Altered("is not the last one, though it says so");
        }
        told(chain, head, home);
    }

    private void key(SealedLine key) throws Altered {
        ProofPublicKey found;
        try {
            found = ProofPublicKey.of(HexFormat.of().parseHex(key.text("publicKey")));
        } catch (IllegalArgumentException e) {
            throw new Altered("is no key");
        }
        if (!found.id().equals(key.text("id"))) {
            throw new Altered("has a key under a wrong name");
        }
        if (!keysGiven) {
            keys.put(found.id(), found);
        }
    }

    private void end(ChainCheck chain, SealedLine end) throws Altered {
        if (!end.has("digest") || !end.text("type").equals("end")) {
            throw new Altered("is not a record");
        }
        chain.signed(end.text("key"), end.without("signature").canonical(), end.bytes("signature"));
        if (!end.text("digest").equals(Hashes.hex(before))
                || end.number("records") != chain.records()
                || end.number("last") != chain.last()
                || !end.text("lastHash").equals(chain.lastHash())) {
            throw new Altered("says that something else stood before it");
        }
    }

    private void told(ChainCheck chain, SealedLine head, @Nullable String home) throws Altered {
        findings.checked(
                "%d records, %d of them proofs, of %d triggers; exported %s.",
                chain.records(), chain.proofs(), chain.triggers(), head.text("exportedAt"));
        findings.checked("Each is signed (Ed25519), with the key %s.", String.join(", ", chain.usedKeys()));
        findings.checked(
                home == null
                        ? "The chain of the service is whole from its first record to number %d: none altered, removed, added or moved."
                        : "The records of this home are whole from the first to number %d of the chain: none altered, removed, added or moved.",
                chain.last());
        findings.checked("No byte of the file is other than when it was exported.");
        if (!keysGiven) {
            findings.unknown("Whose key it is: the one in the file was used. Give the published one with --key.");
        }
        findings.unknown("Whether who has the key sealed only what was so.");
        findings.unknown("What has happened since it was exported.");
        if (home != null) {
            findings.unknown("What the chain says about other homes, and about the log: not in this file.");
        }
    }

    /** The next line, without its line feed. */
    private SealedLine next() throws IOException, Altered {
        line++;
        before = soFar();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        int b = in.read();
        while (b >= 0 && b != '\n') {
            bytes.write(b);
            if (bytes.size() > LONGEST_LINE) {
                throw new Altered("is too long");
            }
            b = in.read();
        }
        if (b < 0) {
            throw new Altered("is cut off: the file ends before its end");
        }
        digest.update(bytes.toByteArray());
        digest.update((byte) '\n');
        return SealedLine.of(bytes.toByteArray());
    }

    private byte[] soFar() {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of every JDK can be copied", e);
        }
    }
}
