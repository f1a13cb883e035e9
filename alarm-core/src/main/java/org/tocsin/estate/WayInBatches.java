package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import java.time.OffsetDateTime;
import java.util.UUID;

/** How one comes into homes, as statements over arrays, in this order: after the homes they are of. */
final class WayInBatches {
    /** Apart from the rest: an import that does not name them must not touch them. */
    final Batch keySafes = new Batch(
            "update home h set key_safe_enc = v.sealed, key_safe_changed_at = v.at, key_safe_changed_by = v.actor"
                    + " from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::timestamptz[], $5::text[])"
                    + " as v (id, service_id, sealed, at, actor)"
                    + " where h.id = v.id and h.service_id = v.service_id",
            UUID.class,
            UUID.class,
            Buffer.class,
            OffsetDateTime.class,
            String.class);

    /** What failed is on file no longer: as where people change the code. */
    final Batch settled = new Batch(
            """
            with v as (
              select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[]) as v (home, service, at, actor)),
            settled as (
              update key_safe_failure f set settled_at = v.at, settled_by = v.actor, settled_words = '%1$s'
              from v where f.home_id = v.home and f.service_id = v.service and f.settled_at is null
              returning f.service_id, f.home_id, f.follow_up_id, v.at, v.actor),
            task as (
              update follow_up t set done_at = s.at, done_by = s.actor, result = '%1$s' from settled s
              where t.id = s.follow_up_id and t.done_at is null)
            insert into audit (service_id, at, actor, action, subject)
            select service_id, at, actor, 'settle-key-safe', 'home:' || home_id from settled""".formatted("A file put another code on file."),
            UUID.class,
            UUID.class,
            OffsetDateTime.class,
            String.class);
    /** An import is taken back: what it had settled is open again with the code from before. */
    final Batch openAgain = new Batch("""
            with v as (
              select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[]) as v (home, service, at, actor)),
            again as (
              update key_safe_failure f set settled_at = null, settled_by = null, settled_words = null
              from v where f.home_id = v.home and f.service_id = v.service and f.settled_by = v.actor
                and not exists (select from key_safe_failure o where o.home_id = f.home_id and o.settled_at is null)
              returning f.service_id, f.home_id, f.follow_up_id, v.at, v.actor),
            task as (
              update follow_up t set done_at = null, done_by = null, result = null from again a
              where t.id = a.follow_up_id and t.done_by = a.actor)
            insert into audit (service_id, at, actor, action, subject)
            select service_id, at, actor, 'key-safe-failed', 'home:' || home_id from again""", UUID.class, UUID.class, OffsetDateTime.class, String.class);

    final Batch notes = new Batch(
            "update home h set access_note_enc = v.sealed, access_note_changed_at = v.at, access_note_changed_by = v.actor"
                    + " from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::timestamptz[], $5::text[])"
                    + " as v (id, service_id, sealed, at, actor)"
                    + " where h.id = v.id and h.service_id = v.service_id",
            UUID.class,
            UUID.class,
            Buffer.class,
            OffsetDateTime.class,
            String.class);

    /** Sends them, one behind the other without waiting; the caller's transaction holds them together. */
    Future<Void> execute(SqlClient client) {
        return Future.all(
                        keySafes.execute(client),
                        settled.execute(client),
                        openAgain.execute(client),
                        notes.execute(client))
                .mapEmpty();
    }
}
