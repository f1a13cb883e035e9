package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Wakeup;

/** What GOV.UK Notify says became of a message (REST API documentation, "Delivery receipts"). */
public final class DeliveryReceipts {
    private final ProviderStore providers;
    private final NotificationStore store;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public DeliveryReceipts(Database database, Keyring keyring, InstantSource clock, Wakeup wakeup) {
        this.providers = new ProviderStore(database, keyring, clock, ProviderReach.OUTSIDE);
        this.store = new NotificationStore(database);
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /**
     * Takes one receipt; the same one again changes nothing.
     *
     * @param token what the caller proved itself with; null for nothing
     * @return false for a caller that is not the provider
     */
    public Future<Boolean> received(UUID providerId, @Nullable String token, JsonObject receipt) {
        return providers.find(providerId).compose(found -> {
            String expected =
                    found.map(provider -> provider.secret("receiptToken")).orElse("");
            if (expected.isEmpty() || token == null || !isSame(expected, token)) {
                return Future.succeededFuture(false);
            }
            UUID id = id(receipt.getValue("reference"));
            String status = receipt.getValue("status") instanceof String said ? said : "";
            String problem = problem(status);
            if (id == null || (problem == null && !status.equals("delivered"))) {
                // Not a message of ours, or no end of it.
                return Future.succeededFuture(true);
            }
            return store.receipt(found.orElseThrow().serviceId(), id, problem, clock.instant())
                    .onSuccess(v -> wakeup.ring())
                    .map(true);
        });
    }

    private static @Nullable String problem(String status) {
        return switch (status) {
            case "permanent-failure" -> "the number or address does not exist";
            case "temporary-failure" -> "the phone is switched off or out of reach, or the mailbox is full";
            case "technical-failure" -> "GOV.UK Notify could not send it";
            default -> null;
        };
    }

    private static boolean isSame(String expected, String said) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), said.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable UUID id(@Nullable Object reference) {
        try {
            return reference instanceof String text ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
