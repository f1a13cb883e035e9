package org.tocsin.incident;

import static org.tocsin.signal.Estate.after;
import static org.tocsin.signal.Estate.await;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Estate;

/** Homes of areas that lose what they need, through a real gateway's intake, and the worker under a clock set by hand. */
final class Outage implements AutoCloseable {
    final Estate estate = new Estate();
    private volatile Instant now = after(0);
    final IncidentWorker worker = new IncidentWorker(estate.vertx, estate.database, () -> now, estate.wakeup);
    final IncidentWorker second = new IncidentWorker(estate.vertx, estate.database, () -> now, estate.wakeup);
    final IncidentDesk desk = new IncidentDesk(estate.database, () -> now, estate.wakeup);
    final IncidentStore store = new IncidentStore(estate.database);
    final AlarmDesk alarms = new AlarmDesk(estate.database, () -> now, estate.wakeup);
    final Scope olive;
    private int refs;

    record Home(UUID id, String cid) {}

    Outage() {
        estate.sql("insert into outcome_code values ('%s', 'power', 'Power restored', false, 1)", estate.service);
        olive = person(estate.service, "olive", "OPERATOR");
    }

    Scope person(UUID service, String name, String role) {
        UUID id = Ids.next();
        estate.sql(
                "insert into operator values ('%s', '%s', '%s', 'Olive Green', '%s', 'x', true, '2026-01-01Z')",
                id, service, name, role);
        return new Scope(service, id, "operator:" + name);
    }

    /** Homes with two paths on file, of the standard tier. */
    List<Home> homes(String area, int count) {
        List<Home> homes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID home = estate.home(i + " " + area);
            estate.sql("update home set area = '%s' where id = '%s'", area, home);
            String cid = estate.unit(home);
            estate.sql("update home_unit set paths = '{IP,MOBILE}', sim_network = 'EE' where cid = '%s'", cid);
            homes.add(new Home(home, cid));
        }
        return homes;
    }

    void mainsLost(List<Home> homes, long second) {
        say(homes, second, "0085");
    }

    void mainsBack(List<Home> homes, long second) {
        say(homes, second, "0086");
    }

    void say(List<Home> homes, long second, String status) {
        for (Home home : homes) {
            estate.send(home.cid(), "r" + ++refs, after(second), "dty", "0002", "stc", status);
        }
    }

    void press(Home home, long second) {
        estate.send(home.cid(), "r" + ++refs, after(second), "dty", "0003", "stc", "0010");
    }

    /** Looks until nothing waits; the leases of the last look are over. */
    void look(long second) {
        now = after(second);
        boolean more = true;
        while (more) {
            estate.sql("update incident set look_until = null");
            more = await(worker.round());
        }
    }

    /** The one open incident of this area or carrier. */
    Incident open(String name) {
        return await(store.list(olive)).stream()
                .filter(incident -> incident.times().closedAt() == null
                        && incident.key().name().equals(name))
                .reduce((one, other) -> {
                    throw new AssertionError("two incidents of " + name);
                })
                .orElseThrow();
    }

    Row alarmOf(Home home) {
        return estate.row(
                "select * from alarm where home_id = $1 and joining_class = 'TECHNICAL' and state <> 'CLOSED'",
                home.id());
    }

    List<IncidentStore.Home> list(Incident incident) {
        return await(store.homes(olive, incident.id(), IncidentStore.Which.ALL, 0, 200))
                .items();
    }

    UUID alarmId(Home home) {
        return alarmOf(home).getUUID("id");
    }

    @Override
    public void close() {
        estate.close();
    }
}
