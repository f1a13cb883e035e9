/**
 * SCAIP as spoken by open implementations and seen from real units: an {@code <mrq>} in a SIP MESSAGE, answered by a 200
 * once it is stored and by an {@code <mrs>} in a MESSAGE of our own. Entry point: {@link ScaipServer}.
 */
@NullMarked
package org.tocsin.gateway.scaip;

import org.jspecify.annotations.NullMarked;
