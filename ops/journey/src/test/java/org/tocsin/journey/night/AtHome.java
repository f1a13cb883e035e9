package org.tocsin.journey.night;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.EntryKind;

/** What homes and the telephone system do. */
final class AtHome {
    private final Company company;
    private final Ledger ledger;
    private final Logs logs;
    private int lastCall;

    AtHome(Company company, Ledger ledger, Logs logs) {
        this.company = company;
        this.ledger = ledger;
        this.logs = logs;
    }

    Map<String, Play.Deed> deeds() {
        Map<String, Play.Deed> deeds = new HashMap<>();
        Trigger.words().forEach(words -> deeds.put(words, row -> sends(row, Trigger.of(words))));
        deeds.put("rings", this::rings);
        deeds.put("connects", this::connects);
        deeds.put("hangs up", this::hangsUp);
        return deeds;
    }

    private Ledger.@Nullable Case sends(Row row, Trigger trigger) {
        boolean stranger = row.who().startsWith("stranger ");
        String number = row.who().substring(row.who().indexOf(' ') + 1);
        String cid = stranger ? number : Street.cid(Integer.parseInt(number));
        if (stranger) {
            company.street.strangerSends(number, row.does());
        } else {
            company.street.sends(Integer.parseInt(number), row.does());
        }
        Instant now = company.clock.instant();
        return switch (trigger.meaning()) {
            case NOTHING -> null;
            case OVER -> over(number, now);
            case FAULT -> begun(row, number + " fault", cid, trigger, now);
            case LIFE, URGENT ->
                ledger.isOpen(number) ? again(number, trigger, now) : begun(row, number, cid, trigger, now);
        };
    }

    private Ledger.Case over(String number, Instant now) {
        Ledger.Case one = ledger.of(number + " fault");
        one.wrote(now, EntryKind.FROM_HOME);
        return one;
    }

    /** One more press: every board hears it again. */
    private Ledger.Case again(String name, Trigger trigger, Instant now) {
        Ledger.Case one = ledger.of(name);
        one.wrote(now, EntryKind.SIGNAL);
        one.presses.add(new Ledger.Press(now, trigger.speaks()));
        return one;
    }

    /** Nobody waits unseen: it stands on every board, and sounds. */
    private Ledger.Case begun(Row row, String name, String cid, Trigger trigger, Instant now) {
        Ledger.Case one = ledger.begin(name, cid, trigger.meaning(), trigger.speaks(), now);
        String id = logs.arrived(
                one,
                alarm -> alarm.get("cid").textValue().equals(cid)
                        && alarm.get("queue").textValue().equals("TECHNICAL") == one.technical());
        boolean alone = !row.how().equals("with others");
        if (alone) {
            company.desks().forEach(desk -> desk.sees(id));
        }
        if (trigger.meaning() == Trigger.Meaning.LIFE) {
            company.desks().forEach(desk -> desk.hears("life"));
        }
        return one;
    }

    private Ledger.Case rings(Row row) {
        Ledger.Case one = ledger.of(row.about());
        one.calls.add(new Ledger.Call("call-" + ++lastCall));
        return reports(one, "ringing");
    }

    private Ledger.Case connects(Row row) {
        Ledger.Case one = ledger.of(row.about());
        Ledger.Call call = new Ledger.Call("call-" + ++lastCall);
        call.connected = company.clock.instant();
        one.calls.add(call);
        return reports(one, "connected");
    }

    private Ledger.Case hangsUp(Row row) {
        Ledger.Case one = ledger.of(row.about());
        last(one).cleared = company.clock.instant();
        return reports(one, "cleared");
    }

    private Ledger.Case reports(Ledger.Case one, String event) {
        company.centre.post("/api/v1/calls", Map.of("callId", last(one).id, "event", event, "cid", one.cid), 201);
        one.wrote(company.clock.instant(), EntryKind.CALL);
        return one;
    }

    private static Ledger.Call last(Ledger.Case one) {
        return one.calls.get(one.calls.size() - 1);
    }
}
