package org.tocsin.signal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;

/**
 * Something that no home said and the platform noticed, in the form of a signal, so that it is filed, joined, shown and
 * restored like any other. Handed to {@link SignalIntake} in the routine lane, as often as its receipt stays away: with
 * the same reference it is taken once, for ever, from any number of processes and whatever has become of its alarm.
 */
public final class PlatformSignal {
    private static final String HOME_UNIT = "0002";
    /** All counts of one unit are ours, and comparable. */
    private static final String COUNTED_BY = "platform";

    private PlatformSignal() {}

    /** Beside SCAIP's status codes, which are digits: no unit sends one of these. Words: {@code codes.properties}. */
    public enum Word {
        /** A unit that should have been heard was not. */
        SILENT("P001", SignalKind.TECHNICAL),
        HEARD_AGAIN("P002", SignalKind.RESTORAL),
        /** A trigger has not been heard by its unit for too long. */
        TRIGGER_SILENT("P003", SignalKind.TECHNICAL),
        TRIGGER_HEARD_AGAIN("P004", SignalKind.RESTORAL),
        /** An area in which somebody must be on duty will have nobody. */
        NOBODY_ON_DUTY("P005", SignalKind.TECHNICAL, "5"),
        SOMEBODY_ON_DUTY("P006", SignalKind.RESTORAL),
        /** Alone in a home, and without a word for too long. */
        RESPONDER_OVERDUE("P007", SignalKind.ALARM, "8"),
        RESPONDER_HEARD("P008", SignalKind.INFORMATION);

        private final String code;
        private final SignalKind kind;
        /** As a unit would say how urgent it is; 0 the least. */
        private final String urgency;

        Word(String code, SignalKind kind) {
            this(code, kind, "0");
        }

        Word(String code, SignalKind kind, String urgency) {
            this.code = code;
            this.kind = kind;
            this.urgency = urgency;
        }

        public String code() {
            return code;
        }
    }

    /**
     * What it is about.
     *
     * @param cid of a unit on file, or a name of our own that no unit can have
     * @param trigger null for the unit itself
     * @param serviceCode whose it is, where no unit on file says so
     */
    public record Subject(String cid, @Nullable Trigger trigger, String serviceCode) {
        /** A unit on file. */
        public Subject(String cid, @Nullable Trigger trigger) {
            this(cid, trigger, "");
        }
    }

    /** A trigger as it is on file. */
    public record Trigger(
            String dty,
            @Nullable String did,
            String name,
            @Nullable String room) {}

    /**
     * @param ref of this one occurrence, at most 64 characters, never used for another one
     * @param count grows with everything the platform says of this subject: it tells what came first, whatever the
     *     clocks of the processes say
     * @param noticedBy the process
     */
    public static Signal of(Word word, Subject subject, String ref, long count, String noticedBy, Instant at) {
        Map<String, String> values = new HashMap<>(Map.of(
                "mty",
                "ME",
                "cid",
                subject.cid(),
                "ref",
                ref,
                "dty",
                HOME_UNIT,
                "stc",
                word.code,
                "boot",
                COUNTED_BY,
                "seq",
                Long.toString(count)));
        if (!word.urgency.equals("0")) {
            values.put("pri", word.urgency);
        }
        Trigger trigger = subject.trigger();
        if (trigger != null) {
            values.put("dty", trigger.dty());
            values.put("dte", trigger.name());
            put(values, "did", trigger.did());
            put(values, "lte", trigger.room());
        }
        byte[] raw = new TreeMap<>(values).toString().getBytes(StandardCharsets.UTF_8);
        Origin origin = new Origin(Protocol.PLATFORM, COUNTED_BY, noticedBy, at);
        // The reference alone says which occurrence: a trigger that was renamed meanwhile makes no second one.
        byte[] sameOccurrence = sha256(word.code + " " + ref);
        return new Signal(
                Ids.next(),
                new Signal.Key(subject.cid(), ref, sameOccurrence),
                word.kind,
                new SignalBody(values, null),
                raw,
                new Signal.Context(origin, subject.serviceCode(), Set.of()));
    }

    /** True for a signal that no home sent. */
    static boolean is(Signal signal) {
        return signal.origin().protocol() == Protocol.PLATFORM;
    }

    private static void put(Map<String, String> values, String element, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            values.put(element, text);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
