package org.tocsin.speech;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.speech.PhoneCall.MatchedBy;

/**
 * Finds the alarm a call belongs to: by the token in the number that was called, then the unit's id, then the caller's
 * number. A number or id that fits the open alarms of two homes (one controller may serve many) fits none: a call counted for the wrong home would let the
 * silence of the right one go unnoticed.
 */
final class CallMatch {
    private static final String TOKEN = """
            select a.id, a.home_id from speech_ask k join alarm a on a.id = k.alarm_id
            where k.service_id = $1 and k.token = any($2::text[]) limit 1
            """;
    private static final String CID = """
            select a.id, a.home_id from alarm a
            where a.service_id = $1 and a.state <> 'CLOSED'
              and (a.cid = any($2::text[])
                or a.home_id in (select u.home_id from home_unit u where u.cid = any($2::text[]) and u.service_id = $1))
            order by a.priority, a.pressed_at desc limit 100
            """;
    // Telephones of those who live there, and addresses in the newest signals of the alarm; digits only look alike
    // here,
    // the rule decides.
    private static final String NUMBER = """
            select a.id, a.home_id, n.number from alarm a
            cross join lateral (
              (select u.telephone as number
               from resident r join service_user u on u.id = r.service_user_id
               where r.home_id = a.home_id and r.service_id = a.service_id and r.until is null)
              union all
              (select s.body ->> 'crd'
               from alarm_entry e join signal s on s.id = e.signal_id
               where e.alarm_id = a.id and e.service_id = a.service_id order by e.id desc limit 20)) n
            where a.service_id = $1 and a.state <> 'CLOSED'
              and regexp_replace(n.number, '\\D', '', 'g') like '%' || $2 || '%'
            order by a.priority, a.pressed_at desc limit 1000
            """;
    private static final int LAST_DIGITS = 7;
    private static final int TOKEN_LENGTH = 16;

    private CallMatch() {}

    record Match(UUID alarmId, @Nullable UUID homeId, MatchedBy by) {}

    static Future<Optional<Match>> find(SqlConnection connection, Scope scope, CallReport report) {
        return byToken(connection, scope, report)
                .compose(found -> found.isPresent() ? Future.succeededFuture(found) : byCid(connection, scope, report))
                .compose(found ->
                        found.isPresent() ? Future.succeededFuture(found) : byNumber(connection, scope, report));
    }

    private static Future<Optional<Match>> byToken(SqlConnection connection, Scope scope, CallReport report) {
        String[] tokens = report.called() == null ? new String[0] : tokens(report.called());
        return first(connection, TOKEN, scope, tokens, MatchedBy.TOKEN);
    }

    /** A unit that calls over SIP does so under its own id, as a rule. */
    private static Future<Optional<Match>> byCid(SqlConnection connection, Scope scope, CallReport report) {
        String caller = report.caller() == null || !report.caller().contains("@")
                ? null
                : TelephoneNumber.user(report.caller());
        String[] cids = Stream.of(report.cid(), caller)
                .filter(cid -> cid != null && cid.matches("[0-9]{1,32}"))
                .toArray(String[]::new);
        return first(connection, CID, scope, cids, MatchedBy.CID);
    }

    private static Future<Optional<Match>> first(
            SqlConnection connection, String sql, Scope scope, String[] words, MatchedBy by) {
        if (words.length == 0) {
            return Future.succeededFuture(Optional.empty());
        }
        return connection
                .preparedQuery(sql)
                .execute(Tuple.of(scope.serviceId()).addArrayOfString(words))
                .map(rows -> ofOnePlace(rows.stream().map(row -> match(row, by)).toList()));
    }

    private static Future<Optional<Match>> byNumber(SqlConnection connection, Scope scope, CallReport report) {
        String caller = report.caller() == null ? null : TelephoneNumber.normal(report.caller());
        if (caller == null) {
            return Future.succeededFuture(Optional.empty());
        }
        String last = caller.substring(Math.max(1, caller.length() - LAST_DIGITS));
        return connection
                .preparedQuery(NUMBER)
                .execute(Tuple.of(scope.serviceId(), last))
                .map(rows -> ofOnePlace(rows.stream()
                        .filter(row -> isOf(caller, row.getString("number")))
                        .map(row -> match(row, MatchedBy.NUMBER))
                        .toList()));
    }

    /** The most urgent of one home; none where they are of several. */
    private static Optional<Match> ofOnePlace(List<Match> matches) {
        long places = matches.stream()
                .map(match -> match.homeId() == null ? match.alarmId() : match.homeId())
                .distinct()
                .count();
        return places == 1 ? Optional.of(matches.get(0)) : Optional.empty();
    }

    /** A resident's telephone is written with spaces; a unit's addresses have spaces between them. */
    static boolean isOf(String caller, String written) {
        return caller.equals(TelephoneNumber.normal(written))
                || CallAddress.all(written).stream()
                        .map(TelephoneNumber::normal)
                        .filter(Objects::nonNull)
                        .anyMatch(caller::equals);
    }

    /** The words of a called number that could be a token: its parts, and the end of its user. */
    static String[] tokens(String called) {
        String user = TelephoneNumber.user(called).toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>(Arrays.asList(user.split("[^0-9a-z]+")));
        if (user.length() > TOKEN_LENGTH) {
            words.add(user.substring(user.length() - TOKEN_LENGTH));
        }
        return words.stream()
                .filter(word -> word.length() == TOKEN_LENGTH)
                .distinct()
                .toArray(String[]::new);
    }

    private static Match match(Row row, MatchedBy by) {
        return new Match(row.getUUID("id"), row.getUUID("home_id"), by);
    }
}
