package org.tocsin.ops;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.tocsin.estate.EstateImport;

/** How far an import is, in one line of a terminal that is written over; where there is no terminal, nothing. */
public final class ProgressBar {
    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal = System.console() != null;
    private boolean shown;

    public ProgressBar(PrintStream out) {
        this.out = out;
    }

    void show(EstateImport it) {
        if (!terminal) {
            return;
        }
        if (!it.state().busy()) {
            if (shown) {
                out.print("\r" + " ".repeat(WIDTH + 60) + "\r");
            }
            shown = false;
            return;
        }
        int done = it.progress().done();
        int of = Math.max(1, Math.max(done, it.progress().of()));
        int full = (int) ((long) WIDTH * done / of);
        long elapsed = Duration.between(it.times().stageAt(), Instant.now()).toMillis();
        String more = done == 0 ? "" : ", about " + Math.max(0, elapsed * (of - done) / done / 1_000) + " s more   ";
        out.printf(
                Locale.UK,
                "\r%-9s [%s%s] %,d of %,d%s",
                it.state().name().toLowerCase(Locale.ROOT),
                "#".repeat(full),
                " ".repeat(WIDTH - full),
                done,
                of,
                more);
        out.flush();
        shown = true;
    }
}
