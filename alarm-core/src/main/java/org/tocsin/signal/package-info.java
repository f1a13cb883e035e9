/** One message from a home unit, as received, and its way into the store. Entry point: {@link SignalIntake}. */
@NullMarked
package org.tocsin.signal;

import org.jspecify.annotations.NullMarked;
