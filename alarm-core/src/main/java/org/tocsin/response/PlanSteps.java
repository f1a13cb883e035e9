package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.notify.Outbox;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** The steps of a response plan, each within the transaction in which the alarm's file is open. */
public final class PlanSteps {
    private static final String ASKED =
            "select contact_id, state, plan_round, left_at from callout where alarm_id = $1 and service_id = $2";
    private static final String OFFER = """
            insert into callout (id, service_id, alarm_id, contact_id, plan_round, state, offered_at, due_at, chosen_because)
            select $1, s.id, $3, $4, $5, 'OFFERED', $6, $6::timestamptz + make_interval(secs => s.answer_within_s), $7
            from service s where s.id = $2
            """;
    private static final String WITHDRAW = """
            update callout c set state = 'WITHDRAWN', due_at = null, lease_until = null,
              change_xid = pg_current_xact_id()
            from contact k
            where k.id = c.contact_id and c.alarm_id = $1 and c.service_id = $2
              and c.state in ('OFFERED', 'ACCEPTED', 'EN_ROUTE', 'ARRIVED')
            returning k.name
            """;
    private static final String ARRIVED =
            "select exists (select from callout where alarm_id = $1 and service_id = $2 and arrived_at is not null)";

    private PlanSteps() {}

    /** What came of asking somebody. */
    public sealed interface CalledOut {
        record Asked(Contact contact) implements CalledOut {}

        /** This contact is on it already. */
        record Already() implements CalledOut {}

        /** @param why a sentence an operator reads; the log says so too */
        record NobodyLeft(String why) implements CalledOut {}

        /** @param why the contact's sign-in was ended: a sentence an operator reads */
        record Gone(String why) implements CalledOut {}

        /** The contact is neither the home's nor the service's. */
        record NotInPlan() implements CalledOut {}
    }

    /**
     * Asks a contact, or the next of the plan; the alarm is then responding.
     *
     * @param contactId null for the next of the plan
     */
    public static Future<CalledOut> callOut(CaseFile file, @Nullable UUID contactId) {
        return PlanReader.read(file)
                .compose(all -> asked(file)
                        .compose(asked -> contactId == null
                                ? passOver(file, all.contacts(), asked)
                                        .compose(v -> DutyRoster.order(file, all.active()))
                                        .compose(now -> callOutNext(file, all, now, asked))
                                : callOut(file, all, asked, contactId)));
    }

    /** What follows a callout that ended without help: the next contact, or back to the board when nobody is left. */
    public static Future<Void> escalate(CaseFile file) {
        return PlanReader.read(file)
                .compose(all -> DutyRoster.order(file, all.active())
                        .compose(now -> asked(file).compose(asked -> escalate(file, all, now, asked))));
    }

    private static Future<Void> escalate(
            CaseFile file, PlanReach all, DutyRoster.Ordered now, List<ResponsePlan.Asked> asked) {
        Escalation.Next next =
                Escalation.after(file.state(), all.ordered(now.plan()), asked, file.round(), file.pressedAt());
        if (next instanceof Escalation.Next.Ask ask) {
            return askNext(file, all, now, asked, ask.contact());
        }
        if (next instanceof Escalation.Next.Return) {
            return file.change(Act.PLAN_EXHAUSTED)
                    .compose(v ->
                            file.log(EntryKind.RETURNED, "Nobody is left to call out: back to the board, sounding"));
        }
        return Future.succeededFuture();
    }

    /** Whoever accepted has not come: unless somebody else is under way, the alarm goes back to the top, sounding. */
    static Future<Void> late(CaseFile file, String who) {
        return asked(file).compose(asked -> {
            if (!Escalation.returnsWhenLate(file.state(), asked)) {
                return Future.succeededFuture();
            }
            return file.change(Act.ARRIVAL_LATE)
                    .compose(v ->
                            file.log(EntryKind.RETURNED, who + " is late: back to the top of the board, sounding"));
        });
    }

    /** Tells everybody who is still awaited that they are not needed; the log names them. */
    public static Future<Void> withdraw(CaseFile file) {
        return file.connection()
                .preparedQuery(WITHDRAW)
                .execute(Tuple.of(file.id(), file.scope().serviceId()))
                .compose(rows -> {
                    Future<Void> logged = Future.succeededFuture();
                    for (var row : rows) {
                        String words = "Callout of " + row.getString(0) + " withdrawn";
                        logged = logged.compose(v -> file.log(EntryKind.WITHDRAWN, words));
                    }
                    return logged;
                });
    }

