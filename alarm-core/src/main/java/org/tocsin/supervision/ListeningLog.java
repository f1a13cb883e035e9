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
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.signal.Protocol;

/**
 * When this process listened and stored, written down with every flush of the signs of life: a step of its clock, a
 * standstill of the store or of the process, or another set of protocols begins a new line. Not for several threads.
 */
public final class ListeningLog {
    /** For a coroner's ninety days, and some. */
    static final Duration KEPT = Duration.ofDays(100);

    /** Beyond so many lines the older ones count as an outage, which only gives units more time. */
    private static final int MOST_READ = 2_000;

    private static final String WRITE = "insert into listening_span (id, process_id, protocols, since, until)"
            + " values ($1, $2, $3, $4, $5) on conflict (id) do update set until = excluded.until";
    /** Lines of this process from a clock that was ahead would hide the standstills to come. */
    private static final String CUT = "update listening_span set since = least(since, $2), until = least(until, $2)"
            + " where process_id = $1 and until > $2";

    private static final String READ =
            "select protocols, since, until, closed from listening_span" + " order by since desc limit " + MOST_READ;

    private final String processId;
    private @Nullable Line current;

    /** @param until everything heard before then is stored with it */
    record Line(UUID id, Set<Protocol> protocols, Instant since, Instant until) {
        boolean begins() {
            return since.equals(until);
        }

        private boolean goesOn(Set<Protocol> now, Instant at) {
            return protocols.equals(now) && !at.isBefore(until) && !at.isAfter(until.plus(Listening.STANDSTILL));
        }
    }

    public ListeningLog(String processId) {
        this.processId = processId;
    }

    /** The line that says so; null where nothing is listened to. Nothing is remembered before {@link #written}. */
    @Nullable
    Line next(Set<Protocol> protocols, Instant at) {
        Line last = current;
        if (protocols.isEmpty()) {
            return null;
        }
        return last != null && last.goesOn(protocols, at)
                ? new Line(last.id, protocols, last.since, at)
                : new Line(Ids.next(), protocols, at, at);
    }

    Future<Void> write(SqlClient client, Line line) {
        String[] names =
                new TreeSet<>(line.protocols).stream().map(Protocol::name).toArray(String[]::new);
        Future<?> cut = line.begins()
                ? client.preparedQuery(CUT).execute(Tuple.of(processId, Times.toRow(line.since)))
                : Future.succeededFuture();
        return cut.compose(done -> client.preparedQuery(WRITE)
                        .execute(Tuple.of(line.id, processId, names, Times.toRow(line.since), Times.toRow(line.until))))
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

    /** When somebody listened, for each protocol. */
    static Future<Map<Protocol, Listening>> read(SqlClient client, Instant now) {
        return client.query(READ).execute().map(rows -> {
            Map<Protocol, List<Listening.Span>> spans = new EnumMap<>(Protocol.class);
            for (Row row : rows) {
                Listening.Span span = new Listening.Span(
                        Times.fromRow(row.getOffsetDateTime("since")),
                        Times.fromRow(row.getOffsetDateTime("until")),
                        row.getBoolean("closed"));
                for (String protocol : row.getArrayOfStrings("protocols")) {
                    spans.computeIfAbsent(Protocol.valueOf(protocol), p -> new ArrayList<>())
                            .add(span);
                }
            }
            Map<Protocol, Listening> all = new EnumMap<>(Protocol.class);
            for (Protocol protocol : Protocol.values()) {
                all.put(protocol, Listening.at(now, spans.getOrDefault(protocol, List.of())));
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
