/** An estate of artificial homes that speaks to the platform as real units would. Entry point: {@link Simulator}. */
@NullMarked
package org.tocsin.simulator;

import org.jspecify.annotations.NullMarked;
