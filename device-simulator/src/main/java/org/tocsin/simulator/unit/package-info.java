/** What every simulated unit has around it, whatever it speaks. Entry point: {@link SimulatedUnit}. */
@NullMarked
package org.tocsin.simulator.unit;

import org.jspecify.annotations.NullMarked;
