package org.tocsin.console.board;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmEntry;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.EntryKind;
import org.tocsin.alarm.OutcomeCode;
import org.tocsin.alarm.Queue;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.AlarmPage.Act;
import org.tocsin.console.board.AlarmPageReader.Found;
import org.tocsin.console.person.CardReader;
import org.tocsin.console.person.PersonCard;
import org.tocsin.console.person.PersonCards;
import org.tocsin.service.TelecareService;

/** From what the stores have to what an operator reads. Pure: the same alarm at the same time gives the same page. */
final class AlarmPageWriter {
    private static final int MOST_LOG_LINES = 200;
    private static final int LAST_ALARMS = 10;
    private static final Set<EntryKind> WARNINGS = EnumSet.of(
            EntryKind.NOT_CALLED_OUT,
            EntryKind.NOT_SENT,
            EntryKind.TEXTED,
            EntryKind.DECLINED,
            EntryKind.EXPIRED,
            EntryKind.RETURNED,
            EntryKind.NO_SPEECH,
            EntryKind.MANAGER_OVER,
            EntryKind.OFFER_ENDED,
            EntryKind.RELEASED,
            EntryKind.UNTAKEN);

    private final Found found;
    private final Reader reader;
    private final WallClock clock;

    private AlarmPageWriter(Found found, Reader reader) {
        this.found = found;
        this.reader = reader;
        this.clock = new WallClock(reader.service().zone());
    }

    /** Who reads, by which service's rules, and when. */
    record Reader(SignedIn person, TelecareService service, Instant now) {}

    static AlarmPage write(Found found, Reader reader) {
        return new AlarmPageWriter(found, reader).page();
    }

    private AlarmPage page() {
        CardReader.Known known = found.beside().known();
        PersonCard card = found.card()
                .map(on -> PersonCards.of(on, known, clock, reader.now()))
                .orElse(PersonCard.UNKNOWN);
        ScriptPart script = ScriptLines.of(found.script(), reader, mine() && state() != AlarmState.CLOSED);
        return new AlarmPage(
                head(),
                standing(script),
                card,
                ContactLines.plan(found, clock, mine(), reader.now()),
                found.history().past().stream()
                        .limit(LAST_ALARMS)
                        .map(this::past)
                        .toList(),
                log(),
                Notices.of(found, clock),
                isCard() ? Beside.NOTHING : new BesideWriter(found, clock, reader.now()).beside(),
                AsideLines.of(found, reader, mine()),
                script);
    }

    private AlarmPage.Head head() {
        Alarm alarm = found.row().alarm();
        Alarm.Progress progress = alarm.progress();
        return new AlarmPage.Head(
                alarm.id().toString(),
                found.row().version(),
                alarm.reference(),
                progress.priority(),
                found.card().isPresent() || found.row().site() != null || isCard()
                        ? found.row().person()
                        : "Unit " + alarm.trigger().cid(),
                alarm.trigger().words(),
                new SpeechLines(found, reader.service(), clock).speech(),
                clock.full(progress.raisedAt()),
                progress.signalCount() > 1 ? clock.time(progress.pressedAt()) : null,
                progress.signalCount(),
                Flag.of(alarm.trigger().flags(), found.row().homeFlags()),
                alarm.trigger().unitId() == null ? null : alarm.trigger().cid(),
                site(),
                found.history().positions().stream()
                        .map(one -> new AlarmPage.Position(
                                at(one.at()), one.words() == null ? one.place() : one.place() + ", " + one.words()))
                        .toList());
    }

    private AlarmPage.@Nullable Site site() {
        AlarmRow.Site site = found.row().site();
        if (site == null) {
            return null;
        }
        boolean door = found.row().alarm().trigger().queue() == Queue.DOOR;
        return new AlarmPage.Site(
                site.words(),
                managerWords(site),
                door,
                found.history().around().map(PersonCards::lines).orElse(List.of()));
    }

    private String managerWords(AlarmRow.Site site) {
        Instant since = site.dutySince();
        String begun = since == null ? "" : " since " + at(since);
        return switch (site.duty()) {
            case OFF -> "Manager off duty" + begun;
            case ON -> "Manager on duty" + begun;
            case RECEIVING -> "Manager on duty and receiving alarms there" + begun;
        };
    }

    private AlarmPage.Standing standing(ScriptPart script) {
        Set<Act> acts = acts(script);
        return new AlarmPage.Standing(
                state().name(),
                standingWords(),
                mine() && state() != AlarmState.CLOSED,
                acts,
                primary(acts, script),
                waitsFor());
    }

