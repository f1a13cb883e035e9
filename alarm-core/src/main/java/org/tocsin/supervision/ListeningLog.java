package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * When this process listened and stored, written down with every flush of the signs of life: a step of its clock, a
 * standstill of the store or of the process, or another set of protocols begins a new line. Not for several threads.
 */
public final class ListeningLog {
    /** For a coroner's ninety days, and some. */
    static final Duration KEPT = Duration.ofDays(100);

    /** Beyond so many lines the older ones count as an outage, which only gives units more time. */
    private static final int MOST_READ = 2_000;

    private static final String WRITE = "insert into listening_span (id, process_id, protocols, broker, since, until)"
            + " values ($1, $2, $3, $4, $5, $6) on conflict (id) do update set until = excluded.until";
    /** Lines of this process from a clock that was ahead would hide the standstills to come. */
    private static final String CUT = "update listening_span set since = least(since, $2), until = least(until, $2)"
            + " where process_id = $1 and until > $2";

    private static final String READ = "select protocols, broker, since, until, closed from listening_span"
            + " order by since desc limit " + MOST_READ;

    private final String processId;
    private @Nullable Line current;

    /** @param until everything heard before then is stored with it */
    record Line(UUID id, Set<Way> ways, Instant since, Instant until) {
        boolean begins() {
            return since.equals(until);
        }

        private boolean goesOn(Set<Way> now, Instant at) {
            return ways.equals(now) && !at.isBefore(until) && !at.isAfter(until.plus(Listening.STANDSTILL));
        }
    }

    public ListeningLog(String processId) {
        this.processId = processId;
    }

    /** The line that says so; null where nothing is listened to. Nothing is remembered before {@link #written}. */
    @Nullable
    Line next(Set<Way> ways, Instant at) {
        Line last = current;
        if (ways.isEmpty()) {
            return null;
        }
        return last != null && last.goesOn(ways, at)
                ? new Line(last.id, ways, last.since, at)
                : new Line(Ids.next(), ways, at, at);
    }

    Future<Void> write(SqlClient client, Line line) {
        // The release before this one reads the protocols, and knows no others.
        String[] protocols = line.ways.stream()
                .filter(way -> way != Way.BROKER)
                .map(Way::name)
                .sorted()
                .toArray(String[]::new);
        Future<?> cut = line.begins()
                ? client.preparedQuery(CUT).execute(Tuple.of(processId, Times.toRow(line.since)))
                : Future.succeededFuture();
        return cut.compose(done -> client.preparedQuery(WRITE)
                        .execute(Tuple.of(
                                line.id,
                                processId,
                                protocols,
                                line.ways.contains(Way.BROKER),
                                Times.toRow(line.since),
                                Times.toRow(line.until))))
                .mapEmpty();
    }

    /** The line was committed. */
    void written(Line line) {
        current = line;
    }

    /** Everything heard has been stored, and nothing more will be. */
    Future<Void> close(SqlClient client) {
        Line last = current;
        return last == null
                ? Future.succeededFuture()
                : client.preparedQuery("update listening_span set closed = true where id = $1")
                        .execute(Tuple.of(last.id))
                        .mapEmpty();
    }

    /** When somebody listened, by each way; where no gateway was ever connected to a broker, that is no way of its own. */
    static Future<Map<Way, Listening>> read(SqlClient client, Instant now) {
        return client.query(READ).execute().map(rows -> {
            Map<Way, List<Listening.Span>> spans = new EnumMap<>(Way.class);
            for (Row row : rows) {
                Listening.Span span = new Listening.Span(
                        Times.fromRow(row.getOffsetDateTime("since")),
                        Times.fromRow(row.getOffsetDateTime("until")),
                        row.getBoolean("closed"));
                for (String protocol : row.getArrayOfStrings("protocols")) {
                    spans.computeIfAbsent(Way.valueOf(protocol), w -> new ArrayList<>())
                            .add(span);
                }
                if (row.getBoolean("broker")) {
                    spans.computeIfAbsent(Way.BROKER, w -> new ArrayList<>()).add(span);
                }
            }
            spans.putIfAbsent(Way.BROKER, spans.getOrDefault(Way.MQTT, List.of()));
            Map<Way, Listening> all = new EnumMap<>(Way.class);
            for (Way way : Way.values()) {
                all.put(way, Listening.at(now, spans.getOrDefault(way, List.of())));
            }
            return all;
        });
    }

    /** Forgets what is older than anybody asks for. */
    static Future<Void> tidy(SqlClient client, Instant now) {
        return client.preparedQuery("delete from listening_span where until < $1")
                .execute(Tuple.of(Times.toRow(now.minus(KEPT))))
                .mapEmpty();
    }
}
