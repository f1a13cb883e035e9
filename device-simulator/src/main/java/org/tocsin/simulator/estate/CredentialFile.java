package org.tocsin.simulator.estate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the secrets of an estate from run to run, because the platform shows each only once. One JSON object a
 * line; the last one of a cid counts. Readable by its owner only. Without a path it remembers for this run.
 */
public final class CredentialFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Credentials> byCid = new ConcurrentHashMap<>();
    private final @Nullable Writer writer;

    public CredentialFile(@Nullable Path path) throws IOException {
        if (path == null) {
            this.writer = null;
            return;
        }
        if (Files.exists(path)) {
            for (String line : Files.readAllLines(path)) {
                if (!line.isBlank()) {
                    Credentials known = read(JSON.readTree(line));
                    byCid.put(known.cid(), known);
                }
            }
        } else if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        this.writer = Files.newBufferedWriter(
                path, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public Optional<Credentials> known(String cid) {
        return Optional.ofNullable(byCid.get(cid));
    }

    /** Keeps what was handed out; on disk when the call returns. */
    public void keep(Credentials credentials) {
        byCid.put(credentials.cid(), credentials);
        if (writer == null) {
            return;
        }
        synchronized (writer) {
            try {
                writer.write(write(credentials) + "\n");
                writer.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the credentials file cannot be written", e);
            }
        }
    }

    private static Credentials read(JsonNode node) {
        return new Credentials(
                node.path("home").asInt(),
                node.path("cid").asText(),
                text(node, "secret"),
                text(node, "sipUri"),
                text(node, "username"),
                text(node, "topicPrefix"));
    }

    private static String write(Credentials credentials) {
        ObjectNode node = JSON.createObjectNode();
        node.put("home", credentials.home()).put("cid", credentials.cid());
        node.put("secret", credentials.secret()).put("sipUri", credentials.sipUri());
        node.put("username", credentials.username()).put("topicPrefix", credentials.topicPrefix());
        return node.toString();
    }

    static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? value.asText() : null;
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
