/** Home units as those who look after them see them: the list, and one unit with what it was asked. Entry point: {@link UnitPages}. */
@NullMarked
package org.tocsin.console.unit;

import org.jspecify.annotations.NullMarked;
