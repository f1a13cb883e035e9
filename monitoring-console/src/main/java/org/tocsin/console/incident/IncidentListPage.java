package org.tocsin.console.incident;

import java.util.List;
import org.tocsin.incident.IncidentRule;

/**
 * Incidents as listed, and the rules by which they are made.
 *
 * @param mayRule whether the reader may change the rules
 */
public record IncidentListPage(List<Line> lines, IncidentRule rule, boolean mayRule) {
    public record Line(String id, String title, String standing, String since, boolean open) {}
}
