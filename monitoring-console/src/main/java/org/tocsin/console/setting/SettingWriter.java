package org.tocsin.console.setting;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.setting.SettingPage.Line;
import org.tocsin.console.setting.SettingPage.Section;
import org.tocsin.service.WatchSetting;
import org.tocsin.unit.ModelWatch;

/** From what is stored to what is read. Pure. */
final class SettingWriter {
    private static final Set<WatchSetting> FAULTS = EnumSet.of(WatchSetting.WELFARE_CALL, WatchSetting.MANAGER_AFTER);
    private static final Set<WatchSetting> INCIDENTS = EnumSet.of(
            WatchSetting.AREA_HOMES,
            WatchSetting.CARRIER_HOMES,
            WatchSetting.INCIDENT_WITHIN,
            WatchSetting.RESTORED_PERCENT,
            WatchSetting.POP_OUT);
    private static final Set<WatchSetting> HEARING = EnumSet.of(WatchSetting.HEARTBEAT, WatchSetting.GHOST_AFTER);

    private SettingWriter() {}

    /** @param wrong what was typed and cannot be taken */
    static List<Section> sections(Map<WatchSetting, Integer> now, Map<WatchSetting, String> wrong) {
        Set<WatchSetting> proof = EnumSet.allOf(WatchSetting.class);
        proof.removeAll(HEARING);
        proof.removeAll(FAULTS);
        proof.removeAll(INCIDENTS);
        return List.of(
                section("Being heard", HEARING, now, wrong),
                section("Open faults", FAULTS, now, wrong),
                section("Incidents: one cause, one card", INCIDENTS, now, wrong),
                section("Visits and proof", proof, now, wrong));
    }

    private static Section section(
            String heading, Set<WatchSetting> which, Map<WatchSetting, Integer> now, Map<WatchSetting, String> wrong) {
        return new Section(
                heading,
                Arrays.stream(WatchSetting.values())
                        .filter(which::contains)
                        .map(setting -> line(setting, now, wrong))
                        .toList());
    }

    private static Line line(WatchSetting setting, Map<WatchSetting, Integer> now, Map<WatchSetting, String> wrong) {
        WatchSetting.Range range = setting.range();
        int value = now.getOrDefault(setting, range.usual());
        String typed = wrong.get(setting);
        return new Line(
                setting.jsonName(),
                setting.title(),
                setting.why(),
                setting.measure().words(),
                typed == null ? setting.typed(value) : typed,
                "between %s and %s; %s unless set"
                        .formatted(
                                setting.typed(range.least()),
                                setting.typed(range.most()),
                                setting.typed(range.usual())),
                value != range.usual(),
                typed != null);
    }

    static SettingPage.Model model(ModelWatch.Model model) {
        ModelWatch.Expected expected = model.expected();
        Integer standby = expected.standbyHours();
        return new SettingPage.Model(
                model.id().toString(),
                model.words(),
                model.units(),
                in(expected.heartbeat(), Duration.ofMinutes(1)),
                in(expected.triggerHeartbeat(), Duration.ofHours(1)),
                in(expected.triggerSilent(), Duration.ofHours(1)),
                standby == null ? "" : standby.toString());
    }

    static String in(@Nullable Duration time, Duration unit) {
        return time == null ? "" : String.valueOf(time.dividedBy(unit));
    }
}
