package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.healthtest.UserTests;
import org.tocsin.incident.IncidentClosing;
import org.tocsin.response.PlanSteps;

/** How an alarm is ended: with an outcome of the service's list, and never without help or a word with the home. */
public final class Closure {
    private Closure() {}

    private static final String OUTCOME = """
            select code, label, help_sent, coalesce(rule, 'NONE'), attended, letter, retired_at is not null, emergency
            from outcome_code where service_id = $1 and code = $2
            """;
    /**
     * Who has left was no help for what was pressed afterwards, unless that was their own press as they left; who could
     * not get in was none at all. Where nobody writes down that they left, a visit is taken for over two hours after the
     * last that was heard of it: a neighbour who came in the morning is no help at night.
     */
    private static final String THERE = """
            exists (select from callout c where c.alarm_id = a.id and c.service_id = a.service_id
                and c.arrived_at is not null
                and greatest(coalesce(c.left_at, greatest(c.arrived_at, c.checked_in_at) + interval '2 hours'),
                  c.leaving_press_at) >= a.pressed_at
                and 'NO_ENTRY' is %s distinct from (select r.outcome from scene_report r where r.callout_id = c.id
                  order by r.received_at desc, r.id desc limit 1))""";

    private static final String RECORD =
            """
            select s.calls_reported, 'NO_SPEECH' = any(a.flags) as unheard,
              (select w.words from alarm_speech w where w.alarm_id = a.id and w.kind = 'AT_HOME' and w.at >= a.pressed_at
               order by w.at desc, w.id desc limit 1) as spoken_to,
              exists (select from alarm_speech w where w.alarm_id = a.id and w.kind = 'ALLOWED'
                and w.at >= a.pressed_at) as allowed,
              exists (select from phone_call p where p.alarm_id = a.id and p.service_id = a.service_id
                and p.connected_at is not null and coalesce(p.cleared_at, 'infinity') >= a.pressed_at) as connected,
              a.joining_class = 'TECHNICAL' and exists (select from follow_up f where f.alarm_id = a.id) as settled,
              %s as arrived,
              %s as locked_out,
              exists (select from callout c where c.alarm_id = a.id and c.service_id = a.service_id
                and c.state in ('ACCEPTED', 'EN_ROUTE')) as coming,
              exists (select from incident i where i.card_id = a.id and i.service_id = a.service_id) as card,
              %s as rang_999
            from alarm a join service s on s.id = a.service_id
            where a.id = $1 and a.service_id = $2
            """.formatted(THERE.formatted(""), THERE.formatted("not"), Rang999.FOR_LAST_PRESS);
    private static final String SEAL = """
            update alarm set closed_at = $3, closed_by = $4, outcome = $5, spoken_to = $6, closing_note = $7
            where id = $1 and service_id = $2
            """;

    /**
     * What is on record of an alarm that is to be closed.
     *
     * @param attended by whom
     * @param rang999 for the last press; an outcome alone sends nobody
     */
    public record OnRecord(ClosingRule.Record record, Attended attended, boolean rang999) {
        /** Whether closing under this outcome counts as help sent. */
        public boolean helpSent(OutcomeCode outcome) {
            return outcome.helpSent()
                    && (!outcome.attended() || attended == Attended.THERE)
                    && (!outcome.emergency() || rang999);
        }
    }

    /** How far somebody of ours is. Closing calls off whoever is on the way: going alone is no help yet. */
    public enum Attended {
        /** At the last press or since. */
        THERE(""),
        COMING("Somebody is on the way and not there yet: closing now would call them off. "),
        LOCKED_OUT("Whoever was at the door could not get in. "),
        NOBODY("Asked is not sent: nobody has said that they go. ");

        private final String instead;

        Attended(String instead) {
            this.instead = instead;
        }
    }

