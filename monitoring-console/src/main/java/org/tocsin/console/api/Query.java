package org.tocsin.console.api;

import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What stands behind the question mark, and ids in the path. */
final class Query {
    /** What a page holds where nobody asked for more or less. */
    static final int USUAL_LIMIT = 50;

    private Query() {}

    static @Nullable String text(RoutingContext context, String name) {
        String found = context.request().getParam(name);
        return found == null ? null : Fields.checked(name, found, 200);
    }

    /** A cid to look for: digits, as units have them. */
    static @Nullable String cid(RoutingContext context) {
        String cid = text(context, "cid");
        if (cid != null && !cid.matches("[0-9]{1,32}")) {
            throw Problem.field("cid", "A cid is 1 to 32 digits.");
        }
        return cid;
    }

    /** The cid in the path; whatever is none is not found. */
    static String pathCid(RoutingContext context) {
        String cid = context.pathParam("cid");
        if (!cid.matches("[0-9]{1,32}")) {
            throw Problem.notFound();
        }
        return cid;
    }

    /** At least 1; the store gives at most its own largest page. */
    static int limit(RoutingContext context) {
        String limit = text(context, "limit");
        if (limit == null) {
            return USUAL_LIMIT;
        }
        if (!limit.matches("[0-9]{1,9}") || Integer.parseInt(limit) < 1) {
            throw Problem.field("limit", "A limit is a whole number, at least 1.");
        }
        return Integer.parseInt(limit);
    }

    /** Opaque to the caller; ours are ids. */
    static @Nullable String cursor(RoutingContext context) {
        String cursor = text(context, "cursor");
        if (cursor == null) {
            return null;
        }
        try {
            return UUID.fromString(cursor).toString();
        } catch (IllegalArgumentException e) {
            throw Problem.field("cursor", "A cursor is the next of the page before.");
        }
    }

    /** The cursor as the id it is; null for the first page. */
    static @Nullable UUID after(RoutingContext context) {
        String cursor = cursor(context);
        return cursor == null ? null : UUID.fromString(cursor);
    }

    /** A point in time with its offset, RFC 3339. */
    static @Nullable Instant instant(RoutingContext context, String name) {
        String text = text(context, name);
        if (text == null) {
            return null;
        }
        try {
            // A plus that was not escaped arrives as a space.
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw Problem.field(name, "A time looks like 2026-03-15T09:30:00Z.");
        }
    }

    /** The id in the path; whatever is no id is not found. */
    static UUID id(RoutingContext context) {
        try {
            return UUID.fromString(context.pathParam("id"));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }
}
