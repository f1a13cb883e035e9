package org.tocsin.ops;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.DatabaseUrl;

/**
 * A real PostgreSQL that belongs to a data directory: durable (asserted at every start), on loopback only, behind
 * passwords. It runs beside the Java process, not inside it: killed with it, it lives on, and the next start finds
 * it and goes on with it. Should it die while in use, it is started again.
 */
public final class EmbeddedPostgresServer {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
    private static final String SUPERUSER = "postgres";
    private static final String OWNER = "tocsin_owner";
    private static final String RUNTIME = "tocsin_runtime";
    private static final String DATABASE = "tocsin";
    /** A confirmed commit that a power cut can take back would break the first promise there is. */
    private static final List<String> MUST_BE_ON = List.of("fsync", "synchronous_commit", "full_page_writes");

    private static final String SETTINGS = """
            # Written at every start; changes here do not last.
            listen_addresses = '127.0.0.1'
            port = %d
            unix_socket_directories = ''
            fsync = on
            synchronous_commit = on
            full_page_writes = on
            password_encryption = 'scram-sha-256'
            max_connections = 100
            shared_buffers = '128MB'
            max_wal_size = '1GB'
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%%m [%%p] '
            """;
    private static final String WHO_MAY_CONNECT = "host all all 127.0.0.1/32 scram-sha-256\n";

