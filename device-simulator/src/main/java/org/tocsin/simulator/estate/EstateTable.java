package org.tocsin.simulator.estate;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An estate as a service would bring it in a table after twenty years: analogue, converter and digital homes, ghosts that
 * nothing will ever be heard of, and rows that cannot go in. What is true of each row is written beside it, and which
 * units call that are in none, so that an import can be judged, and every figure that follows from it.
 */
public final class EstateTable {
    private static final List<String> HEADINGS = List.of(
            "Property Ref",
            "Address Line 1",
            "Address Line 2",
            "Town",
            "Postcode",
            "District",
            "Client Name",
            "Telephone",
            "Notes",
            "Staff risk",
            "Risk level",
            "Risk factors",
            "Line type",
            "Line provider",
            "Planned migration date",
            "ATA assessed",
            "Alarm number",
            "Protocol",
            "Authentication",
            "Make",
            "Model",
            "Serial No.",
            "Firmware version",
            "SIM (ICCID)",
            "Network",
            "Keyholder 1",
            "Keyholder 1 phone",
            "Keyholder 2",
            "Keyholder 2 phone",
            "Trigger 1",
            "Trigger 1 device id",
            "Trigger 1 room",
            "Trigger 2",
            "Trigger 2 device id",
            "Trigger 2 room",
            "Last invoice");
    static final List<String> PROVIDERS = List.of("OpenNet", "Northern Voice", "Cable & Co", "Fern Telecom");
    static final List<String> NETWORKS = List.of("Blue", "Red", "Green");
    static final List<String> AREAS = List.of("North", "East", "South", "West", "Moor End");
    private static final List<String> MODELS = List.of("Alpha", "Beta", "Gamma");

    private EstateTable() {}

    /** How many rows of each kind were written. */
    public record Written(int rows, int good, int refused, int digital, int ghosts) {
        @Override
        public String toString() {
            return "%d rows: %d good, %d to be refused; %d with a unit on the wire, %d of them ghosts"
                    .formatted(rows, good, refused, digital, ghosts);
        }
    }

    /**
     * Writes the table and the truth. Numbers of digital units are those of the simulator's homes of the same seed.
     *
     * @param homes how many homes there are; rows that are wrong come on top, about one in fifty
     */
    public static Written write(int homes, long seed, Path csv, Path truth) throws IOException {
        SplittableRandom random = new SplittableRandom(seed * 7_919 + 17);
        int[] counts = new int[4];
        int row = 1;
        try (Writer out = Files.newBufferedWriter(csv, StandardCharsets.UTF_8);
                Writer told = Files.newBufferedWriter(truth, StandardCharsets.UTF_8)) {
            line(out, HEADINGS);
            told.write(Truth.HEADING + "\n");
            for (int number = 0; number < homes; number++) {
                Drawn home = Drawn.of(number, seed, random);
                line(out, home.cells);
                tell(told, home.truth(++row));
                counts[0]++;
                counts[1] += home.cid.equals("-") ? 0 : 1;
                counts[2] += home.voice.equals("GHOST") ? 1 : 0;
                if (random.nextInt(50) == 0) {
                    List<String> wrong = spoilt(home, number, random);
                    line(out, wrong);
                    tell(
                            told,
                            new Truth(
                                    ++row,
                                    wrong.get(0).isEmpty() ? Truth.NONE : wrong.get(0),
                                    Truth.Verdict.REFUSE,
                                    "WRONG",
                                    Truth.Wire.NOTHING,
                                    Truth.Home.NOWHERE));
                    counts[3]++;
                }
            }
            for (SimulatedHome stranger : strangers(homes, seed)) {
                tell(
                        told,
                        new Truth(
                                0,
                                Truth.NONE,
                                Truth.Verdict.ABSENT,
                                "STRANGER",
                                new Truth.Wire(stranger.cid(0), "LIVE", Truth.NONE, Truth.NONE),
                                Truth.Home.NOWHERE));
            }
        }
        return new Written(row - 1, counts[0], counts[3], counts[1], counts[2]);
    }

    /** Units that call this service and that nobody has on file: one on two hundred homes. They prove nothing. */
    private static List<SimulatedHome> strangers(int homes, long seed) {
        return IntStream.iterate(homes, number -> number + 1)
                .mapToObj(number -> SimulatedHome.of(number, seed, SimulatedHome.Shares.USUAL))
                .filter(home -> home.authentication() == SimulatedHome.Authentication.NONE)
                .limit(Math.max(1, homes / 200))
                .toList();
    }

    /** A good home as its row says it. */
    private record Drawn(List<String> cells, String kind, String cid, String voice) {
        static Drawn of(int number, long seed, SplittableRandom random) {
            SimulatedHome home = SimulatedHome.of(number, seed, SimulatedHome.Shares.USUAL);
            int draw = random.nextInt(100);
            String kind = draw < 25 ? "ANALOGUE" : draw < 35 ? "CONVERTER" : "DIGITAL";
            boolean digital = kind.equals("DIGITAL");
            String cid = digital ? home.cid(0) : "-";
            String voice = !digital ? "-" : random.nextInt(40) == 0 ? "GHOST" : "LIVE";
            List<String> cells = new ArrayList<>(List.of("H%06d".formatted(number)));
            where(cells, home, random);
            cells.add(home.person().name());
            cells.add(home.person().telephone());
            cells.add(text(home.person().notes()));
            cells.add(text(home.address().risks()));
            cells.add(pick(random, "", "", "", "", "High", "critical", "standard", "Standard"));
            cells.add(
                    pick(random, "", "", "lives alone", "Falls; lives alone", "oxygen", "no mobile signal|power cuts"));
            cells.add(written(kind, random));
            line(cells, kind, random);
            unit(cells, home, digital, number, random);
            for (int i = 0; i < 2; i++) {
                boolean has = i < home.person().contacts().size();
                cells.add(has ? home.person().contacts().get(i).name() : "");
                cells.add(has ? home.person().contacts().get(i).telephone() : "");
            }
            cells.addAll(List.of("Pendant", "00A1", pick(random, "Lounge", "Bedroom", "")));
            boolean second = random.nextInt(3) == 0;
            cells.addAll(
                    second ? List.of(pick(random, "Smoke detector", "0023"), "00B1", "Kitchen") : List.of("", "", ""));
            cells.add(pick(random, "", "n/a", "03/11/2025", "#REF!"));
            return new Drawn(cells, kind, cid, voice);
        }

