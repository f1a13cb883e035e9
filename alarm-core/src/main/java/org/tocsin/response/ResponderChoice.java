package org.tocsin.response;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.rota.Shift;
import org.tocsin.rota.Skill;

/**
 * Which responders of a service are asked, and in which order: on duty and free; those who can do what the home needs
 * before those who cannot; then whoever's area it is; then the nearest. Pure.
 */
public final class ResponderChoice {
    /** A shift for every area. */
    public static final String EVERYWHERE = "*";

    private static final double EARTH_KM = 6371.0;

    private ResponderChoice() {}

    /**
     * A place on the ground.
     *
     * @param latitude and longitude in degrees, WGS 84
     */
    public record Spot(double latitude, double longitude) {
        /** As the crow flies. */
        public double kmTo(Spot other) {
            double up = Math.toRadians(other.latitude - latitude) / 2;
            double along = Math.toRadians(other.longitude - longitude) / 2;
            double half = Math.sin(up) * Math.sin(up)
                    + Math.cos(Math.toRadians(latitude))
                            * Math.cos(Math.toRadians(other.latitude))
                            * Math.sin(along)
                            * Math.sin(along);
            return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, half)));
        }
    }

    /**
     * What the home needs.
     *
     * @param area null where the home names none
     * @param spot null where nobody knows it
     */
    public record Need(@Nullable String area, @Nullable Spot spot, Set<Skill> skills) {}

    /**
     * A responder of the service.
     *
     * @param position in which order they are asked where nothing else decides
     * @param onDuty the areas of their shifts at this moment; empty while they are off duty
     * @param rostered false for one who is telephoned and on no rota: asked when nobody else is left
     * @param busy asked for, or at, another job
     * @param spot where they said they are; null where that is not known, or too long ago
     */
    public record Candidate(
            UUID contactId,
            int position,
            boolean rostered,
            Set<String> onDuty,
            boolean busy,
            Set<Skill> skills,
            @Nullable Spot spot) {}

    /** @param because in words, for the log */
    public record Choice(UUID contactId, String because) {}

    /** Everybody who can be asked, whoever is asked first in front. */
    public static List<Choice> of(Need need, List<Candidate> candidates) {
        return candidates.stream()
                .filter(one -> !one.busy())
                .filter(one -> !one.rostered() || !one.onDuty().isEmpty())
                .sorted(Comparator.comparing((Candidate one) -> !one.rostered())
                        .thenComparing(one -> !one.skills().containsAll(need.skills()))
                        .thenComparingInt(one -> nearness(need, one))
                        .thenComparingDouble(one -> km(need, one))
                        .thenComparingInt(Candidate::position)
                        .thenComparing(Candidate::contactId))
                .map(one -> new Choice(one.contactId(), because(need, one)))
                .toList();
    }

    /** 0: of this area; 1: of every area; 2: of another one. */
    private static int nearness(Need need, Candidate one) {
        String area = need.area();
        if (area == null) {
            return 0;
        }
        if (one.onDuty().stream().anyMatch(on -> Shift.same(on, area))) {
            return 0;
        }
        return one.onDuty().contains(EVERYWHERE) ? 1 : 2;
    }

    private static double km(Need need, Candidate one) {
        return need.spot() == null || one.spot() == null
                ? Double.MAX_VALUE
                : need.spot().kmTo(one.spot());
    }

    private static String because(Need need, Candidate one) {
        if (!one.rostered()) {
            return "on no rota, when nobody on duty is left";
        }
        StringBuilder words = new StringBuilder(
                switch (nearness(need, one)) {
                    case 0 -> need.area() == null ? "on duty" : "on duty in " + need.area();
                    case 1 -> "on duty in every area";
                    default -> "on duty in another area";
                });
        double km = km(need, one);
        if (km < Double.MAX_VALUE) {
            words.append(String.format(Locale.UK, ", %.1f km away", km));
        }
        if (!need.skills().isEmpty()) {
            Set<Skill> lacking = EnumSet.copyOf(need.skills());
            lacking.removeAll(one.skills());
            words.append(lacking.isEmpty() ? ", " + Skill.words(need.skills()) : ", without " + Skill.words(lacking));
        }
        return words.toString();
    }
}
