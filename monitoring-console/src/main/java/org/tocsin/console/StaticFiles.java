package org.tocsin.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.language.Language;

/**
 * Styles, scripts, sounds and the front-end libraries, from the class path. Each is read once and kept; a browser keeps
 * it too and asks whether it is still the same by its hash.
 */
final class StaticFiles {
    /** Every segment begins with a letter or digit: no way out of the folder. */
    private static final Pattern NAME = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._-]*)+\\.([a-z0-9]+)");

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "webmanifest", "application/manifest+json",
            "wav", "audio/wav",
            "mp3", "audio/mpeg",
            "ogg", "audio/ogg",
            "woff2", "font/woff2");

    private static final String HTMX = "org.webjars.npm/htmx.org";

    /** By path; holds no more than the class path does. */
    private final Map<String, File> kept = new ConcurrentHashMap<>();

    private final String htmxVersion = version(HTMX);

    void mount(Router router) {
        Buffer words = Language.module();
        kept.put(Language.MODULE, new File(words, "text/javascript; charset=utf-8", etag(words.getBytes())));
        // A worker may only look after what stands below its own address.
        router.route("/shell.js").handler(context -> serve(context, "/static/js/shell.js"));
        router.route("/static/*").handler(context -> serve(context, context.normalizedPath()));
        router.route("/webjars/htmx.org/*").handler(context -> {
            String name = context.normalizedPath().substring("/webjars/htmx.org".length());
            serve(context, "/META-INF/resources/webjars/htmx.org/" + htmxVersion + name);
        });
    }

    private void serve(RoutingContext context, String path) {
        HttpMethod method = context.request().method();
        if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            context.fail(405);
            return;
        }
        File file = kept.get(path);
        if (file != null) {
            send(context, file);
            return;
        }
        context.vertx()
                .executeBlocking(() -> Optional.ofNullable(read(path)), false)
                .onComplete(read -> {
                    if (read.failed()) {
                        context.fail(500, read.cause());
                    } else if (read.result().isEmpty()) {
                        context.fail(404);
                    } else {
                        kept.put(path, read.result().get());
                        send(context, read.result().get());
                    }
                });
    }

    private static void send(RoutingContext context, File file) {
        context.response()
                .putHeader(HttpHeaders.ETAG, file.etag())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.CONTENT_TYPE, file.type());
        if (file.etag().equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            context.response().setStatusCode(304).end();
        } else if (context.request().method() == HttpMethod.HEAD) {
            context.response()
                    .putHeader(
                            HttpHeaders.CONTENT_LENGTH,
                            Integer.toString(file.bytes().length()))
                    .end();
        } else {
            context.response().end(file.bytes());
        }
    }

    private static @Nullable File read(String path) throws IOException {
        var name = NAME.matcher(path.startsWith("/META-INF") ? path.substring("/META-INF".length()) : path);
        String type = name.matches() ? TYPES.get(name.group(2)) : null;
        if (type == null) {
            return null;
        }
        try (InputStream in = StaticFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            return new File(Buffer.buffer(bytes), type, etag(bytes));
        }
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A WebJar keeps its files under its own version, which pages need not know. */
    private static String version(String artifact) {
        String name = "/META-INF/maven/" + artifact + "/pom.properties";
        try (InputStream in = StaticFiles.class.getResourceAsStream(name)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "missing");
        } catch (IOException e) {
            throw new IllegalStateException("a library cannot be read: " + artifact, e);
        }
    }

    private record File(Buffer bytes, String type, String etag) {}
}
