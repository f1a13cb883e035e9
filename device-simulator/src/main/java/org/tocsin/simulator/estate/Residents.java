package org.tocsin.simulator.estate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.SimulatedHome.Address;
import org.tocsin.simulator.estate.SimulatedHome.Contact;
import org.tocsin.simulator.estate.SimulatedHome.Person;

/** Draws people and places that look like an estate and are plainly made up. */
final class Residents {
    private static final List<String> FIRST = List.of(
            "Ada",
            "Alfred",
            "Beryl",
            "Cecil",
            "Doris",
            "Edith",
            "Ernest",
            "Flora",
            "George",
            "Hilda",
            "Irene",
            "Jack",
            "Kathleen",
            "Leonard",
            "Mabel",
            "Norman",
            "Olive",
            "Percy",
            "Queenie",
            "Ronald",
            "Sybil",
            "Thomas",
            "Una",
            "Violet",
            "Walter",
            "Winifred");
    private static final List<String> LAST = List.of(
            "Sampleby",
            "Examplewick",
            "Testerton",
            "Mockford",
            "Placeholm",
            "Specimen",
            "Fictley",
            "Simworth",
            "Dummersley",
            "Trialham",
            "Protowell",
            "Modelthorpe",
            "Sandboxley",
            "Stubbington-Test",
            "Fauxbridge",
            "Inventley",
            "Pretendale",
            "Rehearsal");
    private static final List<String> STREET = List.of(
            "Sample",
            "Placeholder",
            "Specimen",
            "Rehearsal",
            "Example",
            "Trial",
            "Mock",
            "Fixture",
            "Prototype",
            "Pretend",
            "Sandbox",
            "Dummy");
    private static final List<String> ROAD = List.of("Street", "Road", "Lane", "Close", "Crescent", "Gardens", "Way");
    private static final List<String> TOWN = List.of("Simchester", "Testbury", "Exampleton", "Mockington-on-Sea");
    private static final List<String> NOTES = List.of(
            "Hard of hearing, speak slowly.",
            "Has fallen before; cannot get up alone.",
            "Diabetic, insulin in the fridge door.",
            "On blood thinners.",
            "Prefers to be called by the first name.",
            "Early memory loss; may not remember pressing.");
    private static final List<String> RISKS = List.of(
            "Dog loose in the house.",
            "Oxygen cylinders in the bedroom; no naked flame.",
            "Two people to attend after dark.",
            "Steep unlit steps to the door.");
    private static final List<String> ACCESS = List.of(
            "Side gate sticks, lift it.", "Ring twice and wait, slow to the door.", "Back door, round by the garage.");
    private static final List<String> RELATIVES = List.of("Daughter", "Son", "Niece", "Brother", "Granddaughter");

    private Residents() {}

    static Person person(SplittableRandom random) {
        return new Person(name(random), landline(random), sometimes(random, 45, NOTES), contacts(random));
    }

    static Address address(int number, SplittableRandom random) {
        String line1 = (1 + random.nextInt(180)) + " " + pick(random, STREET) + " " + pick(random, ROAD);
        String postcode =
                String.format(Locale.ROOT, "ZZ99 %d%c%c", number % 10, letter(number / 10), letter(number / 10 / 20));
        String keySafe = random.nextInt(100) < 60 ? String.format(Locale.ROOT, "%04d", random.nextInt(10_000)) : null;
        return new Address(
                line1,
                pick(random, TOWN),
                postcode,
                sometimes(random, 20, RISKS),
                sometimes(random, 35, ACCESS),
                keySafe);
    }

    private static List<Contact> contacts(SplittableRandom random) {
        List<Contact> contacts = new ArrayList<>();
        if (random.nextInt(100) < 70) {
            contacts.add(new Contact(name(random), mobile(random), "keyholder", "Neighbour"));
        }
        int relatives = random.nextInt(3);
        for (int i = 0; i < relatives; i++) {
            contacts.add(new Contact(name(random), mobile(random), "relative", pick(random, RELATIVES)));
        }
        return List.copyOf(contacts);
    }

    private static String name(SplittableRandom random) {
        return pick(random, FIRST) + " " + pick(random, LAST);
    }

    /** From the ranges Ofcom keeps free for drama. */
    private static String landline(SplittableRandom random) {
        return String.format(Locale.ROOT, "01632 960%03d", random.nextInt(1_000));
    }

    private static String mobile(SplittableRandom random) {
        return String.format(Locale.ROOT, "07700 900%03d", random.nextInt(1_000));
    }

    /** The inward part of a postcode knows no C, I, K, M, O, V. */
    private static char letter(int n) {
        return "ABDEFGHJLNPQRSTUWXYZ".charAt(n % 20);
    }

    private static @Nullable String sometimes(SplittableRandom random, int percent, List<String> words) {
        return random.nextInt(100) < percent ? pick(random, words) : null;
    }

    private static String pick(SplittableRandom random, List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
