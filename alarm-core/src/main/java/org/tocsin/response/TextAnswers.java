package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.notify.ReceivedText;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.response.CalloutLifecycle.Answer;
import org.tocsin.response.TextMatch.Ask;
import org.tocsin.response.TextMatch.Match;
import org.tocsin.response.TextMatch.Unclarity;
import org.tocsin.response.TextReading.Meaning;
import org.tocsin.speech.TelephoneNumber;
import org.tocsin.telephone.CallBacks;

/**
 * Texts that come back. "I am going" and "I can't" are the same answer as by the link, of the one callout they can mean;
 * minutes in it are when they expect to be there.
 * Everything else makes somebody look: the alarm sounds with what was texted in its log, and where there is no open alarm
 * the sender is to be rung back at once. Each text is kept once, however often the provider sends it.
 */
public final class TextAnswers {
    /** An ask counts as the one that was answered for so long. */
    static final Duration REMEMBERED = Duration.ofHours(24);

    private static final int MOST_ASKS = 20;
    private static final int LISTED = 50;
    private static final int QUOTED = 160;
    private static final String ONCE = "received_text_service_id_reference_key";

    // Of each callout once; only what has been handed to a provider can have been read.
    private static final String ASKS = """
            select co.id, co.alarm_id, co.contact_id, ct.name as contact, co.state, n.sent_at as asked_at, co.accepted_at,
              a.state = 'CLOSED' as closed,
              exists (select from operator o where o.id = ct.operator_id and not o.active) as gone
            from notification n join callout co on co.id = n.callout_id and co.service_id = n.service_id
              join contact ct on ct.id = co.contact_id join alarm a on a.id = co.alarm_id
            where n.service_id = $1 and n.asked_at > $3 and n.channel = 'SMS' and n.sent_at is not null
              and n.to_address = any ($2)
            order by n.sent_at desc, co.id limit %d
            """.formatted(MOST_ASKS);
    private static final String KNOWN = "select from received_text where service_id = $1 and reference = $2";
    private static final String KEEP = """
            insert into received_text (id, service_id, provider_id, reference, from_number, to_number, words, sent_at, kept_at,
              meaning, outcome, alarm_id, callout_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """;
    private static final String LATEST = """
            select t.from_number, t.words, t.sent_at, t.outcome, t.alarm_id, a.reference as alarm, ct.name as contact
            from received_text t left join alarm a on a.id = t.alarm_id and a.service_id = t.service_id
              left join callout co on co.id = t.callout_id and co.service_id = t.service_id
              left join contact ct on ct.id = co.contact_id
            where t.service_id = $1 order by t.kept_at desc, t.id desc limit %d
            """.formatted(LISTED);

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public TextAnswers(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /** What became of a text. Stored by name. */
    public enum Outcome {
        ACCEPTED("I am going"),
        DECLINED("I can't"),
        /** They had said so. */
        AGAIN("said before"),
        /** It stands in the log of each alarm it can mean, which sounds. */
        UNCLEAR("a person has to read it"),
        /** Nobody waits for it any more. */
        LATE("too late"),
        /** Nothing was asked of this number. */
        NO_ASK("nothing was asked of this number");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * A text as people see it.
     *
     * @param contact whose answer it is; null where nobody was asked
     * @param alarm its reference; null where it belongs to none
     */
    public record Line(
            String from,
            @Nullable String contact,
            String words,
            Instant sentAt,
            Outcome outcome,
            @Nullable UUID alarmId,
            @Nullable String alarm) {}

    /** The last fifty of the service. */
    public Future<List<Line>> latest(Scope scope) {
        return database.pool()
                .preparedQuery(LATEST)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Line(
                                row.getString("from_number"),
                                row.getString("contact"),
                                row.getString("words"),
                                Times.fromRow(row.getOffsetDateTime("sent_at")),
                                Outcome.valueOf(row.getString("outcome")),
                                row.getUUID("alarm_id"),
                                row.getString("alarm")))
                        .toList());
    }

