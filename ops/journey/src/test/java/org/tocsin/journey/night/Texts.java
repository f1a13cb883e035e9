package org.tocsin.journey.night;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The phones that texts arrive on: takes what is handed to GOV.UK Notify, as its interface does, and delivers at once. */
final class Texts implements AutoCloseable {
    static final String TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a";
    static final String KEY = "night-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Text> arrived = new CopyOnWriteArrayList<>();

    private record Text(String number, String words, String link) {}

    Texts() {
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v2/notifications/sms", this::take);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Waits for the text to this number that says this; the link in it. */
    String linkTo(String number, String words) {
        String digits = number.replace(" ", "");
        Patience.until(
                "a text to " + number + ": " + words, () -> arrived.stream().anyMatch(says(digits, words)));
        return arrived.stream()
                .filter(says(digits, words))
                .reduce((earlier, later) -> later)
                .map(Text::link)
                .orElseThrow();
    }

    private static Predicate<Text> says(String number, String words) {
        return text -> text.number.equals(number) && text.words.contains(words);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            arrived.add(new Text(
                    body.get("phone_number").textValue(),
                    body.at("/personalisation/words").textValue(),
                    body.at("/personalisation/link").textValue()));
            byte[] answer = JSON.writeValueAsBytes(
                    JSON.createObjectNode().put("id", UUID.randomUUID().toString()));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
