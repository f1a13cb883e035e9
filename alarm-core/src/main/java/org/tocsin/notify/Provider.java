package org.tocsin.notify;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Through whom a service sends messages. Data, changed by people; {@link ProviderRules} says what is needed.
 *
 * @param settings what is no secret, by name
 * @param secrets opened; kept sealed
 */
public record Provider(UUID id, UUID serviceId, Kind kind, Map<String, String> settings, Map<String, String> secrets) {
    /** Stored by name. */
    public enum Kind {
        GOVUK_NOTIFY("GOV.UK Notify", List.of(Channel.SMS, Channel.EMAIL)),
        SMTP("Mail server (SMTP)", List.of(Channel.EMAIL)),
        WEB_PUSH("Notices on phones (Web Push)", List.of(Channel.PUSH));

        private final String words;
        private final List<Channel> channels;

        Kind(String words, List<Channel> channels) {
            this.words = words;
            this.channels = channels;
        }

        public String words() {
            return words;
        }

        /** What it can be set up to send. */
        public List<Channel> channels() {
            return channels;
        }
    }

    public Provider {
        settings = Map.copyOf(settings);
        secrets = Map.copyOf(secrets);
    }

    /** Empty where it is not set. */
    public String setting(String name) {
        return settings.getOrDefault(name, "");
    }

    /** Empty where it is not set. */
    public String secret(String name) {
        return secrets.getOrDefault(name, "");
    }

    /** What it is set up to send: GOV.UK Notify sends what it has a template for. */
    public List<Channel> channels() {
        return kind.channels.stream().filter(this::sends).toList();
    }

    private boolean sends(Channel channel) {
        return kind != Kind.GOVUK_NOTIFY
                || !setting(channel == Channel.SMS ? "smsTemplate" : "emailTemplate")
                        .isEmpty();
    }

    /** Names what it is for, never a secret. */
    @Override
    public String toString() {
        return kind + " " + id;
    }
}
