package org.tocsin.ops;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.ApiTokens;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.PasswordRules;
import org.tocsin.access.Passwords;
import org.tocsin.access.Role;
import org.tocsin.platform.Database;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Settings;
import org.tocsin.readiness.ProofKey;
import org.tocsin.service.ServiceStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a new installation needs before anybody can sign in: a service, an administrator, a token for programs. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = "Puts a service, its administrator and a token for programs on file; may be run again.",
        footer = {
            "",
            "Environment (unless set):",
            "  TOCSIN_DATABASE_URL  needed",
            "  TOCSIN_ADMIN_PASSWORD  needed; at least 12 characters, none that is tried first",
            "  TOCSIN_API_TOKEN  made up and shown",
            "A secret may also be given as a file: TOCSIN_ADMIN_PASSWORD_FILE."
        })
final class SetupCommand implements Callable<Integer> {
    private static final int SECONDS = 30;
    private static final String ADMINISTRATOR = "Administrator";

    @Option(names = "--service", defaultValue = "demo", description = "Its code in topics and URLs (${DEFAULT-VALUE}).")
    private String service = "demo";

    @Option(names = "--name", defaultValue = "Telecare service", description = "Its name (${DEFAULT-VALUE}).")
    private String name = "Telecare service";

    @Option(
            names = "--admin",
            defaultValue = "admin",
            description = "The administrator's user name (${DEFAULT-VALUE}).")
    private String admin = "admin";

    @Option(
            names = "--proof-key",
            paramLabel = "FILE",
            description =
                    "Makes a key to sign proofs with, where there is no such file yet: for TOCSIN_PROOF_KEY_FILE.")
    private @Nullable Path proofKey;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    SetupCommand() {
        this(System.getenv());
    }

    SetupCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = new Settings(environment);
        String url = settings.required("TOCSIN_DATABASE_URL");
        String password = settings.required("TOCSIN_ADMIN_PASSWORD");
        Optional<String> given = settings.optional("TOCSIN_API_TOKEN");
        settings.check();
        String refused = PasswordRules.refused(password, admin, ADMINISTRATOR);
        if (refused != null) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("TOCSIN_ADMIN_PASSWORD is none that people may choose. " + refused);
            err.println(PasswordRules.RULE);
            return spec.exitCodeOnInvalidInput();
        }
        String token = given.orElseGet(ApiTokens::random);
        Vertx vertx = Vertx.vertx();
        try {
            setUp(vertx, new DatabaseUrl(url), password, token);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        }
        System.out.printf("The service %s is on file; %s may sign in.%n", service, admin);
        if (given.isEmpty()) {
            System.out.println("API token, shown this once: " + token);
        }
        if (proofKey != null) {
            System.out.print(proofKey(proofKey));
        }
        return 0;
    }

    /** Readable by its owner alone; one that is there stays. */
    private static String proofKey(Path file) throws IOException {
        if (Files.exists(file)) {
            return "The key that signs proofs is %s already:%n".formatted(file)
                    + ProofKey.fromPem(Files.readString(file)).open().pem();
        }
        ProofKey key = ProofKey.generate();
        Files.createFile(file);
        DataDirectory.ownerOnly(file, "rw-------");
        Files.writeString(file, key.pem());
        return "Proofs can be signed with TOCSIN_PROOF_KEY_FILE=%s; keep a copy. Its public half:%n".formatted(file)
                + key.open().pem();
    }

    private void setUp(Vertx vertx, DatabaseUrl url, String password, String token) throws Exception {
        InstantSource clock = InstantSource.system();
        Database database = Database.open(vertx, url, 2);
        try (Passwords passwords = new Passwords(vertx)) {
            OperatorStore operators = new OperatorStore(database, passwords, clock);
            Schema.check(database.pool())
                    .compose(checked ->
                            new ServiceStore(database, clock).ensure(service, name, ServiceStore.usualOutcomes()))
                    .compose(made -> operators
                            .ensure(made.id(), admin, ADMINISTRATOR, Role.ADMIN, password)
                            .compose(on -> new ApiTokens(database, clock).ensure(made.id(), "setup", token)))
                    .eventually(database::close)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS);
        }
    }
}
