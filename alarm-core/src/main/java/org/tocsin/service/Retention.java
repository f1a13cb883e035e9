package org.tocsin.service;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/**
 * Takes away what a service need not keep, by its own rules: class and days. Works under the owner of the database, for
 * no process that faces the network may take anything away. A legal hold on a person or home stops it. What is sealed as
 * evidence (signals, logs, audit) is not touched: it names units, homes and people by their ids. Neither are proofs and the
 * tests of visits and campaigns: they say which device was heard when. Rows of imports go by themselves after thirty days.
 */
public final class Retention {
    /** Neither the home nor anybody who has lived there is under a legal hold. */
    private static final String HELD = " and not exists (select from home h where h.id = %1$s and h.legal_hold)"
            + " and not exists (select from resident r join service_user p on p.id = r.service_user_id"
            + " where r.home_id = %1$s and p.legal_hold)";

    /** In one round. */
    public static final int MOST = 5_000;

    private static final String RULES = "select class, days from retention_rule where service_id = $1 order by class";
    private static final String SET = "insert into retention_rule (service_id, class, days) values ($1, $2, $3)"
            + " on conflict (service_id, class) do update set days = excluded.days";

    private final Database owner;
    private final InstantSource clock;
    private final AuditTrail audit;

    /** @param owner opened with the owner's sign-in */
    public Retention(Database owner, InstantSource clock) {
        this.owner = owner;
        this.clock = clock;
        this.audit = new AuditTrail(owner, clock);
    }

