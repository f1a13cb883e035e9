/**
 * One cause, one card: homes that lose mains or path together. Entry points: {@link IncidentWorker} and {@link IncidentDesk};
 * rules: {@link Grouping}, {@link HomeInIncident}.
 */
@NullMarked
package org.tocsin.incident;

import org.jspecify.annotations.NullMarked;
