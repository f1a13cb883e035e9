package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;

/**
 * A text that GOV.UK Notify hands on (REST API documentation, "Callbacks", "Received text messages"): five strings, and a
 * bearer token of the service's own choice. What is refused or fails it posts again, every five minutes and five times.
 */
public final class ReceivedTexts {
    /** Characters of a text that are kept: more than any phone sends in one. */
    public static final int LONGEST = 2_000;

    private static final int LONGEST_NAME = 100;

    private final ProviderStore providers;
    private final InstantSource clock;

    public ReceivedTexts(Database database, Keyring keyring, InstantSource clock) {
        this.providers = new ProviderStore(database, keyring, clock, ProviderReach.OUTSIDE);
        this.clock = clock;
    }

    /** What came. */
    public sealed interface Read {
        record Taken(ReceivedText text) implements Read {}

        /** The caller is not the provider. */
        record Refused() implements Read {}

        /** No text as the provider documents it. */
        record Unreadable() implements Read {}
    }

    /**
     * The address stays good when the provider is changed, and what proves the caller is the token in use now: one that
     * was changed because somebody else knew it opens nothing any more.
     *
     * @param providerId any that this service has had; it says whose text it is
     * @param token what the caller proved itself with; null for nothing
     */
    public Future<Read> read(UUID providerId, @Nullable String token, JsonObject body) {
        if (token == null) {
            return Future.succeededFuture(new Read.Refused());
        }
        return providers
                .find(providerId)
                .compose(any -> any.isEmpty()
                        ? Future.succeededFuture(Optional.<Provider>empty())
                        : providers.find(
                                Scope.platform(any.get().serviceId()), any.get().kind()))
                .map(now -> {
                    String expected =
                            now.map(provider -> provider.secret("replyToken")).orElse("");
                    return expected.isEmpty() || !isSame(expected, token)
                            ? new Read.Refused()
                            : text(now.orElseThrow(), body);
                });
    }

    private Read text(Provider provider, JsonObject body) {
        String id = said(body, "id");
        String from = said(body, "source_number");
        String words = said(body, "message");
        if (id == null || id.isBlank() || from == null || from.isBlank() || words == null) {
            return new Read.Unreadable();
        }
        String to = said(body, "destination_number");
        return new Read.Taken(new ReceivedText(
                provider.serviceId(),
                provider.id(),
                cut(id, LONGEST_NAME),
                cut(from, LONGEST_NAME),
                to == null ? "" : cut(to, LONGEST_NAME),
                cut(words, LONGEST),
                sentAt(said(body, "date_received"))));
    }

    /** Not in our future; where it is none, now. */
    private Instant sentAt(@Nullable String said) {
        Instant now = clock.instant();
        try {
            Instant at = said == null ? now : Instant.parse(said);
            return at.isBefore(now) ? at : now;
        } catch (DateTimeException e) {
            return now;
        }
    }

    private static @Nullable String said(JsonObject body, String name) {
        return body.getValue(name) instanceof String text ? text : null;
    }

    /** Without characters that are no text; never half of a sign. */
    private static String cut(String text, int most) {
        String plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
        if (plain.length() <= most) {
            return plain;
        }
        return plain.substring(0, Character.isHighSurrogate(plain.charAt(most - 1)) ? most - 1 : most);
    }

    private static boolean isSame(String expected, String said) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), said.getBytes(StandardCharsets.UTF_8));
    }
}
