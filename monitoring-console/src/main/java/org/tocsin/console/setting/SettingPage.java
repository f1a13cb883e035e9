package org.tocsin.console.setting;

import java.util.List;

/**
 * How a service watches and tests, ready to be read and changed.
 *
 * @param switchoverOn the day on which analogue lines end, as {@code 2027-01-31}
 * @param problem why the last form was not taken; empty when it was
 * @param saved true after a form was taken
 */
public record SettingPage(
        List<Section> sections, List<Model> models, String switchoverOn, String problem, boolean saved) {

    public record Section(String heading, List<Line> lines) {}

    /**
     * @param unit in which it is typed
     * @param limits "between 1 and 10080; 1440 unless set"
     * @param changed differs from what a service begins with
     * @param wrong what was typed cannot be taken
     */
    public record Line(
            String name,
            String title,
            String why,
            String unit,
            String value,
            String limits,
            boolean changed,
            boolean wrong) {}

    /** A model's row: what is empty is not known, and the service's own setting holds. */
    public record Model(
            String id,
            String words,
            long units,
            String heartbeatMinutes,
            String triggerHours,
            String triggerSilentHours,
            String standbyHours) {}
}
