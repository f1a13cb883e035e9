package org.tocsin.simulator.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.tocsin.simulator.conformance.Finding.Outcome;

/**
 * Asks the questions, some side by side, the long ones first.
 *
 * @param name for the report
 * @param <B> what each question is asked with; a new one for each, closed afterwards
 */
public record Suite<B extends AutoCloseable>(String name, List<Case<B>> cases) {
    public Suite {
        cases = List.copyOf(cases);
    }

    /** A receiver that is busy is asked so often; a unit would go on for ever. */
    private static final int MOST_TIMES = 5;

    private static final long BUSY_PAUSE_MILLIS = 2_000;

    /** Makes what one question is asked with. */
    public interface Benches<B> {
        B forCase(Case<B> asked) throws Exception;
    }

    /**
     * How to run.
     *
     * @param only ids, {@code *} stands for any text; empty for all
     * @param slow also the cases that wait for a minute
     * @param atATime how many side by side
     * @param progress told of each finding as it is made, on the thread that made it
     */
    public record Run(List<String> only, boolean slow, int atATime, Consumer<Finding> progress) {
        public Run {
            only = List.copyOf(only);
            if (atATime < 1) {
                throw new IllegalArgumentException("at least one at a time");
            }
        }

        boolean chooses(String id) {
            return only.isEmpty() || only.stream().anyMatch(pattern -> matches(pattern.strip(), id));
        }

        private static boolean matches(String pattern, String id) {
            return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE)
                    .matcher(id)
                    .matches();
        }
    }

    /** The cases a run would ask. */
    public List<Case<B>> chosen(Run run) {
        return cases.stream().filter(asked -> run.chooses(asked.id())).toList();
    }

    /** Blocks until the last answer is there. */
    public Findings run(Run run, String subject, Benches<B> benches) throws InterruptedException {
        List<Case<B>> chosen = chosen(run);
        List<Case<B>> longestFirst = new ArrayList<>(chosen);
        longestFirst.sort(Comparator.comparingInt((Case<B> asked) -> -asked.seconds()));
        ExecutorService threads = Executors.newFixedThreadPool(run.atATime(), task -> {
            Thread thread = new Thread(task, "conformance");
            thread.setDaemon(true);
            return thread;
        });
        Instant at = Instant.now();
        try {
            List<CompletableFuture<Finding>> asking = new ArrayList<>();
            for (Case<B> asked : longestFirst) {
                asking.add(CompletableFuture.supplyAsync(() -> ask(asked, run, benches), threads));
            }
            List<Finding> found = new ArrayList<>();
            for (CompletableFuture<Finding> one : asking) {
                found.add(one.join());
            }
            List<String> order = chosen.stream().map(Case::id).toList();
            found.sort(Comparator.comparingInt(finding -> order.indexOf(finding.id())));
            return new Findings(name, subject, at, found);
        } finally {
            threads.shutdownNow();
        }
    }

    private Finding ask(Case<B> asked, Run run, Benches<B> benches) {
        long began = System.nanoTime();
        Outcome outcome = Outcome.PASS;
        String seen;
        if (asked.seconds() >= Case.LONG_SECONDS && !run.slow()) {
            outcome = Outcome.SKIPPED;
            seen = "takes about " + asked.seconds() + " s: ask with --slow";
        } else {
            try {
                seen = answered(asked, benches);
            } catch (CannotTell e) {
                outcome = Outcome.SKIPPED;
                seen = String.valueOf(e.getMessage());
            } catch (Wrong | Busy e) {
                outcome = Outcome.FAIL;
                seen = String.valueOf(e.getMessage());
            } catch (Exception e) {
                outcome = Outcome.FAIL;
                seen = "the conversation broke off: " + e;
            }
        }
        Finding finding = Finding.of(asked, outcome, seen, Duration.ofNanos(System.nanoTime() - began));
        run.progress().accept(finding);
        return finding;
    }

    private String answered(Case<B> asked, Benches<B> benches) throws Exception {
        for (int time = 1; ; time++) {
            try (B bench = benches.forCase(asked)) {
                String seen = asked.script().run(bench);
                return time == 1 ? seen : seen + " (asked " + time + " times: it was busy)";
            } catch (Busy e) {
                if (time == MOST_TIMES) {
                    throw e;
                }
                Thread.sleep(BUSY_PAUSE_MILLIS);
            }
        }
    }
}
