package org.tocsin.speech;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;

/** Where a call that reaches a gateway is sent on to: the gateway carries no speech. */
public final class CallRouting {
    private static final String TARGET = """
            select e.partner_number, o.extension, s.default_queue_number, s.overflow_number, s.speech_number
            from service s
            left join speech_ask k on k.service_id = s.id and k.token = any($2::text[])
            left join alarm a on a.id = k.alarm_id and a.state <> 'CLOSED'
            left join operator o on o.id = a.taken_by and o.service_id = s.id and o.active
            left join evacuation e on e.service_id = s.id and e.ended_at is null
            where s.code = $1
            order by o.extension nulls last limit 1
            """;

    private final Pool pool;

    public CallRouting(Database database) {
        this.pool = database.pool();
    }

    /**
     * The address a call is to be sent to. While the service is with its partner, that one. Otherwise, with the token of an open alarm that somebody has taken, it is the taker's
     * extension; otherwise the service's default queue, or failing that another number of it that is not a token's own.
     *
     * @param called what was called, {@code sip:speech-…@host}; null for a caller who has not proved who they are, and
     *     is sent to the queue whatever was called
     * @param serviceCode the caller's service; the default service for a stranger
     * @return a SIP address where there is one, else a telephone's; empty where the service has set nobody to be called
     */
    public Future<Optional<String>> target(@Nullable String called, String serviceCode) {
        String[] tokens = called == null ? new String[0] : CallMatch.tokens(called);
        return pool.preparedQuery(TARGET)
                .execute(Tuple.of(serviceCode).addArrayOfString(tokens))
                .map(rows -> rows.stream().findFirst().flatMap(CallRouting::first));
    }

    private static Optional<String> first(Row row) {
        return Arrays.asList("partner_number", "extension", "default_queue_number", "overflow_number", "speech_number")
                .stream()
                .map(row::getString)
                .filter(Objects::nonNull)
                .map(CallRouting::best)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A number with a token would lead the call back to us. */
    private static Optional<String> best(String addresses) {
        List<String> fit = CallAddress.all(addresses).stream()
                .filter(address -> !address.contains(CallAddress.TOKEN))
                .toList();
        return fit.stream()
                .filter(address -> address.startsWith("sip"))
                .findFirst()
                .or(() -> fit.stream().findFirst());
    }
}