    /** What can be taken away. Stored by name. */
    public enum Kind {
        /** Name, telephone and notes of somebody who lives in no home of the service any more; since they moved out. */
        PERSON(
                "select p.id, p.name as words, max(r.until) as since from service_user p"
                        + " join resident r on r.service_user_id = p.id join home h on h.id = r.home_id"
                        + " where p.service_id = $1 and p.erased_at is null and not p.legal_hold group by p.id, p.name"
                        + " having bool_and(r.until is not null and r.until < $2) and not bool_or(h.legal_hold)"
                        + " order by since, p.id limit $3",
                List.of(
                        "update service_user set name = 'Removed', telephone = null, notes = null, external_id = null,"
                                + " review_on = null, erased_at = $2 where id = any ($1)",
                        "delete from card_was where service_user_id = any ($1)",
                        "update service_user_status set note = null where service_user_id = any ($1)",
                        "update card_fact set words = 'Removed', ended_at = coalesce(ended_at, $2),"
                                + " ended_by = coalesce(ended_by, 'retention') where service_user_id = any ($1)",
                        "update script_version set words = 'Removed', note = null where script_id in"
                                + " (select id from script where service_user_id = any ($1))",
                        "delete from script_draft where script_id in"
                                + " (select id from script where service_user_id = any ($1))")),
        /** Address, access, risks and contacts of a home that has left the service; since it left. */
        HOME(
                "select h.id, concat_ws(', ', h.line1, h.postcode) as words, h.ended_at as since from home h"
                        + " where h.service_id = $1 and h.ended_at < $2 and h.erased_at is null and not h.legal_hold"
                        + " and not exists (select from home_unit u where u.home_id = h.id)"
                        + " and not exists (select from resident r join service_user p on p.id = r.service_user_id"
                        + " where r.home_id = h.id and (r.until is null or p.legal_hold)) order by since, h.id limit $3",
                List.of(
                        "update home set line1 = 'Removed', line2 = null, town = null, uprn = null, risks = null,"
                                + " postcode = split_part(postcode, ' ', 1), access_note_enc = null, key_safe_enc = null,"
                                + " external_id = null, erased_at = $2 where id = any ($1)",
                        "update contact set name = 'Removed', telephone = null, relation = null, email = null"
                                + " where home_id = any ($1) and $2::timestamptz is not null",
                        "delete from card_was where home_id = any ($1)",
                        "delete from card_was where contact_id in (select id from contact where home_id = any ($1))",
                        "update card_fact set words = 'Removed', ended_at = coalesce(ended_at, $2),"
                                + " ended_by = coalesce(ended_by, 'retention') where home_id = any ($1)",
                        "update call_back set whom = 'Removed', telephone = null, reason = 'Removed', done_words = null,"
                                + " done_at = coalesce(done_at, $2) where home_id = any ($1)",
                        "update notification set recipient = 'Removed', to_address = 'Removed' where due_at is null"
                                + " and call_at is null and alarm_id in (select id from alarm where home_id = any ($1))",
                        "update scene_report s set reference_999 = null, follow_up = null, note = null"
                                + " where s.home_id = any ($1) and not s.legal_hold and not exists"
                                + " (select from alarm a where a.id = s.alarm_id and a.legal_hold)",
                        "update photo p set sealed = null, removed_at = $2 where p.home_id = any ($1)"
                                + " and p.sealed is not null and not p.legal_hold and not exists"
                                + " (select from alarm a where a.id = p.alarm_id and a.legal_hold) and not exists"
                                + " (select from visit v where v.id = p.visit_id and v.legal_hold)",
                        "update responder_act set data = '{}' where callout_id in (select c.id from callout c"
                                + " join alarm a on a.id = c.alarm_id where a.home_id = any ($1) and not a.legal_hold"
                                + " and not exists (select from scene_report s where s.callout_id = c.id"
                                + " and s.legal_hold))",
                        "update follow_up set what = 'Removed', result = 'Removed', done_at = coalesce(done_at, $2),"
                                + " done_by = coalesce(done_by, 'retention') where home_id = any ($1)",
                        "update call_plan set purpose = 'Removed', ended_at = coalesce(ended_at, $2),"
                                + " ended_by = coalesce(ended_by, 'retention') where home_id = any ($1)",
                        "update listed_call set spoken_to = null, note = null where home_id = any ($1)",
                        "update listed_call_try set words = 'Removed' where call_id in"
                                + " (select id from listed_call where home_id = any ($1))",
                        "update contact_time set note = null where $2::timestamptz is not null"
                                + " and contact_id in (select id from contact where home_id = any ($1))")),
        /**
         * Whom an operator spoke to and the closing note of an alarm, what responders wrote and photographed on it, and to
         * whom messages went; since it was closed.
         */
        ALARM_NOTE(
                "select a.id, 'alarm ' || a.reference as words, a.closed_at as since from alarm a"
                        + " where a.service_id = $1 and a.closed_at < $2 and not a.legal_hold"
                        + " and (a.spoken_to is not null or a.closing_note is not null"
                        + " or exists (select from callout c join scene_report s on s.callout_id = c.id"
                        + " where c.alarm_id = a.id and not s.legal_hold and (s.reference_999 is not null"
                        + " or s.follow_up is not null or s.note is not null))"
                        + " or exists (select from callout c join responder_act t on t.callout_id = c.id"
                        + " where c.alarm_id = a.id and t.data::text <> '{}' and not exists"
                        + " (select from scene_report s where s.callout_id = c.id and s.legal_hold))"
                        + " or exists (select from photo f where f.alarm_id = a.id and f.sealed is not null"
                        + " and not f.legal_hold)"
                        + " or exists (select from notification n where n.alarm_id = a.id and n.due_at is null"
                        + " and n.call_at is null and n.to_address <> 'Removed'))"
                        + " and not exists (select from home h where h.id = a.home_id and h.legal_hold)"
                        + " and not exists (select from resident r join service_user p on p.id = r.service_user_id"
                        + " where r.home_id = a.home_id and p.legal_hold) order by since, a.id limit $3",
                List.of(
                        "update alarm set spoken_to = null, closing_note = null"
                                + " where id = any ($1) and $2::timestamptz is not null",
                        "update call_line set whom = 'Removed', telephone = null"
                                + " where alarm_id = any ($1) and $2::timestamptz is not null",
                        "update notification set recipient = 'Removed', to_address = 'Removed'"
                                + " where alarm_id = any ($1) and due_at is null and call_at is null"
                                + " and $2::timestamptz is not null",
                        "update scene_report set reference_999 = null, follow_up = null, note = null"
                                + " where alarm_id = any ($1) and not legal_hold",
                        "update responder_act set data = '{}' where callout_id in"
                                + " (select c.id from callout c where c.alarm_id = any ($1) and not exists"
                                + " (select from scene_report s where s.callout_id = c.id and s.legal_hold))",
                        "update photo set sealed = null, removed_at = $2 where alarm_id = any ($1)"
                                + " and sealed is not null and not legal_hold",
                        "update alarm_speech set words = null"
                                + " where alarm_id = any ($1) and $2::timestamptz is not null")),
        /**
         * What an installer wrote on a visit beside its tests: notes, with whom they spoke, where the phone was, a photo of
         * the door nobody opened; since the visit ended. Its tests stay: they name devices and times.
         */
        VISIT_NOTE(
                "select v.id, 'visit' as words, v.ended_at as since from visit v"
                        + " where v.service_id = $1 and v.ended_at < $2 and not v.legal_hold"
                        + " and (v.note is not null or v.latitude is not null or exists (select from photo f"
                        + " where f.visit_id = v.id and f.sealed is not null and not f.legal_hold)"
                        + " or exists (select from visit_act a"
                        + " where a.visit_id = v.id and a.data::jsonb ?| array['note', 'with', 'latitude', 'longitude']))"
                        + HELD.formatted("v.home_id") + " order by since, v.id limit $3",
                List.of(
                        "update visit set note = null, latitude = null, longitude = null"
                                + " where id = any ($1) and $2::timestamptz is not null",
                        "update photo set sealed = null, removed_at = $2 where visit_id = any ($1)"
                                + " and sealed is not null and not legal_hold",
                        "update visit_act set data = (data::jsonb - array['note', 'with', 'latitude', 'longitude'])::json"
                                + " where visit_id = any ($1)")),
        /** What was noted of calls to a home because of a fault, an incident or a test; since the call. */
        CALL_NOTE(
                "select c.id, c.words, c.since from ("
                        + " select w.id, 'welfare call' as words, w.done_at as since, f.home_id from welfare_call w"
                        + " join fault_case f on f.id = w.fault_case_id and not f.legal_hold"
                        + " where w.service_id = $1 and w.done_at < $2 and w.note is not null"
                        + " union all select g.alarm_id, 'call in an incident', coalesce(g.contacted_at, g.joined_at),"
                        + " g.home_id from incident_home g join incident i on i.id = g.incident_id and not i.legal_hold"
                        + " where g.service_id = $1 and i.closed_at < $2 and g.note is not null"
                        + " union all select t.id, 'call for a test', t.at, r.home_id from test_call t"
                        + " join test_run r on r.id = t.test_run_id"
                        + " where t.service_id = $1 and t.at < $2 and t.note is not null) c"
                        + " where true" + HELD.formatted("c.home_id") + " order by c.since, c.id limit $3",
                List.of(
                        "update welfare_call set note = null where id = any ($1)",
                        "update incident_home set note = null where alarm_id = any ($1)",
                        "update test_call set note = null where id = any ($1)")),
        /**
         * Where a responder's phone was, phones that take no notices any more, and messages that stand in no alarm; since
         * it was said, ended, or asked.
         */
        STAFF_TRACE(
                "select t.id, t.words, t.since from ("
                        + " select p.operator_id as id, 'where a responder was' as words, p.positioned_at as since"
                        + " from responder_profile p where p.service_id = $1 and p.positioned_at < $2"
                        + " union all select u.id, 'a phone that took notices', u.ended_at from push_subscription u"
                        + " where u.service_id = $1 and u.ended_at < $2"
                        + " union all select n.id, 'a message', n.asked_at from notification n"
                        + " where n.service_id = $1 and n.asked_at < $2 and n.alarm_id is null and n.due_at is null"
                        + " and n.call_at is null and n.to_address <> 'Removed') t"
                        + " order by t.since, t.id limit $3",
                List.of(
                        "update responder_profile set latitude = null, longitude = null, positioned_at = null"
                                + " where operator_id = any ($1)",
                        "delete from push_subscription where id = any ($1) and ended_at is not null",
                        "update notification set recipient = 'Removed', to_address = 'Removed' where id = any ($1)"));

