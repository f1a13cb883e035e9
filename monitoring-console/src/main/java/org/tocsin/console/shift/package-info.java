/** The shift: who works on what, the rules of the room, and the way out of it. Entry point: ShiftPages. */
@NullMarked
package org.tocsin.console.shift;

import org.jspecify.annotations.NullMarked;
