/** What the estate sent and what it was promised. Entry point: {@link Ledger}. */
@NullMarked
package org.tocsin.simulator.ledger;

import org.jspecify.annotations.NullMarked;
