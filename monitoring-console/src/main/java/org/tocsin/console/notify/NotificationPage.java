package org.tocsin.console.notify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Through whom messages go, and what became of the last ones.
 *
 * @param publicUrl empty where links cannot be sent
 */
public record NotificationPage(String publicUrl, List<Kind> kinds, List<Message> messages, List<String> channels) {
    /**
     * One kind of provider.
     *
     * @param receipts where its receipts are to be sent; null where it sends none
     */
    public record Kind(
            String name,
            String words,
            boolean inUse,
            List<Field> fields,
            @Nullable String receipts) {}

    /**
     * @param value empty for a secret, which is never shown
     * @param kept a secret is on file
     */
    public record Field(String name, String words, String value, boolean secret, boolean kept, String problem) {}

    public record Message(String when, String what, String to, String state, String problem) {}
}
