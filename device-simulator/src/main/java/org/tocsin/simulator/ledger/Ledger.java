package org.tocsin.simulator.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Trigger;

/**
 * Every signal the estate raised, and which of them the platform gave its receipt for. Thread-safe.
 *
 * <p>With a file, each line is handed to the operating system before the call returns: whatever else is killed, and
 * even this process, the ledger stays. It does not survive the machine losing its power.
 *
 * <p>The file holds three kinds of lines, separated by single spaces: {@code S ref cid protocol kind millis} when a
 * signal is raised, with the name of the trigger behind it where one raised it; {@code A ref millis attempts} when it is
 * acknowledged; {@code T cid millis answer} when a unit has heard that it is asked for a test.
 */
public final class Ledger implements AutoCloseable {
    /** Above this many signals the oldest leave memory; a file keeps them all. */
    static final int MOST_IN_MEMORY = 1_000_000;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final ArrayDeque<Asking> askings = new ArrayDeque<>();
    private final @Nullable FileChannel file;
    private long forgotten;

    /** A ledger in memory, and in the file where one is given; an existing file is continued. */
    public Ledger(@Nullable Path path) throws IOException {
        this.file = path == null
                ? null
                : FileChannel.open(
                        path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
    }

    /** One signal on its way. Used by one loop; {@link #line} may be called from anywhere. */
    public final class Entry {
        private final String cid;
        private final String ref;
        private final String protocol;
        private final String kind;
        private final Instant raisedAt;
        private final @Nullable Trigger trigger;
        private volatile int attempts;
        private volatile @Nullable Instant acknowledgedAt;

        private Entry(
                String cid, String ref, String protocol, String kind, Instant raisedAt, @Nullable Trigger trigger) {
            this.cid = cid;
            this.ref = ref;
            this.protocol = protocol;
            this.kind = kind;
            this.raisedAt = raisedAt;
            this.trigger = trigger;
        }

        public void attempted(int attempt) {
            attempts = attempt;
        }

        public void acknowledged(Instant at) {
            acknowledgedAt = at;
            append("A " + ref + ' ' + at.toEpochMilli() + ' ' + attempts + '\n');
        }

        Line line() {
            return new Line(cid, ref, protocol, kind, raisedAt, attempts, acknowledgedAt, trigger);
        }
    }

    /** Notes a signal that no trigger raised before it is sent for the first time. */
    public Entry raised(String cid, String ref, String protocol, String kind, Instant at) {
        return noted(new Entry(cid, ref, protocol, kind, at, null));
    }

    /** Notes the signal of a trigger before it is sent for the first time. */
    public Entry raised(String cid, String ref, String protocol, Trigger trigger, Instant at) {
        return noted(new Entry(cid, ref, protocol, trigger.kind(), at, trigger));
    }

    private Entry noted(Entry entry) {
        append("S " + entry.ref + ' ' + entry.cid + ' ' + entry.protocol + ' ' + entry.kind + ' '
                + entry.raisedAt.toEpochMilli() + (entry.trigger == null ? "" : " " + entry.trigger.name()) + '\n');
        synchronized (entries) {
            entries.add(entry);
            if (entries.size() > MOST_IN_MEMORY) {
                entries.removeFirst();
                forgotten++;
            }
        }
        return entry;
    }

    /** Notes that a unit has heard that it is asked for a test. */
    public void asked(Asking asking) {
        append("T " + asking.cid() + ' ' + asking.at().toEpochMilli() + ' ' + asking.answer() + '\n');
        synchronized (askings) {
            askings.add(asking);
            if (askings.size() > MOST_IN_MEMORY) {
                askings.removeFirst();
            }
        }
    }

    /** What units have heard that they are asked, oldest first. */
    public List<Asking> askings() {
        synchronized (askings) {
            return List.copyOf(askings);
        }
    }

    /** Everything in memory, oldest first. */
    public List<Line> lines() {
        synchronized (entries) {
            return entries.stream().map(Entry::line).toList();
        }
    }

    /** How many signals are no longer in memory, so that no verdict of this process covers them. */
    public long forgotten() {
        synchronized (entries) {
            return forgotten;
        }
    }

    /** Reads a ledger file; a last line that was cut short is left out. */
    public static Collection<Line> read(Path path) throws IOException {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (String text : wholeLines(Files.readString(path))) {
            String[] words = text.split(" ", -1);
            if (words[0].equals("S") && (words.length == 6 || words.length == 7)) {
                Instant at = Instant.ofEpochMilli(Long.parseLong(words[5]));
                Trigger trigger = words.length == 7 ? Trigger.valueOf(words[6]) : null;
                lines.put(words[1], new Line(words[2], words[1], words[3], words[4], at, 0, null, trigger));
            } else if (words[0].equals("A") && words.length == 4) {
                Instant at = Instant.ofEpochMilli(Long.parseLong(words[2]));
                lines.computeIfPresent(words[1], (ref, line) -> acknowledged(line, Integer.parseInt(words[3]), at));
            } else if (!words[0].equals("T") || words.length != 4) {
                throw new IOException("not a line of a ledger: " + text);
            }
        }
        return lines.values();
    }

    private static List<String> wholeLines(String text) {
        List<String> whole = new ArrayList<>(
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
        whole.removeIf(String::isEmpty);
        return whole;
    }

    private static Line acknowledged(Line line, int attempts, Instant at) {
        return new Line(
                line.cid(), line.ref(), line.protocol(), line.kind(), line.raisedAt(), attempts, at, line.trigger());
    }

    private void append(String line) {
        if (file == null) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        synchronized (file) {
            try {
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the ledger cannot be written", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