        Truth truth(int row) {
            boolean digital = !cid.equals(Truth.NONE);
            String town = cells.get(3).isEmpty() ? "" : cells.get(3) + ", ";
            return new Truth(
                    row,
                    cells.get(0),
                    Truth.Verdict.IMPORT,
                    kind,
                    digital
                            ? new Truth.Wire(cid, voice, cells.get(19) + " " + cells.get(20), cells.get(24))
                            : Truth.Wire.NOTHING,
                    new Truth.Home(
                            cells.get(1).strip() + ", " + town + cells.get(4),
                            cells.get(10).isEmpty() ? "STANDARD" : cells.get(10).toUpperCase(Locale.ROOT),
                            cells.get(5),
                            cells.get(13).isEmpty() ? Truth.NONE : cells.get(13),
                            cells.get(14).isEmpty() ? Truth.NONE : "YES",
                            cells.get(32).isEmpty() ? "PENDANT" : "PENDANT,SMOKE"));
        }
    }

    private static void where(List<String> cells, SimulatedHome home, SplittableRandom random) {
        cells.add((random.nextInt(9) == 0 ? "Flat 2, " : "")
                + home.address().line1()
                + (random.nextInt(9) == 0 ? " " : ""));
        cells.add(random.nextInt(20) == 0 ? "c/o the \"Warden\"\nring twice" : "");
        cells.add(random.nextInt(30) == 0 ? "" : home.address().town());
        cells.add(
                random.nextInt(5) == 0
                        ? home.address().postcode().toLowerCase(Locale.ROOT)
                        : home.address().postcode());
        cells.add(pick(random, AREAS.toArray(String[]::new)));
    }

    private static void line(List<String> cells, String kind, SplittableRandom random) {
        boolean known = random.nextInt(4) > 0;
        cells.add(known ? pick(random, PROVIDERS.toArray(String[]::new)) : "");
        int day = 1 + random.nextInt(28);
        cells.add(
                kind.equals("DIGITAL") || !known
                        ? ""
                        : pick(
                                random,
                                "2026-12-%02d".formatted(day),
                                "%02d/12/2026".formatted(day),
                                "%d-Jan-2027".formatted(day)));
        cells.add(kind.equals("CONVERTER") && random.nextInt(3) > 0 ? "%02d/06/2026".formatted(day) : "");
    }

    private static void unit(
            List<String> cells, SimulatedHome home, boolean digital, int number, SplittableRandom random) {
        if (!digital) {
            // Whoever kept the table wrote the tone dialler's number for some of the old units too.
            boolean old = cells.get(12).toLowerCase(Locale.ROOT).startsWith("analog") && random.nextInt(4) == 0;
            cells.addAll(List.of(old ? "0" + (1_000 + number) : "", "", "", "", "", "", "", "", ""));
            return;
        }
        String cid = home.cid(0);
        cells.add(cid);
        cells.add(
                pick(random, home.speaks().protocol(), home.speaks().protocol().toUpperCase(Locale.ROOT)));
        cells.add(home.authentication().word());
        cells.addAll(List.of("Simworks", pick(random, MODELS.toArray(String[]::new)), "SN" + (100_000 + number)));
        cells.add(pick(random, "1.0.4", "1.1.0", "2.0"));
        cells.add("894400%013d".formatted(number));
        cells.add(pick(random, NETWORKS.toArray(String[]::new)));
    }

    private static String written(String kind, SplittableRandom random) {
        return switch (kind) {
            case "ANALOGUE" -> pick(random, "Analogue", "analog", "PSTN");
            case "CONVERTER" -> pick(random, "ATA", "Converter");
            default -> pick(random, "Digital", "digital", "IP", "GSM");
        };
    }

    /** The same home once more, wrong in one way. */
    private static List<String> spoilt(Drawn home, int number, SplittableRandom random) {
        List<String> cells = new ArrayList<>(home.cells);
        // A unit must not stand in two rows for another reason than the one that is meant.
        cells.set(16, "");
        int how = random.nextInt(6);
        if (how > 0) {
            cells.set(0, "W%06d".formatted(number));
        }
        switch (how) {
            case 1 -> cells.set(4, "");
            case 2 -> cells.set(14, pick(random, "31/02/2027", "soon", "00/00/0000"));
            case 3 -> {
                cells.set(12, "Digital");
                cells.set(16, "12A" + number);
            }
            case 4 -> cells.set(12, "steam");
            case 5 -> cells.set(0, "");
            default -> {
                // the same home twice
            }
        }
        return cells;
    }

    private static void line(Writer out, List<String> cells) throws IOException {
        out.write(cells.stream().map(EstateTable::quoted).collect(Collectors.joining(",")) + "\r\n");
    }

    private static String quoted(String cell) {
        return cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    private static void tell(Writer out, Truth truth) throws IOException {
        out.write(truth.line() + "\n");
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String pick(SplittableRandom random, String... words) {
        return words[random.nextInt(words.length)];
    }
}
