/**
 * The small part of SIP that a telecare alarm needs: MESSAGE both ways, OPTIONS and REGISTER, over UDP and TCP. A codec
 * and transactions of this project's own, because real units reuse branches and leave tags out, and strict stacks
 * swallow their alarms. Entry point: {@link SipEndpoint}.
 */
@NullMarked
package org.tocsin.gateway.sip;

import org.jspecify.annotations.NullMarked;
