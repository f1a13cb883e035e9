/** The suites for home units: {@link TxCases} over SCAIP, {@link MtCases} over MQTT. The unit is asked by a {@link Person}. */
@NullMarked
package org.tocsin.simulator.conformance.listen;

import org.jspecify.annotations.NullMarked;
