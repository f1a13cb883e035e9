/** Outcomes, and what remains to be done after an alarm. */
@NullMarked
package org.tocsin.console.closing;

import org.jspecify.annotations.NullMarked;
