package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.tocsin.platform.Keyring;

/** Some rows of an import, and what it takes to read them. */
final class ChunkRows {
    private final Vertx vertx;
    private final Keyring keyring;
    private final InstantSource clock;
    private final ImportWorker.Claimed claimed;
    private final List<ImportRows.Row> rows;

    ChunkRows(
            Vertx vertx,
            Keyring keyring,
            InstantSource clock,
            ImportWorker.Claimed claimed,
            List<ImportRows.Row> rows) {
        this.vertx = vertx;
        this.keyring = keyring;
        this.clock = clock;
        this.claimed = claimed;
        this.rows = rows;
    }

    Keyring keyring() {
        return keyring;
    }

    InstantSource clock() {
        return clock;
    }

    ImportWorker.Claimed claimed() {
        return claimed;
    }

    List<ImportRows.Row> rows() {
        return rows;
    }

    UUID serviceId() {
        return claimed.it().serviceId();
    }

    UUID importId() {
        return claimed.it().id();
    }

    Parcel parcel() {
        return new Parcel(keyring, importId());
    }

    /** What costs time, off the event loop. */
    <T> Future<T> aside(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }

    /** Opens and reads the cells, off the event loop. */
    Future<List<Reading>> readings() {
        return aside(() -> {
            Parcel parcel = parcel();
            RowReader reader = new RowReader(claimed.it().file().mapping(), claimed.zone(), clock.instant());
            return rows.stream()
                    .map(row -> reader.read(parcel.cells(
                            Objects.requireNonNull(row.cells(), "emptied").getBytes())))
                    .toList();
        });
    }

    /** Opens what is encrypted only where the file says something of it. */
    HomeReader homeReader() {
        Mapping mapping = claimed.it().file().mapping();
        return new HomeReader(keyring, mapping.has(Fact.KEY_SAFE) || mapping.has(Fact.ACCESS_NOTE));
    }

    /** The number of the last of them. */
    int cursor() {
        return rows.get(rows.size() - 1).number();
    }
}
