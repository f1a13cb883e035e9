package org.tocsin.alarm;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Duty;
import org.tocsin.incident.Cause;
import org.tocsin.incident.Grouping;
import org.tocsin.incident.Incident;
import org.tocsin.platform.Times;
import org.tocsin.response.CalloutState;

/** How an alarm is read: one query with everything the board shows, and its row as a record. */
public final class AlarmRows {
    /** What the alarm says itself, for {@code from alarm a} alone. */
    static final String OWN = """
            a.id, a.service_id, a.reference, a.home_id, a.unit_id, a.cid, a.kind, a.priority, a.state, a.flags,
            a.trigger_words, a.signal_count, a.raised_at, a.pressed_at, a.sounding, a.taken_by, a.taken_at,
            a.closed_at, a.closed_by, a.outcome, a.spoken_to, a.closing_note, a.joining_class
            """;

    /**
     * The columns, for {@code from alarm a} and {@link #JOINS}. Residents are those of the time of the alarm, so that an
     * old alarm never shows under the name of whoever moved in later.
     */
    public static final String COLUMNS = OWN + """
            , home.line1, home.line2, home.town, home.postcode, stood.words as stood, people.names, people.statuses,
            taker.username as taker, latest.state as callout_state, latest.accepted_at as callout_accepted_at,
            latest.contact as callout_contact, latest.proven as callout_proven, latest.scene_words as callout_scene,
            latest.expected_at as callout_expected_at, latest.expected as callout_expected,
            a.scheme_id, a.point_name, a.manager_until, scheme.name as scheme_name,
            duty.duty as scheme_duty, duty.since as scheme_duty_since, spoken.call,
            a.incident_id, card.id as card_incident, card.cause as card_cause, card.shared as card_shared,
            coalesce(card.area, card.carrier) as card_name, card.homes as card_homes, card.restored as card_restored,
            card.tasks_left as card_tasks_left, exists (
              select from fault_case k where k.home_id = a.home_id and k.service_id = a.service_id
                and k.closed_at is null) as open_fault,
            a.change_xid::text as change_xid, a.plan_round, hold.parked_until, hold.parked_why, hold.offered_until, hold.offered_words, hold.offered_to,
            hold.offered_name, hold.release_left_ms, rung.step as rung_step, rung.who as rung_who,
            rung.number as rung_number, rung.at as rung_at
            """;

    /**
     * What is read beside the alarm {@code a}; a home, resident or callout of another service is never joined. A unit of no
     * home that is still plugged in says where it stood last.
     */
    public static final String JOINS = """
            left join home on home.id = a.home_id and home.service_id = a.service_id
            left join lateral (
              select concat(concat_ws(', ', h.line1, h.line2, h.town, h.postcode), coalesce(' (' || (
                  select string_agg(u.name, ', ' order by u.name) from resident r
                    join service_user u on u.id = r.service_user_id
                  where r.home_id = h.id and r.service_id = a.service_id and r.until is null) || ')', ''),
                ': this unit was taken out of use here on ',
                to_char(p.until at time zone s.time_zone, 'FMDD FMMonth YYYY')) as words
              from unit_placement p join home h on h.id = p.home_id and h.service_id = a.service_id
                join service s on s.id = a.service_id
              where a.home_id is null and a.scheme_id is null and p.unit_id = a.unit_id and p.service_id = a.service_id
                and p.until <= a.raised_at
              order by p.since desc limit 1) stood on true
            left join operator taker on taker.id = a.taken_by
            left join scheme on scheme.id = a.scheme_id and scheme.service_id = a.service_id
            left join scheme_duty duty on duty.scheme_id = a.scheme_id and duty.service_id = a.service_id
            left join incident card on card.card_id = a.id and card.service_id = a.service_id
            left join lateral (
              select string_agg(u.name, ', ' order by u.name) as names,
                array_agg(distinct case when u.status_until <= a.raised_at then 'ACTIVE' else u.status end) as statuses
              from resident r join service_user u on u.id = r.service_user_id
              where r.home_id = a.home_id and r.service_id = a.service_id
                and (r.until is null or r.until > a.raised_at)
                and r.since <= coalesce(a.closed_at, 'infinity')) people on true
            left join lateral (
              select c.state, c.accepted_at, k.name as contact, c.arrival_press_at is not null as proven, c.scene_words,
                case when c.state in ('ACCEPTED', 'EN_ROUTE', 'EXPIRED') then c.expected_at end as expected_at,
                case when c.expected_at is not null and c.state in ('ACCEPTED', 'EN_ROUTE', 'EXPIRED') then
                  to_char(c.expected_at at time zone (select s.time_zone from service s where s.id = a.service_id),
                    'HH24:MI') end as expected
              from callout c join contact k on k.id = c.contact_id
              where c.alarm_id = a.id and c.service_id = a.service_id
              order by c.offered_at desc, c.id desc limit 1) latest on true
            left join lateral (
              select case when p.cleared_at is not null and p.connected_at is not null then 'Speech ended'
                          when p.cleared_at is not null then 'A call ended unanswered'
                          when p.connected_at is not null then 'Speech is connected'
                          else 'The home is calling' end
                     || case when p.recording is not null then ', recorded' else '' end as call
              from phone_call p where p.alarm_id = a.id and p.service_id = a.service_id
              order by p.id desc limit 1) spoken on true
            left join lateral (
              select max(h.due_at) filter (where h.parked) as parked_until,
                max(h.words) filter (where h.parked) as parked_why,
                max(h.due_at) filter (where h.kind = 'OFFER') as offered_until,
                max(h.words) filter (where h.kind = 'OFFER') as offered_words,
                max(asked.username) as offered_to, max(asked.display_name) as offered_name,
                max(h.left_ms) filter (where h.kind = 'RELEASE') as release_left_ms
              from (
                select k.*, k.kind = 'PARK' and not a.sounding as parked
                from alarm_hold k
                where k.alarm_id = a.id and k.service_id = a.service_id and k.operator_id = a.taken_by
                  and k.taken_at = a.taken_at) h
              left join operator asked on asked.id = h.to_operator) hold on true
            left join untaken rung on rung.alarm_id = a.id and rung.service_id = a.service_id and a.state = 'WAITING'
            """;

