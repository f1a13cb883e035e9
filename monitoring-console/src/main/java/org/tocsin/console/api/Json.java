package org.tocsin.console.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Locale;

/** JSON in and out: trees and maps only, never a type that the sender names; everything has a limit. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(32 * 1024)
                            .maxNameLength(256)
                            .maxNumberLength(64)
                            .maxDocumentLength(64 * 1024)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * The request's body, which must be a JSON object.
     *
     * @throws Problem 415 for another media type, 400 for what is no JSON, 422 for JSON that is no object
     */
    static Fields body(RoutingContext context) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals("application/json")) {
            throw new Problem(415, "Send application/json.");
        }
        Buffer body = context.body().buffer();
        JsonNode read;
        try {
            read = MAPPER.readTree(body == null ? new byte[0] : body.getBytes());
        } catch (IOException e) {
            throw new Problem(400, "The body is not well-formed JSON.");
        }
        if (!read.isObject()) {
            throw read.isMissingNode()
                    ? new Problem(400, "The body is empty; send a JSON object.")
                    : new Problem(422, "The body must be a JSON object.");
        }
        return new Fields(read, "");
    }

    /** Answers with this value as JSON. */
    static void answer(RoutingContext context, int status, Object value) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(bytes(value));
    }

    /** Maps, lists, texts, numbers, booleans and nulls as JSON. */
    public static Buffer bytes(Object value) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a value of JSON", e);
        }
    }
}