    private Set<Act> acts(ScriptPart script) {
        if (state() == AlarmState.CLOSED) {
            return Set.of();
        }
        if (state() == AlarmState.WAITING) {
            return Set.of(Act.TAKE);
        }
        EnumSet<Act> acts = EnumSet.noneOf(Act.class);
        if (mine()) {
            acts.addAll(EnumSet.of(
                    Act.CALL_OUT, Act.CLOSE, Act.HAND_BACK, Act.SPOKEN, Act.FOLLOW_UP, Act.PARK, Act.HAND_OVER));
            if (script.next() != null) {
                acts.add(Act.STEP);
            }
            if (found.row().alarm().progress().sounding() || hold().parked() != null) {
                acts.add(Act.TAKE);
            }
            if (hold().offer() != null) {
                acts.add(Act.END_OFFER);
            }
        } else if (offeredToReader()) {
            acts.addAll(EnumSet.of(Act.TAKE, Act.END_OFFER));
        } else if (hold().offer() != null && hold().offer().to() == null) {
            // For whoever comes next: nobody has to say no.
            acts.add(Act.TAKE);
        } else if (reader.person().role() == Role.MANAGER || reader.person().role() == Role.ADMIN) {
            acts.add(Act.HAND_BACK);
        }
        if (script.closing().leader()) {
            acts.add(Act.ALLOW);
        }
        return acts;
    }

    private @Nullable Act primary(Set<Act> acts, ScriptPart script) {
        if (acts.contains(Act.TAKE)) {
            return Act.TAKE;
        }
        if (!mine() || state() == AlarmState.CLOSED) {
            return null;
        }
        if (state() == AlarmState.HANDLED || (technical() && script.next() == null)) {
            return Act.CLOSE;
        }
        if (script.next() != null) {
            return Act.STEP;
        }
        return waitsFor() == null ? Act.CALL_OUT : null;
    }

    /** Whom the operator is waiting for, in words; null when it is the operator's turn. */
    private @Nullable String waitsFor() {
        boolean somebody =
                found.callouts().stream().anyMatch(callout -> callout.state().open());
        return mine() && state() == AlarmState.RESPONDING && somebody
                ? found.row().callout()
                : null;
    }

    private String standingWords() {
        Alarm.Progress progress = found.row().alarm().progress();
        Alarm.Closing closing = found.row().alarm().closing();
        if (closing != null) {
            String spokenTo = closing.spokenTo() == null ? "" : ", spoken to " + closing.spokenTo();
            return "closed " + clock.full(closing.at()) + " as " + label(closing.outcome()) + spokenTo;
        }
        String takenBy = found.row().takenBy();
        if (takenBy == null) {
            AlarmRow.Site site = found.row().site();
            Instant until = site == null ? null : site.managerUntil();
            return until == null
                    ? "waiting, nobody has it"
                    : "with the scheme's manager until " + clock.time(until) + ", then it sounds here";
        }
        Instant takenAt = progress.takenAt();
        String since = takenAt == null ? "" : " since " + clock.time(takenAt);
        String holder = mine() ? "you have it" : takenBy + " has it";
        AlarmRow.Parked parked = hold().parked();
        if (parked != null) {
            return holder + since + "; parked until " + clock.time(parked.until()) + ": " + parked.reason();
        }
        String handled = state() == AlarmState.HANDLED ? "; help has been, the outcome is still to be recorded" : "";
        return holder + since + handled;
    }

    private AlarmPage.Past past(Alarm alarm) {
        Alarm.Closing closing = alarm.closing();
        return new AlarmPage.Past(
                alarm.id().toString(),
                clock.day(alarm.progress().raisedAt()),
                alarm.trigger().words(),
                closing == null ? "open" : label(closing.outcome()));
    }

    private List<AlarmPage.LogLine> log() {
        List<AlarmEntry> entries = found.history().log();
        return entries.subList(Math.max(0, entries.size() - MOST_LOG_LINES), entries.size()).stream()
                .sorted((a, b) -> Long.compare(b.id(), a.id()))
                .map(entry -> new AlarmPage.LogLine(
                        at(entry.at()),
                        who(entry.actor()),
                        entry.words(),
                        WARNINGS.contains(entry.kind()),
                        entry.kind() == EntryKind.NOTE))
                .toList();
    }

    private String at(Instant instant) {
        return clock.sameDay(instant, reader.now()) ? clock.time(instant) : clock.full(instant);
    }

    /** A contact's name stands in the words; what they are known by in the database tells nobody anything. */
    private static String who(String actor) {
        if (actor.startsWith("contact:")) {
            return "contact";
        }
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
    }

    private String label(String outcome) {
        Optional<OutcomeCode> code = found.outcomes().stream()
                .filter(one -> one.code().equals(outcome))
                .findFirst();
        return code.map(OutcomeCode::label).orElse(outcome).toLowerCase(Locale.UK);
    }

    private AlarmState state() {
        return found.row().alarm().progress().state();
    }

    private AlarmRow.Hold hold() {
        return found.row().hold();
    }

    private boolean offeredToReader() {
        AlarmRow.Offer offer = hold().offer();
        return offer != null && reader.person().username().equals(offer.to());
    }

    private boolean isCard() {
        AlarmRow.OneCause common = found.row().incident();
        return common != null && common.card();
    }

    private boolean mine() {
        return reader.person()
                .operatorId()
                .equals(found.row().alarm().progress().takenBy());
    }

    private boolean technical() {
        return "TECHNICAL".equals(found.row().alarm().trigger().kind());
    }
}