    /** What is on record now; empty for an alarm of another service. */
    public static Future<Optional<OnRecord>> onRecord(SqlClient client, Scope scope, UUID alarmId) {
        return client.preparedQuery(RECORD)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().findFirst().map(Closure::read));
    }

    /** Empty when closed; otherwise what is missing, and nothing has changed. */
    static Future<Optional<ActResult>> close(CaseFile file, CloseRequest request) {
        return file.connection()
                .preparedQuery(OUTCOME)
                .execute(Tuple.of(file.scope().serviceId(), request.outcome()))
                .map(rows -> rows.stream().findFirst().map(Closure::outcome))
                .compose(outcome -> {
                    if (outcome.isEmpty()) {
                        return invalid("outcome", "Choose one of the service's outcome codes.");
                    }
                    return outcome.get().retired()
                            ? invalid("outcome", "This outcome is offered no more: choose another.")
                            : onRecord(file.connection(), file.scope(), file.id())
                                    .compose(found -> close(file, request, outcome.get(), found.orElseThrow()));
                });
    }

    private static Future<Optional<ActResult>> close(
            CaseFile file, CloseRequest request, OutcomeCode outcome, OnRecord found) {
        String named = isBlank(request.spokenTo()) ? null : request.spokenTo();
        String spokenTo = named == null ? found.record().spokenTo() : named;
        String reference = request.reference999();
        if (reference != null && reference.length() > CaseClocks.LONGEST_REFERENCE) {
            return invalid(
                    "reference999", "A reference number has at most " + CaseClocks.LONGEST_REFERENCE + " characters.");
        }
        CloseRequest whole = new CloseRequest(request.outcome(), spokenTo, request.note(), reference);
        Optional<ActResult> broken = broken(file, whole, outcome.rule());
        if (broken.isPresent()) {
            return Future.succeededFuture(broken);
        }
        return IncidentClosing.of(file).compose(incident -> {
            if (incident.refused().isPresent()) {
                return Future.succeededFuture(incident.refused());
            }
            boolean brings999 = outcome.helpSent() && outcome.emergency() && !isBlank(reference);
            boolean sent = brings999 || found.helpSent(outcome);
            Optional<String> no = ClosingRule.refusal(found.record(), sent, named);
            if (no.isPresent()) {
                return missing(outcome, found, no.get());
            }
            // A name that the closing itself brings is a record of its own, like one written down before.
            Future<Void> spoken = named == null
                            || incident.isCard()
                            || named.equals(found.record().spokenTo())
                    ? Future.succeededFuture()
                    : SpokenDesk.spokenTo(file, named);
            return spoken.compose(v -> brings999 ? rang(file, String.valueOf(reference)) : Future.succeededFuture())
                    .compose(v -> seal(file, whole, outcome))
                    .compose(v -> incident.close(file))
                    .map(v -> Optional.empty());
        });
    }

    private static Future<Optional<ActResult>> missing(OutcomeCode outcome, OnRecord found, String why) {
        if (outcome.emergency() && !found.rang999()) {
            return invalid(
                    "reference999",
                    "No call to 999 is on record: write down its reference before this counts as help sent. " + why);
        }
        return invalid("spokenTo", (outcome.attended() ? found.attended().instead : "") + why);
    }

    /** The reference that the closing brings is a record of its own, like one written down before. */
    private static Future<Void> rang(CaseFile file, String reference) {
        CaseClocks.Start call = new CaseClocks.Start(CaseClock.Kind.AMBULANCE, null, null, reference.strip());
        return CaseClocks.start(file, call).mapEmpty();
    }

    /** What the outcome itself asks for. */
    private static Optional<ActResult> broken(CaseFile file, CloseRequest request, OutcomeCode.Rule rule) {
        boolean recurring = file.flags().contains(AlarmFlag.RECURRING.name());
        if (rule == OutcomeCode.Rule.RESTORED && recurring) {
            return Optional.of(new ActResult.Invalid(
                    "outcome",
                    "This fault came back three times within 24 hours: that it is over once more is no outcome."
                            + " Choose what is done about it."));
        }
        if (rule == OutcomeCode.Rule.USER_TEST) {
            return notATest(file, request);
        }
        if (rule != OutcomeCode.Rule.RELEASED) {
            return Optional.empty();
        }
        if (file.joiningClass() != JoiningClass.DOOR) {
            return Optional.of(new ActResult.Invalid("outcome", "There is no door in this alarm."));
        }
        return isBlank(request.spokenTo())
                ? Optional.of(new ActResult.Invalid(
                        "spokenTo", "Identity before release: say who was at the door and how you know."))
                : Optional.empty();
    }

    private static Optional<ActResult> notATest(CaseFile file, CloseRequest request) {
        if (file.joiningClass() != JoiningClass.LIFE) {
            return Optional.of(new ActResult.Invalid("outcome", "Nobody pressed here: this was no test of a trigger."));
        }
        return isBlank(request.spokenTo())
                ? Optional.of(new ActResult.Invalid(
                        "spokenTo", "A test counts only when somebody at the home was spoken to: say who."))
                : Optional.empty();
    }

    private static Future<Void> seal(CaseFile file, CloseRequest request, OutcomeCode outcome) {
        String words = "Closed by " + file.actorName() + ": " + outcome.label()
                + (isBlank(request.spokenTo()) ? "" : "; spoken to " + request.spokenTo())
                + (isBlank(request.note()) ? "" : "; " + request.note());
        Tuple values = Tuple.of(
                        file.id(),
                        file.scope().serviceId(),
                        file.time(),
                        file.scope().operatorId())
                .addString(outcome.code())
                .addString(isBlank(request.spokenTo()) ? null : request.spokenTo())
                .addString(isBlank(request.note()) ? null : request.note());
        return PlanSteps.withdraw(file)
                .compose(v -> file.change(AlarmLifecycle.Act.CLOSE))
                .compose(v -> file.connection().preparedQuery(SEAL).execute(values))
                .compose(v -> file.log(EntryKind.CLOSED, words))
                .compose(v -> proves(file, request, outcome));
    }

    private static Future<Void> proves(CaseFile file, CloseRequest request, OutcomeCode outcome) {
        String spokenTo = request.spokenTo();
        return outcome.rule() == OutcomeCode.Rule.USER_TEST && spokenTo != null
                ? UserTests.record(file.connection(), file.scope(), file.id(), spokenTo, file.at())
                : Future.succeededFuture();
    }

    private static OnRecord read(Row row) {
        ClosingRule.Record record = new ClosingRule.Record(
                row.getBoolean("arrived") || row.getBoolean("card"),
                row.getString("spoken_to"),
                row.getBoolean("unheard"),
                row.getBoolean("connected"),
                row.getBoolean("calls_reported"),
                row.getBoolean("allowed"),
                row.getBoolean("settled"));
        return new OnRecord(record, attended(row), row.getBoolean("rang_999"));
    }

    private static Attended attended(Row row) {
        if (row.getBoolean("arrived")) {
            return Attended.THERE;
        }
        if (row.getBoolean("coming")) {
            return Attended.COMING;
        }
        return row.getBoolean("locked_out") ? Attended.LOCKED_OUT : Attended.NOBODY;
    }

    private static OutcomeCode outcome(Row row) {
        return new OutcomeCode(
                row.getString(0),
                row.getString(1),
                row.getBoolean(2),
                OutcomeCode.Rule.valueOf(row.getString(3)),
                row.getBoolean(4),
                row.getString(5),
                row.getBoolean(6),
                row.getBoolean(7));
    }

    private static Future<Optional<ActResult>> invalid(String field, String why) {
        return Future.succeededFuture(Optional.of(new ActResult.Invalid(field, why)));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
