package org.tocsin.unit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.Protocol;

/** What may be asked of a unit, in which words, and for how long. */
public final class CommandRules {
    /** How long a command is worth carrying out, where the asker does not say. */
    public static final Duration USUAL_EXPIRY = Duration.ofSeconds(60);

    public static final Duration LONGEST_EXPIRY = Duration.ofDays(7);

    /** Commands of one unit that wait for an answer; one more is refused. */
    public static final int MOST_OPEN = 20;

    /** The code with which a unit says that it does not know an op. */
    public static final int UNKNOWN_TO_UNIT = 501;

    private static final String KEPT = "On file: told in the reply to the unit's next message that says it may be told"
            + " (hbo 1). The unit does not confirm it.";

    private static final int MOST_SETTINGS = 32;
    private static final int LONGEST_SETTING = 256;
    private static final Pattern SETTING_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern NUMBER_TO_CALL = Pattern.compile("(sip|sips|tel|gsm):[^\\s<>\"]{1,250}");

    private static final Pattern VERSION = Pattern.compile("[!-~](?:[ -~]{0,62}[!-~])?");
    private static final Pattern HTTPS = Pattern.compile("https://[!-~]{1,500}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private CommandRules() {}

    /** The answer to {@link #check}. */
    public sealed interface Checked {}

    /** @param args as they go to the unit */
    public record Good(Map<String, Object> args) implements Checked {}

    /**
     * @param field the argument that is wrong, {@code args.seconds}
     * @param why a sentence for whoever asked
     */
    public record Bad(String field, String why) implements Checked {}

    /**
     * Whether these are arguments of this op. An argument the op does not know is refused: a unit would do something else
     * than was meant.
     *
     * @param args texts, whole numbers, truth values, and maps and lists of them
     */
    public static Checked check(CommandOp op, Map<String, ?> args) {
        Set<String> known = names(op);
        for (String name : args.keySet()) {
            if (!known.contains(name)) {
                return new Bad("args." + name, op.wireName() + " knows no such argument.");
            }
        }
        return switch (op) {
            case TEST, SPEECH_END, CLEAR, LOCATE -> new Good(Map.of());
            case HEARTBEAT_INTERVAL -> whole(args, "seconds", 60, 86_400);
            case CONFIG_GET -> configGet(args);
            case CONFIG_SET -> configSet(args);
            case FIRMWARE_UPDATE -> firmware(args);
            case OUTPUT -> output(args);
            case SPEECH_START -> speechStart(args);
            case SPEECH_MODE -> oneOf(args, "mode", Set.of("duplex", "listen", "speak"));
            case VOLUME -> volume(args);
        };
    }

    /** Whether this long is a time after which a command may lapse. */
    public static boolean allowsExpiry(Duration expiry) {
        return expiry.compareTo(Duration.ofSeconds(1)) >= 0 && expiry.compareTo(LONGEST_EXPIRY) <= 0;
    }

    /** Why a unit of this protocol cannot be asked; null when it can. */
    public static @Nullable String cannotBeAsked(Protocol protocol) {
        return switch (protocol) {
            case MQTT -> null;
            case PLATFORM -> "The platform is no unit: nothing was sent.";
            case SCAIP -> "SCAIP carries no commands: nothing was sent to the unit.";
        };
    }

    /**
     * What has become of a command as soon as it is asked.
     *
     * @param done false where the unit cannot be asked
     * @param words for whoever asked
     */
    record Settled(boolean done, String words) {
        UnitCommand.State state() {
            return done ? UnitCommand.State.DONE : UnitCommand.State.NOT_SUPPORTED;
        }

        int code() {
            return done ? 0 : UNKNOWN_TO_UNIT;
        }
    }

    /**
     * What has become of this op for a unit of this protocol without a word to the unit; null where it is sent. SCAIP
     * says how often a heartbeat is wanted in its replies, so there the wish is on file and nothing more is known.
     */
    static @Nullable Settled settled(Protocol protocol, CommandOp op) {
        String refusal = cannotBeAsked(protocol);
        if (refusal == null) {
            return null;
        }
        return op == CommandOp.HEARTBEAT_INTERVAL ? new Settled(true, KEPT) : new Settled(false, refusal);
    }

    private static Set<String> names(CommandOp op) {
        return switch (op) {
            case TEST, SPEECH_END, CLEAR, LOCATE -> Set.of();
            case HEARTBEAT_INTERVAL -> Set.of("seconds");
            case CONFIG_GET -> Set.of("names");
            case CONFIG_SET -> Set.of("values");
            case FIRMWARE_UPDATE -> Set.of("version", "url", "sha256");
            case OUTPUT -> Set.of("n", "on");
            case SPEECH_START -> Set.of("tnu");
            case SPEECH_MODE -> Set.of("mode");
            case VOLUME -> Set.of("change");
        };
    }

    private static Checked whole(Map<String, ?> args, String name, int least, int most) {
        Long number = number(args.get(name));
        return number == null || number < least || number > most
                ? new Bad("args." + name, "This must be a whole number from %d to %d.".formatted(least, most))
                : new Good(Map.of(name, number));
    }

    private static Checked firmware(Map<String, ?> args) {
        if (!(args.get("version") instanceof String version)
                || !VERSION.matcher(version).matches()) {
            return new Bad("args.version", "This must be the version as the unit will name it, up to 64 characters.");
        }
        Object url = args.get("url");
        if (url != null && !(url instanceof String from && HTTPS.matcher(from).matches())) {
            return new Bad("args.url", "This must be an address that begins with https://, or be left out.");
        }
        Object sha256 = args.get("sha256");
        if (sha256 != null
                && !(sha256 instanceof String sum && SHA256.matcher(sum).matches())) {
            return new Bad("args.sha256", "This must be 64 digits and letters a to f, or be left out.");
        }
        Map<String, Object> good = new LinkedHashMap<>();
        good.put("version", version);
        if (url != null) {
            good.put("url", url);
        }
        if (sha256 != null) {
            good.put("sha256", sha256);
        }
        return new Good(good);
    }

    private static Checked output(Map<String, ?> args) {
        Checked number = whole(args, "n", 1, 99);
        if (number instanceof Bad) {
            return number;
        }
        if (!(args.get("on") instanceof Boolean on)) {
            return new Bad("args.on", "This must be true or false.");
        }
        Map<String, Object> good = new LinkedHashMap<>(((Good) number).args());
        good.put("on", on);
        return new Good(good);
    }

    private static Checked volume(Map<String, ?> args) {
        Long change = number(args.get("change"));
        return change == null || Math.abs(change) != 1
                ? new Bad("args.change", "This must be 1 for louder or -1 for quieter.")
                : new Good(Map.of("change", change));
    }

    private static Checked speechStart(Map<String, ?> args) {
        return args.get("tnu") instanceof String number
                        && NUMBER_TO_CALL.matcher(number).matches()
                ? new Good(Map.of("tnu", number))
                : new Bad("args.tnu", "This must be an address to call: sip:, sips:, tel: or gsm:.");
    }

    private static Checked oneOf(Map<String, ?> args, String name, Set<String> words) {
        return args.get(name) instanceof String word && words.contains(word)
                ? new Good(Map.of(name, word))
                : new Bad(
                        "args." + name,
                        "This must be one of " + words.stream().sorted().toList() + ".");
    }

    private static Checked configGet(Map<String, ?> args) {
        Object names = args.get("names");
        if (names == null) {
            return new Good(Map.of());
        }
        boolean good = names instanceof List<?> list
                && !list.isEmpty()
                && list.size() <= MOST_SETTINGS
                && list.stream().allMatch(CommandRules::isSettingName);
        return good
                ? new Good(Map.of("names", names))
                : new Bad("args.names", "This must be a list of 1 to " + MOST_SETTINGS + " names of settings.");
    }

    private static Checked configSet(Map<String, ?> args) {
        if (!(args.get("values") instanceof Map<?, ?> values) || values.isEmpty() || values.size() > MOST_SETTINGS) {
            return new Bad("args.values", "This must be an object of 1 to " + MOST_SETTINGS + " settings.");
        }
        for (Map.Entry<?, ?> setting : values.entrySet()) {
            if (!isSettingName(setting.getKey())) {
                return new Bad("args.values", "A setting's name is 1 to 64 letters, digits, dots, hyphens.");
            }
            if (!isSettingValue(setting.getValue())) {
                return new Bad(
                        "args.values." + setting.getKey(),
                        "This must be a text of at most " + LONGEST_SETTING + " characters, a whole number, true or"
                                + " false.");
            }
        }
        return new Good(Map.of("values", values));
    }

    private static boolean isSettingName(@Nullable Object name) {
        return name instanceof String text && SETTING_NAME.matcher(text).matches();
    }

    private static boolean isSettingValue(@Nullable Object value) {
        return value instanceof Boolean
                || number(value) != null
                || (value instanceof String text
                        && text.length() <= LONGEST_SETTING
                        && text.codePoints()
                                .noneMatch(c ->
                                        c < 0x20 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)));
    }

    private static @Nullable Long number(@Nullable Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof Short
                ? ((Number) value).longValue()
                : null;
    }
}
