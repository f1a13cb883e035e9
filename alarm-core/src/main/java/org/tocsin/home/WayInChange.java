package org.tocsin.home;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be on file about getting into a home from now on. Each of the two stays as it is unless it is named.
 *
 * @param codeNamed the code is to change
 * @param code null: none is on file any more
 * @param noteNamed the note is to change
 * @param note null: none is on file any more
 */
public record WayInChange(
        boolean codeNamed,
        @Nullable String code,
        boolean noteNamed,
        @Nullable String note) {
    /** Characters, as an import allows them. */
    public static final int LONGEST_CODE = 200;

    public static final int LONGEST_NOTE = 2_000;

    /** Shorter than this any sentence may hold it by chance. */
    private static final int TELLING = 3;

    /** As a form sends it: an empty field leaves things as they are, a tick takes them off. */
    public static WayInChange asked(@Nullable String code, boolean noCode, @Nullable String note, boolean noNote) {
        return new WayInChange(
                noCode || code != null, noCode ? null : code, noNote || note != null, noNote ? null : note);
    }

    /** A new code alone. */
    public static WayInChange code(String code) {
        return new WayInChange(true, code, false, null);
    }

    /** Why this cannot be kept, in a sentence; empty where it can. */
    public Optional<String> unfit() {
        if (!codeNamed && !noteNamed) {
            return Optional.of("Write the new code or the new note.");
        }
        if (code != null && (code.isBlank() || code.length() > LONGEST_CODE || code.matches("(?s).*\\p{Cntrl}.*"))) {
            return Optional.of("A key-safe code is one line of at most " + LONGEST_CODE + " characters.");
        }
        if (note != null && (note.isBlank() || note.length() > LONGEST_NOTE || note.indexOf(0) >= 0)) {
            return Optional.of("A note on how to get in has at most " + LONGEST_NOTE + " characters.");
        }
        return Optional.empty();
    }

    /** Whether these words, which many may read, tell the code. */
    boolean toldIn(String words) {
        return code != null && code.length() >= TELLING && words.contains(code);
    }

    /** Never what they say: this may be written to a log. */
    @Override
    public String toString() {
        return "WayInChange[code " + word(codeNamed, code) + ", note " + word(noteNamed, note) + "]";
    }

    private static String word(boolean changes, @Nullable String text) {
        return changes ? text == null ? "goes" : "new" : "stays";
    }
}
