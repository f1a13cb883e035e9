package org.tocsin.simulator.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.unit.Condition;

/** The MQTT payloads a unit writes and reads: plain templates; every text in them is our own and needs no escaping. */
final class MqttText {
    private static final JsonFactory JSON = new JsonFactory();

    private MqttText() {}

    /** The platform's answer to one of our messages; status number 0 is the receipt. */
    record Reply(String ref, int status) {}

    /** How the message stands in the life of its unit: number since its start, and how often it has been tried. */
    record Count(long seq, int tried) {}

    static String alarm(String ref, String cid, Trigger trigger, Room room, Instant at, Count count) {
        String speech = trigger.technical() ? "no-voice:" : "sip:" + cid + "@units.example.net";
        return "{\"v\":1,\"ref\":\"" + ref + "\",\"ver\":\"01.00\",\"mty\":\"ME\",\"cid\":\"" + cid + "\",\"dty\":\""
                + trigger.deviceType() + "\",\"did\":\"" + trigger.deviceId() + "\",\"dte\":\"" + trigger.words()
                + "\",\"crd\":[\"" + speech + "\"],\"stc\":\"" + trigger.status() + "\",\"lco\":\"" + room.code()
                + "\",\"lte\":\"" + room.words() + "\",\"ame\":false," + tail(at, count) + "}";
    }

    /** The least an alarm can say, for a receiver that cannot read more. */
    static String minimal(String ref, String cid, Trigger trigger, Instant at, Count count) {
        return "{\"v\":1,\"ref\":\"" + ref + "\",\"cid\":\"" + cid + "\",\"dty\":\"" + trigger.deviceType() + "\","
                + tail(at, count) + "}";
    }

    static String heartbeat(String ref, String cid, Instant at, Count count) {
        return "{\"v\":1,\"ref\":\"" + ref + "\",\"mty\":\"PI\",\"cid\":\"" + cid + "\",\"dty\":\"0002\","
                + tail(at, count) + "}";
    }

    /** A test transmission over the primary channel. */
    static String test(String ref, String cid, Instant at, Count count) {
        return "{\"v\":1,\"ref\":\"" + ref + "\",\"mty\":\"ME\",\"cid\":\"" + cid
                + "\",\"dty\":\"0002\",\"crd\":[\"no-voice:\"],\"stc\":\"0102\"," + tail(at, count) + "}";
    }

    /** What became of a command. */
    static String result(String id, boolean ok, int code) {
        return "{\"v\":1,\"id\":\"" + id + "\",\"ok\":" + ok + ",\"code\":" + code + ",\"text\":null}";
    }

    /**
     * Something the platform asks of the unit.
     *
     * @param version of the firmware it shall bear; null where none is named
     * @param settings the mark of those that it shall take; null where none are named
     */
    record Command(
            String id,
            String op,
            @Nullable String version,
            @Nullable String settings) {}

    private record Args(@Nullable String version, @Nullable String settings) {
        static final Args NONE = new Args(null, null);
    }

    /** Empty where it is no command, or lacks what every command must have. */
    static Optional<Command> command(byte[] payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            @Nullable String id = null;
            @Nullable String op = null;
            Args args = Args.NONE;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                    id = parser.getText();
                } else if (name.equals("op") && value == JsonToken.VALUE_STRING) {
                    op = parser.getText();
                } else if (name.equals("args") && value == JsonToken.START_OBJECT) {
                    args = args(parser);
                } else {
                    parser.skipChildren();
                }
            }
            boolean whole = id != null && op != null && id.matches("[0-9a-zA-Z-]{1,64}");
            return whole && id != null && op != null
                    ? Optional.of(new Command(id, op, args.version, args.settings))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Args args(JsonParser parser) throws IOException {
        @Nullable String version = null;
        @Nullable String settings = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("version") && value == JsonToken.VALUE_STRING) {
                version = parser.getText();
            } else if (name.equals("values") && value == JsonToken.START_OBJECT) {
                settings = mark(parser);
            } else {
                parser.skipChildren();
            }
        }
        return new Args(version, settings);
    }

    /** Of names and values: the same for the same, whichever command brought them. */
    private static String mark(JsonParser parser) throws IOException {
        CRC32 sum = new CRC32();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            sum.update(parser.currentName().getBytes(StandardCharsets.UTF_8));
            if (parser.nextToken().isScalarValue()) {
                sum.update(parser.getText().getBytes(StandardCharsets.UTF_8));
            } else {
                parser.skipChildren();
            }
        }
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }

    static String state(String state, Condition condition, Instant at) {
        return "{\"v\":1,\"state\":\"" + state + "\",\"boot\":" + condition.boot() + ",\"fw\":\"" + condition.firmware()
                + "\",\"cfg\":\"" + condition.settings() + "\",\"bearer\":\"" + condition.bearer()
                + "\",\"rssi\":-87,\"mains\":true,\"battery\":96,\"ts\":\"" + at + "\"}";
    }

    private static String tail(Instant at, Count count) {
        return "\"ts\":\"" + at + "\",\"boot\":1,\"seq\":" + count.seq() + ",\"try\":" + count.tried();
    }

    /** Empty where it is no reply, or lacks what every reply must have. */
    static Optional<Reply> reply(byte[] payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            @Nullable String ref = null;
            int status = -1;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("ref") && value == JsonToken.VALUE_STRING) {
                    ref = parser.getText();
                } else if (name.equals("snu") && value == JsonToken.VALUE_NUMBER_INT) {
                    status = parser.getIntValue();
                } else {
                    parser.skipChildren();
                }
            }
            return ref == null || status < 0 ? Optional.empty() : Optional.of(new Reply(ref, status));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
