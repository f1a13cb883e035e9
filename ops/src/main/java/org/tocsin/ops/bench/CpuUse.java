package org.tocsin.ops.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What the processors have done so far, in seconds. Unlike answer times and rates it says nothing of what else the
 * machine is busy with, and so can be compared where those cannot. Linux only; elsewhere what is not known is 0.
 *
 * @param java this process: the gateway, and whoever plays the units
 * @param compiler the part of it that went into compiling, in time that passed
 * @param postgres every PostgreSQL of this machine
 * @param kamailio every Kamailio of this machine
 */
record CpuUse(double java, double compiler, double postgres, double kamailio) {
    private static final double TICKS_A_SECOND = 100;

    static CpuUse now() throws IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double compiler = ManagementFactory.getCompilationMXBean().getTotalCompilationTime() / 1e3;
        double postgres = 0;
        double kamailio = 0;
        Path processes = Path.of("/proc");
        if (Files.isDirectory(processes)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
                for (Path process : all) {
                    String stat = read(process.resolve("stat"));
                    postgres += stat.contains("(postgres)") ? seconds(stat) : 0;
                    kamailio += stat.contains("(kamailio)") ? seconds(stat) : 0;
                }
            }
        }
        return new CpuUse(system.getProcessCpuTime() / 1e9, compiler, postgres, kamailio);
    }

    /** In words, for each of so many alarms. */
    String since(CpuUse before, int alarms) {
        return "cpu an alarm: " + forEach(before, alarms);
    }

    /** In words, for each of so many of whatever was done. */
    String forEach(CpuUse before, int done) {
        double each = 1e6 / done;
        return String.format(
                Locale.ROOT,
                "java %.0f us (compiler %.0f), postgresql %.0f us, kamailio %.0f us",
                (java - before.java) * each,
                (compiler - before.compiler) * each,
                Math.max(0, postgres - before.postgres) * each,
                (kamailio - before.kamailio) * each);
    }

    /** Empty where the process has ended meanwhile. */
    private static String read(Path stat) throws IOException {
        try {
            return Files.readString(stat);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** proc(5): the 14th and 15th field are the ticks in user and in kernel mode; the 2nd, a name, may hold blanks. */
    private static double seconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }
}
