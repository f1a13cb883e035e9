/** Who lives where, with which equipment, and how a home is put on file. Entry point: {@link SimulatedHome}. */
@NullMarked
package org.tocsin.simulator.estate;

import org.jspecify.annotations.NullMarked;
