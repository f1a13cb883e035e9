package org.tocsin.figures;

import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** The months of some services, each with the profile it is counted by, as columns for a statement. */
final class Terms {
    /** Joined as {@code t}, from parameters $1 to $6 on. */
    static final String TABLE = "unnest($1::uuid[], $2::date[], $3::int[], $4::int[], $5::text[], $6::boolean[])"
            + " t(service_id, month, within_s, latest_s, counted, opened)";

    private final List<UUID> services = new ArrayList<>();
    private final List<LocalDate> months = new ArrayList<>();
    private final List<Integer> within = new ArrayList<>();
    private final List<Integer> latest = new ArrayList<>();
    private final List<String> counted = new ArrayList<>();
    private final List<Boolean> opened = new ArrayList<>();

    void add(UUID service, LocalDate month, Profile profile) {
        services.add(service);
        months.add(month);
        within.add((int) profile.targets().answer().within().toSeconds());
        latest.add((int) profile.targets().answerLatest().within().toSeconds());
        counted.add(profile.rule().counted().stream().map(Enum::name).collect(Collectors.joining(",")));
        opened.add(profile.rule().answeredBy() == CountingRule.AnsweredBy.OPENED);
    }

    /** The six columns; what a statement needs besides is added behind them. */
    Tuple columns() {
        return Tuple.tuple()
                .addValue(services.toArray(UUID[]::new))
                .addValue(months.toArray(LocalDate[]::new))
                .addValue(within.toArray(Integer[]::new))
                .addValue(latest.toArray(Integer[]::new))
                .addValue(counted.toArray(String[]::new))
                .addValue(opened.toArray(Boolean[]::new));
    }
}
