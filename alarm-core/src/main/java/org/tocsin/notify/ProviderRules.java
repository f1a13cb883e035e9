package org.tocsin.notify;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What each kind of provider needs to be told. Pure. */
public final class ProviderRules {
    private static final int LONGEST = 400;
    private static final String REPLIES = "replies";
    private static final Pattern MAIL = Pattern.compile("[^@\\s<>]+@[^@\\s<>]+");
    private static final Pattern TEMPLATE = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    /** {@code name-iss-secret}: the last two are UUIDs (GOV.UK Notify, REST API, "Authorisation header"). */
    private static final Pattern API_KEY = Pattern.compile(".*" + TEMPLATE.pattern() + "-" + TEMPLATE.pattern());

    private ProviderRules() {}

    /** What a kind is asked for: the name of each setting with its words; {@code *} where it may stay empty. */
    public static Map<String, String> settings(Provider.Kind kind) {
        Map<String, String> asked = new LinkedHashMap<>();
        switch (kind) {
            case GOVUK_NOTIFY -> {
                asked.put("url", "Address of the interface");
                asked.put("smsTemplate", "Template for texts*");
                asked.put("emailTemplate", "Template for e-mails*");
                asked.put(REPLIES, "Texts can be answered by text: yes or no*");
            }
            case SMTP -> {
                asked.put("host", "Mail server");
                asked.put("port", "Port");
                asked.put("security", "STARTTLS, TLS or NONE");
                asked.put("from", "Sender's address");
                asked.put("username", "User name*");
            }
            case WEB_PUSH -> {
                asked.put("subject", "Whom push services may write to (mailto: or https:)");
                asked.put("origins", "Push services that may be used, by address");
                asked.put("publicKey", "Public key");
            }
        }
        asked.put(MessageLanguage.SETTING, "Language of its messages: en, cy or both*");
        return asked;
    }

    /** The same of what is kept sealed. */
    public static Map<String, String> secrets(Provider.Kind kind) {
        return switch (kind) {
            case GOVUK_NOTIFY -> govUkNotifySecrets();
            case SMTP -> Map.of("password", "Password*");
            case WEB_PUSH -> Map.of("privateKey", "Private key");
        };
    }

