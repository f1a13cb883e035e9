package org.tocsin.console.notify;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Through whom messages go, and what became of the last ones.
 *
 * @param publicUrl empty where links cannot be sent
 */
public record NotificationPage(
        String publicUrl, List<Kind> kinds, List<Message> messages, List<Received> received, List<String> channels) {
    /**
     * One kind of provider.
     *
     * @param receipts where its receipts are to be sent; null where it sends none
     * @param texts where the texts people send are to be handed on; null where it takes none
     */
    public record Kind(
            String name,
            String words,
            boolean inUse,
            List<Field> fields,
            @Nullable String receipts,
            @Nullable String texts) {}

    /**
     * @param value empty for a secret, which is never shown
     * @param kept a secret is on file
     */
    public record Field(String name, String words, String value, boolean secret, boolean kept, String problem) {}

    /**
     * A text that came.
     *
     * @param from the name of whoever was asked, and the number
     * @param alarmId null where it belongs to no alarm
     */
    public record Received(
            String when,
            String from,
            String words,
            String became,
            @Nullable UUID alarmId,
            @Nullable String alarm) {}

    public record Message(String when, String what, String to, String state, String problem) {}
}
