package org.tocsin.simulator.estate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of one row of an {@link EstateTable}, or of a unit that is in none. A dash stands for nothing.
 *
 * @param row as a spreadsheet counts; 0 for what is in no row
 * @param homeId the service's own id of the home
 * @param kind ANALOGUE, CONVERTER or DIGITAL; WRONG for a row that is refused, STRANGER for a unit in no row
 */
public record Truth(int row, String homeId, Verdict verdict, String kind, Wire wire, Home home) {
    /** For what is not there. */
    public static final String NONE = "-";

    static final String HEADING =
            "row\thome\tverdict\tkind\tcid\tvoice\tmodel\tnetwork\tplace\trisk\tarea\tprovider" + "\tplanned\ttriggers";
    private static final int COLUMNS = 14;

    /** What one row is for an import that does its work. */
    public enum Verdict {
        IMPORT,
        REFUSE,
        /** It is in no row. */
        ABSENT
    }

    /**
     * The unit that speaks to a platform.
     *
     * @param voice LIVE for a unit that will be heard, GHOST for one that never will
     * @param model with its make
     * @param network of its SIM
     */
    public record Wire(String cid, String voice, String model, String network) {
        static final Wire NOTHING = new Wire(NONE, NONE, NONE, NONE);
    }

    /**
     * The home as it should be on file.
     *
     * @param place street, town and postcode in one line
     * @param risk CRITICAL, HIGH or STANDARD
     * @param provider of its line
     * @param planned YES where the day on which its line moves is known
     * @param triggers names of {@link Trigger}, with commas between them
     */
    public record Home(String place, String risk, String area, String provider, String planned, String triggers) {
        static final Home NOWHERE = new Home(NONE, NONE, NONE, NONE, NONE, NONE);
    }

    /** True for a unit that is heard. */
    public boolean live() {
        return wire.voice.equals("LIVE");
    }

    public boolean ghost() {
        return wire.voice.equals("GHOST");
    }

    /** The triggers that hang in the home. */
    public List<Trigger> triggers() {
        return home.triggers.equals(NONE)
                ? List.of()
                : List.of(home.triggers.split(",")).stream()
                        .map(Trigger::valueOf)
                        .toList();
    }

    /**
     * How its unit speaks to a platform on which it is on file.
     *
     * @param secret as it was handed out; null where the unit proves nothing
     * @param service the code of the service
     */
    public Credentials credentials(@Nullable String secret, String service) {
        int number = SimulatedHome.number(wire.cid);
        boolean mqtt = SimulatedHome.of(number, 0, SimulatedHome.Shares.USUAL).speaks() == SimulatedHome.Speaks.MQTT;
        return new Credentials(
                number,
                wire.cid,
                secret,
                null,
                mqtt ? wire.cid : null,
                mqtt ? "tc/1/" + service + "/" + wire.cid : null);
    }

    /** Everything that is true of a table. Blocks. */
    public static List<Truth> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().skip(1).map(Truth::parse).toList();
    }

    private static Truth parse(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException("not a line of a truth: " + line);
        }
        return new Truth(
                Integer.parseInt(cells[0]),
                cells[1],
                Verdict.valueOf(cells[2]),
                cells[3],
                new Wire(cells[4], cells[5], cells[6], cells[7]),
                new Home(cells[8], cells[9], cells[10], cells[11], cells[12], cells[13]));
    }

    String line() {
        return String.join(
                "\t",
                Integer.toString(row),
                homeId,
                verdict.name(),
                kind,
                wire.cid,
                wire.voice,
                wire.model,
                wire.network,
                home.place,
                home.risk,
                home.area,
                home.provider,
                home.planned,
                home.triggers);
    }
}
