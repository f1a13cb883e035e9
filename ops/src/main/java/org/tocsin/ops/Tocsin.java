package org.tocsin.ops;

import org.slf4j.LoggerFactory;
import org.tocsin.ops.bench.BeatingUnitsCommand;
import org.tocsin.ops.bench.BenchCommand;
import org.tocsin.ops.bench.BoardBenchCommand;
import org.tocsin.ops.bench.BridgeBenchCommand;
import org.tocsin.ops.bench.CampaignBenchCommand;
import org.tocsin.ops.bench.EdgeBenchCommand;
import org.tocsin.ops.bench.FloodBenchCommand;
import org.tocsin.ops.bench.HeartbeatBenchCommand;
import org.tocsin.ops.bench.ImportBenchCommand;
import org.tocsin.ops.bench.ReadinessBenchCommand;
import org.tocsin.ops.bench.ReconnectBenchCommand;
import org.tocsin.ops.bench.SupervisionBenchCommand;
import org.tocsin.platform.Settings;
import org.tocsin.simulator.SimulatorCommand;
import org.tocsin.simulator.conformance.ConformanceCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one program: {@code tocsin conformance | demo | export | gateway | import | monitoring-console | migrate | retention | setup | simulator | verify}. */
@Command(
        name = "tocsin",
        mixinStandardHelpOptions = true,
        description = "An open telecare alarm platform.",
        subcommands = {
            BeatingUnitsCommand.class,
            BenchCommand.class,
            BoardBenchCommand.class,
            BridgeBenchCommand.class,
            CampaignBenchCommand.class,
            EdgeBenchCommand.class,
            FloodBenchCommand.class,
            ImportBenchCommand.class,
            HeartbeatBenchCommand.class,
            ReadinessBenchCommand.class,
            ReconnectBenchCommand.class,
            SupervisionBenchCommand.class,
            ConformanceCommand.class,
            DemoCommand.class,
            ExportCommand.class,
            GatewayCommand.class,
            ImportCommand.class,
            ConsoleCommand.class,
            MigrateCommand.class,
            NightPackCommand.class,
            RetentionCommand.class,
            SetupCommand.class,
            SimulatorCommand.class,
            VerifyCommand.class
        })
public final class Tocsin {
    private Tocsin() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("demo")) {
            // Before the first logger: a demo's standard output is for its reader, its log goes to a file.
            System.setProperty("logback.configurationFile", "logback-demo.xml");
            System.setProperty("tocsin.log", new Settings(System.getenv()).text("TOCSIN_DATA_DIR", ".tocsin"));
        }
        System.exit(new CommandLine(new Tocsin())
                .setExecutionExceptionHandler((e, line, result) -> complain(e))
                .execute(arguments));
    }

    /** One sentence for what a person can mend; the whole story in the log for what only we can. */
    private static int complain(Exception e) {
        if (e instanceof CannotStart || e instanceof Settings.InvalidSettings) {
            System.err.println(e.getMessage());
        } else {
            LoggerFactory.getLogger(Tocsin.class).atError().setCause(e).log("Cannot start");
            System.err.println("Tocsin cannot start: " + CannotStart.firstLine(e));
        }
        return 1;
    }
}