    /** Takes a text; the same one again changes nothing. When it is done, it is kept. */
    public Future<Void> take(ReceivedText text) {
        Instant now = clock.instant();
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(KNOWN)
                        .execute(Tuple.of(text.serviceId(), text.reference()))
                        .compose(known -> known.size() > 0
                                ? Future.<Void>succeededFuture()
                                : asks(connection, text, now)
                                        .compose(asks -> new Taking(connection, text, now).take(asks))))
                // The same text, posted twice at once: the other one has done it, and all of this is undone.
                .recover(e -> e instanceof PgException refused && ONCE.equals(refused.getConstraint())
                        ? Future.succeededFuture()
                        : Future.failedFuture(e))
                .onSuccess(v -> wakeup.ring());
    }

    private static Future<List<Ask>> asks(SqlConnection connection, ReceivedText text, Instant now) {
        String number = TelephoneNumber.normal(text.from());
        if (number == null) {
            return Future.succeededFuture(List.of());
        }
        // As messages are addressed: British ones often without the country.
        String[] numbers =
                number.startsWith("+44") ? new String[] {number, "0" + number.substring(3)} : new String[] {number};
        return connection
                .preparedQuery(ASKS)
                .execute(Tuple.of(text.serviceId(), numbers, Times.toRow(now.minus(REMEMBERED))))
                .map(rows -> rows.stream().map(TextAnswers::ask).toList());
    }

    private static Ask ask(Row row) {
        return new Ask(
                row.getUUID("id"),
                row.getUUID("alarm_id"),
                row.getUUID("contact_id"),
                row.getString("contact"),
                CalloutState.valueOf(row.getString("state")),
                Times.fromRow(row.getOffsetDateTime("asked_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("accepted_at")),
                row.getBoolean("closed"),
                row.getBoolean("gone"));
    }

    /** One text in its transaction. */
    private record Taking(SqlConnection connection, ReceivedText text, Instant now) {
        Future<Void> take(List<Ask> asks) {
            Meaning meaning = TextReading.of(text.words());
            Match match = TextMatch.of(asks, meaning, text.sentAt());
            if (meaning == Meaning.UNCLEAR
                    && within().isPresent()
                    && TextMatch.of(asks, Meaning.GOING, text.sentAt()) instanceof Match.Again again) {
                // How soon, and no more: of somebody who has said that they go, that is no question any more.
                return again(again.ask()).compose(outcome -> keep(Meaning.GOING, outcome, again.ask()));
            }
            if (match instanceof Match.Answers answers) {
                return answer(answers).compose(outcome -> keep(meaning, outcome, answers.ask()));
            }
            if (match instanceof Match.Again again) {
                return again(again.ask()).compose(outcome -> keep(meaning, outcome, again.ask()));
            }
            if (match instanceof Match.Unclear unclear) {
                return unclear(unclear)
                        .compose(v -> keep(
                                meaning,
                                Outcome.UNCLEAR,
                                unclear.asks().size() == 1 ? unclear.asks().get(0) : null));
            }
            if (match instanceof Match.Late late) {
                return late(late.ask(), meaning).compose(v -> keep(meaning, Outcome.LATE, late.ask()));
            }
            return ringBack(null, null, text.from()).compose(v -> keep(meaning, Outcome.NO_ASK, null));
        }

        private Future<Outcome> answer(Match.Answers answers) {
            Ask ask = answers.ask();
            boolean going = answers.answer() == Answer.ACCEPT;
            Optional<Duration> within = going ? within() : Optional.empty();
            KeyholderDesk.Asked asked = new KeyholderDesk.Asked(ask.calloutId(), ask.contact(), "by text: " + quoted());
            return open(ask)
                    .compose(file -> file.map(open -> KeyholderDesk.answered(open, asked, answers.answer()))
                            .orElseGet(() -> Future.succeededFuture(false))
                            // Somebody else was faster: it was passed on, or closed.
                            .compose(done -> done
                                    ? expect(file.orElseThrow(), ask, within)
                                            .map(going ? Outcome.ACCEPTED : Outcome.DECLINED)
                                    : look(file, ask, Unclarity.TOO_LATE).map(Outcome.LATE)));
        }

        private Future<Outcome> again(Ask ask) {
            return open(ask)
                    .compose(file -> file.filter(open -> open.verdict(Act.NOTE) instanceof Verdict.To)
                            .map(open -> open.change(Act.NOTE)
                                    .compose(v ->
                                            open.log(EntryKind.TEXTED, ask.contact() + " texted again: " + quoted()))
                                    .compose(v -> expect(open, ask, within()))
                                    .map(Outcome.AGAIN))
                            .orElseGet(() -> look(file, ask, Unclarity.TOO_LATE).map(Outcome.LATE)));
        }

        private Optional<Duration> within() {
            return TextReading.within(text.words());
        }

        /** When they will be there, counted from when they texted it; as if they had said so by their link. */
        private Future<Void> expect(CaseFile file, Ask ask, Optional<Duration> within) {
            if (within.isEmpty()) {
                return Future.succeededFuture();
            }
            Instant latest = text.sentAt().isAfter(now) ? now : text.sentAt();
            Instant said = latest.isBefore(ask.asked()) ? ask.asked() : latest;
            EtaActs.Word word = new EtaActs.Word(
                    file.scope(), ask.calloutId(), ask.contact(), said, said.plus(within.get()), now, EtaActs.Way.TEXT);
            return EtaActs.keep(connection, new JobCase.Line(Optional.of(file)), word);
        }

        /** Alarms in the order of their ids, as everybody locks several. */
        private Future<Void> unclear(Match.Unclear unclear) {
            Future<Void> told = Future.succeededFuture();
            for (Ask ask : unclear.asks().stream()
                    .sorted(Comparator.comparing((Ask one) -> one.alarmId().toString()))
                    .toList()) {
                told = told.compose(v -> open(ask)).compose(file -> look(file, ask, unclear.why()));
            }
            return told;
        }

        /** Who cannot come to what is over need not be told so. */
        private Future<Void> late(Ask ask, Meaning meaning) {
            return ask.closed() && meaning == Meaning.CANNOT
                    ? Future.succeededFuture()
                    : open(ask).compose(file -> look(file, ask, Unclarity.TOO_LATE));
        }

        /** The alarm sounds, with what was texted in its log; one that is closed is sealed, and the sender is rung back. */
        private Future<Void> look(Optional<CaseFile> file, Ask ask, Unclarity why) {
            return file.filter(open -> open.verdict(Act.TEXTED) instanceof Verdict.To)
                    .map(open -> open.change(Act.TEXTED)
                            .compose(v -> open.log(EntryKind.TEXTED, ask.contact() + " " + why.words() + quoted())))
                    .orElseGet(() ->
                            ringBack(ask.alarmId(), file.map(CaseFile::homeId).orElse(null), ask.contact()));
        }

        private Future<Void> ringBack(@Nullable UUID alarmId, @Nullable UUID homeId, String whom) {
            String number = TelephoneNumber.normal(text.from());
            return CallBacks.ask(
                    connection,
                    Scope.platform(text.serviceId()),
                    new CallBacks.Wanted(
                            alarmId, homeId, whom, number == null ? text.from() : number, "SMS: " + quoted(), now));
        }

        private Future<Optional<CaseFile>> open(Ask ask) {
            Scope scope = new Scope(text.serviceId(), null, "contact:" + ask.contactId());
            return CaseFile.open(connection, scope, ask.alarmId(), now);
        }

        private Future<Void> keep(Meaning meaning, Outcome outcome, @Nullable Ask ask) {
            return connection
                    .preparedQuery(KEEP)
                    .execute(Tuple.of(
                                    Ids.next(),
                                    text.serviceId(),
                                    text.providerId(),
                                    text.reference(),
                                    text.from(),
                                    text.to())
                            .addString(text.words())
                            .addValue(Times.toRow(text.sentAt()))
                            .addValue(Times.toRow(now))
                            .addString(meaning.name())
                            .addString(outcome.name())
                            .addUUID(ask == null ? null : ask.alarmId())
                            .addUUID(ask == null ? null : ask.calloutId()))
                    .mapEmpty();
        }

        private String quoted() {
            String words = text.words();
            int end = words.offsetByCodePoints(0, Math.min(QUOTED, words.codePointCount(0, words.length())));
            return "\"" + words.substring(0, end) + (end < words.length() ? "…" : "") + "\"";
        }
    }
}
