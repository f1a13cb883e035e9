package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;

/**
 * Puts some rows on file. What they change is found out once more, under lock: somebody may have changed a home since
 * the rows were looked at.
 */
final class RunChunk implements ChunkWork {
    private final ChunkRows chunk;
    private final UUID serviceId;

    RunChunk(ChunkRows chunk) {
        this.chunk = chunk;
        this.serviceId = chunk.serviceId();
    }

    @Override
    public Future<ImportWorker.Chunk> in(SqlConnection connection) {
        return chunk.readings()
                .compose(readings -> homes(connection, readings)
                        .compose(homes -> Elsewhere.read(connection, serviceId, readings)
                                .compose(elsewhere -> chunk.aside(() -> write(readings, homes, elsewhere)))))
                .compose(result -> result.writer
                        .rows()
                        .execute(connection)
                        .compose(written -> result.done.execute(connection))
                        .map(result.chunk));
    }

    /** As they are; those that will change are read again under lock. */
    private Future<Map<String, HomeState>> homes(SqlConnection connection, List<Reading> readings) {
        HomeReader reader = chunk.homeReader();
        return reader.byExternalId(connection, serviceId, CheckChunk.ids(readings))
                .compose(found -> {
                    List<UUID> changing = new ArrayList<>();
                    for (Reading reading : readings) {
                        HomeState home = found.get(reading.wanted().externalId());
                        if (home != null
                                && !Comparison.of(home, reading.wanted())
                                        .steps()
                                        .isEmpty()) {
                            changing.add(Objects.requireNonNull(home.home().id()));
                        }
                    }
                    if (changing.isEmpty()) {
                        return Future.succeededFuture(found);
                    }
                    Map<String, HomeState> homes = new HashMap<>(found);
                    return reader.locked(connection, serviceId, changing).map(locked -> {
                        locked.forEach(home -> homes.put(home.externalId(), home));
                        return homes;
                    });
                });
    }

    private record Result(HomeWriter writer, ImportRows.Done done, ImportWorker.Chunk chunk) {}

    private Result write(List<Reading> readings, Map<String, HomeState> homes, Elsewhere elsewhere) {
        // As the database keeps it, so that what this chunk began and ended is found by it again.
        Instant now = chunk.clock().instant().truncatedTo(ChronoUnit.MICROS);
        Parcel parcel = chunk.parcel();
        HomeWriter writer =
                new HomeWriter(serviceId, chunk.claimed().it().actor(), now, chunk.keyring(), elsewhere, false);
        ImportRows.Done done = new ImportRows.Done(chunk.importId());
        int added = 0;
        int changed = 0;
        int refused = 0;
        int secrets = 0;
        for (int i = 0; i < chunk.rows().size(); i++) {
            int number = chunk.rows().get(i).number();
            @Nullable HomeState current = homes.get(readings.get(i).wanted().externalId());
            Comparison.Result compared = Comparison.of(current, readings.get(i).wanted());
            UUID homeId = current == null
                    ? Ids.next()
                    : Objects.requireNonNull(current.home().id());
            List<String> faults = new ArrayList<>(compared.faults());
            faults.addAll(elsewhere.faults(serviceId, homeId, compared.steps()));
            if (!faults.isEmpty()) {
                done.refused(number, faults);
                refused++;
            } else if (compared.steps().isEmpty()) {
                done.same(number, homeId);
            } else {
                HomeWriter.Written written = writer.put(homeId, current, compared.steps());
                done.written(number, current == null, homeId, now, written, parcel);
                secrets += written.secrets.size();
                added += current == null ? 1 : 0;
                changed += current == null ? 0 : 1;
            }
        }
        int same = chunk.rows().size() - added - changed - refused;
        int cursor = chunk.cursor();
        return new Result(
                writer,
                done,
                new ImportWorker.Chunk(chunk.rows().size(), cursor, added, changed, same, refused, 0, 0, secrets));
    }
}
