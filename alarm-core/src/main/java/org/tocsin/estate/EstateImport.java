package org.tocsin.estate;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that was sent to be put on file, and how far that has come.
 *
 * @param file how it is written, with the mapping that was chosen or is proposed
 * @param progress of the stage it is in
 * @param problem why it failed, in a sentence
 */
public record EstateImport(
        UUID id,
        UUID serviceId,
        State state,
        Source file,
        Progress progress,
        Counts counts,
        Times times,
        @Nullable String problem) {

    /** Stored by name. */
    public enum State {
        /** The file is being read. */
        LOADING,
        /** Read; somebody has to say what its columns are. */
        LOADED,
        /** Every row is looked at, nothing is changed. */
        CHECKING,
        CHECKED,
        RUNNING,
        DONE,
        UNDOING,
        UNDONE,
        CANCELLED,
        FAILED;

        /** True while a worker is at it. */
        public boolean busy() {
            return this == LOADING || this == CHECKING || this == RUNNING || this == UNDOING;
        }
    }

    /**
     * @param separator comma, semicolon or tab
     * @param replyOf the phone company whose reply it is; null for a table of the estate
     */
    public record Source(
            String name,
            String charset,
            char separator,
            List<String> headings,
            Mapping mapping,
            @Nullable String replyOf) {
        public Source {
            headings = List.copyOf(headings);
        }

        /** The same file, its columns understood otherwise. */
        public Source with(Mapping chosen) {
            return new Source(name, charset, separator, headings, chosen, replyOf);
        }

        /** Why it cannot be read with this mapping, in sentences; empty when it can. */
        public List<String> faults(Mapping chosen) {
            return replyOf == null ? chosen.faults() : ReplyField.faults(chosen);
        }
    }

    /** Rows behind the stage, of how many. */
    public record Progress(int done, int of) {}

    /**
     * Rows by what became of them, or by what would.
     *
     * @param secrets of new units that nobody has fetched yet
     */
    public record Counts(int added, int changed, int unchanged, int refused, int undone, int kept, int secrets) {}

    /**
     * @param stageAt when the present state began
     * @param emptiedAt when its rows were thrown away, and with them the way back
     */
    public record Times(
            String requestedBy,
            Instant createdAt,
            Instant stageAt,
            @Nullable Instant finishedAt,
            @Nullable Instant emptiedAt) {}

    /** What the log of the platform calls it. */
    public String actor() {
        return "import:" + id;
    }
}
