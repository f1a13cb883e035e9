package org.tocsin.console.response;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.console.board.BoardPage;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.person.PersonCards;
import org.tocsin.home.CardFact;
import org.tocsin.home.ServiceUser;
import org.tocsin.response.CalloutState;
import org.tocsin.response.Eta;
import org.tocsin.response.InjuryScreen;
import org.tocsin.response.JobSheet;
import org.tocsin.response.ResponseClock;
import org.tocsin.response.ResponseSettings;
import org.tocsin.response.Road;
import org.tocsin.response.SceneReport;

/** A responder's job as the phone shows it; times are words already. The code of a key safe is never part of it,
 * and of the card only the risks while nobody has accepted. */
record JobJson(WallClock wall, ResponseSettings.Values settings, Instant now) {

    /**
     * What stands on the home's card.
     *
     * @param residents who live there now
     * @param lines of the home and of its residents
     */
    record Known(List<ServiceUser> residents, List<CardFact> lines) {
        static final Known NOTHING = new Known(List.of(), List.of());

        /** In one text, each of those who live there on a line. */
        String notes() {
            return residents.stream()
                    .map(ServiceUser::notes)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining("\n"));
        }

        /** Of these kinds, the gravest kind first; whose it is where several live there. */
        JsonArray of(Set<CardFact.Kind> kinds, WallClock wall) {
            JsonArray found = new JsonArray();
            lines.stream()
                    .filter(line -> kinds.contains(line.kind()))
                    .sorted(Comparator.comparing(CardFact::kind))
                    .map(line -> json(line, wall))
                    .forEach(found::add);
            return found;
        }

