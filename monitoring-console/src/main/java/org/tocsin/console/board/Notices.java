package org.tocsin.console.board;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.console.board.AlarmPage.Notice;
import org.tocsin.console.board.AlarmPageReader.Found;
import org.tocsin.fault.FaultCase;
import org.tocsin.incident.Incident;

/** What stands over a home besides the open alarm: an incident it is part of, a fault on what its life depends on,
 * another centre that receives it too. */
final class Notices {
    private Notices() {}

    static List<Notice> of(Found found, WallClock clock) {
        List<Notice> notices = new ArrayList<>();
        AlarmRow.OneCause common = found.row().incident();
        for (Incident incident : found.net().incidents()) {
            notices.add(
                    common != null && common.card()
                            ? card(incident)
                            : new Notice(
                                    incident.title(),
                                    "This home is one of "
                                            + incident.counts().homes() + " since "
                                            + clock.time(incident.times().openedAt())
                                            + ". Its power or its path may be gone: it may not be heard again.",
                                    "/incidents/" + incident.id(),
                                    "The incident",
                                    false));
        }
        List<FaultCase> faults = found.net().faults();
        boolean many = found.row().alarm().trigger().homeId() == null && !faults.isEmpty();
        if (many) {
            notices.add(behind(found.row().alarm().trigger().cid(), faults));
        }
        for (FaultCase fault : many ? List.<FaultCase>of() : faults) {
            notices.add(new Notice(
                    "Open fault: " + fault.what(),
                    "since " + clock.full(fault.clock().lostAt())
                            + ". It may not be heard another time; the home is rung until it was.",
                    "/faults/" + fault.id(),
                    "The fault and its calls",
                    false));
        }
        found.net()
                .alsoAt()
                .ifPresent(centre -> notices.add(new Notice(
                        "Also received at " + centre,
                        "until this home is released there: somebody may be answering it there too.",
                        "/homes/" + found.row().alarm().trigger().homeId() + "#moving",
                        "Moving from another centre",
                        false)));
        return notices;
    }

    private static Notice behind(String cid, List<FaultCase> faults) {
        return new Notice(
                "Open faults behind this controller: " + faults.size(),
                "Each of these homes may not be heard another time, and is rung until it was.",
                "/faults?unit=" + cid,
                "The homes, by risk",
                false);
    }

    private static Notice card(Incident incident) {
        return new Notice(
                "One card for " + incident.counts().homes() + " homes",
                Incident.standing(incident.counts())
                        + ". It cannot be closed while a home is neither back nor was spoken with; closing it ends their"
                        + " technical alarms with the same outcome.",
                "/incidents/" + incident.id(),
                "The homes, by risk",
                true);
    }
}
