package org.tocsin.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.figures.CaseFacts.Answer;
import org.tocsin.figures.CaseFacts.Handling;
import org.tocsin.figures.CaseFacts.Response;
import org.tocsin.figures.CaseRecord.Call;
import org.tocsin.figures.CaseRecord.Ending;
import org.tocsin.figures.CaseRecord.Opening;
import org.tocsin.figures.CaseRecord.Press;
import org.tocsin.figures.CaseRecord.Sending;

/**
 * From the record of an alarm to what is counted. The clock of a press begins when its first message was received; time
 * on hold is in it. Every press has its own. Pure.
 */
public final class CaseRule {
    /** A call whose end was never reported is not thought to last for ever. */
    static final Duration LONGEST_CALL = Duration.ofHours(1);

    private CaseRule() {}

    /** Everything of one alarm. Its order is that of the presses. */
    public static CaseFacts facts(CaseRecord record) {
        Ending ending = record.ending();
        CallKind kind = CallKind.of(
                record.head().joined(),
                ending == null ? null : ending.outcome(),
                ending == null ? null : ending.rule());
        List<Answer> answers = record.presses().stream()
                .sorted(Comparator.comparing(Press::at).thenComparing(Press::signalId))
                .map(press -> answer(press, record))
                .toList();
        return new CaseFacts(record.head(), kind, response(record), handling(record), answers);
    }

    private static Answer answer(Press press, CaseRecord record) {
        Way way = !press.speaks() ? Way.OPENED : press.reported() ? Way.SPEECH : Way.TAKEN;
        Instant opened = first(record.openings().stream().map(Opening::at).filter(at -> !at.isBefore(press.at())));
        Instant answered =
                way == Way.SPEECH ? first(record.calls().stream().map(call -> spoken(press, call, record))) : opened;
        Instant over = record.ending() == null ? null : record.ending().at();
        Instant givenUp = first(record.calls().stream()
                .filter(call -> call.connected() == null)
                .map(Call::cleared)
                .filter(Objects::nonNull)
                .filter(at -> !at.isBefore(press.at()))
                .filter(at -> answered == null || at.isBefore(answered))
                .filter(at -> over == null || !at.isAfter(over)));
        return new Answer(press.signalId(), press.at(), way, answered, opened, givenUp);
    }

    /** A press while speech is up is heard at once; otherwise the next time speech is connected. */
    private static @Nullable Instant spoken(Press press, Call call, CaseRecord record) {
        Instant connected = call.connected();
        if (connected == null || !connected.isBefore(press.at())) {
            return connected;
        }
        Instant cleared = call.cleared() == null ? presumedEnd(connected, record) : call.cleared();
        return press.at().isBefore(cleared) ? press.at() : null;
    }

    /** The next call of the alarm shows that this one was over. */
    private static Instant presumedEnd(Instant connected, CaseRecord record) {
        Instant longest = connected.plus(LONGEST_CALL);
        Instant next = first(record.calls().stream()
                .map(call -> call.ringing() == null ? call.connected() : call.ringing())
                .filter(Objects::nonNull)
                .filter(at -> at.isAfter(connected)));
        return next == null || next.isAfter(longest) ? longest : next;
    }

    private static Response response(CaseRecord record) {
        return new Response(
                first(record.sendings().stream().map(Sending::asked)),
                first(record.sendings().stream().map(Sending::arrived)),
                first(record.sendings().stream().map(Sending::proven)),
                record.ending() == null ? null : record.ending().at());
    }

    private static Handling handling(CaseRecord record) {
        Optional<Opening> taken = record.openings().stream().min(Comparator.comparing(Opening::at));
        Ending ending = record.ending();
        UUID taker = taken.map(Opening::by).orElse(null);
        UUID handler = ending == null ? null : ending.by();
        return new Handling(
                taken.map(Opening::at).orElse(null),
                ending == null || taken.isEmpty()
                        ? null
                        : (int) BusyTime.of(record, ending.at()).toSeconds(),
                handler,
                handler != null && handler.equals(taker),
                ending == null ? null : ending.outcome());
    }

    private static @Nullable Instant first(Stream<Instant> times) {
        return times.filter(Objects::nonNull).min(Comparator.naturalOrder()).orElse(null);
    }
}