        private JsonObject json(CardFact line, WallClock wall) {
            String whose = residents.size() < 2
                    ? ""
                    : residents.stream()
                            .filter(one -> one.id().equals(line.personId()))
                            .findFirst()
                            .map(one -> ", " + one.name())
                            .orElse("");
            return new JsonObject()
                    .put("title", line.kind().title() + whose)
                    .put("words", line.words())
                    .put("always", line.kind().always())
                    .put(
                            "asked",
                            wall.date(line.confirmed().at()) + ", "
                                    + PersonCards.by(line.confirmed().by()));
        }
    }

    private static final Set<CardFact.Kind> BEFORE = Set.of(CardFact.Kind.RISK, CardFact.Kind.SAFEGUARDING);
    private static final Set<CardFact.Kind> TO_GET_IN = Set.of(CardFact.Kind.ACCESS);
    private static final Set<CardFact.Kind> ABOUT =
            Set.of(CardFact.Kind.COMMUNICATION, CardFact.Kind.LANGUAGE, CardFact.Kind.MEDICAL, CardFact.Kind.RESPECT);

    JsonObject job(JobSheet sheet, Road.Facts facts, Road road, Known known) {
        AlarmRow row = sheet.alarm();
        Alarm alarm = row.alarm();
        boolean onFile = alarm.trigger().homeId() != null;
        CalloutState state = sheet.callout().state();
        boolean asked = state == CalloutState.OFFERED;
        Known going = asked ? Known.NOTHING : known;
        String notes = going.notes();
        String address = onFile ? row.place() : "";
        return new JsonObject()
                .put("id", sheet.callout().id().toString())
                .put("stage", stage(state))
                .put("late", state == CalloutState.EXPIRED)
                .put("leftBehind", state == CalloutState.WITHDRAWN)
                .put("priority", alarm.progress().priority().name())
                .put("priorityWord", BoardPage.word(alarm.progress().priority()))
                .put("who", onFile ? row.person() : "Unit " + alarm.trigger().cid())
                .put("what", alarm.trigger().words())
                .put("raised", wall.full(alarm.progress().raisedAt()))
                .put("reference", alarm.reference())
                .put("risks", sheet.risks())
                .put("before", known.of(asked ? Set.of(CardFact.Kind.RISK) : BEFORE, wall))
                .put("getIn", going.of(TO_GET_IN, wall))
                .put("about", going.of(ABOUT, wall))
                .put("address", address)
                .put("geo", "geo:0,0?q=" + query(address))
                .put("telephone", sheet.telephone())
                .put("notes", notes.isBlank() ? null : notes)
                .put("circumstances", new JsonArray(facts.circumstances()))
                .put("attending", new JsonArray(facts.attending()))
                .put("needs", facts.needs())
                .put("wayIn", facts.wayIn().onFile())
                .put("wayInVersion", asked ? null : facts.wayIn().version())
                .put("codeFailed", asked ? null : failed(facts.wayIn()))
                .put("customer", facts.customer())
                .put("because", road.because())
                .put("clock", clock(facts.clock()))
                .put("expected", expected(road.eta()))
                .put("arrivedAt", time(road.times().arrived()))
                .put("arrivalPress", time(road.proof().arrivalPress()))
                .put("checkInDue", millis(road.alone().due()))
                .put("report", road.report());
    }

    /** Whoever accepted and is late is still on the way; whoever is in a home whose alarm was closed is still there. */
    private static String stage(CalloutState state) {
        return switch (state) {
            case ACCEPTED -> "ACCEPTED";
            case EN_ROUTE, EXPIRED -> "EN_ROUTE";
            case ARRIVED, WITHDRAWN -> "ARRIVED";
            case OFFERED, DECLINED, LEFT -> "OFFERED";
        };
    }

    /** "Sat 21 Nov, 03:10, olive"; null while the code is believed. */
    private @Nullable String failed(Road.WayIn wayIn) {
        Instant at = wayIn.failedAt();
        String by = wayIn.failedBy();
        return at == null || by == null ? null : wall.day(at) + ", " + PersonCards.by(by);
    }

    private @Nullable JsonObject expected(@Nullable Eta eta) {
        Instant limit = eta == null ? null : eta.limit();
        return eta == null
                ? null
                : new JsonObject()
                        .put("at", eta.at().toEpochMilli())
                        .put("time", wall.time(eta.at()))
                        .put(
                                "after",
                                !eta.afterLimit() || limit == null
                                        ? null
                                        : "You were to be there by " + wall.time(limit)
                                                + ". The centre has been told, and may ask somebody else too.");
    }

    private JsonObject clock(ResponseClock clock) {
        ResponseClock.Promise promise = settings.promise();
        return new JsonObject()
                .put("received", clock.received().toEpochMilli())
                .put("decided", millis(clock.decided()))
                .put("arrived", millis(clock.arrived()))
                .put(
                        "promise",
                        "most within " + minutes(promise.mostly()) + ", the rest within " + minutes(promise.latest())
                                + ", nobody after " + minutes(promise.crisis()))
                .put("rule", ResponseClock.RULE);
    }

    static String minutes(Duration time) {
        long minutes = time.toMinutes();
        return minutes % 60 == 0 && minutes >= 120 ? minutes / 60 + " hours" : minutes + " minutes";
    }

    /** What the on-scene form asks. */
    static JsonObject forms() {
        JsonArray questions = new JsonArray();
        for (InjuryScreen.Question question : InjuryScreen.Question.values()) {
            questions.add(new JsonObject()
                    .put("name", question.name())
                    .put("words", question.words())
                    .put("dangerous", question.dangerous()));
        }
        return new JsonObject()
                .put("questions", questions)
                .put("injuries", options(SceneReport.Injury.values(), SceneReport.Injury::words))
                .put("lifts", options(SceneReport.Lift.values(), SceneReport.Lift::words))
                .put("outcomes", options(SceneReport.Outcome.values(), SceneReport.Outcome::words));
    }

    private static <E extends Enum<E>> JsonArray options(E[] values, Function<E, String> words) {
        JsonArray options = new JsonArray();
        Arrays.stream(values)
                .forEach(one -> options.add(new JsonArray().add(one.name()).add(words.apply(one))));
        return options;
    }

    /** For a {@code geo:} link (RFC 5870; the {@code q} parameter as phones understand it). */
    private static String query(String address) {
        return URLEncoder.encode(address, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private @Nullable String time(@Nullable Instant at) {
        return at == null ? null : wall.time(at);
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }
}
