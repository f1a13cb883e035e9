package org.tocsin.console.healthtest;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.healthtest.Campaign.State;

/**
 * One campaign, in words.
 *
 * @param live true while its figures move by themselves
 */
public record CampaignPage(
        Head head,
        Bar bar,
        List<Figure> results,
        List<Figure> causes,
        @Nullable Trial trial,
        Facts facts,
        boolean live) {
    /**
     * @param standing where it stands, one sentence
     * @param warning true where it stands still
     */
    public record Head(UUID id, String name, State state, String standing, boolean warning, boolean paused) {}

    /**
     * @param words "1,204 of 7,000 units have their result"
     * @param estimate when it will be over, or why that is not known
     */
    public record Bar(long done, long all, String words, String estimate) {}

    /** @param link to the rows behind it */
    public record Figure(String words, long units, String share, String link) {}

    /** The results a manager looks at before the rest is asked. */
    public record Trial(String words, List<Figure> results) {}

    /** @param audible homes that must be told are in this cycle */
    public record Facts(List<Fact> order, List<Line> log, boolean audible) {}

    public record Fact(String name, String words) {}

    public record Line(String when, String words, String by) {}

    /** A campaign as listed. */
    public record Listed(UUID id, String name, String standing, String progress, String began) {}

    /** Rows behind a figure, with the address of those that follow. */
    public record Rows(
            String name,
            String what,
            List<Row> rows,
            String csv,
            @Nullable String next) {}

    public record Row(
            String cid, String who, String state, String why, String asked, String heard, String path, String unit) {}

    /** What a selection comes to. */
    public record Counted(String units, List<String> ways, String takes, String told, boolean none) {}
}
