package org.tocsin.notify;

import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a message says in Welsh. Its own words hold only letters of the alphabet that texts are counted in (GSM 03.38,
 * 160 characters, or 153 of each part): one letter with a circumflex, and the whole text is counted in 70 and 67. A
 * name may still bring one. A native speaker has not read these words yet.
 */
final class WelshWords {
    private static final List<String> DAYS = List.of("Llun", "Maw", "Mer", "Iau", "Gwen", "Sad", "Sul");
    private static final List<String> MONTHS =
            List.of("Ion", "Chwe", "Maw", "Ebr", "Mai", "Meh", "Gorff", "Awst", "Medi", "Hyd", "Tach", "Rhag");

    private WelshWords() {}

    /**
     * @param who a first name; null where nobody is on file
     * @param replies it can be answered by text
     */
    static String callout(@Nullable String who, boolean link, boolean replies) {
        return "Efallai fod angen help ar " + (who == null ? "rywun yr ydych yn gyswllt iddo" : who)
                + ". Allwch chi fynd nawr?" + (replies ? " Tecstiwch 1: Rydw i'n mynd, 2: Alla i ddim." : "")
                + (link ? (replies ? " Neu yma:" : " Atebwch yma:") : replies ? "" : " Byddwn yn eich ffonio.");
    }

    static String untaken(OutsideCall.Situation untaken, boolean today, boolean link) {
        ZonedDateTime since = untaken.since().atZone(untaken.zone());
        String time = "%02d:%02d".formatted(since.getHour(), since.getMinute());
        String day = DAYS.get(since.getDayOfWeek().getValue() - 1) + " " + since.getDayOfMonth() + " "
                + MONTHS.get(since.getMonthValue() - 1);
        return "Does neb wedi cymryd larwm bywyd " + untaken.reference() + " ers "
                + (today ? time : day + ", " + time) + ". "
                + (untaken.waiting() > 1 ? "Mae " + untaken.waiting() + " larwm bywyd yn aros. " : "")
                + (untaken.board() ? "" : "Does dim bwrdd ar agor. ")
                + (link ? "Agorwch y bwrdd:" : "Gweithredwch nawr.");
    }
}