    /** True when anybody called out for this alarm has been at the door. */
    public static Future<Boolean> somebodyArrived(CaseFile file) {
        return file.connection()
                .preparedQuery(ARRIVED)
                .execute(Tuple.of(file.id(), file.scope().serviceId()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private static Future<CalledOut> callOutNext(
            CaseFile file, PlanReach all, DutyRoster.Ordered now, List<ResponsePlan.Asked> asked) {
        Optional<Contact> next = all.ordered(now.plan()).next(asked, file.round(), file.pressedAt());
        if (next.isPresent()) {
            Contact contact = next.get();
            return askNext(file, all, now, asked, contact).map(v -> new CalledOut.Asked(contact));
        }
        String why = now.keepsRota()
                ? "Nobody is left who is on duty and free."
                : now.plan().contacts().isEmpty()
                        ? "There is nobody on file to call out."
                        : "Everybody in the plan has been asked.";
        return file.change(Act.NOTE)
                .compose(v -> file.log(EntryKind.NOT_CALLED_OUT, "Nobody was called out. " + why))
                .map(v -> new CalledOut.NobodyLeft(why));
    }

    private static Future<CalledOut> callOut(
            CaseFile file, PlanReach all, List<ResponsePlan.Asked> asked, UUID contactId) {
        Optional<Contact> contact = all.contacts().stream()
                .filter(one -> one.id().equals(contactId))
                .findFirst();
        if (contact.isEmpty()) {
            return Future.succeededFuture(new CalledOut.NotInPlan());
        }
        if (!contact.get().reach().active()) {
            return Future.succeededFuture(
                    new CalledOut.Gone(contact.get().name() + " works here no more. Call somebody else out."));
        }
        boolean onIt = asked.stream()
                .anyMatch(
                        one -> one.contactId().equals(contactId) && one.state().open());
        return onIt
                ? Future.succeededFuture(new CalledOut.Already())
                : ask(file, contact.get(), null).map(v -> new CalledOut.Asked(contact.get()));
    }

    /** Asks the next of the plan; the log says who was passed over because they are not to be reached now. */
    private static Future<Void> askNext(
            CaseFile file, PlanReach all, DutyRoster.Ordered now, List<ResponsePlan.Asked> asked, Contact contact) {
        String passed = all.passedOver(
                now.plan(),
                contact,
                one -> asked.stream()
                        .anyMatch(
                                was -> was.contactId().equals(one.id()) && was.spent(file.round(), file.pressedAt())));
        String roster = now.because(contact.id());
        String because = all.now(contact)
                ? roster
                : "nobody else is left, though " + all.words(contact) + (roster == null ? "" : "; " + roster);
        return (passed.isEmpty()
                        ? Future.<Void>succeededFuture()
                        : file.log(EntryKind.NOT_CALLED_OUT, "Comes last, not to be reached now: " + passed))
                .compose(v -> ask(file, contact, because));
    }

    private static Future<Void> ask(CaseFile file, Contact contact, @Nullable String because) {
        boolean telephoned = contact.reach().operatorId() == null;
        String words = "Called out " + contact.name() + (telephoned ? ", to be telephoned" : "")
                + (because == null ? "" : ": " + because);
        // While nobody has the alarm the plan goes on, but the alarm still waits to be taken.
        Act act = file.state() == AlarmState.WAITING ? Act.NOTE : Act.CALL_OUT;
        Tuple values = Tuple.of(
                        Ids.next(), file.scope().serviceId(), file.id(), contact.id(), file.round(), file.time())
                .addValue(because);
        return file.connection()
                .preparedQuery(OFFER)
                .execute(values)
                .compose(v -> Outbox.callout(file.connection(), file.scope().serviceId(), file.id(), contact.id()))
                .compose(problems -> file.change(act)
                        .compose(v -> file.log(EntryKind.CALLED_OUT, words))
                        .compose(v -> notSent(file, problems)));
    }

    private static Future<Void> notSent(CaseFile file, List<String> problems) {
        Future<Void> all = Future.succeededFuture();
        for (String problem : problems) {
            all = all.compose(v -> file.log(EntryKind.NOT_SENT, problem));
        }
        return all;
    }

    /** Whoever works here no more is asked no more, and the log says so when the plan begins. */
    private static Future<Void> passOver(CaseFile file, List<Contact> all, List<ResponsePlan.Asked> asked) {
        String gone = all.stream()
                .filter(contact -> !contact.reach().active())
                .map(Contact::name)
                .collect(Collectors.joining(", "));
        return gone.isEmpty() || !asked.isEmpty()
                ? Future.succeededFuture()
                : file.log(EntryKind.NOT_CALLED_OUT, "Still in the plan, but works here no more: " + gone);
    }

    private static Future<List<ResponsePlan.Asked>> asked(CaseFile file) {
        return file.connection()
                .preparedQuery(ASKED)
                .execute(Tuple.of(file.id(), file.scope().serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new ResponsePlan.Asked(
                                row.getUUID("contact_id"),
                                CalloutState.valueOf(row.getString("state")),
                                row.getInteger("plan_round"),
                                Times.fromRowOrNull(row.getOffsetDateTime("left_at"))))
                        .toList());
    }
}
