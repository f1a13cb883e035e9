package org.tocsin.figures;

import java.time.Duration;

/**
 * So many within such a time; a time of exactly the limit is in it.
 *
 * @param share hundredths of a percent
 */
public record Target(Duration within, int share) {
    /** "97.5 % in 60 seconds". */
    public String words() {
        return Share.words(share) + " in " + words(within);
    }

    /** "60 seconds", "45 minutes", "2 hours": in the unit people use, exactly. */
    public static String words(Duration time) {
        long seconds = time.toSeconds();
        if (seconds > 600 && seconds % 60 == 0) {
            long minutes = seconds / 60;
            return minutes > 90 && minutes % 60 == 0 ? minutes / 60 + " hours" : minutes + " minutes";
        }
        return seconds + (seconds == 1 ? " second" : " seconds");
    }
}
