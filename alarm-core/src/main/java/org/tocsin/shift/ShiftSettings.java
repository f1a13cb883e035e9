package org.tocsin.shift;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.shift.ShiftRules.Hearing;
import org.tocsin.shift.ShiftRules.Parking;
import org.tocsin.shift.ShiftRules.Ring;

/** The rules a service has set for its shift; the usual ones where it has set none. */
public final class ShiftSettings {
    private static final String FIND = """
            select release_after_s, park_life_s, park_urgent_s, park_fault_s, park_information_s, all_hear_life_s,
              all_hear_s, on_call_name, on_call_number, on_call_after_s, partner_name, partner_number, partner_after_s,
              on_call_text, on_call_email, partner_text, partner_email
            from shift_settings where service_id = $1
            """;
    private static final String CHANGE = """
            insert into shift_settings (service_id, release_after_s, park_life_s, park_urgent_s, park_fault_s,
              park_information_s, all_hear_life_s, all_hear_s, on_call_name, on_call_number, on_call_after_s,
              partner_name, partner_number, partner_after_s, on_call_text, on_call_email, partner_text, partner_email)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            on conflict (service_id) do update set release_after_s = excluded.release_after_s,
              park_life_s = excluded.park_life_s, park_urgent_s = excluded.park_urgent_s,
              park_fault_s = excluded.park_fault_s, park_information_s = excluded.park_information_s,
              all_hear_life_s = excluded.all_hear_life_s, all_hear_s = excluded.all_hear_s,
              on_call_name = excluded.on_call_name, on_call_number = excluded.on_call_number,
              on_call_after_s = excluded.on_call_after_s, partner_name = excluded.partner_name,
              partner_number = excluded.partner_number, partner_after_s = excluded.partner_after_s,
              on_call_text = excluded.on_call_text, on_call_email = excluded.on_call_email,
              partner_text = excluded.partner_text, partner_email = excluded.partner_email
            """;

    private final Database database;

    public ShiftSettings(Database database) {
        this.database = database;
    }

    /** Those of the scope's service. */
    public Future<ShiftRules> find(Scope scope) {
        return within(database.pool(), scope.serviceId());
    }

    /** Those of this service, asked within the caller's transaction. */
    public static Future<ShiftRules> within(SqlClient client, UUID serviceId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(serviceId))
                .map(rows -> rows.stream().findFirst().map(ShiftSettings::read).orElse(ShiftRules.USUAL));
    }

    /** Sets all of them for the scope's service. The caller has checked them. */
    public Future<Void> change(Scope scope, ShiftRules rules) {
        Tuple values = Tuple.of(scope.serviceId(), seconds(rules.release()))
                .addInteger(seconds(rules.parking().life()))
                .addInteger(seconds(rules.parking().urgent()))
                .addInteger(seconds(rules.parking().fault()))
                .addInteger(seconds(rules.parking().information()))
                .addInteger(seconds(rules.hearing().life()))
                .addInteger(seconds(rules.hearing().others()))
                .addString(rules.onCall().name())
                .addString(rules.onCall().number())
                .addInteger(seconds(rules.onCall().after()))
                .addString(rules.partner().name())
                .addString(rules.partner().number())
                .addInteger(seconds(rules.partner().after()))
                .addString(rules.onCall().text())
                .addString(rules.onCall().email())
                .addString(rules.partner().text())
                .addString(rules.partner().email());
        return database.pool().preparedQuery(CHANGE).execute(values).mapEmpty();
    }

    private static ShiftRules read(Row row) {
        return new ShiftRules(
                of(row, 0),
                new Parking(of(row, 1), of(row, 2), of(row, 3), of(row, 4)),
                new Hearing(of(row, 5), of(row, 6)),
                new Ring(row.getString(7), row.getString(8), of(row, 9), row.getString(13), row.getString(14)),
                new Ring(row.getString(10), row.getString(11), of(row, 12), row.getString(15), row.getString(16)));
    }

    private static Duration of(Row row, int column) {
        return Duration.ofSeconds(row.getInteger(column));
    }

    private static int seconds(Duration time) {
        return Math.toIntExact(time.toSeconds());
    }
}