    private final DataDirectory directory;
    private final Path files;
    private final PostgresPrograms programs;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "postgres-watch");
        thread.setDaemon(true);
        return thread;
    });
    private int port;
    private boolean stopped;

    private EmbeddedPostgresServer(DataDirectory directory, PostgresPrograms programs) {
        this.directory = directory;
        this.files = directory.resolve("postgres").resolve("data");
        this.programs = programs;
    }

    /**
     * Starts, or finds running, the server of this directory and makes sure of its roles and its database. Blocks.
     *
     * @throws CannotStart with the reason in one sentence
     */
    public static EmbeddedPostgresServer start(DataDirectory directory) {
        Path parent = directory.resolve("postgres");
        try {
            Files.createDirectories(parent);
            EmbeddedPostgresServer server =
                    new EmbeddedPostgresServer(directory, new PostgresPrograms(PostgresBinaries.unpack(parent)));
            server.start();
            return server;
        } catch (IOException | SQLException | PostgresPrograms.Failed e) {
            throw new CannotStart(reason(e, parent), e);
        }
    }

    /** Stops a server that outlived its process, where there is one: before its files are deleted. */
    static void endLeftOver(DataDirectory directory) {
        Path data = directory.resolve("postgres").resolve("data");
        if (PostmasterFile.ofRunning(data).isPresent()) {
            start(directory).stop();
        }
    }

    /** For the migrate step. */
    public DatabaseUrl ownerUrl() {
        return url(OWNER);
    }

    /** For everything that runs. */
    public DatabaseUrl runtimeUrl() {
        return url(RUNTIME);
    }

    /** Stops it cleanly: what is in flight is rolled back, what was confirmed is on the disk. Blocks. */
    public synchronized void stop() {
        stopped = true;
        watch.shutdownNow();
        Optional<PostmasterFile> running = PostmasterFile.ofRunning(files);
        if (running.isPresent()) {
            try {
                control("stop", "-m", "fast", "-t", "30");
            } catch (PostgresPrograms.Failed e) {
                LOG.atWarn().addKeyValue("error", e.getMessage()).log("PostgreSQL does not stop, it is ended at once");
                control("stop", "-m", "immediate", "-t", "10");
            }
            running.get().awaitEnd(Duration.ofSeconds(2));
        }
    }

    private synchronized void start() throws IOException, SQLException {
        Optional<PostmasterFile> orphan = PostmasterFile.ofRunning(files);
        if (orphan.isPresent()) {
            port = orphan.get().port();
            LOG.atInfo().log("PostgreSQL outlived the process before this one and is used on");
        } else {
            if (!Files.exists(files)) {
                initialise();
            }
            launch();
        }
        prepare();
        watch.scheduleWithFixedDelay(this::revive, 1, 1, TimeUnit.SECONDS);
    }

    /** In a directory of its own, renamed at the end: there is never half a database. */
    private void initialise() throws IOException {
        Path partial = files.resolveSibling("data.partial");
        DataDirectory.delete(partial);
        Path password = Files.createTempFile(files.getParent(), "password", "");
        try {
            Files.writeString(password, password(SUPERUSER));
            programs.run(
                    "initdb",
                    "--pgdata=" + partial,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8");
        } finally {
            Files.delete(password);
        }
        Files.writeString(partial.resolve("pg_hba.conf"), WHO_MAY_CONNECT);
        Files.writeString(
                partial.resolve("postgresql.conf"),
                Files.readString(partial.resolve("postgresql.conf")) + "\ninclude 'tocsin.conf'\n");
        Files.move(partial, files, StandardCopyOption.ATOMIC_MOVE);
    }

    private void launch() throws IOException {
        port = freePort(Integer.parseInt(directory.remembered("postgres.port", () -> "0")));
        directory.remember("postgres.port", Integer.toString(port));
        Files.writeString(files.resolve("tocsin.conf"), SETTINGS.formatted(port));
        if (Files.exists(logFile())) {
            Files.move(logFile(), logFile().resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        control("start", "-t", "120", "-l", logFile().toString());
    }

    private void prepare() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String setting : MUST_BE_ON) {
                String value = single(statement, "show " + setting);
                if (!"on".equals(value)) {
                    throw new CannotStart(
                            "PostgreSQL runs with %s = %s, which can lose confirmed alarms; it must be on."
                                    .formatted(setting, value));
                }
            }
            for (String role : List.of(OWNER, RUNTIME)) {
                if (single(statement, "select count(*) from pg_roles where rolname = '" + role + "'")
                        .equals("0")) {
                    statement.execute("create role " + role + " login");
                }
                statement.execute("alter role %s password '%s'".formatted(role, password(role)));
            }
            if (single(statement, "select count(*) from pg_database where datname = '" + DATABASE + "'")
                    .equals("0")) {
                statement.execute("create database %s owner %s".formatted(DATABASE, OWNER));
                statement.execute("revoke all on database %s from public".formatted(DATABASE));
                statement.execute("grant connect on database %s to %s".formatted(DATABASE, RUNTIME));
            }
        }
    }

    /** Once a second: a server that is gone though nobody stopped it comes back on the same port. */
    private synchronized void revive() {
        if (stopped || PostmasterFile.ofRunning(files).isPresent()) {
            return;
        }
        try {
            LOG.atError().log("PostgreSQL is gone and is started again");
            control("start", "-t", "120", "-l", logFile().toString());
        } catch (PostgresPrograms.Failed e) {
            LOG.atError().addKeyValue("error", e.getMessage()).log("PostgreSQL cannot be started");
        }
    }

    private String control(String... arguments) {
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "-w";
        all[arguments.length + 1] = "-s";
        all[arguments.length + 2] = "-D";
        all[arguments.length + 3] = files.toString();
        return programs.run("pg_ctl", all);
    }

    private Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", password(SUPERUSER));
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), properties);
    }

    private DatabaseUrl url(String role) {
        return new DatabaseUrl("postgresql://%s:%s@127.0.0.1:%d/%s".formatted(role, password(role), port, DATABASE));
    }

    private String password(String role) {
        return directory.secret("password." + role, 24);
    }

    private Path logFile() {
        return directory.resolve("postgres").resolve("postgres.log");
    }

    private static String single(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** The one used before where it is still free; any other otherwise. */
    private static int freePort(int wanted) throws IOException {
        try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }

    private static String reason(Exception e, Path parent) {
        String log = lastLines(parent.resolve("postgres.log"));
        String all = e.getMessage() + " " + log;
        if (all.contains("No space left on device")) {
            return "The disk that holds " + parent + " is full: PostgreSQL cannot start.";
        }
        if (all.contains("password authentication failed")) {
            return "The passwords kept in %s do not fit its database; begin again with --fresh."
                    .formatted(parent.getParent());
        }
        return "PostgreSQL cannot start: %s (its log is %s)"
                .formatted(CannotStart.firstLine(e), parent.resolve("postgres.log"));
    }

    private static String lastLines(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(2000, file.length())];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
