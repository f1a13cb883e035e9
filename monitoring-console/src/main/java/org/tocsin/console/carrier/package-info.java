/** What hangs on each carrier and area, and what if it failed. Entry point: {@link CarrierPages}. */
@NullMarked
package org.tocsin.console.carrier;

import org.jspecify.annotations.NullMarked;
