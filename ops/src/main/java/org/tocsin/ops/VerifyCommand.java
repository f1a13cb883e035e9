package org.tocsin.ops;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Settings;
import org.tocsin.readiness.DatabaseCheck;
import org.tocsin.readiness.ProofFile;
import org.tocsin.readiness.ProofPublicKey;
import org.tocsin.readiness.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks evidence: an exported file with nothing but a public key, or a whole database against its own chains. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Checks an exported file of proofs offline, or a database against the chains in it.",
        footer = {
            "",
            "Ends with 0 where all is as it was sealed, with 1 where anything is not.",
            "What is in a file, and how to check it without Tocsin: ops/docs/protocols/proof.md",
            "",
            "Environment:",
            "  TOCSIN_DATABASE_URL  needed with --database"
        })
final class VerifyCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The exported file.")
    private @Nullable Path file;

    @Option(
            names = "--key",
            paramLabel = "PUBLIC",
            description = "PEM file with the public keys that are believed; may be given again.")
    private List<Path> keys = new ArrayList<>();

    @Option(names = "--database", description = "Checks the database: every record, every proof, every row of the log.")
    private boolean database;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws IOException, SQLException {
        List<ProofPublicKey> trusted = new ArrayList<>();
        for (Path key : keys) {
            trusted.addAll(read(key));
        }
        if (database == (file != null)) {
            throw new CannotStart("Give either a file or --database.");
        }
        if (file != null) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                return tell(ProofFile.verify(in, trusted), file.toString());
            } catch (IOException e) {
                throw new CannotStart("%s cannot be read.".formatted(file), e);
            }
        }
        Settings settings = new Settings(System.getenv());
        String url = settings.required("TOCSIN_DATABASE_URL");
        settings.check();
        return tell(DatabaseCheck.verify(new DatabaseUrl(url), trusted), "The database");
    }

    private static List<ProofPublicKey> read(Path key) throws IOException {
        try {
            return ProofPublicKey.fromPem(Files.readString(key));
        } catch (NoSuchFileException e) {
            throw new CannotStart("%s cannot be read.".formatted(key), e);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new CannotStart("%s is no PEM file with Ed25519 public keys.".formatted(key), e);
        }
    }

    private int tell(Verification result, String what) {
        if (result.valid()) {
            out.println(what + " is VALID: as it was sealed.");
            list("Checked:", result.checked());
            list("Not known from this:", result.unknown());
            return 0;
        }
        out.println(what + " is NOT VALID.");
        list("Wrong:", result.faults());
        return 1;
    }

    private void list(String heading, List<String> lines) {
        out.println(heading);
        lines.forEach(line -> out.println("  - " + line));
    }
}
