package org.tocsin.simulator.estate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.SimulatedHome.Authentication;
import org.tocsin.simulator.estate.SimulatedHome.Speaks;

/**
 * What hangs in an artificial home, and what a service would have on file about it before anybody went there. The same
 * for the same home; drawn by itself, so that nothing else of the home changes with it.
 *
 * @param triggers never empty: everybody has a pendant
 */
public record Outfit(List<Fitting> triggers, Standing home, Box unit) {
    private static final List<String> FIRMWARE = List.of("1.0.4", "1.1.0", "2.0");

    /** A trigger and the room an installer wrote down for it; a pendant goes where its wearer goes. */
    public record Fitting(Trigger trigger, @Nullable Room room) {}

    /**
     * The home, in the words of the platform's interface.
     *
     * @param plannedOn when its line is to be moved, {@code 2026-12-05}
     */
    public record Standing(
            String area,
            String riskTier,
            List<String> vulnerabilities,
            Equipment equipment,
            @Nullable String provider,
            @Nullable String plannedOn) {}

    /**
     * What stands there.
     *
     * @param word {@code digital}, or {@code converter} for an old unit behind a box that speaks SCAIP for it
     * @param assessedOn when somebody looked at the risk of the converter; null where nobody has, or there is none
     */
    public record Equipment(String word, @Nullable String assessedOn) {}

    /** The unit as a thing. */
    public record Box(
            String serial,
            String firmware,
            @Nullable String iccid,
            @Nullable String network,
            List<String> paths) {}

    /** That of a home. */
    public static Outfit of(SimulatedHome home) {
        SplittableRandom random = new SplittableRandom(home.seed() * 2_000_029 + home.number());
        List<Fitting> triggers = triggers(random);
        List<String> vulnerabilities = vulnerabilities(home, random);
        boolean converter = home.speaks() != Speaks.MQTT
                && home.authentication() == Authentication.NONE
                && random.nextInt(100) < 40;
        boolean landline = converter || random.nextInt(100) < 45;
        Standing standing = new Standing(
                pick(random, EstateTable.AREAS),
                riskTier(vulnerabilities),
                vulnerabilities,
                converter ? new Equipment("converter", assessed(random)) : new Equipment("digital", null),
                landline ? pick(random, EstateTable.PROVIDERS) : null,
                converter ? "2026-12-%02d".formatted(1 + random.nextInt(28)) : null);
        return new Outfit(triggers, standing, box(home, converter, random));
    }

    /** Draws what is raised there, by its share among the triggers this home has; faults of the equipment included. */
    public Trigger draw(SplittableRandom random) {
        // Ends: the pendant, which every home has, is drawn more often than not.
        while (true) {
            Trigger trigger = Trigger.draw(random);
            if (trigger.technical() || fitting(trigger).isPresent()) {
                return trigger;
            }
        }
    }

    /** Where it is raised: where it hangs, else anywhere it might be. */
    public Room room(Trigger trigger, SplittableRandom random) {
        return fitting(trigger).map(Fitting::room).orElseGet(() -> trigger.drawRoom(random));
    }

    private Optional<Fitting> fitting(Trigger trigger) {
        return triggers.stream().filter(fitting -> fitting.trigger() == trigger).findFirst();
    }

    private static List<Fitting> triggers(SplittableRandom random) {
        List<Fitting> triggers = new ArrayList<>(List.of(new Fitting(Trigger.PENDANT, null)));
        sometimes(triggers, Trigger.SMOKE, 40, random);
        sometimes(triggers, Trigger.FALL, 20, random);
        sometimes(triggers, Trigger.PULL_CORD, 20, random);
        sometimes(triggers, Trigger.DOOR, 8, random);
        sometimes(triggers, Trigger.BED, 6, random);
        return List.copyOf(triggers);
    }

    private static void sometimes(List<Fitting> triggers, Trigger trigger, int percent, SplittableRandom random) {
        if (random.nextInt(100) < percent) {
            // A fall detector is worn.
            triggers.add(new Fitting(trigger, trigger == Trigger.FALL ? null : trigger.drawRoom(random)));
        }
    }

    /** What the notes about the person and the home say is not said differently here. */
    private static List<String> vulnerabilities(SimulatedHome home, SplittableRandom random) {
        String notes = String.valueOf(home.person().notes());
        String risks = String.valueOf(home.address().risks());
        List<String> found = new ArrayList<>();
        add(found, "oxygen", risks.startsWith("Oxygen"));
        add(found, "lives-alone", random.nextInt(100) < 60);
        add(found, "falls", notes.startsWith("Has fallen"));
        add(found, "no-mobile-signal", random.nextInt(100) < 3);
        add(found, "power-cuts", random.nextInt(100) < 3);
        add(found, "no-second-contact", home.person().contacts().size() < 2);
        return List.copyOf(found);
    }

    private static void add(List<String> found, String word, boolean holds) {
        if (holds) {
            found.add(word);
        }
    }

    private static String riskTier(List<String> vulnerabilities) {
        if (vulnerabilities.contains("oxygen")) {
            return "critical";
        }
        boolean alone = vulnerabilities.contains("lives-alone");
        boolean cutOff = vulnerabilities.contains("no-mobile-signal") || vulnerabilities.contains("power-cuts");
        return alone && (cutOff || vulnerabilities.contains("falls")) ? "high" : "standard";
    }

    private static @Nullable String assessed(SplittableRandom random) {
        return random.nextInt(3) == 0 ? null : "2026-06-%02d".formatted(1 + random.nextInt(28));
    }

    private static Box box(SimulatedHome home, boolean converter, SplittableRandom random) {
        List<String> paths = converter
                ? List.of("ip")
                : pick(
                        random,
                        List.of(
                                List.of("ip", "mobile"),
                                List.of("ip", "mobile"),
                                List.of("mobile"),
                                List.of("mobile", "second-mobile")));
        boolean sim = paths.contains("mobile");
        return new Box(
                "SN" + (100_000 + home.number()),
                pick(random, FIRMWARE),
                sim ? "894400%013d".formatted(home.number()) : null,
                sim ? pick(random, EstateTable.NETWORKS) : null,
                paths);
    }

    private static <T> T pick(SplittableRandom random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
