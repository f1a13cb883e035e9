/**
 * Visits of installers: test mode, what is asked of a home and heard from it, what a visit needs to be complete. Entry
 * points: {@link VisitDesk} for what a phone says, {@link VisitFiles} for what is known of a visit.
 */
@NullMarked
package org.tocsin.visit;

import org.jspecify.annotations.NullMarked;
