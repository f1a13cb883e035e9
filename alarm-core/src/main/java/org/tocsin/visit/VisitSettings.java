package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;

/** The limits a service sets for visits; they hold for what is begun afterwards. */
public final class VisitSettings {
    private final Database database;

    public VisitSettings(Database database) {
        this.database = database;
    }

    /**
     * @param phoneLost without a word from the installer's phone for so long, everything is live: 15 s to 10 min
     * @param signalDbm a network weaker than this needs a reason: -130 to -50
     */
    public record Limits(Duration phoneLost, int signalDbm) {
        /** Unless a service says otherwise. */
        public static final Limits USUAL = new Limits(Duration.ofSeconds(60), -105);
    }

    /** Those of the scope's service. */
    public Future<Limits> find(Scope scope) {
        return database.pool()
                .preparedQuery("select visit_phone_lost_s, visit_signal_limit_dbm from service where id = $1")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.iterator().next())
                .map(row -> new Limits(Duration.ofSeconds(row.getInteger(0)), row.getInteger(1)));
    }

    /** Sets them for the scope's service. The caller has checked them. */
    public Future<Void> change(Scope scope, Limits limits) {
        return database.pool()
                .preparedQuery("update service set visit_phone_lost_s = $2, visit_signal_limit_dbm = $3 where id = $1")
                .execute(Tuple.of(scope.serviceId(), (int) limits.phoneLost().toSeconds(), limits.signalDbm()))
                .mapEmpty();
    }
}
