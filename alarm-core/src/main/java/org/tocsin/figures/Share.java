package org.tocsin.figures;

/**
 * Some of many, in whole numbers, so that a target is met or missed and never rounded.
 *
 * @param part at most {@code whole}
 */
public record Share(long part, long whole) {
    /** Hundredths of a percent in a whole. */
    public static final int WHOLE = 10_000;

    /** True where nothing was counted: nothing was missed. */
    public boolean meets(int hundredthsOfPercent) {
        return part * WHOLE >= whole * hundredthsOfPercent;
    }

    /** In hundredths of a percent, rounded down: nearly met is not met; 0 where nothing was counted. */
    public int hundredthsOfPercent() {
        return whole == 0 ? 0 : (int) (part * WHOLE / whole);
    }

    /** "97.49 %", rounded down; a dash where nothing was counted. */
    public String words() {
        return whole == 0 ? "–" : words(hundredthsOfPercent());
    }

    /** "97.5 %" of 9,750. */
    public static String words(int hundredthsOfPercent) {
        String fraction = "%02d".formatted(hundredthsOfPercent % 100).replaceAll("0{1,2}$", "");
        return hundredthsOfPercent / 100 + (fraction.isEmpty() ? "" : "." + fraction) + " %";
    }
}
