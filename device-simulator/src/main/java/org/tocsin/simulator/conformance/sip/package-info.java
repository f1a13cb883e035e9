/** The suite for SCAIP receivers. Entry point: {@link RxCases}; every case has a {@link SipBench} of its own. */
@NullMarked
package org.tocsin.simulator.conformance.sip;

import org.jspecify.annotations.NullMarked;
