/** Figures, packs and exports for managers, committees, phone companies and coroners. Entry point: {@link ReportPages}. */
@NullMarked
package org.tocsin.console.report;

import org.jspecify.annotations.NullMarked;
