package org.tocsin.console.rota;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rota of one week, ready to be read.
 *
 * @param week its Monday as {@code 2026-11-23}
 * @param overlooked areas that homes name and nobody has decided about, in a service that keeps a rota
 * @param said what was just done; empty for nothing
 * @param problems what could not be; a sentence each
 */
public record RotaPage(
        String week,
        String title,
        String before,
        String after,
        List<Cover> covers,
        List<String> overlooked,
        List<String> days,
        List<Person> people,
        Choices choices,
        String rule,
        List<Limit> limits,
        String said,
        List<String> problems,
        boolean manages) {

    /**
     * Who is on duty in an area now.
     *
     * @param overlooked homes name it, and nobody has said whether it must be covered
     * @param warning why somebody should look; null where all is well
     */
    public record Cover(
            String area,
            int homes,
            boolean covered,
            boolean overlooked,
            String onDuty,
            @Nullable String warning) {}

    /**
     * A line of the week.
     *
     * @param days one for each day, from Monday
     * @param skills names of those they have
     */
    public record Person(
            String id,
            String username,
            String name,
            String team,
            @Nullable String absent,
            String skillWords,
            List<String> skills,
            List<List<Slot>> days) {}

    /** A shift as it stands in a cell. */
    public record Slot(String id, String time, String area, boolean now) {}

    /** What forms choose from. */
    public record Choices(List<String> areas, List<Option> skills) {}

    public record Option(String name, String words) {}

    /** How the service sends people, each in minutes, and why. */
    public record Limit(String name, String words, String why, long minutes, int least, int most) {}
}
