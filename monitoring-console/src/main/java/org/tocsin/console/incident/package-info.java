/** Incidents as people see and work on them. Entry point: {@link IncidentPages}. */
@NullMarked
package org.tocsin.console.incident;

import org.jspecify.annotations.NullMarked;
