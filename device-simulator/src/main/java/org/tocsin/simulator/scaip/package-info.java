/** A home unit that speaks SCAIP over SIP, with a codec of its own. Entry point: {@link ScaipUnit}. */
@NullMarked
package org.tocsin.simulator.scaip;

import org.jspecify.annotations.NullMarked;
