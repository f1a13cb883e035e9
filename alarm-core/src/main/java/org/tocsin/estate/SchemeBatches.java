package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Which homes leave their place in a scheme and which come into one, as statements over arrays, in this order. */
final class SchemeBatches {
    final Batch gone = new Batch(
            "delete from scheme_point p using unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[])"
                    + " as v (home, service_id, scheme, did), scheme s where p.home_id = v.home"
                    + " and p.service_id = v.service_id and p.did = v.did and s.id = p.scheme_id and s.name = v.scheme",
            UUID.class,
            UUID.class,
            String.class,
            String.class);

    /** With the rules that every scheme begins with. */
    final Batch schemes = new Batch(
            "insert into scheme (id, service_id, name, created_at)"
                    + " select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[])"
                    + " on conflict (service_id, name) do nothing",
            UUID.class,
            UUID.class,
            String.class,
            OffsetDateTime.class);

    /** What stands behind a device id is never replaced: the row is refused. */
    final Batch dwellings = new Batch(
            "insert into scheme_point (id, service_id, scheme_id, did, kind, name, home_id)"
                    + " select v.id, v.service_id, s.id, v.did, 'DWELLING', v.name, v.home"
                    + " from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[])"
                    + " as v (id, service_id, home, scheme, did, name)"
                    + " join scheme s on s.service_id = v.service_id and s.name = v.scheme",
            UUID.class,
            UUID.class,
            UUID.class,
            String.class,
            String.class,
            String.class);

    /** Sends them, one behind the other without waiting; the caller's transaction holds them together. */
    Future<Void> execute(SqlClient client) {
        return Future.all(gone.execute(client), schemes.execute(client), dwellings.execute(client))
                .mapEmpty();
    }
}
