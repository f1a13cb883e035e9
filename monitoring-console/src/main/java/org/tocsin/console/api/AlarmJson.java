package org.tocsin.console.api;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmEntry;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.Priority;
import org.tocsin.shift.Skill;
import org.tocsin.speech.CallStore;

/** Alarms as programs and the board's script read them. */
public final class AlarmJson {
    private AlarmJson() {}

    /** An item of a list: nothing about the person. */
    static Map<String, @Nullable Object> item(AlarmRow row) {
        Alarm alarm = row.alarm();
        Alarm.Progress progress = alarm.progress();
        Alarm.Closing closing = alarm.closing();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", alarm.id().toString());
        json.put("reference", alarm.reference());
        json.put("cid", alarm.trigger().cid());
        json.put("priority", progress.priority().number());
        json.put("kind", alarm.trigger().kind());
        json.put("state", progress.state().name());
        json.put("queue", alarm.trigger().queue().name());
        json.put("flags", new TreeSet<>(alarm.trigger().flags()));
        json.put("signalCount", progress.signalCount());
        json.put("raisedAt", progress.raisedAt().toString());
        json.put("takenBy", row.takenBy());
        json.put("outcome", closing == null ? null : closing.outcome());
        return json;
    }

    /** With everything a strip of the board shows; personal data. */
    public static Map<String, @Nullable Object> strip(AlarmRow row) {
        Alarm.Progress progress = row.alarm().progress();
        Map<String, @Nullable Object> json = item(row);
        json.put("priorityWord", word(progress.priority()));
        json.put("person", row.person());
        json.put("place", row.place());
        json.put("trigger", row.alarm().trigger().words());
        json.put("homeFlags", new TreeSet<>(row.homeFlags()));
        json.put("pressedAt", progress.pressedAt().toString());
        json.put("sounding", progress.sounding());
        json.put("callout", row.callout());
        if (row.expectedAt() != null) {
            json.put("expectedAt", row.expectedAt().toString());
        }
        json.put("call", row.call());
        AlarmRow.Site site = row.site();
        Instant managerUntil = site == null ? null : site.managerUntil();
        json.put("scheme", site == null ? null : site.scheme());
        json.put("point", site == null ? null : site.point());
        json.put("managerUntil", managerUntil == null ? null : managerUntil.toString());
        json.put("incident", row.incident() == null ? null : incident(row.incident()));
        hold(json, row.hold());
        Set<Skill> skills = Skill.neededBy(row);
        if (!skills.isEmpty()) {
            json.put("skills", skills.stream().map(Skill::name).sorted().toList());
        }
        return json;
    }

    /** What stands between it and whoever has it; only what there is, for a board reads thousands of these. */
    static void hold(Map<String, @Nullable Object> json, AlarmRow.Hold hold) {
        AlarmRow.Parked parked = hold.parked();
        if (parked != null) {
            json.put("parkedUntil", parked.until().toString());
            json.put("parkedWhy", parked.reason());
        }
        AlarmRow.Offer offer = hold.offer();
        if (offer != null) {
            json.put("offered", offer(offer));
        }
        Duration left = hold.releaseLeft();
        if (left != null) {
            json.put("releaseInMs", left.toMillis());
        }
        AlarmRow.Untaken untaken = hold.untaken();
        if (untaken != null) {
            json.put("untaken", untaken(untaken));
        }
    }

    private static Map<String, @Nullable Object> offer(AlarmRow.Offer offer) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("to", offer.to());
        json.put("name", offer.toName());
        json.put("notes", offer.notes());
        json.put("until", offer.until().toString());
        return json;
    }

    private static Map<String, @Nullable Object> untaken(AlarmRow.Untaken untaken) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("partner", untaken.partner());
        json.put("name", untaken.name());
        json.put("number", untaken.number());
        json.put("at", untaken.at().toString());
        return json;
    }

    private static Map<String, @Nullable Object> incident(AlarmRow.OneCause incident) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", incident.id().toString());
        json.put("card", incident.card());
        if (incident.card()) {
            json.put("homes", incident.homes());
            json.put("restored", incident.restored());
            json.put("tasksLeft", incident.tasksLeft());
        }
        return json;
    }

    /** The whole alarm with its log; personal data. */
    static Map<String, @Nullable Object> whole(AlarmRow row, List<AlarmEntry> log, CallStore.Spoken spoken) {
        Map<String, @Nullable Object> json = strip(row);
        Alarm.Closing closing = row.alarm().closing();
        json.put("closedAt", closing == null ? null : closing.at().toString());
        json.put("spokenTo", closing == null ? null : closing.spokenTo());
        json.put("note", closing == null ? null : closing.note());
        Instant answered = spoken.answeredAt();
        json.put("answeredAt", answered == null ? null : answered.toString());
        json.put("calls", spoken.calls().stream().map(CallsApi::json).toList());
        json.put("log", log.stream().map(AlarmJson::entry).toList());
        return json;
    }

    private static Map<String, @Nullable Object> entry(AlarmEntry entry) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("at", entry.at().toString());
        json.put("kind", entry.kind().name());
        json.put("actor", entry.actor());
        json.put("words", entry.words());
        json.put("signalId", entry.signalId() == null ? null : entry.signalId().toString());
        return json;
    }

    private static String word(Priority priority) {
        return priority == Priority.INFORMATION ? "INFO" : priority.name();
    }
}
