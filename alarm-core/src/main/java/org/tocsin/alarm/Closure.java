package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.healthtest.UserTests;
import org.tocsin.incident.IncidentClosing;
import org.tocsin.response.PlanSteps;

/** How an alarm is ended: with an outcome of the service's list, and never without help or a word with the home. */
final class Closure {
    private Closure() {}

    private static final String OUTCOME =
            "select code, label, help_sent, coalesce(rule, 'NONE') from outcome_code where service_id = $1 and code = $2";
    private static final String SEAL = """
            update alarm set closed_at = $3, closed_by = $4, outcome = $5, spoken_to = $6, closing_note = $7
            where id = $1 and service_id = $2
            """;

    /** Empty when closed; otherwise what is missing, and nothing has changed. */
    static Future<Optional<ActResult>> close(CaseFile file, CloseRequest request) {
        return file.connection()
                .preparedQuery(OUTCOME)
                .execute(Tuple.of(file.scope().serviceId(), request.outcome()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new OutcomeCode(
                                row.getString(0),
                                row.getString(1),
                                row.getBoolean(2),
                                OutcomeCode.Rule.valueOf(row.getString(3)))))
                .compose(outcome -> outcome.isPresent()
                        ? close(file, request, outcome.get())
                        : invalid("outcome", "Choose one of the service's outcome codes."));
    }

    private static Future<Optional<ActResult>> close(CaseFile file, CloseRequest request, OutcomeCode outcome) {
        Optional<ActResult> broken = broken(file, request, outcome.rule());
        if (broken.isPresent()) {
            return Future.succeededFuture(broken);
        }
        return IncidentClosing.of(file).compose(incident -> {
            if (incident.refused().isPresent()) {
                return Future.succeededFuture(incident.refused());
            }
            // Whom the homes of an incident spoke with stands beside each of them.
            Future<Boolean> help = outcome.helpSent() || incident.isCard()
                    ? Future.succeededFuture(true)
                    : PlanSteps.somebodyArrived(file);
            return help.compose(sent -> sent || !isBlank(request.spokenTo())
                    ? seal(file, request, outcome)
                            .compose(v -> incident.close(file))
                            .map(v -> Optional.empty())
                    : invalid("spokenTo", "No help was sent: say who at the home was spoken to."));
        });
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

    private static Future<Optional<ActResult>> invalid(String field, String why) {
        return Future.succeededFuture(Optional.of(new ActResult.Invalid(field, why)));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