    private static Map<String, String> govUkNotifySecrets() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("apiKey", "API key");
        asked.put("receiptToken", "Token of delivery receipts*");
        asked.put("replyToken", "Token of received texts*");
        return asked;
    }

    /** What a new provider of this kind begins with. */
    public static Map<String, String> usual(Provider.Kind kind) {
        return switch (kind) {
            case GOVUK_NOTIFY -> Map.of("url", "https://api.notifications.service.gov.uk");
            case SMTP -> Map.of("port", "587", "security", "STARTTLS");
            case WEB_PUSH ->
                Map.of(
                        "origins",
                        "https://fcm.googleapis.com https://updates.push.services.mozilla.com"
                                + " https://web.push.apple.com https://*.notify.windows.com");
        };
    }

    /** What is wrong, one sentence for each name; empty when it can be used. */
    public static Map<String, String> faults(Provider provider) {
        Map<String, String> faults = new LinkedHashMap<>();
        settings(provider.kind()).forEach((name, words) -> missing(faults, name, words, provider.setting(name)));
        secrets(provider.kind()).forEach((name, words) -> missing(faults, name, words, provider.secret(name)));
        if (faults.isEmpty()) {
            faults.putAll(language(provider));
            faults.putAll(
                    switch (provider.kind()) {
                        case GOVUK_NOTIFY -> govUkNotify(provider);
                        case SMTP -> smtp(provider);
                        case WEB_PUSH -> webPush(provider);
                    });
        }
        return faults;
    }

    /**
     * What must be said again: a secret that is kept goes to no other server than the one it was said for, or whoever
     * may change the address learns it.
     *
     * @param said the secrets that came with the change
     */
    static Map<String, String> again(Provider before, Provider wanted, Map<String, String> said) {
        List<String> place = switch (wanted.kind()) {
            case GOVUK_NOTIFY -> List.of("url");
            case SMTP -> List.of("host", "port", "security");
            case WEB_PUSH -> List.of();
        };
        String secret = wanted.kind() == Provider.Kind.SMTP ? "password" : "apiKey";
        boolean moved = place.stream().anyMatch(name -> !before.setting(name).equals(wanted.setting(name)));
        boolean kept = !before.secret(secret).isEmpty()
                && said.getOrDefault(secret, "").isEmpty();
        return moved && kept ? Map.of(secret, "Its server is another one now: say this again.") : Map.of();
    }

    /** The hosts it names; a push service below another is looked at when it is known. */
    static List<String> servers(Provider provider) {
        return switch (provider.kind()) {
            case GOVUK_NOTIFY -> hosts(provider.setting("url"));
            case SMTP -> List.of(provider.setting("host"));
            case WEB_PUSH -> hosts(provider.setting("origins"));
        };
    }

    /** The setting that says where it is. */
    static String place(Provider.Kind kind) {
        return switch (kind) {
            case GOVUK_NOTIFY -> "url";
            case SMTP -> "host";
            case WEB_PUSH -> "origins";
        };
    }

    private static List<String> hosts(String addresses) {
        List<String> hosts = new ArrayList<>();
        for (String address : addresses.split("[\\s,]+")) {
            if (!address.contains("://*.")) {
                hosts.add(URI.create(address).getHost());
            }
        }
        return hosts;
    }

    /** Its texts say how they are answered by text: it has a number that receives, and hands on what comes. */
    static boolean takesReplies(Provider provider) {
        return provider.setting(REPLIES).equals("yes");
    }

    /** True for an endpoint at one of the push services that may be used; {@code *.} stands for any host below. */
    public static boolean isAllowed(Provider webPush, String endpoint) {
        if (!isSafe(endpoint)) {
            return false;
        }
        URI uri = URI.create(endpoint);
        String origin = uri.getScheme() + "://" + uri.getRawAuthority();
        for (String allowed : webPush.setting("origins").split("[\\s,]+")) {
            int wild = allowed.indexOf("://*.");
            boolean below = wild > 0
                    && origin.startsWith(allowed.substring(0, wild + 3))
                    && origin.endsWith(allowed.substring(wild + 4));
            if (below || origin.equals(allowed)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> govUkNotify(Provider provider) {
        Map<String, String> faults = new LinkedHashMap<>();
        String url = provider.setting("url");
        if (!isSafe(url)) {
            faults.put("url", "The address begins with https://");
        } else if (url.indexOf('?') >= 0 || url.indexOf('#') >= 0) {
            faults.put("url", "The address is said without a question mark or #.");
        }
        if (provider.channels().isEmpty()) {
            faults.put("smsTemplate", "Name the template of texts or that of e-mails.");
        }
        for (String name : List.of("smsTemplate", "emailTemplate")) {
            String id = provider.setting(name);
            if (!id.isEmpty() && !TEMPLATE.matcher(id).matches()) {
                faults.put(name, "A template's id has 32 hexadecimal digits and four hyphens.");
            }
        }
        if (!API_KEY.matcher(provider.secret("apiKey")).matches()) {
            faults.put("apiKey", "The API key is copied whole: its name and two ids, joined by hyphens.");
        }
        String token = provider.secret("receiptToken");
        if (!token.isEmpty() && token.length() < 10) {
            faults.put("receiptToken", "A token of receipts has ten characters or more.");
        }
        faults.putAll(replies(provider));
        return faults;
    }

    /** Whoever knows the token answers for everybody who was asked: it is longer than the provider wants it. */
    private static Map<String, String> replies(Provider provider) {
        Map<String, String> faults = new LinkedHashMap<>();
        String token = provider.secret("replyToken");
        if (!Set.of("", "yes", "no").contains(provider.setting(REPLIES))) {
            faults.put(REPLIES, "yes or no.");
        } else if (takesReplies(provider) && token.isEmpty()) {
            faults.put("replyToken", "Say the token that texts come with, or nobody's answer is taken.");
        }
        if (!token.isEmpty() && token.length() < 20) {
            faults.put("replyToken", "A token of received texts has twenty characters or more.");
        }
        return faults;
    }

    private static Map<String, String> smtp(Provider provider) {
        Map<String, String> faults = new LinkedHashMap<>();
        String port = provider.setting("port");
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            faults.put("port", "A port is a number from 1 to 65535.");
        }
        String security = provider.setting("security");
        if (!Set.of("STARTTLS", "TLS", "NONE").contains(security)) {
            faults.put("security", "STARTTLS, TLS or NONE.");
        } else if (security.equals("NONE") && !isThisMachine(provider.setting("host"))) {
            faults.put("security", "Without TLS only a mail server on this machine may be used.");
        }
        if (!MAIL.matcher(provider.setting("from")).matches()) {
            faults.put("from", "The sender is an e-mail address.");
        }
        return faults;
    }

    private static Map<String, String> webPush(Provider provider) {
        Map<String, String> faults = new LinkedHashMap<>();
        String subject = provider.setting("subject");
        if (!subject.startsWith("https://") && !subject.matches("mailto:" + MAIL.pattern())) {
            faults.put("subject", "Begins with mailto: or https:// (RFC 8292 §2.1).");
        }
        List<String> origins =
                new ArrayList<>(List.of(provider.setting("origins").split("[\\s,]+")));
        if (!origins.stream().allMatch(origin -> isSafe(origin.replace("://*.", "://any.")))) {
            faults.put("origins", "Each push service's address begins with https://");
        }
        return faults;
    }

    private static Map<String, String> language(Provider provider) {
        return MessageLanguage.isKnown(provider.setting(MessageLanguage.SETTING))
                ? Map.of()
                : Map.of(MessageLanguage.SETTING, "The language is en, cy or both: Welsh and then English.");
    }

    private static void missing(Map<String, String> faults, String name, String words, String value) {
        if (value.isBlank() && !words.endsWith("*")) {
            faults.put(name, words + ": say it.");
        } else if (value.length() > LONGEST && !name.equals("privateKey")) {
            faults.put(name, "At most " + LONGEST + " characters.");
        } else if (value.chars().anyMatch(c -> c < ' ')) {
            faults.put(name, "It holds a character that cannot be used.");
        }
    }

    /** Encrypted, or on this very machine. */
    private static boolean isSafe(String address) {
        try {
            URI uri = URI.create(address);
            String host = uri.getHost();
            return host != null
                    && uri.getUserInfo() == null
                    && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isThisMachine(host)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost")
                || host.equals(InetAddress.getLoopbackAddress().getHostAddress());
    }
}
