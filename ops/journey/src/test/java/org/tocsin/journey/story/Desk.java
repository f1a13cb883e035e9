package org.tocsin.journey.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who is signed in and sends what the pages' own forms and scripts send. For one thread at a time. */
final class Desk {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String root;
    private final String username;
    private final String name;
    private final String password;
    private String cookie = "";
    private String csrf = "";

    /**
     * @param root of the console, without a slash at its end
     * @param name as people read it
     */
    Desk(String root, String username, String name, String password) {
        this.root = root;
        this.username = username;
        this.name = name;
        this.password = password;
        signIn();
    }

    String name() {
        return name;
    }

    /** Anew: a session lasts one long shift. */
    void signIn() {
        cookie = "";
        HttpResponse<byte[]> answer = send(
                request("/login").header("Content-Type", "application/x-www-form-urlencoded"),
                BodyPublishers.ofString("username=" + username + "&password=" + password));
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        cookie = set.substring(0, set.indexOf(';'));
        Matcher found = CSRF.matcher(get("/visits"));
        if (!found.find()) {
            throw new AssertionError("the page has no form");
        }
        csrf = found.group(1);
    }

    String get(String path) {
        return new String(file(path), StandardCharsets.UTF_8);
    }

    byte[] file(String path) {
        HttpResponse<byte[]> answer = send(request(path), null);
        check(path, answer, 200);
        return answer.body();
    }

    JsonNode json(String path) {
        return read(get(path));
    }

    /** Sends a form; names and values alternate. Gives where it leads. */
    String form(String path, String... fields) {
        HttpResponse<byte[]> answer = post(path, fields);
        check(path, answer, 303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Sends a form that is answered with a file. */
    String fileFor(String path) {
        HttpResponse<byte[]> answer = post(path);
        check(path, answer, 200);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> post(String path, String... fields) {
        StringBuilder body = new StringBuilder("_csrf=" + csrf);
        for (int i = 0; i < fields.length; i += 2) {
            body.append('&')
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return send(
                request(path).header("Content-Type", "application/x-www-form-urlencoded"),
                BodyPublishers.ofString(body.toString()));
    }

    /** As a page's script sends it. */
    JsonNode send(String path, Map<String, ?> body) {
        try {
            HttpResponse<byte[]> answer = send(
                    request(path).header("Content-Type", "application/json").header("X-CSRF-Token", csrf),
                    BodyPublishers.ofString(JSON.writeValueAsString(body)));
            check(path, answer, 200);
            return read(new String(answer.body(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a table to the imports; gives the page of what becomes of it. */
    String upload(Path csv) {
        try {
            String body = "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + csrf + "\r\n--b\r\n"
                    + "Content-Disposition: form-data; name=\"file\"; filename=\"" + csv.getFileName() + "\"\r\n"
                    + "Content-Type: text/csv\r\n\r\n" + Files.readString(csv) + "\r\n--b--\r\n";
            HttpResponse<byte[]> answer = send(
                    request("/estate/imports").header("Content-Type", "multipart/form-data; boundary=b"),
                    BodyPublishers.ofString(body));
            check("/estate/imports", answer, 303);
            return answer.headers().firstValue("Location").orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(root + path)).timeout(Duration.ofSeconds(60));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private HttpResponse<byte[]> send(
            HttpRequest.Builder request, @org.jspecify.annotations.Nullable BodyPublisher body) {
        try {
            return http.send(
                    body == null ? request.GET().build() : request.POST(body).build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(String path, HttpResponse<byte[]> answer, int expected) {
        if (answer.statusCode() != expected) {
            throw new AssertionError(
                    path + ": " + answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }
}
