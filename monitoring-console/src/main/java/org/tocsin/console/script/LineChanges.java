package org.tocsin.console.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.tocsin.console.script.ScriptPage.Changed;

/** What one text has that another has not, line by line: the fewest lines new and gone. */
final class LineChanges {
    /** Beyond this no pair of lines is looked for: nobody reads on, and it takes time that others wait for. */
    private static final int MOST_PAIRS = 250_000;

    private LineChanges() {}

    /** Every line of both texts in order; what is gone stands before what is new in its place. */
    static List<Changed> between(String before, String after) {
        List<String> old = lines(before);
        List<String> now = lines(after);
        if ((long) old.size() * now.size() > MOST_PAIRS) {
            return Stream.concat(
                            old.stream().map(line -> new Changed("gone", line)),
                            now.stream().map(line -> new Changed("new", line)))
                    .toList();
        }
        int[][] common = common(old, now);
        Deque<Changed> changes = new ArrayDeque<>();
        int i = old.size();
        int j = now.size();
        while (i > 0 || j > 0) {
            if (i > 0 && j > 0 && old.get(i - 1).equals(now.get(j - 1))) {
                i--;
                j--;
                changes.addFirst(new Changed("same", now.get(j)));
            } else if (j > 0 && (i == 0 || common[i][j - 1] >= common[i - 1][j])) {
                j--;
                changes.addFirst(new Changed("new", now.get(j)));
            } else {
                i--;
                changes.addFirst(new Changed("gone", old.get(i)));
            }
        }
        return List.copyOf(changes);
    }

    /** "2 lines new, 1 gone"; "the same words". */
    static String words(List<Changed> changes) {
        long added = changes.stream().filter(line -> line.kind().equals("new")).count();
        long gone = changes.stream().filter(line -> line.kind().equals("gone")).count();
        if (added == 0 && gone == 0) {
            return "the same words";
        }
        String first = added > 0 ? lines(added) + " new" : "";
        String second = gone > 0 ? (added > 0 ? ", " + gone : lines(gone)) + " gone" : "";
        return first + second;
    }

    private static String lines(long count) {
        return count == 1 ? "1 line" : count + " lines";
    }

    private static List<String> lines(String text) {
        return text.isBlank()
                ? List.of()
                : text.lines()
                        .map(String::stripTrailing)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    /** How many lines the first i of one and the first j of the other have in common, in order. */
    private static int[][] common(List<String> old, List<String> now) {
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = 1; i <= old.size(); i++) {
            for (int j = 1; j <= now.size(); j++) {
                common[i][j] = old.get(i - 1).equals(now.get(j - 1))
                        ? common[i - 1][j - 1] + 1
                        : Math.max(common[i - 1][j], common[i][j - 1]);
            }
        }
        return common;
    }
}
