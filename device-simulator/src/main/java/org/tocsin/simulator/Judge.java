package org.tocsin.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.PlatformApi;
import org.tocsin.simulator.ledger.Line;

/** Reads what the platform has on file, home by home, and compares it with a ledger. */
final class Judge {
    private static final int HOMES_AT_A_TIME = 8;
    private static final int PAGE = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PlatformApi api;

    Judge(PlatformApi api) {
        this.api = api;
    }

    /** How often a reference is on file, and whether each time with an alarm. */
    private record OnFile(int times, boolean withAlarm) {
        OnFile plus(OnFile other) {
            return new OnFile(times + other.times, withAlarm && other.withAlarm);
        }
    }

    /** Fails where the platform's answers cannot be had or read; then there is no verdict. */
    Future<Verdict> judge(Collection<Line> lines, long forgotten) {
        Map<String, List<Line>> byCid = lines.stream().collect(Collectors.groupingBy(Line::cid));
        Map<String, OnFile> onFile = new ConcurrentHashMap<>();
        Iterator<String> cids = byCid.keySet().iterator();
        return InParallel.run(HOMES_AT_A_TIME, () -> {
                    String cid = next(cids);
                    return cid == null ? null : read(cid, null, onFile);
                })
                .map(v -> verdict(lines, onFile, forgotten));
    }

    private static @Nullable String next(Iterator<String> cids) {
        synchronized (cids) {
            return cids.hasNext() ? cids.next() : null;
        }
    }

    private Future<Void> read(String cid, @Nullable String cursor, Map<String, OnFile> onFile) {
        String query = "/signals?cid=" + cid + "&limit=" + PAGE
                + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        return api.get(query).compose(answer -> {
            if (answer.status() != 200) {
                return Future.failedFuture("the platform does not show the signals of " + cid + ": " + answer);
            }
            try {
                JsonNode page = JSON.readTree(answer.body());
                if (!page.path("items").isArray()) {
                    return Future.failedFuture("the platform does not show the signals of " + cid + ": " + answer);
                }
                for (JsonNode item : page.path("items")) {
                    boolean alarm = item.path("alarmId").isTextual();
                    onFile.merge(key(cid, item.path("ref").asText()), new OnFile(1, alarm), OnFile::plus);
                }
                JsonNode next = page.path("next");
                return next.isTextual() ? read(cid, next.asText(), onFile) : Future.succeededFuture();
            } catch (JsonProcessingException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private static Verdict verdict(Collection<Line> lines, Map<String, OnFile> onFile, long forgotten) {
        List<Line> missing = new ArrayList<>();
        List<Line> doubled = new ArrayList<>();
        List<Line> withoutAlarm = new ArrayList<>();
        List<Line> unacknowledged = new ArrayList<>();
        int acknowledged = 0;
        int unacknowledgedOnFile = 0;
        for (Line line : lines) {
            OnFile found = onFile.get(key(line.cid(), line.ref()));
            if (found != null && found.times > 1) {
                doubled.add(line);
            }
            if (!line.acknowledged()) {
                unacknowledged.add(line);
                unacknowledgedOnFile += found == null ? 0 : 1;
                continue;
            }
            acknowledged++;
            if (found == null) {
                missing.add(line);
            } else if (!found.withAlarm) {
                withoutAlarm.add(line);
            }
        }
        return new Verdict(
                lines.size(),
                acknowledged,
                List.copyOf(missing),
                List.copyOf(doubled),
                List.copyOf(withoutAlarm),
                List.copyOf(unacknowledged),
                unacknowledgedOnFile,
                forgotten);
    }

    private static String key(String cid, String ref) {
        return cid + ' ' + ref;
    }
}
