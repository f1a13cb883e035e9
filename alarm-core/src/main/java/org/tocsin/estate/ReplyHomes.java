package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which home each row of a phone company's reply is about: the one with our reference; without one the one with the UPRN;
 * without either the one where that telephone number rings. Two that fit are none.
 */
final class ReplyHomes {
    private static final String BY_REFERENCE = "select coalesce(external_id, id::text) as key, id from home"
            + " where service_id = $1 and ended_at is null and (external_id = any($2)"
            + " or (external_id is null and id = any($3::text[]::uuid[])))";
    private static final String BY_UPRN =
            "select uprn as key, id from home where service_id = $1 and ended_at is null and uprn = any($2)";
    /** Numbers are kept as people write them: the last digits are the same with and without a country. */
    private static final String BY_TELEPHONE = "select right(regexp_replace(u.telephone, '[^0-9]', '', 'g'), 9) as key,"
            + " r.home_id as id from resident r join service_user u on u.id = r.service_user_id"
            + " join home h on h.id = r.home_id and h.ended_at is null"
            + " where r.service_id = $1 and r.until is null"
            + " and right(regexp_replace(u.telephone, '[^0-9]', '', 'g'), 9) = any($2)";
    /** Fewer digits are no number to be called from outside. */
    private static final int DIGITS = 9;

    private final Map<String, Set<UUID>> byReference = new HashMap<>();
    private final Map<String, Set<UUID>> byUprn = new HashMap<>();
    private final Map<String, Set<UUID>> byTelephone = new HashMap<>();

    private ReplyHomes() {}

    /** @param id null where it is not clear which home is meant */
    record Match(@Nullable UUID id, String fault) {}

    static Future<ReplyHomes> find(SqlClient client, UUID serviceId, Collection<ProviderReply> replies) {
        Set<String> references = new TreeSet<>();
        Set<String> uprns = new TreeSet<>();
        Set<String> telephones = new TreeSet<>();
        for (ProviderReply reply : replies) {
            references.add(reply.get(ReplyField.REFERENCE));
            uprns.add(reply.get(ReplyField.UPRN));
            if (reply.get(ReplyField.REFERENCE).isEmpty()
                    && reply.get(ReplyField.UPRN).isEmpty()) {
                telephones.add(ending(reply.get(ReplyField.TELEPHONE)));
            }
        }
        ReplyHomes found = new ReplyHomes();
        String[] ids = references.stream().filter(ReplyHomes::isId).toArray(String[]::new);
        List<Future<?>> asked = new ArrayList<>();
        asked.add(ask(
                client, BY_REFERENCE, Tuple.of(serviceId, references.toArray(String[]::new), ids), found.byReference));
        asked.add(ask(client, BY_UPRN, Tuple.of(serviceId, (Object) uprns.toArray(String[]::new)), found.byUprn));
        telephones.remove("");
        if (!telephones.isEmpty()) {
            asked.add(ask(
                    client,
                    BY_TELEPHONE,
                    Tuple.of(serviceId, (Object) telephones.toArray(String[]::new)),
                    found.byTelephone));
        }
        return Future.all(asked).map(found);
    }

    Match of(ProviderReply reply) {
        String reference = reply.get(ReplyField.REFERENCE);
        String uprn = reply.get(ReplyField.UPRN);
        Set<UUID> referred = byReference.getOrDefault(reference, Set.of());
        Set<UUID> there = byUprn.getOrDefault(uprn, Set.of());
        if (!reference.isEmpty()) {
            return referred.size() == 1 && there.size() == 1 && !there.containsAll(referred)
                    ? new Match(null, "Our reference is of one home and the UPRN of another.")
                    : one(referred, "our reference");
        }
        return !uprn.isEmpty()
                ? one(there, "this UPRN")
                : one(
                        byTelephone.getOrDefault(ending(reply.get(ReplyField.TELEPHONE)), Set.of()),
                        "this telephone number");
    }

    private static Match one(Set<UUID> found, String what) {
        if (found.size() == 1) {
            return new Match(found.iterator().next(), "");
        }
        return new Match(
                null,
                found.isEmpty()
                        ? "No home with " + what + " is on file with the service."
                        : "More than one home has " + what + "; send our reference beside it.");
    }

    private static Future<?> ask(SqlClient client, String sql, Tuple values, Map<String, Set<UUID>> into) {
        return client.preparedQuery(sql).execute(values).onSuccess(rows -> {
            for (Row row : rows) {
                into.computeIfAbsent(row.getString("key"), key -> new HashSet<>())
                        .add(row.getUUID("id"));
            }
        });
    }

    private static String ending(String telephone) {
        String digits = telephone.replaceAll("[^0-9]", "");
        return digits.length() < DIGITS ? "" : digits.substring(digits.length() - DIGITS);
    }

    private static boolean isId(String reference) {
        return reference.matches("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }
}
