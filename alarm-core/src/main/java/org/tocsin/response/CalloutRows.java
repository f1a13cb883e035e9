package org.tocsin.response;

import io.vertx.sqlclient.Row;
import org.tocsin.platform.Times;

/** How a callout and its contact are read. */
final class CalloutRows {
    /** Columns of {@code contact ct}. */
    static final String CONTACT = """
            ct.id as ct_id, ct.home_id as ct_home_id, ct.position as ct_position, ct.name as ct_name,
            ct.telephone as ct_telephone, ct.kind as ct_kind, ct.relation as ct_relation,
            ct.operator_id as ct_operator_id, ct.email as ct_email, ct.language as ct_language,
            coalesce((select o.active from operator o where o.id = ct.operator_id), true) as ct_active
            """;

    /** Columns of {@code callout co} and {@code contact ct}. */
    static final String COLUMNS = """
            co.id as co_id, co.alarm_id as co_alarm_id, co.state as co_state, co.offered_at as co_offered_at,
            co.due_at as co_due_at, co.accepted_at as co_accepted_at, co.arrived_at as co_arrived_at,
            co.left_at as co_left_at, co.reason as co_reason, co.done as co_done,
            """ + CONTACT;

    private CalloutRows() {}

    static Callout callout(Row row) {
        return new Callout(
                row.getUUID("co_id"),
                row.getUUID("co_alarm_id"),
                contact(row),
                CalloutState.valueOf(row.getString("co_state")),
                new Callout.Times(
                        Times.fromRow(row.getOffsetDateTime("co_offered_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("co_due_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("co_accepted_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("co_arrived_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("co_left_at"))),
                new Callout.Said(row.getString("co_reason"), row.getString("co_done")));
    }

    static Contact contact(Row row) {
        return new Contact(
                row.getUUID("ct_id"),
                row.getUUID("ct_home_id"),
                row.getInteger("ct_position"),
                row.getString("ct_name"),
                Contact.Kind.valueOf(row.getString("ct_kind")),
                new Contact.Reach(
                        row.getString("ct_telephone"),
                        row.getString("ct_relation"),
                        row.getUUID("ct_operator_id"),
                        row.getString("ct_email"),
                        Contact.Language.of(row.getString("ct_language")),
                        row.getBoolean("ct_active")));
    }
}
