package org.tocsin.console.script;

import java.util.List;

/** Every script there is, by whom it is for. */
public record ScriptListPage(List<Line> service, List<Line> persons, boolean writes) {
    /**
     * @param used which version alarms go by, in words
     * @param draft who is writing at it since when; empty where nobody is
     */
    public record Line(String title, String whose, String href, String used, String draft) {}
}
