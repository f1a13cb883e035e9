/** The installer's page, phone first, usable where there is no signal; and its papers. Entry point: {@link VisitPages}. */
@NullMarked
package org.tocsin.console.visit;

import org.jspecify.annotations.NullMarked;
