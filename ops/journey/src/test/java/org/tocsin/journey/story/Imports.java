package org.tocsin.journey.story;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A manager's way from a table to homes on file, as a browser without scripts goes it. */
final class Imports {
    private static final Pattern SELECTED = Pattern.compile("<select id=\"c(\\d+)\".*?</select>", Pattern.DOTALL);
    private static final Pattern CHOSEN = Pattern.compile("<option value=\"([a-z0-9_]+)\" selected");
    private static final Pattern HEADING = Pattern.compile("<h1>([^<]+)</h1>");
    private static final Pattern REFUSED = Pattern.compile("(?m)^(\\d+),refused,");
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private final Desk manager;
    private final String path;

    private Imports(Desk manager, String path) {
        this.manager = manager;
        this.path = path;
    }

    /** Puts the good rows of a table on file, its columns taken for what the platform takes them for. */
    static Imports of(Desk manager, Path csv) {
        Imports it = new Imports(manager, manager.upload(csv));
        it.settled("Say what the columns are");
        String page = manager.get(it.path);
        List<String> columns = new ArrayList<>();
        Matcher select = SELECTED.matcher(page);
        while (select.find()) {
            Matcher chosen = CHOSEN.matcher(select.group());
            columns.add("c" + select.group(1));
            columns.add(chosen.find() ? chosen.group(1) : "");
        }
        manager.form(it.path + "/check", columns.toArray(String[]::new));
        it.settled("Looked at: ");
        manager.form(it.path + "/run", "which", "good");
        it.settled("Put on file: ");
        return it;
    }

    String heading() {
        Matcher heading = HEADING.matcher(manager.get(path));
        return heading.find() ? heading.group(1) : "";
    }

    /** The numbers of the rows that did not go in. */
    Set<Integer> refused() {
        return REFUSED.matcher(manager.get(path + "/problems.csv"))
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The new units' secrets by their numbers, which are handed out this once. */
    Map<String, String> secrets() {
        Map<String, String> secrets = new HashMap<>();
        manager.fileFor(path + "/secrets").lines().skip(1).forEach(line -> {
            String[] cells = line.split(",", -1);
            secrets.put(cells[0], cells[2]);
        });
        return secrets;
    }

    private void settled(String heading) {
        await(heading)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> heading().startsWith(heading));
    }
}
