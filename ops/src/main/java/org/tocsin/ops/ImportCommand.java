package org.tocsin.ops;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.estate.EstateImport;
import org.tocsin.estate.EstateImport.State;
import org.tocsin.estate.ImportReports;
import org.tocsin.estate.Mapping;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An estate from a CSV file, without a browser. Ctrl-C leaves it to the consoles, which go on. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Puts the homes of a CSV file on file. Looks at every row first and says what would be added, changed and",
            "refused; then puts in what is good. A second time it changes nothing."
        },
        footer = {
            "",
            "Exit code 0: every row is in, or would be; 1: rows were refused, or nothing could be done.",
            "",
            "Environment:",
            "  TOCSIN_DATABASE_URL  needed",
            "  TOCSIN_SECRET_KEY  needed"
        })
public final class ImportCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "CSV: UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab.")
    private @Nullable Path file;

    @Option(
            names = "--service",
            defaultValue = "demo",
            description = "Whose homes they are, by its code (${DEFAULT-VALUE}).")
    private String service = "demo";

    @Option(names = "--dry-run", description = "Look at every row, change nothing.")
    private boolean dryRun;

    @Option(names = "--all-or-none", description = "Put nothing in unless every row is good.")
    private boolean allOrNone;

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description =
                    "Lines of heading=field for headings that are not understood by themselves (home_id, resident_1_name …).")
    private @Nullable Path mapping;

    @Option(
            names = "--errors-out",
            paramLabel = "FILE",
            description = "Writes the rows that were refused, and why, as CSV; for its owner only.")
    private @Nullable Path errorsOut;

    @Option(
            names = "--secrets-out",
            paramLabel = "FILE",
            description = "Writes new units' secrets as CSV, this once; a new file for its owner only.")
    private @Nullable Path secretsOut;

    @Option(
            names = "--reply-of",
            paramLabel = "PROVIDER",
            description = "The file is what this phone company answers about its lines; no home comes by it.")
    private @Nullable String replyOf;

    @Option(names = "--undo", paramLabel = "ID", description = "Takes an earlier import back instead.")
    private @Nullable UUID undo;

    @Override
    public Integer call() throws Exception {
        if ((file == null) == (undo == null)) {
            throw new CannotStart("Name a CSV file to import, or an import to take back with --undo.");
        }
        if (secretsOut != null && Files.exists(secretsOut)) {
            throw new CannotStart("The file for the secrets exists already: " + secretsOut);
        }
        Vertx vertx = Vertx.vertx();
        try (EstateConnection estate = EstateConnection.open(vertx, service, InstantSource.system())) {
            EstateImport done = undo == null ? importFile(estate, file) : takeBack(estate, undo);
            return done.state() == State.FAILED
                            || done.counts().refused() > 0
                            || done.counts().kept() > 0
                    ? 1
                    : 0;
        } finally {
            vertx.close();
        }
    }

    private EstateImport importFile(EstateConnection estate, @Nullable Path path) throws Exception {
        if (path == null || !Files.isReadable(path)) {
            throw new CannotStart("There is no such file: " + path);
        }
        Scope scope = estate.scope();
        ProgressBar bar = new ProgressBar(System.err);
        EstateImport it = estate.wait(estate.desk().load(scope, path, String.valueOf(path.getFileName()), replyOf));
        if (it.state() == State.FAILED) {
            throw new CannotStart(String.valueOf(it.problem()));
        }
        System.out.printf(
                "Import %s: %,d rows, %s.%n",
                it.id(), it.progress().of(), it.file().charset());
        Mapping chosen = mapped(it);
        List<String> faults = it.file().faults(chosen);
        if (!faults.isEmpty()) {
            throw new CannotStart(String.join(" ", faults) + " The file's columns: "
                    + String.join(", ", it.file().headings()));
        }
        leftOut(it, chosen);
        done(estate.wait(estate.desk().check(scope, it, chosen)));
        it = estate.settle(it.id(), bar);
        System.out.printf(
                "Looked at: %,d new, %,d changed, %,d as they are, %,d refused.%n",
                it.counts().added(),
                it.counts().changed(),
                it.counts().unchanged(),
                it.counts().refused());
        if (!dryRun) {
            done(estate.wait(estate.desk().run(scope, it.id(), allOrNone)));
            it = estate.settle(it.id(), bar);
            System.out.printf(
                    "On file: %,d new, %,d changed, %,d as they are, %,d refused.%n",
                    it.counts().added(),
                    it.counts().changed(),
                    it.counts().unchanged(),
                    it.counts().refused());
        }
        told(estate, it);
        secrets(estate, it);
        return it;
    }

    private EstateImport takeBack(EstateConnection estate, UUID id) throws Exception {
        done(estate.wait(estate.desk().undo(estate.scope(), id)));
        EstateImport it = estate.settle(id, new ProgressBar(System.err));
        System.out.printf(
                "Taken back: %,d rows; %,d kept.%n",
                it.counts().undone(), it.counts().kept());
        told(estate, it);
        return it;
    }

    private static void done(Optional<EstateImport> asked) {
        if (asked.isEmpty()) {
            throw new CannotStart("The service has no such import at a point where that can be done.");
        }
    }

    private Mapping mapped(EstateImport it) throws IOException {
        if (mapping == null) {
            return it.file().mapping();
        }
        Properties said = new Properties();
        try (var reader = Files.newBufferedReader(mapping)) {
            said.load(reader);
        }
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < it.file().headings().size(); i++) {
            String proposed = it.file().mapping().keys().get(i);
            keys.add(said.getProperty(it.file().headings().get(i), proposed).strip());
        }
        return new Mapping(keys);
    }

    private static void leftOut(EstateImport it, Mapping chosen) {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < it.file().headings().size(); i++) {
            if (chosen.keys().get(i).isEmpty()) {
                left.add(it.file().headings().get(i));
            }
        }
        if (!left.isEmpty()) {
            System.out.println("Columns left out: " + String.join(", ", left));
        }
    }

    private void told(EstateConnection estate, EstateImport it) throws Exception {
        if (errorsOut != null) {
            try (OutputStream out = OwnersFile.replace(errorsOut)) {
                estate.reports().writeProblems(estate.scope(), it, out);
            }
            return;
        }
        for (ImportReports.Problem problem : estate.wait(estate.reports().problems(estate.scope(), it.id(), 0, 20))) {
            System.out.println("row " + problem.number() + ": " + String.join(" ", problem.sentences()));
        }
        if (it.counts().refused() + it.counts().kept() > 20) {
            System.out.println("… all of them with --errors-out FILE");
        }
    }

    private void secrets(EstateConnection estate, EstateImport it) throws Exception {
        if (it.counts().secrets() == 0) {
            return;
        }
        if (secretsOut == null) {
            System.out.printf(
                    "%,d new units' secrets wait to be fetched once, on the import's page.%n",
                    it.counts().secrets());
            return;
        }
        List<ImportReports.UnitSecret> secrets = estate.wait(estate.reports().takeSecrets(estate.scope(), it.id()));
        try (OutputStream out = OwnersFile.create(secretsOut)) {
            ImportReports.writeSecrets(secrets, out);
        } catch (IOException e) {
            estate.wait(estate.reports().notHandedOut(estate.scope(), it.id()));
            throw e;
        }
        estate.wait(estate.reports().handedOut(estate.scope(), it.id()));
        System.out.printf("%,d new units' secrets are in %s, and nowhere else.%n", secrets.size(), secretsOut);
    }
}
