package org.tocsin.console.person;

import io.vertx.core.Future;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.CaseClock;
import org.tocsin.alarm.CaseClocks;
import org.tocsin.console.Parts;
import org.tocsin.home.CardFact;
import org.tocsin.home.CardFacts;
import org.tocsin.home.CardHead;
import org.tocsin.home.KeySafeFailures;
import org.tocsin.response.Contact;
import org.tocsin.response.ContactTimes;
import org.tocsin.speech.CallLine;
import org.tocsin.speech.CallLines;
import org.tocsin.telephone.CallBack;
import org.tocsin.telephone.CallBacks;

/** Gathers what stands beside an alarm: what is known of its home, who can be rung, what was said, which clocks run. */
public final class CardReader {
    private final Parts parts;
    private final CardFacts facts;
    private final CardHead head;
    private final KeySafeFailures keySafes;
    private final ContactTimes times;
    private final CallLines calls;
    private final CaseClocks clocks;
    private final CallBacks callBacks;

    public CardReader(Parts parts) {
        this.parts = parts;
        this.facts = new CardFacts(parts.database(), parts.clock());
        this.head = new CardHead(parts.database(), parts.clock(), parts.wakeup());
        this.keySafes = new KeySafeFailures(parts.database(), parts.clock(), parts.wakeup());
        this.times = new ContactTimes(parts.database(), parts.clock());
        this.calls = new CallLines(parts.database(), parts.clock(), parts.wakeup());
        this.clocks = new CaseClocks(parts.database(), parts.clock(), parts.wakeup());
        this.callBacks = new CallBacks(parts.database(), parts.clock(), parts.wakeup());
    }

    /**
     * @param facts of the home and of who lives there
     * @param keySafe where its code is known not to open
     * @param times when its contacts can be reached
     * @param asked who asked whether what is read first holds
     */
    public record Known(
            List<CardFact> facts,
            Optional<KeySafeFailures.Failure> keySafe,
            ContactTimes.Known times,
            CardHead.Asked asked) {
        /** Of a home of which nothing is asked. */
        static final Known NOTHING = new Known(
                List.of(), Optional.empty(), new ContactTimes.Known(Map.of(), Map.of()), CardHead.Asked.NOTHING);
    }

    /** @param known empty of everything where the alarm has no home on file */
    public record Beside(Known known, List<CallLine> calls, List<CaseClock> clocks, List<CallBack> callBacks) {}

    /** What stands beside an alarm of the scope's service. */
    public Future<Beside> beside(
            Scope scope, UUID alarmId, @Nullable UUID homeId, List<Contact> contacts, ZoneId zone) {
        Future<Known> known = known(scope, homeId, contacts, zone);
        Future<List<CallLine>> lines = calls.ofAlarm(scope, alarmId);
        Future<List<CaseClock>> running = clocks.ofAlarm(scope, alarmId);
        Future<List<CallBack>> due =
                homeId == null ? Future.succeededFuture(List.of()) : callBacks.ofHome(scope, homeId);
        return Future.all(known, lines, running, due)
                .map(all -> new Beside(known.result(), lines.result(), running.result(), due.result()));
    }

    /** What is known of a home of the scope's service. */
    public Future<Known> known(Scope scope, @Nullable UUID homeId, List<Contact> contacts, ZoneId zone) {
        Future<ContactTimes.Known> reach =
                times.of(scope, contacts, LocalDate.ofInstant(parts.clock().instant(), zone));
        if (homeId == null) {
            return reach.map(found -> new Known(List.of(), Optional.empty(), found, CardHead.Asked.NOTHING));
        }
        Future<CardHead.Asked> asked = head.ofHome(scope, homeId);
        return Future.all(facts.ofHome(scope, homeId), keySafes.ofHome(scope, homeId), reach, asked)
                .map(all -> new Known(all.resultAt(0), all.resultAt(1), reach.result(), asked.result()));
    }
}