    private AlarmRows() {}

    /** A row of {@link #COLUMNS}. */
    public static AlarmRow read(Row row) {
        return new AlarmRow(
                alarm(row),
                person(row),
                place(row),
                homeFlags(row),
                row.getString("taker"),
                latestCallout(row),
                Times.fromRowOrNull(row.getOffsetDateTime("callout_expected_at")),
                row.getString("call"),
                site(row),
                incident(row),
                hold(row),
                row.getString("change_xid"));
    }

    private static AlarmRow.Hold hold(Row row) {
        Instant parked = Times.fromRowOrNull(row.getOffsetDateTime("parked_until"));
        Instant offered = Times.fromRowOrNull(row.getOffsetDateTime("offered_until"));
        Integer left = row.getInteger("release_left_ms");
        Instant rung = Times.fromRowOrNull(row.getOffsetDateTime("rung_at"));
        boolean cameBack = rung != null || row.getInteger("plan_round") > 1;
        if (parked == null && offered == null && left == null && !cameBack) {
            return AlarmRow.Hold.NONE;
        }
        return new AlarmRow.Hold(
                parked == null ? null : new AlarmRow.Parked(parked, row.getString("parked_why")),
                offered == null
                        ? null
                        : new AlarmRow.Offer(
                                row.getString("offered_to"),
                                row.getString("offered_name"),
                                row.getString("offered_words"),
                                offered),
                left == null ? null : Duration.ofMillis(left),
                rung == null
                        ? null
                        : new AlarmRow.Untaken(
                                "PARTNER".equals(row.getString("rung_step")),
                                row.getString("rung_who"),
                                row.getString("rung_number"),
                                rung),
                cameBack);
    }

    /** A row of {@link #OWN}, or of more. */
    static Alarm alarm(Row row) {
        return new Alarm(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getString("reference"),
                trigger(row),
                progress(row),
                closing(row));
    }

    private static Alarm.Trigger trigger(Row row) {
        return new Alarm.Trigger(
                row.getUUID("home_id"),
                row.getUUID("unit_id"),
                row.getString("cid"),
                row.getString("kind"),
                row.getString("trigger_words"),
                new TreeSet<>(Arrays.asList(row.getArrayOfStrings("flags"))),
                JoiningClass.valueOf(row.getString("joining_class")).queue());
    }

