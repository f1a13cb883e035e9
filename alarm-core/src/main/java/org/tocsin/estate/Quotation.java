package org.tocsin.estate;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person wrote, in a sentence about it. The sentence is kept in plain text, and a column that was taken for
 * another holds names: so only the column's number stands in it until it is told; the cell stays sealed beside it.
 */
final class Quotation {
    /** Of the cell in hand. */
    static final String HERE = "“{}”";

    private static final Pattern OF_COLUMN = Pattern.compile("“\\{([0-9]{1,4})}”");
    private static final int LONGEST = 40;

    private Quotation() {}

    /** The sentence, where the cell in hand is that of the n-th column, from 0. */
    static String of(int column, String sentence) {
        return sentence.replace(HERE, "“{" + column + "}”");
    }

    /**
     * The sentence with enough of the cell to find it again.
     *
     * @param cells of the row; empty where they were thrown away
     */
    static String told(String sentence, List<String> cells) {
        Matcher matcher = OF_COLUMN.matcher(sentence);
        return matcher.replaceAll(found -> {
            int column = Integer.parseInt(found.group(1));
            return Matcher.quoteReplacement("“" + (column < cells.size() ? shown(cells.get(column)) : "…") + "”");
        });
    }

    private static String shown(String cell) {
        String text = cell.strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
