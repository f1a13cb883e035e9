package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** A row the database itself would not have: it is refused, and the others go in. */
final class SpoiltRow implements ChunkWork {
    private final ImportWorker.Claimed claimed;
    private final ImportRows.Row row;
    private final PgException refusal;

    SpoiltRow(ImportWorker.Claimed claimed, ImportRows.Row row, PgException refusal) {
        this.claimed = claimed;
        this.row = row;
        this.refusal = refusal;
    }

    @Override
    public Future<ImportWorker.Chunk> in(SqlConnection connection) {
        String why = refusal.getSqlState().equals("23505")
                ? "An id or number in this row came on file elsewhere while it was being put in. Send it again."
                : "The database would not have this row (" + refusal.getSqlState() + ").";
        int number = row.number();
        if (claimed.stage() == ImportRows.Stage.UNDO) {
            return ImportRows.undone(connection, claimed.it().id(), List.of(), List.of(number), List.of(why))
                    .map(new ImportWorker.Chunk(1, number, 0, 0, 0, 0, 0, 1, 0));
        }
        ImportRows.Done done = new ImportRows.Done(claimed.it().id());
        done.refused(number, List.of(why));
        return done.execute(connection).map(new ImportWorker.Chunk(1, number, 0, 0, 0, 1, 0, 0, 0));
    }
}