    private static Alarm.Progress progress(Row row) {
        return new Alarm.Progress(
                Priority.of(row.getInteger("priority")),
                AlarmState.valueOf(row.getString("state")),
                row.getInteger("signal_count"),
                Times.fromRow(row.getOffsetDateTime("raised_at")),
                Times.fromRow(row.getOffsetDateTime("pressed_at")),
                row.getBoolean("sounding"),
                row.getUUID("taken_by"),
                Times.fromRowOrNull(row.getOffsetDateTime("taken_at")));
    }

    private static Alarm.@Nullable Closing closing(Row row) {
        @Nullable Instant at = Times.fromRowOrNull(row.getOffsetDateTime("closed_at"));
        String outcome = row.getString("outcome");
        if (at == null || outcome == null) {
            return null;
        }
        UUID by = row.getUUID("closed_by");
        return new Alarm.Closing(outcome, row.getString("spoken_to"), row.getString("closing_note"), at, by);
    }

    private static String person(Row row) {
        AlarmRow.OneCause incident = incident(row);
        if (incident != null && incident.title() != null) {
            return incident.title();
        }
        String names = row.getString("names");
        if (names != null) {
            return names;
        }
        String point = row.getString("point_name");
        String scheme = row.getString("scheme_name");
        return point != null ? point : scheme != null ? scheme : "Nobody on file";
    }

    private static AlarmRow.@Nullable OneCause incident(Row row) {
        UUID card = row.getUUID("card_incident");
        if (card != null) {
            Grouping.Key key =
                    new Grouping.Key(Grouping.Shared.valueOf(row.getString("card_shared")), row.getString("card_name"));
            return new AlarmRow.OneCause(
                    card,
                    true,
                    Incident.title(Cause.valueOf(row.getString("card_cause")), key),
                    row.getInteger("card_homes"),
                    row.getInteger("card_restored"),
                    row.getInteger("card_tasks_left"));
        }
        UUID member = row.getUUID("incident_id");
        return member == null ? null : new AlarmRow.OneCause(member, false, null, 0, 0, 0);
    }

    private static String place(Row row) {
        if (row.getUUID("card_incident") != null) {
            return "";
        }
        String place = Stream.of("line1", "line2", "town", "postcode")
                .map(row::getString)
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(", "));
        AlarmRow.Site site = site(row);
        if (site != null) {
            // A home's first line often says the flat already.
            String point = site.point();
            if (row.getString("names") == null && place.isEmpty()) {
                // The point itself stands where a name would.
                return point == null ? "No home on file" : site.scheme();
            }
            boolean said = point != null && place.toLowerCase(Locale.UK).contains(point.toLowerCase(Locale.UK));
            String there = said || place.isEmpty() ? "" : " (" + place + ")";
            return said ? place + " · " + site.scheme() : site.words() + there;
        }
        String stood = row.getString("stood");
        return !place.isEmpty() ? place : stood == null ? "No home on file" : stood;
    }

    private static AlarmRow.@Nullable Site site(Row row) {
        String scheme = row.getString("scheme_name");
        if (scheme == null) {
            return null;
        }
        String duty = row.getString("scheme_duty");
        return new AlarmRow.Site(
                row.getUUID("scheme_id"),
                scheme,
                row.getString("point_name"),
                duty == null ? Duty.OFF : Duty.valueOf(duty),
                Times.fromRowOrNull(row.getOffsetDateTime("scheme_duty_since")),
                Times.fromRowOrNull(row.getOffsetDateTime("manager_until")));
    }

    private static Set<String> homeFlags(Row row) {
        String[] statuses = row.getArrayOfStrings("statuses");
        Set<String> flags = statuses == null ? new TreeSet<>() : new TreeSet<>(Arrays.asList(statuses));
        flags.remove("ACTIVE");
        if (row.getBoolean("open_fault")) {
            flags.add("OPEN_FAULT");
        }
        return flags;
    }

    private static @Nullable String latestCallout(Row row) {
        String state = row.getString("callout_state");
        if (state == null) {
            return null;
        }
        boolean accepted = row.getOffsetDateTime("callout_accepted_at") != null;
        String words = CalloutState.valueOf(state).words(row.getString("callout_contact"), accepted);
        boolean proven = state.equals("ARRIVED") && row.getBoolean("callout_proven");
        String scene = row.getString("callout_scene");
        String expected = row.getString("callout_expected");
        return words
                + (expected == null ? "" : ", expected " + expected)
                + (proven ? ", proven by a press there" : "")
                + (scene == null ? "" : ", " + scene);
    }
}
