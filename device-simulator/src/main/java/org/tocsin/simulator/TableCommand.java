package org.tocsin.simulator;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.EstateTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The estate as a table, as a service would bring it: with everything that is wrong with such tables. */
@Command(
        name = "csv",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the homes of an estate as a dirty CSV file, and beside it what is true of each row.",
            "The same seed gives the same file, and the same homes as the simulator itself."
        })
final class TableCommand implements Callable<Integer> {
    @Option(names = "--homes", defaultValue = "7000", description = "How many homes (default ${DEFAULT-VALUE}).")
    private int homes;

    @Option(names = "--seed", defaultValue = "1", description = "The same seed gives the same file (default 1).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "<file>", description = "The CSV file.")
    private @Nullable Path out;

    @Option(
            names = "--truth",
            paramLabel = "<file>",
            description = "What is true of each row, tab-separated; beside the CSV file unless said otherwise.")
    private @Nullable Path truth;

    @Override
    public Integer call() throws Exception {
        Path csv = out == null ? Path.of("estate.csv") : out;
        Path beside = truth == null ? csv.resolveSibling(csv.getFileName() + ".truth.tsv") : truth;
        System.out.println(EstateTable.write(homes, seed, csv, beside) + "; the truth is in " + beside);
        return 0;
    }
}