        private final String due;
        private final List<String> removals;

        Kind(String due, List<String> removals) {
            this.due = due;
            this.removals = removals;
        }
    }

    /** @param days how long it is kept */
    public record Rule(Kind kind, int days) {}

    /**
     * Something that is to go.
     *
     * @param words what it is
     * @param since from when its days are counted
     */
    public record Due(Kind kind, UUID id, String words, Instant since) {}

    /** Keeps this kind for so many days, 1 to 36,500. */
    public Future<Void> set(Scope scope, Rule rule) {
        return owner.pool()
                .withTransaction(client -> client.preparedQuery(SET)
                        .execute(Tuple.of(scope.serviceId(), rule.kind().name(), rule.days()))
                        .compose(set -> audit.record(
                                client, scope, "set-retention", rule.kind() + ":" + rule.days() + "-days", null)));
    }

    /** The service's rules; a kind without one is kept for ever. */
    public Future<List<Rule>> rules(Scope scope) {
        return owner.pool()
                .preparedQuery(RULES)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Rule(Kind.valueOf(row.getString(0)), row.getInteger(1)))
                        .toList());
    }

    /** What would go now, the oldest first, at most {@link #MOST} of each kind; nothing is changed. */
    public Future<List<Due>> due(Scope scope) {
        return rules(scope).compose(rules -> {
            List<Due> all = new ArrayList<>();
            Future<Void> found = Future.succeededFuture();
            for (Rule rule : rules) {
                found = found.compose(before -> owner.pool().withConnection(client -> due(client, scope, rule)))
                        .onSuccess(all::addAll)
                        .mapEmpty();
            }
            return found.map(done -> List.copyOf(all));
        });
    }

    /** Takes away what is due, as {@link #due} lists it, each kind in one transaction with its audit; gives what went. */
    public Future<List<Due>> apply(Scope scope) {
        return rules(scope).compose(rules -> {
            List<Due> all = new ArrayList<>();
            Future<Void> gone = Future.succeededFuture();
            for (Rule rule : rules) {
                gone = gone.compose(before -> owner.pool().withTransaction(client -> apply(client, scope, rule)))
                        .onSuccess(all::addAll)
                        .mapEmpty();
            }
            return gone.map(done -> List.copyOf(all));
        });
    }

    private Future<List<Due>> due(SqlConnection client, Scope scope, Rule rule) {
        Instant before = clock.instant().minus(Duration.ofDays(rule.days()));
        return client.preparedQuery(rule.kind().due)
                .execute(Tuple.of(scope.serviceId(), Times.toRow(before), MOST))
                .map(rows -> rows.stream()
                        .map(row -> new Due(
                                rule.kind(),
                                row.getUUID("id"),
                                row.getString("words"),
                                Times.fromRow(row.getOffsetDateTime("since"))))
                        .toList());
    }

    private Future<List<Due>> apply(SqlConnection client, Scope scope, Rule rule) {
        OffsetDateTime now = Times.toRow(clock.instant());
        return due(client, scope, rule).compose(due -> {
            UUID[] ids = due.stream().map(Due::id).toArray(UUID[]::new);
            Future<Void> removed = Future.succeededFuture();
            for (String removal : rule.kind().removals) {
                boolean dated = removal.contains("$2");
                removed = removed.compose(before -> client.preparedQuery(removal)
                        .execute(dated ? Tuple.of(ids, now) : Tuple.of((Object) ids))
                        .mapEmpty());
            }
            return removed.compose(done -> client.preparedQuery(
                                    "insert into audit (service_id, at, actor, action,"
                                            + " subject) select $1, $2, $3, 'retention', $4::text || id from unnest($5::uuid[]) as id")
                            .execute(Tuple.of(scope.serviceId(), now, scope.actor(), subject(rule.kind()), ids)))
                    .map(due);
        });
    }

    private static String subject(Kind kind) {
        return switch (kind) {
            case PERSON -> "person:";
            case HOME -> "home:";
            case ALARM_NOTE -> "alarm:";
            case VISIT_NOTE -> "visit:";
            case CALL_NOTE -> "call:";
            case STAFF_TRACE -> "trace:";
        };
    }
}
