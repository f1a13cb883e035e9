package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** Some rows of an import, dealt with in one transaction of the caller's. May be done again when that was rolled back. */
interface ChunkWork {
    Future<ImportWorker.Chunk> in(SqlConnection connection);
}
